"""What commands that make, move and remove pages have in common: all of it is done, or shown."""

import sys
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

if TYPE_CHECKING:
    from kbaudit.engine.moving import Move
    from kbaudit.engine.request import Request
    from kbaudit.output.options import Options


class HasMove(Protocol):
    """What such a command is to do."""

    @property
    def move(self) -> "Move":
        """The files that change."""


Found_contra = TypeVar("Found_contra", bound=HasMove, contravariant=True)


class Tell(Protocol[Found_contra]):
    """Writes what was done, or what would be."""

    def __call__(
        self,
        found: Found_contra,
        root: str,
        stream: TextIO,
        options: "Options",
        *,
        applied: bool = True,
    ) -> None:
        """Write all of it."""


def carry_out(
    found: Found_contra, tell: Tell[Found_contra], request: "Request", color: str, *, diff: bool
) -> int:
    """Do it and tell; with `diff` print the patch, and tell on standard error. The exit status."""
    from kbaudit.cli.streams import error_options, options_for, standard_output
    from kbaudit.output.moves import write_patch

    options = options_for(color, to_file=False, quiet=False)
    if not diff:
        found.move.make()
    with standard_output() as stream:
        if diff:
            write_patch(found.move, stream, options)
        else:
            tell(found, request.name, stream, options)
    if diff:
        tell(found, request.name, sys.stderr, error_options(color), applied=False)
    return 0
