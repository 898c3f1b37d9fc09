"""The requirements of a whole revision: files that include others, what weighs most, problems."""

from collections.abc import Mapping, Sequence

import pytest

from kbaudit.target.memory import MemoryTarget
from kbaudit.target.requirements import Requirements
from kbaudit.target.snapshot import Snapshot
from kbaudit.target.tables import OfThisRun


def collected(files: Mapping[str, str | bytes]) -> Requirements:
    return Requirements(MemoryTarget({"v1": files}).revision())


def specifiers(requirements: Requirements, package: str) -> list[tuple[str, str, int]]:
    return [(r.specifier, r.path, r.line) for r in requirements.of(package)]


def test_included_files_are_followed() -> None:
    requirements = collected(
        {
            "requirements.txt": "-r deps/base.list\n-c limits.cfg\nnumpy\n",
            "deps/base.list": "torch>=2.2\n-r ../more/x.txt\n",
            "more/x.txt": "scipy>=1.10\n",
            "limits.cfg": "numpy<2\n",
        }
    )
    assert specifiers(requirements, "torch") == [(">=2.2", "deps/base.list", 1)]
    assert specifiers(requirements, "scipy") == [(">=1.10", "more/x.txt", 1)]
    assert specifiers(requirements, "numpy") == [
        ("", "requirements.txt", 3),
        ("<2", "limits.cfg", 1),
    ]
    assert requirements.problems == ()


