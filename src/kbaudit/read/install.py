"""Install commands on pages: in shell blocks, in inline code, and on lines of their own.

Commands inside quoted code of the target are its own words, not the page's advice, and prose that
speaks of ``pip install`` in the middle of a sentence installs nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.mask import MASK
from kbaudit.read.scan import Scan


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command. `span` has its quotes, `inner` and `text` have not."""

    text: str
    span: Span
    inner: Span

    @property
    def quoted(self) -> bool:
        """Whether the whole word stands in quotes."""
        return self.span != self.inner


@dataclass(frozen=True, slots=True)
class Command:
    """One install command: its tool (``pip``, ``conda``, ``npm``) and the words behind it."""

    tool: str
    span: Span
    words: tuple[Word, ...]


_COMMAND = regex(
    r"(?:^|(?<=[\s;&|$>`(!%\ufeff]))"
    r"(?:(?P<pip>(?:uv[ \t]+)?(?:pip3?|python3?[ \t]+-m[ \t]+pip)[ \t]+install"
    r"|uv[ \t]+add|poetry[ \t]+add)"
    r"|(?P<conda>(?:conda|mamba|micromamba)[ \t]+install)"
    r"|(?P<npm>(?:npm[ \t]+(?:install|i|add)|(?:pnpm|yarn|bun)[ \t]+add)))"
    r"(?=[ \t])"
)
_VERBS = ("install", "add ", "add\t", "npm ", "npm\t")
_VERB = regex(r"(?:install|add|npm[ \t]+i)(?=[ \t])")
"""Ends each command, and is found sooner."""
_BLANK = regex(r"(?:[ \t]|\\\r?\n){0,200}")
_MOST_WORDS = 300
_WORD = regex(r"\"([^\"\n]*)\"|'([^'\n]*)'|((?:[^\s\"'\\;&|()`]|\\(?!\r?\n))+)")
_SHELLS = frozenset(
    {
        "", "bash", "sh", "shell", "console", "zsh", "fish", "terminal", "text", "txt",
        "shell-session", "shellsession", "shellscript", "dockerfile", "docker", "powershell",
        "batch", "bat", "cmd",
    }
)  # fmt: skip
_NOTEBOOKS = frozenset({"python", "python3", "py", "ipython", "jupyter"})
_NEAR = 400
"""So many characters before a command are looked at: lines of generated text can be endless."""
_LINE_START = regex(r"[ \t>$#*+!%-]*")


def read_commands(scan: Scan) -> Iterator[Command]:
    """All install commands of a page, in the order of the text."""
    if not any(verb in scan.text for verb in _VERBS):
        return
    starts = [block.span.start for block in scan.blocks]
    end = 0
    while verb := _VERB.search(scan.text, end):
        line = max(end, scan.text.rfind("\n", end, verb.start()))
        match = _COMMAND.search(scan.text, line, verb.end() + 1)
        end = verb.end()  # another may follow on the same line
        if match is None:
            continue
        at = match.start()
        block = scan.blocks[i] if (i := bisect_right(starts, at) - 1) >= 0 else None
        if block is not None and block.span.end <= at:
            block = None
        if block is None and scan.prose[at] == MASK:
            continue  # a comment, or front matter
        if block is not None and not _shell(scan.text, at, block.language):
            continue
        if block is None and scan.plain[at] != MASK and not _alone(scan.text, at):
            continue
        if _inside_quotes(scan.text, at):
            continue
        words = tuple(_words(scan.text, end))
        end = words[-1].span.end if words else end
        tool = next(name for name in ("pip", "conda", "npm") if match[name])
        yield Command(tool, Span(at, end), words)


def _shell(text: str, at: int, language: str) -> bool:
    """Whether a command in a block of code is for a shell; notebooks mark such lines."""
    return language in _SHELLS or (language in _NOTEBOOKS and text[at - 1 : at] in ("!", "%"))


def _alone(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    if at - start > _NEAR:
        return False
    return _LINE_START.fullmatch(text[start:at].removeprefix("\ufeff")) is not None


def _inside_quotes(text: str, at: int) -> bool:
    """Whether the command is part of a longer string, such as the message of an error."""
    near = max(0, at - _NEAR)
    start = max(text.rfind("\n", near, at) + 1, text.rfind("`", near, at) + 1, near)
    before = text[start:at]
    return before.count('"') % 2 == 1 or before.endswith("'")


def _words(text: str, at: int) -> Iterator[Word]:
    """The words from `at` on: to the end of the command, of the line, or of the inline code."""
    for _ in range(_MOST_WORDS):
        blank = _BLANK.match(text, at)
        match = _WORD.match(text, blank.end() if blank else at)
        if match is None or match[0].startswith("#"):
            return
        at = match.end()
        group = next(number for number in (1, 2, 3) if match[number] is not None)
        yield Word(match[group], Span(*match.span()), Span(*match.span(group)))
