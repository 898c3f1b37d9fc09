from pathlib import Path

import pytest

from kbaudit.engine.loaded import Loaded
from kbaudit.engine.selection import Selection
from kbaudit.engine.validation import validate
from kbaudit.engine.yaml_values import parse_yaml
from kbaudit.model.errors import UsageError
from kbaudit.model.finding import Level
from support import RULES, WordOptions, zz_boom, zz_code, zz_word

pytestmark = pytest.mark.usefixtures("zz")


def load(text: str) -> Loaded:
    return validate(parse_yaml(text, "kbaudit.yaml"), Path("kbaudit.yaml"))


def ids(selection: Selection) -> list[str]:
    return [rule.id for rule in selection.rules]


def test_all_rules_run_without_a_word() -> None:
    assert ids(Selection(RULES, Loaded())) == ["zz-boom", "zz-code", "zz-word"]


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        (["zz-word"], [], ["zz-word"]),
        (["page,graph"], [], ["zz-boom", "zz-word"]),
        (["page", " graph "], [], ["zz-boom", "zz-word"]),
        ([], ["citation"], ["zz-boom", "zz-word"]),
        (["page", "citation"], ["zz-word"], ["zz-code"]),
        (["zz-word"], ["graph"], ["zz-word"]),
    ],
)
def test_select_and_ignore(select: list[str], ignore: list[str], left: list[str]) -> None:
    assert ids(Selection(RULES, Loaded(), select, ignore)) == left


def test_the_command_line_takes_the_place_of_what_is_configured() -> None:
    loaded = load("select: [page]\nignore: [zz-boom]\n")
    assert ids(Selection(RULES, loaded)) == ["zz-word"]
    assert ids(Selection(RULES, loaded, ["graph"])) == ["zz-boom"]
    assert ids(Selection(RULES, load("ignore: [graph]\n"), (), ["page"])) == ["zz-code"]


def test_an_unknown_name() -> None:
    with pytest.raises(
        UsageError, match=r"--select: there is no rule or tag `zz-wrod`: did you mean"
    ):
        Selection(RULES, Loaded(), ["zz-wrod"])
    with pytest.raises(
        UsageError, match="--ignore: there is no rule or tag `xyz`: `kbaudit rules`"
    ):
        Selection(RULES, Loaded(), (), ["xyz"])


def test_nothing_left_to_run() -> None:
    with pytest.raises(UsageError, match="no rule is left to run: see"):
        Selection(RULES, Loaded(), ["page"], ["zz-word"])
    with pytest.raises(UsageError, match="switched off by the configuration"):
        Selection(RULES, load("rules: {zz-word: off}\n"), ["zz-word"])


def test_a_name_counts_more_than_a_tag_wherever_it_stands() -> None:
    selection = Selection(RULES, load("rules: {zz-word: error, page: info, graph: off}\n"))
    assert selection.level(zz_word, "a.md") is Level.ERROR
    assert ids(selection) == ["zz-code", "zz-word"]


def test_levels_by_path() -> None:
    selection = Selection(
        RULES,
        load(
            "rules: {zz-word: error, graph: off}\n"
            "overrides:\n"
            '  - {paths: ["_reports/"], rules: {page: info}}\n'
            '  - {paths: ["_reports/old/*"], rules: {zz-word: off, zz-boom: warning}}\n'
        ),
    )
    assert selection.level(zz_word, "a.md") is Level.ERROR
    assert selection.level(zz_word, "_reports/a.md") is Level.INFO
    assert selection.level(zz_word, "_reports/old/a.md") is None
    assert selection.level(zz_boom, "a.md") is None
    assert selection.level(zz_boom, "_reports/old/a.md") is Level.WARNING
    assert selection.level(zz_code, "_reports/old/a.md") is Level.ERROR
    assert "zz-boom" in selection.ids


def test_options_add_up() -> None:
    selection = Selection(
        RULES,
        load(
            "rules: {zz-word: {word: FIXME}}\n"
            "overrides:\n"
            '  - {paths: ["b.md"], rules: {zz-word: {most: 3}}}\n'
            '  - {paths: ["c.md"], rules: {page: info}}\n'
        ),
    )
    assert selection.setting(zz_word, "a.md").options == WordOptions(word="FIXME")
    assert selection.setting(zz_word, "b.md").options == WordOptions(word="FIXME", most=3)
    assert selection.setting(zz_word, "c.md").options == WordOptions(word="FIXME")
    assert selection.level(zz_word, "b.md") is Level.WARNING
    assert selection.setting(zz_boom, "a.md").options is None
