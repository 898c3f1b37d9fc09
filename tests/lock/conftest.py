"""A knowledge base about a small repository with a few commits."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from target.conftest import Maker

ENGINE = "".join(f"import m{n}\n" for n in range(1, 6)) + (
    "\n\n"
    "def ignite(fuel):\n"
    '    """Burn the fuel that is left."""\n'
    "    flame = fuel * 2\n"
    "    return flame\n"
    "\n\n"
    "class Valve:\n"
    "    def open(self, wide):\n"
    "        self.width = wide + 1\n"
    "        return self.width\n"
)
"""`ignite` stands in lines 8-11, `open` of `Valve` in 15-17."""

PAGE = """\
# Implementation: o_r_ignite

== Source ==

'''File:''' `src/engine.py:8-11`

== Signature ==

```python
def ignite(fuel):
```
"""

QUOTED = """\
# Environment: o_r_Valve

== Overview ==

The valve opens (`src/engine.py:15-17`):

```python
    def open(self, wide):
        self.width = wide + 1
        return self.width
```
"""

LOOSE = """\
# Heuristic: o_r_Loose

== Overview ==

Something is imported in `src/engine.py:2-3`, that is all.
"""

FILES = {
    "implementations/o_r_ignite.md": PAGE,
    "environments/o_r_Valve.md": QUOTED,
    "heuristics/o_r_Loose.md": LOOSE,
}


@dataclass
class World:
    """A wiki, and the repository that it is about."""

    wiki: Path
    code: Maker

    @property
    def lock(self) -> Path:
        return self.wiki / "kbaudit.lock"

    def run(self, command: str, *args: str, rev: str = "HEAD") -> Result:
        base = [command, str(self.wiki), "--repo", str(self.code.folder), "--rev", rev]
        return CliRunner().invoke(cli, [*base, *args])

    def make(self, *args: str, rev: str = "HEAD") -> str:
        result = self.run("lock", *args, rev=rev)
        assert result.exit_code == 0, result.output
        return self.lock.read_text("utf-8")

    def check(self, *args: str, rev: str = "HEAD") -> list[str]:
        """What the rules about citations find: rule and message."""
        result = self.run("check", "--select", "citation", "--quiet", *args, rev=rev)
        assert result.exit_code in (0, 1), result.output
        found = (re.sub(r"^.*?:\d+:\d+ \w+ ", "", line) for line in result.stdout.splitlines())
        return [line for line in found if not line.startswith(("missing-symbol", "changed-sig"))]

    def summary(self, rev: str = "HEAD") -> str:
        return self.run("check", "--select", "citation", rev=rev).stdout

    def page(self, name: str, old: str, new: str) -> None:
        path = self.wiki / name
        text = path.read_bytes().decode()
        assert old in text
        path.write_bytes(text.replace(old, new).encode())


@pytest.fixture
def world(tmp_path: Path) -> World:
    wiki = tmp_path / "wiki"
    for name, text in FILES.items():
        path = wiki / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="\n")
    code = Maker(tmp_path / "code")
    code.commit({"src/engine.py": ENGINE}, tag="v1")
    return World(wiki, code)
