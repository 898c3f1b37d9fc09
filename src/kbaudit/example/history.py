"""The histories of the example's code and pages, as streams for ``git fast-import``.

Authors, dates and contents are fixed, so commit ids are the same on every machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

URL = "https://example.com/acme/jobq"
"""Where the example pretends to live. Nothing is ever fetched from there."""

_AUTHOR = b"Jo Example <jo@example.com>"
_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Version:
    """One commit: the tag that it gets, when it was made (in UTC), and what it says."""

    tag: str
    time: int
    message: str


VERSIONS = (
    Version("v1.0", 1736845200, "A queue, and a worker for it"),  # 2025-01-14
    Version(
        "v1.1", 1741770000, "Wait for jobs, try failed ones again, stop on signals"
    ),  # 2025-03-12
    Version("v2.0", 1750406400, "Reclaim in the worker; retries and signals move"),  # 2025-06-20
)


def stream() -> bytes:
    """All versions, oldest first, each with its tag."""
    return _stream((version, _files(version.tag)) for version in VERSIONS)


def pages_stream(files: Mapping[str, bytes]) -> bytes:
    """The one commit with which the pages begin, tagged v1."""
    return _stream([(Version("v1", 1741944600, "Pages about the queue"), files)])  # 2025-03-14


def _stream(versions: Iterable[tuple[Version, Mapping[str, bytes]]]) -> bytes:
    lines: list[bytes] = [b"feature done"]
    for number, (version, files) in enumerate(versions, 1):
        lines += _commit(version, number, files)
    return b"\n".join([*lines, b"done", b""])


def _commit(version: Version, number: int, files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield b"commit refs/heads/main"
    yield b"mark :%d" % number
    yield b"committer %s %d +0000" % (_AUTHOR, version.time)
    yield _data(f"{version.message}\n".encode())
    if number > 1:
        yield b"from :%d" % (number - 1)
    yield b"deleteall"
    for path, content in files.items():
        yield b"M 100644 inline %s" % path.encode()
        yield _data(content)
    yield b"reset refs/tags/%s" % version.tag.encode()
    yield b"from :%d\n" % number


def _data(content: bytes) -> bytes:
    return b"data %d\n%s" % (len(content), content)


def _files(tag: str) -> Mapping[str, bytes]:
    """The files of one version by their paths in the repository, in order."""
    root = Path(__file__).parent / "jobq" / tag
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix().removesuffix(_SUFFIX): path.read_text("utf-8").encode()
        for path in paths
    }
