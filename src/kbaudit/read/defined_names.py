"""Names that a page defines in the code that it shows as the signature of what it is about."""

import re

from kbaudit.model.regex import regex
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section

_DEFINITION = regex(
    r"^(?P<indent>[ \t]*)(?:async[ \t]+def|def|class)[ \t]+(?P<name>\w+)", re.MULTILINE
)
_SIGNATURE = regex(r"signature|definition|interface", re.IGNORECASE)


def read_defined_names(scan: Scan, sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Names that the signature blocks of a page define: ``Trainer.train``, ``helper``.

    A name inside a class is written with the class in front.
    """
    starts = [(s.own.start, s.own.end) for s in sections if _SIGNATURE.search(s.title)]
    names: list[str] = []
    for block in scan.blocks if starts else ():
        if not any(start <= block.span.start < end for start, end in starts):
            continue
        outer = ""
        for match in _DEFINITION.finditer(block.content.of(scan.text)):
            name = match["name"]
            if not match["indent"]:
                outer = name
                names.append(name)
            elif outer:
                names.append(f"{outer}.{name}")
    return tuple(dict.fromkeys(names))
