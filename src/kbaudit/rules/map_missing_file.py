"""See the docstring of the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.read.repo_map import MapRow
from kbaudit.rulekit import Context, Need, code, count, rule
from kbaudit.rules._mapped import has_file, whole_line

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_ALIKE = 0.75
"""Less alike files may be kin of each other, and not one file under two names."""


@rule(level=Level.WARNING, tags=("map",), needs=(Need.REVISION,), fix=Safety.UNSAFE)
def map_missing_file(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """The map lists a file that the target does not have at the revision.

    Why:
        Who works through the map looks for code that is not there, and totals made from the map are
        wrong.

    Example:
        A row for ``src/pkg/trainer.py`` after the file became ``src/pkg/training/loop.py``.

    Remedy:
        Give the row the new path, or remove it and its detail page; the finding says what became of
        the file, where history tells. Files of a folder that the target never had are reported
        once: the repository may hold only a part of what was mapped.

    Fix safety:
        Unsafe: the new path is the one that git takes the file to have, and a row that is removed
        takes its notes along.
    """
    if repo_map.kind is not Kind.MAP:
        return
    target = ctx.target
    missing = [row for row in repo_map.rows if not has_file(target, row.path)]
    base = target.of_map(repo_map)
    went = [row for row in missing if base is not None and has_file(base, row.path)]
    yield from _went(went, base, ctx)
    folders: dict[str, list[MapRow]] = defaultdict(list)
    for row in missing:
        if row not in went:
            folders[_absent_folder(row.path, target, base)].append(row)
    for folder, rows in sorted(folders.items()):
        if folder and len(rows) > 1:
            yield ctx.found(
                rows[0].path_span,
                f"{count(len(rows), 'file')} of the map {'is' if len(rows) == 1 else 'are'} in "
                f"{code(f'{folder}/')}, a folder that the target does not have at {target.label}",
                key=folder,
            )
        else:
            for row in rows:
                yield ctx.found(
                    row.path_span,
                    f"{code(row.path)} is not in the target at {target.label}",
                    help=_near(row.path, target),
                )


def _went(rows: Sequence[MapRow], base: Sources | None, ctx: Context) -> Iterator[Finding]:
    """Files that were there at the base."""
    target = ctx.target
    if base is None or not rows:
        return
    commits = target.target.deletions(sorted({row.path for row in rows}), target.revision)
    for row in rows:
        moved = target.readings.renamed(target.target, base.revision, target.revision, row.path)
        message = f"{code(row.path)} is not in the target at {target.label}"
        if moved is not None and moved.similarity >= _ALIKE:
            edit = ctx.edit(row.path_span, moved.path)
            yield ctx.found(
                row.path_span,
                f"{message}; it was renamed to {code(moved.path)}",
                related=(Related("renamed to", moved.path, revision=target.revision.commit),),
                fix=Fix(
                    f"write {code(moved.path)}",
                    (edit,),
                    Safety.UNSAFE,
                    leaves=("dead-detail-page", "stale-coverage", "wrong-line-count"),
                ),
            )
            continue
        commit = commits.get(row.path)
        by = f"; commit {commit.short} removed it" if commit else "; it was there at the base"
        edit = ctx.edit(whole_line(ctx.file, row.span), "")
        yield ctx.found(
            row.path_span,
            message + by,
            fix=Fix(
                "remove the row",
                (edit,),
                Safety.UNSAFE,
                leaves=("map-total-mismatch", "dead-detail-page"),
            ),
        )


def _absent_folder(path: str, target: Sources, base: Sources | None) -> str:
    """The first folder of `path` if neither revision has it."""
    folder, slash, _ = path.partition("/")
    known = target.paths.has_folder(folder) or (base is not None and base.paths.has_folder(folder))
    return folder if slash and not known else ""


def _near(path: str, target: Sources) -> str:
    name = path.rsplit("/", 1)[-1]
    near = [one for one in target.paths.similar(path, 3) if one.rsplit("/", 1)[-1] == name]
    return f"did you mean {code(near[0])}?" if len(near) == 1 else ""
