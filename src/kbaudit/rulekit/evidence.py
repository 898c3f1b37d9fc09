"""What a page offers about the code that it cites, besides path and lines."""

from functools import cached_property, lru_cache

from kbaudit.read.citation import Citation
from kbaudit.read.file import File
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit.quoted_text import code_of
from kbaudit.target.definitions import Definition, by_indentation
from kbaudit.target.quote import is_quotable

_PYTHON = (".py", ".pyi", ".pyx", ".ipynb", ".md", ".rst")
_SHELL = (".sh", ".bash", ".zsh", ".yml", ".yaml", ".md", ".rst", ".txt", ".mk", ".toml", ".env")
_ENDINGS = {
    "python": _PYTHON,
    "py": _PYTHON,
    "python3": _PYTHON,
    "bash": _SHELL,
    "sh": _SHELL,
    "shell": _SHELL,
    "zsh": _SHELL,
    "console": (".md", ".rst", ".txt"),
    "json": (".json", ".jsonc", ".json5", ".ipynb", ".md", ".rst"),
    "yaml": (".yml", ".yaml", ".md", ".rst"),
}
"""Endings of files whose code is written in a language; files that hold any text go with all."""

_ITEM_FORMS = frozenset({"items", "worded", "link", "item", "inline"})


def quoted(file: File, citation: Citation) -> str:
    """The code that the page shows for a citation; empty when it shows none.

    A block in another language than the file's is no quote of it, nor is one that says nothing.
    """
    block = citation.quote
    if block is None or not _may_be_of(block.language, citation.path):
        return ""
    text = code_of(block, file.text)
    return text if is_quotable(text) else ""


def _may_be_of(language: str, path: str) -> bool:
    """Whether code that a page calls `language` may stand in the file; so where it is not known."""
    endings = _ENDINGS.get(language)
    return endings is None or "." not in path.rsplit("/", 1)[-1] or path.endswith(endings)


def shares_quote(file: File, citation: Citation) -> bool:
    """Whether the code shown for a citation may be of other lines that are named with it."""
    block = citation.quote
    if block is None:
        return False
    ranges = 0
    for one in file.quoting[block.span]:
        ranges += len(one.ranges)
        if ranges > 1:
            return True
    return False


class Named:
    """The function or class that a page is about, as far as it has a signature that says which.

    Citations of its source location then mean the whole of it. The first of the names is looked up
    as it stands, behind the words of the page's name (``Trainer_save_model``), or on its own where
    a file has one definition of that name.
    """

    def __init__(self, file: File, scopes: tuple[str, ...]) -> None:
        self._file = file
        self._scopes = scopes

    def may_be_of(self, citation: Citation) -> bool:
        """Whether a citation is of that function or class, if its file has it."""
        return citation.form in _ITEM_FORMS and citation.quote is None and bool(self._wanted)

    def definition(self, text: str) -> Definition | None:
        """The definition in the text of a file, None where there is none, or several."""
        by_name = _definitions(text)
        for wanted in self._wanted:
            found = by_name.get(wanted, ())
            if len(found) == 1:
                return found[0]
        return None

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        first = self._file.defined_names[:1]
        return (
            *(one for name in first for one in _behind_class(self._file, name, self._scopes)),
            *first,
        )


@lru_cache(maxsize=2048)
def _definitions(text: str) -> dict[str, tuple[Definition, ...]]:
    """The definitions of a file by qualified and by bare name; many pages cite the same file."""
    by_name: dict[str, list[Definition]] = {}
    for definition in by_indentation(text):
        for name in {definition.qualified, definition.name}:
            by_name.setdefault(name, []).append(definition)
    return {name: tuple(found) for name, found in by_name.items()}


def _behind_class(file: File, name: str, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """``Trainer.save_model`` for the name ``save_model`` on the page ``…_Trainer_save_model``."""
    if not isinstance(file, Page) or "." in name:
        return ()
    own = file.name.removeprefix(f"{scope_of(file.name, scopes)}_")
    prefix = own.removesuffix(f"_{name.strip('_')}")
    return (f"{prefix}.{name}",) if prefix != own and prefix else ()
