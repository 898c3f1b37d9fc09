"""Pages that were edited since the last run, and what else can be another now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kbaudit.engine.reuse.named_otherwise import NamedOtherwise, named_otherwise
from kbaudit.engine.reuse.whole import as_told, same_elsewhere
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit.suppression import may_silence

if TYPE_CHECKING:
    from kbaudit.engine.reuse.known_base import PartAsItWas
    from kbaudit.engine.reuse.last_run import LastRun
    from kbaudit.engine.reuse.room import Room
    from kbaudit.read.file import File
    from kbaudit.read.leads import Leads


@dataclass(frozen=True, slots=True)
class Edited:
    """What `changed` since the `last` run, which had the same files; `parts` tells what they were.

    `named` tells which pages name which otherwise.
    """

    changed: Sequence[File]
    last: LastRun
    named: NamedOtherwise
    parts: PartAsItWas

    @property
    def silencing(self) -> frozenset[str]:
        """The files in which comments may silence rules."""
        paths = self.last.silencing.difference(file.path for file in self.changed)
        return paths.union(file.path for file in self.changed if may_silence(file))

    def keeps_the_whole(self) -> bool:
        """Whether what came of the whole knowledge base holds, as far as pages tell."""
        whole, held = self.last.whole, self.last.files
        return not whole.depends_on(self.named) and all(
            file.kind in FOR_THEMSELVES
            and file.path not in self.last.silencing
            and not may_silence(file)
            and not whole.may_speak_otherwise(file)
            and whole.is_as_asked(file)
            and self._has_same_parts(file, held[file.path], whole.parts(file))
            for file in self.changed
        )

    def tells_little(self, room: Room) -> bool:
        """Whether pages learn no more of it than what they read, and who names whom.

        All else that they ask (see `ANSWERS`) follows from paths, from maps, and from what is not
        of the knowledge base; but for the scope of a file whose name does not tell it, and for
        twins, which names of links may tell apart.
        """
        scopes = room.kb.scopes
        return not self.last.whole.is_linked_otherwise(self.named) and all(
            file.kind in FOR_THEMSELVES and (len(scopes) < 2 or scope_of(f"{file.name}_", scopes))
            for file in self.changed
        )

    def _has_same_parts(self, file: File, digest: str, names: Iterable[str]) -> bool:
        """Whether the parts `names` of `file` are what they were when it had that digest."""
        before, now = partial(self.parts, file.path, digest), partial(getattr, file)
        try:
            return all(same_elsewhere(as_told(one, before), as_told(one, now)) for one in names)
        except LookupError:
            return False


def edited(changed: Sequence[File], last: LastRun, room: Room, parts: PartAsItWas) -> Edited | None:
    """What was edited since the `last` run, in files that `changed`; none came or went.

    None where one of them cannot be read, where days count that passed, or where nobody knows what
    pages were.
    """
    if not last.is_silenced_as(room) or any(file.unreadable is not None for file in changed):
        return None

    def led(file: File) -> Leads:
        leads: Leads = parts(file.path, last.files[file.path], "leads")
        return leads

    try:
        named = named_otherwise(changed if last.naming else (), led, room.facts)
    except LookupError:
        return None
    return Edited(changed, last, named, parts)
