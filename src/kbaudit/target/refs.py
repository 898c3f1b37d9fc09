"""What a name means in a repository: the commit of a tag, a branch, or any other such name."""

import difflib
import re
import sys
from collections.abc import Sequence
from typing import Protocol

from kbaudit.model.errors import TargetError
from kbaudit.model.regex import regex
from kbaudit.target.process import Output, Runs

_COMMITTED = regex(rb"^committer .*> (\d+) [+-]\d+$", re.MULTILINE)


class Names(Runs, Protocol):
    """What runs git, and tells objects by the names that git knows them under."""

    def named(self, name: str) -> tuple[str, bytes] | None:
        """Id and content of the one object that has the name, None where there is none."""


def resolve(command: Names, location: str, rev: str, *, shallow: bool) -> tuple[str, int]:
    """The commit that `rev` names, and its time in seconds since 1970.

    `location` is the path of the repository as messages name it, and `shallow` whether its history
    was cut off. Raises `TargetError`, with the name that was probably meant, where there is none.

    What stood where, and when (``main@{yesterday}``), hangs on the clock and on logs that are in no
    fingerprint of the repository, so that it is announced, as Python announces what is opened.
    """
    if not rev or "\0" in rev or "\n" in rev:
        raise TargetError(f"{rev!r} is no revision: give a tag, a branch or a commit id")
    if "@{" in rev:
        sys.audit("kbaudit.remembered", rev)
    # `:/text` takes all that follows as text, and gives a commit as it is.
    asked = rev if rev.startswith(":/") else rev + "^{commit}"
    found = command.named(asked)
    if found is None:
        failed = command.run("rev-parse", "--verify", "--end-of-options", asked)
        raise _no_such_revision(command, location, rev, failed, shallow=shallow)
    commit, content = found
    when = _COMMITTED.search(content.partition(b"\n\n")[0])
    if when is None:
        raise TargetError(f"commit {commit} of {location} has no time: look at `git fsck`")
    return commit, int(when[1])


def _no_such_revision(
    command: Runs, location: str, rev: str, failed: Output, *, shallow: bool
) -> TargetError:
    if "is ambiguous" in failed.err:
        return TargetError(f"{rev} names several commits of {location}: give more digits")
    refs = command.run(
        "for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags", "refs/heads", "refs/remotes"
    )
    names = refs.text.split()
    if not names and command.run("rev-parse", "--verify", "--quiet", "HEAD").status != 0:
        return TargetError(f"{location} has no commits yet: commit or fetch something")
    guess = nearest(rev, names)
    hint = f"did you mean {guess}?" if guess else "give a tag, a branch or a commit id"
    if shallow and not guess:
        hint = f"the clone is shallow and may lack it: `git -C {location} fetch --unshallow --tags`"
    return TargetError(f"{location} has no revision {rev}: {hint}")


def nearest(rev: str, names: Sequence[str]) -> str | None:
    """The one of `names` that whoever wrote `rev` probably meant."""
    for name in names:  # 5.0.0 for v5.0.0, main for origin/main
        same = name.lower().lstrip("v") == rev.lower().lstrip("v")
        if same or name.endswith((f"/{rev}", f"-{rev}")):
            return name
    close = difflib.get_close_matches(rev, names, n=1)
    return close[0] if close else None
