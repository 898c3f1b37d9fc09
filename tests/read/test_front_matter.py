import pytest

from kbaudit.read.front_matter import FrontMatter, read_front_matter
from kbaudit.read.links import read_links
from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections
from kbaudit.read.tables import read_tables

INFOBOX = """# Environment: a_b_C

{| class="wikitable" style="float:right;"
|-
! Knowledge Sources
|
* [[source::Repo|Rocket|https://github.com/acme/rocket]]
* [[source::Discussion|Why]]
* [[source::File|config.py|src/config.py]]
|-
! Domains
| [[domain::Infrastructure]], [[domain::Rocketry]]
|-
! Last Updated
| [[last_updated::2026-01-01 00:00 GMT]]
|}

== Overview ==
[[source::Doc|Not of the infobox]]
"""

YAML = """---
type: Principle
name: "a_b_C"
domains: [x, 'y']
sources:
  - {kind: Repo, url: https://github.com/acme/rocket}
description: |
  Two
  lines.
relations:
  step:
    - one
    - "Principle:two"
verified: 1a2b3c4 # the revision
---
# Title
"""


def read(text: str) -> FrontMatter | None:
    found = scan(text)
    sections = read_sections(text, found.prose)
    return read_front_matter(
        found, sections, read_tables(found.prose), read_links(found).properties
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_infobox(mark: str, line_end: str) -> None:
    text = mark + INFOBOX.replace("\n", line_end)
    matter = read(text)
    assert matter is not None
    assert matter.dialect == "infobox"
    assert matter.span.of(text).startswith('{| class="wikitable"')
    assert matter.span.of(text).endswith("|}")
    assert [p.values for p in matter.all("source")] == [
        ("Repo", "Rocket", "https://github.com/acme/rocket"),
        ("Discussion", "Why"),
        ("File", "config.py", "src/config.py"),
    ]
    assert [p.span.of(text) for p in matter.all("last_updated")] == [
        "[[last_updated::2026-01-01 00:00 GMT]]"
    ]
    assert len(matter.all("domain")) == 2


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_yaml(mark: str, line_end: str) -> None:
    text = mark + YAML.replace("\n", line_end)
    matter = read(text)
    assert matter is not None
    assert (matter.dialect, matter.instance.problems) == ("yaml", ())
    assert matter.span.of(text) == text[len(mark) : text.index("# Title") - len(line_end)]
    written = {entry.keys: entry.span.of(text) for entry in matter.entries}
    assert written[("type",)] == "Principle"
    assert written[("name",)] == '"a_b_C"'
    assert written[("domains", "1")] == "'y'"
    assert written[("sources", "0", "url")] == "https://github.com/acme/rocket"
    assert written[("description",)].startswith("|")
    assert written[("relations", "step", "1")] == '"Principle:two"'
    assert written[("verified",)] == "1a2b3c4"
    assert [e.value for e in matter.under("relations")] == ["one", "Principle:two"]
    name = matter.get("name")
    assert name is not None
    assert name.value == "a_b_C"
    assert matter.get("nothing") is None


@pytest.mark.parametrize(
    "content",
    ["a: [b", "a: b: c", "\ta: b", "? [", "a: \x01", "[" * 3000, "{a: " * 3000],
)
def test_broken_yaml_is_there_and_says_why(content: str) -> None:
    matter = read(f"---\nname: x\n{content}\n---\n")
    assert matter is not None
    assert matter.instance.problems
    assert not matter.instance.readable
    assert matter.entries == ()


def test_aliases_do_not_unfold() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for one, other in zip("abcdefghij", "bcdefghijk", strict=True):
        lines.append(f"{other}: &{other} [{', '.join([f'*{one}'] * 9)}]")
    matter = read("---\n" + "\n".join(lines) + "\nself: &s [*s, *s]\n---\n")
    assert matter is not None
    assert [entry.keys[0] for entry in matter.entries] == ["a"] * 9


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\ntext\n",
        "",
        "{|\n| a || b\n|}\n",
        "== Overview ==\n{|\n! Domains\n| [[domain::X]]\n|}\n",
        "```\n---\na: b\n---\n```\n",
        "<nowiki>{|\n! Domains\n|}</nowiki>\n",
    ],
)
def test_no_front_matter(text: str) -> None:
    assert read(text) is None
