import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kbaudit.engine.audit import audit
from kbaudit.engine.clock import today
from kbaudit.engine.request import Outcome, Request
from kbaudit.model.errors import TargetError, UsageError
from kbaudit.model.finding import Level
from support import PAGE, lay_out

pytestmark = pytest.mark.usefixtures("zz")

Git = Callable[..., str]


def run(root: Path, *select: str, **more: object) -> Outcome:
    return audit(Request(root, select=select, **more))  # type: ignore[arg-type]


def test_findings_in_the_order_of_places(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "workflows/o_r_B.md": "TODO TODO\n",
            "workflows/o_r_A.md": "x\nTODO\n",
            "_reports/r.md": "TODO",
        },
    )
    outcome = run(tmp_path, "zz-word")
    assert [(f.path, f.start.line, f.start.column) for f in outcome.report.findings] == [
        ("_reports/r.md", 1, 1),
        ("workflows/o_r_A.md", 2, 1),
        ("workflows/o_r_B.md", 1, 1),
        ("workflows/o_r_B.md", 1, 6),
    ]
    assert (outcome.report.files, outcome.report.pages, outcome.report.rules) == (4, 3, 1)
    assert outcome.failed
    assert outcome.texts["workflows/o_r_B.md"].text == "TODO TODO\n"


def test_levels_options_and_excludes_of_the_configuration(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "kbaudit.yaml": "fail-on: error\nexclude: [drafts_*]\n"
            "rules: {zz-word: {word: text, level: info}}\n",
            "workflows/drafts_a.md": "text",
            "workflows/b.md": "text",
        },
    )
    outcome = run(tmp_path, "zz-word")
    assert [(f.path, f.level) for f in outcome.report.findings] == [
        ("environments/o_r_Cuda.md", Level.INFO),
        ("workflows/b.md", Level.INFO),
    ]
    assert not outcome.failed
    assert not run(tmp_path, "zz-word", exclude=("workflows/",)).report.findings[1:]


def test_a_rule_that_raises_is_a_fault_and_no_more(tmp_path: Path) -> None:
    lay_out(tmp_path, {"workflows/a.md": "BOOM TODO", "workflows/b.md": "a bang"})
    report = run(tmp_path, "zz-boom", "zz-word").report
    [fault] = report.faults
    assert (fault.rule, fault.path) == ("zz-boom", "workflows/a.md")
    assert fault.message.startswith("ValueError: it went (support.py:")
    assert [f.rule for f in report.findings] == ["zz-word", "zz-boom"]


def test_a_fault_comes_through_for_developers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KBAUDIT_DEBUG", "1")
    lay_out(tmp_path, {"workflows/a.md": "BOOM"})
    with pytest.raises(ValueError, match="it went"):
        run(tmp_path, "zz-boom")


