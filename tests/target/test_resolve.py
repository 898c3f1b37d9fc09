"""Which file a written path means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.target.resolve import Evidence, PathIndex, resolve

FILES = [
    "setup.py",
    "src/peft/__init__.py",
    "src/peft/config.py",
    "src/peft/tuners/lora/config.py",
    "src/peft/tuners/lora/model.py",
    "src/peft/tuners/ia3/model.py",
    "src/peft/tuners/ia3/config.py",
    "src/peft/helpers.py",
    "tests/helpers.py",
    "tests/regression/model.py",
    "examples/train.py",
]
INDEX = PathIndex(FILES)


@pytest.mark.parametrize(
    ("path", "found", "how"),
    [
        ("setup.py", "setup.py", "whole"),
        ("./setup.py", "setup.py", "whole"),
        ("/setup.py", "setup.py", "whole"),
        ("src/peft/config.py", "src/peft/config.py", "whole"),
        ("src\\peft\\config.py", "src/peft/config.py", "whole"),
        ("peft/config.py", "src/peft/config.py", "suffix"),
        ("lora/config.py", "src/peft/tuners/lora/config.py", "suffix"),
        ("train.py", "examples/train.py", "suffix"),
        ("/tmp/praxium_repo_x/src/peft/config.py", "src/peft/config.py", "prefix"),
        ("/home/u/proj/setup.py", "setup.py", "prefix"),
        ("C:\\work\\peft\\src\\peft\\config.py", "src/peft/config.py", "prefix"),
        ("~/peft/tests/helpers.py", "tests/helpers.py", "prefix"),
        ("helpers.py", "src/peft/helpers.py", "context"),
    ],
)
def test_found(path: str, found: str, how: str) -> None:
    resolution = resolve(path, INDEX)
    assert (resolution.status, resolution.path, resolution.how) == ("found", found, how)


@pytest.mark.parametrize(
    "path",
    [
        "onfig.py",  # not at a boundary
        "peft.config",  # a module, not a path
        "src.peft.config",
        "other/config.py",
        "work/src/peft/config.py",  # not absolute: another repository, perhaps
        "src/peft",
        "",
        "/",
        "Setup.py",
    ],
)
def test_missing(path: str) -> None:
    assert resolve(path, INDEX).status == "missing"


def test_ambiguous_stays_ambiguous_and_is_ranked() -> None:
    resolution = resolve("model.py", INDEX)
    assert resolution.status == "ambiguous"
    assert resolution.path is None
    assert resolution.candidates == (
        "src/peft/tuners/ia3/model.py",
        "src/peft/tuners/lora/model.py",
        "tests/regression/model.py",
    )


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        (Evidence(near=["lora"]), "src/peft/tuners/lora/model.py"),
        (Evidence(near=["peft"]), None),
        (Evidence(near=["lora", "ia3"]), None),
        (Evidence(cited=["src/peft/tuners/ia3/config.py"]), "src/peft/tuners/ia3/model.py"),
        (Evidence(cited=["src/peft/tuners/ia3/model.py"]), "src/peft/tuners/ia3/model.py"),
        (Evidence(cited=["setup.py"]), None),
        (Evidence(cited=["src/peft/tuners/ia3/config.py"], near=["lora"]), None),
        (Evidence(fit=lambda path: 0.9 * ("lora" in path)), "src/peft/tuners/lora/model.py"),
        (Evidence(fit=lambda path: 0.9), None),
        (Evidence(fit=lambda path: 0.2 * ("lora" in path)), None),
        (
            Evidence(fit=lambda path: float("lora" in path), near=["ia3"]),
            "src/peft/tuners/lora/model.py",
        ),
        (Evidence(fit=lambda path: 0.4 * ("lora" in path), near=["ia3"]), None),
        (Evidence(fit=lambda path: float("tests" in path)), "tests/regression/model.py"),
    ],
)
def test_evidence_decides_or_does_not(evidence: Evidence, found: str | None) -> None:
    resolution = resolve("model.py", INDEX, evidence)
    assert resolution.path == found
    assert resolution.status == ("found" if found else "ambiguous")
    assert len(resolution.candidates) == 3


def test_similar_names() -> None:
    assert INDEX.similar("src/peft/lora/model.py")[0] == "src/peft/tuners/lora/model.py"
    assert INDEX.similar("src/peft/tuners/ia3/modle.py")[0] == "src/peft/tuners/ia3/model.py"
    assert INDEX.similar("src/peft/confg.py", limit=2)[0] == "src/peft/config.py"
    assert INDEX.similar("zzz.rs") == []
    assert INDEX.similar("setup.cfg") == []


def test_folders() -> None:
    assert INDEX.has_folder("src/peft/tuners/")
    assert INDEX.has_folder("./src")
    assert not INDEX.has_folder("peft")
    assert not INDEX.has_folder("setup.py")


@given(
    st.text(alphabet="abc./\\~:C ", max_size=20), st.sets(st.text("abc/", min_size=1), max_size=6)
)
def test_any_path_has_an_answer(path: str, files: set[str]) -> None:
    index = PathIndex(files)
    resolution = resolve(path, index)
    assert set(resolution.candidates) <= files
    assert (resolution.path is not None) == (resolution.status == "found")
    index.similar(path)
    for one in files - {""}:
        if not one.startswith("/") and "//" not in one and not one.endswith("/"):
            assert resolve(one, index).path == one
