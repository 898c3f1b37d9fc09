"""One pass over a text: what is code, comment or front matter, and what is left as prose.

Every other reader works on the masked texts that come out of here. They have the length of the
original, so that an offset means the same in each of them, and no reader can mistake a ``#`` in a
shell script for a heading or a link in an example for a link.

Both dialects are recognised at once: fences of CommonMark 0.31 (also indented ones, as authors put
them under list items) and the extension tags of MediaWiki.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.code_block import CodeBlock, introduced
from kbaudit.read.mask import masked
from kbaudit.read.yaml_fences import find_yaml


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with its code found.

    `prose` has code blocks, comments and YAML front matter masked; `plain` has inline code masked
    as well. Line ends are kept in both. A byte order mark is a line end in them, so that the first
    line begins as every other one does.
    """

    text: str
    prose: str
    plain: str
    blocks: tuple[CodeBlock, ...]
    comments: tuple[Span, ...]
    yaml: Span | None
    """Content of YAML front matter without its fences."""
    body: int
    """Offset behind byte order mark and YAML front matter."""


_OPENING = regex(r"[`~<{%]")
"""The first character of whatever may open code or a comment."""
_RUN = regex(r"`+|~+")
_INLINE = regex(r"`[^`\n]++`(?!`)")
"""Inline code as it mostly is: between single backticks on one line."""
_BEFORE_FENCE = regex(r"[ \t>]*(?:[*+-][ \t]+|\d{1,3}[.)][ \t]+)?")
_TAG = regex(
    r"<(?P<tag>syntaxhighlight|source|pre|nowiki|code)\b(?P<attributes>[^<>\n]{0,300})>",
    re.IGNORECASE,
)
_DIAGRAM = regex(r"\{\{#mermaid:", re.IGNORECASE)
_HIDDEN_LINE = regex(r"[^\n%]+%%(?![\w%])")
_HIDDEN_BLOCK = regex(r"^%%[ \t]*\r?$", re.MULTILINE)
_TICKS = regex("`+")
_BRACES = regex(r"\{\{(?!\{)|\}\}")
_INLINE_TAGS = {"nowiki", "code"}
_LANGUAGE = regex(r"""\blang(?:uage)?\s*=\s*["']?([\w+#.-]+)""", re.IGNORECASE)
_NEXT_HEADING = regex(r"^(?:={2,6}[ \t]*\w[^\n]*?={2,6}[ \t]*\r?$|#{1,6}[ \t]+\w)", re.MULTILINE)


