"""Evidence gathered from whole knowledge bases: which quote speaks for which lines, and of what."""

from collections.abc import Mapping

import pytest

from auditing import knowledge_base
from kbaudit.model.edit import Safety
from kbaudit.rulekit.proof import Proof, State
from kbaudit.rulekit.sources import Sources
from kbaudit.target.memory import MemoryTarget

MAP = "| Property | Value |\n|---|---|\n| Repository | acme/pump |\n| Generated | {} |\n"
PAGE = "implementations/acme_pump_Start.md"

START = (
    "def start(minutes):\n"
    "    seconds = minutes * 60 + the_warm_up_of_a_pump\n"
    "    return turn_the_wheel(seconds)\n"
)
STOP = "def stop(pump):\n    pump.turns_each_minute = 0\n    return report_that_it_stands(pump)\n"
LONG = "".join(f"PART_{n} = 'the part with the number {n}'\n" for n in range(12))


def quote(code: str, language: str = "python") -> str:
    return f"\n```{language}\n{code}```\n"


def sources(
    page: str,
    before: Mapping[str, str | bytes],
    after: Mapping[str, str | bytes] | None = None,
    *,
    base: str = "v1",
    name: str = PAGE,
) -> Sources:
    trees = {"v1": before} if after is None else {"v1": before, "v2": after}
    target = MemoryTarget(trees)
    texts = {"_RepoMap_acme_pump.md": MAP.format("2023-11-14 23:00"), name: page}
    kb = knowledge_base(texts)
    return Sources(kb, target, target.revision(), scope=kb.scopes[0], base=base)


def proofs(made: Sources) -> list[Proof]:
    """The verdicts on all cited ranges, in the order of the page."""
    return [
        made.proofs.of(file, citation, lines)
        for file in made.files
        for citation in file.citations
        for lines in citation.ranges
    ]


def shown(proof: Proof) -> tuple[str, tuple[int, int] | None, str]:
    place = (proof.place.start, proof.place.end) if proof.place else None
    return proof.state.name, place, proof.safety.name


ONE = {"pump.py": START + "\n\n" + STOP}
TWO = {"pump.py": "import wheels\n\n\n" + START + "\n\n" + STOP}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            "From `pump.py:1-3`:\n" + quote(START), [("MOVED", (4, 6), "SAFE")], id="its own"
        ),
        pytest.param(
            "From `pump.py:1-3` and `pump.py:6-8`:\n" + quote(START),
            [("MOVED", (4, 6), "SAFE"), ("MOVED", (9, 11), "UNSAFE")],
            id="of the first of two on the line",
        ),
        pytest.param(
            "From `pump.py:1-3, 6-8`:\n" + quote(STOP),
            [("MOVED", (4, 6), "UNSAFE"), ("MOVED", (9, 11), "SAFE")],
            id="of the second of two ranges",
        ),
        pytest.param(
            "From `pump.py:1-3, 6-8`:\n" + quote(START + "...\n" + STOP),
            [("MOVED", (4, 6), "UNSAFE"), ("MOVED", (9, 11), "UNSAFE")],
            id="of both ranges",
        ),
        pytest.param(
            "From `pump.py:1-3`:\n" + quote("pump --start 12 --minutes\n", "bash"),
            [("MOVED", (4, 6), "UNSAFE")],
            id="of another language",
        ),
        pytest.param(
            "See `pump.py:1-3`.\n\nStop it like this:\n" + quote(STOP),
            [("MOVED", (4, 6), "UNSAFE")],
            id="of another sentence",
        ),
        pytest.param(
            "From `pump.py:1-3`, and of `pump.py` lines around 6-8:\n" + quote(START),
            [("MOVED", (4, 6), "SAFE")],
            id="beside rough numbers",
        ),
    ],
)
def test_which_lines_a_quote_speaks_for(
    page: str, expected: list[tuple[str, tuple[int, int] | None, str]]
) -> None:
    found = [shown(proof) for proof in proofs(sources(page, ONE, TWO))]
    assert [one for one in found if one[0] != "UNPROVEN"] == expected


