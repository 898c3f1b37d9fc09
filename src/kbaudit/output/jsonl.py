"""For programs that read line by line: one JSON object for each thing that a report has.

The objects are those of the JSON report, with a ``type`` in front; the last one is the summary.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import json_safe
from kbaudit.output.json import view
from kbaudit.output.options import Options

_LISTS = {
    "findings": "finding",
    "suppressed": "suppressed",
    "skipped": "skipped",
    "faults": "fault",
}
_HEAD = ("version", "tool", "root", "targets", "summary", "coverage", "notes")


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write `report`, an object a line."""
    documents = (json.dumps(one, ensure_ascii=False) for one in _lines(view(report)))
    stream.writelines(f"{json_safe(document)}\n" for document in documents)


def _lines(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key, kind in _LISTS.items():
        for one in whole[key]:
            yield {"type": kind, **one}
    baseline = whole["baseline"]
    if baseline is not None:
        for one in baseline["findings"]:
            yield {"type": "baselined", **one}
        for one in baseline["ended"]:
            yield {"type": "ended", **one}
    rest = {key: one for key, one in whole.items() if key not in (*_HEAD, *_LISTS, "baseline")}
    yield {"type": "summary", **{key: whole[key] for key in _HEAD}, **rest}
