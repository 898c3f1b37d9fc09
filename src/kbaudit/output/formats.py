"""The formats: each is the module of its name in this package, with a function `write`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model.report import Report
    from kbaudit.model.span import Source
    from kbaudit.output.options import Options

FORMATS = (
    "text",
    "compact",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "markdown",
)


class Writer(Protocol):
    """Writes a report to a stream. `texts` are the files of the knowledge base by path."""

    def __call__(
        self, report: Report, texts: Mapping[str, Source], stream: TextIO, options: Options
    ) -> None:
        """Write all of it."""


def writer(name: str) -> Writer:
    """The function that writes the format `name`, one of `FORMATS`."""
    return cast("Writer", importlib.import_module(f"kbaudit.output.{name}").write)
