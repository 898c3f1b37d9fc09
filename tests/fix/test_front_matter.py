"""``kbaudit fix --front-matter``: from infobox and text to YAML, and nothing else."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditing import knowledge_base
from kbaudit.cli.group import cli
from kbaudit.engine.fixer.mirror import mirroring
from kbaudit.model.edit import Edit, Fix, Safety, apply_edits
from kbaudit.model.span import Span
from kbaudit.read.page import Page
from kbaudit.read.page_instance import page_instance

INFOBOX = """\
{| class="wikitable" style="float:right;"
|-
! Knowledge Sources
|
* [[source::Repo|Rocket|https://github.com/acme/rocket]]
* [[source::Discussion|Landing without legs]]
|-
! Domains
| [[domain::Guidance]], [[domain::Deep Space]]
|-
! Last Updated
| [[last_updated::2026-01-10 00:00 GMT]]
|}
"""
TEXT = """\
== Overview ==

Legs first, see `src/legs.py:10-12`.

== Related Pages ==

* [[implemented_by::Implementation:acme_rocket_Legs]]
"""
MADE = """\
---
schema: 1
type: Principle
name: acme_rocket_Landing
scope: acme_rocket
sources:
  - kind: Repo
    title: Rocket
    url: https://github.com/acme/rocket
  - kind: Discussion
    title: Landing without legs
domains:
  - Guidance
  - Deep Space
last_updated: 2026-01-10
relations:
  implemented_by:
    - acme_rocket_Legs
citations:
  - path: src/legs.py
    lines: 10-12
---
"""
PAGE = "principles/acme_rocket_Landing.md"
LEGS = "---\ntype: Implementation\nname: acme_rocket_Legs\n---\n# Legs\n"


def lay_out(root: Path, page: str | bytes, more: dict[str, str] | None = None) -> Path:
    files = {"_RepoMap_acme_rocket.md": "# Map\n", "implementations/acme_rocket_Legs.md": LEGS}
    for name, text in {**files, PAGE: page, **(more or {})}.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
    return root


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["fix", str(root), "--front-matter", *options])


def migrated(root: Path, page: str, *options: str) -> str:
    result = run(lay_out(root, page), *options)
    assert result.exit_code == 0, result.output
    return (root / PAGE).read_bytes().decode()


def test_from_infobox_and_text(tmp_path: Path) -> None:
    made = migrated(tmp_path, INFOBOX + "\n" + TEXT)
    assert made == MADE + "\n" + INFOBOX + "\n" + TEXT
    files = {p: (tmp_path / p).read_text() for p in (PAGE, "_RepoMap_acme_rocket.md")}
    before, after = (
        page_instance(page, "acme_rocket").data
        for text in (INFOBOX + "\n" + TEXT, made)
        if isinstance(page := knowledge_base({**files, PAGE: text}).by_path[PAGE], Page)
    )
    assert before == after


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: text.removesuffix("\n"),
    lambda text: "\n" + text,
    lambda text: "\ufeff\r\n" + text.replace("\n", "\r\n").removesuffix("\r\n"),
])  # fmt: skip
def test_bytes_of_the_text_stay(tmp_path: Path, change: object) -> None:
    assert callable(change)
    page = change("# Landing\n\n" + INFOBOX + TEXT)
    made = migrated(tmp_path, page)
    mark = "\ufeff" if page.startswith("\ufeff") else ""
    assert made.startswith(mark + "---")
    assert made.endswith(page.removeprefix(mark))
    end = "\r\n" if "\r" in page else "\n"
    assert made.removeprefix(mark).startswith(MADE.replace("\n", end))
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    times = {file: file.stat().st_mtime_ns for file in files}
    again = run(tmp_path)
    assert (again.output, again.exit_code) == ("Nothing to fix.\n", 0)
    assert {file: file.stat().st_mtime_ns for file in files} == times


def test_without_an_infobox_what_is_not_known_is_listed(tmp_path: Path) -> None:
    result = run(lay_out(tmp_path, "# Landing\n\nLegs first.\n"))
    assert result.output == (
        f"fixed {tmp_path}/{PAGE}: 1 (front-matter 1); "
        "not known: `sources`, `domains`, `last_updated` and `relations`\n\n"
        "Fixed 1 finding in 1 file.\n"
    )
    assert (tmp_path / PAGE).read_text() == (
        "---\nschema: 1\ntype: Principle\nname: acme_rocket_Landing\nscope: acme_rocket\n---\n\n"
        "# Landing\n\nLegs first.\n"
    )


def test_what_a_rule_would_report_is_left_out(tmp_path: Path) -> None:
    page = "# Landing\n\nSee `/home/jo/rocket/src/a.py:3` and `src/legs.py:4`.\n"
    result = run(lay_out(tmp_path, page))
    assert "; left out: `citations[0]` (of somebody's machine)\n" in result.output
    made = (tmp_path / PAGE).read_text()
    assert 'citations:\n  - path: src/legs.py\n    lines: "4"\n---\n' in made
    assert made.endswith(page)


def test_front_matter_of_other_programs_is_listed(tmp_path: Path) -> None:
    result = run(lay_out(tmp_path, '+++\ntitle = "Landing"\n+++\n# Landing\n'))
    assert result.output == (
        f"left {tmp_path}/{PAGE}:1:1 front-matter: the front matter is TOML: write YAML by hand\n\n"
        "Nothing was fixed.\n1 finding remains: 1 warning.\n"
    )


def test_a_version_in_words_is_not_any_version(tmp_path: Path) -> None:
    page = "## Dependencies\n\n- `fuel` from version 3 on\n- `oil` (for 2 engines)\n- `wax` 1.x\n"
    run(lay_out(tmp_path, TEXT, {"environments/acme_rocket_Base.md": page}))
    made = (tmp_path / "environments/acme_rocket_Base.md").read_text()
    assert 'requirements:\n  oil: "*"\n---\n' in made


def test_names_of_a_list_are_of_one_kind(tmp_path: Path) -> None:
    page = (
        "# Landing\n\n* [[uses_heuristic::Implementation:acme_rocket_Engine]]\n"
        "* [[uses_heuristic::Workflow:acme_rocket_Launch]]\n"
    )
    run(lay_out(tmp_path, TEXT, {"heuristics/acme_rocket_Cold.md": page}))
    made = (tmp_path / "heuristics/acme_rocket_Cold.md").read_text()
    assert (
        "  uses_heuristic:\n    - Implementation:acme_rocket_Engine\n"
        "    - Workflow:acme_rocket_Launch\n"
    ) in made


def test_a_patch_changes_nothing(tmp_path: Path) -> None:
    result = run(lay_out(tmp_path, TEXT), "--diff")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"--- a/{PAGE}\n+++ b/{PAGE}\n@@ -1,3 +1,")
    assert "+type: Principle\n" in result.stdout
    assert (tmp_path / PAGE).read_text() == TEXT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (INFOBOX + "\n" + TEXT, "\n" + TEXT),
        ("# Landing\n\n" + INFOBOX + "\n" + TEXT, "\n# Landing\n\n" + TEXT),
        ("# Landing\n" + INFOBOX + TEXT, "\n# Landing\n" + TEXT),
        ("# Landing\n\n" + INFOBOX.rstrip(), "\n# Landing\n\n"),
    ],
)
def test_an_infobox_goes_with_its_lines(tmp_path: Path, before: str, after: str) -> None:
    made = migrated(tmp_path, before, "--drop-infobox")
    assert made.partition("\n---\n")[2] == after
    assert run(tmp_path, "--drop-infobox").output == "Nothing to fix.\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("|-\n! Status\n| draft\n|}\n", "Statusdraft"),
        ("|-\n! Tags\n| [[tag::legs]]\n|}\n", "Tags[[tag::legs"),
        ("|}\n", ""),
    ],
)
def test_an_infobox_that_says_more_stays(tmp_path: Path, row: str, told: str) -> None:
    page = INFOBOX.replace("|}\n", row) + TEXT
    result = run(lay_out(tmp_path, page), "--drop-infobox")
    made = (tmp_path / PAGE).read_text()
    assert made.endswith(page) == bool(told)
    assert (f"the infobox stays for what it says of `{told}`" in result.output) == bool(told)


def test_an_infobox_below_yaml_goes_once_that_says_all(tmp_path: Path) -> None:
    made = migrated(tmp_path, INFOBOX + "\n" + TEXT)
    (tmp_path / PAGE).write_text(made.replace("  - Guidance\n", ""))
    assert run(tmp_path, "--drop-infobox").output == "Nothing to fix.\n"
    (tmp_path / PAGE).write_text(made)
    assert run(tmp_path, "--drop-infobox").exit_code == 0
    assert (tmp_path / PAGE).read_text() == MADE + "\n" + TEXT


@pytest.mark.parametrize(
    "page",
    [
        "---\ntype: Principle\n---\n" + INFOBOX,
        "---\ntype: [\n---\n# Landing\n",
        "---\ntype: Principle\n# Landing\n",
        b"\xff\xfe\x00",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12\n",
        '+++\ntitle = "Landing"\n+++\n# Landing\n',
        '{"title": "Landing"}\n\n# Landing\n',
    ],
)
def test_pages_that_are_left_alone(tmp_path: Path, page: str | bytes) -> None:
    run(lay_out(tmp_path, page))
    data = page.encode() if isinstance(page, str) else page
    assert (tmp_path / PAGE).read_bytes() == data


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--drop-infobox"], "--drop-infobox goes with --front-matter"),
        (["--front-matter", "--update-lines"], "--front-matter is a repair of its own"),
        (["--front-matter", "--select", "page"], "--front-matter is a repair of its own"),
        (["--front-matter", "--unsafe"], "--front-matter is a repair of its own"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, options: list[str], message: str) -> None:
    result = CliRunner().invoke(cli, ["fix", str(lay_out(tmp_path, TEXT)), *options])
    assert result.exit_code == 2
    assert message in result.output


def test_repairs_of_the_text_reach_its_front_matter(tmp_path: Path) -> None:
    page = "* [[implemented_by::Implementation:Legs]]\n\n`src/legs.py:4`\n"
    lay_out(tmp_path, page)
    assert run(tmp_path).exit_code == 0
    written = (tmp_path / PAGE).read_text()
    assert "    - Legs\n" in written
    result = CliRunner().invoke(cli, ["fix", str(tmp_path), "--select", "unscoped-name"])
    assert "Fixed 1 finding in 1 file." in result.output
    fixed = (tmp_path / PAGE).read_text()
    assert fixed == written.replace("- Legs", "- acme_rocket_Legs").replace(
        "Implementation:Legs", "Implementation:acme_rocket_Legs"
    )


def test_of_two_places_that_say_the_same_the_last_repair_reaches_front_matter(
    tmp_path: Path,
) -> None:
    page = "* [[implemented_by::Implementation:Legs]]\n* [[implemented_by::Impl:Legs]]\n"
    lay_out(tmp_path, page)
    assert run(tmp_path).exit_code == 0
    assert (tmp_path / PAGE).read_text().count("- Legs\n") == 1
    result = CliRunner().invoke(cli, ["fix", str(tmp_path), "--select", "unscoped-name"])
    assert "Fixed 2 findings in 1 file." in result.output
    fixed = (tmp_path / PAGE).read_text()
    assert fixed.count("- acme_rocket_Legs\n") == 1
    assert fixed.count(":acme_rocket_Legs]]") == 2


def test_repairs_reach_lists_in_which_names_have_their_type(tmp_path: Path) -> None:
    heuristic = "heuristics/acme_rocket_Cold.md"
    page = (
        "* [[uses_heuristic::Implementation:Legs]]\n"
        "* [[uses_heuristic::Workflow:Launch]]\n"
    )  # fmt: skip
    more = {heuristic: page, "workflows/acme_rocket_Launch.md": "# Launch\n"}
    assert run(lay_out(tmp_path, TEXT, more)).exit_code == 0
    written = (tmp_path / heuristic).read_text()
    assert "    - Implementation:Legs\n    - Workflow:Launch\n" in written
    CliRunner().invoke(cli, ["fix", str(tmp_path), "--select", "unscoped-name"])
    fixed = (tmp_path / heuristic).read_text()
    assert fixed == written.replace(":Legs", ":acme_rocket_Legs").replace(
        ":Launch", ":acme_rocket_Launch"
    )


def test_repairs_of_pins_reach_front_matter_that_is_written_without_blanks() -> None:
    place = "environments/acme_rocket_Python.md"
    top = "---\nname: acme_rocket_Python\nrequirements: {numpy: %s, scipy: '>= 1.2'}\n---\n"
    text = top % "'>=1.20'" + "* `numpy` >= 1.20\n"
    at = text.rindex("1.20")
    edit = Edit(place, Span(at, at + 4), "1.26")
    made = mirroring(knowledge_base({place: text}))(Fix("write 1.26", (edit,), Safety.SAFE))
    assert apply_edits(text, sorted(made.edits)) == top % '">=1.26"' + "* `numpy` >= 1.26\n"
