"""``kbaudit fix`` as users meet it."""

import os
import pty
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fix.rules import FIRST, SECOND, body, lay_out, run
from kbaudit.cli.asking import Asker
from kbaudit.cli.group import cli
from kbaudit.output.options import Options

pytestmark = pytest.mark.usefixtures("zz")


def kbaudit(*args: str | Path) -> Result:
    names = ",".join(f"zz-{name}" for name in ("todo", "maybe", "bang", "stuck", "poison", "index"))
    return CliRunner().invoke(cli, ["fix", *map(str, args), "--select", names])


def test_a_line_for_each_file_and_a_summary(tmp_path: Path) -> None:
    root = lay_out(tmp_path, "TODO TODO BANG PERHAPS", "TODO")
    result = kbaudit(root)
    assert result.stdout == (
        f"fixed {root}/{FIRST}: 2 (zz-todo 2)\n"
        f"fixed {root}/{SECOND}: 1 (zz-todo 1)\n\n"
        "Fixed 3 findings in 2 files.\n"
        "2 findings remain: 2 warnings; 1 can be repaired with --unsafe.\n"
    )
    assert result.exit_code == 1
    again = kbaudit(root)
    assert "fixed" not in again.stdout.splitlines()[0].split()[0]
    assert again.stdout.startswith("Nothing was fixed.\n2 findings remain")


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        ("clean", [], 0),
        ("TODO", [], 0),
        ("BANG", [], 1),
        ("BANG", ["--exit-zero"], 0),
        ("BANG", ["--fail-on", "error"], 0),
        ("PERHAPS", [], 1),
        ("PERHAPS", ["--unsafe"], 0),
        ("STUCK", [], 3),
        ("POISON", [], 1),
        ("ROW BANG", ["--update-index"], 0),
        ("TODO", ["--update-lines"], 2),
        ("TODO", ["--diff"], 1),
        ("BANG", ["--diff"], 0),
        ("TODO", ["--interactive"], 2),
        ("TODO", ["--no-such"], 2),
    ],
)
def test_the_exit_status(tmp_path: Path, text: str, options: list[str], status: int) -> None:
    result = kbaudit(lay_out(tmp_path, text), *options)
    assert result.exit_code == status, result.output


def test_what_is_left_is_named(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO", "POISON")
    (tmp_path / FIRST).chmod(0o444)
    result = kbaudit(tmp_path)
    assert result.exit_code == 2
    assert f"left {tmp_path}/{FIRST}: it is read-only\n" in result.stdout
    place = f"{tmp_path}/{SECOND}:5:1 zz-poison: mend POISON: taken back"
    assert f"not fixed {place}, because `{SECOND}` would then have" in result.stdout


def test_the_patch_is_all_of_standard_output(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO\n")
    result = kbaudit(tmp_path, "--diff")
    assert result.stdout == (
        f"--- a/{FIRST}\n+++ b/{FIRST}\n@@ -2,4 +2,4 @@\n \n == Overview ==\n \n-TODO\n+dône\n"
    )
    assert f"would fix {tmp_path}/{FIRST}: 1" in result.stderr
    assert body(tmp_path) == "TODO\n"


class TestAsking:
    def ask(self, root: Path, answers: str) -> str:
        out = StringIO()
        asker = Asker("kb", StringIO(answers), out, Options(terminal=True))
        run(root, decide=asker, select="zz-todo")
        return out.getvalue()

    @pytest.mark.parametrize(
        ("answers", "after"),
        [
            ("y\nn\nYES\n", "dône TODO dône"),
            ("n\na\n", "TODO dône dône"),
            ("y\nq\n", "dône TODO TODO"),
            ("y\n", "dône TODO TODO"),
            ("", "TODO TODO TODO"),
            ("what\n\ny\nq\n", "dône TODO TODO"),
        ],
    )
    def test_answers(self, tmp_path: Path, answers: str, after: str) -> None:
        self.ask(lay_out(tmp_path, "TODO TODO TODO"), answers)
        assert body(tmp_path) == after

    def test_what_is_shown(self, tmp_path: Path) -> None:
        shown = self.ask(lay_out(tmp_path, "a \x1b TODO\n"), "n\n")
        assert f"kb/{FIRST}\n" in shown
        assert "5:5 warning zz-todo there is TODO" in shown
        assert "    -a \\x1b TODO\n    +a \\x1b dône\n" in shown
        assert "\x1b" not in shown
        assert shown.endswith("Make this repair? [y]es, [n]o, [a]ll, [q]uit: ")

    def test_control_c_leaves_the_rest(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt() -> str:
            raise KeyboardInterrupt

        lay_out(tmp_path, "TODO TODO")
        answers = StringIO()
        monkeypatch.setattr(answers, "readline", interrupt)
        run(tmp_path, decide=Asker("kb", answers, StringIO(), Options()))
        assert body(tmp_path) == "TODO TODO"


def test_a_real_terminal(tmp_path: Path) -> None:
    """The rules of the tests are not there: a comment that silences nothing is."""
    comment = "<!-- kbaudit: ignore[leaked-path] because -->"
    root = lay_out(tmp_path, f"text\n\n{comment}\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kbaudit", "fix", str(root), "-i", "--no-progress"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    os.write(ours, b"n\ny\n")  # no index for the page
    output, _ = process.communicate(timeout=60)
    os.close(theirs)
    asked = os.read(ours, 65536).decode()
    os.close(ours)
    assert "Make this repair?" in asked
    assert f"-{comment}" in asked
    assert comment not in body(root)
    assert f"fixed {root}/{FIRST}: 1 (unused-suppression 1)" in output.decode()


def test_control_c_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kbaudit.engine.fixer.fixer.changes_between", interrupt)
    result = kbaudit(lay_out(tmp_path, "TODO"))
    assert result.exit_code == 130
    assert result.stderr == "kbaudit: interrupted: no file was changed\n"
    assert body(tmp_path) == "TODO"
