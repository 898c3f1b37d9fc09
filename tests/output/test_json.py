import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kbaudit.engine.schemas import read_schema
from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.report import Coverage, Fault, Report, Skipped, Suppressed, TargetInfo
from kbaudit.model.span import Position, Span
from kbaudit.output.formats import FORMATS, writer
from kbaudit.output.json import write
from kbaudit.output.options import Options

SCHEMA = json.loads(read_schema("report"))

ONE = Finding(
    rule="dead-link",
    level=Level.ERROR,
    path="a.md",
    span=Span(2, 5),
    start=Position(1, 3),
    end=Position(2, 1),
    message="there is no page",
    tags=("link",),
    related=(Related("moved", "src/x.py", 3, 0, "c" * 40), Related("other", "b.md")),
    fix=Fix("repair", (Edit("a.md", Span(2, 5), "\n"),), Safety.SAFE),
)
FULL = Report(
    "kb",
    (ONE,),
    (Suppressed(ONE, "why"),),
    (Skipped("r", "s"), Skipped("r", "t")),
    (Fault("r", "p", "m"),),
    (Coverage("citations", 3, (("ambiguous", 1),)),),
    (TargetInfo("../r", "v1", "c" * 40, "o_r"),),
    4,
    3,
    2,
    ("note",),
)


def written(report: Report) -> str:
    stream = io.StringIO()
    write(report, {}, stream, Options())
    return stream.getvalue()


def test_the_view() -> None:
    view = json.loads(written(FULL))
    assert view["version"] == 1
    assert view["summary"] == {
        "files": 4,
        "pages": 3,
        "rules": 2,
        "findings": {"error": 1, "warning": 0, "info": 0},
        "repairable": {"safe": 1, "unsafe": 0},
        "suppressed": 1,
        "baselined": 0,
        "skipped": 1,
        "faults": 1,
    }
    [finding] = view["findings"]
    assert finding["start"] == {"line": 1, "column": 3, "offset": 2}
    assert finding["end"] == {"line": 2, "column": 1, "offset": 5}
    assert finding["related"][0]["lines"] == [3, 3]
    assert finding["related"][1] == {
        "message": "other",
        "path": "b.md",
        "revision": None,
        "lines": None,
    }
    assert finding["fix"]["edits"] == [{"path": "a.md", "span": [2, 5], "replacement": "\n"}]
    assert view["suppressed"][0]["finding"] == finding
    assert view["coverage"][0]["checked"] == 2


@pytest.mark.parametrize("report", [FULL, Report("kb")])
def test_the_schema_describes_it(report: Report) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(written(report)))


def test_the_schema_refuses_what_is_not_written() -> None:
    view: dict[str, Any] = json.loads(written(FULL))
    validator = Draft202012Validator(SCHEMA)
    assert not validator.is_valid({**view, "version": 2})
    assert not validator.is_valid({**view, "more": 1})
    for key in view:
        assert not validator.is_valid({name: view[name] for name in view if name != key})


def test_bytes_of_names_and_controls_are_escaped() -> None:
    nasty = "\x1b\x9b\u202e\u2028\udcffü中"
    text = written(Report(nasty, notes=(nasty,)))
    assert not set("\x1b\x9b\u202e\u2028\udcff") & set(text)
    assert "ü中" in text
    assert json.loads(text)["root"] == nasty
    text.encode("utf-8")


def test_every_format_is_a_module_with_write() -> None:
    folder = Path(__file__).parents[2] / "src/kbaudit/output"
    for name in FORMATS:
        assert callable(writer(name))
        assert (folder / f"{name}.py").is_file()
