"""The tables of a text in both dialects, which may stand side by side."""

from kbaudit.read.pipe_tables import read_pipe_tables
from kbaudit.read.table import Table
from kbaudit.read.wiki_tables import read_wiki_tables


def read_tables(prose: str) -> tuple[Table, ...]:
    """All tables of a text whose code blocks are masked, in the order of the text."""
    if "|" not in prose:
        return ()
    wiki = read_wiki_tables(prose) if "{|" in prose else []
    pipes = read_pipe_tables(prose, [table.span for table in wiki])
    return tuple(sorted([*wiki, *pipes], key=lambda table: table.span))
