"""``setup.py`` in the many ways in which people write it; nothing of it is ever run."""

from pathlib import Path

import pytest

from kbaudit.target.requirements.requirement import Include
from kbaudit.target.requirements.setup_py import read_setup


def stated(text: str) -> list[tuple[str, str, int, str, str]]:
    found = read_setup(text, "setup.py")
    assert not found.problem
    return [(r.name, r.specifier, r.line, r.origin, r.extra) for r in found.requirements]


def test_lists_in_the_call() -> None:
    text = """\
from setuptools import setup
setup(
    python_requires=">=3.10",
    install_requires=["torch>=2.2", "numpy"],
    extras_require={"all": ["scipy>=1.10"]},
)
"""
    assert stated(text) == [
        ("python", ">=3.10", 3, "python", ""),
        ("torch", ">=2.2", 4, "core", ""),
        ("numpy", "", 4, "core", ""),
        ("scipy", ">=1.10", 5, "extra", "all"),
    ]


def test_a_table_and_a_function_that_looks_names_up() -> None:
    text = """\
import re
_deps = [
    "torch>=2.6",
    "numpy>=1.17",
    "ray[tune]>=2.7.0",
    "rich",
    "scipy<2",
]
deps = {b: a for a, b in (re.findall(r"^(([^!=<>~ ]+).*)$", x)[0] for x in _deps)}

def deps_list(*pkgs):
    return [deps[pkg] for pkg in pkgs]

extras = {}
extras["torch"] = deps_list("torch")
if True:
    extras["ray"] = deps_list("ray[tune]")
extras["all"] = extras["torch"] + extras["ray"]
install_requires = [deps["numpy"]]
if __name__ == "__main__":
    setup(install_requires=list(install_requires), extras_require=extras)
"""
    assert stated(text) == [
        ("numpy", ">=1.17", 4, "core", ""),
        ("torch", ">=2.6", 3, "extra", "torch"),
        ("ray", ">=2.7.0", 5, "extra", "ray"),
        ("torch", ">=2.6", 3, "extra", "all"),
        ("ray", ">=2.7.0", 5, "extra", "all"),
        ("rich", "", 6, "table", ""),
        ("scipy", "<2", 7, "table", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "setup(install_requires=open('requirements.txt').read().splitlines())",
        (
            "setup(install_requires=Path(__file__).parent.joinpath('x').read_text().split() "
            "if 0 else open('requirements.txt').readlines())"
        ),
        (
            "with open(os.path.join(x, 'requirements.txt')) as f:\n    r = f.read().split('\\n')\n"
            "setup(install_requires=r)"
        ),
        (
            "def reqs(name):\n    return [l.strip() for l in open(name)]\n"
            "setup(install_requires=reqs('requirements.txt'))"
        ),
        (
            "def reqs():\n    with open('requirements.txt') as f:\n        return f.read()\n"
            "setup(install_requires=reqs())"
        ),
        (
            "r = (Path(__file__).parent / 'requirements.txt').read_text().splitlines()\n"
            "setup(install_requires=[x for x in r if not x.startswith('#')])"
        ),
        "setup(install_requires=[str(r) for r in parse_requirements('requirements.txt')])",
    ],
)
def test_a_file_of_requirements_is_read(text: str) -> None:
    (include,) = read_setup(text, "sub/setup.py").includes
    assert (include.path, include.origin) == ("sub/requirements.txt", "core")


@pytest.mark.parametrize(
    "text",
    [
        "r = ['a>=1']\nr += ['b>=2']\nsetup(install_requires=r)",
        "r = ['a>=1']\nr.append('b>=2')\nsetup(install_requires=r)",
        "r = ['a>=1']\nr.extend(['b>=2'])\nsetup(install_requires=r)",
        "r = ['a>=1', *['b>=2']]\nsetup(install_requires=r)",
        "r = '''\na>=1\nb>=2\n'''\nsetup(install_requires=r)",
        "r = 'a>=1 b>=2'.split()\nsetup(install_requires=r)",
        "A = '1'\nr = [f'a>={A}', 'b>=%s' % '2']\nsetup(install_requires=r)",
        "c = dict(install_requires=['a>=1', 'b>=2'])\nsetup(**c)",
        "e = {'x': ['a>=1'], 'y': ['b>=2']}\nr = sum(e.values(), [])\nsetup(install_requires=r)",
        "def main():\n    r = ['a>=1'] + ['b>=2']\n    setup(install_requires=r)\nmain()",
        "try:\n    r = ['a>=1', 'b>=2']\nexcept E:\n    pass\nsetup(install_requires=r)",
        "if x:\n    r = ['a>=1']\nelse:\n    r = ['b>=2']\nsetup(install_requires=r)",
    ],
)
def test_lists_are_built_from_parts(text: str) -> None:
    assert [(name, specifier) for name, specifier, *_ in stated(text)] == [
        ("a", ">=1"),
        ("b", ">=2"),
    ]


def test_what_cannot_be_told_is_left_out() -> None:
    text = "setup(install_requires=['a>=1', compute(), *more], extras_require=build())\n"
    assert [name for name, *_ in stated(text)] == ["a"]


def test_python_is_worked_out() -> None:
    text = """\
SUPPORTED = (11, 14)
def run():
    low, high = SUPPORTED
    asked = f">=3.{low}.0"
    setup(python_requires=asked)
run()
"""
    assert stated(text) == [("python", ">=3.11.0", 4, "python", "")]


def test_classifiers_stand_in_for_python_requires() -> None:
    text = "setup(classifiers=['Programming Language :: Python :: 3.9'])\n"
    assert {specifier for _, specifier, *_ in stated(text)} == {
        ">=3.9",
        ">=3.9,<3.10",
        ">=3.9,<=3.9",
    }


def test_nothing_is_run(tmp_path: Path) -> None:
    victim = tmp_path / "precious.txt"
    victim.write_text("here")
    text = f"""\
import os, shutil, subprocess
os.remove({str(victim)!r})
shutil.rmtree({str(tmp_path)!r})
subprocess.run(["rm", "-rf", {str(tmp_path)!r}])
r = [__import__("os").remove({str(victim)!r}), "a>=1"]
setup(install_requires=r, python_requires=exec("os.remove({str(victim)!r})"))
"""
    assert stated(text) == [("a", ">=1", 5, "core", "")]
    assert victim.read_text() == "here"


def test_an_extra_may_be_a_file() -> None:
    text = "setup(extras_require={'gpu': open('reqs/gpu.txt').readlines()})\n"
    assert read_setup(text, "setup.py").includes == (Include("reqs/gpu.txt", 1, "extra", "gpu"),)


def test_a_function_that_chooses_among_files() -> None:
    text = """\
def get_requirements():
    folder = ROOT / "requirements"

    def _read(name):
        with open(folder / name) as f:
            lines = f.read().strip().split("\\n")
        found = []
        for line in lines:
            if line.startswith("-r "):
                found += _read(line.split()[1])
            else:
                found.append(line)
        return found

    if cuda():
        requirements = _read("cuda.txt")
    else:
        requirements = _read("common.txt")
    return requirements

setup(install_requires=get_requirements())
"""
    found = read_setup(text, "setup.py")
    assert not found.problem
    assert not found.requirements
