"""What happens on the disk: real files, real modes, and a system that refuses."""

import errno
import os
import signal
import stat
from pathlib import Path

import pytest

from fix.rules import FIRST, PAGE, SECOND, body, lay_out, run, status
from kbaudit.engine.fixer.places import alone
from kbaudit.model.errors import UsageError

pytestmark = pytest.mark.usefixtures("zz")

REPLACE = os.replace


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob(".*") if path.is_file()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# T\r\n\r\nTODO\r\n  \r\n", "# T\r\n\r\ndône\r\n  \r\n"),
        (b"\xef\xbb\xbf# T\n\nTODO\n", "\ufeff# T\n\ndône\n"),
        (b"# T\r\nTODO\nx\rTODO\r\n\x0c\t \n", "# T\r\ndône\nx\rdône\r\n\x0c\t \n"),
        (b"# T\n\nTODO", "# T\n\ndône"),
        ("# T\n\n\u2028é\U0001f600\u0085 TODO \xa0\n\n\n".encode(), None),
    ],
    ids=["crlf", "bom", "mixed", "no-end", "strange"],
)
def test_all_other_bytes_stay(tmp_path: Path, before: bytes, after: str | None) -> None:
    run(lay_out(tmp_path, before), select="zz-todo")
    expected = before.replace(b"TODO", "dône".encode()) if after is None else after.encode()
    assert (tmp_path / FIRST).read_bytes() == expected


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o4764])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    lay_out(tmp_path, "TODO")
    (tmp_path / FIRST).chmod(mode)
    assert len(run(tmp_path).fixed) == 1
    assert stat.S_IMODE((tmp_path / FIRST).stat().st_mode) == mode


