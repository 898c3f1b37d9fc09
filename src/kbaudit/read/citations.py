"""Citations: every place where a page names a file of the target, with or without lines.

The forms, as they were counted in real knowledge bases, fall into four shapes:

* a path with lines behind it: ``trainer.py:54-66``, ``base.py:L1147-1158``, ``spacy.py:9-21, 62-64``,
  ``base.py (lines 716-800+)``, ``x.py#L1-L191``, and ``lines 3-9 of x.py``;
* a labelled item: ``'''File:''' src/x.py``, ``- **Path**: `…```, ``| **Source File** | … |``, whose
  lines may stand in an item of their own below (``'''Lines:''' 2068-2170``);
* a link to a file on GitHub, with its label;
* prose: ``(lines 196-201)`` after a file was named.

A path without lines is a citation only where a label or a link says so; prose names many files that
need not exist. ``(352 lines)`` and ``Lines: 165`` are sizes, not places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from kbaudit.model.span import Span
from kbaudit.read.scan import CodeBlock, Scan
from kbaudit.read.sections import Section


@dataclass(frozen=True, slots=True)
class LineRange:
    """Lines of the target, 1-based and inclusive; `digits` are the spans of the numbers as written.

    `open_end` marks ``716-800+``. A range may be written the wrong way round; it is kept as written.
    """

    first: int
    last: int
    span: Span
    digits: tuple[Span, ...]
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference from a page to a path, and mostly lines, of the target.

    `path` is as written, with forward slashes; `twin` is a second place where the same link writes
    it (the label of a GitHub link). `repository` (``owner/name``) and `ref` are set where the page
    names them. `total` is a number of lines that the page says the file has.
    """

    path: str
    path_span: Span
    span: Span
    form: str
    ranges: tuple[LineRange, ...] = ()
    repository: str = ""
    ref: str = ""
    total: int | None = None
    approximate: bool = False
    twin: Span | None = None
    quote: CodeBlock | None = None


EXTENSIONS = (
    "py|pyi|pyx|pxd|ipynb|md|mdx|rst|txt|toml|cfg|ini|yaml|yml|json|jsonc|json5|lock|sh|bash|zsh|fish|ps1|bat"
    "|c|h|cc|hh|cpp|hpp|cxx|hxx|cu|cuh|cl|hip|metal|m|mm|rs|go|java|kt|kts|scala|groovy|gradle|clj|swift|rb|php"
    "|cs|fs|vb|js|jsx|mjs|cjs|ts|tsx|mts|cts|vue|svelte|astro|html|htm|css|scss|sass|less|sql|proto|graphql|gql"
    "|lua|pl|pm|r|jl|ex|exs|erl|hs|ml|mli|zig|nim|dart|tf|hcl|cmake|mk|j2|jinja|jinja2|tmpl|tpl|xml|csv|env|template"
)
_ENDING = re.compile(rf"\.(?:{EXTENSIONS})(?![\w/-])(?!\.\w)", re.IGNORECASE)
_PLAIN_NAMES = re.compile(
    r"(?<![\w./-])(?:[\w.-]{1,80}/){0,12}(?:Dockerfile|Makefile|Jenkinsfile|Vagrantfile|Justfile)(?![\w/-])(?!\.\w)"
)
_PATH_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+@~\\$%{}"
)
_PATH_LIMIT = 400

_NUMBER = r"L?(\d{1,7})(?:C\d{1,5})?"
_RANGE = rf"{_NUMBER}(?:[ ]?(?:[-–—]|\.\.)[ ]?{_NUMBER})?(\+)?"
_ONE = re.compile(_RANGE)
_MORE = re.compile(rf"[ ]?(?:,|;|&|and)[ ]?(?=L?\d{{1,7}}[ ]?[-–—][ ]?L?\d|L\d)")
_COLON = re.compile(r"[`'\"*_]{0,3}:(?=L?\d)|[`'\"*_]{0,3}#(?=L\d)")
_WORDED = re.compile(
    r"[`'\"*_\])]{0,4}[ ]?(?:[,;:]|[-–—](?=[ ]))?[ ]?\(?[ ]?(?P<about>~|≈|around |about |approx(?:\.|imately)? ?|near )?"
    r"(?:(?:at |on |from |see )?(?:lines?|ll?\.)[ :]{1,2}(?P<about2>~|≈|around |about |approx(?:\.|imately)? ?)?(?=L?\d)|(?=L\d))",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"[`'\"*_]{0,3}[ ]?\((?=\d{1,7}[ ]?[-–—][ ]?\d{1,7}\))")
