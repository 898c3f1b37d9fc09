"""Which files of the target define the names of lost definitions, and did not before."""

from __future__ import annotations

from collections.abc import Sequence

from kbaudit.target.track.bench import Bench
from kbaudit.target.track.case import Case
from kbaudit.target.track.scan import Hits


class Names:
    """The names of what is lost around a range; `before` and `after` say which files have them."""

    def __init__(self, bench: Bench, case: Case, before: Hits, after: Hits) -> None:
        self.bench = bench
        self.case = case
        self.before = before
        self.after = after

    def any_new(self) -> bool:
        """Whether what is lost, or a definition in it, is defined where it was not.

        By its bare name, or by its qualified name: no other file of the base has it.
        """
        case = self.case
        if not case.lost:
            return False
        definitions = case.sheet.definitions
        inside = case.sheet.children.get(case.lost[0], ())
        if any(self.newly_in(definitions[one].qualified) for one in (*case.lost, *inside)):
            return True
        name = definitions[case.lost[0]].name
        if len(self.before.names.get(name, ())) > 1:
            return False
        return any(
            self.new_definitions(path, name) for path in sorted(self.after.names.get(name, ()))
        )

    def any_namesake(self) -> bool:
        """Whether the innermost definition that is lost has a new one of its bare name."""
        name = self.case.sheet.definitions[self.case.lost[-1]].name
        return any(
            self.new_definitions(path, name) for path in sorted(self.after.names.get(name, ()))
        )

    def newly_in(self, qualified: str) -> list[str]:
        """The files that define a qualified name and did not, if only ours of the base does."""
        now = self._with_names(self.after, qualified)
        found = [path for path in now if self.new_definitions(path, qualified)]
        return found if found and self._only_ours(qualified) else []

    def _only_ours(self, qualified: str) -> bool:
        """Whether no other file of the base defines a qualified name."""
        own = self.case.query.path
        return not any(
            one.qualified == qualified
            for path in self._with_names(self.before, qualified)
            if path != own
            for one in self.bench.sheet(self.bench.base, path).definitions
        )

    def _with_names(self, hits: Hits, qualified: str) -> list[str]:
        """The files that define all names in a qualified one."""
        files = [hits.names.get(name, set()) for name in qualified.split(".")]
        return sorted(set.intersection(*files))

    def new_definitions(self, path: str, name: str) -> Sequence[int]:
        """Indices of the definitions of a bare or qualified name that a file had not."""
        return self.bench.new_definitions(path).get(name, ())
