"""Makes git repositories with a release history from source distributions.

    python releases.py FOLDER [PROJECT ...]

makes FOLDER/PROJECT, all projects if none is named, with a commit and a tag for each release. It
needs git, pip and a package index; nothing of the packages is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from projects import PROJECTS


def make(folder: Path, name: str, versions: tuple[str, ...]) -> None:
    repository = folder / name
    repository.mkdir(parents=True)
    _git(repository, 0, "init", "-q")
    for version in versions:
        archive = _download(folder / "archives", name, version)
        for entry in repository.iterdir():
            if entry.name != ".git":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        with tarfile.open(archive) as packed:
            members = packed.getmembers()
            when = max(int(member.mtime) for member in members)
            for member in members:
                member.name = member.name.partition("/")[2]
            packed.extractall(repository, [one for one in members if one.name], filter="data")
        _git(repository, when, "add", "-A")
        _git(repository, when, "commit", "-q", "-m", f"release {version}")
        _git(repository, when, "tag", f"v{version}")
        print(name, version)


def _download(folder: Path, name: str, version: str) -> Path:
    wanted = f"{name.replace('-', '_')}-{version}.tar.gz"
    if not _archives(folder, wanted):
        options = ["-q", "--no-deps", "--ignore-requires-python", "--no-binary", name]
        command = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder)]
        subprocess.run([*command, f"{name}=={version}"], check=True)
    return _archives(folder, wanted)[0]


def _archives(folder: Path, wanted: str) -> list[Path]:
    """Archives of a name: some projects write theirs with capitals there."""
    return [one for one in folder.glob("*.tar.gz") if one.name.lower() == wanted]


def _git(repository: Path, when: int, *arguments: str) -> None:
    who = {"NAME": "release", "EMAIL": "release@example.org", "DATE": f"{when} +0000"}
    roles = ("AUTHOR", "COMMITTER")
    added = {f"GIT_{role}_{key}": value for role in roles for key, value in who.items()}
    subprocess.run(["git", *arguments], cwd=repository, check=True, env=os.environ | added)


if __name__ == "__main__":
    for project in sys.argv[2:] or PROJECTS:
        make(Path(sys.argv[1]), project, PROJECTS[project].releases)
