"""The command line. Importing this package imports click and nothing heavy."""

from kbaudit.cli.group import cli


def main() -> None:
    """The entry point of the program; never returns."""
    cli.main(prog_name="kbaudit")


__all__ = ["cli", "main"]
