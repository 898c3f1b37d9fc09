"""The schemas of front matter: that they are schemas, explain themselves, and are kept to."""

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from kbaudit.read.vocabulary import ENVIRONMENT, HEURISTIC, PageType, Vocabulary
from kbaudit.rulekit.shape.formats import FORMATS
from kbaudit.rulekit.shape.quick import compiled
from kbaudit.rulekit.shape.schemas import front_matter_schemas, identifier
from kbaudit.rulekit.shape.shapes import Shapes
from kbaudit.rulekit.shape.texts import EXAMPLES

SCHEMAS = front_matter_schemas()
ROOT = Path(__file__).parents[2]

CHECKER = FormatChecker(formats=())
for word, right in FORMATS.items():
    CHECKER.checks(word)(lambda value, right=right: not isinstance(value, str) or right(value))


def validator(schema: Any, name: str) -> Draft202012Validator:
    """Of a part of the schema `name`, whose definitions it may refer to."""
    whole = {**schema, "$defs": SCHEMAS[name]["$defs"]}
    return Draft202012Validator(whole, format_checker=CHECKER)


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """All schemas of properties and items inside `schema`."""
    if not isinstance(schema, dict):
        return
    for word in ("properties", "$defs"):
        for key, one in schema.get(word, {}).items():
            yield f"{path}/{word}/{key}", one
            yield from parts(one, f"{path}/{word}/{key}")
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            if "$ref" not in schema[word]:
                yield f"{path}/{word}", schema[word]
            yield from parts(schema[word], f"{path}/{word}")


