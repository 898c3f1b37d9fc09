"""Files that the names of a knowledge base cannot tell apart, or not everywhere."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.names import folded
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of


@dataclass(frozen=True, slots=True)
class Twin:
    """A file and the first one, in the order of paths, with which it can be confused.

    `same_name` tells that links by name cannot tell the two apart; else it is only case that does.
    """

    file: File
    first: File
    same_name: bool


def find_twins(kb: KnowledgeBase, linked: Callable[[File, str], bool]) -> Iterator[Twin]:
    """All twins of `kb`, in the order of files; `linked` tells whether any link uses
    a name, folded, by which a file may be meant.

    Pages are told apart by type and name, all other files by their path. Two pages that have one
    name in different folders, no scope in it, and no link that uses it, are told apart by their
    folders. Files that lie where no page type lives are left out: they are to be moved first.
    """
    groups: dict[tuple[str, str], list[File]] = {}
    for file in kb.files:
        if file.kind is Kind.STRAY:
            continue
        kind = file.type.name if isinstance(file, Page) else ""
        alike = groups.setdefault((kind, _caseless(_name(file))), [])
        twins = [Twin(file, one, _name(one) == _name(file)) for one in alike]
        meant = [twin for twin in twins if _confused(twin, kb, linked)]
        if meant:
            yield max(meant, key=lambda twin: twin.same_name)  # the first of these
        alike.append(file)


def _name(file: File) -> str:
    """What tells a file from others of its kind."""
    return folded(file.name) if isinstance(file, Page) else file.path


def _caseless(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _confused(twin: Twin, kb: KnowledgeBase, linked: Callable[[File, str], bool]) -> bool:
    both = (twin.file, twin.first)
    folders = {file.path.rpartition("/")[0] for file in both}
    if len(folders) == 1 or scope_of(f"{twin.file.name}_", kb.scopes):
        return True
    return any(linked(file, _name(file)) for file in both)
