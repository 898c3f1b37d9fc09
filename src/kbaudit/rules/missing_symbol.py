"""See the docstring of the rule."""

from collections.abc import Iterator
from posixpath import dirname

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.regex import regex
from kbaudit.read.stub import Imported, Stub, Symbol
from kbaudit.rulekit import Context, Need, code, listing, rule
from kbaudit.rulekit.lookup import Fate, Found, Lookup
from kbaudit.rules._nearest import nearest

_PLACEHOLDER = regex(
    r"(?:My|Your|Some|Custom|Example|Foo|Bar|Baz|Dummy|Sample|Placeholder|The)(?=[A-Z_0-9]|\Z).*"
    r"|(?:my|your|some|custom|example|foo|bar|baz|dummy|sample|placeholder)(?:_.*|\Z)"
    r"|[A-Za-z]|[xX]{2,}|_+|(?:class|function|method|module|model)_?name|ClassName",
)


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION,))
def missing_symbol(symbol: Symbol, ctx: Context) -> Iterator[Finding]:
    """A signature or an import names what the target does not have at the revision.

    Why:
        The function was removed or renamed, or its author made it up: a reader who calls it finds
        nothing, and the rest of what the page tells of it is in doubt as well.

    Example:
        ``def find_copies(path)`` under Signature, where the cited file has ``search_copies``; or
        ``from pkg.tools import Cache`` after ``Cache`` went to ``pkg.storage``.

    Remedy:
        Name what the file has now; the finding tells which names are close. Names that a file
        imports, assigns or makes by a table of lazy imports are there, and nothing is said about
        those of other packages or of a page whose files the target does not have.
    """
    lookup = Lookup(ctx.file, ctx.target)
    if _PLACEHOLDER.fullmatch(symbol.name):
        return
    if isinstance(symbol, Stub):
        found = lookup.stub(symbol)
        if found.fate is Fate.ABSENT:
            yield _stub(symbol, found, ctx)
    elif isinstance(symbol, Imported):
        found = lookup.imported(symbol)
        if found.fate is Fate.ABSENT:
            yield _import(symbol, found, ctx)


def _stub(stub: Stub, found: Found, ctx: Context) -> Finding:
    symbols, at = ctx.target.symbols, ctx.target.label
    files = listing([code(path) for path in found.looked], "or")
    has, stands = (
        ("has no longer", "is no longer in") if found.since_base else ("has no", "is not in")
    )
    if found.inside is not None:
        node, path = found.inside.node, found.inside.path
        family, _ = symbols.family(found.inside)
        names = [name for one in family for name in symbols.members(one)]
        message = f"{code(node.qualified)} of {code(path)} {has} {code(stub.name)} at {at}"
        commit = ctx.target.revision.commit
        related: tuple[Related, ...] = (Related("the class", path, node.start, node.end, commit),)
    else:
        names = list(symbols.names(found.looked))
        message = f"{code(stub.name)} {stands} {files} at {at}"
        if not found.since_base:
            message += ", nor elsewhere in the target"
        related = _files(found, ctx)
    help_ = nearest(stub.name, names)
    return ctx.found(stub.span, message, help=help_, related=related, key=stub.qualified)


def _import(one: Imported, found: Found, ctx: Context) -> Finding:
    symbols, at = ctx.target.symbols, ctx.target.label
    if not symbols.modules.files(one.module):
        folder = dirname(found.looked[0])
        siblings = [
            path[len(folder) + 1 :] for path in ctx.target.revision.files if dirname(path) == folder
        ]
        return ctx.found(
            one.module_span,
            f"{code(one.module)} is not a module of the target at {at}",
            help=nearest(
                one.module.rpartition(".")[2], [name.partition(".")[0] for name in siblings]
            ),
            related=_files(found, ctx),
            key=f"{one.module} {one.name}",
        )
    message = f"{code(one.module)} has no {code(one.name)} at {at}"
    elsewhere = symbols.mentions.definition(one.name)
    if elsewhere:
        message += f"; {code(elsewhere)} defines it"
    return ctx.found(
        one.span,
        message,
        help="" if elsewhere else nearest(one.name, symbols.names(found.looked)),
        related=_files(found, ctx),
        key=f"{one.module} {one.name}",
    )


def _files(found: Found, ctx: Context) -> tuple[Related, ...]:
    commit = ctx.target.revision.commit
    return tuple(Related("the file", path, revision=commit) for path in found.looked)
