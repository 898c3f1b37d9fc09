"""Every format in which a target states what it needs, with the lines on which it does."""

from collections.abc import Callable

import pytest

from kbaudit.target.requirements.conda import read_environment
from kbaudit.target.requirements.docker import read_dockerfile
from kbaudit.target.requirements.lines import read_requirements_file
from kbaudit.target.requirements.npm import read_package_json
from kbaudit.target.requirements.pyproject import read_pyproject
from kbaudit.target.requirements.ranges import from_npm, from_poetry
from kbaudit.target.requirements.requirement import Include, Stated, distribution
from kbaudit.target.requirements.setup_cfg import read_setup_cfg
from kbaudit.target.requirements.tables import read_table


def stated(read: Callable[[str, str], Stated], text: str) -> list[tuple[str, str, int, str, str]]:
    found = read(text, "a/file")
    assert not found.problem
    return [(r.name, r.specifier, r.line, r.origin, r.extra) for r in found.requirements]


def test_requirements_file() -> None:
    text = (
        "\ufeff# all\n"
        "torch>=2.2  # the framework\n"
        "Huggingface_Hub [cli] >= 1.0 ; python_version > '3.9'\r\n"
        "--index-url https://example.org\n"
        "numpy==1.26 --hash=sha256:00 \\\n    --hash=sha256:11\n"
        "git+https://example.org/x.git#egg=thing\n"
        "-e .\n./local\nurl @ https://example.org/u.zip\n"
        "-r base.txt\n-c ../pins.txt\n--requirement=more/a.txt\n"
    )
    found = read_requirements_file(text, "deps/run.txt")
    assert [(r.name, r.specifier, r.line) for r in found.requirements] == [
        ("torch", ">=2.2", 2),
        ("huggingface-hub", ">=1.0", 3),
        ("numpy", "==1.26", 6),
        ("thing", "", 7),
        ("url", "", 10),
    ]
    assert found.includes == (
        Include("deps/base.txt", 11),
        Include("pins.txt", 12),
        Include("deps/more/a.txt", 13),
    )


def test_pyproject() -> None:
    text = """\
[build-system]
requires = ["hatchling>=1.25"]
[project]
requires-python = ">=3.10"
dependencies = [
    "torch>=2.2",
    "numpy",
]
[project.optional-dependencies]
all = ["scipy>=1.10; sys_platform == 'linux'"]
[dependency-groups]
Test_All = [{include-group = "test.all"}, "pytest>=8"]
dev = ["ruff", {include-group = "test-all"}]
[tool.uv]
dev-dependencies = ["mypy>=1"]
[tool.hatch.envs.docs]
dependencies = ["mkdocs"]
"""
    assert stated(read_pyproject, text) == [
        ("python", ">=3.10", 4, "python", ""),
        ("torch", ">=2.2", 6, "core", ""),
        ("numpy", "", 7, "core", ""),
        ("scipy", ">=1.10", 10, "extra", "all"),
        ("pytest", ">=8", 12, "extra", "test-all"),
        ("ruff", "", 13, "extra", "dev"),
        ("pytest", ">=8", 12, "extra", "dev"),
        ("hatchling", ">=1.25", 2, "file", ""),
        ("mypy", ">=1", 15, "extra", "dev"),
        ("mkdocs", "", 17, "extra", "docs"),
    ]


def test_poetry() -> None:
    text = """\
[tool.poetry.dependencies]
python = "^3.10"
torch = "^2.2"
rich = {version = "~13.7", optional = true}
numpy = [{version = "<2", python = "<3.12"}, {version = ">=2", python = ">=3.12"}]
local = {path = "../x"}
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.dev-dependencies]
ruff = "0.6"
"""
    assert stated(read_pyproject, text) == [
        ("python", ">=3.10,<4", 2, "python", ""),
        ("torch", ">=2.2,<3", 3, "core", ""),
        ("rich", ">=13.7,<13.8", 4, "extra", ""),
        ("numpy", "<2", 5, "core", ""),
        ("numpy", ">=2", 5, "core", ""),
        ("local", "", 6, "core", ""),
        ("ruff", "==0.6", 10, "extra", "dev"),
        ("pytest", "", 8, "extra", "dev"),
    ]


def test_pyproject_leaves_lists_to_files() -> None:
    text = """\
[project]
dynamic = ["dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["requirements.txt"]}
optional-dependencies.gpu = {file = "reqs/gpu.txt"}
[tool.hatch.metadata.hooks.requirements_txt]
files = ["run.txt"]
"""
    assert read_pyproject(text, "sub/pyproject.toml").includes == (
        Include("sub/requirements.txt", 4, "core"),
        Include("sub/reqs/gpu.txt", 5, "extra", "gpu"),
        Include("sub/run.txt", 7, "core"),
    )


