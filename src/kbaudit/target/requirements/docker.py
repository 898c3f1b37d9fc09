"""``Dockerfile``: the images that it builds on.

https://docs.docker.com/reference/dockerfile/#from
"""

from __future__ import annotations

import re

from kbaudit.model.regex import regex
from kbaudit.target.requirements.requirement import Requirement, Stated, canonical
from kbaudit.target.revision import split_lines

_FROM = regex(
    r"[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?P<image>[\w./:-]+?)(?::(?P<tag>\w[\w.-]*))?(?:@\S+)?"
    r"(?:[ \t]+AS[ \t]+(?P<stage>\S+))?[ \t]*",
    re.IGNORECASE,
)
_VERSION = regex(r"\d+(?:\.\d+)*")


def read_dockerfile(text: str, path: str) -> Stated:
    """The base images, with the version that their tag begins with; stages of the file are none."""
    found = []
    stages = {"scratch"}
    for number, line in enumerate(split_lines(text), 1):
        match = _FROM.fullmatch(line[:1000].rstrip("\r"))
        if match is None:
            continue
        if match["image"].lower() not in stages:
            version = _VERSION.match(match["tag"] or "")
            specifier = f"=={version[0]}.*" if version else ""
            name = canonical(match["image"].rsplit("/", 1)[-1])
            found.append(Requirement(name, specifier, path, number, "image"))
        stages.add((match["stage"] or "").lower())
    return Stated(tuple(found))
