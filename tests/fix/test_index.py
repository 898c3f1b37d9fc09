"""``kbaudit fix --update-index`` on an index that is a long document."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbaudit.cli.group import cli
from kbaudit.engine.fixer.changes import batches

WORKFLOWS = """# Workflow Index

| Workflow | Steps |
|----------|-------|
| Launch | 1 |

## Workflow: acme_rocket_Launch

**File:** [→](./workflows/acme_rocket_Launch.md)

| # | Step | Principle | Notes |
|---|------|-----------|-------|
| 1 | Part | Staging | by hand,  kept |

### Step 1: Part

| Attribute | Value |
|-----------|-------|
| **Principle** | `acme_rocket_Staging` |
| **Implementation** | `acme_rocket_Gone` |
"""
PRINCIPLES = (
    "# Principles\r\n\r\nProse, by hand.  \r\n\r\n| Page | File | Connections | Notes |\r\n"
    "|--|--|--|--|\r\n"
    "| acme_rocket_Staging | [→](./principles/acme_rocket_Staging.md) | "
    "⬜Workflow:acme_rocket_Launch | kept |\r\n"
    "| acme_rocket_Vanished | [→](./principles/acme_rocket_Vanished.md) | — | |\r\n"
    "\r\nLegend: ✅ is there\r\n"
)
GONE = (
    "_WorkflowIndex.md:20:25 dead-connection: the index names Implementation page "
    "`acme_rocket_Gone`, which does not exist"
)
UNLISTED = (
    "workflows/acme_rocket_Landing.md:1:1 page-not-indexed: `_WorkflowIndex.md` "
    "does not list the page"
)
FILES = {
    "_RepoMap_acme_rocket.md": "# Map\n",
    "_WorkflowIndex.md": WORKFLOWS,
    "_PrincipleIndex.md": PRINCIPLES,
    "workflows/acme_rocket_Launch.md": "[[step::Principle:acme_rocket_Staging]]\n",
    "workflows/acme_rocket_Landing.md": "[[step::Principle:acme_rocket_Ignition]]\n",
    "principles/acme_rocket_Staging.md": "# Staging\n",
    "principles/acme_rocket_Ignition.md": "## Overview\n\nLighting it.\n",
}


def fix(root: Path, *options: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(cli, ["fix", str(root), "--update-index", *options])
    return result.exit_code, result.stdout.replace(f"{root}/", "").splitlines()


def test_what_can_be_decided_is_repaired_and_the_rest_is_listed(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    status, lines = fix(tmp_path)
    assert status == 1
    assert [line for line in lines if line.startswith(("fixed", "left"))] == [
        "fixed _PrincipleIndex.md: 3 (page-not-indexed 1, row-without-page 1, stale-connection 1)",
        f"left {GONE}",
        f"left {UNLISTED}",
    ]
    assert (tmp_path / "_WorkflowIndex.md").read_bytes() == WORKFLOWS.encode()
    after = PRINCIPLES.replace("⬜", "✅").replace(
        "| acme_rocket_Vanished | [→](./principles/acme_rocket_Vanished.md) | — | |\r\n",
        "| acme_rocket_Ignition | [→](./principles/acme_rocket_Ignition.md) | "
        "✅Workflow:acme_rocket_Landing | Lighting it |\r\n",
    )
    assert (tmp_path / "_PrincipleIndex.md").read_bytes().decode() == after
    before = {path: (tmp_path / path).read_bytes() for path in FILES}
    assert [line for line in fix(tmp_path)[1] if line.startswith("fixed")] == []
    assert {path: (tmp_path / path).read_bytes() for path in FILES} == before


class TestAnIndexThatIsMissing:
    PATH = "_PrincipleIndex.md"

    def lay_out(self, root: Path) -> Path:
        for path, text in FILES.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())
        (root / self.PATH).unlink()
        return root

    def test_it_is_written_once(self, tmp_path: Path) -> None:
        root = self.lay_out(tmp_path)
        _, lines = fix(root)
        assert "fixed _PrincipleIndex.md: 1 (missing-index 1)" in lines
        text = (root / self.PATH).read_text("utf-8")
        assert text.splitlines()[4:] == [
            (
                "| acme_rocket_Ignition | [→](./principles/acme_rocket_Ignition.md) | "
                "✅Workflow:acme_rocket_Landing | Lighting it |"
            ),
            (
                "| acme_rocket_Staging | [→](./principles/acme_rocket_Staging.md) | "
                "✅Workflow:acme_rocket_Launch | — |"
            ),
        ]
        _, again = fix(root)
        assert not [line for line in again if line.startswith("fixed")]
        assert (root / self.PATH).read_text("utf-8") == text
        assert not list(root.glob(".kbaudit-*"))

    def test_the_patch_makes_the_same_file(self, tmp_path: Path) -> None:
        one, other = self.lay_out(tmp_path / "one"), self.lay_out(tmp_path / "other")
        result = CliRunner().invoke(cli, ["fix", str(one), "--update-index", "--diff"])
        assert not (one / self.PATH).exists()
        subprocess.run(["git", "apply"], cwd=one, input=result.stdout.encode(), check=True)
        fix(other)
        assert (one / self.PATH).read_bytes() == (other / self.PATH).read_bytes()

    def test_a_file_that_came_meanwhile_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = self.lay_out(tmp_path)

        def come(*args: object) -> list[object]:
            (root / self.PATH).write_text("mine")
            return batches(*args)  # type: ignore[arg-type, return-value]

        monkeypatch.setattr("kbaudit.engine.fixer.fixer.batches", come)
        status, lines = fix(root)
        assert status == 2
        assert (root / self.PATH).read_text() == "mine"
        assert not [line for line in lines if line.startswith("fixed")]

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        root = self.lay_out(tmp_path)
        root.chmod(0o555)
        try:
            status, _ = fix(root)
        finally:
            root.chmod(0o755)
        assert status == 2
        assert not (root / self.PATH).exists()