def test_several_files_in_one_list_keep_their_own_lines() -> None:
    page = (
        "=== Source Location ===\n\n* '''File:''' pump.py\n* '''Lines:''' 1-3\n"
        "* '''File:''' parts.py\n* '''Lines:''' 2-4\n"
    )
    made = sources(page, {**ONE, "parts.py": LONG}, {**TWO, "parts.py": "X = 1\n" + LONG})
    places = [proof.place for proof in proofs(made)]
    assert [(p.path, p.start, p.end) for p in places if p] == [
        ("pump.py", 4, 6), ("parts.py", 3, 5),
    ]  # fmt: skip


CLASSES = """\
class First:
    def run(self):
        self.prepare_the_first()
        return self.result_of_first

    def stop(self):
        return "first"


class Second:
    def run(self):
        self.prepare_the_second()
        return self.result_of_second
"""
SIGNATURE = "* **File:** `pump.py`\n* **Lines:** {}\n\n## Signature\n" + quote("def run(self)\n")


def test_a_method_of_several_classes_names_none_of_them() -> None:
    made = sources(
        SIGNATURE.format("11-13"), {"pump.py": CLASSES}, {"pump.py": f"X = 1\n{CLASSES}"}
    )
    assert [shown(one) for one in proofs(made)] == [("MOVED", (12, 14), "UNSAFE")]


def test_the_name_of_the_page_tells_of_which_class() -> None:
    name = "implementations/acme_pump_Second_run.md"
    page = SIGNATURE.format("11-13")
    made = sources(page, {"pump.py": CLASSES}, {"pump.py": f"X = 1\n{CLASSES}"}, name=name)
    assert [shown(one) for one in proofs(made)] == [("MOVED", (12, 14), "SAFE")]


def test_the_method_of_another_class_is_not_taken_for_one_that_went() -> None:
    name = "implementations/acme_pump_First_run.md"
    after = CLASSES[CLASSES.index("class Second") :]
    made = sources(SIGNATURE.format("2-4"), {"pump.py": CLASSES}, {"pump.py": after}, name=name)
    found = proofs(made)
    assert [(one.state, one.safety) for one in found] in (
        [(State.GONE, Safety.HINT)],
        [(State.UNSURE, Safety.HINT)],
    )


def test_the_base_is_the_target() -> None:
    page = "From `pump.py:1-3`:\n" + quote(START) + "\nFrom `pump.py:1-3`:\n" + quote(STOP)
    made = sources(page, ONE)
    assert [shown(one) for one in proofs(made)] == [
        ("PROVEN", None, "HINT"), ("MOVED", (6, 8), "SAFE"),
    ]  # fmt: skip


def test_an_older_release_than_the_base_is_followed_back() -> None:
    target = MemoryTarget({"v1": ONE, "v2": TWO})
    kb = knowledge_base({PAGE: "From `pump.py:4-6`:\n" + quote(START) + "\nAnd `pump.py:9-11`.\n"})
    made = Sources(kb, target, target.revision("v1"), base="v2")
    assert [shown(one) for one in proofs(made)] == [
        ("MOVED", (1, 3), "SAFE"), ("MOVED", (6, 8), "UNSAFE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="other line ends"),
        pytest.param(lambda text: text.replace("    ", "\t"), id="tabs"),
        pytest.param(lambda text: "\ufeff" + text, id="a byte order mark"),
    ],
)
def test_a_target_that_is_written_otherwise(change: object) -> None:
    assert callable(change)
    page = "From `pump.py:1-3`:\n" + quote(START)
    made = sources(page, {"pump.py": change(ONE["pump.py"])}, {"pump.py": change(TWO["pump.py"])})
    found = proofs(made)[0]
    assert found.place is not None
    assert (found.place.start, found.place.end) == (4, 6)
    changed = sources(page, ONE, {"pump.py": change(TWO["pump.py"])})
    found = proofs(changed)[0]
    assert found.place is not None
    assert (found.place.start, found.place.end) == (4, 6)


