"""YAML front matter as an instance with exact spans; its traps are data, never exceptions.

The text is read as a stream of events, so that each key, value and alias keeps its place, also
where YAML would let one hide another.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from kbaudit.model.span import Span
from kbaudit.read.instance import Instance, Path, Place, Problem
from kbaudit.read.yaml_problems import ODD_BLANK, broken, unclosed_before
from kbaudit.read.yaml_scalar import Scalar, is_text, resolved, trap

_DEEPEST = 20
_STANDARD = "tag:yaml.org,2002:"
_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "seq", "map"})


def parse(text: str, content: Span, fence: Span) -> tuple[Instance, tuple[Scalar, ...]]:
    """The instance that the front matter `content` of `text` states, and all its scalars.

    `fence` is the place of the opening fence, for problems that have no better one.
    """
    reader = _Reader(text, content)
    try:
        reader.run()
    except (YAMLError, ValueError, RecursionError) as error:
        problem = unclosed_before(text, content, fence, error) or broken(text, content, error)
        return Instance(problems=(problem,), readable=False), ()
    problems = tuple(sorted(reader.problems, key=lambda one: one.span))
    if reader.data is None:
        return Instance({}, {}, problems), tuple(reader.scalars)
    if not isinstance(reader.data, dict):
        message = "front matter must be a mapping of keys to values"
        problem = Problem(reader.root, message, "write `key: value` lines")
        return Instance(problems=(*problems, problem), readable=False), tuple(reader.scalars)
    return Instance(reader.data, reader.places, problems), tuple(reader.scalars)


@dataclass
class _Reader:
    text: str
    content: Span
    data: Any = None
    root: Span = field(default_factory=lambda: Span(0, 0))
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    scalars: list[Scalar] = field(default_factory=list)
    anchors: dict[str, Any] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    """Anchors of which it was told that they are repeated, or that are merged: once will do."""
    end: int = 0
    """Offset in the content behind the last scalar that was read."""

    def run(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor that is used twice is no matter of ours
            stream = YAML(typ="safe", pure=True).parse(self.content.of(self.text))
            events = iter(stream)
            for event in events:
                if isinstance(event, DocumentStartEvent) and self.root.end:
                    self._problem(event, "a second document begins here", "keep one document")
                    return
                if isinstance(event, NodeEvent):
                    self.root = self._span(event)
                    self.data = self._value(event, events, ())

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> Any:
        if len(path) > _DEEPEST:
            raise MarkedYAMLError(problem="nested too deep", problem_mark=event.start_mark)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        value: Any
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, path)
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(events, path)
        else:
            value = self._sequence(events, path)
        tag = str(getattr(event, "tag", None) or "")
        if tag and tag != "!" and tag.removeprefix(_STANDARD) not in _TAGS:
            message = f"the tag `{tag.removeprefix(_STANDARD)}` has no meaning in front matter"
            self._problem(event, message, "remove it; text that begins with `!` needs quotes")
        if isinstance(event, NodeEvent) and event.anchor:
            self.anchors[event.anchor] = value
        return value

    def _alias(self, event: AliasEvent) -> Any:
        name = str(event.anchor)
        if name not in self.anchors:
            self._problem(
                event,
                f"`*{name}` repeats an anchor that is not there",
                f'if it is text, quote it: "*{name}"',
            )
            return f"*{name}"
        if name not in self.repeated:
            self._problem(
                event,
                f"`*{name}` repeats what stands at the anchor `&{name}`: front matter is plain "
                "data",
                "write the value again",
            )
        self.repeated.add(name)
        return self.anchors[name]

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        text, span = str(event.value), self._span(event)
        self.scalars.append(Scalar(path, text, span))
        if event.tag == f"{_STANDARD}null":
            return None
        if event.style is not None or event.tag:
            return text
        value = resolved(text)
        if value is None or not is_text(path):
            return value
        if seen := trap(text, path):
            self._problem(
                event, f"`{text}` without quotes is {seen} for YAML", f'write it as "{text}"'
            )
        return text

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            inner = (*path, len(items))
            items.append(self._value(event, events, inner))
            self.places[inner] = Place(self._reach(event))
        return items

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, events)
            where = self._span(event)
            follows = next(events)
            if key is None:
                if isinstance(follows, AliasEvent):
                    self.repeated.add(str(follows.anchor))
                self._value(follows, events, (*path, "?"))
                continue
            inner = (*path, key)
            if key in values:
                self._again(key, where, inner)
                self._value(follows, events, (*path, "?"))
                continue
            values[key] = self._value(follows, events, inner)
            span = self._reach(follows)
            self.places[inner] = Place(span if len(span) else where, where)
        return values

    def _key(self, event: Event, events: Iterator[Event]) -> str | None:
        if isinstance(event, ScalarEvent) and (event.value != "<<" or event.style is not None):
            key = str(event.value)
            if event.style is None and ODD_BLANK.match(key):
                raise MarkedYAMLError(problem="odd indent", problem_mark=event.start_mark)
            return key
        if isinstance(event, ScalarEvent):
            self._problem(event, "`<<` merges another mapping: front matter is plain data",
                          "write the keys again")  # fmt: skip
            return None
        self._problem(event, "a key must be a word", "quote the key if it is text")
        if not isinstance(event, AliasEvent):
            self._value(event, events, ("?",))
        return None

    def _again(self, key: str, where: Span, path: Path) -> None:
        first = self.places[path].key or where
        line = self.text.count("\n", 0, first.start) + 1
        message = f"the key `{key}` stands here already, in line {line}"
        self.problems.append(Problem(where, message, "keep one of the two"))

    def _problem(self, event: Event, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(self._span(event), message, remedy))

    def _span(self, event: Event) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent | AliasEvent):
            self.end = end
        base = self.content.start
        return Span(base + start, base + max(start, end))

    def _reach(self, event: Event) -> Span:
        """The place of a value that was read: a collection reaches to its last scalar."""
        span = self._span(event)
        if isinstance(event, ScalarEvent | AliasEvent):
            return span
        return Span(span.start, max(span.start, self.content.start + self.end))
