"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.pin_statements import is_conditional, is_statement
from kbaudit.rulekit.pins import DIFFERS, PinHistory, PinState
from kbaudit.rules._pins import COMPARED, repinned, said, stated_at
from kbaudit.target.requirements import distribution


@rule(
    level=Level.WARNING,
    tags=("pin",),
    needs=(Need.REVISION, Need.BASE, Need.REQUIREMENTS),
    fix=Safety.UNSAFE,
)
def wrong_pin(pin: Pin, ctx: Context) -> Iterator[Finding]:
    """A version pin differs from the target's, and did so already when the page was written.

    Why:
        It was never true: the author guessed, or read it elsewhere.

    Example:
        The page says ``bitsandbytes >= 0.43.0``; the code refuses everything below 0.46.1, at the
        base as well.

    Remedy:
        Write what the target asks for, or say why the page asks for something else, with a
        suppression.

    Fix safety:
        Unsafe: the author may have had a reason. A pin that is tighter than the target's and says
        for what it is needed is let be. A pin that names a constant of the target as its
        source, and the others of its package on that page, are for ``contradicted-constant``.
    """
    name = distribution(pin.package)
    if name == "python" or not pin.specifier or not is_statement(ctx.file, pin) or pin.constant:
        return
    if any(p.constant and distribution(p.package) == name for p in ctx.file.pins.pins):
        return
    history = PinHistory(ctx.target, pin)
    place = history.now.place
    wrong = (
        history.now.state in DIFFERS and history.then is not None and history.then.state in DIFFERS
    )
    if not wrong or place is None:
        return
    needs = pin.form == "command" or is_conditional(ctx.file, pin)
    if history.now.state is PinState.TIGHTER and needs:
        return  # it installs what is allowed, or says for what more is needed
    fix = repinned(pin, history.now.decided, Safety.UNSAFE, ctx) if history.now.decided else None
    base = ctx.target.at_base
    never = "" if base is None or base.is_at(ctx.target.revision) else ", and was never right"
    yield ctx.found(
        pin.specifier_span,
        f"{code(f'{pin.package} {pin.specifier}')} is {COMPARED[history.now.state]} {said(place)}, "
        f"which the target asks for at {ctx.target.label}{never}",
        fix=fix,
        related=(stated_at(place, ctx),),
        key=f"{name} {pin.form}",
    )