def test_a_page_without_repairs_is_not_touched(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO", "clean")
    before = (tmp_path / SECOND).stat()
    run(tmp_path)
    after = (tmp_path / SECOND).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not leftovers(tmp_path)


class TestWhatCannotBeWritten:
    def test_a_page_that_is_read_only(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "TODO", "TODO")
        (tmp_path / FIRST).chmod(0o444)
        report = run(tmp_path)
        assert (body(tmp_path), body(tmp_path, SECOND)) == ("TODO", "dône")
        assert [(left.path, left.reason) for left in report.left] == [(FIRST, "is read-only")]
        assert status(report) == (1, 1)

    def test_a_folder_that_is_read_only(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "TODO")
        folder = (tmp_path / FIRST).parent
        folder.chmod(0o555)
        try:
            report = run(tmp_path)
        finally:
            folder.chmod(0o755)
        assert body(tmp_path) == "TODO"
        assert [left.reason for left in report.left] == ["lies in a read-only folder"]

    @pytest.mark.parametrize("call", ["replace", "fsync"])
    def test_a_disk_that_refuses(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
    ) -> None:
        def refuse(*args: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        lay_out(tmp_path, "TODO")
        monkeypatch.setattr(os, call, refuse)
        report = run(tmp_path)
        monkeypatch.undo()
        assert body(tmp_path) == "TODO"
        assert [left.reason for left in report.left] == [
            "cannot be written (no space left on device)"
        ]
        assert status(report)[0] == 0
        assert not leftovers(tmp_path)

    @pytest.mark.parametrize("what", ["changed", "deleted"])
    def test_a_page_that_changes_meanwhile(self, tmp_path: Path, what: str) -> None:
        lay_out(tmp_path, "TODO", "TODO")

        def decide(*args: object) -> bool:
            if what == "changed":
                (tmp_path / FIRST).write_text("mine TODO")
            else:
                (tmp_path / FIRST).unlink(missing_ok=True)
            return True

        report = run(tmp_path, decide=decide)
        if what == "changed":
            assert (tmp_path / FIRST).read_text() == "mine TODO"
        else:
            assert not (tmp_path / FIRST).exists()
        assert body(tmp_path, SECOND) == "dône"
        assert [left.path for left in report.left] == [FIRST]
        assert not leftovers(tmp_path)


class TestLinks:
    def test_a_link_inside_is_written_through(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "TODO")
        (tmp_path / FIRST).rename(tmp_path / "real.txt")
        (tmp_path / FIRST).symlink_to("../real.txt")
        report = run(tmp_path)
        assert (tmp_path / FIRST).is_symlink()
        assert (tmp_path / "real.txt").read_text().endswith("dône")
        assert [change.real for change in report.changes] == ["real.txt"]

    def test_two_names_of_one_page(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "TODO")
        (tmp_path / SECOND).unlink()
        (tmp_path / SECOND).symlink_to("o_r_Cuda.md")
        report = run(tmp_path)
        assert body(tmp_path) == "dône"
        assert not report.left
        assert not report.remaining

    @pytest.mark.parametrize("write", [True, False])
    def test_a_link_that_leads_outside_is_left(self, tmp_path: Path, write: bool) -> None:
        root = lay_out(tmp_path / "kb", "TODO")
        (root / FIRST).rename(tmp_path / "real.md")
        (root / FIRST).symlink_to(tmp_path / "real.md")
        report = run(root, write=write)
        assert (tmp_path / "real.md").read_text().endswith("TODO")
        assert [left.reason for left in report.left] == [
            "is a link to a file outside the knowledge base"
        ]
        assert not report.changes


class TestKilled:
    @pytest.mark.parametrize("fatal", [KeyboardInterrupt, OSError])
    @pytest.mark.parametrize("at", [1, 2, 3, 4])
    def test_every_page_is_old_or_new(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, fatal: type[BaseException]
    ) -> None:
        lay_out(tmp_path, "TODO", "TODO")
        names = [tmp_path / FIRST, tmp_path / SECOND]
        for number in range(3):
            names.append(tmp_path / f"environments/o_r_{number}.md")
            names[-1].write_text("TODO")
        old = [name.read_bytes() for name in names]
        calls: list[object] = []

        def replace(source: Path, place: Path) -> None:
            calls.append(place)
            if len(calls) == at:
                raise fatal
            REPLACE(source, place)

        monkeypatch.setattr(os, "replace", replace)
        report = run(tmp_path)
        new = [data.replace(b"TODO", "dône".encode()) for data in old]
        now = [name.read_bytes() for name in names]
        assert all(a in (b, c) for a, b, c in zip(now, old, new, strict=True))
        changed = sum(a != b for a, b in zip(now, old, strict=True))
        assert changed == (at - 1 if fatal is KeyboardInterrupt else 4)
        assert changed == len(report.changes) == len(report.fixed)
        assert report.interrupted is (fatal is KeyboardInterrupt)
        assert len(report.untouched) == (5 - changed if report.interrupted else 0)
        assert not leftovers(tmp_path)

    @pytest.mark.parametrize("fatal", [KeyboardInterrupt, OSError])
    def test_files_that_belong_together_stay_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fatal: type[BaseException]
    ) -> None:
        lay_out(tmp_path, "PAIR")
        old = [(tmp_path / path).read_bytes() for path in (FIRST, SECOND)]
        calls: list[object] = []

        def replace(source: Path, place: Path) -> None:
            calls.append(place)
            if len(calls) == 2:
                raise fatal
            REPLACE(source, place)

        monkeypatch.setattr(os, "replace", replace)
        report = run(tmp_path, select="zz-pair")
        assert [(tmp_path / path).read_bytes() for path in (FIRST, SECOND)] == old
        assert not report.changes
        assert len(calls) == 3  # the last one puts the first file back
        assert not leftovers(tmp_path)

    def test_control_c_lets_the_file_at_hand_be_finished(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lay_out(tmp_path, "TODO", "TODO")
        before = signal.getsignal(signal.SIGINT)  # jobs in the background ignore it

        def replace(source: Path, place: Path) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            REPLACE(source, place)

        monkeypatch.setattr(os, "replace", replace)
        report = run(tmp_path)
        assert (body(tmp_path), body(tmp_path, SECOND)) == ("dône", "TODO")
        assert report.untouched == (SECOND,)
        assert status(report) == (1, 1)
        assert signal.getsignal(signal.SIGINT) is before

    def test_what_a_killed_run_left_is_removed(self, tmp_path: Path) -> None:
        lay_out(tmp_path, "clean")
        litter = [
            tmp_path / ".kbaudit-0a1b2c3d.tmp",
            tmp_path / "environments/.kbaudit-01234567.tmp",
        ]
        kept = [tmp_path / ".kbaudit-notes.tmp.md", tmp_path / "environments/.hidden"]
        for path in (*litter, *kept):
            path.write_text(PAGE)
        run(tmp_path, write=False)
        assert all(path.exists() for path in (*litter, *kept))
        run(tmp_path)
        assert not any(path.exists() for path in litter)
        assert all(path.exists() for path in kept)


def test_two_runs_at_once(tmp_path: Path) -> None:
    lay_out(tmp_path, "TODO")
    with alone(tmp_path, []), pytest.raises(UsageError, match="another run"):
        run(tmp_path)
    assert body(tmp_path) == "TODO"
    run(tmp_path)
    assert body(tmp_path) == "dône"
