"""What a name means in a repository: the commit of a tag, a branch, or any other such name."""

import difflib
from collections.abc import Sequence

from kbaudit.model.errors import TargetError
from kbaudit.target.process import Output, Runs


def resolve(command: Runs, location: str, rev: str, *, shallow: bool) -> tuple[str, int]:
    """The commit that `rev` names, and its time in seconds since 1970.

    `location` is the path of the repository as messages name it, and `shallow` whether its history
    was cut off. Raises `TargetError`, with the name that was probably meant, where there is none.
    """
    if not rev or "\0" in rev or "\n" in rev:
        raise TargetError(f"{rev!r} is no revision: give a tag, a branch or a commit id")
    # `:/text` takes all that follows as text, so it is made a commit in a second step.
    asked = rev if rev.startswith(":/") else rev + "^{commit}"
    found = command.run("rev-parse", "--verify", "--end-of-options", asked)
    if found.status != 0:
        raise _no_such_revision(command, location, rev, found, shallow=shallow)
    shown = command.run("log", "-1", "--no-show-signature", "--format=%ct", found.text)
    if shown.status != 0:
        raise TargetError(f"commit {found.text} of {location} cannot be read: {shown.complaint}")
    return found.text, int(shown.out)


def _no_such_revision(
    command: Runs, location: str, rev: str, found: Output, *, shallow: bool
) -> TargetError:
    if "is ambiguous" in found.err:
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
