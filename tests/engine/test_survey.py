import re
from pathlib import Path

import pytest

from kbaudit.engine.locate import below, enclosing, looks_like_one
from kbaudit.engine.survey import survey
from kbaudit.engine.template import scalar, template
from kbaudit.engine.validation import validate
from kbaudit.engine.yaml_values import parse_yaml
from kbaudit.model.errors import UsageError
from kbaudit.read.vocabulary import Vocabulary
from support import PAGE, lay_out

MAP = """# Repository Map: o_r

| Property | Value |
|----------|-------|
| Repository | https://github.com/o/r |
| Generated | 2025-12-17 18:59 |
"""


def clone_of(path: Path, url: str) -> Path:
    (path / ".git").mkdir(parents=True)
    (path / ".git/config").write_text(f'[remote "origin"]\n\turl = {url}\n')
    return path


@pytest.mark.parametrize("url", ["https://github.com/o/r", "git@github.com:o/r.git"])
def test_a_map_and_a_clone_beside(tmp_path: Path, url: str) -> None:
    root = lay_out(tmp_path / "kb", {"_RepoMap_o_r.md": MAP, "impl/x.md": "x\n"})
    clone_of(tmp_path / "r", url)
    found = survey(root)
    assert found.pages == {"Environment": 1}
    assert found.strange == {"impl": 1}
    [subject] = found.subjects
    assert (subject.scope, subject.url, subject.clone) == ("o_r", "https://github.com/o/r", "../r")
    assert subject.written == "2025-12-17 18:59"
    text = template(found)
    config = validate(parse_yaml(text, "f"), Path("f"))
    assert config.target.path == "../r"
    assert config.scopes == ("o_r",)


def test_a_knowledge_base_inside_the_clone(tmp_path: Path) -> None:
    clone_of(tmp_path, "https://github.com/o/r.git")
    root = lay_out(tmp_path / "docs" / "kb", {"_RepoMap_o_r.md": MAP})
    assert survey(root).subjects[0].clone == "../.."


def test_another_repository_of_the_same_name(tmp_path: Path) -> None:
    clone_of(tmp_path / "r", "https://github.com/other/r.git")
    assert survey(lay_out(tmp_path / "kb", {"_RepoMap_o_r.md": MAP})).subjects[0].clone == ""


def test_the_repository_of_the_pages(tmp_path: Path) -> None:
    source = "* [[source::Repo|R|https://github.com/o/r]]\n"
    pages: dict[str, str | bytes] = {f"workflows/o_r_P{i}.md": PAGE + source for i in range(5)}
    found = survey(lay_out(tmp_path, pages))
    assert found.subjects[0].url == "https://github.com/o/r"


def test_nothing_is_known(tmp_path: Path) -> None:
    text = template(survey(lay_out(tmp_path, {"environments/X.md": PAGE})))
    assert "# target:\n#   url: " in text
    assert validate(parse_yaml(text, "f"), Path("f")).target.url is None


def test_every_line_that_is_commented_out_is_right(tmp_path: Path) -> None:
    text = template(survey(lay_out(tmp_path, {"_RepoMap_o_r.md": MAP})))
    keys = "types|relations|rules|overrides|exclude|path|rev"
    live = re.sub(rf"^( *)# (?=(?:{keys}):)", r"\1", text, flags=re.MULTILINE)
    live = re.sub(r"^#   ", "  ", live, flags=re.MULTILINE)
    assert live.count("#") < text.count("#") - 10
    config = validate(parse_yaml(live, "f"), Path("f"))
    assert config.vocabulary.types != Vocabulary().types
    assert config.vocabulary.edges != Vocabulary().edges
    assert config.vocabulary.tolerated
    assert config.settings
    assert config.overrides
    assert config.exclude
    assert config.target.rev == "v1.0.0"


def test_names_cannot_break_out_of_a_comment(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"im\npl: x/\x1b[31m.md": "x\n", "im\nexclude: [x]/y.md": "y"})
    text = template(survey(root))
    assert "\x1b" not in text
    assert validate(parse_yaml(text, "f"), Path("f")).exclude == ()


def test_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to configure"):
        survey(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["../r", "a b", "1.0", "no", "~", "x: y", "#x", "https://github.com/o/r", "ü\n", "..", "'"],
)
def test_scalars_read_as_written(text: str) -> None:
    assert parse_yaml(f"x: {scalar(text)}\n", "f").value == {"x": text}


def test_where_a_knowledge_base_is(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "docs" / "kb")
    assert looks_like_one(root)
    assert not looks_like_one(tmp_path)
    assert not looks_like_one(tmp_path / "gone")
    assert enclosing(root / "environments") == root
    assert list(below(tmp_path)) == [root]
    assert enclosing(tmp_path) != root
    (tmp_path / "kbaudit.yaml").write_text("")
    assert enclosing(tmp_path / "docs") == tmp_path
