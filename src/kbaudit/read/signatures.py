"""Which code of a page states symbols of the target, and what it states.

Code under a heading such as Signature, Class Definition or Import, or under a line that says no
more than that. Blocks of other languages than Python are left alone: nothing here could tell
whether their symbols exist.
"""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.code_block import CodeBlock
from kbaudit.read.code_mask import closing, masked, pieces
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section, section_key
from kbaudit.read.stub import Imported, Statements, Stub
from kbaudit.read.stub_reader import read_stubs

_KINDS = (
    r"(?:api|full|main|primary|key|core|public|class|classes|method|methods|function|functions"
    r"|constructor|initializer|init|python|type|types|dataclass|interface|protocol|module|abstract"
    r"|base|code|and|&|/|import|,)"
)
_SIGNATURE = regex(rf"(?:{_KINDS} ?)*(?:signatures?|definitions?|declarations?)(?: \([^()]*\))?")
_IMPORT = regex(r"(?:python |module |key )?imports?(?: (?:statements?|paths?))?(?: \([^()]*\))?")
_ASIDE = regex(r"\b(?:examples?|usage|pseudo|conceptual|simplified|sketch|before|old|legacy)\b")
_LANGUAGES = frozenset({"", "python", "python3", "py", "py3", "pyi"})
_FROM = regex(
    r"^[ \t]*from[ \t]+(?P<module>[^\W\d]\w*(?:\.\w+)*)[ \t]+import[ \t]+"
    r"(?:(?P<open>\()|(?P<names>(?:[^\n\\;]|\\[ \t]*\n)+))",
    re.MULTILINE,
)
_PLAIN = regex(
    r"^[ \t]*import[ \t]+(?P<names>[^\W\d]\w*(?:\.\w+)*(?:[ \t]+as[ \t]+\w+)?"
    r"(?:[ \t]*,[ \t]*[^\W\d]\w*(?:\.\w+)*(?:[ \t]+as[ \t]+\w+)?)*)[ \t]*$",
    re.MULTILINE,
)
_NAME = regex(r"[\s\\]*([^\W\d]\w*)(?:[\s\\]+as[\s\\]+\w+)?[\s\\]*")
_MODULE = regex(r"[^\W\d]\w*(?:\.\w+)*")


def read_signatures(scan: Scan, sections: tuple[Section, ...]) -> Statements:
    """All stubs and imports that a page states."""
    stubs: list[Stub] = []
    imports: list[Imported] = []
    for block in scan.blocks:
        if block.language not in _LANGUAGES:
            continue
        role = _role(scan.text, block, sections)
        if role is None:
            continue
        content = block.content
        imports += _imports(content.of(scan.text), content.start)
        if role == "signature":
            stubs += read_stubs(scan.text, content.start, content.end)
    return Statements(tuple(stubs), tuple(imports))


def _role(text: str, block: CodeBlock, sections: tuple[Section, ...]) -> str | None:
    """``signature`` or ``import`` for a block that states symbols."""
    around = [one for one in sections if one.body.contains(block.span)]
    keys = [section.key for section in around]
    if block.intro is not None:
        keys.append(section_key(block.intro.of(text).split(":")[0]))
    if any(_ASIDE.search(key) for key in keys[-2:]):
        return None
    for key in reversed(keys):
        if _SIGNATURE.fullmatch(key):
            return "signature"
        if _IMPORT.fullmatch(key):
            return "import"
    return None


def _imports(code: str, offset: int) -> Iterator[Imported]:
    """The imports of a block. Relative ones name no place that the page could be held to."""
    text, _ = masked(code)
    found: list[Imported] = []
    for match in _FROM.finditer(text):
        start, end = match.span("names")
        if match["open"]:
            close = closing(text, match.start("open"))
            if close is None:
                break  # what follows an open bracket cannot be told apart
            start, end = match.end("open"), close
        module = Span(offset + match.start("module"), offset + match.end("module"))
        for first, last in pieces(text, start, end):
            name = _NAME.fullmatch(text, first, last)
            if name:
                span = Span(offset + name.start(1), offset + name.end(1))
                found.append(Imported(name[1], span, match["module"], module))
    for match in _PLAIN.finditer(text):
        for first, last in pieces(text, *match.span("names")):
            name = _MODULE.match(text, first, last)
            if name:
                span = Span(offset + name.start(), offset + name.end())
                found.append(Imported("", span, name[0], span))
    yield from sorted(found, key=lambda one: one.span)
