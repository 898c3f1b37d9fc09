from pathlib import Path

import pytest

from fix.rules import FIRST, SECOND, body, lay_out, run, status
from kbaudit.engine.fixer.report import Repair
from kbaudit.model.errors import UsageError

pytestmark = pytest.mark.usefixtures("zz")


def test_what_is_fixed_and_what_remains(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path, "a TODO b TODO\n", "PERHAPS GUESS BANG TODO"))
    assert body(tmp_path) == "a dône b dône\n"
    assert body(tmp_path, SECOND) == "PERHAPS GUESS BANG dône"
    assert {path: dict(rules) for path, rules in report.by_file().items()} == {
        FIRST: {"zz-todo": 2},
        SECOND: {"zz-todo": 1},
    }
    assert [finding.rule for finding in report.remaining] == ["zz-maybe", "zz-guess", "zz-bang"]
    assert (report.unsafe, report.repairable) == (1, 0)
    assert report.failed()


def test_unsafe_fixes_are_made_when_asked_for_and_guesses_never(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path, "PERHAPS GUESS"), unsafe=True)
    assert body(tmp_path) == "so GUESS"
    assert status(report) == (1, 1)


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO LIST POISON PERHAPS TODO STUCK", "PAIR TODO SAME")
    run(tmp_path)
    files = [tmp_path / FIRST, tmp_path / SECOND]
    before = [(file.read_bytes(), file.stat().st_ino) for file in files]
    assert run(tmp_path).changes == ()
    assert [(file.read_bytes(), file.stat().st_ino) for file in files] == before


def test_of_two_fixes_that_overlap_the_first_is_made(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path, "TODO LIST"))
    assert body(tmp_path) == "dône LIST"
    assert [repair.finding.rule for repair in report.fixed] == ["zz-todo"]
    assert not report.remaining


def test_the_other_comes_in_the_next_round(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path, "NEXT TODO"))
    assert body(tmp_path) == "next dône"
    assert [repair.finding.rule for repair in report.fixed] == ["zz-wide", "zz-todo"]


def test_equal_edits_of_two_rules_count_once(tmp_path: Path) -> None:
    report = run(lay_out(tmp_path, "TODO SAME"))
    assert body(tmp_path) == "dône SAME"
    assert status(report) == (2, 0)


def test_without_writing_nothing_changes(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO")
    report = run(tmp_path, write=False)
    assert body(tmp_path) == "TODO"
    assert [change.path for change in report.changes] == [FIRST]
    assert (report.changes[0].after or b"").endswith("dône".encode())
    assert not report.remaining


class TestFamilies:
    def test_only_rules_of_the_family_are_repaired_and_counted(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "TODO ROW BANG"), families=["update-index"])
        assert body(tmp_path) == "TODO row BANG"
        assert status(report) == (1, 0)

    def test_a_family_of_which_nothing_is_selected(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "TODO")
        with pytest.raises(UsageError, match="--update-index"):
            run(tmp_path, families=["update-index"], select="zz-todo")


class TestRollback:
    def test_a_fix_that_makes_another_finding(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "TODO POISON TODO", "TODO"))
        assert body(tmp_path) == "dône POISON dône"
        assert body(tmp_path, SECOND) == "dône"
        [refused] = report.refused
        assert refused.repair.finding.rule == "zz-poison"
        assert "`zz-bang`: there is BANG" in refused.reason
        assert not refused.ours
        assert not report.faults
        assert status(report) == (3, 1)

    def test_also_when_the_other_rule_is_not_selected(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "POISON"), select="zz-poison")
        assert body(tmp_path) == "POISON"
        assert len(report.refused) == 1

    def test_a_finding_that_was_there_already_is_no_reason(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "BANG TODO BANG"))
        assert body(tmp_path) == "BANG dône BANG"
        assert status(report) == (1, 2)

    def test_a_fix_that_does_not_repair_is_a_fault(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "STUCK TODO STUCK"))
        assert body(tmp_path) == "STUCK dône STUCK"
        assert {fault.rule for fault in report.faults} == {"zz-stuck"}
        assert len(report.refused) == 2

    def test_a_fix_after_which_a_rule_fails(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "CRASHES TODO"))
        assert body(tmp_path) == "CRASHES dône"
        assert [fault.rule for fault in report.faults] == ["zz-crash"]

    def test_a_fix_after_which_the_page_cannot_be_read(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "MERGE TODO"))
        assert body(tmp_path) == "MERGE dône"
        assert "conflict markers" in report.refused[0].reason

    def test_a_fix_of_a_file_that_is_no_page(self, tmp_path: Path) -> None:
        root = lay_out(tmp_path / "kb", "OUTSIDE TODO")
        (tmp_path / "x.md").write_text("mine")
        report = run(root)
        assert (tmp_path / "x.md").read_text() == "mine"
        assert body(root) == "OUTSIDE dône"
        assert [fault.rule for fault in report.faults] == ["zz-outside"]

    def test_many_bad_fixes_do_not_cost_the_good_ones(self, tmp_path: Path) -> None:
        words = " ".join(["POISON", "TODO", "STUCK"] * 12)
        report = run(lay_out(tmp_path, words))
        assert body(tmp_path) == words.replace("TODO", "dône")
        assert len(report.fixed) == 12


class TestGroups:
    def test_edits_of_two_files_are_made_together(self, tmp_path: Path) -> None:
        report = run(lay_out(tmp_path, "PAIR"), select="zz-pair")
        refused = [one.reason for one in report.refused]
        assert body(tmp_path) == "pear", refused
        assert (tmp_path / SECOND).read_text().startswith("## Environment")
        assert [change.path for change in report.changes] == [FIRST, SECOND]

    def test_or_not_at_all(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "PAIR", "TODO")
        (tmp_path / SECOND).chmod(0o444)
        report = run(tmp_path)
        assert body(tmp_path) == "PAIR"
        assert [(left.path, left.reason) for left in report.left] == [(SECOND, "is read-only")]


class TestDeciding:
    def test_what_is_declined_is_left_in_all_rounds(self, tmp_path: Path) -> None:
        asked: list[str] = []

        def decide(repair: Repair, texts: object) -> bool:
            asked.append(f"{repair.finding.rule} {repair.finding.start.column}")
            return repair.finding.rule == "zz-long"

        report = run(lay_out(tmp_path, "TODO TODO LIST"), decide=decide)
        assert body(tmp_path) == "TODO list"
        assert asked == ["zz-todo 1", "zz-todo 6", "zz-long 6"]
        assert len(report.fixed) == 1

    def test_nothing_is_asked_twice(self, tmp_path: Path) -> None:
        asked: list[int] = []

        def decide(repair: Repair, texts: object) -> bool:
            asked.append(repair.finding.span.start)
            return len(asked) % 2 == 1

        run(lay_out(tmp_path, "TODOTODO TODO TODO"), decide=decide)
        assert body(tmp_path) == "dôneTODO dône TODO"
        assert len(asked) == 4
