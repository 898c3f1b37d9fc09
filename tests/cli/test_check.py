import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from kbaudit.cli.group import cli
from kbaudit.engine.schemas import read_schema
from kbaudit.output.formats import FORMATS
from support import lay_out

pytestmark = pytest.mark.usefixtures("zz")


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """One warning, by zz-word."""
    return lay_out(tmp_path / "kb", {"workflows/o_r_A.md": "a TODO\n"})


def test_a_finding(kb: Path) -> None:
    result = run("check", kb, "--select", "zz-word")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{kb}/workflows/o_r_A.md:1:3 warning zz-word there is a TODO; remove it\n\nRead 2 files"
    )
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["--select", "zz-word"], 1),
        (["--select", "zz-boom"], 0),
        (["--select", "zz-word", "--fail-on", "error"], 0),
        (["--select", "zz-word", "--fail-on", "info"], 1),
        (["--select", "zz-word", "--exit-zero"], 0),
        (["--select", "zz-code"], 0),
        (["--select", "zz-code", "--strict"], 1),
        (["--select", "zz-code", "--strict", "--exit-zero"], 0),
        (["--select", "zz-boom", "--strict"], 0),
        (["--select", "nothing"], 2),
        (["--fail-on", "never"], 2),
        (["--repo", "/does/not/exist"], 2),
        (["--config", "/does/not/exist"], 2),
        (["--format", "xml"], 2),
        (["--format", "json="], 2),
        (["--format", "json", "--format", "text"], 2),
        (["--no-such-option"], 2),
    ],
)
def test_exit_status(kb: Path, args: list[str], status: int) -> None:
    result = run("check", kb, *args)
    assert result.exit_code == status
    strict = "--strict" in args and status == 1
    assert bool(result.stderr) is (status == 2 or strict)
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["check", "fix", "lock", "pins"])
def test_every_command_hands_its_options_on(kb: Path, command: str) -> None:
    """A file that is missing is called by the name of its option, and a target by its path."""
    result = run(command, kb, "--config", "/does/not/exist.yaml")
    assert "--config: there is no file /does/not/exist.yaml" in result.stderr
    result = run(command, kb, "--repo", "/does/not/exist")
    assert (result.exit_code, "/does/not/exist" in result.stderr) == (2, True)
    left_out = run(command, kb, "--exclude", "*/")
    assert "no page of a knowledge base" in left_out.stderr


def test_the_configuration_says_what_fails(kb: Path) -> None:
    (kb / "kbaudit.yaml").write_text("fail-on: error\n")
    assert run("check", kb, "--select", "zz-word").exit_code == 0
    assert run("check", kb, "--select", "zz-word", "--fail-on", "warning").exit_code == 1


def test_a_fault_of_ours_is_status_3_and_hides_nothing(kb: Path) -> None:
    (kb / "workflows/o_r_B.md").write_text("BOOM TODO\n")
    for more in ([], ["--exit-zero"]):
        result = run("check", kb, "--select", "zz-word,zz-boom", *more)
        assert result.exit_code == 3
        assert result.stdout.count(" zz-word ") == 2
        assert "Fault of kbaudit: the rule zz-boom failed on workflows/o_r_B.md: " in result.stdout


