"""Front matter that people break, each with the one place and sentence that tells of it.

``broken.yaml`` holds broken front matter: its text, then all that is expected of the two rules.
``odd.yaml`` holds what only looks broken. In both, `yaml` stands behind a type and a name, `page`
is a whole page, and `infobox` the rows of one.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from auditing import audit

FOLDER = Path(__file__).parent
RULES = ("invalid-front-matter", "schema-violation")
WHOLE: dict[str, Callable[[str], str]] = {
    "yaml": lambda text: f"---\ntype: Environment\nname: a_b_X\n{text}\n---\n# T\n",
    "page": str,
    "infobox": lambda text: f"# T\n\n{{|\n{text}\n|}}\n",
}


@cache
def corpus(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def broken() -> Iterator[tuple[str, str, list[str]]]:
    for kind, entries in corpus("broken").items():
        for text, *expected in entries:
            yield kind, text, expected


def odd() -> Iterator[tuple[str, str]]:
    return ((kind, text) for kind, texts in corpus("odd").items() for text in texts)


def said(text: str) -> list[str]:
    """What the two rules say of a page, in the order of the page."""
    files = {"environments/a_b_X.md": text, "implementations/a_b_Y.md": "# Y\n"}
    found = sorted(
        (one for rule in RULES for one in audit(files, select=rule)), key=lambda one: one.order
    )
    return [f"{one.start.line}:{one.start.column} {one.message}" for one in found]


@pytest.mark.parametrize(("kind", "text", "expected"), list(broken()))
def test_broken(kind: str, text: str, expected: list[str]) -> None:
    whole = WHOLE[kind](text)
    assert expected
    assert said(whole) == expected
    assert said("\ufeff" + whole.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(("kind", "text"), list(odd()))
def test_odd_but_right(kind: str, text: str) -> None:
    whole = WHOLE[kind](text)
    assert said(whole) == []


def test_there_are_enough() -> None:
    texts = [(kind, text) for kind, text, _ in broken()]
    assert len(set(texts)) == len(texts) >= 100
    assert len(set(odd())) == len(list(odd())) >= 80