@pytest.mark.parametrize(
    ("files", "path", "reason"),
    [
        ({"requirements.txt": "-r requirements.txt\na\n"}, "requirements.txt", "circle"),
        (
            {"requirements.txt": "-r b.txt\na\n", "b.txt": "-r c.txt\n", "c.txt": "-r b.txt\n"},
            "c.txt",
            "leads back",
        ),
        ({"requirements.txt": "a\n-r nowhere.txt\n"}, "requirements.txt", "which is not there"),
        ({"requirements.txt": "a\n-r ../../x.txt\n"}, "requirements.txt", "outside"),
        ({"requirements.txt": "a\n-r /etc/passwd\n"}, "requirements.txt", "outside"),
        ({"requirements.txt": "a\n-r https://x.org/r.txt\n"}, "requirements.txt", "outside"),
        ({"pyproject.toml": "[project\n", "requirements.txt": "a"}, "pyproject.toml", "not TOML"),
        ({"pyproject.toml": "a = 1\0", "requirements.txt": "a"}, "pyproject.toml", "not TOML"),
        ({"setup.py": "def (:\n", "requirements.txt": "a"}, "setup.py", "not Python"),
        ({"setup.py": "x = 1\0\n", "requirements.txt": "a"}, "setup.py", "not Python"),
        ({"setup.cfg": "x\n", "requirements.txt": "a"}, "setup.cfg", "not an INI"),
        ({"package.json": "{", "requirements.txt": "a"}, "package.json", "not JSON"),
        ({"environment.yml": "a: [", "requirements.txt": "a"}, "environment.yml", "not YAML"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_rest_is_read(
    files: Mapping[str, str], path: str, reason: str
) -> None:
    requirements = collected(files)
    assert [one.name for one in requirements.all] == ["a"]
    (problem,) = requirements.problems
    assert problem.path == path
    assert reason in problem.reason


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": "a = " + "[" * 100_000},
        {"package.json": "[" * 200_000},
        {"package.json": '{"dependencies":' * 50_000},
        {"setup.py": "x = " + "(" * 50_000},
        {"setup.py": "x = " + "-" * 50_000 + "1"},
        {"environment.yml": "[" * 20_000},
        {"requirements.txt": b"a" * (50 << 20)},
        {"requirements.txt": b"torch>=2.2\n" * (5 << 20)},
    ],
    ids=["toml", "json", "json objects", "brackets", "signs", "yaml", "one line", "50 MB"],
)
def test_hostile_files_neither_crash_nor_hang(files: Mapping[str, str | bytes]) -> None:
    requirements = collected(files)
    assert requirements.all == ()
    assert len(requirements.problems) == 1


@pytest.mark.parametrize(
    "doubling",
    [
        "r = r + r",
        "r += r",
        "r = [*r, *r, *r]",
        "r = list(chain(r, r))",
        "r = sum([r, r], [])",
        "r = r if x else r",
        "r = [y for y in r + r]",
        "e = {'a': r, 'b': r}\nr = sum(e.values(), [])",
    ],
)
def test_lists_that_are_doubled_end(doubling: str) -> None:
    text = "r = ['a>=1']\n" + f"{doubling}\n" * 60 + "setup(install_requires=r)\n"
    requirements = collected({"setup.py": text})
    assert {one.name for one in requirements.all} <= {"a"}
    assert requirements.problems == ()


def test_long_sums_and_circles_of_functions_end() -> None:
    long = "setup(install_requires=" + " + ".join(["['a>=1']"] * 400) + ")\n"
    assert {one.name for one in collected({"setup.py": long}).all} == {"a"}
    calls = "def f(x):\n    return f(x) + g(x)\ndef g(x):\n    return f(x) + g(x)\n"
    assert collected({"setup.py": calls + "setup(install_requires=f(['a']))\n"}).problems == ()


def test_a_hundred_thousand_requirements() -> None:
    lines = "".join(f"package-{number}>=1\n" for number in range(100_000))
    requirements = collected({"requirements.txt": lines})
    assert len(requirements.all) == 100_000
    assert specifiers(requirements, "package_99999") == [(">=1", "requirements.txt", 100_000)]


def test_a_long_list_in_toml_is_placed_quickly() -> None:
    lines = "".join(f'  "package-{number}>=1",\n' for number in range(20_000))
    requirements = collected({"pyproject.toml": f"[project]\ndependencies = [\n{lines}]\n"})
    assert specifiers(requirements, "package-19999") == [(">=1", "pyproject.toml", 20_002)]


def test_what_weighs_most_comes_first() -> None:
    requirements = collected(
        {
            "requirements.txt": "numpy==1.26\nscipy>=1\n",
            "pyproject.toml": (
                '[project]\ndependencies = ["numpy>=1.20"]\n'
                '[project.optional-dependencies]\nall = ["numpy>=1.22"]\n'
            ),
            "src/a.py": 'SCIPY_MIN_VERSION = "1.5"\nRICH_MIN_VERSION = "13"\n',
        }
    )
    assert [s for s, *_ in specifiers(requirements, "numpy")] == [">=1.20", ">=1.22"]
    assert [one.specifier for one in requirements.lists("numpy")] == ["==1.26"]
    assert [s for s, *_ in specifiers(requirements, "scipy")] == [">=1"]
    assert specifiers(requirements, "rich") == [(">=13", "src/a.py", 2)]
    assert requirements.core == {"numpy"}


def test_tests_examples_and_lock_files_are_left_out() -> None:
    files = dict.fromkeys(
        [
            "tests/setup.cfg",
            "docs/requirements.txt",
            "requirements.lock.txt",
            "a/examples/x/setup.py",
        ],
        "a>=1\n",
    )
    assert collected(files).all == ()


def test_a_setup_py_takes_its_list_from_a_file() -> None:
    requirements = collected(
        {
            "setup.py": "setup(install_requires=open('requirements.txt').read().splitlines())\n",
            "requirements.txt": "torch>=2.2\n",
        }
    )
    assert requirements.core == {"torch"}
    assert [(one.origin, one.line) for one in requirements.of("torch")] == [("core", 1)]


def test_python_of_the_project_counts_before_that_of_one_machine() -> None:
    conda = {"environment.yml": "dependencies: [python=3.11]\n"}
    assert [one.specifier for one in collected(conda).python] == ["==3.11.*"]
    both = {**conda, "pyproject.toml": '[project]\nrequires-python = ">=3.10"\n'}
    assert [one.specifier for one in collected(both).python] == [">=3.10"]


def test_nothing_is_read_to_know_problems() -> None:
    requirements = collected({"pyproject.toml": "["})
    assert requirements.noted == ()
    assert requirements.all == ()
    assert len(requirements.noted) == 1


def test_code_is_searched_only_where_nothing_is_known_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    revision = MemoryTarget({"v1": {"setup.cfg": "", "a.py": "MIN_VERSION = '1'\n"}}).revision()
    searched: list[str] = []
    real = type(revision).holding

    def holding(self: Snapshot, words: Sequence[str], contents: Mapping[str, bytes]) -> object:
        searched.extend(contents)
        return real(self, words, contents)

    monkeypatch.setattr(type(revision), "holding", holding)
    tables = OfThisRun()
    for _ in range(2):
        assert Requirements(revision, tables).checks("torch") == ()
        assert Requirements(revision, tables).of("torch") == ()
    assert searched == ["a.py", "setup.cfg"]
