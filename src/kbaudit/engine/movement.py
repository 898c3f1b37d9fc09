"""What moving the target from one revision to another does to a knowledge base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.movement_commits import Blame, Trace
from kbaudit.engine.movement_report import Affected, Movement
from kbaudit.engine.movement_symbols import symbols_between
from kbaudit.engine.targets import Opened, split_scope
from kbaudit.model.errors import UsageError
from kbaudit.model.report import TargetInfo
from kbaudit.model.span import Span
from kbaudit.rulekit.evidence import quoted
from kbaudit.rulekit.lock import Claim, claims_of
from kbaudit.rulekit.proof import GOOD
from kbaudit.rulekit.sources import Sources
from kbaudit.target.placements import Placement
from kbaudit.target.quote import QuotedFile
from kbaudit.target.revision import Revision
from kbaudit.target.track import Answer, Place, Tracker

_LESS = 0.02


def movement(auditor: Auditor, first: str) -> Movement:
    """What going from the revision `first` to those of `auditor` does to its knowledge base.

    ``SCOPE=REVISION`` means the target of that scope alone, and then the other revision must name
    it as well. Raises UsageError when it does not, and TargetError when there is no such revision.
    """
    found = Movement(auditor.request.name)
    meant, name = split_scope(first, auditor.kb.scopes)
    if any(split_scope(rev, auditor.kb.scopes)[0] != meant for rev in auditor.request.rev):
        raise UsageError("both revisions must be of one target: write SCOPE=A and SCOPE=B, or A B")
    for scope, opened in sorted(auditor.targets.opened.items()):
        if meant not in ("", scope):
            continue
        base = opened.target.revision(name)
        info = TargetInfo(opened.info.path, name, base.commit, opened.info.scope)
        found.moves.append((info, opened.info))
        _Move(auditor, scope, opened, base, found).look()
        found.affected += symbols_between(auditor, scope, opened, base)
    found.affected.sort(key=lambda one: one.order)
    for kind, tally in found.tallies.items():
        tally.affected = sum(one.kind == kind for one in found.affected)
    return found


@dataclass
class _Move:
    """One target going from `base` to the revision of `opened`."""

    auditor: Auditor
    scope: str
    opened: Opened
    base: Revision
    found: Movement

    def look(self) -> None:
        """Add what is affected to `found`."""
        sources = Sources(
            self.auditor.kb,
            self.opened.target,
            self.base,
            scope=self.scope,
            repository=self.opened.repository,
        )
        claims: list[tuple[Claim, str]] = []
        for claim in (claim for file in sources.files for claim in claims_of(file)):
            path = sources.cited(claim.file, claim.citation).path
            tally = self.found.tallies["citation"]
            tally.total += 1
            if path and claim.lines.last <= (self.base.line_count(path) or 0):
                claims.append((claim, path))
            else:
                tally.unknown += 1
        changes = self.opened.target.changes(self.base, self.opened.revision)
        self.found.commits += sum(not change.taken_back for change in changes)
        self.found.taken_back += sum(change.taken_back for change in changes)
        tracker = Tracker(self.opened.target, self.base, self.opened.revision)
        answers = tracker.locate_all([(path, *claim.cited_lines) for claim, path in claims])
        moved = list(zip(claims, answers, strict=True))
        marked = [*self._citations(moved), *self._quotes(moved)]
        blame = Blame(self.opened.target, changes)
        commits = blame.commits([trace for _, trace in marked])
        for (one, _), done_by in zip(marked, commits, strict=True):
            self.found.affected.append(replace(one, commits=done_by))

    def _citations(
        self, moved: Sequence[tuple[tuple[Claim, str], Answer]]
    ) -> Iterator[tuple[Affected, Trace]]:
        for (claim, path), answer in moved:
            if answer.verdict == "same":
                continue
            what = {"moved": "moved", "edited": "edited", "gone": "gone"}
            span = claim.lines.span
            one = Affected(
                claim.file.path,
                claim.file.source.position(span.start),
                "citation",
                what.get(answer.verdict, "unsure"),
                _name(path, *claim.cited_lines),
                now=answer.place,
            )
            yield one, self._trace(path, claim.cited_lines, answer.place)

    def _quotes(
        self, moved: Sequence[tuple[tuple[Claim, str], Answer]]
    ) -> Iterator[tuple[Affected, Trace]]:
        prepared: dict[tuple[str, str], QuotedFile] = {}
        seen: set[tuple[str, Span]] = set()

        def place(
            revision: Revision, path: str, text: str, near: tuple[int, int]
        ) -> Placement | None:
            key = (revision.commit, path)
            if key not in prepared:
                prepared[key] = QuotedFile(revision.text(path) or "")
            return prepared[key].place(text).near(*near)

        for (claim, path), answer in moved:
            quote, text = claim.citation.quote, quoted(claim.file, claim.citation)
            if quote is None or (claim.file.path, quote.content) in seen:
                continue
            seen.add((claim.file.path, quote.content))
            tally = self.found.tallies["quote"]
            tally.total += 1
            then = place(self.base, path, text, claim.cited_lines)
            if then is None or then.score < GOOD:
                tally.unknown += 1
                continue
            spot = answer.place
            near = (spot.start, spot.end) if spot else claim.cited_lines
            now = place(self.opened.revision, spot.path if spot else path, text, near)
            if now is not None and _as_good(now, then):
                continue
            one = Affected(
                claim.file.path,
                claim.file.source.position(quote.content.start),
                "quote",
                "changed",
                _name(path, then.first, then.last),
                now=spot,
            )
            yield one, self._trace(path, (then.first, then.last), spot)

    def _trace(self, path: str, lines: tuple[int, int], now: Place | None) -> Trace:
        texts = [(self.base.text(path), lines)]
        paths = {path}
        if now is not None:
            texts.append((self.opened.revision.text(now.path), (now.start, now.end)))
            paths.add(now.path)
        return Trace.of(paths, texts)


def _as_good(now: Placement, then: Placement) -> bool:
    return now.exact >= then.exact - _LESS and (now.verbatim or not then.verbatim)


def _name(path: str, first: int, last: int) -> str:
    return f"{path}:{first}" if first == last else f"{path}:{first}-{last}"
