"""``kbaudit fix --update-index`` on an index that is a long document."""

from pathlib import Path

from click.testing import CliRunner

from kbaudit.cli.group import cli

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
