"""Rules that are about words of the tests, with fixes of all kinds, good and bad."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbaudit.engine.fixer.fixer import fix
from kbaudit.engine.fixer.report import FixReport
from kbaudit.engine.request import Request
from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.rulekit.context import Context
from kbaudit.rulekit.rule import Docs, Rule
from support import with_rules

PAGE = "# Environment: {}\n\n== Overview ==\n\n"
NAMES = ("o_r_Cuda", "o_r_Other")


def paths(*names: str) -> tuple[str, ...]:
    return tuple(f"environments/{name}.md" for name in names or NAMES)


FIRST, SECOND = paths()


def lay_out(root: Path, first: str | bytes = "", second: str | bytes = "") -> Path:
    """A knowledge base of two pages; text goes behind a heading, bytes are the whole page."""
    (root / "environments").mkdir(parents=True, exist_ok=True)
    for name, path, content in zip(NAMES, (FIRST, SECOND), (first, second), strict=True):
        data = content if isinstance(content, bytes) else (PAGE.format(name) + content).encode()
        (root / path).write_bytes(data)
    return root


def body(root: Path, path: str = FIRST) -> str:
    """What stands behind the heading of a page."""
    return (root / path).read_bytes().decode().partition("== Overview ==\n\n")[2]


def run(root: Path, **options: object) -> FixReport:
    select = str(options.pop("select", ",".join(rule.id for rule in RULES)))
    return fix(Request(root, select=(select,)), **options)  # type: ignore[arg-type]


def status(report: FixReport) -> tuple[int, int]:
    return len(report.fixed), len(report.remaining)


_Judge = Callable[[File, Context], Iterator[Finding]]


def _rule(
    name: str,
    word: str,
    edits: Callable[[File, Span], list[Edit]],
    safety: Safety = Safety.SAFE,
    tag: str = "page",
) -> Rule:
    def judge(file: File, ctx: Context) -> Iterator[Finding]:
        for match in re.finditer(word, file.text):
            span = Span(*match.span())
            changes = tuple(edits(file, span))
            made = Fix(f"mend {match[0]}", changes, safety) if changes else None
            yield ctx.found(span, f"there is {match[0]}", fix=made)

    docs = Docs("A word.", "Tests.", "None.", "None.", "Safe.")
    return Rule(name, Level.WARNING, (tag,), File, judge, docs, fix=safety)


def _to(text: str) -> Callable[[File, Span], list[Edit]]:
    return lambda file, span: [Edit(file.path, span, text)]


def _pair(file: File, span: Span) -> list[Edit]:
    """Edits of both pages: the word here, the title there."""
    other = SECOND if file.path == FIRST else FIRST
    return [Edit(file.path, span, "pear"), Edit(other, Span(0, 1), "##")]


def _crash(file: File, ctx: Context) -> Iterator[Finding]:
    if "CRASHED" in file.text:
        raise ValueError("crashed")
    yield from ()


RULES = (
    Rule("zz-fails", Level.ERROR, ("page",), File, _crash, Docs("", "", "", "", "")),
    _rule("zz-bang", r"BANG", lambda file, span: []),
    _rule("zz-crash", r"CRASHES", _to("CRASHED")),
    _rule("zz-guess", r"GUESS", _to("guessed"), Safety.HINT),
    _rule("zz-index", r"ROW", _to("row"), tag="index"),
    _rule("zz-long", r"TODO LIST", _to("list")),
    _rule("zz-marks", r"MERGE", _to("\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")),
    _rule("zz-maybe", r"PERHAPS", _to("so"), Safety.UNSAFE),
    _rule("zz-outside", r"OUTSIDE", lambda file, span: [Edit("../x.md", Span(0, 0), "x")]),
    _rule("zz-pair", r"PAIR", _pair),
    _rule("zz-poison", r"POISON", _to("BANG")),
    _rule("zz-stuck", r"STUCK", _to("STUCK!")),
    _rule("zz-todo", r"TODO", _to("dône")),
    _rule("zz-wide", r"NEXT \w+", lambda file, span: [Edit(file.path, span, "next TODO")]),
    _rule("zz-todo-too", r"TODO(?= SAME)", _to("dône")),
)


@pytest.fixture
def zz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of this module take part."""
    with_rules(monkeypatch, RULES)
