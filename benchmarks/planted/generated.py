"""A knowledge base in which all is right, made for planting, and the repository of its code."""

import subprocess
from pathlib import Path

_SCOPE = "acme_mill"
_STEPS = (
    "Sow",
    "Reap",
    "Thresh",
    "Grind",
    "Sift",
    "Bake",
    "Cool",
    "Slice",
    "Pack",
    "Weigh",
    "Ship",
    "Sell",
)
_FLOWS = ("Harvest", "Baking", "Trade")
_ENVIRONMENTS = ("Windmill", "Oven")
_HEURISTICS = ("Dry_Grain", "Hot_Stone")
_DAY = "2025-06-20"


def make(folder: Path) -> tuple[Path, Path]:
    """Write both below `folder`; gives the knowledge base and the repository."""
    code = _code(folder / "mill")
    wiki = folder / "wiki"
    for path, text in {**_pages(), **_indexes(), **_map(), **_reports()}.items():
        place = wiki / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return wiki, code


def _source(step: str) -> str:
    low = step.lower()
    body = "".join(f"    grain.append({number})\n" for number in range(6 + len(step)))
    head = f'"""How to {low}."""\n\nimport math\n\n\ndef {low}(grain):\n'
    return f"{head}{body}    return math.fsum(grain)\n"


def _code(folder: Path) -> Path:
    for step in _STEPS:
        place = folder / f"src/mill/{step.lower()}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_source(step), "utf-8")
    git = [
        "git",
        "-c",
        "user.name=Jo",
        "-c",
        "user.email=jo@example.com",
        "-c",
        "core.autocrlf=false",
    ]
    stamp = f"{_DAY}T08:00:00+00:00"
    environment = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "PATH": "/usr/bin:/bin"}
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "A mill"]):
        subprocess.run([*git, *arguments], cwd=folder, env=environment, check=True)
    return folder


