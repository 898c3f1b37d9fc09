"""Locks that cannot be used are refused, with the place of what is wrong."""

import pytest

from kbaudit.engine.lockfile import lock_text, read_lock
from kbaudit.engine.lockfile_form import parse_lock
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.lock import Entry
from lock.conftest import World

HEAD = "version: 1\npages:\n"
RANGE = (
    '    - {"cited": "a.py", "key": "file", "lines": [1, 2], '
    f'"blob": "{"a" * 40}", "commit": "{"b" * 40}"}}\n'
)
GOOD = f'{HEAD}  "p.md":\n{RANGE}'


def wrong(text: str) -> str:
    with pytest.raises(ConfigError) as error:
        parse_lock(text, "kbaudit.lock")
    return str(error.value)


def test_the_good_one_is_good() -> None:
    assert len(parse_lock(GOOD, "x").entries) == 1
    assert parse_lock("version: 1\npages: {}\n", "x").entries == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: `version` is missing"),
        ("version: 1\n", "1:1: `pages` is missing"),
        ("version: 2\npages: {}\n", "1:1: the lock has version 2, this kbaudit reads 1: update"),
        ("version: 0\npages: {}\n", "1:1: `version` "),
        ("version: 1\nversion: 1\npages: {}\n", "2:1: `version` stands here already, in line 1"),
        ("version: 1\npage:\n", "2:1: unknown key `page`: did you mean `pages`?"),
        (GOOD.replace('"blob"', '"blbo"'), "4:7: unknown key `blbo`: did you mean `blob`?"),
        (GOOD.replace('"cited": "a.py", ', ""), "4:7: `cited` is missing"),
        (GOOD.replace("[1, 2]", "[0, 2]"), "4:7: `lines.0` is not allowed"),
        (GOOD.replace("[1, 2]", "[1]"), "4:7: `lines.1` "),
        (GOOD.replace("[1, 2]", "[3, 2]"), "the lines run backwards"),
        (GOOD.replace("a" * 40, "xyz"), "4:7: `blob` is not allowed"),
        (GOOD.replace('"file"', '"file~x"'), "4:7: `key` is not allowed"),
        (GOOD + RANGE, "5:7: `a.py` has an entry of this key already, in line 4"),
        (GOOD + '  "p.md":\n', "5:1: `p.md` stands here already, in line 3"),
        (GOOD[:-9], "4:1: this is not a line of a lock"),
        (GOOD.replace("[1, 2]", "[1, 2"), "4:1: this line is damaged"),
        (f"{HEAD}<<<<<<< HEAD\n", "3:1: a merge conflict: take either side"),
        (f"{GOOD}=======\n", "5:1: a merge conflict"),
        (f"{GOOD}>>>>>>> other\n", "5:1: a merge conflict"),
        (f"{GOOD}||||||| base\n", "5:1: a merge conflict"),
        (HEAD + RANGE, "3:1: this is not a line of a lock"),
        ('version: 1\n  "p.md":\n', "2:1: this is not a line of a lock"),
        ("- a\n", "1:1: this is not a line of a lock"),
        (f"{HEAD}  {'[' * 3000}\n", "3:1: this is not a line of a lock"),
        (f'{HEAD}  "p.md":\n    - {{"a": {"[" * 99999}}}\n', "4:1: this line is damaged"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str) -> None:
    assert f"kbaudit.lock:{message}" in wrong(text) or message in wrong(text)


def test_all_that_is_wrong_is_told() -> None:
    text = GOOD.replace('"blob"', '"blbo"') + RANGE.replace('"file"', '"f~"')
    assert len(wrong(text).splitlines()) == 3


def test_there_and_back() -> None:
    entries = tuple(
        Entry(
            f"p{n % 7}.md",
            'a "b".py',
            f"wörter~{n}",
            "x/å.py",
            n,
            n + 5,
            "a" * 40,
            "b" * 64,
            "0f" if n % 2 else "",
            proven=n % 3 > 0,
        )
        for n in range(2, 3002)
    )
    text = lock_text(entries, everything=True)
    lock = parse_lock(text, "x")
    assert set(lock.entries) == set(entries)
    assert lock.all
    assert lock_text(reversed(lock.entries), everything=True) == text


@pytest.mark.parametrize("command", ["check", "lock"])
def test_the_command_line_says_it_and_ends_with_2(world: World, command: str) -> None:
    world.lock.write_text("version: 7\npages: {}\n")
    result = world.run(command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"kbaudit: {world.lock}:1:1: the lock has version 7" in result.stderr
    assert world.lock.read_text() == "version: 7\npages: {}\n"


def test_bytes_that_are_no_text(world: World) -> None:
    world.lock.write_bytes(b"version: 1\n\xff\n")
    with pytest.raises(ConfigError, match=":2:1: this is not UTF-8"):
        read_lock(world.wiki)
