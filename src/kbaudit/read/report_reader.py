"""Reads the claims of a report."""

import re

from kbaudit.model.regex import regex
from kbaudit.read.report import Claims
from kbaudit.read.report_counts import Counts
from kbaudit.read.report_files import file_counts
from kbaudit.read.report_pages import read_tables_of_pages, read_trees
from kbaudit.read.report_verdicts import read_verdicts
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section
from kbaudit.read.table import Table
from kbaudit.read.vocabulary import Vocabulary

_DATE = regex(r"\b(?:generated|date|written)\b[^\n\d]{0,12}(\d{4}-\d{2}-\d{2})", re.IGNORECASE)


def read_claims(
    scan: Scan, sections: tuple[Section, ...], tables: tuple[Table, ...], words: Vocabulary
) -> Claims:
    """All claims of a report, each kind in the order of the text."""
    reader = Counts(scan.prose, sections, tables, words)
    trees = read_trees(scan.text, scan.blocks, words)
    pages = [*trees, *read_tables_of_pages(scan.prose, sections, tables, words)]
    date = _DATE.search(scan.prose)
    counts = list(reader.counts(trees))
    counts += list(file_counts(scan.prose, tables, counts))
    return Claims(
        counts=tuple(sorted(counts, key=lambda claim: claim.span)),
        links=tuple(sorted(reader.links(), key=lambda claim: claim.span)),
        pages=tuple(sorted(pages, key=lambda claim: claim.span)),
        connected=tuple(reader.connected()),
        verdicts=tuple(read_verdicts(scan.prose)),
        date=date[1] if date else "",
    )