_TOTAL = re.compile(
    r"[`'\"*_\])]{0,4}[ ]?(?:[-–—:,] ?)?\(?~?(\d{1,3}(?:,\d{3})+|\d{1,7})\+? (?:lines|LOC)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\blines?[ ]+{_RANGE}[ ]+(?:of|in|from)[ ]+(?:the[ ]+(?:file[ ]+)?)?[`'\"*_\[(]{{0,3}}$",
    re.IGNORECASE,
)
_PROSE = re.compile(rf"\blines?[ ]+(?=L?\d{{1,7}}\b)", re.IGNORECASE)
_STOP = re.compile(r"(?!\.\d|[\w%])")

_FILE_LABELS = (
    "file",
    "files",
    "path",
    "file path",
    "filepath",
    "source",
    "sources",
    "source file",
    "source files",
    "source location",
    "source code",
    "source path",
    "location",
    "file location",
    "code location",
    "related file",
    "implementation file",
    "primary file",
    "main file",
    "key file",
    "defined in",
)
_LINE_LABELS = ("lines", "line", "line range", "line numbers", "line number", "source lines")
_REPOSITORY_LABELS = ("repository", "repo", "source repository")
_LABEL = re.compile(
    r"^(?P<lead>[ \t>]*(?:[*+:#•-]{1,4}[ \t]+|\d{1,3}[.)][ \t]+)?(?P<bar>\|)?[ \t]*)"
    r"(?:'''|\*\*|__)?(?P<label>[A-Za-z][A-Za-z ]{2,20}?)(?:[ \t]?:(?:'''|\*\*|__)?|(?:'''|\*\*|__)?[ \t]*(?:(?P<next>\|)|:))[ \t]*",
    re.MULTILINE,
)
_GITHUB = re.compile(
    r"https?://(?:www\.)?(?:github\.com/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|raw|blame)|raw\.githubusercontent\.com/(?P<raw>[\w.-]+/[\w.-]+))"
    r"/(?P<ref>[^/\s)\]#?]+)/(?P<path>[^\s)\]#?<>|\"'`\x00]+)(?:\?[^\s)\]#]*)?(?P<lines>#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)?"
)
_REPOSITORY = re.compile(
    r"github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?=[/\s)\]#`|]|$)|^[`\[]?([\w.-]+/[\w.-]+)[`\]]?\s*$"
)
_LOCATION_SECTIONS = frozenset(
    {"file location", "source location", "location", "source", "source file", "file"}
)


def read_citations(scan: Scan, sections: tuple[Section, ...]) -> tuple[Citation, ...]:
    """All citations outside code blocks, in the order of the text."""
    return _Reader(scan, sections).read()


@dataclass(slots=True)
class _Label:
    kind: str
    span: Span
    value: int


