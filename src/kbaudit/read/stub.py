"""What a page states of the target's symbols: stubs of functions and classes, and imports."""

from dataclasses import dataclass
from typing import Literal

from kbaudit.model.span import Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a stub, or one field of a class.

    `stars` is 1 for ``*args``, 2 for ``**kwargs``. `default` is the source text of the value, None
    where the page states none; `...` says that there is one and not which.
    """

    name: str
    span: Span
    default: str | None = None
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name of the target that a page states; `span` is where the page writes the name."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stub(Symbol):
    """A function or class as a page sketches it.

    `kind` is ``call`` where only the form of a call is given: ``Model.load(path: str)``. `owner`
    are the names around it, outermost first: classes and functions of the block, or what stands
    before the dot. `bound` tells that the first parameter is written as ``self`` or ``cls``; it is
    not among the `parameters`. These are None where the page does not state them in a form that
    can be read. `elided` means that the page leaves some out and shows that it does.
    """

    kind: Literal["function", "class", "call"]
    owner: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] | None = None
    elided: bool = False
    bound: bool = False
    fields: tuple[Parameter, ...] = ()

    @property
    def qualified(self) -> str:
        """The name with its owners, joined with dots."""
        return ".".join((*self.owner, self.name))


@dataclass(frozen=True, slots=True)
class Imported(Symbol):
    """A name that a page imports: ``from module import name``, or ``import module`` (no name)."""

    module: str
    module_span: Span


@dataclass(frozen=True, slots=True)
class Statements:
    """All that a file states of symbols, in the order of the text."""

    stubs: tuple[Stub, ...] = ()
    imports: tuple[Imported, ...] = ()

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Stubs and imports together."""
        return tuple(sorted((*self.stubs, *self.imports), key=lambda one: one.span))
