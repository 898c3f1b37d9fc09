"""Stubs in one block of code.

The forms: ``def`` and ``class`` with or without a colon and a body, several in a block, methods
under their class, fields of a class, and a call whose arguments are annotated as parameters are
(``model = Model.load(path: str, strict: bool = True)``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.code_mask import STRING, closing, find_top, masked, pieces, statement_end
from kbaudit.read.stub import Parameter, Stub

_LINE = regex(r"^([ \t]*)(?=[^ \t\n])", re.MULTILINE)
_HEADER = regex(
    r"(?:async[ \t]+)?(?P<word>def|class)[ \t]+(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?P<open>\()?"
)
_CALL = regex(
    r"(?:[^\W\d]\w*[ \t]*=[ \t]*)?(?:await[ \t]+)?(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?P<open>\()"
)
_PARAMETER = regex(r"(\*{0,2})[ \t]*([^\W\d]\w*)[ \t\n]*(?=[:=]|\Z)")
_SELF = frozenset({"self", "cls", "mcs", "mcls", "metacls"})
_LEFT_OUT = regex(
    r"\.\.\.|…|\b(?:more|others?|additional|etc|omitted|rest|remaining|elided|shortened|simplified"
    r"|abbreviated|abridged|plus|see|inherited)\b",
    re.IGNORECASE,
)
_OTHER_LANGUAGE = regex(r"[ \t]*(?:\{|=>|extends\b|implements\b)")


@dataclass
class _Open:
    """A definition that later lines may belong to. Body lines stand at `body`, once one is seen."""

    indent: int
    stub: Stub
    end: int
    body: int | None = None
    fields: list[Parameter] = field(default_factory=list)
    elided: bool = False

    def done(self) -> Stub:
        elided = self.stub.elided or self.elided
        return replace(self.stub, fields=tuple(self.fields), elided=elided)


def read_stubs(text: str, start: int, end: int) -> Iterator[Stub]:
    """The stubs in the block of code at ``text[start:end]``, in order; spans are of `text`."""
    reader = _Reader(text[start:end], start)
    reader.run()
    yield from sorted(reader.found, key=lambda stub: stub.span)


class _Reader:
    def __init__(self, code: str, offset: int) -> None:
        self.code = code
        self.offset = offset
        self.text, self.comments = masked(code)
        self.open: list[_Open] = []
        self.found: list[Stub] = []

    def run(self) -> None:
        at = 0
        while match := _LINE.search(self.text, at):
            at = self._line(match.end(), len(match[1].expandtabs(4)))
        while self.open:
            self._close()

    def _line(self, start: int, indent: int) -> int:
        """Read the line whose first character stands at `start`; gives where the next begins."""
        end = statement_end(self.text, start)
        line = self.text[start:end]
        if not line.strip(STRING + " \t") or line[0] in "@)]}":
            return end + 1
        while self.open and self.open[-1].indent >= indent:
            self._close(start)
        header = _HEADER.match(self.text, start)
        if header:
            return self._header(header, indent)
        if not self.open:
            call = _CALL.match(self.text, start)
            return self._call(call, end) if call else end + 1
        inside = self.open[-1]
        inside.body = indent if inside.body is None else inside.body
        if inside.stub.kind == "class" and indent == inside.body:
            found = self._parameter(start, start + len(line.rstrip()))
            if found and not found.stars and self.text[start + len(found.name) :].lstrip(" \t"):
                inside.fields.append(found)
            elif line.strip() in ("...", "…"):
                inside.elided = True
        return end + 1

    def _close(self, before: int | None = None) -> None:
        closed = self.open.pop()
        if closed.stub.kind == "class":
            last = len(self.text) if before is None else before
            closed.elided |= self._shortened(closed.end, last, closed.indent)
        self.found.append(closed.done())

    def _header(self, header: re.Match[str], indent: int) -> int:
        close = closing(self.text, header.start("open")) if header["open"] else header.end()
        if close is None or (header["word"] == "def" and not header["open"]):
            return statement_end(self.text, header.start()) + 1
        after = close + 1 if header["open"] else close
        if _OTHER_LANGUAGE.match(self.text, after):
            return statement_end(self.text, header.start()) + 1
        around = tuple(name for one in self.open for name in one.stub.qualified.split(".")[-1:])
        kind = header["word"]
        readable = kind == "def" or self._annotated(header.end(), close)
        stub = self._stub(header, around, close if readable and header["open"] else None)
        stub = replace(stub, kind="class" if kind == "class" else "function")
        if self.open and self.open[-1].body is None:
            self.open[-1].body = indent
        self.open.append(_Open(indent, stub, after))
        # What stands on the same line behind the bracket is a return type or a body of dots.
        line_end = self.text.find("\n", after)
        return line_end + 1 if line_end >= 0 else len(self.text)

    def _call(self, call: re.Match[str], end: int) -> int:
        close = closing(self.text, call.start("open"))
        if close is None or not self._annotated(call.end(), close):
            return end + 1
        self.found.append(self._stub(call, (), close))
        return statement_end(self.text, close) + 1

    def _stub(self, match: re.Match[str], around: tuple[str, ...], close: int | None) -> Stub:
        *before, name = match["name"].split(".")
        at = self.offset + match.end("name")
        stub = Stub(name, Span(at - len(name), at), "call", (*around, *before))
        if close is None:
            return stub
        parameters, readable = [], True
        for first, last in pieces(self.text, match.end(), close):
            found = self._parameter(first, last)
            if found is not None:
                parameters.append(found)
            elif self.text[first:last] not in ("*", "/"):
                readable = False
        bound = bool(parameters) and parameters[0].name in _SELF and not parameters[0].stars
        left_out = not readable or self._shortened(match.end(), close)
        return replace(stub, parameters=tuple(parameters[bound:]), elided=left_out, bound=bound)

    def _parameter(self, start: int, end: int) -> Parameter | None:
        """``name: annotation = value`` at ``text[start:end]``; None for anything else."""
        match = _PARAMETER.match(self.text, start, end)
        if match is None:
            return None
        equals = find_top(self.text, match.end(), end, "=")
        value = None
        if equals is not None:
            if self.text[equals : equals + 2] == "==":
                return None
            value = self._without_comments(equals + 1, end)
        elif self.text[match.end() : end][:1] not in ("", ":"):
            return None
        at = self.offset + match.start(2)
        return Parameter(match[2], Span(at, at + len(match[2])), value, len(match[1]))

    def _without_comments(self, start: int, end: int) -> str:
        parts, at = [], start
        for offset, comment in self._comments(start, end):
            parts.append(self.code[at:offset])
            at = offset + len(comment)
        return "".join((*parts, self.code[at:end])).strip()

    def _comments(self, start: int, end: int) -> tuple[tuple[int, str], ...]:
        first = bisect_left(self.comments, (start, ""))
        return self.comments[first : bisect_left(self.comments, (end, ""))]

    def _annotated(self, start: int, end: int) -> bool:
        """Whether the bracket holds parameters with annotations, and not arguments."""
        for first, last in pieces(self.text, start, end):
            match = _PARAMETER.match(self.text, first, last)
            if match and self.text[match.end() : last].startswith(":"):
                return True
        return False

    def _shortened(self, start: int, end: int, indent: int = -1) -> bool:
        """Whether a comment in ``text[start:end]``, deeper than `indent`, says so."""
        return any(
            _LEFT_OUT.search(comment) and self._column(at) > indent
            for at, comment in self._comments(start, end)
        )

    def _column(self, at: int) -> int:
        return at - (self.text.rfind("\n", 0, at) + 1)
