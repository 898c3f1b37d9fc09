"""See the docstring of the rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.coverage import CoverageCell, Covering, is_nothing, rendered
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.repo_map import MapRow
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context, closest, code, listing, rule
from kbaudit.rulekit.covering import Claim, Coverings


@rule(level=Level.WARNING, tags=("map",), fix=Safety.SAFE)
def stale_coverage(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """The Coverage cell of a map row names the wrong pages.

    Why:
        The map tells which code is written about. A page that is not there, or that is about other
        code, makes a gap look filled; a page that is missing makes the work be done again.

    Example:
        ``| ✅ | `utils/check_copies.py` | 1044 | … | Impl: check_repo |``, where the page
        ``owner_repo_check_copies`` cites the file and ``owner_repo_check_repo`` does not.

    Remedy:
        Name the pages that cite the file. A page also covers what the pages cite to which it leads:
        a workflow covers the code of its steps. Where a map says which workflow a file belongs to,
        and mostly no page proves it, those cells are not judged, but for such as name only
        workflows that do not lead to a page that cites the file, while another does.

    Fix safety:
        Safe for pages that cite the file and are added, and for names of pages that do not exist
        and resemble no other; unsafe for a page that exists and does not cite the file, because the
        page may be what is wrong.
    """
    if repo_map.kind is not Kind.MAP:
        return
    base = ctx.sources.of_map(repo_map) if ctx.sources is not None else None
    coverings = Coverings(repo_map, ctx.facts, base)
    nothing = next((row.coverage for row, _ in coverings.cells if is_nothing(row.coverage)), "—")
    for row, cell in coverings.cells:
        judged = _Row(row, cell, coverings.by_row.get(row, ()), coverings, nothing)
        yield from judged.findings(ctx)


@dataclass(frozen=True)
class _Row:
    row: MapRow
    cell: CoverageCell
    claims: Sequence[Claim]
    coverings: Coverings
    nothing: str

    def findings(self, ctx: Context) -> Iterator[Finding]:
        gone = [claim for claim in self.claims if self._gone(claim, ctx)]
        guess = {one.named: _guess(one.named, ctx) for one in gone}
        lacking = self._lacking()
        sure = {one.named for one in gone if not guess[one.named] or lacking}
        for claim in gone:
            safe = claim.named in sure
            word = claim.named.kind.name if claim.named.kind else ""
            near = guess[claim.named]
            yield ctx.found(
                claim.named.span,
                f"the map says that {code(claim.named.name)} covers {code(self.row.path)}, "
                f"and there is no such {word} page",
                help=f"did you mean {code(near)}?" if near else "",
                fix=self._fix(sure | {claim.named}, lacking, ctx, safe=safe),
                key=f"{self.row.path} {claim.named.name}",
            )
        for claim in self.claims:
            if self.coverings.is_idle(claim):
                yield self._idle(
                    claim, self._fix(sure | {claim.named}, lacking, ctx, safe=False), ctx
                )
        if lacking:
            names = listing([code(page.name) for page in lacking])
            cites = "cites" if len(lacking) == 1 else "cite"
            yield ctx.found(
                self.row.coverage_span,
                f"{names} {cites} {code(self.row.path)}, and the map does not say so",
                fix=self._fix(sure, lacking, ctx, safe=True),
                key=f"{self.row.path} lacks",
            )

    def _gone(self, claim: Claim, ctx: Context) -> bool:
        if claim.found.match is Match.OTHER_TYPE:
            return claim.named.kind is not None
        missing = claim.found.match is Match.MISSING
        return missing and (claim.named.kind is not None or ctx.facts.kb.scope_of(ctx.file) == "")

    def _idle(self, claim: Claim, fix: Fix | None, ctx: Context) -> Finding:
        kind = claim.page.type if claim.page is not None else None
        by_hand = kind in self.coverings.judged_by_hand
        others = self.coverings.leading_to(self.row.path, kind) if kind and by_hand else []
        names = listing([code(_short(page, ctx)) for page in others], "or")
        return ctx.found(
            claim.named.span,
            f"the map says that {code(claim.named.name)} covers {code(self.row.path)}, "
            "which neither that page nor one that it leads to cites",
            help=f"{names} may be meant, where that is so" if others else "",
            fix=None if by_hand else fix,
            key=f"{self.row.path} {claim.named.name}",
        )

    def _lacking(self) -> list[Page]:
        """Pages that cite the file, and to which none of those leads that are named."""
        reached: set[str] = set()
        for claim in self.claims:
            if claim.page is not None:
                reached |= self.coverings.reached(claim.page)
        empty = is_nothing(self.row.coverage)
        return [
            page
            for page in self.coverings.citing(self.row.path)
            if page.path not in reached and (empty or page.type in self.coverings.types)
        ]

    def _fix(
        self, dropped: set[Covering], added: Sequence[Page], ctx: Context, *, safe: bool
    ) -> Fix | None:
        if not self.cell.plain:
            return None
        groups: list[tuple[str, list[Covering]]] = [
            (word, [one for one in names if one not in dropped]) for word, names in self.cell.groups
        ]
        for page in added:
            name = _short(page, ctx)
            word = self._word(page.type)
            new = Covering(page.type, name, Span(0, 0))
            same = next((names for known, names in groups if known == word), None)
            if same is not None:
                same.append(new)
            else:
                groups.append((word, [new]))
        text = rendered(groups, self.nothing)
        edit = ctx.edit(self.row.coverage_span, text)
        return Fix(f"write {code(text)}", (edit,), Safety.SAFE if safe else Safety.UNSAFE)

    def _word(self, kind: PageType) -> str:
        """The word for a type, as the map writes it elsewhere."""
        for _, cell in self.coverings.cells:
            for word, names in cell.groups:
                if word and any(one.kind == kind for one in names):
                    return word
        for index in self.coverings.facts.kb.indexes:
            for row in index.rows:
                for one in row.connections:
                    known = self.coverings.facts.kb.vocabulary.type_named(one.type)
                    if one.mark and known == kind:
                        return one.type
        return kind.short[0] if kind.short else kind.name


def _guess(named: Covering, ctx: Context) -> str | None:
    """The name of a page that may be meant, with the scope or without."""
    names = ctx.kb.names(named.kind).short(ctx.kb.scope_of(ctx.file))
    return closest(named.name, names, 0.8, ordered=True)


def _short(page: Page, ctx: Context) -> str:
    """The name of a page as the map writes names: without the scope, unless it does otherwise."""
    scope = f"{ctx.kb.scope_of(ctx.file)}_"
    short = page.name.removeprefix(scope)
    found = ctx.kb.find(short, page.type, ctx.kb.scope_of(ctx.file))
    return short if found.file is page else page.name
