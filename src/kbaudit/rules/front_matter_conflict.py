"""See the docstring of the rule."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbaudit.model.finding import Finding, Level
from kbaudit.read.instance import Instance
from kbaudit.read.names import folded
from kbaudit.read.page import Page
from kbaudit.read.page_instance import body_category
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, code, listing, rule
from kbaudit.rules._texts import citations, pins, relations


@rule(level=Level.WARNING, tags=("page",))
def front_matter_conflict(page: Page, ctx: Context) -> Iterator[Finding]:
    """Front matter says something else than the text, the infobox, or the place of the page.

    Why:
        Machines read the front matter and people the text: when the two disagree, one of them works
        with what is wrong, and nobody knows which.

    Example:
        ``relations: {requires_env: [owner_repo_CUDA]}`` above
        ``[[requires_env::Environment:owner_repo_ROCm]]``; ``type: Workflow`` on a page in
        ``principles/``.

    Remedy:
        Correct the one that is wrong. Front matter need not repeat the text: only a kind of
        relation, a package or a file that both name is compared. A name that is not that of the
        file is for ``name-mismatch``, and versions that cannot go together are for
        ``conflicting-pins``.
    """
    matter = page.front_matter
    if matter is None or not matter.instance.readable:
        return
    yield from _category(page, matter.instance, ctx)
    if matter.dialect != "yaml":
        return
    yield from _place(page, matter.instance, ctx)
    yield from _infobox(page, matter.instance, ctx)
    yield from relations(page, matter, ctx)
    yield from pins(page, matter, ctx)
    yield from citations(page, matter, ctx)


def _place(page: Page, instance: Instance, ctx: Context) -> Iterator[Finding]:
    stated = instance.data.get("type")
    kind = ctx.kb.vocabulary.type_named(stated) if isinstance(stated, str) else None
    span = instance.place(("type",))
    if kind is not None and kind != page.type and span is not None:
        where = code(f"{page.folder}/")
        yield ctx.found(
            span,
            f"the front matter says {code(str(stated))}, but the page lies in {where}, "
            f"where {page.type.name} pages live",
        )
    scope, own = instance.data.get("scope"), scope_of(f"{page.name}_", ctx.kb.scopes)
    span = instance.place(("scope",))
    if isinstance(scope, str) and own and scope != own and span is not None:
        yield ctx.found(
            span,
            f"the front matter names the scope {code(scope)}, but the file that of {code(own)}",
        )


def _category(page: Page, instance: Instance, ctx: Context) -> Iterator[Finding]:
    """The category of a heuristic, unless one of the two only says it in more words."""
    if page.type.name != "Heuristic":
        return
    stated, span = instance.data.get("category"), instance.place(("category",))
    written = body_category(page)
    if not isinstance(stated, str) or not written or span is None:
        return
    one, other = _words(stated), _words(written)
    if one and other and not one <= other and not other <= one:
        yield ctx.found(
            span,
            f"the front matter gives the category as {code(stated)}, the text as {code(written)}",
        )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _infobox(page: Page, instance: Instance, ctx: Context) -> Iterator[Finding]:
    """YAML front matter held against an infobox below it."""
    if page.infobox is None:
        return
    for key, other in page.infobox.instance.data.items():
        span = instance.place((key,))
        ours, theirs = (_values(key, value) for value in (instance.data.get(key), other))
        if span is None or not ours or not theirs or ours.keys() == theirs.keys():
            continue
        more = [theirs[one] for one in sorted(theirs.keys() - ours.keys())]
        less = [ours[one] for one in sorted(ours.keys() - theirs.keys())]
        said = [f"names {listing([code(one) for one in more])} as well"] if more else []
        said += [f"does not name {listing([code(one) for one in less])}"] if less else []
        message = f"under {code(key)} the infobox {listing(said)}"
        if isinstance(other, str):
            message = f"the infobox gives {code(key)} as {code(other)}"
        yield ctx.found(span, message, key=key)


def _values(key: str, value: Any) -> dict[str, str]:
    """What a value names, as compared, and as written."""
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = [_name(one) if isinstance(one, Mapping) else one for one in found]
    texts = [name for name in names if isinstance(name, str) and name]
    return {name[:10] if key == "last_updated" else folded(name): name for name in texts}


def _name(source: Mapping[str, Any]) -> Any:
    """What tells a source from others."""
    return next((source[key] for key in ("url", "path", "title") if source.get(key)), "")
