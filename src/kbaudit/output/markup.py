"""What the XML formats share: text that XML can hold, and the document on its way out."""

from typing import TextIO
from xml.etree import ElementTree as ET  # writes only; nothing is parsed here

from kbaudit.model.regex import regex
from kbaudit.output.clean import printable

_NO_CHARACTER = regex("[\ufffe\uffff]")


def legal(text: str) -> str:
    """`text` on one line with nothing that XML 1.0 forbids, not even as a reference."""
    return _NO_CHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", printable(text))


def element(parent: ET.Element | None, tag: str, **attributes: str | int) -> ET.Element:
    """A new element in `parent`; an attribute is written with hyphens for underscores."""
    named = {name.replace("_", "-"): legal(str(value)) for name, value in attributes.items()}
    return ET.Element(tag, named) if parent is None else ET.SubElement(parent, tag, named)


def write_document(root: ET.Element, stream: TextIO) -> None:
    """Write `root` as a document, indented by two."""
    ET.indent(root)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(ET.tostring(root, encoding="unicode") + "\n")
