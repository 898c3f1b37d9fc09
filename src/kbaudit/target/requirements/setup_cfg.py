"""``setup.cfg``: the ``[options]`` of setuptools.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import configparser
import posixpath
from collections.abc import Iterator

from kbaudit.target.requirements.classifiers import python_from
from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.places import Places
from kbaudit.target.requirements.requirement import Include, Origin, Requirement, Stated


def read_setup_cfg(text: str, path: str) -> Stated:
    """All that a ``setup.cfg`` asks for; ``file:`` names lists that stand elsewhere."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError) as error:
        return Stated(problem=f"is not an INI file ({str(error).splitlines()[0]})")
    places = Places(text)
    lists: list[tuple[Origin, str, str]] = []
    if parser.has_section("options"):
        lists.append(("core", "", parser["options"].get("install_requires", "")))
    if parser.has_section("options.extras_require"):
        lists += [("extra", name, text) for name, text in parser["options.extras_require"].items()]
    found = list(_python(parser, places, path))
    includes: list[Include] = []
    for origin, extra, block in lists:
        if block.strip().startswith("file:"):
            for name in block.strip().removeprefix("file:").split(","):
                place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name.strip()))
                includes.append(Include(place, places.key("install_requires"), origin, extra))
            continue
        read = (parse(item, path, places.line(item), origin, extra) for item in block.splitlines())
        found += [one for one in read if one is not None]
    return Stated(tuple(found), tuple(includes))


def _python(parser: configparser.ConfigParser, places: Places, path: str) -> Iterator[Requirement]:
    asked = parser.get("options", "python_requires", fallback="").strip()
    if asked:
        yield Requirement("python", asked, path, places.key("python_requires"), "python")
        return
    lines = parser.get("metadata", "classifiers", fallback="").splitlines()
    yield from python_from([(line.strip(), places.line(line)) for line in lines], path)
