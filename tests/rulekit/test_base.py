"""Which revision a knowledge base was true at: what pages say, and what their quotes prove."""

from collections.abc import Mapping

import pytest

from auditing import knowledge_base
from kbaudit.model.errors import TargetError
from kbaudit.rulekit.base import Base, find_base
from kbaudit.target.memory import MemoryTarget

FIRST_DAY, SECOND_DAY, THIRD_DAY = "2023-11-14", "2023-11-15", "2023-11-16"
"""Days of the revisions below; each was made at 22:13:20."""

QUOTE = "```python\ndef start(minutes):\n    return minutes * 60 + warm_up_time\n```\n"
CODE = "def start(minutes):\n    return minutes * 60 + warm_up_time\n"
TARGET = {
    "v1": {"src/pump.py": f"import water\n\n{CODE}"},
    "v2": {"src/pump.py": f"import fire\nimport water\nimport wind\n\nDRY = 1\nWET = 2\n\n{CODE}"},
    "v3": {"src/pump.py": "# More.\n" + "\n" * 13 + CODE},
}
LINES = {"v1": "3-4", "v2": "8-9", "v3": "15-16"}


def page(lines: str, updated: str = "") -> str:
    box = f'{{| class="wikitable"\n|-\n| [[last_updated::{updated}]]\n|}}\n\n' if updated else ""
    return f"{box}From `src/pump.py:{lines}`:\n\n{QUOTE}"


def base_of(
    files: Mapping[str, str], rev: str = "v3", asked: str = "", scope: str = ""
) -> tuple[Base, str]:
    """The base, and the name of its revision."""
    target = MemoryTarget(TARGET)
    kb = knowledge_base(files)
    chosen = tuple(f for f in kb.files if not scope or kb.scope_of(f) == scope)
    found = find_base(kb, chosen, target, target.revision(rev), asked)
    assert found is not None
    names = {target.revision(name).commit: name for name in TARGET}
    return found, names[found.revision.commit]


def map_of(time: str, scope: str = "acme_pump") -> dict[str, str]:
    table = f"| Property | Value |\n|---|---|\n| Generated | {time} |\n"
    return {f"_RepoMap_{scope}.md": table}


PAGE = "implementations/acme_pump_Start.md"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (f"{SECOND_DAY} 22:30", "v2"),
        (f"{SECOND_DAY} 22:00", "v1"),
        (f"{SECOND_DAY}T22:30", "v2"),
        (SECOND_DAY, "v2"),
        (f"{SECOND_DAY} 00:00", "v2"),
        (f"{FIRST_DAY} 23:59 GMT", "v1"),
        ("2035-01-01", "v3"),
        ("2001-01-01", "v3"),
        ("2023-13-45", "v3"),
        ("yesterday", "v3"),
        ("", "v3"),
    ],
)
def test_the_time_of_the_map_names_the_commit_before_it(time: str, expected: str) -> None:
    assert base_of(map_of(time))[1] == expected


def test_the_last_update_of_pages_is_asked_where_the_map_has_no_time() -> None:
    texts = {
        PAGE: page("900-901", f"{FIRST_DAY} 00:00 GMT"),
        "implementations/acme_pump_Stop.md": page("900-901", f"{SECOND_DAY} 00:00 GMT"),
    }
    found, name = base_of(texts)
    assert name == "v2"
    assert "last update" in found.how
    assert (found.quotes, found.true) == (2, 0)
    assert base_of({**map_of(f"{FIRST_DAY} 23:00"), **texts})[1] == "v1"


def test_front_matter_names_the_revision() -> None:
    matter = "---\ntype: Implementation\nrevision: v2\n---\n\n"
    found, name = base_of({**map_of(f"{FIRST_DAY} 23:00"), PAGE: matter + "Nothing is quoted.\n"})
    assert (name, found.how) == ("v2", "verified at v2, say pages")
    unknown = matter.replace("v2", "v77")
    assert base_of({**map_of(f"{FIRST_DAY} 23:00"), PAGE: unknown})[1] == "v1"


@pytest.mark.parametrize("written_at", LINES)
def test_quotes_outweigh_every_date(written_at: str) -> None:
    for time in (FIRST_DAY, SECOND_DAY, THIRD_DAY):
        texts = {**map_of(f"{time} 23:00"), PAGE: page(LINES[written_at], f"{SECOND_DAY} 00:00")}
        found, name = base_of(texts)
        candidates = {"v3", "v2", {FIRST_DAY: "v1", SECOND_DAY: "v2"}.get(time, "v3")}
        if written_at in candidates:
            assert name == written_at
            assert (found.quotes, found.true) == (1, 1)


