"""How long kbaudit takes at which size: ``python run.py FOLDER [PAGES...]``.

Makes a knowledge base and its target for each number of pages (see `knowledge_base`), and runs
each command as a process of its own, all in one run: cold, warm, after an edit of one page,
repairing all that moved, as a hook on one staged page. Beside them, on the same tree,
`lychee --offline` and reading all bytes with ``cat``. Prints a table in Markdown: seconds of the
clock, processor seconds, how many times what ``cat`` takes, and the peak of memory of all processes
together (of the largest one where the system does not tell it, or it ends at once).
`--sample KB --repo CLONE --rev REV` measures a real knowledge base as well.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge_base import make
from memory import Watch

ROOT = Path(__file__).parents[2]
KBAUDIT = (sys.executable, "-m", "kbaudit")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took: seconds by the clock and of processors, and bytes at its peak."""

    wall: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Base:
    """A knowledge base and its target, with a folder for caches."""

    wiki: Path
    code: Path
    rev: str
    cache: Path


def main() -> int:
    """Measure and print."""
    options = _options()
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}"
    )
    bases = []
    with tempfile.TemporaryDirectory() as caches:
        if options.sample:
            copy = Path(caches) / "sample"
            shutil.copytree(options.sample, copy)
            bases.append(("sample", Base(copy, options.repo, options.rev, Path(caches) / "0")))
        for pages in options.pages:
            wiki, code = make(options.folder, pages)
            bases.append((f"{pages:,} pages", Base(wiki, code, "v2", Path(caches) / str(pages))))
        for name, base in bases:
            print(f"\n{name}\n\n| | seconds | processor | / cat | MB |\n|---|---|---|---|---|")
            _measure(base, options.rounds)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where knowledge bases are made and kept")
    parser.add_argument("pages", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--sample", type=Path, help="a real knowledge base")
    parser.add_argument("--repo", type=Path, help="the clone that it is about")
    parser.add_argument("--rev", default="HEAD", help="the revision that it is held against")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts [3]")
    return parser.parse_args()


def _measure(base: Base, rounds: int) -> None:
    files = [str(path) for path in sorted(base.wiki.rglob("*")) if path.is_file()]
    cat = _best(lambda: _run([shutil.which("cat") or "cat"], inputs=files), rounds)
    _row("cat", cat, cat)
    if lychee := shutil.which(
        "lychee", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    ):
        command = [lychee, "--offline", "--no-progress", "--quiet", str(base.wiki)]
        _row("lychee --offline", _best(lambda: _run(command), rounds), cat)
    check = [*KBAUDIT, "check", str(base.wiki), "--exit-zero", "--quiet", "--no-progress"]
    against = ["--repo", str(base.code), "--rev", base.rev]
    kept = ["--cache-dir", str(base.cache)]
    links = [*check, "--select", "link"]
    _row("kbaudit --help", _best(lambda: _run([*KBAUDIT, "--help"]), rounds), cat)
    _row("check, links alone, cold", _best(lambda: _run([*links, "--no-cache"]), rounds), cat)
    _run([*links, *kept])
    _row("check, links alone, warm", _best(lambda: _run([*links, *kept]), rounds), cat)
    _row("check, no target, cold", _best(lambda: _run([*check, "--no-cache"]), rounds), cat)
    full = [*check, *against]
    _row("check, cold", _best(lambda: _run([*full, "--no-cache"]), rounds), cat)
    _run([*full, *kept])
    _row("check, warm", _best(lambda: _run([*full, *kept]), rounds), cat)
    with _edited(base.wiki):
        _row("check, one page changed", _run([*full, *kept]), cat)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "wiki"
        shutil.copytree(base.wiki, copy)
        fix = [*KBAUDIT, "fix", str(copy), *against, "--update-lines", "--no-progress"]
        _row("fix --update-lines", _run(fix), cat)
    with tempfile.TemporaryDirectory() as folder, _staged(base, Path(folder)) as stage:
        hook = [*KBAUDIT, "hook", "--exit-zero", "--no-progress"]
        for name, page in (("first", 0), ("another page", 1), ("the same page", 1)):
            stage(page)
            _row(f"hook, {name}", _run(hook), cat)
        _row("hook, the same commit again", _run(hook), cat)


@contextmanager
def _staged(base: Base, folder: Path) -> Iterator[Callable[[int], None]]:
    """Inside, this process is in a repository of the knowledge base.

    The function commits what is staged, adds a sentence to the page of that number, and stages it.
    """
    wiki = folder / "wiki"
    shutil.copytree(base.wiki, wiki)
    (wiki / "kbaudit.yaml").write_text(
        f"target: {{path: {base.code.resolve()}, rev: {base.rev}}}\n"
    )
    pages = [path for path in sorted(wiki.rglob("*.md")) if path.parent != wiki]

    def git(*words: str) -> None:
        user = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *user, *words], cwd=wiki, check=True, capture_output=True)

    def stage(number: int) -> None:
        git("commit", "--quiet", "--no-verify", "-m", "before")
        page = pages[number]
        page.write_bytes(page.read_bytes() + b"\nOne sentence more.\n")
        git("add", ".")

    git("init", "--quiet")
    git("add", ".")
    before, os.environ["KBAUDIT_CACHE_DIR"] = Path.cwd(), str(folder / "cache")
    os.chdir(wiki)
    try:
        yield stage
    finally:
        os.chdir(before)
        del os.environ["KBAUDIT_CACHE_DIR"]


@contextmanager
def _edited(wiki: Path) -> Iterator[None]:
    """One page with a sentence more."""
    page = next(path for path in sorted(wiki.rglob("*.md")) if path.parent != wiki)
    held = page.read_bytes()
    page.write_bytes(held + b"\nOne sentence more.\n")
    try:
        yield
    finally:
        page.write_bytes(held)


def _best(run: Callable[[], Taken], rounds: int) -> Taken:
    return min((run() for _ in range(rounds)), key=lambda taken: taken.wall)


def _run(command: Sequence[str], inputs: Sequence[str] = ()) -> Taken:
    """Run a command to its end, over `inputs` in as few calls as the system takes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    wall, processor, memory = 0.0, 0.0, 0
    for start in range(0, max(1, len(inputs)), 5_000):
        began = time.perf_counter()
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            process = os.posix_spawn(
                command[0],
                [*command, *inputs[start : start + 5_000]],
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), n) for n in (1, 2)],
            )
        with Watch(process) as watch:
            _, _, used = os.wait4(process, 0)
            wall += time.perf_counter() - began
        processor += used.ru_utime + used.ru_stime
        memory = max(memory, watch.peak, used.ru_maxrss << 10)
    return Taken(wall, processor, memory)


def _row(name: str, taken: Taken, cat: Taken) -> None:
    numbers = f"{taken.wall:.2f} | {taken.processor:.2f} | {taken.wall / cat.wall:.0f}"
    print(f"| {name} | {numbers} | {taken.memory >> 20} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
