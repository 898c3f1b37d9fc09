"""YAML as plain values that remember where they stand."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from kbaudit.engine.located import Loc, Located
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.wording import code

_VERBATIM = frozenset({"rev", "scope", "name", "url", "path"})
"""Keys whose values are text even where YAML sees a number: `rev: 1.10`, `rev: 12e4567`."""

_MOST_VALUES = 100_000  # aliases of aliases unfold without end


def yaml_of(data: bytes, path: Path) -> Located:
    """The one YAML document of `data`, the content of the file `path`.

    Raises ConfigError that names the place of what is wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise ConfigError(f"{path}:{line}:{column}: this is not UTF-8 text") from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Located:
    """The one YAML document of `text`; `name` stands in the errors."""
    keys: dict[Loc, tuple[int, int]] = {}
    values: dict[Loc, tuple[int, int]] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used twice is no matter of ours
            root = YAML(typ="safe", pure=True).compose(StringIO(text))
        value = None if root is None else _Reader(name, keys, values).value(root, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigError(f"{name}:{line}:{column}: {_say(error)}") from None
    except ReaderError as error:
        at = error.position if isinstance(error.position, int) else 0
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        raise ConfigError(f"{name}:{line}:{column}: a control character stands here") from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{name}:1:1: this is not YAML that can be read: {error}") from None
    return Located(name, value, keys, values)


def _say(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "this is not YAML")
    if "'\\t'" in problem:
        return "a tab cannot indent YAML: use spaces"
    if "another document" in problem:
        return "a second document begins here: the configuration is one document"
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML: {problem}{context}"


@dataclass(slots=True)
class _Reader:
    """Turns nodes into values and notes their places."""

    name: str
    keys: dict[Loc, tuple[int, int]]
    values: dict[Loc, tuple[int, int]]
    above: tuple[int, ...] = ()
    count: int = 0

    def value(self, node: Node, loc: Loc) -> Any:
        self.values[loc] = _mark(node)
        self.count += 1
        if id(node) in self.above or self.count > _MOST_VALUES:
            raise self._error(node, "this alias unfolds without end")
        if not str(node.tag).startswith("tag:yaml.org,2002:") or (
            isinstance(node, ScalarNode) and "/" in str(node.tag)
        ):
            raise self._error(node, f"the tag {code(str(node.tag))} has no meaning here")
        if isinstance(node, ScalarNode):
            return _scalar(node, verbatim=bool(loc) and loc[-1] in _VERBATIM)
        outside, self.above = self.above, (*self.above, id(node))
        try:
            if isinstance(node, SequenceNode):
                return [self.value(item, (*loc, i)) for i, item in enumerate(node.value)]
            if isinstance(node, MappingNode):
                return dict(self._entries(node, loc))
        finally:
            self.above = outside
        raise self._error(node, "this is not understood")

    def _entries(self, node: MappingNode, loc: Loc) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise self._error(key, "a key must be a word")
            text = str(key.value)
            line, _ = _mark(key)
            if text in seen:
                raise self._error(key, f"{code(text)} stands here already, in line {seen[text]}")
            seen[text] = line
            self.keys[*loc, text] = _mark(key)
            yield text, self.value(value, (*loc, text))
            if value.start_mark.index == value.end_mark.index:  # nothing stands behind the key
                self.values[*loc, text] = self.keys[*loc, text]

    def _error(self, node: Node, message: str) -> ConfigError:
        line, column = _mark(node)
        return ConfigError(f"{self.name}:{line}:{column}: {message}")


def _mark(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: ScalarNode, *, verbatim: bool) -> Any:
    kind, text = str(node.tag).rpartition(":")[2], str(node.value)
    if kind == "null":
        return None
    if verbatim:
        return text
    if kind == "bool":
        return text.lower() in ("true", "yes", "on", "y")
    digits = text.replace("_", "")
    if kind == "int":
        prefixed = digits.lstrip("+-")[:2].lower() in ("0x", "0o", "0b")
        return int(digits, 0 if prefixed else 10)
    if kind == "float":
        return float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
