"""Makes a knowledge base of any size and its target: ``knowledge_base.py FOLDER PAGES``.

The same numbers give the same bytes. There are as many dialects, links, citations, quotes and pins
on a page as on real ones, half of the pages in each dialect, and a known share of faults: one page
in `FAULTY` links to a page that does not exist, one cites lines where its code is not, one cites a
file that is not there. The target has a file for every five pages and two revisions: between `v1`,
which the pages are true at, and `v2` lines are inserted into a fifth of the files.
"""

import argparse
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SCOPE = "acme_rocket"
FAULTY = 50
_TIME = 1_700_000_000
_PER_FILE = 5
_FUNCTIONS = 8
_TYPES = (
    ("Workflow", "workflows", 20, 0),
    ("Environment", "environments", 25, 4),
    ("Heuristic", "heuristics", 25, 9),
    ("Principle", "principles", 3, 1),
    ("Implementation", "implementations", 1, 0),
)
"""Name, folder, and which pages are of the type: every how manieth, and the rest that is left."""
_AROUND = 60
"""Pages that belong together are no further apart than this."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many pages there are, and files of the target that they are about."""

    pages: int

    @property
    def files(self) -> int:
        """Files of code."""
        return max(1, self.pages // _PER_FILE)


def kind_of(number: int) -> tuple[str, str]:
    """Type and folder of a page."""
    return next((name, folder) for name, folder, each, rest in _TYPES if number % each == rest)


def name_of(number: int) -> str:
    """Name of a page."""
    return f"{SCOPE}_Part_{number}"


def nearest(number: int, kind: str, pages: int) -> int:
    """The next page of a type, as near as pages that belong together are."""
    for step in range(1, _AROUND):
        other = (number + step) % pages
        if kind_of(other)[0] == kind:
            return other
    return number


def edges(number: int, pages: int) -> list[tuple[str, str, int]]:
    """The forward relations of a page: relation, type and number of what it leads to."""
    kind = kind_of(number)[0]
    if kind == "Workflow":
        steps = [(number + step) % pages for step in range(1, 21)]
        return [("step", "Principle", one) for one in steps if kind_of(one)[0] == "Principle"]
    leads = {
        "Principle": (("implemented_by", "Implementation"), ("uses_heuristic", "Heuristic")),
        "Implementation": (("requires_env", "Environment"), ("uses_heuristic", "Heuristic")),
    }
    return [(word, other, nearest(number, other, pages)) for word, other in leads.get(kind, ())]


def backlinks(number: int, pages: int) -> list[tuple[str, str, int]]:
    """What an environment or heuristic says of the pages that lead to it."""
    found = []
    for step in range(1, _AROUND):
        other = (number - step) % pages
        found += [(w, kind_of(other)[0], other) for w, _, to in edges(other, pages) if to == number]
    return sorted(set(found))


def code_path(file: int) -> str:
    """Path of a file of code."""
    return f"src/rocket/stage{file % 97}/part_{file}.py"


def code_lines(file: int, *, moved: bool) -> list[str]:
    """A file of the target: functions of ten lines. In one of five files lines move."""
    lines = ['"""Part of a rocket."""', "", "import os", ""]
    if moved and file % 5 == 0:
        lines += [f"LIMIT_{number} = {number}" for number in range(7)] + [""]
    for part in range(_FUNCTIONS):
        unique = f"{file}_{part}"
        lines += [
            f"def ignite_{unique}(fuel, pressure={part}, *, stage='first'):",
            f'    """Ignite stage {unique} and say how it went."""',
            f"    limit = os.environ.get('ROCKET_LIMIT', {file + part})",
            f"    if fuel < {part + 3} or pressure > limit:",
            f"        raise ValueError('stage {unique} cannot be ignited')",
            f"    burnt = [drop * {part + 2} for drop in range(fuel) if drop % {file % 7 + 2}]",
            "    for drop in burnt:",
            f"        pressure += drop // {file % 11 + 1}",
            "    return pressure, stage",
            "",
        ]
    return lines


def page_text(number: int, sizes: Sizes) -> str:
    """The text of a page."""
    kind, _ = kind_of(number)
    infobox = number % 2 == 0
    file = number // _PER_FILE % sizes.files
    heading = ("== {} ==", "=== {} ===") if infobox else ("## {}", "### {}")
    parts = [_front(number, kind, infobox=infobox)]
    parts += _section(heading[0], "Overview", f"What part {number} of the rocket is there for.")
    parts += _section(heading[1], "Description", _prose(number))
    parts += _section(heading[1], "Usage", "When the stage below has burnt out, and not before.")
    for title in _TITLES[kind]:
        level = heading[title in _INNER]
        parts += _section(level, title, _body(title, number, file, infobox=infobox))
    related = "\n".join(f"* {link}" for link in _links(number, sizes.pages))
    parts += _section(heading[0], "Related Pages", related)
    return "\n".join(parts)


_TITLES = {
    "Workflow": ("Execution Steps", "Execution Diagram"),
    "Environment": (
        *("System Requirements", "Dependencies", "Credentials", "Quick Install"),
        *("Code Evidence", "Common Errors", "Compatibility Notes"),
    ),
    "Heuristic": ("The Insight (Rule of Thumb)", "Reasoning", "Code Evidence"),
    "Principle": ("Theoretical Basis", "Code Evidence"),
    "Implementation": (
        *("Code Reference", "Source Location", "Signature", "Import"),
        *("I/O Contract", "Inputs", "Outputs", "Usage Examples"),
    ),
}
_INNER = frozenset({"Source Location", "Signature", "Import", "Inputs", "Outputs"})


def _front(number: int, kind: str, *, infobox: bool) -> str:
    url = f"https://github.com/acme/rocket/wiki/{number}"
    if infobox:
        return (
            f'# {kind}: Part_{number}\n\n{{| class="wikitable" style="float:right;"\n|-\n'
            f"! Knowledge Sources\n|\n* [[source::Repo|Rocket|{url}]]\n|-\n! Domains\n"
            "| [[domain::Propulsion]]\n|-\n! Last Updated\n"
            "| [[last_updated::2023-11-15 00:00 GMT]]\n|}\n"
        )
    return (
        f"---\ntype: {kind}\nname: {name_of(number)}\ndomains: [Propulsion]\n"
        f"sources:\n  - {{kind: Repo, title: Rocket, url: {url}}}\n"
        f"last_updated: 2023-11-15\n---\n\n# {kind}: Part_{number}\n"
    )


def _section(heading: str, title: str, body: str) -> list[str]:
    return [heading.format(title), "", body, ""]


def _prose(number: int) -> str:
    words = ("valve", "nozzle", "tank", "pump", "igniter", "sensor", "frame")
    return "\n".join(
        f"The {words[(number + k) % 7]} feeds the {words[(number * 3 + k) % 7]} and is checked by "
        f"`check_{(number + k) % 911}` before the {words[(number + 2 * k) % 7]} opens."
        for k in range(5)
    )


def _body(title: str, number: int, file: int, *, infobox: bool) -> str:
    if title in ("Signature", "Import"):
        name = f"ignite_{file}_{number % _FUNCTIONS}"
        takes = f"def {name}(fuel, pressure={number % _FUNCTIONS}, *, stage='first')"
        line = f"from rocket.stage{file % 97}.part_{file} import {name}"
        return _block(line if title == "Import" else takes, "python", infobox=infobox)
    if title in ("Code Evidence", "Source Location", "Theoretical Basis"):
        return _citations(number, file, infobox=infobox)
    if title == "Dependencies":
        return "* `numpy` >= 1.26\n* `click` >= 8.1, < 9"
    if title == "System Requirements":
        return "| What | Needed |\n|---|---|\n| Python | >= 3.11 |\n| Memory | 4 GB |"
    if title == "Credentials":
        return "* `ROCKET_LIMIT`: the highest pressure"
    if title == "Quick Install":
        return _block("pip install 'numpy>=1.26' 'click>=8.1,<9'", "bash", infobox=infobox)
    return "\n".join(f"* {title}, point {k} about part {number}" for k in range(4))


def _citations(number: int, file: int, *, infobox: bool) -> str:
    part = number % _FUNCTIONS
    lines = code_lines(file, moved=False)
    first = 5 + part * 10
    off = 4 if number % FAULTY == 7 else 0
    path = code_path(file) if number % FAULTY != 11 else f"src/rocket/lost/part_{file}.py"
    quote = "\n".join(lines[first - 1 : first + 8])
    others = [5 + (part + k) % _FUNCTIONS * 10 for k in (1, 2, 3)]
    return "\n".join(
        [
            f"The stage is ignited in `{path}:{first + off}-{first + 8 + off}`:",
            "",
            _block(quote, "python", infobox=infobox),
            "",
            f"* pressure: `{path}:{others[0] + 3}-{others[0] + 4}`",
            f"* drops: `part_{file}.py:L{others[1] + 5}`",
            f"* what comes back: `{code_path(file)}:{others[2]}-{others[2] + 8}`",
            f"* and `{code_path(max(0, file - 1))}`",
        ]
    )


def _block(code: str, language: str, *, infobox: bool) -> str:
    if infobox:
        return f'<syntaxhighlight lang="{language}">\n{code}\n</syntaxhighlight>'
    return f"```{language}\n{code}\n```"


def _links(number: int, pages: int) -> list[str]:
    kind = kind_of(number)[0]
    known = edges(number, pages)
    if kind in ("Environment", "Heuristic"):
        known = backlinks(number, pages)
    if kind == "Implementation":
        named = [to for word, _, to in backlinks(number, pages) if word == "implemented_by"]
        known += [("implements", "Principle", to) for to in named]
    links = [f"[[{relation}::{other}:{name_of(to)}]]" for relation, other, to in known]
    if number % FAULTY == 3:
        links.append(f"[[uses_heuristic::Heuristic:{SCOPE}_Nowhere_{number}]]")
    other = nearest(number, kind, pages)
    links.append(f"[Part {other}](../{kind_of(other)[1]}/{name_of(other)}.md#overview)")
    return links


def index_text(kind: str, folder: str, pages: int) -> Iterator[str]:
    """The index of a type, line by line."""
    yield f"# {kind} Index: {SCOPE}\n\n"
    yield "| Page | File | Connections | Notes |\n|------|------|-------------|-------|\n"
    for number in range(pages):
        if kind_of(number)[0] == kind:
            name = name_of(number)
            leaf = kind in ("Environment", "Heuristic")
            known = backlinks(number, pages) if leaf else edges(number, pages)
            near = (kind, nearest(number, kind, pages))
            others = dict.fromkeys([*((other, to) for _, other, to in known), near])
            cell = ", ".join(f"✅{other}:{name_of(to)}" for other, to in others)
            yield f"| {name} | [→](./{folder}/{name}.md) | {cell} | part {number} |\n"


def map_text(sizes: Sizes) -> Iterator[str]:
    """The map of the target, line by line."""
    yield f"# Repository Map: {SCOPE}\n\n| Property | Value |\n|---|---|\n"
    yield "| Repository | https://github.com/acme/rocket |\n| Branch | main |\n"
    yield "| Generated | 2023-11-15 00:00 |\n\n"
    yield "| Status | File | Lines | Purpose |\n|---|---|---|---|\n"
    lines = len(code_lines(1, moved=False))
    for file in range(sizes.files):
        yield f"| ✅ | `{code_path(file)}` | {lines} | part {file} |\n"


def make_wiki(folder: Path, sizes: Sizes) -> None:
    """Write the knowledge base."""
    folder.mkdir(parents=True)
    for kind, below, _, _ in _TYPES:
        (folder / below).mkdir()
        index = "".join(index_text(kind, below, sizes.pages))
        (folder / f"_{kind}Index.md").write_text(index, encoding="utf-8")
    (folder / f"_RepoMap_{SCOPE}.md").write_text("".join(map_text(sizes)), encoding="utf-8")
    for number in range(sizes.pages):
        place = folder / kind_of(number)[1] / f"{name_of(number)}.md"
        place.write_text(page_text(number, sizes), encoding="utf-8")


def make_target(folder: Path, sizes: Sizes) -> None:
    """Make the repository, both revisions in one go."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE
    ) as run:
        assert run.stdin is not None
        for tag, time, moved in (("v1", _TIME, False), ("v2", _TIME + 9_000_000, True)):
            for chunk in _commit(tag, time, sizes, moved=moved):
                run.stdin.write(chunk.encode())
        run.stdin.close()
    if run.returncode:
        raise SystemExit("git fast-import failed")


def _commit(tag: str, time: int, sizes: Sizes, *, moved: bool) -> Iterator[str]:
    who = f"Someone <someone@example.org> {time} +0000"
    yield f"commit refs/heads/main\ncommitter {who}\ndata {len(tag)}\n{tag}\n"
    if not moved:
        needs = '[project]\nname = "rocket"\nrequires-python = ">=3.11"\n'
        needs += 'dependencies = ["numpy>=1.26", "click>=8.1,<9"]\n'
        yield f"M 100644 inline pyproject.toml\ndata {len(needs)}\n{needs}\n"
    for file in range(sizes.files):
        if not moved or file % 5 == 0:
            text = "\n".join(code_lines(file, moved=moved))
            yield f"M 100644 inline {code_path(file)}\ndata {len(text)}\n{text}\n"
    yield f"\nreset refs/tags/{tag}\nfrom refs/heads/main\n\n"


def make(folder: Path, pages: int) -> tuple[Path, Path]:
    """Make both below `folder`, unless they are there; gives the two places."""
    wiki, code = folder / f"wiki-{pages}", folder / f"code-{pages}"
    sizes = Sizes(pages)
    if not wiki.exists():
        make_wiki(wiki, sizes)
    if not code.exists():
        make_target(code, sizes)
    return wiki, code


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=int)
    options = parser.parse_args()
    print(*make(options.folder, options.pages))
