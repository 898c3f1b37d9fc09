"""What was found on a machine."""

import json
from collections.abc import Sequence
from typing import TextIO

from kbaudit.engine.doctor import Fact
from kbaudit.output.clean import json_safe, printable
from kbaudit.output.options import Options
from kbaudit.output.palette import paint


def write_text(facts: Sequence[Fact], stream: TextIO, options: Options) -> None:
    """A line for each fact. They are not wrapped: paths are copied from here."""
    width = max(len(fact.about) for fact in facts)
    for fact in facts:
        first, *rest = [printable(line) for line in fact.says.split("\n")]
        label = paint(f"{fact.about:<{width}}", "error" if fact.wrong else "strong",
                      color=options.color)  # fmt: skip
        mark = paint("error: ", "error", color=options.color) if fact.wrong else ""
        stream.write(f"{label}  {mark}{first}\n")
        stream.writelines(f"{'':<{width}}  {line}\n" for line in rest)


def write_json(facts: Sequence[Fact], stream: TextIO) -> None:
    """A list of objects in the same order."""
    view = [{"about": fact.about, "says": fact.says, "wrong": fact.wrong} for fact in facts]
    stream.write(json_safe(json.dumps(view, ensure_ascii=False, indent=2)) + "\n")