def scan(text: str) -> Scan:
    """Find code, comments and YAML front matter in `text`. Never raises; linear in its length."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.whole = text
        self.text = "\n" + text[1:] if text.startswith("\ufeff") else text
        self.blocks: list[CodeBlock] = []
        self.comments: list[Span] = []
        self.inline: list[Span] = []
        self.absent: dict[str, int] = {}

    def run(self) -> Scan:
        text = self.text
        yaml, body = find_yaml(self.whole)
        at = body
        while opening := _OPENING.search(text, at):
            at = self._take(at, opening.start())
        hidden = [block.span for block in self.blocks] + self.comments
        if yaml is not None:
            hidden.append(Span(0, body))
        prose = masked(text, hidden)
        plain = masked(prose, self.inline)
        blocks = tuple(introduced(prose, block) for block in self.blocks)
        return Scan(self.whole, prose, plain, blocks, tuple(self.comments), yaml, body)

    def _take(self, before: int, at: int) -> int:
        """Handle what may open at `at`, when all up to `before` is handled.

        Gives the offset at which the search goes on.
        """
        text = self.text
        if text[at] in "`~":
            code = _INLINE.match(text, at)
            if code is None:
                return self._run(before, at)
            self.inline.append(Span(at, code.end()))
            return code.end()
        if tag := _TAG.match(text, at):
            return self._tag(tag)
        if text.startswith("<!--", at):
            return self._comment(at, at + 4, "-->")
        if text.startswith("{/*", at):
            return self._comment(at, at + 3, "*/}")
        if text.startswith("%%", at):
            return self._hidden(at)
        if diagram := _DIAGRAM.match(text, at):
            return self._diagram(diagram)
        return at + 1

    def _run(self, before: int, at: int) -> int:
        """Backticks or tildes: a fence if they begin a line, else inline code or nothing."""
        run = _RUN.match(self.text, at)
        size = len(run[0]) if run else 0
        if size >= 3 and self._begins_line(before, at):
            return self._fence(at, size)
        return self._ticks(at, size) if self.text[at] == "`" else at + size

    def _begins_line(self, before: int, at: int) -> bool:
        """Whether at most quotation marks and one bullet stand before `at` on its line.

        The line must begin at `before` or later.
        """
        start = self.text.rfind("\n", max(0, before - 1), at) + 1
        whole = start > 0 or before == 0
        return whole and _BEFORE_FENCE.fullmatch(self.text, start, at) is not None

    def _ticks(self, start: int, size: int) -> int:
        """Inline code: a run of backticks closes with a run of equal length on the same line."""
        at = start + size
        runs = self._runs.get(size, [])
        following = bisect_left(runs, at)
        if following == len(runs) or self.text.find("\n", at, runs[following]) >= 0:
            return at
        end = runs[following] + size
        self.inline.append(Span(start, end))
        return end

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        """Where runs of backticks begin, by their length."""
        runs: dict[int, list[int]] = defaultdict(list)
        for run in _TICKS.finditer(self.text):
            runs[len(run[0])].append(run.start())
        return runs

    def _fence(self, start: int, size: int) -> int:
        fence = self.text[start : start + size]
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        info = self.text[start + size : line_end].strip()
        if fence[0] == "`" and "`" in info:
            return self._ticks(start, size)
        content = min(line_end + 1, len(self.text))
        closing = re.compile(rf"^[ \t>]*{fence[0]}{{{size},}}[ \t]*(?=\r?$)", re.MULTILINE)
        close = self._search(f"fence{fence}", closing, content)
        words = info.lstrip("{.").split()
        language = words[0].rstrip("}").lower() if words else ""
        if close is None:
            return self._unclosed(language, start, content)
        end = close.end()
        body = Span(content, max(content, close.start()))
        self.blocks.append(CodeBlock(language, Span(start, end), body, closed=True))
        return end

    def _tag(self, match: re.Match[str]) -> int:
        name = match["tag"].lower()
        attributes = match["attributes"]
        if attributes.endswith("/"):
            return match.end()
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE)
        close = self._search(name, closing, match.end())
        inline = name in _INLINE_TAGS or "inline" in attributes.lower().split()
        if close is None:
            if name == "syntaxhighlight" and not inline:
                language = _LANGUAGE.search(attributes)
                word = language[1].lower() if language else ""
                return self._unclosed(word, match.start(), match.end())
            return match.end()
        span = Span(match.start(), close.end())
        if inline:
            self.inline.append(span)
            return close.end()
        content = match.end()
        if self.text.startswith("\r\n", content):
            content += 2
        elif self.text.startswith("\n", content):
            content += 1
        language = _LANGUAGE.search(attributes)
        body = Span(min(content, close.start()), close.start())
        self.blocks.append(
            CodeBlock(language[1].lower() if language else "", span, body, closed=True)
        )
        return close.end()

    def _diagram(self, match: re.Match[str]) -> int:
        """``{{#mermaid: … }}``: braces of the diagram itself may stand inside."""
        close = self._braces.get(match.start())
        if close is None:
            return match.end()
        body, span = Span(match.end(), close.start()), Span(match.start(), close.end())
        self.blocks.append(CodeBlock("mermaid", span, body, closed=True))
        return close.end()

    @cached_property
    def _braces(self) -> dict[int, re.Match[str]]:
        """For each ``{{`` the braces that close it."""
        opened: list[int] = []
        closing: dict[int, re.Match[str]] = {}
        for brace in _BRACES.finditer(self.text):
            if brace[0] == "{{":
                opened.append(brace.start())
            elif opened:
                closing[opened.pop()] = brace
        return closing

    def _unclosed(self, language: str, start: int, content: int) -> int:
        """An opener without an end: the code ends before the next heading, or with the file.

        A renderer would show the rest of the page as code. For an audit it is better to lose as
        little of the page as can be, and to say that the block is not closed.
        """
        heading = _NEXT_HEADING.search(self.text, content)
        end = heading.start() if heading else len(self.text)
        body = Span(content, end)
        self.blocks.append(CodeBlock(language, Span(start, end), body, closed=False))
        return end

    def _comment(self, start: int, inside: int, close: str) -> int:
        end = self._search(close, re.compile(re.escape(close)), inside)
        if end is None:
            return inside
        self.comments.append(Span(start, end.end()))
        return end.end()

    def _hidden(self, start: int) -> int:
        """``%% … %%`` of Obsidian: within a line, or between two lines of nothing else."""
        inside = start + 2
        if (
            not self.text[max(0, start - 1) : start].strip()
            and self.text[inside : inside + 1] != "%"
        ):
            end = _HIDDEN_LINE.match(self.text, inside)
            if end is None and _HIDDEN_BLOCK.match(self.text, start):
                end = self._search("%%", _HIDDEN_BLOCK, inside)
            if end is not None:
                self.comments.append(Span(start, end.end()))
                return end.end()
        return inside

    def _search(self, key: str, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """`pattern` from `at` on; a search that failed once is not tried again further down."""
        if self.absent.get(key, len(self.text) + 1) <= at:
            return None
        found = pattern.search(self.text, at)
        if found is None:
            self.absent[key] = at
        return found
