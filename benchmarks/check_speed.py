"""How long kbaudit takes, cold: ``python benchmarks/check_speed.py [KB] [--repo R --rev V]``.

Everything is measured in one run and interleaved, several times over, and given as medians, with
the least of all rounds for machines that are busy with something else. Beside the times stand
ratios to the start of Python alone and to reading the bytes with ``cat``, which say more than
seconds do on another machine. Each measurement is a process of its own.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
KB = ROOT.parent / "shared/kb/huggingface_transformers"

GOALS = {"kbaudit --help": 0.150, "kbaudit check KB": 1.0}
"""Seconds within which a command should be done."""


def main() -> int:
    """Measure, print a table, and fail when a goal is missed and ``--gate`` was given."""
    options = _options()
    commands = _commands(options)
    taken = _measure(commands, options.repeat)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    _print(medians, {name: min(seconds) for name, seconds in taken.items()}, options.kb)
    if options.imports:
        print()
        _print_imports(options.imports)
    missed = [name for name, goal in GOALS.items() if medians.get(name, 0.0) > goal]
    return int(options.gate and bool(missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("kb", nargs="?", type=Path, default=KB, help="a knowledge base")
    parser.add_argument("--repo", help="a clone of the repository that it is about")
    parser.add_argument("--rev", default="HEAD", help="the revision to hold it against")
    parser.add_argument("--repeat", type=int, default=11, help="how often to measure [11]")
    parser.add_argument(
        "--imports", type=int, default=0, metavar="N", help="show the N slowest imports as well"
    )
    parser.add_argument("--gate", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args()
    options.kb = options.kb.resolve()
    options.repo = options.repo and str(Path(options.repo).resolve())
    return options


def _commands(options: argparse.Namespace) -> dict[str, list[str]]:
    python = [sys.executable]
    kbaudit = [*python, "-m", "kbaudit"]
    commands = {
        "python -c pass": [*python, "-c", "pass"],
        "python -c 'import click'": [*python, "-c", "import click"],
        "kbaudit --version": [*kbaudit, "--version"],
        "kbaudit --help": [*kbaudit, "--help"],
        "kbaudit rules": [*kbaudit, "rules"],
        "kbaudit demo": [*kbaudit, "demo"],
    }
    if options.kb.is_dir():
        pages = sorted(str(path) for path in options.kb.rglob("*") if path.is_file())
        check = [*kbaudit, "check", str(options.kb), "--exit-zero", "--no-cache"]
        if cat := shutil.which("cat"):
            commands["cat KB/**"] = [cat, *pages]
        commands["kbaudit check KB"] = check
        if options.repo:
            against = ["--repo", options.repo, "--rev", options.rev]
            commands["kbaudit check KB --repo R --rev V"] = [*check, *against]
            commands["... again"] = [*check[:-1], *against]
    else:
        print(f"{options.kb} is not there: commands that read it are left out\n")
    return commands


def _measure(commands: dict[str, list[str]], repeat: int) -> dict[str, list[float]]:
    """Seconds of each command; the first round warms the caches of the disk and does not count."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(repeat + 1):
        for name, command in commands.items():
            seconds = _seconds(name, command)
            if turn:
                taken[name].append(seconds)
    return taken


def _seconds(name: str, command: Sequence[str]) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    folder = ROOT / "benchmarks"
    if name == "kbaudit demo":
        import tempfile

        with tempfile.TemporaryDirectory() as place:
            return _timed([*command, place], environment, folder)
    return _timed(command, environment, folder)


def _timed(command: Sequence[str], environment: dict[str, str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=folder)
    return time.perf_counter() - start


def _print(medians: dict[str, float], least: dict[str, float], kb: Path) -> None:
    floor = medians["python -c pass"]
    cat = medians.get("cat KB/**")
    print(f"KB: {kb.name}; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print(f"{'':36}{'ms':>7}{'least':>7}{'/ python':>10}{'/ cat':>8}   goal")
    for name, seconds in medians.items():
        over_cat = f"{seconds / cat:8.1f}" if cat and "KB" in name else " " * 8
        goal = GOALS.get(name)
        verdict = ""
        if goal is not None:
            verdict = f"{'met' if seconds <= goal else 'MISSED'} (< {goal * 1000:.0f} ms)"
        times = f"{seconds * 1000:7.0f}{least[name] * 1000:7.0f}"
        print(f"{name:36}{times}{seconds / floor:10.1f}{over_cat}   {verdict}".rstrip())


def _print_imports(most: int) -> None:
    """The imports of ``kbaudit --help`` that take longest by themselves."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kbaudit", "--help"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    lines = [line.removeprefix("import time:") for line in done.stderr.splitlines()[1:]]
    rows = [line.split("|") for line in lines if line.count("|") == 2]
    slow = sorted(((int(own), name.strip()) for own, _, name in rows if own.strip().isdigit()))
    print(f"the slowest imports of `kbaudit --help`, of {len(rows)}, in microseconds:")
    for microseconds, name in reversed(slow[-most:]):
        print(f"{microseconds:8,}  {name}")


if __name__ == "__main__":
    sys.exit(main())