def _flow(step: str) -> str:
    return _FLOWS[_STEPS.index(step) // 4]


def _leaf(step: str, leaves: tuple[str, str]) -> str:
    return leaves[_STEPS.index(step) % 2]


def _page(kind: str, name: str, words: str, links: list[str], extra: str = "") -> str:
    lines = "".join(f"* [[{link}]]\n" for link in links)
    return (
        f"---\ntype: {kind}\nname: {_SCOPE}_{name}\nlast_updated: {_DAY}\n---\n"
        f"# {kind}: {_SCOPE}_{name}\n\n## Overview\n\n{words}\n\n{extra}## Related Pages\n\n{lines}"
    )


def _pages() -> dict[str, str]:
    pages: dict[str, str] = {}
    for flow in _FLOWS:
        links = [f"step::Principle:{_SCOPE}_{s}_Well" for s in _STEPS if _flow(s) == flow]
        pages[f"workflows/{_SCOPE}_{flow}.md"] = _page("Workflow", flow, f"How {flow} goes.", links)
    for step in _STEPS:
        low = step.lower()
        links = [f"implemented_by::Implementation:{_SCOPE}_{low}"]
        name = f"principles/{_SCOPE}_{step}_Well.md"
        pages[name] = _page("Principle", f"{step}_Well", f"What it means to {low}.", links)
        links = [
            f"implements::Principle:{_SCOPE}_{step}_Well",
            f"requires_env::Environment:{_SCOPE}_{_leaf(step, _ENVIRONMENTS)}",
            f"uses_heuristic::Heuristic:{_SCOPE}_{_leaf(step, _HEURISTICS)}",
        ]
        cited = f"* **File:** `src/mill/{low}.py`\n* **Lines:** 6-8\n\n"
        name = f"implementations/{_SCOPE}_{low}.md"
        pages[name] = _page("Implementation", low, f"The function for {low}.", links, cited)
    for kind, folder, relation, leaves in (
        ("Environment", "environments", "requires_env", _ENVIRONMENTS),
        ("Heuristic", "heuristics", "uses_heuristic", _HEURISTICS),
    ):
        for leaf in leaves:
            users = [s.lower() for s in _STEPS if _leaf(s, leaves) == leaf]
            links = [f"{relation}::Implementation:{_SCOPE}_{user}" for user in users]
            pages[f"{folder}/{_SCOPE}_{leaf}.md"] = _page(kind, leaf, f"About {leaf}.", links)
    return pages


def _row(folder: str, name: str, connections: list[str], notes: str) -> str:
    page = f"{_SCOPE}_{name}"
    listed = ", ".join(
        f"✅{kind}:{_SCOPE}_{other}" for kind, other in (c.split(":") for c in connections)
    )
    return f"| {page} | [→](./{folder}/{page}.md) | {listed} | {notes} |\n"


def _index(kind: str, rows: list[str]) -> str:
    head = "| Page | File | Connections | Notes |\n|------|------|-------------|-------|\n"
    legend = "\n**Legend:** `✅Type:Name` = page exists | `⬜Type:Name` = page needs creation\n"
    return f"# {kind} Index: {_SCOPE}\n\n{head}{''.join(rows)}{legend}"


def _indexes() -> dict[str, str]:
    steps = {flow: [s for s in _STEPS if _flow(s) == flow] for flow in _FLOWS}
    rows = {
        "Workflow": [
            _row("workflows", flow, [f"Principle:{s}_Well" for s in steps[flow]], "A way")
            for flow in _FLOWS
        ],
        "Principle": [
            _row("principles", f"{s}_Well", [f"Impl:{s.lower()}", f"Workflow:{_flow(s)}"], "Why")
            for s in _STEPS
        ],
        "Implementation": [
            _row(
                "implementations",
                s.lower(),
                [f"Principle:{s}_Well", f"Env:{_leaf(s, _ENVIRONMENTS)}"],
                "How",
            )
            for s in _STEPS
        ],
        "Environment": [
            _row(
                "environments",
                e,
                [f"Impl:{s.lower()}" for s in _STEPS if _leaf(s, _ENVIRONMENTS) == e],
                "Where",
            )
            for e in _ENVIRONMENTS
        ],
        "Heuristic": [
            _row(
                "heuristics",
                h,
                [f"Impl:{s.lower()}" for s in _STEPS if _leaf(s, _HEURISTICS) == h],
                "Advice",
            )
            for h in _HEURISTICS
        ],
    }
    return {f"_{kind}Index.md": _index(kind, lines) for kind, lines in rows.items()}


def _map() -> dict[str, str]:
    files: dict[str, str] = {}
    rows = []
    total = 0
    for step in _STEPS:
        low = step.lower()
        lines = _source(step).count("\n")
        total += lines
        path = f"src/mill/{low}.py"
        detail = f"_files/src_mill_{low}_py.md"
        rows.append(f"| ✅ | `{path}` | {lines} | To {low} | Impl: {low} | [→](./{detail}) |\n")
        files[detail] = (
            f"# File: `{path}`\n\n| Property | Value |\n|---|---|\n| Lines | {lines} |\n"
            f"| Functions | `{low}` |\n| Imports | math |\n"
        )
    head = "| Status | File | Lines | Purpose | Coverage | Details |\n|---|---|---|---|---|---|\n"
    files[f"_RepoMap_{_SCOPE}.md"] = (
        f"# Repository Map: {_SCOPE}\n\n| Property | Value |\n|---|---|\n"
        "| Repository | https://example.com/acme/mill |\n| Branch | main |\n"
        f"| Generated | {_DAY} 10:00 |\n| Python Files | {len(_STEPS)} |\n"
        f"| Total Lines | {total:,} |\n| Explored | {len(_STEPS)}/{len(_STEPS)} |\n\n"
        f"{head}{''.join(rows)}"
    )
    return files


def _reports() -> dict[str, str]:
    tree = "\n".join(f"├── {_SCOPE}_{leaf}.md" for leaf in _ENVIRONMENTS)
    links = "".join(
        f"- {leaf} → {len(_STEPS) // 2} implementations\n"
        for leaf in (*_ENVIRONMENTS, *_HEURISTICS)
    )
    types = {
        "Workflows": len(_FLOWS),
        "Principles": len(_STEPS),
        "Implementations": len(_STEPS),
        "Environments": len(_ENVIRONMENTS),
        "Heuristics": len(_HEURISTICS),
    }
    counts = "".join(f"| {kind} | {number} |\n" for kind, number in types.items())
    return {
        "_reports/phase3_enrichment.md": (
            "# Phase 3\n\n- **Environment pages created:** 2\n- **Heuristic pages created:** 2\n"
            f"- **Total new pages:** 4\n\n## Links Added\n\n{links}\n## Files Created\n\n"
            f"### Environment Pages (2 files)\n\n```\nenvironments/\n{tree}\n```\n\n"
            "- `_EnvironmentIndex.md`: 2 entries, all with ✅Impl connections\n\n"
            f"*Generated: {_DAY}*\n"
        ),
        "_reports/phase4_audit.md": (
            f"# Phase 4\n\n| Type | Count |\n|------|-------|\n{counts}"
            f"| **Total Pages** | **{sum(types.values())}** |\n\n"
            "### Rule 2: Edge Targets Exist ✅ PASSED\n\n## Graph Status: VALID\n\n"
            f"*Generated: {_DAY}*\n"
        ),
    }
