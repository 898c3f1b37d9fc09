import pytest

from kbaudit.read.scan import scan
from kbaudit.read.sections import Section, read_sections, section_key


def read(text: str) -> tuple[Section, ...]:
    return read_sections(text, scan(text).prose)


@pytest.mark.parametrize(
    ("text", "level", "title", "wiki"),
    [
        ("== Overview ==\n", 2, "Overview", True),
        ("=Overview=", 1, "Overview", True),
        ("=== I/O Contract ===  \r\n", 3, "I/O Contract", True),
        ("== a = b ==\n", 2, "a = b", True),
        ("=== uneven ==\n", 2, "= uneven", True),
        ("# Title\n", 1, "Title", False),
        ("###### Deep ######\n", 6, "Deep", False),
        ("   ## Indented\n", 2, "Indented", False),
        ("## C# and F#\n", 2, "C# and F#", False),
        ("## Use `x` now\r\n", 2, "Use `x` now", False),
        ("\ufeff# Title\n", 1, "Title", False),
        ("\ufeff== Title ==\n", 2, "Title", True),
        ("Title\n=====\n", 1, "Title", False),
        ("Sub title\n---------\n", 2, "Sub title", False),
    ],
)
def test_a_heading(text: str, level: int, title: str, wiki: bool) -> None:
    (section,) = read(text)
    assert (section.level, section.title, section.wiki) == (level, title, wiki)
    assert section.title_span.of(text) == title
    assert section.heading.contains(section.title_span)


@pytest.mark.parametrize(
    "text",
    [
        "#hashtag\n",
        "####### seven\n",
        "    # indented code\n",
        "# \n",
        "==\n",
        "== ==\n",
        "x == y ==\n",
        "```\n# comment\n== x ==\n```\n",
        "<!--\n== x ==\n-->\n",
        "a paragraph of two lines\nthat goes on\n---\n",
        "A sentence.\n---\n",
        "* item\n---\n",
        "| a | b |\n---\n",
        "\n---\n",
        "---\n",
        "======= \n",
    ],
)
def test_no_heading(text: str) -> None:
    assert read(text) == ()


def test_what_stands_under_a_heading() -> None:
    text = "# A\na\n== B ==\nb\n### C\nc\n## D\nd\n= E =\ne"
    found = {s.title: (s.body.of(text), s.own.of(text)) for s in read(text)}
    assert found == {
        "A": ("\na\n== B ==\nb\n### C\nc\n## D\nd\n", "\na\n"),
        "B": ("\nb\n### C\nc\n", "\nb\n"),
        "C": ("\nc\n", "\nc\n"),
        "D": ("\nd\n", "\nd\n"),
        "E": ("\ne", "\ne"),
    }


@pytest.mark.parametrize(
    "title",
    [
        "Code Evidence", "CODE EVIDENCE", "**Code Evidence**", "3. Code Evidence",
        "3.1 Code Evidence:",         "📌 Code  Evidence", "'''Code Evidence'''",
        "`Code Evidence`", "IV) Code Evidence",
        "Step 2: Code Evidence",
    ],
)  # fmt: skip
def test_titles_that_are_the_same(title: str) -> None:
    assert section_key(title) == "code evidence"


@pytest.mark.parametrize("title", ["Evidence", "Code Evidences", "Code (Evidence)"])
def test_titles_that_are_not(title: str) -> None:
    assert section_key(title) != "code evidence"
