"""`kbaudit baseline`, and what the other commands make of it."""

import json
from pathlib import Path

import pytest

from baseline.conftest import run
from kbaudit.engine.schemas import read_schema
from support import PAGE

ONLY = ("--select", "zz-word")
TOKEN = "hf_" + "A1b2C3d4E5f6G7h8J9k0" * 2


def lines(kb: Path) -> list[str]:
    return (kb / "kbaudit.baseline").read_text("utf-8").splitlines()[4:]


def test_day_one(kb: Path) -> None:
    result = run("baseline", kb, *ONLY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"Wrote {kb}/kbaudit.baseline: 3 findings." in result.stdout
    assert len(lines(kb)) == 2
    result = run("check", kb, *ONLY)
    assert result.exit_code == 0
    assert "Nothing new found.\n3 findings are hidden by the baseline kbaudit.baseline.\n" in (
        result.stdout
    )


def test_exactly_what_is_new_is_reported(kb: Path) -> None:
    run("baseline", kb, *ONLY)
    (kb / "workflows/o_r_A.md").write_text("\n\nb TODO\na TODO\n\nc TODO\n")
    result = run("check", kb, *ONLY)
    assert result.exit_code == 1
    assert result.stdout.count(" zz-word ") == 1
    assert f"{kb}/workflows/o_r_A.md:6:3 warning zz-word" in result.stdout
    assert "Found 1 new warning in 1 file" in result.stdout


def test_what_no_longer_occurs_is_told_and_pruned(kb: Path) -> None:
    run("baseline", kb, *ONLY)
    (kb / "workflows/o_r_A.md").write_text("a TODO\n")
    (kb / "workflows/o_r_B.md").unlink()
    result = run("check", kb, *ONLY)
    assert result.exit_code == 0
    assert "2 findings of the baseline no longer occur (zz-word): `kbaudit baseline --prune`" in (
        result.stdout
    )
    (kb / "workflows/o_r_Other.md").write_text("a new TODO\n")
    result = run("baseline", kb, *ONLY, "--prune")
    assert "1 finding.\n2 dropped.\n" in result.stdout
    assert [line.split('"')[3] for line in lines(kb)] == ["workflows/o_r_A.md"]
    assert run("check", kb, *ONLY).stdout.count(" zz-word ") == 1


def test_a_renamed_page_is_pruned_to_its_new_name(kb: Path) -> None:
    run("baseline", kb, *ONLY)
    (kb / "workflows/o_r_B.md").rename(kb / "workflows/o_r_B2.md")
    assert run("check", kb, *ONLY).exit_code == 0
    run("baseline", kb, *ONLY, "--prune")
    assert any('"workflows/o_r_B2.md"' in line for line in lines(kb))
    assert "no longer" not in run("check", kb, *ONLY).stdout


def test_entries_of_rules_that_did_not_judge_are_kept(kb: Path) -> None:
    """Nothing is known of them: they neither ended nor go."""
    (kb / "workflows/o_r_A.md").write_text(f"{PAGE}[[step::Principle:o_r_None]] TODO\n")
    run("baseline", kb, "--select", "zz-word,dead-link")
    before = lines(kb)
    (kb / "workflows/o_r_A.md").write_text(PAGE)
    alone = run("check", kb, "--select", "dead-link")
    assert "1 finding of the baseline no longer occurs (dead-link)" in alone.stdout
    result = run("baseline", kb, "--select", "dead-link")
    assert "2 findings kept of rules that did not judge their file in this run." in result.stdout
    assert lines(kb) == [line for line in before if "dead-link" not in line]
    excluded = run("check", kb, *ONLY, "--exclude", "workflows/o_r_B.md")
    assert "1 finding of the baseline no longer occurs" in excluded.stdout


def test_a_failing_rule_keeps_its_entries(kb: Path) -> None:
    (kb / "workflows/o_r_A.md").write_text("bang\n")
    run("baseline", kb, "--select", "zz-boom")
    (kb / "workflows/o_r_A.md").write_text("BOOM\n")
    result = run("baseline", kb, "--select", "zz-boom", "--prune")
    assert result.exit_code == 3
    assert "Fault of kbaudit" in result.stdout
    assert len(lines(kb)) == 1
    assert run("check", kb, "--select", "zz-boom").exit_code == 3


def test_it_can_be_left_unheeded(kb: Path) -> None:
    run("baseline", kb, *ONLY)
    result = run("check", kb, *ONLY, "--no-baseline")
    assert result.exit_code == 1
    assert result.stdout.count(" zz-word ") == 3
    assert "baseline" not in result.stdout


def test_it_can_lie_elsewhere(kb: Path, tmp_path: Path) -> None:
    other = tmp_path / "old.baseline"
    assert run("baseline", kb, *ONLY, "--baseline", other).exit_code == 0
    assert not (kb / "kbaudit.baseline").exists()
    assert run("check", kb, *ONLY).exit_code == 1
    result = run("check", kb, *ONLY, "--baseline", other)
    assert (result.exit_code, f"hidden by the baseline {other}." in result.stdout) == (0, True)
    missing = run("check", kb, *ONLY, "--baseline", tmp_path / "no")
    assert missing.exit_code == 2
    assert "`kbaudit baseline` writes one" in missing.stderr


@pytest.mark.parametrize("args", [["--prune"], ["--baseline", "/does/not/exist/b"]])
def test_it_cannot_be_written(kb: Path, args: list[str]) -> None:
    result = run("baseline", kb, *args)
    assert (result.exit_code, "Traceback" in result.output) == (2, False)


def test_a_damaged_one_is_refused(kb: Path) -> None:
    (kb / "kbaudit.baseline").write_text("<<<<<<< HEAD\n")
    for command in ("check", "fix", "baseline"):
        result = run(command, kb)
        assert result.exit_code == 2
        assert f"{kb}/kbaudit.baseline:1:1: a merge conflict" in result.stderr


def test_secrets_are_neither_recorded_nor_hidden(kb: Path) -> None:
    (kb / "workflows/o_r_A.md").write_text(f"HF_TOKEN={TOKEN} [[step::Principle:{TOKEN}]]\n")
    result = run("baseline", kb, "--select", "leaked-secret,dead-link")
    assert "Left out: 2 leaked secrets not recorded" in result.stdout
    assert TOKEN not in (kb / "kbaudit.baseline").read_text("utf-8")
    assert len(lines(kb)) == 1
    again = run("check", kb, "--select", "leaked-secret,dead-link")
    assert (again.exit_code, again.stdout.count(" leaked-secret ")) == (1, 2)
    assert " dead-link " not in again.stdout


def test_fix_repairs_what_is_in_it_and_counts_only_what_is_new(kb: Path) -> None:
    (kb / "workflows/o_r_A.md").write_text(f"{PAGE}[[step::Principle:o_r_None]] TODO\n")
    rules = ("--select", "zz-word,dead-link")
    run("baseline", kb, *rules)
    result = run("fix", kb, *rules)
    assert result.exit_code == 0
    assert "Fixed 2 findings in 2 files.\n1 more finding in the baseline.\n" in result.stdout
    assert run("fix", kb, *rules, "--no-baseline").exit_code == 1


def test_programs_are_told(kb: Path) -> None:
    run("baseline", kb, *ONLY)
    (kb / "workflows/o_r_B.md").write_text("done\n")
    view = json.loads(run("check", kb, *ONLY, "--format", "json").stdout)
    assert view["findings"] == []
    assert view["summary"]["baselined"] == 2
    known = {one["fingerprint"] for one in view["baseline"]["findings"]}
    assert len(known) == 1
    assert all(one in (kb / "kbaudit.baseline").read_text("utf-8") for one in known)
    [ended] = view["baseline"]["ended"]
    assert (ended["path"], ended["count"]) == ("workflows/o_r_B.md", 1)
    assert json.loads(read_schema("report"))["properties"]["baseline"]
