"""Results of earlier runs: used only when all that they followed from is the same."""

import json
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kbaudit
import kbaudit.engine.audit as audit_module
import kbaudit.engine.cache.reports as cache_module
from kbaudit.cli.check import audited
from kbaudit.cli.group import cli
from kbaudit.engine import redact
from kbaudit.engine.cache import inputs as cache_inputs
from kbaudit.engine.cache import recorder as cache_recorder
from kbaudit.engine.cache.codec import MisfitError, decoded, encoded
from kbaudit.engine.cache.inputs import Inputs
from kbaudit.engine.cache.recorder import recorded
from kbaudit.engine.cache.store import Store
from kbaudit.engine.cache.tables import KeptTables
from kbaudit.engine.garbage import uncollected
from kbaudit.engine.judge import Judge
from kbaudit.engine.judged import Came
from kbaudit.engine.request import Outcome, Request
from kbaudit.example.layout import lay_out as lay_out_example
from kbaudit.model.finding import Finding
from kbaudit.model.report import Report
from kbaudit.read.file import File
from kbaudit.read.report import Check
from kbaudit.rulekit import codes
from kbaudit.rulekit.audit_phase import COVERED_BY
from kbaudit.target.command import GitCommand
from kbaudit.target.track import Tracker
from support import lay_out, with_rules

OPEN = Path("/proc/self/fd")


def check(*args: object) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, args)])


def entries(cache: Path) -> list[Path]:
    """What is kept of whole audits."""
    found = (path for path in (cache / "results").iterdir() if path.name != "swept")
    others = {".files", ".parts", ".table"}
    return sorted(path for path in found if not others.intersection(path.suffixes))


def of_files(cache: Path) -> list[Path]:
    """What is kept of files."""
    return sorted((cache / "results").glob("*.files"))


