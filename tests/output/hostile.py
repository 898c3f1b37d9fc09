"""A report that has everything, with names and words that no format may trip over."""

from collections.abc import Mapping

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.fingerprint import fingerprint
from kbaudit.model.report import (
    BaselineEntry,
    Coverage,
    Fault,
    Report,
    Skipped,
    Suppressed,
    TargetInfo,
)
from kbaudit.model.span import Source, Span

COMMIT = "c0ffee" + "0" * 34
PAGE = 'workflows/100%, sure: "yes" & <b>\n::error::x\x1b[31m\udcff ü`|.md'
PLAIN = "environments/o_r_Cuda.md"
TEXTS: Mapping[str, Source] = {
    PAGE: Source("\ufeffone `a|b`\r\ntwo\r\n\r\nfour\r\n"),
    PLAIN: Source("# Cuda\n\nneeds torch>=2.0\n"),
    "_files/x.md": Source("x\n"),
}
WORDS = (
    "50% of `a|b` <img src=x> are ::error file=x::gone]]>\r\nand `<!--` ##[error]*bold* "
    "\x1b[31m\u202e\ufffe @team [x](http://e.org)"
)


def _found(
    rule: str,
    level: Level,
    path: str,
    span: tuple[int, int],
    message: str,
    *,
    help: str = "",  # noqa: A002
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
) -> Finding:
    source = TEXTS[path]
    key = Span(*span).of(source.text)
    return Finding(
        rule=rule,
        level=level,
        path=path,
        span=Span(*span),
        start=source.position(span[0]),
        end=source.position(span[1]),
        message=message,
        tags=("link",),
        help=help,
        related=related,
        fix=fix,
        key=key,
        fingerprint=fingerprint(rule, key, path),
    )


_REPAIR = Fix("write `a`", (Edit(PAGE, Span(5, 10), "`a`"), Edit(PLAIN, Span(0, 0), "x\r\n")))
_GUESS = Fix("guess", (Edit(PLAIN, Span(0, 1), "y"),), Safety.HINT)
_THERE = Related("the code now", "src/a b.py", 3, 5, COMMIT)
_ELSEWHERE = Related("was", "src/old.py", revision="b" * 40)
_WHOLE = _found("missing-section", Level.ERROR, PLAIN, (0, 0), "the page lacks Overview")
_KNOWN = _found("dead-link", Level.ERROR, PLAIN, (2, 6), "there is no page `Cuda`", fix=_GUESS)
_SILENT = _found("drifted-pin", Level.WARNING, PLAIN, (14, 24), "`torch` drifted")

EVERYTHING = Report(
    root="kb",
    findings=(
        _WHOLE,
        _found("stale-lines", Level.INFO, PLAIN, (14, 24), "moved", related=(_THERE, _ELSEWHERE)),
        _found("dead-link", Level.ERROR, PAGE, (5, 10), WORDS, help="50% sure", fix=_REPAIR),
        _found("dead-link", Level.WARNING, PAGE, (12, 17), "over two lines"),
        _found("dead-link", Level.WARNING, PAGE, (12, 17), "over two lines"),
    ),
    suppressed=(Suppressed(_SILENT, "it is `<so>`, 100%"),),
    skipped=(
        Skipped("edited-source", "no target: give --repo or `target.path`"),
        Skipped("stale-quote", "no target: give --repo or `target.path`"),
    ),
    faults=(Fault("page-not-indexed", PLAIN, "ValueError: x\u2028y (z.py:3)"),),
    coverage=(Coverage("citations", 3, (("ambiguous", 1),)),),
    targets=(TargetInfo("/srv/code", "v2", COMMIT, url="https://me:word@git.example.org/o/r"),),
    files=3,
    pages=2,
    rules=50,
    notes=("base abc (found)",),
    baseline="kbaudit.baseline",
    baselined=(_KNOWN,),
    ended=(BaselineEntry(PLAIN, "dead-link", "[[gone]]", "0" * 16, 2),),
)
CLEAN = Report("kb", files=3, pages=2, rules=50)
