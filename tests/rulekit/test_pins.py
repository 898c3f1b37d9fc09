"""Pins held against the target, their repairs in the author's style, and since when they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditing import History, knowledge_base
from kbaudit.read.pins import Pin
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import PinHistory, PinState, judge_pin
from kbaudit.rulekit.sources import Sources
from kbaudit.rules._pins import in_the_style_of
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.requirements import Requirements
from kbaudit.target.requirements.meaning import Relation, meaning, relation

PAGE = "environments/a_b_C.md"


def pins_of(text: str) -> tuple[Pin, ...]:
    (file,) = knowledge_base({PAGE: text}).files
    return file.pins.pins


def verdict(page: str, **files: str) -> tuple[str, str]:
    names = {"setup": "setup.py", "project": "pyproject.toml", "code": "src/a.py"}
    tree = {names.get(name, f"{name}.txt"): text for name, text in files.items()}
    (pin,) = pins_of(f"## Dependencies\n* {page}\n")
    found = judge_pin(pin, Requirements(MemoryTarget({"v1": tree}).revision()))
    return found.state.value, found.decided


@pytest.mark.parametrize(
    ("page", "stated", "state"),
    [
        ("`torch` >= 2.2", "torch>=2.2.0", "equal"),
        ("PyTorch >= 2.2", "torch>=2.2", "equal"),
        ("`huggingface_hub` >= 1.0", "Huggingface.Hub>=1", "equal"),
        ("`torch` >= 2.2", "torch>=2.6", "looser"),
        ("`torch` >= 2.6", "torch>=2.2", "tighter"),
        ("`torch` < 2", "torch>=2.2", "disjoint"),
        ("`torch` >= 2, < 3", "torch>=2.2,<4", "other"),
        ("`torch` >= 2", "torch", "unstated"),
        ("`torch` >= 2", "torch @ https://example.org/t.zip", "unstated"),
        ("`torch` >= 2", "numpy", "unknown"),
        ("`torch`", "torch>=2", "open"),
        ("`torch`", "numpy", "unknown"),
    ],
)
def test_states(page: str, stated: str, state: str) -> None:
    assert verdict(page, requirements=f"{stated}\n")[0] == state


def test_places_that_disagree_decide_nothing() -> None:
    project = '[project]\ndependencies = ["torch>=2.2"]\n[dependency-groups]\nd = ["torch>=2.4"]\n'
    assert verdict("`torch` >= 2.4", project=project) == ("equal", "")
    assert verdict("`torch` >= 2.0", project=project) == ("looser", "")
    agreed = project.replace("2.4", "2.2.0")
    assert verdict("`torch` >= 2.0", project=agreed) == ("looser", ">=2.2")


def test_code_excuses_what_is_tighter_and_never_what_is_looser() -> None:
    code = 'import torch\nx = version.parse(torch.__version__) >= version.parse("2.4")\n'
    assert verdict("`torch` >= 2.4", requirements="torch>=2.2\n", code=code)[0] == "equal"
    assert verdict("`torch` >= 2.4", requirements="torch>=2.6\n", code=code)[0] == "looser"
    assert verdict("`torch` >= 2.0", code=code)[0] == "unstated"
    assert verdict("`torch` >= 2.0", code='TORCH_MIN_VERSION = "2.4"\n')[0] == "looser"


def test_lists_beside_the_project_count() -> None:
    project = '[project]\ndependencies = ["torch>=2.2"]\n'
    assert verdict("`torch` == 2.4", requirements="torch==2.4.0\n", project=project)[0] == "equal"


@pytest.mark.parametrize(
    ("written", "wanted", "text"),
    [
        (">= 2.2", ">=2.6", ">= 2.6"),
        (">=2.2", ">=2.6", ">=2.6"),
        ("3.10+", ">=3.11.0", "3.11+"),
        ("3.10.0+", ">=3.11.0", "3.11.0+"),
        ("3.10 or newer", ">=3.11", "3.11 or newer"),
        ("3.10+", ">=3.11,<4", ""),
        (">= 0.22.0, <= 0.23.0", "<0.24.0,>=0.23.1", ">= 0.23.1, < 0.24.0"),
        (">=0.22.0,<=0.23.0", "<0.24.0,>=0.23.1", ">=0.23.1,<0.24.0"),
        ("!= 2019.12.17", ">=2025.10.22", ">= 2025.10.22"),
        (">=2.2", ">=2.2,<3", ">=2.2,<3"),
        (">= 2.2", ">=2.2,<3", ">= 2.2, < 3"),
        ("= 11.8", "==12.1", "= 12.1"),
        ("≥ 2.2", ">=2.6", "≥ 2.6"),
        ("^18.2", ">=19,<20", ""),
        (">=2", "", ""),
    ],
)
def test_style(written: str, wanted: str, text: str) -> None:
    assert in_the_style_of(written, wanted) == text


_VERSION = st.lists(st.integers(0, 30), min_size=1, max_size=3).map(lambda n: ".".join(map(str, n)))
_SIGN = st.sampled_from([">=", "<=", "==", "!=", "<", ">"])
_SPECIFIER = st.lists(st.tuples(_SIGN, _VERSION).map("".join), min_size=1, max_size=3)


@given(_SPECIFIER, _SPECIFIER, st.sampled_from(["", " "]), st.booleans())
def test_what_is_written_means_what_was_wanted(
    own: list[str], target: list[str], gap: str, plus: bool
) -> None:
    spaced = [clause.replace("=", f"={gap}", 1) if "=" in clause else clause for clause in own]
    written = "3.10+" if plus else f",{gap}".join(spaced)
    wanted = ",".join(target)
    text = in_the_style_of(written, wanted)
    if text:
        again, meant = meaning(text), meaning(wanted)
        assert again is not None
        assert meant is not None
        assert relation(again, meant) is Relation.EQUAL


def history(*lists: str) -> tuple[PinHistory, Sources]:
    """The history of ``torch >= 2.2`` over revisions of a requirements file."""
    page = "---\nrevision: v1\n---\n## Dependencies\n* `torch` >= 2.2\n"
    kb = knowledge_base({PAGE: page})
    target = History({f"v{at}": {"requirements.txt": text} for at, text in enumerate(lists, 1)})
    sources = Sources(kb, target, target.revision())
    (pin,) = kb.files[0].pins.pins
    return PinHistory(sources, pin), sources


def since(*lists: str) -> str:
    found, sources = history(*lists)
    return sources.target.release(found.since, sources.revision) if found.since else ""


def test_since_the_commit_that_changed_the_requirement() -> None:
    assert since("torch>=2.2\n", "# new\ntorch >= 2.2.0\n", "torch>=2.4\n", "torch>=2.6\n") == "v3"
    assert since("torch>=2.2\n", "torch>=2.4\n", "torch>=2.2\n", "a\ntorch>=2.6\n") == "v4"
    assert since("torch>=2.2\n", "torch>=2.6\n") == "v2"


def test_certain_only_when_the_page_followed_the_target() -> None:
    assert history("torch>=2.2\n", "torch>=2.6\n")[0].certain
    assert not history("torch>=2.2\ntorch>=2.3\n", "torch>=2.6\n")[0].certain
    assert not history("torch>=2.2\n", "torch>=2.6\ntorch>=2.7\n")[0].certain
    wrong = history("torch>=2.0\n", "torch>=2.6\n")[0]
    assert not wrong.drifted
    assert wrong.then is not None
    assert wrong.then.state is PinState.TIGHTER


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("## Dependencies\n* `torch` >= 2.2\n", True),
        ("## Requirements\n### GPU\n* `torch` >= 2.2\n", True),
        ("## Anything\n* `torch` >= 2.2\n", True),
        ("## Compatibility Notes\n* `torch` < 2.2: broken\n", False),
        ("## Dependencies\n### Known Errors\n* `torch` == 2.2\n", False),
        ("## Overview\nNeeds PyTorch 2.2+, and more.\n", True),
        ("## Overview\nPyTorch 2.2+ for torch.compile.\n", False),
        ("## Usage\nPyTorch 2.2+, and more.\n", False),
        ("Run `pip install torch==2.2`.\n", True),
    ],
)
def test_what_states_a_need(text: str, statement: bool) -> None:
    (file,) = knowledge_base({PAGE: text}).files
    (pin,) = file.pins.pins
    assert is_statement(file, pin) is statement


@pytest.mark.parametrize(
    ("path", "text", "statement"),
    [
        ("_EnvironmentIndex.md", "| a_b_C | needs Python 3.10+, PyTorch 2.2+ |\n", True),
        ("_reports/phase3.md", "| a_b_C | Python 3.10+, PyTorch 2.2+ |\n", True),
        ("_reports/phase3.md", "We looked at PyTorch 2.2+, and liked it.\n", False),
        ("workflows/a_b_W.md", "PyTorch 2.2+, and more.\n", False),
    ],
)
def test_tables_of_reports_and_notes_of_indexes_state_needs(
    path: str, text: str, statement: bool
) -> None:
    file = knowledge_base({path: text}).by_path[path]
    assert file.pins.pins
    assert {is_statement(file, pin) for pin in file.pins.pins} == {statement}


def test_items_of_other_pages_are_parameters() -> None:
    (file,) = knowledge_base({"implementations/a_b_f.md": "## Parameters\n* `steps` = 5\n"}).files
    assert [is_statement(file, pin) for pin in file.pins.pins] in ([], [False])


@pytest.mark.parametrize(
    ("page", "asked", "state"),
    [
        ("`python` >= 3.9, < 3.13", ">=3.9,<=3.12", "equal"),
        ("Python 3.10+", ">=3.10,<4.0", "equal"),
        ("`python` = 3.10", "==3.10.*", "equal"),
        ("Python 3.10+", ">=3.10,<3.14", "equal"),
        ("`python` >= 3.10", ">=3.10,<3.14,!=3.11.0", "looser"),
        ("Python 3.9+", ">=3.10", "looser"),
    ],
)
def test_python_as_people_mean_it(page: str, asked: str, state: str) -> None:
    assert verdict(page, project=f'[project]\nrequires-python = "{asked}"\n')[0] == state


def test_packages_of_one_repository_that_disagree_decide_nothing() -> None:
    def pinned(page: str) -> PinState:
        tree = {
            f"libs/{name}/pyproject.toml": f'[project]\ndependencies = ["numpy{asked}"]\n'
            for name, asked in (("a", ">=2"), ("b", ">=1.20"))
        }
        (pin,) = pins_of(f"## Dependencies\n* {page}\n")
        return judge_pin(pin, Requirements(MemoryTarget({"v1": tree}).revision())).state

    assert pinned("`numpy` >= 1.26") is PinState.UNSTATED
    assert pinned("`numpy` >= 1.20.0") is PinState.EQUAL
    assert pinned("`numpy` >= 1.10") is PinState.LOOSER
