"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.file import File
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._places import first_line


@rule(level=Level.WARNING, tags=("page",))
def duplicate_page(file: File, ctx: Context) -> Iterator[Finding]:
    """Two pages of one type have the same name, or names that differ only in case.

    Why:
        A link says the type and the name of a page: of two that have the same it reaches only the
        first, and nobody finds the other. Of two files whose paths differ only in case, Windows and
        macOS keep one.

    Example:
        ``principles/owner_repo_LoRA.md`` beside ``principles/old/owner_repo_LoRA.md``, or beside
        ``principles/owner_repo_Lora.md``.

    Remedy:
        Merge the two pages, or rename one and carry its links along. Pages of different types may
        have one name, since links say the type; so may pages in different folders that have no
        scope in their name and that nobody links to by name.
    """
    twin = ctx.facts.twins.get(file.path)
    if twin is None:
        return
    other = code(twin.first.path)
    message = f"only the case of letters tells this file from {other}"
    if twin.same_name:
        message = f"{other} has the same name, and links by name lead there"
    yield ctx.found(
        first_line(file),
        message,
        help="merge the two, or rename one and carry its links along",
        related=(Related("the other", twin.first.path),),
        key=twin.first.path,
    )
