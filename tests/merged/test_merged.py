"""Two knowledge bases in one tree: everything comes out as it does for each of them alone."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from target.conftest import Maker

TYPES = ("Principle", "Implementation", "Environment")


@dataclass(frozen=True)
class Part:
    """One knowledge base: its scope, the module that its pages are about, and its target."""

    scope: str
    module: str
    code: Maker

    @property
    def source(self) -> str:
        body = "".join(f"    {self.module} = {self.module} * {n} + {n}\n" for n in range(2, 6))
        return f"def {self.module}({self.module}):\n{body}    return {self.module}\n"

    def commit(self) -> "Part":
        """Two versions: in the second all code has moved down, and numpy is a newer one."""
        for tag, above, numpy in (("v1", "import os\n", "1.20"), ("v2", "import os\n" * 5, "2.0")):
            setup = f'from setuptools import setup\nsetup(install_requires=["numpy>={numpy}"])\n'
            files = {f"src/{self.module}.py": above + self.source, "setup.py": setup}
            self.code.commit(files, tag=tag)
        return self

    def files(self) -> dict[str, str]:
        scope, module = self.scope, self.module
        quote = "".join(f"{line}\n" for line in self.source.splitlines())
        return {
            f"_RepoMap_{scope}.md": (
                f"# Repository Map: {scope}\n\n| File | Lines |\n|---|---|\n"
                f"| `src/{module}.py` | 7 |\n| `setup.py` | 2 |\n"
            ),
            f"principles/{scope}_Moving.md": (
                f"# Moving\n\n* [[implemented_by::Implementation:{module}]]\n"
                f"* [[uses_heuristic::Heuristic:{scope}_Nothing]]\n"
            ),
            f"implementations/{scope}_{module}.md": (
                f"# {module}\n\nAs `src/{module}.py:2-7` says:\n\n```python\n{quote}```\n\n"
                "* [[requires_env::Environment:Python]]\n"
            ),
            f"implementations/{module}_notes.md": f"# Notes\n\nSee `src/{module}.py:2-99`.\n",
            f"environments/{scope}_Python.md": (
                "# Python\n\n== Dependencies ==\n\n* `numpy` >= 1.20\n"
            ),
            f"_reports/{scope}_phase1.md": f"# Report\n\n`src/{module}.py:3` was read.\n",
        }

    def index(self, kind: str) -> str:
        """One heading and one table of an index, with names that lack the scope."""
        name = {"Principle": "Moving", "Implementation": self.module, "Environment": "Python"}[kind]
        folder = f"{kind.lower()}s"
        other = "Impl:" + self.module if kind == "Principle" else "Env:Python"
        return (
            f"# {kind} Index: {self.scope}\n\n| Page | File | Connections |\n|---|---|---|\n"
            f"| {name} | [→](./{folder}/{self.scope}_{name}.md) | ✅{other}, ⬜Heuristic:Cold |\n\n"
        )


@dataclass(frozen=True)
class World:
    """The parts, each laid out alone under its scope, and both together under ``merged``."""

    root: Path
    parts: tuple[Part, ...]

    @property
    def merged(self) -> Path:
        return self.root / "merged"


@pytest.fixture
def world(tmp_path: Path) -> World:
    parts = tuple(
        Part(scope, module, Maker(tmp_path / "code" / module)).commit()
        for scope, module in (("acme_rocket", "leg"), ("open-hand_kit-x", "arm"))
    )
    found = World(tmp_path, parts)
    for part in parts:
        _lay_out(tmp_path / part.scope, (part,))
    _lay_out(found.merged, parts)
    return found


def _lay_out(root: Path, parts: tuple[Part, ...]) -> None:
    files = {path: text for part in parts for path, text in part.files().items()}
    files |= {f"_{k}Index.md": "".join(part.index(k) for part in parts) for k in TYPES}
    targets = [
        f"  - {{scope: {p.scope}, path: {json.dumps(str(p.code.folder))}, rev: v2, base: v1}}\n"
        for p in parts
    ]
    files["kbaudit.yaml"] = "targets:\n" + "".join(targets)
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def run(command: str, root: Path, *options: str) -> Result:
    result = CliRunner().invoke(cli, [command, str(root), *options])
    assert result.exit_code in (0, 1), result.output
    return result


def view(root: Path, *options: str) -> Any:
    return json.loads(run("check", root, "--format", "json", *options).stdout)


def found(root: Path) -> Counter[tuple[str, str, str]]:
    """What is found, in which file, in words; places in indexes are others in the merged tree."""
    return Counter((f["rule"], f["path"], f["message"]) for f in view(root)["findings"])


def test_findings_are_those_of_each_alone(world: World) -> None:
    alone = [found(world.root / part.scope) for part in world.parts]
    together = found(world.merged)
    assert together == alone[0] + alone[1]
    rules = {rule for rule, _, _ in together}
    assert rules >= {"stale-lines", "drifted-pin", "unscoped-name", "lines-out-of-range"}
    assert rules >= {"open-connection", "dead-link", "misplaced-page"}


def test_what_was_checked_is_the_sum(world: World) -> None:
    views = [view(world.root / part.scope)["coverage"] for part in world.parts]
    for one, left, right in zip(view(world.merged)["coverage"], *views, strict=True):
        assert one["total"] == left["total"] + right["total"] > 0
        assert one["checked"] == left["checked"] + right["checked"]


def test_repairs_are_those_of_each_alone(world: World) -> None:
    for root in (*(world.root / part.scope for part in world.parts), world.merged):
        run("fix", root)
        assert run("fix", root, "--diff", "--exit-zero").stdout == ""
    for part in world.parts:
        for path in part.files():
            alone, together = (r / path for r in (world.root / part.scope, world.merged))
            assert together.read_text("utf-8") == alone.read_text("utf-8"), path
    page = world.merged / "implementations/acme_rocket_leg.md"
    assert "`src/leg.py:6-11`" in page.read_text("utf-8")
    index = (world.merged / "_PrincipleIndex.md").read_text("utf-8")
    assert "✅Impl:acme_rocket_leg" in index
    assert "✅Impl:open-hand_kit-x_arm" in index


def test_the_lock_has_the_citations_of_both(world: World) -> None:
    def entries(root: Path) -> list[Any]:
        run("lock", root)
        run("lock", root, "--check")
        text = (root / "kbaudit.lock").read_text("utf-8")
        return sorted(line for line in text.splitlines() if "- [" in line or "leg" in line
                      or "arm" in line)  # fmt: skip

    alone = [line for part in world.parts for line in entries(world.root / part.scope)]
    assert entries(world.merged) == sorted(alone)
    assert any("leg" in line for line in alone)


def test_pins_are_held_against_the_target_of_their_page(world: World) -> None:
    def rows(root: Path) -> list[Any]:
        table = json.loads(run("pins", root, "--format", "json").stdout)
        return [
            (p["path"], p["name"], [one["verdict"] for one in p["verdicts"]]) for p in table["pins"]
        ]

    alone = [row for part in world.parts for row in rows(world.root / part.scope)]
    assert sorted(rows(world.merged)) == sorted(alone)
    assert len(alone) == 2


def test_one_target_or_all_can_move(world: World) -> None:
    def affected(root: Path, one: str, other: str) -> list[tuple[str, str]]:
        options = ["diff", one, other, str(root), "--format", "json"]
        result = CliRunner().invoke(cli, options)
        assert result.exit_code == 0, result.output
        return [(a["page"], a["name"]) for a in json.loads(result.stdout)["affected"]]

    alone = [affected(world.root / part.scope, "v1", "v2") for part in world.parts]
    assert sorted(affected(world.merged, "v1", "v2")) == sorted(alone[0] + alone[1])
    assert all(alone)
    scope = world.parts[1].scope
    assert affected(world.merged, f"{scope}=v1", f"{scope}=v2") == alone[1]
    result = CliRunner().invoke(cli, ["diff", f"{scope}=v1", "v2", str(world.merged)])
    assert result.exit_code == 2
    assert "both revisions must be of one target" in result.output


def test_front_matter_is_written_with_the_scope(world: World) -> None:
    run("fix", world.merged, "--front-matter")
    for part in world.parts:
        for name in (
            f"implementations/{part.module}_notes.md",
            f"principles/{part.scope}_Moving.md",
        ):
            assert f"\nscope: {part.scope}\n" in (world.merged / name).read_text("utf-8")


def test_links_between_scopes_are_reported_where_they_are_not_allowed(world: World) -> None:
    page = world.merged / "principles/acme_rocket_Moving.md"
    page.write_text(page.read_text("utf-8") + "* [[open-hand_kit-x_arm]]\n", "utf-8")
    assert "cross-scope-link" not in {rule for rule, _, _ in found(world.merged)}
    config = world.merged / "kbaudit.yaml"
    config.write_text(config.read_text("utf-8").replace("base: v1}", "base: v1, links: []}"))
    assert [path for rule, path, _ in found(world.merged) if rule == "cross-scope-link"] == [
        "principles/acme_rocket_Moving.md"
    ]


def test_scopes_that_only_the_command_line_names(world: World) -> None:
    (world.merged / "kbaudit.yaml").unlink()
    for path in world.merged.glob("_*.md"):
        path.write_text("# Pages\n")
    options = [f"--repo={part.scope}={part.code.folder}" for part in world.parts]
    scopes = {target["scope"] for target in view(world.merged, *options)["targets"]}
    assert scopes == {part.scope for part in world.parts}
