"""Where a file leads: all that is asked of it when others are judged."""

from dataclasses import dataclass
from sys import intern

from kbaudit.read.links import FileLink, PageLink, Relation


@dataclass(frozen=True, slots=True)
class Leads:
    """What a file names, without the places where it does.

    `relations` has relation, type and name of each typed relation, in the order of ``relations``;
    `pages` type and name of each page link; `files` the target of each link to another file, once.
    """

    relations: tuple[tuple[str, str, str], ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


def read_leads(
    relations: tuple[Relation, ...], pages: tuple[PageLink, ...], files: tuple[FileLink, ...]
) -> Leads:
    """Where relations and links lead. Many pages name the same: each word is kept once."""
    return Leads(
        tuple((intern(one.relation), intern(one.type), intern(one.name)) for one in relations),
        tuple((intern(one.type), intern(one.name)) for one in pages),
        tuple(dict.fromkeys(intern(one.target) for one in files if one.target)),
    )
