"""``kbaudit demo``."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kbaudit.example import Example
    from kbaudit.output.options import Options

_RULE = "stale-lines"


_EXAMPLES = """\b
Examples:
  kbaudit demo                               in a temporary folder
  kbaudit demo try                           in ./try, to play with
"""


@click.command(short_help="Lay out a small example and audit it.", epilog=_EXAMPLES)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
def demo(folder: Path | None) -> int:
    """Lay out a small example, audit it and show what is found.

    The example is a wiki with planted faults, and the git repository that it is about. It is laid
    out in FOLDER, which must be empty or not there yet; without FOLDER, in a temporary folder.
    Nothing is fetched, and nothing else is touched.
    """
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.audit import audit
    from kbaudit.engine.request import Request
    from kbaudit.example import FAULTS, VERSIONS, lay_out
    from kbaudit.output.formats import writer

    example = lay_out(folder)
    root, repo, rev = str(example.wiki), str(example.code), VERSIONS[-1].tag
    outcome = audit(Request(Path(root), shown=root, repo=(repo,), rev=(rev,)))
    found = sorted((finding.rule, finding.path) for finding in outcome.report.findings)
    planned = found == sorted((fault.rule, fault.path) for fault in FAULTS)
    options = options_for("auto", to_file=False, quiet=False)
    with standard_output() as stream:
        stream.writelines(f"{line}\n" for line in _before(example, options))
        writer("text")(outcome.report, outcome.texts, stream, options)
        stream.writelines(f"{line}\n" for line in _after(example, options, planned=planned))
    return 0 if planned and not outcome.report.faults else 3


def _before(example: "Example", options: "Options") -> Iterator[str]:
    from kbaudit.example import FAULTS, VERSIONS

    newest = VERSIONS[-1].tag
    moved = sum(fault.code_moved for fault in FAULTS)
    yield from _prose(
        "This is a small wiki about an invented job queue, and the git repository of its code with "
        f"{len(VERSIONS)} releases. {len(FAULTS)} faults are planted in the wiki, {moved} of which "
        "came about because the code moved on; holding it against the newest release finds them:",
        options,
    )
    yield ""
    yield from _command(("check", *_against(example, newest)), options)
    yield ""


def _after(example: "Example", options: "Options", *, planned: bool) -> Iterator[str]:
    from kbaudit.example import FAULTS, VERSIONS

    yield ""
    verdict = (
        "Each fault was found by the rule for it and nothing else was reported; every citation was "
        "held against the code."
        if planned
        else "This is not what should have been found: a fault of kbaudit, please report it."
    )
    yield from _prose(f"{verdict} How the planted faults come about:", options)
    yield ""
    widest = max(len(fault.rule) for fault in FAULTS)
    for fault in FAULTS:
        yield f"  {fault.rule:<{widest}}  {fault.story}"
    yield ""
    yield from _prose("What to try next:", options)
    newest, before = VERSIONS[-1].tag, VERSIONS[-2].tag
    tries = (
        (
            f"The same pages against {before}, before the code moved:",
            ("check", *_against(example, before)),
        ),
        ("What a rule means, and what to do about it:", ("rules", "explain", _RULE)),
        (
            "Repair what has only one right repair; the rest is for a person:",
            ("fix", *_against(example, newest)),
        ),
        (
            "Write a configuration, after which `check` needs no options:",
            ("init", _quoted(example.wiki)),
        ),
    )
    for text, words in tries:
        yield ""
        yield from _prose(text, options, indent="  ")
        yield from _command(words, options)
    yield ""
    yield from _prose(f"All of it lies in {_quoted(example.folder)} until you delete it.", options)


def _against(example: "Example", rev: str) -> tuple[str, ...]:
    return (_quoted(example.wiki), "--repo", _quoted(example.code), "--rev", rev)


def _prose(text: str, options: "Options", *, indent: str = "") -> Iterator[str]:
    from kbaudit.output.wrap import wrap

    width = min(options.width, 80) - len(indent)
    return (f"{indent}{line}" for line in wrap([(text, "")], width, indent=""))


def _command(words: tuple[str, ...], options: "Options") -> Iterator[str]:
    """A command to paste. A long one is broken before its options, where a shell allows it."""
    from kbaudit.output.palette import paint

    lines = [" ".join((_program(), *words))]
    if len(lines[0]) > min(options.width, 80) - 4 and os.name == "posix" and "--repo" in words:
        at = words.index("--repo")
        lines = [
            " ".join((_program(), *words[:at], "\\")),
            "  " + " ".join(words[at:]),
        ]
    return (f"    {paint(line, 'strong', color=options.color)}" for line in lines)


def _program() -> str:
    """How this program can be called again from here."""
    called = sys.argv[0]
    if Path(called).name == "__main__.py":
        return f"{_quoted(sys.executable)} -m kbaudit"
    found = shutil.which("kbaudit")
    if found and Path(called).exists() and Path(found).samefile(called):
        return "kbaudit"
    return _quoted(called)


def _quoted(path: str | Path) -> str:
    return shlex.quote(str(path))
