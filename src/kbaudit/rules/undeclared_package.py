"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import PinState, judge_pin
from kbaudit.rules._pins import no_package
from kbaudit.target.requirements import distribution


@rule(level=Level.INFO, tags=("pin",), needs=(Need.REVISION, Need.REQUIREMENTS))
def undeclared_package(pin: Pin, ctx: Context) -> Iterator[Finding]:
    """An Environment page requires a package of which the target knows nothing.

    Why:
        Either the page asks for more than is needed, or the target forgot to declare it. Both are
        worth a look.

    Example:
        ``* `nvidia-ml-py3``` on an Environment page, where no file of the target asks for it or
        imports it.

    Remedy:
        Remove it, or say on the page what needs it.
    """
    page = ctx.file
    if not isinstance(page, Page) or page.type.name != "Environment":
        return
    name = distribution(pin.package)
    if pin.form not in ("item", "field") or not is_statement(page, pin) or no_package(pin):
        return
    requirements = ctx.target.requirements
    # What could not be read may ask for it.
    if judge_pin(pin, requirements).state is not PinState.UNKNOWN or requirements.problems:
        return
    base = ctx.target.at_base
    if base is not None and base.requirements.of(name):
        yield ctx.found(
            pin.package_span,
            f"the target no longer asks for {code(pin.package)} at {ctx.target.label}, "
            "as it did at the base",
            key=name,
        )
        return
    words = {pin.package, name, name.replace("-", "_"), pin.package.replace("-", "_")}
    if not any(ctx.target.mentions.word(word) for word in sorted(words)):
        yield ctx.found(
            pin.package_span,
            f"the target neither asks for {code(pin.package)} nor names it at {ctx.target.label}",
            key=name,
        )