def test_binary_files_and_files_that_are_missing_prove_nothing() -> None:
    page = "From `pump.py:1-3`:\n" + quote(START) + "\nFrom `gone.py:1-3`:\n" + quote(STOP)
    made = sources(page, {"pump.py": b"\0\1\2\n\0\n\0\n"}, {"pump.py": b"\0\1\2\n\0\n\0\n\0\n"})
    assert all(one.safety is Safety.HINT and one.place is None for one in proofs(made))


def test_a_file_that_was_renamed_and_edited() -> None:
    page = "From `old/pump.py:1-3`:\n" + quote(START)
    after = {"new/motor.py": "import wheels\n\n\n" + START + "\n\n" + STOP + "\nX = 1\n"}
    found = proofs(sources(page, {"old/pump.py": ONE["pump.py"]}, after))[0]
    assert found.place is not None
    assert (found.place.path, found.place.start, found.place.end) == ("new/motor.py", 4, 6)
    assert found.safety is Safety.SAFE


def test_a_path_that_means_another_file_by_now_is_not_followed_into_it() -> None:
    """`pump.py` was of one folder; at the revision only another folder has a file of that name."""
    page = "From `pump.py:1-3`:\n" + quote(START)
    after = {"b/pump.py": LONG, "a/wheel.py": ONE["pump.py"]}
    found = proofs(sources(page, {"a/pump.py": ONE["pump.py"]}, after))[0]
    assert found.place is not None
    assert (found.place.path, found.place.start) == ("a/wheel.py", 1)


WHOLE = "* **File:** `pump.py`\n* **Lines:** 1-{}\n"


@pytest.mark.parametrize(
    ("cited", "before", "after", "expected"),
    [
        (12, LONG, LONG, ("PROVEN", None, "HINT")),
        (12, LONG, LONG + "X = 1\n" * 5, ("MOVED", (1, 17), "SAFE")),
        (13, LONG, LONG + "X = 1\n" * 5, ("MOVED", (1, 17), "SAFE")),
        (17, LONG, LONG + "X = 1\n" * 5, ("PROVEN", None, "HINT")),
        (8, LONG, LONG[: LONG.index("PART_8")], ("PROVEN", None, "HINT")),
        (12, LONG, "from wheels import *\n", ("MOVED", (1, 1), "UNSAFE")),
        (6, LONG, "X = 1\n" + LONG, ("MOVED", (2, 7), "UNSAFE")),
    ],
)
def test_whole_files(
    cited: int, before: str, after: str, expected: tuple[str, tuple[int, int] | None, str]
) -> None:
    made = sources(WHOLE.format(cited), {"pump.py": before}, {"pump.py": after})
    assert [shown(one) for one in proofs(made)] == [expected]


def test_all_verdicts_are_known_by_their_places() -> None:
    page = "`pump.py:6-8`, `pump.py:1-3`, pump.py:L1\n"
    made = sources(page, ONE, TWO)
    (found,) = made.proofs.by_file.values()
    assert [shown(one)[1] for _, one in sorted(found.items())] == [(9, 11), (4, 6), (4, 4)]


def test_the_commit_that_removed_cited_code() -> None:
    page = "From `pump.py:6-8`:\n" + quote(STOP) + "\nAnd `pump.py:1-3`, `gone.py:1`, `pump.py:5`\n"
    made = sources(page, ONE, {"pump.py": START + "\n\n\n"})
    file = next(file for file in made.files if file.path == PAGE)
    removed = [made.removal(file, one, one.ranges[0]) for one in file.citations]
    assert [one.subject if one else "" for one in removed] == ["v2", "", "", ""]


def test_a_citation_is_told_from_others_without_its_numbers() -> None:
    made = sources("From `pump.py:1-3`:\n" + quote(START) + "\nAnd `pump.py:6-8`\n", ONE, TWO)
    file = next(file for file in made.files if file.path == PAGE)
    first, second = (made.proofs.signature(file, one) for one in file.citations)
    assert "def start(minutes):" in first
    assert "1-3" not in first
    assert first != second
