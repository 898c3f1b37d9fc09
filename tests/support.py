"""Small knowledge bases, and rules that are about nothing but the test."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.page import Page
from kbaudit.rulekit.context import Context
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import Need, Rule, rule

PAGE = "# Environment: o_r_Cuda\n\n== Overview ==\n\ntext\n"


def lay_out(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """A knowledge base with one clean page, and `files`."""
    for name, content in {"environments/o_r_Cuda.md": PAGE, **(files or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


class WordOptions(BaseModel, extra="forbid", frozen=True):
    word: str = "TODO"
    """The word."""
    most: int = 0
    """How often it may stand there."""


@rule(level=Level.WARNING, tags=("page",), fix=Safety.SAFE, options=WordOptions)
def zz_word(file: File, ctx: Context) -> Iterator[Finding]:
    """A word stands in a file.

    Why:
        To have findings where a test wants them.

    Example:
        TODO

    Remedy:
        Take it away.

    Fix safety:
        Safe.
    """
    options = ctx.options(WordOptions)
    found = list(re.finditer(re.escape(options.word), file.source.text))
    for match in found[options.most :]:
        span = Span(*match.span())
        fix = Fix("remove the word", (ctx.edit(span, ""),))
        yield ctx.found(span, f"there is a {options.word}", help="remove it", fix=fix)


@rule(level=Level.ERROR, tags=("graph",))
def zz_boom(page: Page, ctx: Context) -> Iterator[Finding]:
    """A rule that fails on pages that say BOOM.

    Why:
        Rules have defects.

    Example:
        BOOM

    Remedy:
        None.
    """
    if "BOOM" in page.source.text:
        raise ValueError("it went\noff")
    if "bang" in page.source.text:
        yield ctx.found(Span(0, 4), "a bang")


@rule(level=Level.ERROR, tags=("citation",), needs=(Need.REVISION,))
def zz_code(page: Page, ctx: Context) -> Iterator[Finding]:
    """A rule that needs a target.

    Why:
        To be skipped.

    Example:
        None.

    Remedy:
        Give a target.
    """
    yield ctx.found(Span(0, 1), f"held against {ctx.target.revision.commit}")


RULES: tuple[Rule, ...] = (zz_boom, zz_code, zz_word)


def with_rules(monkeypatch: pytest.MonkeyPatch, more: Iterable[Rule] = RULES) -> None:
    """Let `more` rules, those of this file, be found beside the real ones."""
    rules = tuple(sorted((*all_rules(), *more), key=lambda one: one.id))
    for module in ("audit", "validation", "load"):
        monkeypatch.setattr(f"kbaudit.engine.{module}.all_rules", lambda *_: rules)
