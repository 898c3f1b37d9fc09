"""Places that several rules point at."""

from kbaudit.model.span import Span
from kbaudit.read.file import File


def first_line(file: File) -> Span:
    """The first line with text on it, or the very beginning of an empty file."""
    text = file.text
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if start >= len(text):
        return Span(0, 0)
    end = text.find("\n", start)
    return Span(start, start + len(text[start : end if end >= 0 else None].rstrip()))


def heading_or_start(file: File) -> Span:
    """The words of the title, or the first line where there is none."""
    return file.title.title_span if file.title else first_line(file)
