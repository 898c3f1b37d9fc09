"""See the docstring of the rule."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.near import find_near
from kbaudit.rulekit import Context, code, rule

_ABSOLUTE = regex(
    r"(?<![\w/.:~$}*-])(?:/(?:home|Users|tmp|root|mnt|var/folders|private/tmp|private/var|workspace|scratch)/"
    r"|[A-Za-z]:[\\/]Users[\\/])[^\s`'\"<>|()\[\]{},;*]{2,300}"
)
_FOLDER = regex(
    r"/(?:home|Users|tmp|root|mnt|var/folders|private/tmp|private/var|workspace|scratch)/"
    r"|:[\\/]Users[\\/]"
)
_CLONE = regex(r"/[\w.-]*_repo_\w{6,}(?=/|$)|/tmp/tmp[a-z0-9_]{8}(?=/|$)")
_HOME = regex(r"/(?:home|Users)/([\w.-]+)/\S|[A-Za-z]:[\\/]Users[\\/]([\w.-]+)[\\/]\S")
_ANYBODY = frozenset(
    [
        "user",
        "users",
        "username",
        "user_name",
        "user-name",
        "yourname",
        "your_name",
        "your-name",
        "your_user",
        "your-user",
        "youruser",
        "you",
        "me",
        "name",
        "myuser",
        "my_user",
        "my-user",
        "someone",
        "somebody",
        "john",
        "jane",
        "alice",
        "bob",
        "dev",
        "developer",
        "runner",
        "runneradmin",
        "ubuntu",
        "ec2-user",
        "azureuser",
        "vagrant",
        "jovyan",
        "node",
        "app",
        "vscode",
        "codespace",
        "coder",
        "builder",
        "admin",
        "administrator",
        "public",
        "default",
        "shared",
        "foo",
        "test",
        "guest",
    ]
)


@rule(level=Level.WARNING, tags=("page",), fix=Safety.SAFE)
def leaked_path(file: File, ctx: Context) -> Iterator[Finding]:
    """A page holds a path of the machine on which it was written.

    Why:
        Nobody else has that path. It hides which file of the repository is meant, and it tells
        strangers how somebody's machine is laid out.

    Example:
        ``**Path**: `/tmp/build_repo_5x2k9q/src/pkg/config.py```, where ``src/pkg/config.py`` is
        meant.

    Remedy:
        Write the path from the root of the repository.

    Fix safety:
        Safe where the target revision has the file (or folder) that the path ends in. Unsafe where
        only the repository map knows it. Without either there is no fix.
    """
    if file.unreadable is not None:
        return
    matches = list(find_near(_ABSOLUTE, _FOLDER, file.text))
    if not matches:
        return
    starts = [block.span.start for block in file.code_blocks]
    roots = {root for match in matches if (root := _root(_clean(match[0]), ctx))}
    for match in matches:
        path = _clean(match[0])
        at = bisect_right(starts, match.start()) - 1
        inside = at >= 0 and file.code_blocks[at].span.end > match.start()
        if not _of_a_machine(path, roots, ctx, in_code=inside):
            continue
        span = Span(match.start(), match.start() + len(path))
        fix = _fix(path, span, ctx)
        advice = (
            f"write {code(fix.edits[0].replacement)}"
            if fix
            else "write it relative to the repository"
        )
        yield ctx.found(
            span, f"{code(path)} is a path of somebody's machine", help=advice, fix=fix, key=path
        )


def _clean(path: str) -> str:
    return path.rstrip(".:!?_")


def _fix(path: str, span: Span, ctx: Context) -> Fix | None:
    plain = re.sub(r"[:#]L?\d+(?:-L?\d+)?$", "", path)
    lines = path[len(plain) :]
    here = _in_target(plain, ctx)
    listed = here or _in_map(plain, ctx)
    if not listed:
        return None
    edit = ctx.edit(span, listed + lines)
    return Fix(
        "write the path from the root of the repository",
        (edit,),
        Safety.SAFE if here else Safety.UNSAFE,
    )


def _in_target(path: str, ctx: Context) -> str:
    """The file or folder of the revision that an absolute path ends in; empty without one."""
    if ctx.sources is None:
        return ""
    if found := ctx.sources.paths.strip_machine_prefix(path):
        return found if "/" in found else ""
    parts = path.strip("/").split("/")
    for start in range(1, len(parts) - 1):
        folder = "/".join(parts[start:])
        if ctx.sources.paths.has_folder(folder):
            return folder + ("/" if path.endswith("/") else "")
    return ""


def _in_map(path: str, ctx: Context) -> str:
    parts = path.strip("/").split("/")
    ends = ("/".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((end for end in ends if end in ctx.facts.mapped), "")


def _root(path: str, ctx: Context) -> str:
    """The folder of a clone: what stands before a path of the repository, or a telling name."""
    plain = re.sub(r"[:#]L?\d+(?:-L?\d+)?$", "", path)
    if end := _in_target(plain, ctx) or _in_map(plain, ctx):
        return plain[: -len(end)].rstrip("/")
    match = _CLONE.search(path)
    return path[: match.end()] if match else ""


def _of_a_machine(path: str, roots: set[str], ctx: Context, *, in_code: bool) -> bool:
    """Whether a path was really somebody's, and is not an example such as ``/tmp/output``."""
    if any(path == root or path.startswith(f"{root}/") for root in roots):
        return True
    folders = path.split("/")
    if any(scope in folders for scope in ctx.kb.scopes):
        return True
    if in_code:
        return False
    home = _HOME.match(path)
    owner = (home[1] or home[2] or "") if home else ""
    return bool(owner) and owner.lower().strip("<>{}$") not in _ANYBODY