PARTS = [
    pytest.param(name, part, id=f"{name}{path}")
    for name, schema in SCHEMAS.items()
    for path, part in parts(schema)
]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema_with_a_name_of_its_own(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == identifier(name)
    assert json.loads((ROOT / f"schemas/{name}.schema.json").read_text("utf-8")) == schema


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_each_part_explains_itself_by_examples_that_fit(name: str, part: dict[str, Any]) -> None:
    whole = {**SCHEMAS[name]["$defs"].get(part.get("$ref", "").rsplit("/", 1)[-1], {}), **part}
    assert whole["title"]
    assert whole["description"]
    if whole.get("title") in Vocabulary().folders or whole["title"] in (*EXAMPLES, "Page"):
        return  # a whole page, whose examples are those of the schema
    assert whole["examples"]
    for example in whole["examples"]:
        assert [e.message for e in validator(part, name).iter_errors(example)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_examples_of_whole_pages_fit(name: str) -> None:
    for example in SCHEMAS[name]["examples"]:
        assert validator(SCHEMAS[name], name).is_valid(example)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_official_validator_agrees(name: str, tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    schema = ROOT / f"schemas/{name}.schema.json"
    good, bad = tmp_path / "good.json", tmp_path / "bad.yaml"
    (example,) = SCHEMAS[name]["examples"]
    good.write_text(json.dumps(example), encoding="utf-8")
    bad.write_text("type: Nothing\nname: x\ndomain: [y]\n", encoding="utf-8")
    program: list[str | Path] = [sys.executable, "-m", "check_jsonschema"]
    runs: list[tuple[list[str | Path], int]] = [
        (["--check-metaschema", schema], 0),
        (["--schemafile", schema, good], 0),
        (["--schemafile", schema, bad], 1),
    ]
    for arguments, expected in runs:
        done = subprocess.run([*program, *arguments], capture_output=True, text=True)
        assert done.returncode == expected, done.stdout + done.stderr
    assert "domain" in done.stdout


KEYS = st.sampled_from(
    ["schema", "type", "name", "scope", "sources", "domains", "last_updated", "relations", "step",
     "requirements", "citations", "path", "lines", "url", "kind", "title", "extra", "insight",
     "a b"]
)  # fmt: skip
SCALARS = st.sampled_from(
    ["", "x", "Environment", "Heuristic", "2025-12-17", "2025-13-01", "2025-12-17T10:00:00Z",
     "54-66", "66-54", ">=2.2", "new", "https://x.org", "https://", "[[x]]", "Type:Name", "a b",
     "HF_TOKEN", None, True, False, 0, 1, 1.0, 2.5, float("nan")]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def instances(draw: st.DrawFn) -> Any:
    """An example with some of it changed, or anything at all."""
    if draw(st.integers(0, 4)) == 0:
        return draw(VALUES)
    data: Any = copy.deepcopy(EXAMPLES[draw(st.sampled_from(sorted(EXAMPLES)))])
    for _ in range(draw(st.integers(0, 3))):
        place, key = data, draw(st.sampled_from(sorted(data)) | KEYS)
        while isinstance(place.get(key), dict) and place[key] and draw(st.booleans()):
            place = place[key]
            key = draw(st.sampled_from(sorted(place)) | KEYS)
        found = place.get(key)
        if isinstance(found, list) and found and draw(st.booleans()):
            found[draw(st.integers(0, len(found) - 1))] = draw(VALUES)
        elif draw(st.booleans()):
            place[key] = draw(VALUES)
        else:
            place.pop(key, None)
    return data


VALIDATORS = {name: validator(schema, name) for name, schema in SCHEMAS.items()}
QUICK = {name: compiled(schema) for name, schema in SCHEMAS.items()}


@given(instances())
def test_the_quick_verdict_is_that_of_jsonschema(data: Any) -> None:
    for name, quick in QUICK.items():
        assert quick is not None
        assert quick(data) == VALIDATORS[name].is_valid(data)


OWN = [
    {"allOf": [{"properties": {"a": {"minLength": 2}}}, {"anyOf": [{"required": ["a"]}, True]}],
     "unevaluatedProperties": {"type": "integer"}},
    {"anyOf": [{"properties": {"name": {"const": "x"}}, "required": ["name"]},
               {"properties": {"step": {"enum": [1, True, "x", None]}}}],
     "unevaluatedProperties": False},
    {"$defs": {"Tree": {"type": ["object", "null"],
                        "additionalProperties": {"$ref": "#/$defs/Tree"}}},
     "properties": {"extra": {"$ref": "#/$defs/Tree"}}},
    {"patternProperties": {"^s": {"type": "number", "minimum": 1}, "e$": {"type": "integer"}},
     "propertyNames": {"minLength": 3}},
]  # fmt: skip


@given(VALUES, st.sampled_from(OWN))
def test_the_quick_verdict_on_other_schemas(data: Any, schema: dict[str, Any]) -> None:
    quick = compiled(schema)
    assert quick is not None
    assert quick(data) == Draft202012Validator(schema).is_valid(data)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [1, 1.0], [True, 1.5, "1", None]),
        ({"type": ["string", "null"]}, ["", None], [1, [], {}]),
        ({"const": 1}, [1, 1.0], [True, "1", 2]),
        ({"enum": ["a", None, False]}, ["a", None, False], [0, "b", [], {}]),
        ({"minLength": 2}, ["ab", 1], ["a", ""]),
        ({"pattern": "^a+$"}, ["aa", 1, []], ["b", ""]),
        ({"format": "date"}, ["2025-12-17", 1], ["today"]),
        ({"format": "unheard-of"}, ["x"], []),
        ({"minimum": 2}, [2, "x", True], [1, 1.9]),
        ({"required": ["a"]}, [{"a": 1}, [], "a"], [{}, {"b": 1}]),
        ({"propertyNames": {"pattern": "^a"}}, [{"ab": 1}, []], [{"b": 1}]),
        ({"items": {"type": "string"}}, [["a"], [], {}], [["a", 1]]),
        ({"properties": {"a": False}}, [{"b": 1}], [{"a": 1}]),
        ({"properties": {"a": True}, "additionalProperties": False}, [{"a": 1}], [{"b": 1}]),
        ({"allOf": [{"minLength": 2}, {"pattern": "a"}]}, ["ba"], ["a", "bb"]),
        ({"anyOf": [{"minLength": 2}, {"pattern": "a"}]}, ["a", "bb"], ["b"]),
    ],
)
def test_each_keyword_of_the_quick_verdict(
    schema: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    quick = compiled(schema)
    assert quick is not None
    slow = Draft202012Validator(schema, format_checker=CHECKER)
    for value, fits in [(one, True) for one in good] + [(one, False) for one in bad]:
        assert quick(value) == slow.is_valid(value) == fits


@pytest.mark.parametrize(
    "schema",
    [{"not": {}}, {"$ref": "other.json"}, {"$ref": "#/$defs/x"}, {"const": []}, {"type": "any"},
     {"properties": {"a": {"$id": "x"}}}, {"maxLength": 3}, {"items": [{}]}],
)  # fmt: skip
def test_what_the_quick_verdict_does_not_know_it_leaves_alone(schema: Any) -> None:
    assert compiled(schema) is None


def said(data: dict[str, Any], kind: PageType = ENVIRONMENT, shapes: Shapes | None = None) -> Any:
    shapes = shapes or Shapes()
    whole = {"type": kind.name, "name": "x", **data}
    return [(v.path, v.message, v.help) for v in shapes.violations(whole, kind)]


def test_schemas_of_the_configuration_are_composed_with_ours() -> None:
    own = {
        "$ref": f"{identifier('heuristic')}#/$defs/Heuristic",
        "properties": {"priority": {"enum": ["low", "high"]}},
        "required": ["category"],
        "unevaluatedProperties": False,
    }
    shapes = Shapes({"Heuristic": ("file:///kb/heuristic.json", own)})
    assert said({"category": "x", "priority": "high"}, HEURISTIC, shapes) == []
    assert said({"priority": "hihg", "priorty": 1}, HEURISTIC, shapes) == [
        ((), "the front matter lacks the key `category`", ""),
        (("priority",), "`priority` must be `low` or `high`, not `hihg`", "did you mean `high`?"),
        (("priorty",), "there is no key `priorty`", "did you mean `priority`?"),
    ]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (
            {"oneOf": [{"type": "string"}, {"type": "array"}]},
            3,
            "`x` must be text or a list, not the number 3",
        ),
        (
            {"oneOf": [{"type": "string"}, {"minLength": 1}]},
            "a",
            "`x` fits more than one of the schemas of which one is wanted",
        ),
        ({"minimum": 3}, 2, "`x` must be at least 3, not the number 2"),
        ({"maxItems": 1}, [1, 2], "`x` does not fit the schema: [1, 2] is too long"),
        (False, 1, "`x` must not be given"),
        (
            {"anyOf": [{"items": {"type": "string"}}, {"type": "null"}]},
            ["a", None],
            "`x[1]` must be text, not nothing",
        ),
        ({"type": "boolean"}, "yes", "`x` must be true or false, not `yes`"),
        ({"type": "string"}, {}, "`x` must be text, not a mapping"),
    ],
)
def test_every_refusal_is_a_sentence(schema: Any, value: Any, message: str) -> None:
    shapes = Shapes({"Environment": ("file:///kb/x.json", {"properties": {"x": schema}})})
    assert [one[1] for one in said({"x": value}, shapes=shapes)] == [message]


