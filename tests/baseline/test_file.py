"""The form of the file, and files that cannot be used."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from kbaudit.engine.baseline import merged
from kbaudit.engine.baseline_file import baseline_text, read_baseline
from kbaudit.engine.baseline_form import parse_baseline
from kbaudit.engine.schemas import read_schema
from kbaudit.model.errors import ConfigError
from kbaudit.model.report import BaselineEntry

ONE = BaselineEntry("a.md", "dead-link", "[[x]]", "0" * 16)
TWO = BaselineEntry("b.md", "dead-link", 'a "b"\n\u2028\x9bü', "1" * 16, 3)
GOOD = baseline_text((ONE, TWO))
HEAD = "version: 1\nfindings:\n"
LINE = f'  - {{"path": "a.md", "rule": "r", "key": "k", "fingerprint": "{"0" * 16}"}}\n'


def wrong(text: str) -> str:
    with pytest.raises(ConfigError) as error:
        parse_baseline(text, "kbaudit.baseline")
    return str(error.value)


def test_what_is_written_is_read() -> None:
    assert parse_baseline(GOOD, "x") == (ONE, TWO)
    assert parse_baseline(GOOD.replace("\n", "\r\n"), "x") == (ONE, TWO)
    assert parse_baseline(baseline_text(()), "x") == ()
    named = BaselineEntry("\udcff.md", "r", "", "2" * 16)
    assert parse_baseline(baseline_text([named]), "x") == (named,)
    baseline_text([named]).encode()


def test_it_is_yaml_that_the_schema_describes() -> None:
    validator = Draft202012Validator(json.loads(read_schema("baseline")))
    for text in (GOOD, baseline_text(())):
        validator.validate(YAML(typ="safe", pure=True).load(text))
    assert not validator.is_valid({"version": 2, "findings": []})


def test_one_line_for_each_entry() -> None:
    lines = GOOD.splitlines()
    assert [line for line in lines if line.startswith("  - ")] == lines[4:]
    assert len(lines) == 6
    assert '"count": 3' in lines[5]
    assert "count" not in lines[4]


def test_lines_that_two_branches_added_are_one_entry() -> None:
    more = BaselineEntry(ONE.path, ONE.rule, ONE.key, ONE.fingerprint, 2)
    assert merged([ONE, more, ONE]) == (more,)
    assert parse_baseline(HEAD + LINE + LINE, "x") == parse_baseline(HEAD + LINE, "x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: `version` is missing"),
        ("version: 1\n", "1:1: `findings` is missing"),
        ("version: 2\nfindings:\n", "1:1: the baseline has version 2, this kbaudit reads 1"),
        ("version: 1\nfindigs:\n", "2:1: unknown key `findigs`: did you mean `findings`?"),
        (HEAD + LINE.replace("rule", "rlue"), "3:5: unknown key `rlue`: did you mean `rule`?"),
        (HEAD + LINE.replace("0" * 16, "xyz"), "3:5: `fingerprint` is not allowed"),
        (HEAD + LINE.replace('"key"', '"count": 0, "key"'), "3:5: `count` is not allowed"),
        (f"{HEAD}<<<<<<< HEAD\n", "3:1: a merge conflict: keep the lines of both sides"),
        (HEAD + LINE + "=======\n", "4:1: a merge conflict"),
        (LINE, "1:1: this is not a line of a baseline; restore the file from git, or"),
        (f"{HEAD}  - {{x}}\n", "3:1: this line is damaged"),
        (f'{HEAD}  - {{"a": {"[" * 99999}}}\n', "3:1: this line is damaged"),
        (f"{HEAD}text\n", "3:1: this is not a line of a baseline"),
        ("version: 1\nfindings: 3\n", "2:1: `findings` must be a list"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str) -> None:
    assert f"kbaudit.baseline:{message}" in wrong(text)


def test_files_that_are_none(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "none").path is None
    with pytest.raises(ConfigError, match="this is a folder"):
        read_baseline(tmp_path)
    (tmp_path / "b").write_bytes(b"version: 1\n\xff\n")
    with pytest.raises(ConfigError, match=":2:1: this is not UTF-8 text"):
        read_baseline(tmp_path / "b")
