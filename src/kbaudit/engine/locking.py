"""What belongs into ``kbaudit.lock``: of each citation the place where it is or last was true."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.lockfile import lock_text
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.holds import Origin
from kbaudit.rulekit.inquiry import spot_of
from kbaudit.rulekit.lock import Claim, Entry, shown
from kbaudit.rulekit.proof import Proof, State, better_range
from kbaudit.rulekit.sources import Sources
from kbaudit.target.revision import Revision
from kbaudit.target.track import Place


@dataclass(frozen=True)
class Made:
    """The entries of a new lock, and how the citations fared that it was made from.

    `proven` are true at the revision, `kept` keep an older commit, `unproven` are recorded without
    proof, and `left` are not recorded. `refused` are citations of accepted pages whose numbers do
    not name the code any more.
    """

    entries: tuple[Entry, ...]
    all: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Claim, ...] = ()

    @property
    def text(self) -> str:
        """The file."""
        return lock_text(self.entries, everything=self.all)


def make_lock(
    auditor: Auditor,
    kb: KnowledgeBase,
    *,
    everything: bool | None = None,
    accepted: Collection[str] = (),
) -> Made:
    """The lock of `kb`, made from the pages, the target and the lock that there is.

    With `everything` citations that nothing proves are recorded too, as such; None does as the lock
    that there is. `accepted` are paths of pages of which a person says that they fit the code as it
    is now, although that was changed.
    """
    everything = auditor.lock.all if everything is None else everything
    entries: list[Entry] = []
    counts: Counter[str] = Counter()
    refused: list[Claim] = []
    for _, sources in sorted(auditor.sources(kb).items()):
        maker = _Maker(sources, everything, accepted)
        entries += maker.entries()
        counts += maker.counts
        refused += maker.refused
    entries += _untouched(auditor, kb)
    return Made(tuple(entries), everything, counts, tuple(refused))


def _untouched(auditor: Auditor, kb: KnowledgeBase) -> Iterator[Entry]:
    """Entries of pages that have no target in this run: nothing new is known of them."""
    for entry in auditor.lock.entries:
        page = kb.by_path.get(entry.page)
        several = page is not None and len(kb.scopes) > 1
        if page is not None and several and kb.scope_of(page) not in auditor.targets.opened:
            yield entry


class _Maker:
    """Makes the entries of one target."""

    def __init__(self, sources: Sources, everything: bool, accepted: Collection[str]) -> None:
        self._sources = sources
        self._everything = everything
        self._accepted = accepted
        self.counts: Counter[str] = Counter()
        self.refused: list[Claim] = []

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order of files and places."""
        proofs = self._sources.proofs
        made: list[Entry] = []
        for claim in self._sources.holds.claims:
            proof = proofs.by_file.get(claim.file.path, {}).get(
                spot_of(claim.citation, claim.lines)
            )
            origin = proofs.origin(claim.file, claim.citation, claim.lines)
            entry = self._entry(claim, proof, origin) if proof is not None else None
            if entry is None:
                self.counts["left"] += 1
            else:
                made.append(entry)
        yield from self._settled(made)

    def _entry(self, claim: Claim, proof: Proof, origin: Origin | None) -> Entry | None:
        here = self._at(claim, self._sources.revision, self._cited(claim))
        if here is None and origin is None:
            return None
        if (proof.state is State.PROVEN and not proof.cuts) or self._is_accepted(claim, proof):
            self.counts["proven"] += 1
            # What stands a line off is to be told each time, so it must be looked up each time.
            return replace(here, shows="") if here is not None and _is_off(claim, proof) else here
        earlier = origin is not None and origin.revision.commit != self._sources.revision.commit
        if proof.confirmed and origin is not None and earlier:
            self.counts["kept"] += 1
            return self._before(claim, origin)
        if not self._everything:
            return None
        self.counts["unproven"] += 1
        entry = here
        if proof.state is not State.UNPROVEN and origin is not None:
            entry = self._before(claim, origin) or here  # at the revision it would look settled
        return replace(entry, proven=False) if entry is not None else None

    def _is_accepted(self, claim: Claim, proof: Proof) -> bool:
        """Whether a person vouches for numbers that name the right place of changed code."""
        if claim.file.path not in self._accepted or proof.state is not State.EDITED:
            return False
        if _is_at(proof.place, self._cited(claim), claim):
            return True
        self.refused.append(claim)
        return False

    def _before(self, claim: Claim, origin: Origin) -> Entry | None:
        lines = origin.lines(claim.cited_lines)
        entry = self._at(claim, origin.revision, origin.path, lines)
        if entry is None or origin.entry is None:
            return entry
        return replace(entry, shows=origin.entry.shows)  # what was shown when it was true

    def _cited(self, claim: Claim) -> str:
        return self._sources.cited(claim.file, claim.citation).path

    def _at(
        self, claim: Claim, revision: Revision, path: str, lines: tuple[int, int] | None = None
    ) -> Entry | None:
        """The entry that names the lines of a claim at a revision; None without such a file."""
        blob = revision.blob(path) if path else None
        if blob is None:
            return None
        first, last = lines or claim.cited_lines
        return Entry(
            page=claim.file.path,
            cited=claim.citation.path,
            key=claim.key,
            path=path,
            first=first,
            last=last,
            blob=blob,
            revision=revision.commit,
            shows=shown(claim.file, claim.citation),
        )

    def _settled(self, made: Iterable[Entry]) -> Iterator[Entry]:
        """The entries; those of which only the commit is new keep the old one.

        The same blob at a later commit says nothing more, and lines that do not change make no
        difference in git, and no conflict.
        """
        made = tuple(made)
        before = {entry.identity: entry for entry in self._sources.holds.entries}
        old = {e.revision for e in before.values()} - {e.revision for e in made}
        there = self._sources.target.present(old) if old else frozenset()
        for entry in made:
            known = before.get(entry.identity)
            same = known is not None and replace(known, revision=entry.revision) == entry
            yield known if known is not None and same and known.revision in there else entry


def _is_at(place: Place | None, path: str, claim: Claim) -> bool:
    return place is not None and (place.path, place.start, place.end) == (path, *claim.cited_lines)


def _is_off(claim: Claim, proof: Proof) -> bool:
    """Whether the quote of a citation asks for other lines, although it stands about there."""
    quote = proof.quote
    lines = claim.cited_lines
    return quote is not None and quote.verbatim and better_range(*lines, quote) != lines
