import pytest

from kbaudit.read.anchors import read_anchors
from kbaudit.read.links import Links, read_links
from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections


def read(text: str) -> Links:
    return read_links(scan(text))


@pytest.mark.parametrize(
    ("text", "relation", "kind", "name"),
    [
        ("[[step::Principle:a_b_C]]", "step", "Principle", "a_b_C"),
        ("* [[ uses_heuristic :: Heuristic : a_b_C ]]", "uses_heuristic", "Heuristic", "a_b_C"),
        ("[[requires_env::Env:a_b_C|the page]]", "requires_env", "Env", "a_b_C"),
        ("[[step::Principle:a_b_C#Usage]]", "step", "Principle", "a_b_C"),
        ("[[step::Principle:langchain-ai_lang_C.D]]", "step", "Principle", "langchain-ai_lang_C.D"),
        ("[[requires_lib::Library:numpy]]", "requires_lib", "Library", "numpy"),
        ("[[step::Principle:A Page: the second]]", "step", "Principle", "A Page: the second"),
        ("\ufeff[[step::Principle:a_b_C]]", "step", "Principle", "a_b_C"),
        ("[[step::a_b_C]]", "step", "", "a_b_C"),
    ],
)
def test_a_relation(text: str, relation: str, kind: str, name: str) -> None:
    (found,) = read(text).relations
    assert (found.relation, found.type, found.name) == (relation, kind, name)
    assert found.relation_span.of(text) == relation
    assert found.type_span.of(text) == kind
    assert found.name_span.of(text) == name
    assert found.span.of(text).startswith("[[")
    assert found.span.of(text).endswith("]]")


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("[[source::Repo|Rocket|https://x.org/a]]", "source", ("Repo", "Rocket",
        "https://x.org/a")),
        ("[[source::https://x.org]]", "source", ("https://x.org",)),
        ("[[last_updated::2026-01-01 00:00 GMT]]", "last_updated", ("2026-01-01 00:00 GMT",)),
        ("[[domain::Deep Learning]]", "domain", ("Deep Learning",)),
    ],
)  # fmt: skip
def test_a_property(text: str, name: str, values: tuple[str, ...]) -> None:
    links = read(text)
    assert [(p.name, p.values, p.span.of(text)) for p in links.properties] == [(name, values, text)]
    assert not links.relations
    assert not links.pages


@pytest.mark.parametrize(
    ("text", "kind", "name", "fragment"),
    [
        ("[[a_b_C]]", "", "a_b_C", ""),
        ("[[a_b_C|label]]", "", "a_b_C", ""),
        ("[[a_b_C#Some Section|x]]", "", "a_b_C", "Some Section"),
        ("[[ Heuristic:a_b_C ]]", "Heuristic", "a_b_C", ""),
        ("[[:Principle:a_b_C]]", "Principle", "a_b_C", ""),
        ("[[A page]]", "", "A page", ""),
        ("[[#Usage]]", "", "", "Usage"),
        ("[[[a_b_C]]]", "", "a_b_C", ""),
    ],
)
def test_a_page_link(text: str, kind: str, name: str, fragment: str) -> None:
    (found,) = read(text).pages
    assert (found.type, found.name, found.fragment) == (kind, name, fragment)
    if name:
        assert found.name_span.of(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "[[Category:X]]", "[[File:x.png|thumb|a]]", "[[https://x.org]]", "[[1]]", "[[1, 2], [3]]",
        "[[]]", "[[ ]]", "x[[0]]", "[[a\nb]]", "[ [a_b] ]", "`[[a_b]]`", "<nowiki>[[a_b]]</nowiki>",
        "<!-- [[a_b]] -->", "```\n[[a_b]]\n```", "[[...]]", "[[<name>]]", "[[{x}]]",
    ],
)  # fmt: skip
def test_no_page_link(text: str) -> None:
    links = read(text)
    assert not links.pages
    assert not links.relations
    assert not links.properties


@pytest.mark.parametrize(
    ("text", "target", "fragment", "written"),
    [
        ("[a](./b.md)", "./b.md", "", "./b.md"),
        ("[→](../b/c.md#d)", "../b/c.md", "d", "../b/c.md#d"),
        ('[a](b.md "title")', "b.md", "", "b.md"),
        ("[a](<b c.md>)", "b c.md", "", "b c.md"),
        ("[a](b%20c.md?plain=1#%C3%A9)", "b c.md", "é", "b%20c.md?plain=1#%C3%A9"),
        ("[a](b_(c).md)", "b_(c).md", "", "b_(c).md"),
        ("![a](b.png)", "b.png", "", "b.png"),
        ("[a]: ./b.md 'title'", "./b.md", "", "./b.md"),
        ("[a]: <b.md>", "b.md", "", "b.md"),
        ('<a href="b.md#c">', "b.md", "c", "b.md#c"),
        ("<img alt='x' src='b.png'/>", "b.png", "", "b.png"),
        ("<a href='a&amp;b.md'>", "a&b.md", "", "a&amp;b.md"),
        ("[a](#b)", "", "b", "#b"),
    ],
)
def test_a_file_link(text: str, target: str, fragment: str, written: str) -> None:
    (found,) = read(text).files
    assert (found.target, found.fragment) == (target, fragment)
    assert found.target_span.of(text) == written
    assert found.span.contains(found.target_span)


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://x.org/b.md)", "[a](mailto:x@x.org)", "[a](//x.org/b.md)", "[a]()",
        "[a] (b.md)",         "`[a](b.md)`", "[a](b c.md)", "<b href='x.md'>",
        "```\n[a](b.md)\n```", "[^1]: b.md",
    ],
)  # fmt: skip
def test_no_file_link(text: str) -> None:
    assert read(text).files == ()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://x.org/a.", "https://x.org/a"),
        ("(https://x.org/a_(b))", "https://x.org/a_(b)"),
        ("[https://x.org/a label]", "https://x.org/a"),
        ("[[source::Doc|x|https://x.org/a?b=c#d]]", "https://x.org/a?b=c#d"),
        ("**HTTP://x.org**", "HTTP://x.org"),
    ],
)
def test_an_address(text: str, url: str) -> None:
    (found,) = read(text).urls
    assert found.url == url
    assert found.span.of(text) == url


def test_anchors_of_both_renderers() -> None:
    text = (
        "# 🚀 Quick Start!\n## Step\n## Step\n== Step ==\n## See [x](y.md)\n## `a_b`\n"
        "<a id='own'></a>\n```\n# no\n```\n"
    )
    sections = read_sections(text, scan(text).prose)
    anchors = read_anchors(scan(text), sections)
    assert {"-quick-start", "step", "step-1", "step-2", "see-x", "a_b", "own"} <= anchors
    assert {"🚀_Quick_Start!", "Step", "Step_2", "Step_3", "See_x"} <= anchors
    assert "no" not in anchors
