"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import Page
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.pins import PinState, judge_pin
from kbaudit.rules._pins import NO_PACKAGES
from kbaudit.target.requirements import distribution


@rule(level=Level.INFO, tags=("pin",), needs=(Need.REVISION,))
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
    if not isinstance(page, Page) or page.type.name != "Environment" or pin.form != "item":
        return
    name = distribution(pin.package)
    if judge_pin(pin, ctx.target.requirements).state is not PinState.UNKNOWN:
        return
    words = {pin.package, name, name.replace("-", "_"), pin.package.replace("-", "_")}
    if name in NO_PACKAGES or any(ctx.target.mentions.word(word) for word in sorted(words)):
        return
    yield ctx.found(
        pin.package_span,
        f"the target neither asks for {code(pin.package)} nor names it at {ctx.target.label}",
        key=name,
    )
