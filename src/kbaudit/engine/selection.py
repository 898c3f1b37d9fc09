"""Which rules run, and at which level on which file."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kbaudit.engine.loaded import Loaded, Setting
from kbaudit.engine.patterns import matcher
from kbaudit.model.errors import UsageError
from kbaudit.model.finding import Level
from kbaudit.rulekit.rule import Rule
from kbaudit.rulekit.wording import closest, code


class Selection:
    """The rules of one run.

    `select` and `ignore` come from the command line: `select` takes the place of what the
    configuration selects and ignores, `ignore` comes on top. What is ignored wins.

    Raises UsageError for an unknown name, and when nothing is left to run.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        loaded: Loaded,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
    ) -> None:
        self._loaded = loaded
        self._overrides = tuple((matcher(paths), found) for paths, found in loaded.overrides)
        self._by_path: dict[str, tuple[int, ...]] = {}
        self._effective: dict[tuple[str, tuple[int, ...]], Setting] = {}
        self._of_all: dict[tuple[int, ...], dict[str, Setting]] = {}
        known = {name for rule in rules for name in (rule.id, *rule.tags)}
        asked, refused = names(select, "--select", known), names(ignore, "--ignore", known)
        wanted = asked or frozenset(loaded.select)
        unwanted = refused | (frozenset() if asked else frozenset(loaded.ignore))
        self._ignored = frozenset(loaded.ignore)
        chosen = [
            rule
            for rule in rules
            if (not wanted or _meant(rule, wanted)) and not _meant(rule, unwanted)
        ]
        self.rules = tuple(rule for rule in chosen if not self._off_everywhere(rule))
        """The rules to run, in the order of names."""
        if not self.rules:
            switched = " (what is selected is switched off by the configuration)" if chosen else ""
            raise UsageError(f"no rule is left to run{switched}: see --select and --ignore")

    @cached_property
    def ids(self) -> frozenset[str]:
        """The names of the rules to run."""
        return frozenset(rule.id for rule in self.rules)

    def level(self, rule: Rule, path: str) -> Level | None:
        """The level of findings of `rule` in the file `path`, None when it is off there."""
        setting = self.setting(rule, path)
        return None if setting.off else setting.level

    def is_off(self, rule: Rule) -> bool:
        """Whether the configuration ignores `rule` or switches it off everywhere."""
        return _meant(rule, self._ignored) or self._off_everywhere(rule)

    def settings(self, path: str) -> Mapping[str, Setting]:
        """What holds for each of the `rules`, by name, in the file `path`: see `setting`."""
        meant = self._meant_by(path)
        if meant not in self._of_all:
            self._of_all[meant] = {rule.id: self.setting(rule, path) for rule in self.rules}
        return self._of_all[meant]

    def setting(self, rule: Rule, path: str) -> Setting:
        """What holds for a rule, selected or not, in the file `path`.

        Its options are None when nothing was configured.
        """
        key = (rule.id, self._meant_by(path))
        if key not in self._effective:
            layers = [self._loaded.settings, *(self._overrides[i][1] for i in key[1])]
            setting = Setting(rule.level)
            for layer in layers:
                for name, given in layer.items():
                    if name in rule.tags:
                        setting = given.over(setting)
                if rule.id in layer:
                    setting = layer[rule.id].over(setting)
            self._effective[key] = setting
        return self._effective[key]

    def _meant_by(self, path: str) -> tuple[int, ...]:
        """The overrides that mean the file `path`, by their numbers."""
        if not self._overrides:
            return ()
        if path not in self._by_path:
            matching = (i for i, (meant, _) in enumerate(self._overrides) if meant(path))
            self._by_path[path] = tuple(matching)
        return self._by_path[path]

    def _off_everywhere(self, rule: Rule) -> bool:
        names = {rule.id, *rule.tags}
        revived = any(names & found.keys() for _, found in self._overrides)
        return not revived and self.setting(rule, "").off


def names(given: Iterable[str], option: str, known: Iterable[str]) -> frozenset[str]:
    """The names in `given`, each of which may be a list with commas.

    Raises UsageError for a name that is not `known`.
    """
    found = {word.strip() for item in given for word in item.split(",")} - {""}
    known = set(known)
    for word in sorted(found - known):
        near = closest(word, known)
        hint = f"did you mean {code(near)}?" if near else "`kbaudit rules` lists all names"
        raise UsageError(f"{option}: there is no rule or tag {code(word)}: {hint}")
    return frozenset(found)


def _meant(rule: Rule, names: frozenset[str]) -> bool:
    return rule.id in names or not names.isdisjoint(rule.tags)
