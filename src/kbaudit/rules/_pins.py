"""Wording and repairs that the rules about pins share."""

import re

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Related
from kbaudit.model.span import Span
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, code
from kbaudit.rulekit.pins import PinState
from kbaudit.target.requirements import Requirement, distribution
from kbaudit.target.requirements.meaning import Relation, meaning, relation

COMPARED = {
    PinState.LOOSER: "looser than",
    PinState.TIGHTER: "tighter than",
    PinState.DISJOINT: "at odds with",
    PinState.OTHER: "not the same as",
}
"""How a pin that differs lies to the target's, in words."""

NO_PACKAGES = frozenset(
    {
        "cuda",
        "cuda-toolkit",
        "cudnn",
        "nccl",
        "rocm",
        "driver",
        "nvidia-driver",
        "git",
        "git-lfs",
        "gcc",
    }
    | {
        "g",
        "cmake",
        "make",
        "ninja",
        "docker",
        "linux",
        "ubuntu",
        "macos",
        "windows",
        "node",
        "npm",
    }
    | {"conda", "pip", "python", "ffmpeg", "java", "go", "rust", "curl", "wget", "mpi", "openmpi"}
)
"""Software that is not installed as a package of the language."""

_CLAUSE = re.compile(r"(?P<op>>=|<=|==|~=|!=|=>|=<|≥|≤|>|<|=)(?P<gap>[ \t]*)(?P<version>v?[\w.*]+)")
_PLUS = re.compile(r"v?(?P<version>\d[\w.]*)(?P<tail>[ \t]*(?:\+|or \w+))")


def stated_at(requirement: Requirement, ctx: Context) -> Related:
    """The place in the target that states a requirement."""
    commit = ctx.target.revision.commit
    return Related("the target's", requirement.path, requirement.line, requirement.line, commit)


def said(requirement: Requirement) -> str:
    """A requirement as a reader would say it: ``torch>=2.6``."""
    return code(f"{requirement.name}{requirement.specifier}")


def in_the_style_of(written: str, wanted: str) -> str:
    """The specifier `wanted` as the author of `written` would have put it; empty if unclear.

    Blanks around signs and commas stay as they were, ``3.10+`` stays ``…+`` where one lower bound
    says it all, and clauses come in the order in which the author had them.
    """
    target = list(_CLAUSE.finditer(wanted))
    if plus := _PLUS.fullmatch(written.strip()):
        lower = target[0] if len(target) == 1 and target[0]["op"] == ">=" else None
        return f"{lower['version']}{plus['tail']}" if lower else ""
    own = list(_CLAUSE.finditer(written))
    if not own or not target:
        return ""
    gap = own[0]["gap"]
    comma = re.search(r"[ \t]*,[ \t]*", written)
    joint = comma[0] if comma else ", " if gap else ","
    order = {sign: at for at, sign in enumerate([">=", ">", "==", "~=", "=", "!=", "<=", "<"])}
    ranked = sorted(target, key=lambda match: order.get(match["op"], 9))
    return joint.join(f"{match['op']}{gap}{match['version']}" for match in ranked)


def repinned(pin: Pin, wanted: str, safety: Safety, ctx: Context) -> Fix | None:
    """Write `wanted` at every place of the page that states the same pin, in each place's style."""
    asked = meaning(pin.specifier)
    edits = []
    for other in ctx.file.pins.pins:
        same = distribution(other.package) == distribution(pin.package) and other.specifier
        stated = meaning(other.specifier) if same else None
        if asked is None or stated is None or relation(asked, stated) is not Relation.EQUAL:
            continue
        text = in_the_style_of(other.specifier, wanted)
        again = meaning(text) if text else None
        proper = meaning(wanted)
        if again is None or proper is None or relation(again, proper) is not Relation.EQUAL:
            return None
        edits.append(ctx.edit(other.specifier_span, text))
    return Fix(f"write {wanted}", tuple(edits), safety) if edits else None


def specifier_or_package(pin: Pin) -> Span:
    """What to underline: the version, or the name of a package without one."""
    return pin.specifier_span if pin.specifier else pin.package_span