def tables_in(cache: Path) -> list[Path]:
    """What is kept of revisions, and of rules."""
    return sorted((cache / "results").glob("*.table"))


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kb", {"workflows/o_r_A.md": "[[step::Principle:o_r_B]]\n"})


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests for which an audit was really made."""
    made: list[Request] = []
    real = audit_module.audit

    def counted(request: Request) -> Outcome:
        made.append(request)
        return real(request)

    monkeypatch.setattr(audit_module, "audit", counted)
    return made


class TestUse:
    def test_the_same_again_is_not_audited_again(self, kb: Path, audits: list[Request]) -> None:
        first, second = check(kb), check(kb)
        assert first.exit_code == 1
        assert (second.output, second.exit_code) == (first.output, first.exit_code)
        assert len(audits) == 1

    @pytest.mark.parametrize(
        "option",
        [
            ["--select", "dead-link"],
            ["--ignore", "dead-link"],
            ["--exclude", "workflows/"],
            ["--no-cache"],
        ],
    )
    def test_another_question(self, kb: Path, audits: list[Request], option: list[str]) -> None:
        check(kb)
        check(kb, *option)
        assert len(audits) == 2

    def test_how_it_is_shown_does_not_matter(self, kb: Path, audits: list[Request]) -> None:
        text = check(kb)
        shown = json.loads(check(kb, "--format", "json").stdout)
        assert len(shown["findings"]) == text.stdout.count(" error ") + text.stdout.count(
            " warning "
        )
        assert check(kb, "--exit-zero").exit_code == 0
        assert check(kb, "--fail-on", "info", "-q").exit_code == 1
        assert len(audits) == 1

    def test_the_configuration(self, kb: Path, audits: list[Request]) -> None:
        check(kb)
        (kb / "kbaudit.yaml").write_text("ignore: [dead-link]\n")
        assert "dead-link" not in check(kb).stdout
        (kb / "kbaudit.yaml").write_text("ignore: [page-not-indexed]\n")
        assert "dead-link" in check(kb).stdout
        (kb / "kbaudit.yaml").write_text("ignore: [dead-link]\n")
        assert "dead-link" not in check(kb).stdout
        assert len(audits) == 3  # what was there before is known again
        (kb / "kbaudit.yaml").unlink()
        assert "dead-link" in check(kb).stdout

    def test_a_configuration_elsewhere(self, kb: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.yaml"
        other.write_text("ignore: [dead-link]\n")
        assert "dead-link" not in check(kb, "--config", other).stdout
        other.write_text("ignore: [page-not-indexed]\n")
        assert "dead-link" in check(kb, "--config", other).stdout

    def test_a_configuration_among_libraries(
        self, kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        libraries = tmp_path / "site-packages"
        libraries.mkdir()
        for module in (cache_module, cache_recorder):
            monkeypatch.setattr(module, "code_folders", lambda: (f"{libraries}/",))
        config = libraries / "kbaudit.yaml"
        config.write_text("ignore: [dead-link]\n")
        assert "dead-link" not in check(kb, "--config", config).stdout
        config.write_text("ignore: [page-not-indexed]\n")
        assert "dead-link" in check(kb, "--config", config).stdout

    def test_how_names_of_files_are_read(
        self, kb: Path, audits: list[Request], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check(kb)
        monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
        cache_module._programs_digest.cache_clear()
        check(kb)
        cache_module._programs_digest.cache_clear()
        assert len(audits) == 2

    def test_a_target_that_appears(self, kb: Path) -> None:
        (kb / "kbaudit.yaml").write_text("target: {path: ../code}\n")
        for _ in range(2):
            assert "is not there" in check(kb).stdout
        code = kb.parent / "code"
        git(code.parent, "init", "-q", str(code))
        (code / "a.py").write_text("x = 1\n")
        git(code, "add", ".")
        git(code, "commit", "-q", "-m", "one")
        assert "is not there" not in check(kb).stdout

    def test_the_repository_of_the_knowledge_base(self, kb: Path) -> None:
        with recorded() as inputs:
            GitCommand(str(kb)).run("log", "-1")
        before = inputs.digest()
        assert inputs.now().digest() == before
        git(kb.parent, "init", "-q")
        assert inputs.now().digest() != before  # git is asked from the folder upwards
        with recorded() as inputs:
            GitCommand(str(kb)).run("log", "-1")
        before = inputs.digest()
        git(kb.parent, "add", ".")
        git(kb.parent, "commit", "-q", "-m", "one")
        assert inputs.now().digest() != before
        assert inputs.certain

    @pytest.mark.parametrize("rev", ["main@{1}", "main@{10.minutes.ago}"])
    def test_what_a_branch_was(self, kb: Path, rev: str) -> None:
        code = kb.parent / "code"
        git(code.parent, "init", "-q", "-b", "main", str(code))
        git(code, "commit", "-q", "--allow-empty", "-m", "one")
        git(code, "commit", "-q", "--allow-empty", "-m", "two")
        log = code / ".git/logs/refs/heads/main"
        one, two = (line.split()[1] for line in log.read_text().splitlines())
        entry = "{} {} T <t@example.org> {:.0f} +0000\tcommit\n".format
        hour_ago, now = time.time() - 3600, time.time()
        target = (kb, "--repo", code, "--rev", rev, "--format", "json")
        told = []
        for then in (one, two):
            log.write_text(entry("0" * 40, then, hour_ago) + entry(then, two, now))
            told.append(check(*target).stdout)
            assert told[-1] == check(*target, "--no-cache").stdout
        assert told[0] != told[1]

    def test_wrong_use_and_faults_are_not_kept(
        self, kb: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert check(kb, "--repo", kb / "nowhere").exit_code == 2
        with_rules(monkeypatch)
        (kb / "workflows/o_r_A.md").write_text("BOOM\n")
        assert check(kb, "--select", "zz-boom").exit_code == 3
        assert not (cache / "results").exists()

    def test_no_cache_leaves_nothing(self, kb: Path, cache: Path) -> None:
        check(kb, "--no-cache")
        assert not cache.exists()

    def test_cache_dir(self, kb: Path, cache: Path, tmp_path: Path) -> None:
        check(kb, "--cache-dir", tmp_path / "mine")
        assert len(entries(tmp_path / "mine")) == 2
        assert not cache.exists()

    def test_texts_are_looked_through_for_secrets_once(
        self, kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request, store = Request(root=kb), Store(tmp_path / "mine")
        path = "workflows/o_r_A.md"
        first = cache_module.remembered(audited, request, store)
        with monkeypatch.context() as patched:
            patched.setattr(redact, "find_secrets", None)
            assert cache_module.remembered(audited, request, store).report == first.report
        token = "hf_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
        (kb / path).write_text(f"[[step::Principle:o_r_B]] {token}\n")
        for _ in range(2):
            again = cache_module.remembered(audited, request, store)
            assert "hf_a****" in again.texts[path].text
            assert token not in again.texts[path].text

    def test_a_secret_on_a_page_that_nobody_edits(self, kb: Path) -> None:
        token = "hf_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
        page = kb / "workflows/o_r_A.md"
        page.write_text(f"{page.read_text()}\nexport HF_TOKEN={token} [[a::{token}]]\n")
        lay_out(kb, {"principles/o_r_B.md": f"# o_r_B\n[[x::Principle:o_r_{token}]]\n"})
        for number in range(3):
            shown = check(kb, "--format", "json").stdout
            assert "leaked-secret" in shown
            assert token not in shown
            assert shown == check(kb, "--format", "json", "--no-cache").stdout
            (kb / "principles/o_r_B.md").write_text(f"# o_r_B\n\nWords {number}.\n")

    def test_no_secret_is_kept(self, kb: Path, cache: Path, audits: list[Request]) -> None:
        token = "hf_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
        page = kb / "workflows/o_r_A.md"
        page.write_text(f"{page.read_text()}\nexport HF_TOKEN={token} [[a::{token}]]\n")
        for _ in range(2):
            shown = check(kb, "--format", "json").stdout
            assert "leaked-secret" in shown
            assert token not in shown
        assert len(audits) == 1
        kept = [path for path in (cache / "results").iterdir() if path.name != "swept"]
        assert len(kept) == 5
        assert not any(token.encode() in path.read_bytes() for path in kept)


def git(folder: Path, *args: str) -> None:
    user = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *user, *args], cwd=folder, check=True, capture_output=True)


class TestFiles:
    """Results of single files, which are used when others changed."""

    @pytest.fixture
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The files that are judged, as they are."""
        paths: list[str] = []
        judge = Judge.of_file

        def noted(self: Judge, rules: Any, file: File, *others: Any) -> Came:
            paths.append(file.path)
            return judge(self, rules, file, *others)

        monkeypatch.setattr(Judge, "of_file", noted)
        return paths

    def test_only_what_changed_is_judged(self, kb: Path, judged: list[str]) -> None:
        (kb / "workflows/o_r_B.md").write_text("[[step::Principle:o_r_C]]\n")
        check(kb)
        assert {"workflows/o_r_A.md", "workflows/o_r_B.md"} <= set(judged)
        judged.clear()
        (kb / "workflows/o_r_B.md").write_text("[[step::Principle:o_r_D]]\n")
        shown = check(kb).stdout
        assert "workflows/o_r_A.md" not in judged
        assert "workflows/o_r_B.md" in judged
        assert shown == check(kb, "--no-cache").stdout

    def test_what_depends_on_a_change_is_judged(self, kb: Path, judged: list[str]) -> None:
        first = check(kb).stdout
        judged.clear()
        (kb / "principles").mkdir(exist_ok=True)
        (kb / "principles/o_r_B.md").write_text("# o_r_B\n")
        second = check(kb).stdout
        assert "workflows/o_r_A.md" in judged
        assert first != second == check(kb, "--no-cache").stdout

    def test_a_part_of_another_file(self, kb: Path, judged: list[str]) -> None:
        (kb / "principles").mkdir(exist_ok=True)
        (kb / "principles/o_r_B.md").write_text("# o_r_B\n\n## Part\n")
        (kb / "workflows/o_r_A.md").write_text("[it](../principles/o_r_B.md#part)\n")
        assert "dead-anchor" not in check(kb).stdout
        judged.clear()
        (kb / "principles/o_r_B.md").write_text("# o_r_B\n\n## Other\n")
        assert "dead-anchor" in check(kb).stdout
        assert "workflows/o_r_A.md" in judged

    def test_the_repository_that_the_map_names(self, kb: Path, judged: list[str]) -> None:
        code = kb.parent / "code"
        git(code.parent, "init", "-q", str(code))
        (code / "a.py").write_text("x = 1\n")
        git(code, "add", ".")
        git(code, "commit", "-q", "-m", "one")
        link = "https://github.com/acme/rocket/blob/main/src/gone.py#L1-L2"
        (kb / "workflows/o_r_A.md").write_text(f"See [gone.py]({link}).\n")
        repo_map = kb / "_RepoMap_o_r.md"
        head = "# Map\n\n| Property | Value |\n|---|---|\n"
        options = ("--repo", code, "--select", "missing-source-file")
        repo_map.write_text(f"{head}| Repository | https://github.com/acme/pump |\n")
        assert "gone.py" not in check(kb, *options).stdout
        repo_map.write_text(f"{head}| Repository | https://github.com/acme/rocket |\n")
        shown = check(kb, *options).stdout
        assert "missing-source-file" in shown
        assert shown == check(kb, *options, "--no-cache").stdout

    def test_parts_that_are_none(self, kb: Path, cache: Path, judged: list[str]) -> None:
        check(kb)
        (place,) = (cache / "results").glob("*.parts")
        data = place.read_bytes()
        store = Store()
        for held in (b"{", b"[]", b'{"a": 1}', data[48:].replace(b"[", b"{"), data[48:][:-2]):
            store.put(place.name, held)
            (kb / "workflows/o_r_B.md").write_text(f"[[step::Principle:{len(held)}]]\n")
            assert check(kb).stdout == check(kb, "--no-cache").stdout

    @pytest.fixture(params=[-1, 1 << 62], ids=["marks count", "all is read"])
    def wiki(
        self, kb: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> Path:
        """Two pages of which one leads to the other, and an index that lists both."""
        monkeypatch.setattr(cache_inputs, "_SETTLED", request.param)
        (kb / "principles").mkdir(exist_ok=True)
        (kb / "principles/o_r_B.md").write_text("# o_r_B\n\n## Part\n\nWords.\n")
        (kb / "workflows/o_r_A.md").write_text(
            "# o_r_A\n\nSee [it](../principles/o_r_B.md#part).\n\n* [[step::Principle:o_r_B]]\n"
        )
        (kb / "_PrincipleIndex.md").write_text(
            "# Principle Index: o_r\n\n| Page |\n|---|\n| [o_r_B](./principles/o_r_B.md) |\n"
        )
        (kb / "_WorkflowIndex.md").write_text(
            "# Workflow Index: o_r\n\n| Page |\n|---|\n| [o_r_A](./workflows/o_r_A.md) |\n"
        )
        return kb

    def test_a_long_report_is_kept_when_it_is_asked_for_again(
        self, wiki: Path, cache: Path, audits: list[Request], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cache_module, "_FEW", 0)
        check(wiki)
        kept = set(entries(cache))
        page = wiki / "principles/o_r_B.md"
        page.write_text(f"{page.read_text()}\nWords.\n")
        shown = [check(wiki).stdout]
        assert set(entries(cache)) == kept
        shown += [check(wiki).stdout for _ in range(2)]
        assert len(audits) == 3
        assert set(entries(cache)) > kept
        assert {check(wiki, "--no-cache").stdout} == set(shown)

    @pytest.mark.parametrize("path", ["principles/o_r_B.md", "workflows/o_r_A.md"])
    def test_an_edit_of_words_judges_what_reads_them(
        self, wiki: Path, judged: list[str], path: str
    ) -> None:
        check(wiki)
        for words in ("Words.", "More words.", "Even more."):
            judged.clear()
            with (wiki / path).open("a") as page:
                page.write(f"\n{words}\n")
            shown = check(wiki).stdout
            assert set(judged) == {"workflows/o_r_A.md", path}
            assert shown == check(wiki, "--no-cache").stdout

    def test_an_edit_of_links_judges_those_that_are_named(
        self, wiki: Path, judged: list[str]
    ) -> None:
        other, page = wiki / "principles/o_r_C.md", wiki / "principles/o_r_B.md"
        other.write_text("# o_r_C\n")
        with (wiki / "_PrincipleIndex.md").open("a") as index:
            index.write("| [o_r_C](./principles/o_r_C.md) |\n")
        head = page.read_text()
        for link in ("", "[it](./o_r_C.md)", "[[Principle:o_r_C]] [it](./o_r_C.md)", ""):
            judged.clear()
            page.write_text(f"{head}\n{link}\n")
            shown = check(wiki).stdout
            own = {"principles/o_r_B.md", "workflows/o_r_A.md"}
            if link and "[[" not in link:
                assert set(judged) == own | {"principles/o_r_C.md"}
            assert shown == check(wiki, "--no-cache").stdout

    @pytest.mark.parametrize(
        ("rule", "path", "link"),
        [
            ("unbacked-connection", "implementations/o_r_J.md", "[it](../environments/o_r_E.md)"),
            ("one-way-link", "environments/o_r_E.md", "[it](../implementations/o_r_I.md)"),
            ("duplicate-page", "implementations/o_r_J.md", "[[B_r]]"),
            ("orphan-principle", "workflows/o_r_A.md", "[it](../principles/B_r.md)"),
        ],
    )
    def test_links_on_which_findings_elsewhere_depend(
        self, wiki: Path, rule: str, path: str, link: str
    ) -> None:
        """A row says that two pages belong together; one relation; two pages of one name."""
        for place, text in {
            "environments/o_r_E.md": "# o_r_E\n",
            "implementations/o_r_I.md": "# o_r_I\n\n* [[requires_env::Environment:o_r_E]]\n",
            "implementations/o_r_J.md": "# o_r_J\n",
            "principles/B_r.md": "# B\n",
            "principles/deep/B_r.md": "# B\n",
            "_EnvironmentIndex.md": "# Index\n\n| Page | Connections |\n|---|---|\n"
            "| [o_r_E](./environments/o_r_E.md) | ✅Impl:o_r_J |\n",
        }.items():
            (wiki / place).parent.mkdir(parents=True, exist_ok=True)
            (wiki / place).write_text(text)
        page = wiki / path
        head, said = page.read_text(), []
        for links in ("", link, "Words.", link, f"{link}\n\n{link}", ""):
            page.write_text(f"{head}\n{links}\n")
            shown = check(wiki).stdout
            assert shown == check(wiki, "--no-cache").stdout
            said.append(shown.count(f" {rule} "))
        none, some = said[:2]
        assert none != some
        assert said == [none, some, none, some, some, none]

    def test_other_edits_judge_the_whole_but_no_other_pages(
        self, wiki: Path, judged: list[str]
    ) -> None:
        """Relations, comments that silence, and what stands above a finding about the whole."""
        other, page = wiki / "principles/o_r_C.md", wiki / "principles/o_r_B.md"
        other.write_text("# o_r_C\n\n* [[implemented_by::Implementation:o_r_I]]\n")
        own = wiki / "implementations/o_r_I.md"
        own.parent.mkdir()
        own.write_text("# o_r_I\n\n* [[implements::Principle:o_r_C]]\n")
        head = page.read_text()
        shows = []
        for words in (
            "",
            "* [[implemented_by::Implementation:o_r_I]]",
            "* [[implemented_by::Implementation:o_r_I]] <!-- kbaudit: ignore[graph] why -->",
            "* [[implemented_by::Implementation:o_r_I]] again",
            "Words.\n\n* [[implemented_by::Implementation:o_r_I]]",
            "Words.\n\n## Part\n\n* [[implemented_by::Implementation:o_r_I]]",
            "Words.",
        ):
            judged.clear()
            page.write_text(f"{head}\n{words}\n")
            shows.append(check(wiki).stdout)
            looked_at = set(judged)
            assert shows[-1] == check(wiki, "--no-cache").stdout
            if len(shows) > 1:
                assert "_PrincipleIndex.md" in looked_at
                assert str(other.relative_to(wiki)) not in looked_at
        assert len(set(shows)) > 4
        page.write_text(f"{head}\n[[Principle:Nowhere]] <!-- kbaudit: ignore[dead-link] why -->\n")
        assert "dead-link" not in check(wiki).stdout
        other.write_text(f"{other.read_text()}\nWords.\n")
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout

    def test_the_scope_of_a_page_that_only_its_words_tell(self, kb: Path) -> None:
        for scope in ("a_b", "c_d"):
            (kb / f"_RepoMap_{scope}.md").write_text(
                f"# Map\n\n| File |\n|---|\n| `{scope}.py` |\n"
            )
        (kb / "principles").mkdir(exist_ok=True)
        (kb / "principles/a_b_X.md").write_text("# a_b_X\n\n[[uses::Heuristic:Free]]\n")
        (kb / "principles/c_d_Y.md").write_text("# c_d_Y\n\n[[uses::Heuristic:Free]]\n")
        (kb / "heuristics").mkdir(exist_ok=True)
        (kb / "kbaudit.yaml").write_text(
            "targets: [{scope: a_b, links: []}, {scope: c_d, links: []}]\n"
        )
        shows = []
        for words in ("a_b_X", "c_d_Y", "a_b_X, again", "nothing"):
            (kb / "heuristics/Free.md").write_text(f"# Free\n\nOf {words}.\n")
            shows.append(check(kb).stdout)
            assert shows[-1] == check(kb, "--no-cache").stdout
        lines = [[one for one in shown.splitlines() if "_X.md" in one] for shown in shows]
        assert lines[0] == lines[2] != lines[1]

    def test_words_that_tell_which_file_is_cited(
        self, wiki: Path, tmp_path: Path, judged: list[str]
    ) -> None:
        """A path that the target lacks, or has twice, means what the page says beside it."""
        code = lay_out(
            tmp_path / "code",
            {"one/b.py": "first = 'the first one'\n", "two/b.py": "second = 2 + 2\n"},
        )
        git(code, "init", "-q")
        git(code, "add", "-A")
        git(code, "commit", "-q", "-m", "one")
        against = ("--repo", code, "--rev", "HEAD", "--select", "stale-coverage")
        rows = "| ✅ | `%s` | — |\n"
        (wiki / "_RepoMap_o_r.md").write_text(
            "# Map\n\n| Status | File | Coverage |\n|---|---|---|\n"
            + "".join(rows % path for path in ("src/gone.py", "one/b.py", "two/b.py"))
        )
        page = wiki / "principles/o_r_B.md"
        head = page.read_text()
        shows = []
        for words in (
            "In `src/gone.py`.",
            "In `src/gone.py`, which is external.",
            "From `b.py:1`:\n\n```python\nfirst = 'the first one'\n```",
            "From `b.py:1`:\n\n```python\nsecond = 2 + 2\n```",
            "From `b.py:1`:\n\n```python\nsecond = 2 + 2\n```\n\nWords.",
        ):
            judged.clear()
            page.write_text(f"{head}\n{words}\n")
            shows.append(check(wiki, *against).stdout)
            looked_at = set(judged)
            assert shows[-1] == check(wiki, *against, "--no-cache").stdout
        assert "one/b.py" in shows[2]
        assert "two/b.py" in shows[3]
        assert shows[4] == shows[3]
        assert looked_at == {"principles/o_r_B.md"}

    def test_other_lines_of_a_file_that_is_cited(self, wiki: Path, judged: list[str]) -> None:
        page, rows = wiki / "principles/o_r_B.md", "| ✅ | `src/%s.py` | %s |\n"
        (wiki / "_RepoMap_o_r.md").write_text(
            "# Map\n\n| Status | File | Coverage |\n|---|---|---|\n"
            + rows % ("a", "Principle: B")
            + rows % ("b", "—")
        )
        text = f"{page.read_text()}\nIn `src/%s.py:%s`.\n"
        page.write_text(text % ("a", "1-2"))
        assert "stale-coverage" not in check(wiki).stdout
        for lines in ("3-4", "3-4`, and `src/a.py:9"):
            judged.clear()
            page.write_text(text % ("a", lines))
            shown = check(wiki).stdout
            assert set(judged) == {"workflows/o_r_A.md", "principles/o_r_B.md"}
            assert shown == check(wiki, "--no-cache").stdout
        page.write_text(text % ("b", "3-4"))
        shown = check(wiki).stdout
        assert "stale-coverage" in shown
        assert shown == check(wiki, "--no-cache").stdout

    @pytest.mark.parametrize(
        ("path", "old", "new"),
        [
            ("principles/o_r_B.md", "## Part", "## Other"),
            ("principles/o_r_B.md", "Words.", "[[heuristic::Heuristic:o_r_X]]"),
            ("principles/o_r_B.md", "Words.", "See [it](../workflows/o_r_Gone.md)."),
            ("principles/o_r_B.md", "Words.", "<!-- kbaudit: ignore-file[index] no -->"),
            ("workflows/o_r_A.md", "See", "<!-- kbaudit: ignore[dead-anchor] no -->\nSee"),
            ("workflows/o_r_A.md", "* [[step::Principle:o_r_B]]\n", ""),
            ("workflows/o_r_A.md", "# o_r_A", "\n\n# o_r_A"),
            ("_PrincipleIndex.md", "o_r_B.md", "o_r_C.md"),
            ("_WorkflowIndex.md", "| [o_r_A](./workflows/o_r_A.md) |\n", ""),
        ],
    )
    def test_an_edit_there_and_back(self, wiki: Path, path: str, old: str, new: str) -> None:
        first = check(wiki).stdout
        text = (wiki / path).read_text()
        assert old in text
        (wiki / path).write_text(text.replace(old, new))
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout
        (wiki / path).write_text(text.replace(old, new) + "\nMore words.\n")
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout
        (wiki / path).write_text(text)
        assert check(wiki).stdout == first

    def test_a_result_that_is_another_one_for_the_same_words(self, wiki: Path) -> None:
        (wiki / "impl").mkdir()
        for path in ("impl/o_r_X.md", "implementations/o_r_X.md"):
            (wiki / path).parent.mkdir(exist_ok=True)
            (wiki / path).write_text("# o_r_X\n")
        check(wiki)
        (wiki / "implementations/o_r_X.md").unlink()
        check(wiki)
        with (wiki / "principles/o_r_B.md").open("a") as page:
            page.write("\nMore words.\n")
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout

    @pytest.fixture
    def contradicted(self, wiki: Path) -> Path:
        """A report that says that links lead somewhere, and a page with a dead one, silenced."""
        (wiki / "_reports").mkdir()
        (wiki / "_reports/phase4_audit.md").write_text("### Rule 2: Edge Targets Exist ✅ PASS\n")
        (wiki / "workflows/o_r_A.md").write_text(
            "# o_r_A\n\n[[step::Principle:o_r_Gone]] "
            "<!-- kbaudit: ignore[dead-link] it comes soon (until 2030-01-01) -->\n"
        )
        return wiki

    def test_findings_of_pages_that_a_report_speaks_of(
        self, contradicted: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(COVERED_BY, Check.TARGETS, ("leaked-path",))
        page = contradicted / "principles/o_r_B.md"
        text = page.read_text()
        for words, said in [
            ("", ""),
            ("`/home/marta/a`", "finds 1 leaked-path"),
            ("`/home/marta/a`, `/home/marta/b`", "finds 2 leaked-path"),
            ("Words.\n\n`/home/marta/b`, `/home/marta/a`", "finds 2 leaked-path"),
            ("Words.", ""),
        ]:
            page.write_text(f"{text}\n{words}\n")
            shown = check(contradicted, "--format", "json").stdout
            assert ("the report says" in shown) is bool(said)
            assert said in shown
            assert shown == check(contradicted, "--format", "json", "--no-cache").stdout

    def test_a_comment_that_expires(
        self, contradicted: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        assert "report-contradicted" not in check(contradicted).stdout
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
        shown = check(contradicted).stdout
        assert "report-contradicted" in shown
        assert shown == check(contradicted, "--no-cache").stdout

    def test_words_that_a_finding_about_all_pages_points_at(self, wiki: Path) -> None:
        (wiki / "_WorkflowIndex.md").unlink()
        check(wiki)
        page = wiki / "workflows/o_r_A.md"
        page.write_text(f"\n{page.read_text()}")
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout

    def test_a_bit_of_what_is_kept_of_files(self, wiki: Path, cache: Path) -> None:
        check(wiki)
        page = wiki / "principles/o_r_B.md"
        page.write_text(f"{page.read_text()}\nWords.\n")
        check(wiki)
        places = [path for path in (cache / "results").iterdir() if path not in entries(cache)]
        kept = {place: place.read_bytes() for place in places if place.name != "swept"}
        assert {"".join(place.suffixes) for place in kept} >= {".files", ".parts", ".files.more"}
        for number, (place, data) in enumerate((p, d) for p, d in kept.items() for _ in range(12)):
            for other, whole in kept.items():
                other.write_bytes(whole)
            at = (number % 12) * len(data) // 12
            place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            page.write_text(f"# o_r_B\n\n## Part\n\nWords {number}.\n")
            assert check(wiki).stdout == check(wiki, "--no-cache").stdout

    def test_a_change_that_keeps_size_and_time(self, wiki: Path) -> None:
        check(wiki)
        page = wiki / "principles/o_r_B.md"
        found = page.stat()
        page.write_text(page.read_text().replace("## Part", "## Trap"))
        os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
        assert check(wiki).stdout == check(wiki, "--no-cache").stdout

    def test_another_day(
        self, kb: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check(kb)
        judged.clear()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "4070908800")
        shown = check(kb).stdout
        assert "workflows/o_r_A.md" not in judged
        assert shown == check(kb, "--no-cache").stdout

    @pytest.mark.parametrize("options", [["--select", "link"], ["--ignore", "dead-link"]])
    def test_other_options(self, kb: Path, options: list[str]) -> None:
        check(kb)
        (kb / "workflows/o_r_B.md").write_text("[[step::Principle:o_r_D]]\n")
        assert check(kb, *options).stdout == check(kb, *options, "--no-cache").stdout

    def test_another_configuration(self, kb: Path) -> None:
        check(kb)
        (kb / "kbaudit.yaml").write_text("rules: {dead-link: info}\n")
        assert check(kb).stdout == check(kb, "--no-cache").stdout

    def test_damage(self, kb: Path, cache: Path, judged: list[str]) -> None:
        check(kb)
        (place,) = of_files(cache)
        held = place.read_bytes()
        for data in (b"", held[:-1], held[:60] + b"x" + held[61:], held.replace(b"[", b"{")):
            place.write_bytes(data)
            (kb / "workflows/o_r_B.md").write_text(f"[[step::Principle:{len(data)}]]\n")
            judged.clear()
            assert check(kb).stdout == check(kb, "--no-cache").stdout
            assert "workflows/o_r_A.md" in judged


class TestDamage:
    @pytest.mark.parametrize("which", [0, 1])
    @pytest.mark.parametrize("at", [0, 10, 20, 60, -1])
    def test_a_flipped_bit(
        self, kb: Path, cache: Path, audits: list[Request], which: int, at: int
    ) -> None:
        first = check(kb)
        place = entries(cache)[which]
        data = bytearray(place.read_bytes())
        data[at] ^= 1
        place.write_bytes(data)
        assert check(kb).output == first.output
        assert len(audits) == 2
        assert check(kb).output == first.output
        assert len(audits) == 2

    @pytest.mark.parametrize("data", [b"", b"x", b"kbaudit cache 1\n", pickle.dumps({"a": 1})])
    def test_something_else_in_its_place(self, kb: Path, cache: Path, data: bytes) -> None:
        first = check(kb)
        for place in entries(cache):
            place.write_bytes(data)
        assert check(kb).output == first.output

    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
    def test_what_is_no_file_in_its_place(
        self, kb: Path, cache: Path, make: Callable[[Path], None]
    ) -> None:
        first = check(kb)
        for place in (cache / "results").iterdir():
            place.unlink()
            make(place)
        assert check(kb).output == first.output

    def test_an_entry_in_the_place_of_another(self, kb: Path, cache: Path) -> None:
        check(kb)
        (kb / "workflows/o_r_A.md").write_text("[[step::Principle:o_r_C]]\n")
        second = check(kb)
        reports = [path for path in entries(cache) if path.suffix != ".inputs"]
        assert len(reports) == 2
        for one, other in (reports, reports[::-1]):
            held = one.read_bytes()
            one.write_bytes(other.read_bytes())
            assert check(kb).output == second.output
            one.write_bytes(held)

    def test_deleted_at_any_time(self, kb: Path, cache: Path) -> None:
        first = check(kb)
        for place in entries(cache):
            place.unlink()
            assert check(kb).output == first.output

    def test_a_folder_that_cannot_be_made(self, kb: Path, cache: Path) -> None:
        cache.write_text("a file")
        assert check(kb).exit_code == 1

    def test_what_fits_no_class_is_not_there(self, kb: Path, audits: list[Request]) -> None:
        first = check(kb)
        store = Store()
        name = next(path.name for path in entries(Path(os.environ["KBAUDIT_CACHE_DIR"])))
        store.put(name, b'["no report"]')
        assert check(kb).output == first.output
        assert len(audits) == 2


class TestTables:
    """What was worked out of revisions is known again when only pages have changed."""

    @pytest.fixture
    def command(self, tmp_path: Path) -> list[object]:
        example = lay_out_example(tmp_path / "example")
        return [example.wiki, "--repo", example.code, "--rev", "v2.0", "--format", "json"]

    @staticmethod
    def edit(wiki: object) -> None:
        page = next(path for path in sorted(Path(str(wiki)).rglob("*.md")))
        page.write_text(page.read_text("utf-8") + "\nOne sentence more.\n", encoding="utf-8")

    def test_nothing_is_followed_twice(
        self, command: list[object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check(*command)
        self.edit(command[0])
        alone = check(*command, "--no-cache")
        with monkeypatch.context() as patched:
            patched.setattr(Tracker, "locate_all", None)
            patched.setattr(codes, "parse", None)
            warm = check(*command)
        assert json.loads(warm.stdout) == json.loads(alone.stdout)

    @pytest.mark.parametrize("data", [b"{}", b'{"a":1}', b"[[1,true]]", b"x"])
    def test_a_table_that_is_none(self, command: list[object], cache: Path, data: bytes) -> None:
        check(*command)
        self.edit(command[0])
        tables = tables_in(cache)
        assert len(tables) > 3
        for path in tables:
            Store().put(path.name, data)
        assert check(*command).stdout == check(*command, "--no-cache").stdout

    def test_a_value_that_is_none(self, cache: Path) -> None:
        first = KeptTables(Store(), "1")
        first.table("t", str)["a"] = "yes"
        first.save()
        table = KeptTables(Store(), "1").table("t", bool)
        assert "a" not in table
        table["a"] = True
        assert table["a"] is True

    def test_two_runs_add_to_one_table(self, cache: Path) -> None:
        one, other = (KeptTables(Store(), "1") for _ in "ab")
        one.table("t", bool)["a"] = True
        other.table("t", bool)["b"] = False
        one.save()
        other.save()
        assert dict(KeptTables(Store(), "1").table("t", bool)) == {"a": True, "b": False}
        assert dict(KeptTables(Store(), "2").table("t", bool)) == {}
        assert len(tables_in(cache)) == 1


class TestStore:
    def test_the_least_used_goes_first(self, tmp_path: Path) -> None:
        store = Store(tmp_path, limit=10_000)
        for number in range(12):
            store.put(f"entry{number}", bytes(1000))
            os.utime(tmp_path / "results" / f"entry{number}", (number, number))
        assert store.get("entry0") is not None  # used just now
        (tmp_path / "results/swept").unlink()
        store.put("last", b"x")
        left = {path.name for path in entries(tmp_path)}
        assert {"entry0", "last", "entry11"} <= left
        assert "entry1" not in left
        assert sum((tmp_path / "results" / name).stat().st_size for name in left) <= 8_000

    def test_a_closed_one_has_nothing_more(self, tmp_path: Path) -> None:
        store = Store(tmp_path)
        store.put("a", b"head", [b"body"])
        held, other = store.open("a"), store.open("a")
        assert held is not None
        assert other is not None
        assert held.read(0, 4) == b"body"
        store.close()
        assert [held.read(0, 4), other.read(0, 4)] == [b"", b""]
        assert store.get("a") == b"head"

    @pytest.mark.skipif(not OPEN.is_dir(), reason="nobody tells which files are open")
    def test_a_run_leaves_no_entry_open(self, kb: Path, cache: Path) -> None:
        with uncollected():
            for number in range(2):
                page = kb / "workflows/o_r_A.md"
                page.write_text(f"{page.read_text()}Word {number}.\n")
                check(kb)
            left = [place.readlink() for place in OPEN.iterdir() if place.is_symlink()]
        assert [place for place in left if place.is_relative_to(cache)] == []

    def test_two_processes_at_once(self, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from kbaudit.engine.cache.store import Store\n"
            "store = Store(Path(sys.argv[1]))\n"
            "for n in range(300):\n"
            "    data = sys.argv[2].encode() * (n * 100)\n"
            "    store.put('same', data)\n"
            "    got = store.get('same')\n"
            "    assert got is not None and len(set(got)) < 2, n\n"
        )
        command = [sys.executable, "-c", script, str(tmp_path)]
        running = [subprocess.Popen([*command, letter]) for letter in "ab"]
        assert [one.wait() for one in running] == [0, 0]
        assert [path.name for path in entries(tmp_path)] == ["same"]


class TestInputs:
    def test_what_is_read_is_noticed(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("a")
        with recorded() as inputs:
            (tmp_path / "a.txt").read_text()
            (tmp_path / "none.txt").exists()
            list(tmp_path.iterdir())
            with pytest.raises(FileNotFoundError):
                (tmp_path / "gone.txt").read_text()
        assert set(inputs.files) == {str(tmp_path / "a.txt"), str(tmp_path / "gone.txt")}
        assert set(inputs.folders) == {str(tmp_path)}
        assert inputs.certain
        assert inputs.now().digest() == inputs.digest()
        (tmp_path / "a.txt").write_text("b")
        changed = inputs.now().digest()
        assert changed != inputs.digest()
        (tmp_path / "gone.txt").write_text("c")
        assert inputs.now().digest() != changed

    def test_a_link_that_leads_elsewhere(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "a.txt").write_text(name)
        (tmp_path / "link").symlink_to("one")
        with recorded() as inputs:
            (tmp_path / "link/a.txt").read_text()
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to("two")
        assert inputs.now().digest() != inputs.digest()

    def test_programs_and_the_network_are_not_known(self) -> None:
        with recorded() as inputs:
            subprocess.run([sys.executable, "-c", "pass"], check=True)
        assert not inputs.certain
        with recorded() as inputs, pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", 1), timeout=1)
        assert not inputs.certain

    def test_a_library_that_is_compiled_is_no_other_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        notes = tmp_path / "one-1.0.dist-info"
        notes.mkdir()
        (tmp_path / "one").mkdir()
        monkeypatch.setattr(cache_module, "code_folders", lambda: (f"{tmp_path}/", "/nowhere/"))
        digest = cache_module._programs_digest.__wrapped__
        first = digest()
        for folder in (tmp_path, tmp_path / "one"):
            (folder / "__pycache__").mkdir()
        assert digest() == first
        os.utime(notes, (1, 1))
        second = digest()
        notes.rename(tmp_path / "one-1.1.dist-info")
        assert len({first, second, digest()}) == 3

    def test_all_of_our_own_code_is_a_program(self) -> None:
        package = Path(kbaudit.__file__).parent
        assert package in map(Path, cache_recorder.code_folders())
        ours = set(cache_module._programs())
        assert {package / "rules/dead_link.py", package / "target/git.py"} <= ours

    def test_imports_are_no_inputs(self) -> None:
        sys.modules.pop("colorsys", None)
        with recorded() as inputs:
            __import__("colorsys")
        assert not inputs.files
        assert not inputs.folders


class TestCodec:
    def test_there_and_back(self, tmp_path: Path) -> None:
        example = lay_out_example(tmp_path / "example")
        request = Request(root=example.wiki, repo=(str(example.code),))
        report = audit_module.audit(request).report
        assert report.findings
        assert any(finding.fix and finding.fix.edits for finding in report.findings)
        assert any(finding.related for finding in report.findings)
        assert decoded(Report, encoded(Report, report)) == report

    def test_paths_that_are_no_text(self) -> None:
        inputs = Inputs(files={"/a/\udcff": "x"})
        assert decoded(Inputs, encoded(Inputs, inputs)) == inputs

    @pytest.mark.parametrize(
        "data",
        [b"", b"1", b"[]", b"[1,2,3]", b'{"a":1}', b"[" * 5000, b"\xff", b'[["a"]]', b"null"],
    )
    def test_anything_else_is_refused(self, data: bytes) -> None:
        for kind in (Report, Finding, Inputs):
            with pytest.raises(MisfitError):
                decoded(kind, data)
