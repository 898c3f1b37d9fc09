"""Version pins: what a page says a piece of software needs, in every form that pages have.

* list items: ``* `tokenizers` >= 0.22.0, <= 0.23.0``, ``* `scipy` (for …)``
* table rows: ``| Python || >= 3.10.0 || …``, ``| torch | >= 2.2 | … |``
* install commands in code: ``pip install "bitsandbytes>=0.43.0" accelerate``
* prose: ``Python 3.10+, PyTorch 2.2+``, ``torch>=2.1`` in backticks
* front matter: ``requirements: {torch: ">=2.2"}``, see `kbaudit.read.pin_fields`
* inheritance: ``All dependencies from `some_page`, plus:``

The specifier is kept as written; what it means is judged elsewhere.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.install import read_commands
from kbaudit.read.near import find_near, holds_any
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section
from kbaudit.read.table import Table


@dataclass(frozen=True, slots=True)
class Pin:
    """A package as a page states it; `specifier` is empty for a package without a version.

    `form` is ``item``, ``table``, ``command``, ``prose`` or ``field`` (of front matter).
    `constant` is the name of a constant of the target that the page gives as its source.
    """

    package: str
    specifier: str
    form: str
    span: Span
    package_span: Span
    specifier_span: Span
    constant: str = ""


STATED_FORMS = ("item", "table", "command")
"""Forms of pins by which a text states what is required, and does not only speak of it."""


def same_pin(pin: Pin) -> tuple[str, str]:
    """What two pins have in common if they say the same: package and specifier, in one form."""
    return re.sub(r"[-_.]+", "-", pin.package).lower(), "".join(pin.specifier.split())


@dataclass(frozen=True, slots=True)
class Inherited:
    """A page whose dependencies this page takes over."""

    name: str
    span: Span


_VERSION = r"v?\d+(?:\.\d+){0,4}(?:\.?(?:a|b|rc|dev|post)\d*)?(?:\.[x*])?"
_CLAUSE = rf"(?:>=|<=|==|~=|!=|≥|≤|>|<|=|\^|~)[ \t]*{_VERSION}"
_CLAUSES = rf"{_CLAUSE}(?:[ \t]*[,，][ \t]*{_CLAUSE}){{0,19}}"
_OR_NEWER = (
    rf"{_VERSION}[ \t]*"
    r"(?:\+|(?:or|and|oder|und|ou|et|o|y)[ \t](?:newer|later|higher|above|greater|up|neuer|höher"
    r"|plus[ \t]récente?|ultérieure?|supérieure?|superior|posterior)\b|[及或]?以上|及?更高|以降)"
)
_AT_LEAST = rf"(?:at least|minimum|mindestens|ab|au moins|al menos)[ \t]{_VERSION}(?![\w.])"
_SPECIFIER = rf"(?:{_CLAUSES}|{_OR_NEWER}|{_AT_LEAST})"
_PACKAGE = r"[A-Za-z][A-Za-z0-9._/-]{0,60}"
_EXTRAS = r"(?:\[[\w, -]{1,60}\])?"
_ITEM = regex(
    rf"^[ \t]*[*+-][ \t]+(?:\*\*|''')?(?:`|<(?:code|tt)>)(?P<package>{_PACKAGE}){_EXTRAS}"
    rf"(?:`|</(?:code|tt)>)?(?:\*\*|''')?"
    rf"[ \t]*:?[ \t]*[`(]?(?P<specifier>{_SPECIFIER})?`?(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_PROSE = regex(
    rf"(?<![\w./`-])`?(?P<package>{_PACKAGE}){_EXTRAS}`?"
    rf"(?:[ \t]*(?P<specifier>{_CLAUSES})|[ \t]+(?P<plus>{_VERSION}\+))"
)
_VERSION_SIGN = regex(r"[<>=≥≤~^+](?:[ \t]*v?\d|(?<=[\w*]\+))")
"""In each statement of a version in running text."""
_BULLET = regex(r"[ \t]*[*+-][ \t]+(?:\*\*|''')?")
_BULLET_LIMIT = 60
_WHOLE = regex(rf"`?(?P<specifier>{_SPECIFIER})`?(?![\w.])")
_CONSTANT = regex(r"\b(?:check|see|from|is)[ \t]+`?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_INHERITED = regex(
    r"\b(?:All|The)[ \t]+(?:dependencies|packages|requirements)[ \t]+(?:from|of)[ \t]+"
    r"(?:the[ \t]+)?[`\[]{1,2}([\w.-]+)[`\]]{1,2}",
    re.IGNORECASE,
)
_INHERITS = regex(r"[DPR](?:EPENDENCIES|ACKAGES|EQUIREMENTS)[ \t]", re.IGNORECASE)
_INHERITED_WORDS = ("dependencies", "packages", "requirements")
_OPTIONS_WITH_VALUE = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "--channel", "-e", "--editable", "-i"}
    | {"--index-url", "--extra-index-url", "--index", "-f", "--find-links", "-t", "--target"}
    | {"-n", "--name", "-p", "--prefix", "--python", "--platform"}
)
_CLAUSE_WORD = r"(?:[<>=!~]=?=?[^,\s]{1,40})"
_REQUIREMENT = regex(
    rf"(?P<package>{_PACKAGE}){_EXTRAS}(?P<specifier>{_CLAUSE_WORD}(?:,{_CLAUSE_WORD}){{0,19}})?"
)
_NPM = regex(r"(?P<package>(?:@[\w.-]{1,60}/)?[\w.-]{1,60})(?:@(?P<specifier>[\^~]?\d[\w.]*))?")
_NO_PACKAGE = ("-", ".", "/", "git+", "http", "~")
_NAME_COLUMNS = (
    "category", "package", "dependency", "library", "name", "requirement", "software", "component",
    "paket", "paquet", "paquete", "pacote", "pacchetto", "пакет", "包", "依赖", "パッケージ",
    "komponente", "composant", "componente", "项目", "组件", "软件",
)  # fmt: skip
_VERSION_COLUMNS = (
    "requirement", "version", "minimum version", "version requirement", "required version",
    "minimum", "specifier", "versionen", "mindestens", "version minimale", "versión", "versão",
    "versione", "версия", "版本", "版本要求", "要求", "バージョン",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pins:
    """Pins and inheritance of one file, each in the order of the text."""

    pins: tuple[Pin, ...]
    inherited: tuple[Inherited, ...]


def read_pins(scan: Scan, sections: tuple[Section, ...], tables: tuple[Table, ...]) -> Pins:
    """All pins of a scanned text."""
    found: dict[Span, Pin] = {}
    sources = (_items(scan, sections), _rows(scan, tables), _commands(scan), _prose(scan))
    for pins in sources:
        for pin in pins:
            found.setdefault(pin.package_span, pin)
    inherits = holds_any(scan.prose, _INHERITED_WORDS)
    inherited = tuple(
        Inherited(match[1], Span(*match.span()))
        for match in (find_near(_INHERITED, _INHERITS, scan.prose) if inherits else ())
    )
    return Pins(tuple(sorted(found.values(), key=lambda pin: pin.span)), inherited)


def _pin(match: re.Match[str], group: str, form: str, constant: str = "") -> Pin:
    package = Span(*match.span("package"))
    specifier = Span(*match.span(group)) if match[group] else Span(package.end, package.end)
    span = Span(package.start, max(package.end, specifier.end))
    return Pin(match["package"], match[group] or "", form, span, package, specifier, constant)


def _items(scan: Scan, sections: tuple[Section, ...]) -> Iterator[Pin]:
    lists = [
        s.body for s in sections if s.key in ("dependencies", "requirements", "system requirements")
    ]
    starts = [body.start for body in lists]
    ends = list(accumulate((body.end for body in lists), max))
    for match in _ITEM.finditer(scan.prose):
        before = bisect_right(starts, match.start()) - 1
        listed = before >= 0 and match.start() < ends[before]
        if match["specifier"] or (listed and "." not in match["package"]):
            constant = _CONSTANT.search(match["rest"])
            yield _pin(match, "specifier", "item", constant[1] if constant else "")


def _rows(scan: Scan, tables: tuple[Table, ...]) -> Iterator[Pin]:
    for table in tables:
        for row in table.rows:
            name = table.cell(row, *_NAME_COLUMNS)
            version = table.cell(row, *_VERSION_COLUMNS)
            if name is None or version is None or name is version:
                continue
            match = _WHOLE.match(scan.prose, version.span.start)
            written = name.span.of(scan.prose)
            package = written.strip("`* '")
            if match and re.fullmatch(_PACKAGE, package):
                start = name.span.start + written.index(package)
                where = Span(start, start + len(package))
                constant = _CONSTANT.search(row.span.of(scan.prose))
                specifier = Span(*match.span("specifier"))
                yield Pin(
                    package,
                    match["specifier"],
                    "table",
                    row.span,
                    where,
                    specifier,
                    constant[1] if constant else "",
                )


def _commands(scan: Scan) -> Iterator[Pin]:
    for command in read_commands(scan):
        option = ""
        pattern = _NPM if command.tool == "npm" else _REQUIREMENT
        for word in command.words:
            valued, option = option in _OPTIONS_WITH_VALUE, word.text
            requirement = pattern.fullmatch(word.text.rstrip(",.:"))
            if valued or requirement is None or word.text.startswith(_NO_PACKAGE):
                continue
            base = word.inner.start
            package = Span(*(base + at for at in requirement.span("package")))
            end = base + requirement.end()
            start = base + requirement.start("specifier") if requirement["specifier"] else end
            specifier = Span(start, end)
            yield Pin(
                requirement["package"],
                requirement["specifier"] or "",
                "command",
                Span(package.start, specifier.end),
                package,
                specifier,
            )


def _prose(scan: Scan) -> Iterator[Pin]:
    """Statements in running text, and list items whose package is not in backticks."""
    for match in find_near(_PROSE, _VERSION_SIGN, scan.prose):
        group = "specifier" if match["specifier"] else "plus"
        near = max(0, match.start() - _BULLET_LIMIT)
        start = scan.prose.rfind("\n", near, match.start()) + 1
        whole = start > 0 or near == 0
        listed = whole and _BULLET.fullmatch(scan.prose, start, match.start()) is not None
        versions = match[group].lstrip("<>=!~^≥≤ \t")
        dotted = "." in versions or match["package"].lower() in ("python", "cuda")
        if (dotted and not match[group].startswith(("~0", "^", "="))) or match[group].startswith(
            "=="
        ):
            yield _pin(match, group, "item" if listed else "prose")
