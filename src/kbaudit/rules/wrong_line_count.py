"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.rulekit import Context, Need, code, count, rule
from kbaudit.rulekit.map_checked import line_counts
from kbaudit.rules._mapped import like_number


@rule(level=Level.WARNING, tags=("map",), needs=(Need.REVISION, Need.BASE), fix=Safety.SAFE)
def wrong_line_count(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """A map row states another number of lines than the file had when the map was made.

    Why:
        Line counts tell large files from small ones, and which tree a map was made of. One that is
        wrong was typed, not counted.

    Example:
        ``| ✅ | `utils/check_copies.py` | 104 | …`` for a file of 1,044 lines.

    Remedy:
        Write the number of lines that the file has at the base. Where many counts differ from the
        base, the map was made of a tree that the target does not have; then only those are reported
        that no change around that time explains, and the summary counts the others.

    Fix safety:
        Safe where nearly all other counts agree with the base, or the file did not change since;
        otherwise unsafe, because the count that was right then is not known.
    """
    if repo_map.kind is not Kind.MAP:
        return
    counts = line_counts(repo_map, ctx.target)
    if counts is None:
        return
    for wrong in counts.wrong:
        row = wrong.row
        stated = row.lines_span.of(ctx.file.text)
        right = like_number(wrong.lines, stated)
        edit = ctx.edit(row.lines_span, right)
        has = "has" if counts.exact else "has about"
        yield ctx.found(
            row.lines_span,
            f"the map gives {code(row.path)} {count(row.lines or 0, 'line')}; "
            f"it {has} {wrong.lines:,} at the base",
            fix=Fix(
                f"write {right}",
                (edit,),
                Safety.SAFE if wrong.sure else Safety.UNSAFE,
                leaves=("map-total-mismatch",),
            ),
            key=row.path,
        )