class _Reader:
    def __init__(self, scan: Scan, sections: tuple[Section, ...]) -> None:
        self.text = scan.prose
        self.scan = scan
        self.sections = sections
        self.links: list[Span] = []

    def read(self) -> tuple[Citation, ...]:
        labels = self._labels()
        explicit = {label.span.start: label for label in labels if label.kind == "file"}
        found = [*self._github(), *self._mentions()]
        found.sort(key=lambda citation: (citation.span.start, citation.span.end))
        named = self._twins(found)
        cited = [self._explicit(c, self._line(c.span.start), explicit) for c in named]
        cited = self._line_items(cited, labels)
        everything = cited + list(self._prose(cited))
        kept = [c for c in everything if c.ranges or c.form != "mention"]
        kept = self._repositories(kept, labels)
        kept = self._quotes(kept)
        return tuple(sorted(kept, key=lambda c: (c.span.start, c.span.end)))

    def _line(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _labels(self) -> list[_Label]:
        found = []
        for match in _LABEL.finditer(self.text):
            if match["next"] and not match["bar"]:
                continue
            word = " ".join(match["label"].lower().split())
            kind = (
                "file"
                if word in _FILE_LABELS
                else "lines"
                if word in _LINE_LABELS
                else "repository"
                if word in _REPOSITORY_LABELS
                else ""
            )
            if kind:
                end = self.text.find("\n", match.end())
                end = len(self.text) if end < 0 else end
                found.append(_Label(kind, Span(match.start(), end), match.end()))
        return found

    def _github(self) -> Iterator[Citation]:
        for match in _GITHUB.finditer(self.text):
            path = match["path"].rstrip(".,;:*'")
            start = match.start("path")
            where = Span(start, start + len(path))
            whole = Span(match.start(), match.end() if path == match["path"] else where.end)
            ranges: tuple[LineRange, ...] = ()
            if match["lines"] and whole.end == match.end():
                ranges, _ = self._ranges(match.start("lines") + 1)
            self.links.append(whole)
            yield Citation(
                unquote(path),
                where,
                whole,
                "link",
                ranges,
                repository=(match["repo"] or match["raw"]).removesuffix(".git"),
                ref=match["ref"],
            )

    def _mentions(self) -> Iterator[Citation]:
        text = self.text
        last = 0
        ends = sorted(
            [(m.start(), m.end()) for m in _ENDING.finditer(text)]
            + [(m.start(), m.end()) for m in _PLAIN_NAMES.finditer(text)]
        )
        links = iter(sorted(self.links))
        link = next(links, None)
        for at, end in ends:
            while link is not None and link.end <= at:
                link = next(links, None)
            if at < last or (link is not None and link.start <= at):
                continue
            start = at
            floor = max(last, at - _PATH_LIMIT)
            while start > floor and text[start - 1] in _PATH_CHARACTERS:
                start -= 1
            if (
                start > 2
                and text[start - 1] == ":"
                and text[start - 2].isalpha()
                and text[start] == "\\"
            ):
                start -= 2
            path = text[start:end]
            if "://" in text[max(0, start - 8) : start + 3] or not _is_path(path):
                continue
            start += len(path) - len(path.lstrip("{$%-+"))
            citation = self._with_lines(Span(start, end))
            last = max(end, citation.span.end)
            yield citation

    def _with_lines(self, where: Span) -> Citation:
        """Read what stands behind (or before) a path."""
        text = self.text
        path = where.of(text).replace("\\", "/")
        plain = Citation(path, where, where, "mention")
        for form, pattern in (("inline", _COLON), ("worded", _WORDED), ("worded", _PARENTHESIS)):
            match = pattern.match(text, where.end)
            if match is None:
                continue
            ranges, end = self._ranges(match.end())
            if ranges:
                about = form == "worded" and bool(
                    match.groupdict().get("about") or match.groupdict().get("about2")
                )
                return replace(
                    plain, span=Span(where.start, end), form=form, ranges=ranges, approximate=about
                )
        if total := _TOTAL.match(text, where.end):
            return replace(
                plain, span=Span(where.start, total.end()), total=int(total[1].replace(",", ""))
            )
        before = text[max(self._line(where.start), where.start - 60) : where.start]
        if match := _BEFORE.search(before):
            ranges, _ = self._ranges(
                where.start - len(before) + match.start(1) - (before[match.start(1) - 1] == "L")
            )
            if ranges:
                return replace(
                    plain,
                    form="worded",
                    ranges=ranges,
                    span=Span(where.start - len(before) + match.start(), where.end),
                )
        return plain

    def _ranges(self, at: int) -> tuple[tuple[LineRange, ...], int]:
        """One or several ranges at `at`, and the offset behind them."""
        ranges: list[LineRange] = []
        end = at
        match = _ONE.match(self.text, at)
        while match is not None and _STOP.match(self.text, match.end()):
            digits = tuple(Span(*match.span(i)) for i in (1, 2) if match[i])
            first = int(match[1])
            last = int(match[2]) if match[2] else first
            ranges.append(LineRange(first, last, Span(*match.span()), digits, bool(match[3])))
            end = match.end()
            more = _MORE.match(self.text, end)
            match = _ONE.match(self.text, more.end()) if more else None
        return tuple(ranges), end

    def _twins(self, found: list[Citation]) -> list[Citation]:
        """Join the two places of a link that names the file in its address and in its label."""
        kept: list[Citation] = []
        for citation in found:
            before = kept[-1] if kept else None
            if (
                before is not None
                and {before.form, citation.form} >= {"link"}
                and before.form != citation.form
            ):
                link, label = (before, citation) if before.form == "link" else (citation, before)
                between = self.text[before.span.end : citation.span.start]
                joined = re.fullmatch(r"[ `'*]{1,4}|[`'*\]]{1,4}\(|[`'* ]{0,3}[\])]\(", between)
                if joined and (link.path.endswith(label.path) or label.path.endswith(link.path)):
                    kept[-1] = replace(
                        link,
                        twin=label.path_span,
                        ranges=link.ranges or label.ranges,
                        span=Span(before.span.start, citation.span.end),
                    )
                    continue
            kept.append(citation)
        return kept

    def _explicit(self, citation: Citation, line: int, labels: dict[int, _Label]) -> Citation:
        if citation.form != "mention":
            return citation
        if line in labels and citation.span.start >= labels[line].value:
            return replace(citation, form="item")
        end = self.text.find("\n", citation.span.end)
        alone = self.text[line : end if end >= 0 else None].strip(" \t\r`*-") == citation.span.of(
            self.text
        ).strip("`")
        if alone:
            section = self._section(line)
            if section is not None and section.key in _LOCATION_SECTIONS:
                return replace(citation, form="item")
        return citation

    def _section(self, offset: int) -> Section | None:
        inside = [s for s in self.sections if s.own.start <= offset < s.own.end]
        return inside[-1] if inside else None

    def _line_items(self, cited: list[Citation], labels: list[_Label]) -> list[Citation]:
        """Give ``Lines:`` items to the one file that is named in the item above them."""
        result = list(cited)
        for index, label in enumerate(labels):
            if label.kind != "lines":
                continue
            file = next(
                (above for above in reversed(labels[:index]) if above.kind != "lines"), None
            )
            if file is None or file.kind != "file" or not self._adjacent(file.span, label.span):
                continue
            owners = [
                i
                for i, c in enumerate(result)
                if file.span.contains(c.span) and c.form in ("item", "link")
            ]
            value = re.compile(r"[`'*~ ]{0,4}").match(self.text, label.value)
            ranges, end = self._ranges(value.end() if value else label.value)
            if len(owners) != 1 or not ranges or result[owners[0]].ranges:
                continue
            owner = result[owners[0]]
            single = len(ranges) == 1 and len(ranges[0].digits) == 1
            if single and self.text[ranges[0].span.start] != "L":
                result[owners[0]] = replace(owner, total=ranges[0].first)
            else:
                form = "link" if owner.form == "link" else "items"
                result[owners[0]] = replace(
                    owner, ranges=ranges, form=form, span=Span(owner.span.start, end)
                )
        return result

    def _adjacent(self, above: Span, below: Span) -> bool:
        """Whether two items belong to one list: at most three lines between, no heading, one blank."""
        between = self.text[above.end : below.start]
        return between.count("\n") <= 4 and "\n=" not in between and "\n#" not in between

    def _prose(self, cited: list[Citation]) -> Iterator[Citation]:
        """``lines 196-201`` on its own: of the file named before it on the line, or the page's only one."""
        spans = sorted(c.span for c in cited)
        named = {c.path: c for c in cited if c.form in ("item", "items", "link")}
        only = next(iter(named.values())) if len(named) == 1 else None
        at = 0
        for match in _PROSE.finditer(self.text):
            while at < len(spans) and spans[at].end <= match.start():
                at += 1
            if at < len(spans) and spans[at].start <= match.start():
                continue
            line = self._line(match.start())
            if _LABEL.match(self.text, line) and _LABEL.match(self.text, line).end() >= match.end():  # type: ignore[union-attr]
                continue
            ranges, end = self._ranges(match.end())
            here = [c for c in cited if line <= c.span.start < match.start()]
            owner = here[-1] if here else only
            if not ranges or owner is None or owner.span.start > match.start():
                continue
            yield Citation(
                owner.path,
                owner.path_span,
                Span(match.start(), end),
                "prose",
                ranges,
                repository=owner.repository,
                ref=owner.ref,
            )

    def _repositories(self, cited: list[Citation], labels: list[_Label]) -> list[Citation]:
        """A ``Repository`` item speaks for the files named below it in its section."""
        stated = [
            (label.span.start, self._repository(label))
            for label in labels
            if label.kind == "repository"
        ]
        if not stated:
            return cited
        result = []
        for citation in cited:
            section = self._section(citation.span.start)
            floor = section.own.start if section else 0
            above = [name for at, name in stated if floor <= at < citation.span.start and name]
            fits = citation.form in ("item", "items") and not citation.repository and above
            result.append(replace(citation, repository=above[-1]) if fits else citation)
        return result

    def _repository(self, label: _Label) -> str:
        value = self.text[label.value : label.span.end].strip(" |\t\r")
        match = _REPOSITORY.search(value)
        return (match[1] or match[2] or "") if match else ""

    def _quotes(self, cited: list[Citation]) -> list[Citation]:
        """Tie the code under a line to the citation on it."""
        introduced = {
            self._line(b.intro.start): b
            for b in self.scan.blocks
            if b.intro is not None and b.language != "mermaid"
        }
        return [
            replace(c, quote=introduced[line])
            if (line := self._line(c.span.end)) in introduced
            else c
            for c in cited
        ]


def _is_path(text: str) -> bool:
    """Whether a run of path characters looks like a path and not like a pattern or a sentence."""
    if any(sign in text for sign in ("{", "}", "$", "%", "..", "//")):
        return text.startswith(("../", "./")) and not any(sign in text for sign in "{}$%")
    name = text.replace("\\", "/").rsplit("/", 1)[-1]
    return not name.startswith(".") or name.count(".") > 1 or len(name) > 5
