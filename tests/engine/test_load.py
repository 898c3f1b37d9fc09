from pathlib import Path

import pytest

from kbaudit.engine import validation
from kbaudit.engine.load import load_config
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.validation import validate
from kbaudit.engine.yaml_values import parse_yaml
from kbaudit.model.errors import ConfigError
from kbaudit.model.finding import Level
from kbaudit.rulekit.discovery import all_rules
from kbaudit.target.tables import OfThisRun
from support import zz_word

pytestmark = pytest.mark.usefixtures("zz")


def load(text: str) -> Loaded:
    return validate(parse_yaml(text, "kbaudit.yaml"), Path("kbaudit.yaml"))


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value).split("\n")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_what_is_left_out_is_as_without_a_file(text: str) -> None:
    assert load(text) == Loaded(Path("kbaudit.yaml"))


WHOLE = """
target: {url: https://github.com/o/r, path: ../r, rev: 5.10}
scopes: [o_r]
types:
  - {name: Decision, folder: decisions, short: [Dec], sections: [{name: "Why|Reason", parts: [A]}]}
relations:
  edges: [{from: Principle, relation: decided_in, to: Decision, inverse: decides}]
  tolerated: [related]
rules:
  zz-word: {level: error, word: FIXME}
  zz-boom: off
  citation: info
overrides:
  - paths: ["_reports/"]
    rules: {zz-word: info}
select: [page]
ignore: [zz-code]
exclude: ["*.tmp.md"]
fail-on: error
limits: {file-size: 1000}
online: {accept: [403], exclude: ["https://a.test/*"]}
targets: []
domains: [Physics]
"""

SCOPED = """
targets:
  - {scope: o_r, path: ../r, links: [o_s]}
  - {scope: o_s, url: https://github.com/o/s, base: v1}
overrides:
  - {paths: [a, "!b"], rules: {page: off}}
"""


def test_a_whole_configuration() -> None:
    loaded = load(WHOLE)
    assert loaded.target.rev == "5.10"
    assert loaded.file_size == 1000
    words = loaded.vocabulary
    kind = words.type_named("Dec")
    assert kind is not None
    assert kind.sections[0].names == ("Why", "Reason")
    assert kind.sections[0].parts[0].names == ("A",)
    assert words.edge("Decision", "decides", "Principle") is not None
    assert "related" in words.tolerated
    assert loaded.settings["zz-word"].level is Level.ERROR
    assert loaded.settings["zz-word"].options is not None
    assert loaded.settings["zz-boom"].off
    assert loaded.settings["citation"].level is Level.INFO
    assert loaded.overrides[0][0] == ("_reports/",)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- a\n", "kbaudit.yaml:1:1: the configuration must be a mapping, not a list"),
        (
            "target:\n  repo: x\n",
            "kbaudit.yaml:2:3: unknown key `repo`: allowed are base, path, rev and url",
        ),
        ("exlude: [a]\n", "kbaudit.yaml:1:1: unknown key `exlude`: did you mean `exclude`?"),
        ("exclude: a\n", "kbaudit.yaml:1:10: `exclude` must be a list, not `a`"),
        ("exclude: ['[z-a]']\n", "kbaudit.yaml:1:11: `[z-a]` is no pattern: "),
        ("rules: [a]\n", "kbaudit.yaml:1:8: `rules` must be a mapping, not a list"),
        ("rules:\n", "kbaudit.yaml:1:1: `rules` must be a mapping, not nothing"),
        (
            "rules: {zz-wrod: off}\n",
            "kbaudit.yaml:1:9: unknown rule or tag `zz-wrod`: did you mean",
        ),
        (
            "rules: {zz-word: of}\n",
            "kbaudit.yaml:1:18: the level must be error, warning, info or off",
        ),
        ("rules: {zz-word: wraning}\n", "kbaudit.yaml:1:18: the level"),
        (
            "rules: {zz-word: 3}\n",
            "kbaudit.yaml:1:18: `zz-word` must be error, warning, info or off,",
        ),
        ("rules: {zz-word: {level: 3}}\n", "kbaudit.yaml:1:26: the level must be"),
        (
            "rules: {zz-word: {wrod: x}}\n",
            "kbaudit.yaml:1:19: unknown key `wrod`: did you mean `word`",
        ),
        (
            "rules: {zz-word: {most: many}}\n",
            "kbaudit.yaml:1:25: `rules.zz-word.most` must be a whole number, not `many`",
        ),
        ("rules: {zz-boom: {x: y}}\n", "kbaudit.yaml:1:19: this rule has no option `x`"),
        ("rules: {citation: {x: y}}\n", "kbaudit.yaml:1:20: a tag has no option `x`"),
        ("fail-on: warnings\n", "kbaudit.yaml:1:10: `fail-on` must be error, warning or info, not"),
        (
            "limits: {file-size: true}\n",
            "kbaudit.yaml:1:21: `limits.file-size` must be a whole number",
        ),
        ("limits: {file-size: 0}\n", "kbaudit.yaml:1:21: `limits.file-size` is not allowed"),
        ("overrides: [{rules: {}}]\n", "kbaudit.yaml:1:13: `overrides.0.paths` is missing"),
        (
            "overrides: [{paths: [], rules: {}}]\n",
            "kbaudit.yaml:1:21: `overrides.0.paths` must not be",
        ),
        (
            "overrides: [{paths: [a], rules: {b: off}}]\n",
            "kbaudit.yaml:1:34: unknown rule or tag `b`",
        ),
        (
            "overrides: [{path: [a], rules: {}}]\n",
            "kbaudit.yaml:1:13: `overrides.0.paths` is missing",
        ),
        (
            "targets: [{scope: a, ulr: b}]\n",
            "kbaudit.yaml:1:22: unknown key `ulr`: did you mean `url`? allowed are base, links",
        ),
        (
            "targets: [{scope: o_left, links: [o_rigth]}, {scope: o_right}]\n",
            "kbaudit.yaml:1:35: unknown scope `o_rigth`: did you mean `o_right`? allowed are",
        ),
        ("targets: [{path: x}]\n", "kbaudit.yaml:1:11: `targets.0.scope` is missing"),
        (
            "target: {path: x}\ntargets: [{scope: a}]\n",
            "kbaudit.yaml:2:1: `target` and `targets` exclude each other",
        ),
        (
            "targets: [{scope: a}, {scope: a}]\n",
            "kbaudit.yaml:1:31: the scope `a` has a target already",
        ),
        ("select: [pgae]\n", "kbaudit.yaml:1:10: unknown rule or tag `pgae`: did you mean `page`?"),
        (
            "relations: {edges: [{from: Principal, relation: x, to: Workflow}]}\n",
            "kbaudit.yaml:1:28: unknown page type `Principal`: did you mean `Principle`?",
        ),
    ],
)
def test_errors_say_where_what_and_what_is_allowed(text: str, error: str) -> None:
    assert errors(text)[0].startswith(error)


