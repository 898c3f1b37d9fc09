"""Which fixes of a report are tried: those that are wanted, can be applied, and go together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kbaudit.engine.fixer.edits import Taken, carried, defect, edits_by_path
from kbaudit.engine.fixer.report import Left, Refused, Repair
from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding
from kbaudit.model.span import Source, Span

Decide = Callable[[Repair, Mapping[str, Source]], bool]
"""Asked whether a repair is to be made; the texts are those that its edits are about."""


_Question = tuple[str, str, Span, str]


def always(repair: Repair, texts: Mapping[str, Source]) -> bool:  # noqa: ARG001
    """The answer of a run that asks nobody."""
    return True


@dataclass
class Chooser:
    """Chooses among the fixes of at least the safety `least`.

    `obstacle` tells why a file cannot be changed (empty when it can be). What was chosen, left and
    declined is remembered from round to round.
    """

    least: Safety
    obstacle: Callable[[str], str]
    decide: Decide = always
    left: set[Left] = field(default_factory=set)
    _answers: dict[_Question, bool] = field(default_factory=dict)

    def choose(
        self,
        findings: Iterable[Finding],
        texts: Mapping[str, Source],
        complete: Callable[[Fix], Fix] = lambda fix: fix,
    ) -> tuple[list[Repair], list[Refused]]:
        """The repairs of one round, in the order of the findings, and those that nobody can apply.

        `complete` adds to a fix what must be changed along with it.
        Of two that collide the first is chosen; the other may come in the next round.
        """
        plain = {path: source.text for path, source in texts.items()}
        taken = Taken()
        chosen: list[Repair] = []
        unfit: list[Refused] = []
        for finding in findings:
            if finding.fix is None or finding.fix.safety < self.least or not finding.fix.edits:
                continue
            repair = Repair(finding, complete(finding.fix))
            if wrong := defect(repair, plain):
                unfit.append(Refused(repair, wrong, ours=True))
            elif self._can(repair) and taken.fits(repair) and self._wanted(repair, texts):
                taken.add(repair)
                chosen.append(repair)
        return chosen, unfit

    def carry(self, accepted: Iterable[Repair]) -> None:
        """Remember the answers, now that the text around their questions has changed."""
        edits = edits_by_path(accepted)
        self._answers = {
            (rule, path, carried(span, edits.get(path, ())), title): answer
            for (rule, path, span, title), answer in self._answers.items()
        }

    def _can(self, repair: Repair) -> bool:
        reasons = {path: reason for path in repair.paths if (reason := self.obstacle(path))}
        self.left |= {Left(path, reason) for path, reason in reasons.items()}
        return not reasons

    def _wanted(self, repair: Repair, texts: Mapping[str, Source]) -> bool:
        found = repair.finding
        question = (found.rule, found.path, found.span, repair.fix.title)
        if question not in self._answers:
            self._answers[question] = self.decide(repair, texts)
        return self._answers[question]
