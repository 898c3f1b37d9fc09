"""What can go wrong outside the knowledge base itself, each with its exit status.

A defect of a page is a finding, never an exception. An exception says that the run cannot do what
was asked: its message is one sentence that tells the user what to do, and the command line prints
it and nothing else.
"""


class KbauditError(Exception):
    """Base of all errors that a user may see. ``exit_status`` is what the process ends with."""

    exit_status = 3


class UsageError(KbauditError):
    """The command, a path, or an option cannot be used as given."""

    exit_status = 2


class ConfigError(UsageError):
    """``kbaudit.yaml`` cannot be used; the message begins with ``file:line:column``."""


class TargetError(UsageError):
    """The target repository or the revision cannot be read."""
