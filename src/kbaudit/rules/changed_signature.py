"""See the docstring of the rule."""

from collections.abc import Iterator
from functools import partial

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.stub import Stub
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.constructors import constructors
from kbaudit.rulekit.lookup import Fate, Lookup
from kbaudit.rulekit.symbols import Place
from kbaudit.rules._differences import differences
from kbaudit.target.declared import Class, Function


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION,))
def changed_signature(stub: Stub, ctx: Context) -> Iterator[Finding]:
    """A signature on a page is not the one that the target has at the revision.

    Why:
        Who calls the function as the page shows it gets an error, or leaves a new parameter at a
        value that the page does not tell of.

    Example:
        ``def load(path, strict=True)`` where the target has ``def load(path, *, strict=False,
        device=None)``.

    Remedy:
        Write the signature as it is now; the finding tells each difference and where the function
        stands. Only names and defaults of parameters and of fields are compared, and only what
        the page states: one that leaves out the rest (``...``, ``**kwargs``, ``# more``) is asked
        for it only when it stated all that there was at the base. Values that are computed, and
        functions that take whatever comes, are given the benefit of the doubt.
    """
    lookup = Lookup(ctx.file, ctx.target)
    found = lookup.stub(stub)
    if found.fate is not Fate.FOUND or not found.places:
        return
    symbols = ctx.target.symbols
    base = partial(_at_base, lookup, stub)
    results = [(place, differences(stub, place, symbols, base)) for place in found.places]
    if any(not result for _, result in results):
        return  # one of them is what the page says, or cannot be told
    if len({(place.path, place.node.qualified) for place, _ in results}) > 1:
        return  # the page does not tell which one it means
    place, told = results[-1]
    names = sorted({name for one in told or () for name in one.names})
    yield ctx.found(
        stub.span,
        f"{code(stub.qualified)} differs at {ctx.target.label}: "
        + "; ".join(one.text for one in told or ()),
        related=(_related(place, ctx),),
        key=f"{stub.qualified}: {', '.join(names)}",  # one more is another finding
    )


def _at_base(lookup: Lookup, stub: Stub) -> Function | None:
    """The function as it was at the base; the last of several, as it is when the code runs."""
    for place in reversed(lookup.at_base(stub).places):
        if isinstance(place.node, Function):
            return place.node
        base = lookup.sources.at_base
        made = constructors(place, base.symbols) if base else ()
        return next((one.node for one in made if isinstance(one.node, Function)), None)
    return None


def _related(place: Place, ctx: Context) -> Related:
    node = place.node
    word = "the class" if isinstance(node, Class) else "the function"
    return Related(word, place.path, node.start, node.end, ctx.target.revision.commit)
