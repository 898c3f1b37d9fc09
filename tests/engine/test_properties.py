"""What must hold of any input."""

import contextlib
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.engine.template import scalar
from kbaudit.engine.validation import validate
from kbaudit.engine.yaml_values import parse_yaml
from kbaudit.model.errors import ConfigError
from kbaudit.model.span import Source
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.vocabulary import Vocabulary
from kbaudit.rulekit.suppression import read_suppressions

KEYS = st.sampled_from(
    ["target", "targets", "rules", "select", "types", "limits", "overrides", "x"]
)
YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("off"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
WORDS = [
    "<!--",
    "-->",
    "kbaudit",
    ":",
    "ignore",
    "-file",
    "[",
    "]",
    "a",
    ",",
    "```",
    "(until",
    "2027-01-31",
    ")",
    "dead-link",
    "\ufeff",
    "é",
]
PIECES = st.lists(st.sampled_from([*WORDS, " ", "\n", "\r\n"]), max_size=40).map("".join)


@given(st.text())
def test_any_text_is_a_configuration_or_a_located_error(text: str) -> None:
    with contextlib.suppress(ConfigError):
        validate(parse_yaml(text, "f"), Path("f"))


@given(st.dictionaries(KEYS, YAML, max_size=4))
def test_any_values_are_a_configuration_or_a_located_error(value: object) -> None:
    with contextlib.suppress(ConfigError):
        validate(parse_yaml(json.dumps(value), "f"), Path("f"))


@given(st.text())
def test_any_text_can_be_written_as_a_scalar(text: str) -> None:
    assert parse_yaml(f"x: {scalar(text)}\n", "f").value == {"x": text}


@given(PIECES)
def test_spans_of_suppressions_slice_to_what_they_name(text: str) -> None:
    source = Source(text)
    file = File(path="a.md", source=source, kind=Kind.STRAY, vocabulary=Vocabulary())
    for comment in read_suppressions(file, {"a", "dead-link"}):
        inside = comment.span.of(text)
        assert inside.startswith("<!--")
        assert 0 <= comment.line <= source.line_count
        for name in comment.names:
            assert name.span.of(text) == name.text
            assert comment.span.contains(name.span)
        assert all(comment.span.contains(flaw.span) for flaw in comment.flaws)
        assert comment.names or comment.flaws
