"""What must hold of any text: no reader raises, and every span names what it says it names."""

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditing import audit, knowledge_base
from kbaudit.model.edit import Edit, apply_edits
from kbaudit.model.span import Source, Span
from kbaudit.read.file import File
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.mask import MASK
from kbaudit.read.page import Page
from kbaudit.read.scan import scan
from kbaudit.rulekit.suppression import read_suppressions
from read.strategies import texts

PATHS = (
    "_WorkflowIndex.md", "_PrincipleIndex.md", "_RepoMap_a_b.md", "_reports/phase1.md",
    "workflows/a_b_C.md", "principles/a_b_C.md", "environments/a_b_D.md",
)  # fmt: skip


def values(file: File) -> Iterator[object]:
    """All that readers make of a file."""
    yield from (file.sections, file.tables, file.links, file.code_blocks, file.comments)
    yield from (file.citations, file.pins, file.relations, file.scan.yaml)
    yield read_suppressions(file, {"dead-link"})
    if isinstance(file, Index):
        yield file.content
    if isinstance(file, RepoMap):
        yield from (file.properties, file.rows)
    if isinstance(file, Page):
        yield file.front_matter


def spans(value: object) -> Iterator[Span]:
    """All spans inside a value, at any depth."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from spans(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, File):
        for each in dataclasses.fields(value):
            yield from spans(getattr(value, each.name))


@given(texts)
def test_no_reader_raises_and_spans_lie_inside(text: str) -> None:
    for file in knowledge_base(dict.fromkeys(PATHS, text.encode("utf-8", "replace"))).files:
        length = len(file.text)
        for value in values(file):
            for span in spans(value):
                assert 0 <= span.start <= span.end <= length
        assert isinstance(file.anchors, frozenset)


@given(texts)
@example("{|\n|\n0")
@example("{|\n| a\n== B ==\n{|\n| c\n|}")
def test_spans_name_what_they_say(text: str) -> None:
    files = knowledge_base(dict.fromkeys(PATHS, text.encode("utf-8", "replace"))).files
    for file in files:
        check_links(file, file.text)
        check_citations(file, file.text)
        for section in file.sections:
            assert section.title_span.of(file.text) == section.title
        for pin in file.pins.pins:
            assert pin.package_span.of(file.text) == pin.package
            assert pin.specifier_span.of(file.text) == pin.specifier
        for table in file.tables:
            for row in table.rows:
                assert all(table.span.contains(cell.span) for cell in row.cells)
        if isinstance(file, Index):
            for index_row in file.rows:
                assert (
                    index_row.name_span.of(file.text) in (index_row.name, "") or not index_row.name
                )
                for connection in index_row.connections:
                    assert connection.name_span.of(file.text) == connection.name
        if isinstance(file, RepoMap):
            for map_row in file.rows:
                assert map_row.path_span.of(file.text) == map_row.path


def check_links(file: File, text: str) -> None:
    for relation in file.links.relations:
        assert relation.name_span.of(text) == relation.name
        assert relation.type_span.of(text) == relation.type
        assert relation.relation_span.of(text) == relation.relation
        assert relation.span.contains(relation.name_span)
    for link in file.page_links:
        assert text[link.span.start : link.span.start + 2] == "[["
        assert text[link.span.end - 2 : link.span.end] == "]]"
        assert not link.name or link.name_span.of(text) == link.name
    for url in file.links.urls:
        assert url.span.of(text) == url.url


def check_citations(file: File, text: str) -> None:
    for citation in file.citations:
        if citation.form != "link":
            assert citation.path_span.of(text).replace("\\", "/") == citation.path
        for lines in citation.ranges:
            numbers = [int(digits.of(text)) for digits in lines.digits]
            assert numbers in ([lines.first], [lines.first, lines.last])
            assert len(numbers) == 2 or lines.first == lines.last


@given(texts)
def test_masks_keep_length_and_line_ends(text: str) -> None:
    found = scan(text)
    mark = text.startswith("\ufeff")
    for masked in (found.prose, found.plain):
        assert len(masked) == len(text)
        for at, (one, other) in enumerate(zip(text, masked, strict=True)):
            assert one == other or (other == MASK and one != "\n") or (mark and at == 0)
    for before, after in zip(found.blocks, found.blocks[1:], strict=False):
        assert before.span.end <= after.span.start
    for block in found.blocks:
        assert block.span.contains(block.content)


@given(texts)
def test_positions_and_lines_agree(text: str) -> None:
    source = Source(text)
    assert source.line_count == text.count("\n") + (not text.endswith("\n") and text != "")
    for offset in range(len(text) + 1):
        position = source.position(offset)
        assert position.line == text.count("\n", 0, offset) + 1
        start = text.rfind("\n", 0, offset) + 1
        mark = position.line == 1 and text.startswith("\ufeff") and offset > 0
        assert position.column == offset - start + 1 - mark
    for line in range(1, source.line_count + 1):
        span = source.line_span(line)
        assert "\n" not in span.of(text)
        assert source.position(span.start).line == line


@given(texts, st.data())
def test_edits_leave_the_rest_alone(text: str, data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(text)), max_size=8, unique=True)
    cuts = sorted(data.draw(places))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    words = [data.draw(st.text(max_size=4)) for _ in pairs]
    edits = [Edit("x", Span(*pair), word) for pair, word in zip(pairs, words, strict=True)]
    result = apply_edits(text, reversed(edits))
    at = shift = 0
    for (start, end), word in zip(pairs, words, strict=True):
        assert result[at + shift : start + shift] == text[at:start]
        assert result[start + shift : start + shift + len(word)] == word
        shift += len(word) - (end - start)
        at = end
    assert result[at + shift :] == text[at:]


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcd", [Edit("x", Span(0, 3), "x"), Edit("x", Span(2, 4), "y")])


@given(texts, texts)
@example("", "---\n0:0\n---")
def test_no_rule_raises_on_any_text(one: str, other: str) -> None:
    """`audit` fails on faults; findings, if any, lie inside their file."""
    data = {path: one.encode("utf-8", "replace") for path in PATHS}
    data["implementations/a_b_C.md"] = other.encode("utf-8", "replace")
    target = {"v1": {"src/a/x.py": "x = 1\n" * 9, "src/b/x.py": "y = 2\n"}}
    for finding in audit(data, target=target):
        assert finding.message
        assert finding.start.line >= 1
        assert finding.start.column >= 1
        if finding.path in data:
            assert finding.span.end <= len(data[finding.path].decode())
