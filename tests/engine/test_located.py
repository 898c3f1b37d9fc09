from pathlib import Path

import pytest

from kbaudit.engine.load import load_config
from kbaudit.engine.yaml_values import parse_yaml, yaml_of
from kbaudit.model.errors import ConfigError


def test_values_remember_their_places() -> None:
    located = parse_yaml("a: 1\nb:\n  - x\n  - {c: d}\n", "f")
    assert located.value == {"a": 1, "b": ["x", {"c": "d"}]}
    assert located.place(("a",), of_key=True) == (1, 1)
    assert located.place(("a",)) == (1, 4)
    assert located.place(("b", 1, "c")) == (4, 9)
    assert located.place(("b", 1, "gone", "deeper")) == (4, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("rev: 1.10", "1.10"),
        ("rev: 12e4567", "12e4567"),
        ("rev: 0123456", "0123456"),
        ("x: 0o17", 15),
        ("x: 0x1F", 31),
        ("x: 007", 7),
        ("x: -5", -5),
        ("x: 1.5", 1.5),
        ("x: off", "off"),
        ("x: yes", "yes"),
        ("x: true", True),
        ("x: 2026-01-02", "2026-01-02"),
        ("x: '5'", "5"),
        ("rev:", None),
        ("\ufeffx: a".removeprefix("\ufeff"), "a"),
    ],
)
def test_scalars_are_what_yaml_1_2_says(text: str, value: object) -> None:
    assert list(parse_yaml(text, "f").value.values()) == [value]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1\nb: 2\na: 3\n", "f:3:1: `a` stands here already, in line 1"),
        ("a:\n\t- b\n", "f:2:1: a tab cannot indent YAML: use spaces"),
        ("a: 1\n---\nb: 2\n", "f:2:1: a second document begins here"),
        ("[1", "f:1:3: this is not YAML"),
        ("a: &x [*x]\n", "f:1:4: this alias unfolds without end"),
        ("? [a]\n: b\n", "f:1:3: a key must be a word"),
        ("a: !!python/object:os.system x\n", "f:1:4: the tag"),
        ("a: !foo {b: c}\n", "f:1:4: the tag `!foo` has no meaning here"),
        ("a: x\nb: \x01\n", "f:2:4: a control character stands here"),
        ("[" * 20_000, "f:1:1: this is not YAML that can be read"),
        (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{k}: &{k} [{','.join([f'*{p}'] * 9)}]\n"
                for p, k in zip("abcdefg", "bcdefgh", strict=True)
            ),
            "f:",
        ),
    ],
)
def test_what_is_no_configuration_is_located(text: str, error: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, "f")
    assert str(caught.value).startswith(error)


def test_aliases_are_fine() -> None:
    assert parse_yaml("a: &x [1]\nb: *x\nc: &x 2\n", "f").value == {"a": [1], "b": [1], "c": 2}


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "kbaudit.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(ConfigError, match=r"kbaudit\.yaml:2:4: this is not UTF-8 text"):
        yaml_of(path.read_bytes(), path)


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kbaudit.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert yaml_of(path.read_bytes(), path).value == {"a": 1}


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="this is a folder"):
        load_config(tmp_path, tmp_path)
