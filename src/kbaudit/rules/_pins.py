"""Wording and repairs that the rules about pins share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Related
from kbaudit.model.regex import regex
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, code
from kbaudit.rulekit.pins import PinHistory, PinState
from kbaudit.target.requirements import Requirement, canonical, distribution
from kbaudit.target.requirements.meaning import Relation, in_order, meaning, relation

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

COMPARED = {
    PinState.LOOSER: "looser than",
    PinState.TIGHTER: "tighter than",
    PinState.DISJOINT: "at odds with",
    PinState.OTHER: "not the same as",
}
"""How a pin that differs lies to the target's, in words."""

_NO_PACKAGES = frozenset(
    {
        "cuda", "cuda-toolkit", "cudnn", "nccl", "rocm", "driver", "nvidia-driver", "nvcc", "gpu",
        "git", "git-lfs", "gcc", "g", "clang", "cmake", "make", "ninja", "docker", "linux",
        "ubuntu", "debian", "macos", "windows", "xcode", "node", "npm", "pnpm", "yarn", "conda",
        "pip", "python", "ffmpeg", "java", "go", "rust", "curl", "wget", "mpi", "openmpi",
        "libgl1", "build-essential", "postgresql", "redis",
    }
)  # fmt: skip
"""Software that is not installed as a package of the language."""


_CLAUSE = regex(r"(?P<op>>=|<=|===|==|~=|!=|=>|=<|≥|≤|>|<|=)(?P<gap>[ \t]*)(?P<version>v?[\w.*]+)")
_SPELLINGS = {"≥": ">=", "≤": "<=", "=": "=="}
_PLUS = regex(r"v?(?P<version>\d[\w.]*)(?P<tail>[ \t]*(?:\+|or \w+))")


def floor(specifier: SpecifierSet) -> SpecifierSet | None:
    """The lowest version that a specifier takes, where a single clause tells."""
    lowest = {c.version for c in specifier if c.operator in (">=", ">", "==", "~=")}
    return meaning(f">={lowest.pop()}") if len(lowest) == 1 else None


def no_package(pin: Pin) -> bool:
    """Whether a pin is of software that no installer of packages brings."""
    return bool(_NO_PACKAGES & {canonical(pin.package), distribution(pin.package)})


def since(history: PinHistory, ctx: Context) -> str:
    """Since when the pin is wrong: the last clause of a message, empty for one never right."""
    if not history.drifted:
        return ""
    commit = history.since
    if commit is None:
        return "; it was right at the base"
    release = ctx.target.target.release(commit, ctx.target.revision)
    return f"; it differs since {commit.short}" + (f" ({release})" if release else "")


def stated_at(requirement: Requirement, ctx: Context) -> Related:
    """The place in the target that states a requirement."""
    commit = ctx.target.revision.commit
    return Related("the target's", requirement.path, requirement.line, requirement.line, commit)


def said(requirement: Requirement) -> str:
    """A requirement as a reader would say it: ``torch>=2.6``."""
    return code(f"{requirement.name}{in_order(requirement.specifier)}")


def in_the_style_of(written: str, wanted: str) -> str:
    """The specifier `wanted` as the author of `written` would have put it; empty if unclear.

    Blanks around signs and commas stay as they were, ``3.10+`` stays ``…+`` where one lower bound
    says it all, a single ``=`` stays single, and lower bounds come first.
    """
    target = list(_CLAUSE.finditer(in_order(wanted)))
    if plus := _PLUS.fullmatch(written.strip()):
        lower = target[0] if len(target) == 1 and target[0]["op"] == ">=" else None
        if lower is None:
            return ""
        version, parts = lower["version"], plus["version"].count(".")
        while version.count(".") > parts and version.endswith(".0"):
            version = version.removesuffix(".0")  # 3.10+ becomes 3.11+ and not 3.11.0+
        return f"{version}{plus['tail']}"
    own = list(_CLAUSE.finditer(written))
    if not own or not target:
        return ""
    gap = own[0]["gap"]
    comma = re.search(r"[ \t]*[,，][ \t]*", written)
    joint = comma[0] if comma else ", " if gap else ","
    signs = {clause["op"] for clause in own}
    spelled = {proper: sign for sign, proper in _SPELLINGS.items() if sign in signs}
    return joint.join(
        f"{spelled.get(match['op'], match['op'])}{gap}{match['version']}" for match in target
    )


def repinned(pin: Pin, wanted: str, safety: Safety, ctx: Context) -> Fix | None:
    """Write `wanted` at every place of the page that states the same pin, in each place's style."""
    proper = meaning(wanted)
    edits = []
    for other in same_pins(pin, ctx):
        text = in_the_style_of(other.specifier, wanted)
        again = meaning(text) if text else None
        if again is None or proper is None or relation(again, proper) is not Relation.EQUAL:
            return None
        edits.append(ctx.edit(other.specifier_span, text))
    return Fix(f"write {in_order(wanted)}", tuple(edits), safety) if edits else None


def same_pins(pin: Pin, ctx: Context) -> list[Pin]:
    """The places of the page that state the same version of the same package, `pin` among them."""
    asked = meaning(pin.specifier)
    found = []
    for other in ctx.file.pins.pins:
        same = other.specifier and distribution(other.package) == distribution(pin.package)
        stated = meaning(other.specifier) if same else None
        if asked and stated and relation(asked, stated) is Relation.EQUAL:
            found.append(other)
    return found