def test_keys_that_exclude_each_other() -> None:
    one, other = ({"properties": {key: True}, "required": [key]} for key in ("a", "b"))
    base = {"properties": {"type": True, "name": True}}
    own = {"allOf": [base, {"if": one, "else": other}], "unevaluatedProperties": False}
    shapes = Shapes({"Environment": ("file:///kb/x.json", own)})
    assert said({"a": 1}, shapes=shapes) == []
    assert said({"b": 1}, shapes=shapes) == []
    assert said({"a": 1, "b": 1}, shapes=shapes) == [
        ((), "the front matter has keys that exclude each other", "")
    ]


@given(VALUES)
def test_something_is_said_of_whatever_is_refused(data: Any) -> None:
    shapes = Shapes()
    for kind in (ENVIRONMENT, HEURISTIC):
        given_ = data if isinstance(data, dict) else {"name": data}
        fits = VALIDATORS[kind.name.lower()].is_valid(given_)
        found = shapes.violations(given_, kind)
        assert bool(found) != fits
        for one in found:
            assert "\n" not in one.message


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (
            "date",
            ["2025-12-17", "2024-02-29"],
            ["2025-02-29", "17-12-2025", "2025-12-17T", "٢٠٢٥-12-17"],
        ),
        (
            "date-time",
            ["2025-12-17T18:59:00Z", "2025-12-17t18:59:60.5+01:00"],
            ["2025-12-17", "2025-12-17T18:59Z", "2025-12-17T24:00:00Z", "2025-13-17T18:59:00Z", ""],
        ),
        (
            "uri",
            ["https://x.org/a?b#c", "mailto:a@b.c", "doi:10.1/2"],
            ["x.org", "https://", "http://a b", "//x", "https://[x", ""],
        ),
        (
            "specifier",
            [">=2.2", ">= 2.2, < 3", "3.10+", "=11.8", "^2.2", "*", "any", "git+https://x.org/r"],
            ["new", "2.2", ">=", "", " "],
        ),
        (
            "line-range",
            ["12", "54-66", "9-21, 62-64", "L3-L9", "7+"],
            ["0", "66-54", "a", "", "1-", "1 2", "9" * 50],
        ),
        (
            "page-name",
            ["a_b_C", "Alibaba-NLP_x.py", "two words", "é"],
            ["", " a", "a ", "[[a]]", "a|b", "T:a", "a\n"],
        ),
        ("relation", ["a_b_C", "Type:a_b", "Page Type: x"], ["", "[[x]]", "a#b", "x:y:z"]),
    ],
)
def test_formats(form: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not FORMATS[form](text)] == []
    assert [text for text in bad if FORMATS[form](text)] == []


@given(st.text(max_size=30), st.sampled_from(sorted(FORMATS)))
def test_formats_never_raise(text: str, form: str) -> None:
    assert FORMATS[form](text) in (True, False)
