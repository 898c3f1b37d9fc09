"""A small maker of real git repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

TIME = 1_700_000_000
DAY = 86_400


class Maker:
    """Commits trees to a repository; each commit a day after the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, when: int = TIME, where: Path | None = None) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": f"{when} +0000"}
        for role in ("AUTHOR", "COMMITTER"):
            kept |= {f"GIT_{role}_{key}": value for key, value in who.items()}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=where or self.folder,
            env=kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, tree: Mapping[str, str | bytes | None], tag: str = "") -> str:
        """Writes files (None removes one), commits, tags; the id of the commit."""
        for path, content in tree.items():
            place = self.folder / path
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"change {self.count}", when=self.now)
        self.count += 1
        if tag:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")

    @property
    def now(self) -> int:
        return TIME + self.count * DAY


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Maker]:
    """Makes a repository in a folder of its own."""
    return lambda name="repo": Maker(tmp_path / name)