def test_a_fault_outside_of_rules(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("no\nway")

    monkeypatch.setattr("kbaudit.engine.audit.Selection", fail)
    result = run("check", kb)
    assert result.exit_code == 3
    assert result.stderr.startswith("kbaudit: a fault of kbaudit, not of your knowledge base")
    assert "RuntimeError in test_check.py:" in result.stderr
    assert "Please report it" in result.stderr
    monkeypatch.setenv("KBAUDIT_DEBUG", "1")
    assert isinstance(run("check", kb).exception, RuntimeError)


def test_an_interrupt_is_quiet(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kbaudit.engine.audit.Selection", interrupt)
    result = run("check", kb)
    assert result.exit_code == 130
    assert result.output.strip() == ""


def test_reports_in_files(kb: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "r.json", tmp_path / "r.txt"
    result = run(
        "check", kb, "--select", "zz-word", "--format", f"json={out}", "--format", f"text={other}"
    )
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(out.read_text("utf-8"))["summary"]["findings"]["warning"] == 1
    assert other.read_text("utf-8").startswith(str(kb))
    both = run("check", kb, "--select", "zz-word", "--format", f"json={out}", "--format", "text")
    assert both.stdout == other.read_text("utf-8")


def test_a_report_to_a_place_that_is_none(kb: Path, tmp_path: Path) -> None:
    result = run("check", kb, "--format", f"json={tmp_path}/gone/r.json")
    assert (result.exit_code, result.stderr) == (
        2,
        f"kbaudit: {tmp_path}/gone/r.json: no such file or directory\n",
    )
    assert run("check", kb, "--format", f"json={tmp_path}").exit_code == 2


def test_a_report_in_place_of_another_keeps_its_mode(kb: Path, tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    report.write_text("old")
    report.chmod(0o640)
    run("check", kb, "--format", f"json={report}")
    assert json.loads(report.read_text())["version"] == 1
    assert report.stat().st_mode & 0o777 == 0o640
    assert [place.name for place in tmp_path.glob(".kbaudit*")] == []


def test_a_report_through_a_link_goes_where_it_leads(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "r.json")  # as /dev/stdout is one
    run("check", kb, "--format", f"json={tmp_path}/link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "r.json").exists()


def test_json_on_standard_output(kb: Path) -> None:
    result = run("check", kb, "--select", "zz-word", "--format", "json")
    assert json.loads(result.stdout)["findings"][0]["rule"] == "zz-word"


def test_the_schema_describes_what_is_written(kb: Path) -> None:
    (kb / "workflows/o_r_B.md").write_text(
        "BOOM [[step::Principle:gone]]\n\nTODO <!-- kbaudit: ignore[zz-word] x -->\n"
    )
    view = json.loads(run("check", kb, "--format", "json").stdout)
    Draft202012Validator(json.loads(read_schema("report"))).validate(view)
    assert all(view[key] for key in ("findings", "suppressed", "skipped", "faults"))


def test_quiet(kb: Path) -> None:
    assert run("check", kb, "--select", "zz-word", "-q").stdout.count("\n") == 1


def test_colour_can_be_asked_for(kb: Path) -> None:
    assert "\x1b[" in run("check", kb, "--select", "zz-word", "--color", "always").stdout
    assert "\x1b[" not in run("check", kb, "--select", "zz-word").stdout


@pytest.mark.parametrize("inside", [".", "workflows"])
def test_the_knowledge_base_around_here(
    kb: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.chdir(kb / inside)
    first = run("check", "--select", "zz-word").stdout.split(" ")[0]
    assert first == ("workflows/o_r_A.md:1:3" if inside == "." else "../workflows/o_r_A.md:1:3")


def test_no_knowledge_base_around_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "no page of a knowledge base under ." in result.stderr


def test_errors_of_the_configuration(kb: Path) -> None:
    (kb / "kbaudit.yaml").write_text("exlude: [a]\nfail-on: x\n")
    result = run("check", kb)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith(
        f"kbaudit: {kb}/kbaudit.yaml:1:1: unknown key `exlude`: did you mean"
    )
    assert lines[1].startswith(f"{kb}/kbaudit.yaml:2:10: ")


@pytest.mark.parametrize("kind", ["folder", "binary", "dangling"])
def test_a_configuration_that_is_none(kb: Path, kind: str) -> None:
    path = kb / "kbaudit.yaml"
    match kind:
        case "folder":
            path.mkdir()
        case "binary":
            path.write_bytes(b"\xff\xfe\x00")
        case _:
            path.symlink_to("gone")
    result = run("check", kb)
    assert result.exit_code == 2
    assert result.stderr.startswith("kbaudit: ")
    assert result.stderr.count("\n") == 1


def test_names_of_files_cannot_steer_a_terminal(kb: Path) -> None:
    names = ["a b.md", "n\nl.md", "e\x1b[31m.md", "ü中.md", os.fsdecode(b"raw\xff.md")]
    for name in names:
        (kb / "workflows" / name).write_text("TODO\n")
    result = run("check", kb, "--select", "zz-word", "-q")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    assert all(" warning zz-word there is a TODO" in line for line in lines)
    assert any(r"raw\udcff.md:1:1" in line for line in lines)
    assert any("ü中.md:1:1" in line for line in lines)
    view = json.loads(run("check", kb, "--select", "zz-word", "--format", "json").stdout)
    assert {f["path"] for f in view["findings"]} >= {f"workflows/{name}" for name in names}


def test_messages_cannot_steer_a_terminal() -> None:
    result = run("check", "kb\x1b[31m\n")
    assert result.exit_code == 2
    assert result.stderr.startswith(r"kbaudit: there is no folder kb\x1b[31m")
    assert "\x1b" not in result.stderr


def test_timings_go_to_standard_error_and_change_nothing(kb: Path) -> None:
    plain = run("check", kb, "--select", "zz-word")
    timed = run("check", kb, "--select", "zz-word", "--timings", "--no-cache")
    assert timed.stdout == plain.stdout
    assert "reading the configuration and files" in timed.stderr
    assert "1 rules" in timed.stderr


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(kb: Path, name: str) -> None:
    """Not where it stands, not in a fix, not in what a comment silences."""
    token = "hf_" + "A1b2C3d4E5f6G7h8J9k0" * 2
    silent = f"HF_TOKEN={token} <!-- kbaudit: ignore[leaked-secret] {token} -->\n"
    link = f"[[step::Principle:{token}]]\n| a `{token} | b` |\n"
    (kb / "workflows/o_r_S.md").write_text(f"HF_TOKEN={token}\n{silent}{link}")
    run("baseline", kb, "--select", "dead-link")
    result = run("check", kb, "--format", name)
    assert result.exit_code == 1
    assert "leaked-secret" in result.stdout
    assert token not in result.stdout