def test_all_errors_come_at_once_in_their_order() -> None:
    found = errors(
        "rules: {b: off}\nselect: [c]\nrelations: {edges: [{from: d, relation: e, to: f}]}\n"
    )
    assert [line.split(": ")[0] for line in found] == [
        "kbaudit.yaml:1:9",
        "kbaudit.yaml:2:10",
        "kbaudit.yaml:3:28",
        "kbaudit.yaml:3:48",
    ]


def test_a_hundred_errors_are_counted() -> None:
    found = errors("rules:\n" + "".join(f"  r{i}: off\n" for i in range(100)))
    assert found[-1] == "and 80 errors more"
    assert len(found) == 21


def test_options_of_rules_refuse_unknown_keys() -> None:
    for rule in (*all_rules(), zz_word):
        found = errors(f"rules: {{{rule.id}: {{no-such-option: 1}}}}\n")
        assert found[0].startswith(f"kbaudit.yaml:1:{len(rule.id) + 12}: ")
        assert "`no-such-option`" in found[0]


def test_without_a_file(tmp_path: Path) -> None:
    assert load_config(tmp_path).path is None


def test_the_other_spelling_is_not_read_silently(tmp_path: Path) -> None:
    (tmp_path / "kbaudit.yml").write_text("fail-on: error\n")
    with pytest.raises(ConfigError, match="rename the file"):
        load_config(tmp_path)


def test_a_dangling_link_is_not_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "kbaudit.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        load_config(tmp_path)


@pytest.mark.parametrize("text", ["{}\n", WHOLE, SCOPED])
def test_what_was_read_before_means_the_same(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kbaudit.yaml").write_text(text)
    tables = OfThisRun()
    first = load_config(tmp_path, tables=tables)
    monkeypatch.setattr(validation, "validated", None)
    assert load_config(tmp_path, tables=tables) == first
    (tmp_path / "kbaudit.yaml").write_text(text + "# more\n")
    with pytest.raises(TypeError):
        load_config(tmp_path, tables=tables)


def test_schemas_are_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "kbaudit.yaml").write_text("schemas: {Heuristic: a.json}\n")
    tables = OfThisRun()
    load_config(tmp_path, tables=tables)
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(ConfigError):
        load_config(tmp_path, tables=tables)
