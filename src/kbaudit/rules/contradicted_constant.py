"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rules._pins import same_pins
from kbaudit.target.requirements.meaning import Relation, meaning, relation

_VERSION = regex(r"\d[\w.]*")


@rule(level=Level.ERROR, tags=("pin",), needs=(Need.REVISION,), fix=Safety.SAFE)
def contradicted_constant(pin: Pin, ctx: Context) -> Iterator[Finding]:
    """A pin names a constant of the target as its source and gives another value.

    Why:
        The page contradicts itself: whoever follows its own advice and looks the constant up finds
        another version.

    Example:
        ``* `bitsandbytes` >= 0.43.0 (check BITSANDBYTES_MIN_VERSION)``, where that constant is
        ``"0.46.1"``.

    Remedy:
        Write the value of the constant.

    Fix safety:
        Safe: the page says itself where the value comes from, and all files of the target that bind
        the constant give it the same one. Other places of the page that state the same pin, such
        as its install commands, are repaired with it.
    """
    if not pin.constant or not pin.specifier:
        return
    constants = ctx.target.requirements.constant(pin.constant)
    values = {constant.value for constant in constants}
    versions = list(_VERSION.finditer(pin.specifier))
    if len(values) != 1 or len(versions) != 1:
        return
    constant = constants[0]
    stated, held = meaning(f"=={versions[0][0]}"), meaning(f"=={constant.value}")
    if stated is None or held is None or relation(stated, held) is Relation.EQUAL:
        return
    yield ctx.found(
        pin.specifier_span,
        f"{code(pin.constant)} is {code(constant.value)} at {ctx.target.label}, "
        f"not {code(versions[0][0])}",
        fix=Fix(f"write {constant.value}", _edits(pin, constant.value, ctx)),
        related=(
            Related(
                "the constant",
                constant.path,
                constant.line,
                constant.line,
                ctx.target.revision.commit,
            ),
        ),
        key=pin.constant,
    )


def _edits(pin: Pin, value: str, ctx: Context) -> tuple[Edit, ...]:
    """Write `value` at every place of the page that states the same pin."""
    edits = []
    for other in same_pins(pin, ctx):
        if version := _VERSION.search(other.specifier):
            start = other.specifier_span.start + version.start()
            edits.append(ctx.edit(Span(start, start + len(version[0])), value))
    return tuple(edits)
