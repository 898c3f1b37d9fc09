"""The entries of a tree, as git lists them."""

from __future__ import annotations

from collections.abc import Iterable


def read_entries(fields: Iterable[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Files and links with their blobs, and submodules, from ``git ls-tree -r -z``."""
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    submodules: list[str] = []
    for entry in fields:
        about, path = entry.split("\t", 1)
        mode, kind, blob = about.split()
        if kind == "commit":
            submodules.append(path)
        elif mode == "120000":
            links[path] = blob
        else:
            files[path] = blob
    return files, links, submodules
