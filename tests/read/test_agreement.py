"""Where a dialect is defined elsewhere, readers agree with the parsers of those who define it."""

from itertools import pairwise

import wikitextparser as wtp
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kbaudit.read.links import read_links
from kbaudit.read.mask import MASK
from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections
from kbaudit.read.tables import read_tables

COMMONMARK = MarkdownIt("commonmark")
GFM = MarkdownIt("commonmark").enable("table")

words = st.text("ab1.,:()/é🚀", min_size=1, max_size=8).map(lambda word: f"w{word}w")
titles = st.lists(words, min_size=1, max_size=3).map(" ".join)

markdown_headings = st.builds(
    lambda level, title, closing: f"{'#' * level} {title}{closing}",
    st.integers(1, 6),
    titles,
    st.sampled_from(["", " #", " ##  ", "  "]),
)
no_headings = st.sampled_from(
    ["####### seven", "#none", "text", "    # indented", "", "```\n# code\n```",
     "~~~ py\n## x\n~~~",      "````\n```\n# x\n````", "> quoted", "`` # ``"]
)  # fmt: skip
markdown_pages = st.lists(st.one_of(markdown_headings, no_headings), max_size=10).map(
    lambda blocks: "\n\n".join([*blocks, ""])
)


@given(markdown_pages)
def test_headings_of_commonmark(text: str) -> None:
    tokens = COMMONMARK.parse(text)
    expected = [
        (int(token.tag[1]), inline.content)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open"
    ]
    sections = read_sections(text, scan(text).prose)
    assert [(section.level, section.title) for section in sections] == expected


@given(markdown_pages)
def test_fences_of_commonmark(text: str) -> None:
    expected = [
        (token.info.split()[0] if token.info.split() else "", token.content)
        for token in COMMONMARK.parse(text)
        if token.type == "fence"
    ]
    found = [(block.language, block.content.of(text)) for block in scan(text).blocks]
    assert found == expected


inline_pieces = st.lists(st.sampled_from(["`", "``", "```", "a", " ", "b c", "é"]), max_size=14)


@given(inline_pieces.map(lambda pieces: "x" + "".join(pieces)))
def test_inline_code_of_commonmark(text: str) -> None:
    (_, inline, _) = COMMONMARK.parse(text)
    expected = [child.content for child in inline.children or () if child.type == "code_inline"]
    plain = scan(text).plain
    assert [strip_code(run) for run in scan_runs(plain, text)] == expected


def scan_runs(plain: str, text: str) -> list[str]:
    """Runs of masked characters; two pieces of code that touch are told apart by their ticks."""
    runs: list[str] = []
    at = 0
    while at < len(plain):
        if plain[at] != MASK:
            at += 1
            continue
        ticks = len(text[at:]) - len(text[at:].lstrip("`"))
        close = at + ticks
        while text[close : close + ticks] != "`" * ticks or text[close + ticks :][:1] == "`":
            close += 1
            while text[close - 1] == "`" and text[close] == "`":
                close += 1
        runs.append(text[at : close + ticks])
        at = close + ticks
    return runs


def strip_code(run: str) -> str:
    size = len(run) - len(run.lstrip("`"))
    inner = run[size:-size]
    blank = inner.strip(" ") == ""
    return inner[1:-1] if not blank and inner[0] == inner[-1] == " " else inner


names = st.from_regex(r"[A-Z][A-Za-z0-9_.-]{0,12}", fullmatch=True)
wiki_links = st.one_of(
    names.map(lambda name: f"[[{name}]]"),
    st.tuples(names, names).map(lambda pair: f"[[{pair[0]}|{pair[1]}]]"),
    st.tuples(names, names).map(lambda pair: f"[[{pair[0]}#{pair[1]}]]"),
    names.map(lambda name: f"<!-- [[{name}]] -->"),
    st.sampled_from(["text", "[[", "]]", "[x]", "\n", "== H =="]),
)


@given(st.lists(wiki_links, max_size=10).map(" ".join))
def test_links_of_mediawiki(text: str) -> None:
    parsed = wtp.parse(text)
    expected = [
        (link.title.partition("#")[0].strip(), (link.fragment or "").strip())
        for link in parsed.wikilinks
        if link.target.strip() and not {"[", "\n"} & set(link.target)
    ]
    found = [(link.name, link.fragment) for link in read_links(scan(text)).pages]
    assert found == expected


wiki_cells = st.sampled_from(["1", "a b", "x=1", "`c`", "(d)", "é", "[[L]]"])
wiki_rows = st.lists(wiki_cells, min_size=1, max_size=4)
one_line = wiki_rows.map(lambda row: "| " + " || ".join(row))
many_lines = wiki_rows.map(lambda row: "\n".join(f"| {cell}" for cell in row))
styled = wiki_rows.map(lambda row: "| " + " || ".join(f'class="z" | {cell}' for cell in row))
wiki_tables = st.lists(st.one_of(one_line, many_lines, styled), min_size=1, max_size=5).map(
    lambda rows: '{| class="wikitable"\n|-\n' + "\n|-\n".join(rows) + "\n|}\n"
)


@given(wiki_tables)
def test_tables_of_mediawiki(text: str) -> None:
    (parsed,) = wtp.parse(text).tables
    expected = [[cell.value.strip() for cell in row] for row in parsed.cells(span=False)]
    (table,) = read_tables(scan(text).prose)
    assert [[cell.span.of(text) for cell in row.cells] for row in table.rows] == expected


pipe_cells = st.sampled_from(["1", "a b", "x\\|y", "é", "", "**c**", "`d`"])


@given(st.lists(st.lists(pipe_cells, min_size=2, max_size=2), max_size=4))
def test_tables_of_gfm(rows: list[list[str]]) -> None:
    lines = ["| A | B |", "|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    text = "\n".join(lines) + "\n"
    tokens = GFM.parse(text)
    seen = [inline.content for token, inline in pairwise(tokens) if token.type == "td_open"]
    (table,) = read_tables(scan(text).prose)
    found = [cell.span.of(text).replace("\\|", "|") for row in table.rows for cell in row.cells]
    assert found == seen
