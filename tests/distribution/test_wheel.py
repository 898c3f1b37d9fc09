"""What is built and given away: complete, and at work in a fresh environment."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from kbaudit import __version__

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/kbaudit"

pytestmark = pytest.mark.slow


class Built(NamedTuple):
    wheel: Path
    sdist: Path
    sources: set[str]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built with the back end at hand, so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    before = sources()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return Built(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")), before)


def in_wheel(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def sources() -> set[str]:
    """What lies in the package, and what is put into it when it is built."""
    own = (path for path in SOURCE.rglob("*") if path.is_file())
    inside = {f"kbaudit/{path.relative_to(SOURCE).as_posix()}" for path in own}
    schemas = {f"kbaudit/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}
    return {path for path in inside if "__pycache__" not in path} | schemas


def test_the_wheel_holds_the_package_the_schemas_and_the_example(built: Built) -> None:
    names = in_wheel(built.wheel)
    assert built.sources <= names
    assert {name for name in names if ".dist-info/" not in name} <= sources()
    for expected in (
        "kbaudit/schemas/report.schema.json",
        "kbaudit/example/wiki/_WorkflowIndex.md",
        "kbaudit/example/jobq/v1.0/src/jobq/queue.py.txt",
        "kbaudit/py.typed",
    ):
        assert expected in names


def test_the_wheel_carries_the_licence_and_needs_no_tool_of_ours(built: Built) -> None:
    about = f"kbaudit-{__version__}.dist-info"
    with zipfile.ZipFile(built.wheel) as archive:
        metadata = archive.read(f"{about}/METADATA").decode()
        assert b"Apache License" in archive.read(f"{about}/licenses/LICENSE")
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert not [line for line in needed if "pytest" in line and "extra == 'dev'" not in line]
    assert f"Version: {__version__}" in metadata


def test_the_sdist_builds_the_same_wheel(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "pyproject.toml", "schemas/report.schema.json"} <= names
    assert {name.partition("/")[0] for name in names} <= {path.name for path in ROOT.iterdir()} | {
        "PKG-INFO"
    }
    assert not [name for name in names if name.endswith((".whl", ".pyc", ".lock"))]
    offline = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *offline, "-w", str(tmp_path), str(built.sdist)],
        check=True,
        capture_output=True,
    )
    assert in_wheel(tmp_path / built.wheel.name) == in_wheel(built.wheel)


@pytest.fixture(scope="session")
def environment(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment with the wheel, which shares our dependencies.

    A path file adds them without reading the path files beside them, by which an editable kbaudit
    would come along.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name == "posix")
    scripts = folder / ("bin" if os.name == "posix" else "Scripts")
    python = scripts / "python"
    install = ["install", "--quiet", "--no-index", "--no-deps", str(built.wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *install],
        check=True,
        capture_output=True,
    )
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    (own,) = subprocess.check_output([python, "-c", asked], text=True).split("\n")[:-1]
    shared = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    Path(own, "shared.pth").write_text("\n".join(dict.fromkeys(shared)) + "\n")
    return scripts


def kbaudit(environment: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [environment / "kbaudit", *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        encoding="utf-8",
    )


def test_it_is_the_installed_package_that_runs(environment: Path, tmp_path: Path) -> None:
    asked = "import kbaudit; print(kbaudit.__file__)"
    place = subprocess.check_output(
        [environment / "python", "-c", asked], cwd=tmp_path, env={}, text=True
    )
    assert Path(place.strip()).is_relative_to(environment.parent)


def test_the_version(environment: Path, tmp_path: Path) -> None:
    done = kbaudit(environment, tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"kbaudit {__version__}\n", "")


def test_the_schemas(environment: Path, tmp_path: Path) -> None:
    listed = kbaudit(environment, tmp_path, "schema")
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert sorted(names) == sorted(p.name.partition(".")[0] for p in (ROOT / "schemas").iterdir())
    for name in names:
        done = kbaudit(environment, tmp_path, "schema", name)
        assert done.stdout == (ROOT / f"schemas/{name}.schema.json").read_text("utf-8")


def test_the_demo(environment: Path, tmp_path: Path) -> None:
    done = kbaudit(environment, tmp_path, "demo", "here")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"    {environment / 'kbaudit'} check here/wiki " in done.stdout
    again = kbaudit(environment, tmp_path, "check", "here/wiki", "--repo", "here/jobq")
    assert again.returncode == 1


def test_the_rules(environment: Path, tmp_path: Path) -> None:
    done = kbaudit(environment, tmp_path, "rules", "explain", "dead-link")
    assert (done.returncode, done.stderr) == (0, "")
    assert "dead-link" in done.stdout
