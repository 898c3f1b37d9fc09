"""A Python file without the bodies of its functions, which is parsed in a fraction of the time.

What functions take, what classes have in their own bodies and what the module binds stands in it on
the same lines. Missing are definitions inside of functions, and attributes that methods set.
"""

from collections.abc import Collection

from kbaudit.target.definitions import STRING, by_indentation


def skeleton(text: str, keep: Collection[int] = ()) -> str:
    """`text` with ``pass`` in the last line of each function that it can tell from its header.

    Functions that have any of the lines `keep`, counted from 1, stay as they are.
    """
    lines = text.split("\n")
    done = 0
    for one in by_indentation(text):
        if one.kind == "class" or one.start <= done:
            continue
        if any(one.start <= line <= one.end for line in keep):
            continue
        done = one.end
        first = _body(lines, one.line, one.end)
        if first:
            header = lines[one.line - 1]
            indent = header[: len(header) - len(header.lstrip())]
            lines[first - 1 : one.end] = [*[""] * (one.end - first), f"{indent} pass"]
    return "\n".join(lines)


def _body(lines: list[str], line: int, end: int) -> int:
    """The line on which the body begins below a header that begins on `line`; 0 without one."""
    depth = 0
    for number in range(line, end):
        bare = STRING.sub("", lines[number - 1]).rstrip()
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if depth == 0:
            return number + 1 if bare.endswith(":") else 0
    return 0
