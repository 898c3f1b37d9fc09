"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import DIFFERS, PinHistory
from kbaudit.rules._pins import COMPARED, repinned, since, stated_at
from kbaudit.target.requirements import Requirement, distribution
from kbaudit.target.requirements.meaning import in_order


@rule(level=Level.WARNING, tags=("pin",), needs=(Need.REVISION, Need.REQUIREMENTS), fix=Safety.SAFE)
def drifted_python(pin: Pin, ctx: Context) -> Iterator[Finding]:
    """The Python version that a page asks for is not the one that the target asks for.

    Why:
        An installation on a Python that the target no longer takes fails, or takes an old release
        without a word.

    Example:
        ``| Python || >= 3.10.0 || …``, where ``requires-python`` is ``>=3.11``.

    Remedy:
        Write what ``requires-python`` (or ``python_requires``) says; where the target has neither,
        the oldest version among its classifiers counts.

    Fix safety:
        Safe where the pin was right at the base and one place of the target decides; else unsafe.
    """
    if (
        distribution(pin.package) != "python"
        or not pin.specifier
        or not is_statement(ctx.file, pin)
    ):
        return
    history = PinHistory(ctx.target, pin)
    place = history.now.place
    if history.now.state not in DIFFERS or place is None:
        return
    safety = Safety.SAFE if history.certain else Safety.UNSAFE
    yield ctx.found(
        pin.specifier_span,
        f"Python {code(pin.specifier)} is {COMPARED[history.now.state]} "
        f"{code(in_order(place.specifier))}, which {_asks(place)} at {ctx.target.label}"
        f"{since(history, ctx)}",
        fix=repinned(pin, place.specifier, safety, ctx),
        related=(stated_at(place, ctx),),
        key=f"python {pin.form}",
    )


def _asks(place: Requirement) -> str:
    if place.extra == "classifiers":
        return "the classifiers of the target name"
    return "the target asks for"
