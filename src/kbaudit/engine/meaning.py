"""From what a configuration says to what it means."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kbaudit.engine.loaded import Loaded, OnlineChoice, TargetChoice
from kbaudit.engine.located import Located
from kbaudit.engine.settings import read_settings
from kbaudit.model.finding import Level
from kbaudit.read.vocabulary import Edge, PageType, Required, Vocabulary
from kbaudit.rulekit.rule import Rule


def meaning(
    values: Mapping[str, Any],
    path: Path,
    located: Located,
    errors: list[str],
    rules: Iterable[Rule],
) -> Loaded:
    """What `values` mean, which are those of a `Config` in the file `path`; schemas are left out.

    What is wrong with settings of `rules`, which are all that there are, is added to `errors`, at
    its place in `located`.
    """
    targets = values["targets"]
    by_id = {rule.id: rule for rule in rules}
    return Loaded(
        path=path,
        target=TargetChoice(**values["target"]),
        targets=tuple(
            TargetChoice(**{key: value for key, value in one.items() if key != "links"})
            for one in targets
        ),
        scopes=tuple(values["scopes"]),
        select=tuple(values["select"]),
        ignore=tuple(values["ignore"]),
        exclude=tuple(values["exclude"]),
        fail_on=Level[values["fail_on"].upper()],
        file_size=values["limits"]["file_size"],
        online=OnlineChoice(**{key: _fixed(value) for key, value in values["online"].items()}),
        vocabulary=Vocabulary(
            domains=tuple(values["domains"]),
            links={t["scope"]: frozenset(t["links"]) for t in targets if t["links"] is not None},
        ).extended(
            map(_page_type, values["types"]),
            (
                Edge(edge["from_"], edge["relation"], edge["to"], edge["inverse"])
                for edge in values["relations"]["edges"]
            ),
            values["relations"]["tolerated"],
        ),
        settings=read_settings(values["rules"], ("rules",), located, errors, by_id),
        overrides=tuple(
            (tuple(one["paths"]), read_settings(one["rules"], at, located, errors, by_id))
            for i, one in enumerate(values["overrides"])
            for at in [("overrides", i, "rules")]
        ),
    )


def _page_type(values: Mapping[str, Any]) -> PageType:
    sections = tuple(
        Required(_names(one["name"]), tuple(Required(_names(part)) for part in one["parts"]))
        for one in values["sections"]
    )
    return PageType(values["name"], values["folder"], tuple(values["short"]), sections)


def _names(heading: str) -> tuple[str, ...]:
    """The headings that will do for one, written as ``Usage|Use``."""
    return tuple(heading.split("|"))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
