"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import PinHistory, PinState
from kbaudit.rules._pins import COMPARED, repinned, said, since, stated_at
from kbaudit.target.requirements import distribution


@rule(
    level=Level.WARNING,
    tags=("pin",),
    needs=(Need.REVISION, Need.BASE, Need.REQUIREMENTS),
    fix=Safety.SAFE,
)
def drifted_pin(pin: Pin, ctx: Context) -> Iterator[Finding]:
    """A version pin was right when the page was written, and the target asks for another now.

    Why:
        Who installs what the page says gets a version that the code no longer works with.

    Example:
        The page says ``torch >= 2.2``, as the target did at the base; the target now asks for
        ``torch>=2.6``.

    Remedy:
        Write the target's specifier; ``kbaudit fix --update-pins`` does it.

    Fix safety:
        Safe where all places of the target that state the package agreed with the page at the base,
        and agree with one another now: the new specifier is written at each place of the page that
        states the same pin, in the way in which the author writes. Unsafe where they disagree.
    """
    name = distribution(pin.package)
    if name == "python" or not pin.specifier or not is_statement(ctx.file, pin):
        return
    history = PinHistory(ctx.target, pin)
    place = history.now.place
    if not history.drifted or place is None:
        return
    if pin.form == "command" and history.now.state is PinState.TIGHTER:
        return  # what it installs is allowed
    safety = Safety.SAFE if history.certain else Safety.UNSAFE
    yield ctx.found(
        pin.specifier_span,
        f"{code(f'{pin.package} {pin.specifier}')} is {COMPARED[history.now.state]} {said(place)}, "
        f"which the target asks for at {ctx.target.label}{since(history, ctx)}",
        fix=repinned(pin, history.now.decided or place.specifier, safety, ctx),
        related=(stated_at(place, ctx),),
        key=f"{name} {pin.form}",
    )
