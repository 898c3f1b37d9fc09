"""What a page offers about the code that it cites, besides path and lines."""

import re

from kbaudit.read.citation import Citation
from kbaudit.read.file import File, Page
from kbaudit.read.scopes import scope_of
from kbaudit.target.symbols import Definition, outline

_DEFINITION = re.compile(
    r"^(?P<indent>[ \t]*)(?:async[ \t]+def|def|class)[ \t]+(?P<name>\w+)", re.MULTILINE
)
_SIGNATURE = re.compile(r"signature|definition|interface", re.IGNORECASE)
_ITEM_FORMS = frozenset({"items", "worded", "link", "item", "inline"})


def quoted(file: File, citation: Citation) -> str:
    """The code that the page shows for a citation; empty when it shows none."""
    return citation.quote.content.of(file.text) if citation.quote is not None else ""


def signature_names(file: File) -> tuple[str, ...]:
    """Names that the signature blocks of a page define: ``Trainer.train``, ``helper``.

    A name inside a class is written with the class in front.
    """
    names: list[str] = []
    starts = [(s.own.start, s.own.end) for s in file.sections if _SIGNATURE.search(s.title)]
    for block in file.code_blocks:
        if not any(start <= block.span.start < end for start, end in starts):
            continue
        outer = ""
        for match in _DEFINITION.finditer(block.content.of(file.text)):
            name = match["name"]
            if not match["indent"]:
                outer = name
                names.append(name)
            elif outer:
                names.append(f"{outer}.{name}")
    return tuple(dict.fromkeys(names))


def cited_definition(
    file: File, citation: Citation, text: str, scopes: tuple[str, ...]
) -> Definition | None:
    """The definition of `text` that a citation of a whole function or class means, if one does.

    Only the source location of a page that has a signature says which: the first name of the
    signature, looked up as it stands, behind the words of the page's name
    (``Trainer_save_model``), or on its own where the file has one definition of that name.
    """
    names = signature_names(file)
    if citation.form not in _ITEM_FORMS or citation.quote is not None or not names:
        return None
    definitions = outline(text).definitions
    by_name: dict[str, list[Definition]] = {}
    for definition in definitions:
        by_name.setdefault(definition.qualified, []).append(definition)
        if definition.qualified != definition.name:
            by_name.setdefault(definition.name, []).append(definition)
    first = names[0]
    for wanted in (*_behind_class(file, first, scopes), first):
        found = by_name.get(wanted, [])
        if len(found) == 1:
            return found[0]
    return None


def _behind_class(file: File, name: str, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """``Trainer.save_model`` for the name ``save_model`` on the page ``…_Trainer_save_model``."""
    if not isinstance(file, Page) or "." in name:
        return ()
    own = file.name.removeprefix(f"{scope_of(file.name, scopes)}_")
    prefix = own.removesuffix(f"_{name.strip('_')}")
    return (f"{prefix}.{name}",) if prefix != own and prefix else ()
