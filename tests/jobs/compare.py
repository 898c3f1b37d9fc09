"""Reports of one, two and three processes side by side: ``compare.py HOW BASE FOLDER EDITS``.

A program of its own, since a process that has threads, as that of the tests may, cannot be copied.
`HOW` is `pages` or `rules`, with or without `-target` behind it, `BASE` is `example` or `made`.
"""

import random
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from edits import Editor
from kbaudit.cli.group import cli
from kbaudit.engine.processes import jobs, sharing
from kbaudit.example.layout import lay_out
from kbaudit.read import stored

MADE = Path(__file__).parents[2] / "benchmarks/scale/knowledge_base.py"
PROCESSES = (1, 2, 3)
SELECTED = ("missing-symbol,dead-link", "drifted-pin", "stale-lines,dead-link")
"""What asks a target for more, or for less, than all rules do together."""
SHARED: list[int] = []
"""For each time that work was shared, how many processes there were, if all came to its end."""


def watched(done: Callable[[jobs.Share[Any]], Any]) -> Callable[[jobs.Share[Any]], Any]:
    def watching(share: jobs.Share[Any]) -> Any:
        found = done(share)
        SHARED.append(max(share._size, 1) if found is not None else 0)
        return found

    return watching


def shown(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["check", *args, "--format", "json"])
    return result.exit_code, result.stdout, result.stderr


def kept(cache: Path) -> tuple[set[str], dict[str, bytes]]:
    """Names of reports that are kept, in which is a digest of all that was read; what is of files.

    That is what came of each file, on what that depends, and what the run left to the next one.
    """
    names = {one.name for one in cache.glob("results/*-*")}
    return names, {one.name: one.read_bytes() for one in cache.glob("results/*.files")}


def laid_out(folder: Path, base: str) -> tuple[Path, Path, str]:
    """A knowledge base, its target, and the revision that it is held against."""
    if base == "example":
        example = lay_out(folder / "example")
        return example.wiki, example.code, "HEAD"
    wiki, code = runpy.run_path(str(MADE))["make"](folder, 40)
    return wiki, code, "v2"


def main() -> None:
    how, base, folder, edits = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    sharing.MANY = 0 if how.startswith("pages") else sys.maxsize
    sharing.BESIDE_CODE = sharing.SOME = 0
    stored._MANY = 0
    setattr(jobs.Share, "done", watched(jobs.Share.done))  # noqa: B010
    wiki, code, rev = laid_out(folder, base)
    chance = random.Random(f"{how} {base}")
    editor = Editor(wiki, code, chance)
    chosen = [editor.line, editor.digit, editor.back, editor.new, editor.gone, editor.moved]
    command = [str(wiki)]
    if how.endswith("target"):
        command += ["--repo", str(code), "--rev", rev]
        if base == "example":
            chosen += [editor.commit, editor.undone]
    for some in SELECTED:
        said = [
            shown(*command, "--no-cache", "--select", some, "--jobs", str(jobs_))
            for jobs_ in PROCESSES
        ]
        assert said[1:] == said[:1] * 2, some
    for number in range(edits):
        edit = chance.choice(chosen)
        if number:
            edit()
        what = f"edit {number}, {edit.__name__}"
        first = shown(*command, "--no-cache", "--jobs", "1")
        assert first[0] in (0, 1), (what, first)
        for jobs_ in PROCESSES:
            cache = folder / f"cache{jobs_}"
            cached = [*command, "--cache-dir", str(cache), "--jobs", str(jobs_)]
            assert shown(*cached) == first, (what, jobs_, "with what was kept")
            assert shown(*cached) == first, (what, jobs_, "once more")
            assert shown(*command, "--no-cache", "--jobs", str(jobs_)) == first, (what, jobs_)
            assert kept(cache) == kept(folder / "cache1"), (what, jobs_)
    sys.stdout.write(f"{min(SHARED)} {max(SHARED)} {len(SHARED)}\n")


main()
