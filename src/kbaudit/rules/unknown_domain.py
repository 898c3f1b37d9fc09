"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.names import folded
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, closest, code, rule


@rule(level=Level.WARNING, tags=("page",))
def unknown_domain(page: Page, ctx: Context) -> Iterator[Finding]:
    """The front matter names a domain that the configuration does not list.

    Why:
        Domains are for finding pages. One that is spelled in two ways finds half of them.

    Example:
        ``[[domain::Quantisation]]`` where kbaudit.yaml says ``domains: [Quantization]``.

    Remedy:
        Use a domain of the list, or add this one to ``domains`` in kbaudit.yaml. Without that list
        nothing is reported. Blanks and underscores are the same, and so is the case of the first
        letter.
    """
    listed = ctx.kb.vocabulary.domains
    instance = page.front_matter.instance if page.front_matter is not None else None
    stated = instance.data.get("domains") if instance is not None else None
    if not listed or instance is None or not isinstance(stated, list):
        return
    known = {folded(name) for name in listed}
    for number, name in enumerate(stated):
        span = instance.place(("domains", number))
        if not isinstance(name, str) or span is None or folded(name) in known:
            continue
        same = (one for one in listed if folded(one).casefold() == folded(name).casefold())
        guess = next(same, None) or closest(name, listed)
        yield ctx.found(
            span,
            f"{code(name)} is no domain of this knowledge base",
            help=f"did you mean {code(guess)}?" if guess else "",
        )