def test_of_two_bases_with_as_many_true_quotes_the_exact_one_is_it() -> None:
    target = {
        "v1": {"src/pump.py": f"import water\n\n{CODE}"},
        "v2": {"src/pump.py": f"import fire\nimport water\n\n{CODE}"},
    }
    kb = knowledge_base({**map_of(f"{FIRST_DAY} 23:00"), PAGE: page("4-5")})
    memory = MemoryTarget(target)
    found = find_base(kb, kb.files, memory, memory.revision())
    assert found is not None
    assert found.revision.asked == "v2"
    assert (found.true, found.exact) == (1, 1)


def test_without_quotes_the_likeliest_date_stays() -> None:
    found, name = base_of({**map_of(f"{SECOND_DAY} 23:00"), PAGE: "See `src/pump.py:3-4`.\n"})
    assert (name, found.quotes) == ("v2", 0)
    assert (
        found.note == f"base {found.revision.commit[:10]} (from the map's time, 2023-11-15 23:00)"
    )


def test_the_note_tells_how_well_it_fits() -> None:
    found, _ = base_of({**map_of(f"{SECOND_DAY} 23:00"), PAGE: page("8-9") + page("500-501")})
    assert found.note.endswith("; 1 of 2 quotes are true there)")


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [(0, 0, False), (2, 0, False), (3, 0, True), (5, 1, False), (6, 1, True), (0, 9, False)],
)
def test_a_base_fits_when_nearly_all_of_several_quotes_are_true(
    right: int, wrong: int, expected: bool
) -> None:
    found, _ = base_of({PAGE: page("8-9") * right + page("500-501") * wrong}, asked="v2")
    assert found.fits is expected


def test_a_base_that_is_asked_for_is_taken_as_it_is() -> None:
    found, name = base_of({PAGE: page("3-4")}, asked="v2")
    assert (name, found.how, found.true) == ("v2", "asked for as v2", 0)
    newer, name = base_of({PAGE: page("15-16")}, rev="v1", asked="v3")
    assert (name, newer.true) == ("v3", 1)
    with pytest.raises(TargetError):
        base_of({PAGE: page("3-4")}, asked="v77")


def test_an_older_revision_is_not_held_against_a_date_behind_it() -> None:
    found, name = base_of({**map_of(f"{THIRD_DAY} 23:00"), PAGE: page("15-16")}, rev="v1")
    assert (name, found.true) == ("v1", 0)


def test_nothing_tells_but_the_target_itself() -> None:
    found, name = base_of({PAGE: "Nothing is quoted.\n"})
    assert (name, found.how) == ("v3", "the target itself")
    assert base_of({})[1] == "v3"


def test_only_files_of_the_scope_count() -> None:
    texts = {
        **map_of(f"{FIRST_DAY} 23:00"),
        **map_of(f"{SECOND_DAY} 23:00", "acme_tower"),
        PAGE: "Nothing is quoted.\n",
        "implementations/acme_tower_Build.md": "Nothing either.\n",
    }
    assert base_of(texts, scope="acme_pump")[1] == "v1"
    assert base_of(texts, scope="acme_tower")[1] == "v2"


def test_a_permalink_tells() -> None:
    target = MemoryTarget({"v1.0": TARGET["v1"], "v1.1": TARGET["v2"], "v3": TARGET["v3"]})
    link = "[x](https://github.com/acme/pump/blob/v1.1/src/pump.py#L8-L9)"
    kb = knowledge_base({PAGE: f"{link}\n\n{page(LINES['v2'])}"})
    base = find_base(kb, kb.files, target, target.revision("v3"))
    assert base.how == "v1.1, says a permalink"


def test_a_release_tells_where_nothing_else_does() -> None:
    files = {f"implementations/acme_pump_{n}.md": page(LINES["v1"]) for n in range(3)}
    base, name = base_of(files)
    assert name == "v1"
    assert base.how == "release v1, under which most quotes are true"
    assert (base.true, base.quotes) == (3, 3)


def test_two_quotes_are_too_few_to_try_releases() -> None:
    files = {f"implementations/acme_pump_{n}.md": page(LINES["v1"]) for n in range(2)}
    assert base_of(files)[1] == "v3"


def test_a_map_names_its_revision() -> None:
    table = "| Property | Value |\n|---|---|\n| Release | v1.0 |\n"
    target = MemoryTarget({"v1.0": TARGET["v1"], "v3": TARGET["v3"]})
    kb = knowledge_base({"_RepoMap_acme_pump.md": table, PAGE: page(LINES["v1"])})
    base = find_base(kb, kb.files, target, target.revision("v3"))
    assert base.how == "v1.0, says the map"


def test_what_is_true_enough_is_not_looked_up_in_releases() -> None:
    files = {f"implementations/acme_pump_{n}.md": page(LINES["v3"]) for n in range(9)}
    files[PAGE] = page(LINES["v1"])
    base, name = base_of(files)
    assert (name, base.true, base.quotes) == ("v3", 9, 10)
