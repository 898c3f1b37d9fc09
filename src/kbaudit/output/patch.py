"""Changes as a unified patch, which ``git apply`` takes at the root of the files."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from kbaudit.output.clean import printable
from kbaudit.output.palette import Style, paint

_CONTEXT = 3
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_NO_END = b"\\ No newline at end of file\n"


def patch(path: str, before: bytes | None, after: bytes | None) -> Iterator[bytes]:
    """The lines of the patch that makes `after` of the file `path`, which is `before`.

    Without `before` there is no such file yet, without `after` none any more.

    Names are relative to the root. There is no ``diff --git`` line on purpose: with it git takes
    names as relative to the top of the repository, and silently skips them in a folder below.
    """
    old, new = _lines(before or b""), _lines(after or b"")
    hunks = list(_hunks(old, new))
    if hunks:
        yield _header(b"---", f"a/{path}" if before is not None else "/dev/null")
        yield _header(b"+++", f"b/{path}" if after is not None else "/dev/null")
    for hunk in hunks:
        first, last = hunk[0], hunk[-1]
        old_range = _range(first[1], last[2])
        new_range = _range(first[3], last[4])
        yield f"@@ -{old_range} +{new_range} @@\n".encode()
        for tag, one, two, three, four in hunk:
            if tag == "equal":
                yield from _marked(b" ", old[one:two])
            else:
                yield from _marked(b"-", old[one:two])
                yield from _marked(b"+", new[three:four])


def quoted(name: str) -> str:
    """A file name as git writes it: in quotes where it holds more than plain ASCII."""
    data = name.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in (34, 92) for byte in data):
        return name
    return '"' + "".join(map(_escaped, data)) + '"'


def _header(mark: bytes, name: str) -> bytes:
    # The tab ends a name with blanks; otherwise what follows a blank could be a time.
    end = "\t" if " " in name else ""
    return mark + f" {quoted(name)}{end}\n".encode()


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends, as git counts them: only ``\\n`` ends one."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


_Opcode = tuple[str, int, int, int, int]


def _hunks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterable[list[_Opcode]]:
    """Groups of changes with the lines around them. What is alike at both ends is not searched."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head == len(old) == len(new):
        return []
    start, stop = max(0, head - _CONTEXT), max(0, tail - _CONTEXT)
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    changes = [
        (tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in matcher.get_opcodes()
    ]
    # What is alike around the change stays context: a hunk that ends without any says that the file
    # ends there, and git refuses it.
    before = [("equal", start, head, start, head)] if head else []
    ends = (len(old) - tail, len(old) - stop, len(new) - tail, len(new) - stop)
    after = [("equal", *ends)] if tail else []
    return _grouped([*before, *changes, *after])


def _grouped(codes: Iterable[_Opcode]) -> Iterator[list[_Opcode]]:
    """Parts `codes` where more is alike than the lines around two changes."""
    group: list[_Opcode] = []
    for tag, a, b, c, d in codes:
        if tag == "equal" and b - a > 2 * _CONTEXT:
            yield [*group, ("equal", a, a + _CONTEXT, c, c + _CONTEXT)]
            group, a, c = [], b - _CONTEXT, d - _CONTEXT
        group.append((tag, a, b, c, d))
    yield group


def _range(start: int, stop: int) -> str:
    length = stop - start
    if length == 1:
        return f"{start + 1}"
    return f"{start + 1 if length else start},{length}"


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n"
            yield _NO_END


def readable(line: str, *, color: bool) -> str:
    """A line of a patch as a person reads it: nothing in it can steer the terminal."""
    styles: dict[str, Style] = {"-": "error", "+": "good", "@": "info"}
    style = "strong" if line.startswith(("--- ", "+++ ")) else styles.get(line[:1], "")
    return paint(printable(line.rstrip("\n")), style, color=color) + "\n"
