"""What is wrong with YAML that cannot be read, in words, and where it is wrong.

A parser complains where it gave up, in the language of its grammar. People need the place that they
have to change, and what they most likely did.
"""

import re

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.instance import Problem

ODD_BLANK = regex(r"[\u00a0\u1680\u2000-\u200b\u202f\u3000\ufeff]")
"""What looks like a blank, or like nothing, and is part of a word for YAML."""

_CONTROL = regex(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_ODD_INDENT = regex(rf"^[ \t]*(?P<odd>{ODD_BLANK.pattern}+)", re.MULTILINE)
_TAB_INDENT = regex(r"^ *(?P<tab>\t+)(?=[^\s#])", re.MULTILINE)
_HEADING = regex(r"^(?:\r?\n|[ \t]+\r?\n)(?:#{1,6}[ \t]+\w|={1,6}[ \t]*\w)", re.MULTILINE)
_MARK = regex(r"(?:^|:)[ \t]+(?:- )*(?P<mark>[*&])\S*[ \t]*$")
_EARLIER_COLON = regex(r":[ \t]")


def broken(text: str, content: Span, error: Exception) -> Problem:
    """The problem of the YAML `content` of `text`, which its reader gave up with `error`."""
    if isinstance(error, ReaderError) and (control := _CONTROL.search(text, *_ends(content))):
        code = f"U+{ord(control[0]):04X}"
        message = f"the control character {code} cannot stand in YAML"
        return Problem(Span(*control.span()), message, "remove it")
    stop, origin = _marks(error, content)
    for pattern, name, message, remedy in (
        (_TAB_INDENT, "tab", "a tab cannot indent YAML", "indent with spaces"),
        (
            _ODD_INDENT,
            "odd",
            "what looks like a blank here is none for YAML",
            "indent with plain spaces",
        ),
    ):
        odd = pattern.search(text, content.start, _line_end(text, stop, content))
        if odd is not None:
            return Problem(Span(*odd.span(name)), message, remedy)
    return _said(text, content, str(getattr(error, "problem", "") or error), stop, origin)


def unclosed_before(text: str, content: Span, fence: Span, error: Exception) -> Problem | None:
    """That front matter has no end of its own, when its reader ran into the page below it."""
    stop, _ = _marks(error, content)
    heading = _HEADING.search(text, content.start, min(content.end, stop + 200))
    if heading is None or heading.start() > stop:
        return None
    line = text.count("\n", 0, heading.end()) + 1
    message = f"the front matter is not closed before the heading in line {line}"
    return Problem(fence, message, "end it with a line `---`")


def _said(text: str, content: Span, problem: str, stop: int, origin: int) -> Problem:
    """The complaint `problem` of the parser, which stopped at `stop` in what began at `origin`."""
    here, there = _at(text, stop, content), _at(text, origin, content)
    sign = text[stop : stop + 1]
    if "mapping values are not allowed" in problem:
        line = text.rfind("\n", 0, stop) + 1
        if _EARLIER_COLON.search(text, line, stop):
            return Problem(here, "a second `: ` stands in this line", "quote the value")
        start = stop - len(text[line:stop].lstrip())
        message = "this line is indented deeper than the line above allows"
        return Problem(_at(text, start, content), message, "line the keys up")
    if "could not find expected ':'" in problem:
        message = "this line is neither `key: value` nor an item of a list"
        return Problem(there, message, "write a `:` and a blank behind the key, or indent the line")
    before = text[text.rfind("\n", 0, stop) + 1 : stop]
    if "expected <block end>" in problem and (mark := _MARK.search(before)):
        start = stop - len(before) + mark.start("mark")
        message = f"text that begins with `{mark['mark']}` needs quotes"
        return Problem(_at(text, start, content), message, "quote it")
    if "expected <block end>" in problem and before.strip():
        message = "text goes on behind the closing quote"
        return Problem(here, message, "quote the whole value, and double a quote inside it")
    if "expected <block end>" in problem and sign == "-":
        return Problem(here, "an item of a list stands where a key is expected", "indent it")
    if "expected <block end>" in problem:
        return Problem(here, "this does not line up with what stands above", "indent it alike")
    if "expected ',' or" in problem:
        what = "list" if "]" in problem else "mapping"
        bracket = text[origin : origin + 1]
        message = f"the {what} that `{bracket}` begins is not closed, or lacks a comma"
        return Problem(there, message, "close it, or quote its items")
    if "unexpected end of stream" in problem or "unexpected document separator" in problem:
        return Problem(
            there, f"the quote `{text[origin : origin + 1]}` is never closed", "close it"
        )
    if "escape character" in problem:
        message = "a backslash in double quotes begins an escape, and this is none"
        return Problem(here, message, "use single quotes, or write `\\\\`")
    if "chomping or indentation" in problem or "comment or a line break" in problem:
        message = f"`{text[origin : origin + 1]}` without quotes begins a block of text in YAML"
        return Problem(there, message, "quote the value")
    if "cannot start any token" in problem or "expected alphabetic or numeric" in problem:
        place = here if "token" in problem else there
        sign = place.of(text)[:1]
        if sign == "\t":
            return Problem(place, "a tab stands here, which readers of YAML refuse", "use a blank")
        what = "a backtick" if sign == "`" else f"`{sign}`"
        return Problem(place, f"text that begins with {what} needs quotes", "quote it")
    if "sequence entries are not allowed" in problem:
        message = "a list cannot begin behind a key or a value in the same line"
        return Problem(here, message, "put each `- ` on a line of its own")
    if "<document start>" in problem or "directive" in problem:
        message = "a directive, which begins with `%`, has no place in front matter"
        start = content.start + text[content.start : stop + 1].rfind("%")
        here = _at(text, start, content) if text[start] == "%" else here
        return Problem(here, message, "remove it")
    if "expected the node content" in problem and sign in (",", "]", "}"):
        return Problem(here, f"a value is missing before this `{sign}`", "quote it if it is text")
    if "expected the node content" in problem:
        return Problem(there, "a list or a mapping that begins here is not closed", "close it")
    if "nested too deep" in problem:
        return Problem(here, "this is nested too deep for front matter", "make it flatter")
    plain = " ".join(problem.split())[:120]
    return Problem(here, f"this is not YAML: {plain}" if plain else "this is not YAML")


def _marks(error: Exception, content: Span) -> tuple[int, int]:
    """Where the parser stopped, and where what it was reading began."""
    stop = origin = content.start
    if isinstance(error, MarkedYAMLError):
        problem = error.problem_mark or error.context_mark
        context = error.context_mark or error.problem_mark
        stop += problem.index if problem else 0
        origin += context.index if context else 0
    return min(stop, content.end), min(origin, content.end)


def _at(text: str, offset: int, content: Span) -> Span:
    """From `offset` to the end of its line; at the end of the content, its last character."""
    offset = min(offset, max(content.start, content.end - 1))
    while offset > content.start and text[offset] in "\r\n":
        offset -= 1
    return Span(offset, max(offset, _line_end(text, offset, content)))


def _line_end(text: str, offset: int, content: Span) -> int:
    end = text.find("\n", offset, content.end)
    end = content.end if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
