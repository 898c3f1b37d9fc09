"""What a target states about the software that it needs, as values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbaudit.model.regex import regex

Origin = Literal["core", "extra", "file", "table", "check", "branch", "python", "image"]

WEAK: frozenset[Origin] = frozenset({"branch", "image"})
"""Origins that show a version at work and forbid no other: they never speak against a pin."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of the target, at `line` (1-based) of `path`.

    `name` is normalised (PEP 503). `specifier` is as written, empty where any version will do.
    `origin` is ``core`` (needed always), ``extra`` (with the name of the extra), ``file`` (a list
    beside the package, such as requirements-dev.txt), ``table`` (a generated table of all that the
    project ever asks for), ``check`` (the code refuses other versions), ``branch`` (the code does
    something else with other versions), ``python``, or ``image`` (a base image of a container).
    """

    name: str
    specifier: str
    path: str
    line: int
    origin: Origin
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of the code that holds a version: ``X_MIN_VERSION = "1.2"``."""

    name: str
    value: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that states requirements and could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Include:
    """Another file whose requirements a file takes over, at `line`; `path` is from the root."""

    path: str
    line: int
    origin: Origin = "file"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one file states."""

    requirements: tuple[Requirement, ...] = ()
    includes: tuple[Include, ...] = ()
    problem: str = ""


_SEPARATORS = regex(r"[-_.]+")


def canonical(name: str) -> str:
    """A distribution name as PEP 503 compares it: lower case, runs of ``-_.`` as one hyphen."""
    return _SEPARATORS.sub("-", name.strip()).lower()


_DISTRIBUTIONS = {
    "pil": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn", "skimage": "scikit-image",
    "yaml": "pyyaml", "bs4": "beautifulsoup4", "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "git": "gitpython", "jwt": "pyjwt", "attr": "attrs", "serial": "pyserial", "fitz": "pymupdf",
    "docx": "python-docx", "pptx": "python-pptx", "magic": "python-magic", "zmq": "pyzmq",
    "google-protobuf": "protobuf", "openssl": "pyopenssl", "crypto": "pycryptodome",
    "pytorch": "torch", "tensorflow-gpu": "tensorflow", "hf-hub": "huggingface-hub",
    "flashattention": "flash-attn", "flash-attention": "flash-attn",
    "hugging-face-hub": "huggingface-hub", "hf-transformers": "transformers",
    "node-js": "node", "nodejs": "node", "opencv": "opencv-python", "bs": "beautifulsoup4",
    "scikit": "scikit-learn", "tf": "tensorflow", "np": "numpy", "bnb": "bitsandbytes",
    "awq": "autoawq", "cudatoolkit": "cuda-toolkit",
}  # fmt: skip
"""Names by which people and imports call distributions that are called otherwise."""


@lru_cache(maxsize=4096)
def distribution(name: str) -> str:
    """The normalised name of the distribution that an import name or a brand name means."""
    plain = canonical(name)
    return _DISTRIBUTIONS.get(plain, plain)
