"""The option that says in which form a command prints."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def printed_as(*forms: str) -> Callable[[Command], Command]:
    """``--format``, one of `forms`; without it the first of them."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        help=f"The form. [default: {forms[0]}]",
    )