def test_setup_cfg() -> None:
    text = """\
[metadata]
classifiers =
    Programming Language :: Python :: 3.9
[options]
python_requires = >=3.10
install_requires =
    torch>=2.2
    numpy
[options.extras_require]
all = scipy>=1.10
gpu = file: gpu.txt, more.txt
"""
    assert stated(read_setup_cfg, text) == [
        ("python", ">=3.10", 5, "python", ""),
        ("torch", ">=2.2", 7, "core", ""),
        ("numpy", "", 8, "core", ""),
        ("scipy", ">=1.10", 10, "extra", "all"),
    ]
    includes = read_setup_cfg(text, "setup.cfg").includes
    assert [include.path for include in includes] == ["gpu.txt", "more.txt"]


def test_conda() -> None:
    text = """\
name: x
dependencies:
  - python=3.10
  - conda-forge::pytorch=2.2
  - numpy=1.26.4=py310_0
  - scipy>=1.10
  - pip:
    - rich>=13
    - -r extra.txt
"""
    assert stated(read_environment, text) == [
        ("python", "==3.10.*", 3, "file", ""),
        ("pytorch", "==2.2.*", 4, "file", ""),
        ("numpy", "==1.26.4.*", 5, "file", ""),
        ("scipy", ">=1.10", 6, "file", ""),
        ("rich", ">=13", 8, "file", ""),
    ]
    assert read_environment(text, "env/environment.yml").includes == (Include("env/extra.txt", 9),)


def test_npm() -> None:
    text = """\
{
  "engines": {"node": ">=18 <21"},
  "devDependencies": {
    "typescript": "~5.4.2"
  },
  "dependencies": {
    "@scope/thing": "^1.2.3",
    "typescript": "5.x",
    "local": "file:../x",
    "either": "1 || 2"
  }
}
"""
    assert stated(read_package_json, text) == [
        ("@scope/thing", ">=1.2.3,<2", 7, "core", ""),
        ("typescript", "==5.*", 8, "core", ""),
        ("local", "", 9, "core", ""),
        ("either", "", 10, "core", ""),
        ("typescript", ">=5.4.2,<5.5", 4, "extra", "devDependencies"),
        ("node", ">=18,<21", 2, "core", ""),
    ]


def test_dockerfile() -> None:
    text = (
        "# FROM nothing\nFROM --platform=x nvidia/cuda:12.1.0-devel-ubuntu22.04 AS build\n"
        "FROM build\nfrom localhost:5000/python:3.11-slim@sha256:00\nFROM scratch\nFROM debian\n"
    )
    assert stated(read_dockerfile, text) == [
        ("cuda", "==12.1.0.*", 2, "image", ""),
        ("python", "==3.11.*", 4, "image", ""),
        ("debian", "", 6, "image", ""),
    ]


def test_generated_table() -> None:
    names = ["torch", "numpy", "scipy", "huggingface-hub", "Pillow"]
    lines = [f'    "{name}": "{name}>=1.{i}",' for i, name in enumerate(names)]
    text = "\n".join(["# made by a tool", "deps = {", *lines, "}", "other = {'a': 'b'}", ""])
    found = stated(read_table, text)
    assert found[0] == ("torch", ">=1.0", 3, "table", "")
    assert found[-1] == ("pillow", ">=1.4", 7, "table", "")
    assert stated(read_table, "few = {'torch': 'torch>=2'}\n") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.*", "==1.2.*"),
        (">=1.2,<2.0,!=1.5", ">=1.2,<2.0,!=1.5"),
        ("1.2", "==1.2"),
        ("*", ""),
        ("^1 || ^2", ""),
        ("dev-main", ""),
    ],
)
def test_ranges_of_poetry(written: str, meant: str) -> None:
    assert from_poetry(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (">=18.0.0 <21", ">=18.0.0,<21"),
        (">= 18", ">=18"),
        ("1.2.3 - 2.3.4", ">=1.2.3,<=2.3.4"),
        ("1.2 - 2", ">=1.2,<3"),
        ("1.x", "==1.*"),
        ("v1.2.3", "==1.2.3"),
        ("=1.2.3", "==1.2.3"),
        ("latest", ""),
        ("workspace:*", ""),
        ("npm:other@1", ""),
    ],
)
def test_ranges_of_npm(written: str, meant: str) -> None:
    assert from_npm(written) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Huggingface_Hub", "huggingface-hub"),
        ("PIL", "pillow"),
        ("PyTorch", "torch"),
        ("flash_attn", "flash-attn"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("sklearn", "scikit-learn"),
    ],
)
def test_names_mean_distributions(name: str, meant: str) -> None:
    assert distribution(name) == meant