def test_without_a_target_rules_are_skipped(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path), "zz-code").report
    assert [(s.rule, s.reason) for s in report.skipped] == [
        ("zz-code", "no target: give --repo or `target.path`")
    ]
    assert report.findings == ()
    assert report.coverage == ()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: None, "there is no folder"),
        (lambda root: root.write_text("x"), "is a file: give the root of a knowledge base"),
        (
            lambda root: root.mkdir(),
            "no page of a knowledge base under kb: pages live in workflows/",
        ),
        (lambda root: lay_out(root / "docs" / "wiki"), "docs/wiki in it looks like one, give that"),
        (
            lambda root: (lay_out(root / "b"), lay_out(root / "a")),
            "a and b in it look like some, give one",
        ),
    ],
)
def test_nothing_to_audit(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    make(tmp_path / "kb")
    with pytest.raises(UsageError, match=message):
        run(tmp_path / "kb", "zz-word", shown="kb")


def test_a_page_instead_of_its_knowledge_base(tmp_path: Path) -> None:
    lay_out(tmp_path)
    with pytest.raises(UsageError, match=f"{tmp_path} looks like one"):
        run(tmp_path / "environments/o_r_Cuda.md", "zz-word")


def test_everything_excluded_is_not_clean(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no page"):
        run(lay_out(tmp_path), "zz-word", exclude=("*",))


def test_a_bad_pattern(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--exclude: `!` is no pattern"):
        run(lay_out(tmp_path), "zz-word", exclude=("!",))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    lay_out(tmp_path).chmod(0)
    try:
        with pytest.raises((UsageError, OSError)):
            run(tmp_path, "zz-word")
    finally:
        tmp_path.chmod(0o755)


def test_the_same_again(tmp_path: Path) -> None:
    lay_out(tmp_path, {f"workflows/o_r_{i}.md": "TODO BOOM TODO\n" for i in range(20)})
    assert run(tmp_path).report == run(tmp_path).report


class TestTargets:
    def test_the_revision_is_reported(self, tmp_path: Path, git: Git, clone: Path) -> None:
        commit = git("rev-parse", "HEAD").strip()
        report = run(lay_out(tmp_path / "kb"), "zz-code", repo=(str(clone),)).report
        assert [f.message for f in report.findings] == [f"held against {commit}"]
        [target] = report.targets
        assert (target.path, target.asked, target.commit) == (str(clone), "HEAD", commit)
        assert target.scope == ""
        assert [c.what for c in report.coverage] == ["citations"]

    def test_from_the_configuration(self, tmp_path: Path, git: Git, clone: Path) -> None:
        config = f"target: {{path: ../{clone.name}, rev: v1}}\n"
        lay_out(tmp_path / "kb", {"kbaudit.yaml": config})
        report = run(tmp_path / "kb", "zz-code").report
        assert report.targets[0].asked == "v1"
        report = run(tmp_path / "kb", "zz-code", rev=("main",)).report
        assert report.targets[0].asked == "main"

    def test_a_revision_that_is_not_there(self, tmp_path: Path, clone: Path) -> None:
        with pytest.raises(TargetError):
            run(lay_out(tmp_path / "kb"), "zz-word", repo=(str(clone),), rev=("v9",))

    def test_a_configured_clone_that_is_not_there(self, tmp_path: Path) -> None:
        lay_out(tmp_path, {"kbaudit.yaml": "target: {path: ../gone}\n"})
        [skipped] = run(tmp_path, "zz-code").report.skipped
        assert "`target.path` `../gone` is not there" in skipped.reason
        with pytest.raises(TargetError):
            run(tmp_path, "zz-code", rev=("v1",))

    def test_one_target_for_several_scopes(self, tmp_path: Path, clone: Path) -> None:
        config = "scopes: [a_b, c_d]\n"
        lay_out(tmp_path / "kb", {"kbaudit.yaml": config})
        with pytest.raises(UsageError, match=r"2 scopes here, `a_b` and `c_d`: .*SCOPE=PATH"):
            run(tmp_path / "kb", "zz-code", repo=(str(clone),))

    def test_targets_by_scope(self, tmp_path: Path, git: Git, clone: Path) -> None:
        pages = {f"workflows/{name}_X.md": PAGE for name in ("a_b", "c_d")}
        config = "scopes: [a_b, c_d]\n"
        lay_out(tmp_path / "kb", {"kbaudit.yaml": config, **pages})
        repo, rev = (f"a_b={clone}",), ("a_b=v1",)
        report = run(tmp_path / "kb", "zz-code", repo=repo, rev=rev).report
        assert [f.path for f in report.findings] == ["workflows/a_b_X.md"]
        assert [(t.scope, t.asked) for t in report.targets] == [("a_b", "v1")]
        assert [s.reason for s in report.skipped] == [
            "no target for files outside all scopes",
            "no target for the scope `c_d`",
        ]
        config += f"targets: [{{scope: c_d, path: ../{clone.name}}}, {{scope: e_f}}]\n"
        lay_out(tmp_path / "kb", {"kbaudit.yaml": config})
        report = run(tmp_path / "kb", "zz-code").report
        assert [f.path for f in report.findings] == ["workflows/c_d_X.md"]
        assert any("`e_f`, a scope without pages" in note for note in report.notes)

    def test_a_revision_of_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="a revision was given, but no target"):
            run(lay_out(tmp_path), "zz-word", rev=("v1",))

    def test_given_twice(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="--repo is given twice"):
            run(lay_out(tmp_path), "zz-code", repo=("a", "b"))


def test_today() -> None:
    assert today({"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)
    assert isinstance(today({}), date)
    with pytest.raises(UsageError, match="unix seconds"):
        today({"SOURCE_DATE_EPOCH": "soon"})
