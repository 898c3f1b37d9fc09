"""Gets what a kept clone lacks: the history up to some revisions, and the files of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kbaudit.model.errors import TargetError
from kbaudit.model.regex import regex
from kbaudit.target.command import GitCommand
from kbaudit.target.process import Output
from kbaudit.target.refs import nearest
from kbaudit.target.url import public

HELD = "refs/kbaudit/held/"
"""A ref for each commit all of whose files are there."""
_DETACHED = "refs/kbaudit/head"
_ASKED = "refs/kbaudit/asked/"
_COMMIT_ID = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PROGRESS = regex(r"(?:remote: )?(\w[\w ]+): +\d+% \((\d+)/(\d+)\)")
_AT_ONCE = 2000  # files in one request: what is complete survives an interruption
_FETCH = (
    "fetch", "--progress", "--filter=blob:none", "--no-write-fetch-head", "--no-recurse-submodules",
    "--no-auto-maintenance",
)  # fmt: skip


@dataclass(frozen=True)
class Teller:
    """Who hears what is done: `tell` a sentence before a download, `progress` during it."""

    tell: Callable[[str], None]
    progress: Callable[[str, int, int], None]

    def follow(self, what: str) -> Callable[[str], None]:
        """Makes progress of the lines that git writes."""

        def told(line: str) -> None:
            match = _PROGRESS.match(line)
            if match:
                phase = what if match[1] == "Receiving objects" else match[1].lower()
                self.progress(phase, int(match[2]), int(match[3]))

        return told


class Fetcher:
    """Fetches into one clone, which `command` runs in and may reach out from."""

    def __init__(self, command: GitCommand, url: str, teller: Teller) -> None:
        self._command = command
        self._url = public(url)
        self._teller = teller
        self._present: set[str] | None = None
        self._told = False

    def history(self, revs: Sequence[str]) -> None:
        """Commits and trees up to each of `revs`, and the tags on the way, without files."""
        refspecs = self._refspecs(revs)
        names = ", ".join(revs)
        self._teller.tell(f"{self._url}: downloading the history up to {names}, without files")
        done = self._command.transfer(
            *_FETCH, "origin", *refspecs, told=self._teller.follow("downloading the history")
        )
        if done.status != 0:
            raise self._failed(done)

    def hold(self, commit: str, name: str) -> None:
        """All files of `commit`, which messages call `name`."""
        if self.holds(commit):
            return
        missing = self._missing(f"{commit}^{{tree}}")
        if missing:
            files = f"{len(missing):,} file{'s' * (len(missing) != 1)}"
            shown = commit[:10] if name == commit else name
            self._teller.tell(f"{self._url}: downloading {files} of {shown}")
            self._get(missing)
        self._command.run("update-ref", f"{HELD}{commit}", commit)

    def hold_versions(self, base: str, rev: str, paths: Sequence[str]) -> None:
        """Each version that `paths` had between two commits."""
        missing: dict[str, None] = {}
        for start in range(0, len(paths), 500):
            some = paths[start : start + 500]
            missing |= dict.fromkeys(self._missing(f"{base}..{rev}", "--", *some))
        if missing:
            versions = f"{len(missing):,} earlier version{'s' * (len(missing) != 1)}"
            self._teller.tell(f"{self._url}: downloading {versions} of cited files")
            self._get(list(missing))

    def holds(self, commit: str) -> bool:
        """Whether all files of `commit` are there."""
        return is_held(self._command, commit)

    def settled(self, rev: str) -> bool:
        """Whether `rev` is a tag or commit that is there with all its files."""
        name = rev if _COMMIT_ID.fullmatch(rev) else f"refs/tags/{rev}"
        found = self._command.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return found.status == 0 and self.holds(found.text)

    def supply(self, objects: Sequence[str]) -> None:
        """Those of `objects` that are not there."""
        if self._present is None:
            there = self._command.run(
                "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)"
            )
            self._present = set(there.text.split())
        missing = [one for one in objects if one not in self._present]
        if missing and not self._told:
            self._teller.tell(f"{self._url}: downloading what else the pages refer to")
            self._told = True
        self._get(missing)

    def _missing(self, *what: str) -> list[str]:
        listed = self._command.run(
            "rev-list", "--objects", "--missing=print", "--no-object-names", *what
        )
        if listed.status != 0:
            raise TargetError(f"{self._url}: files cannot be listed: {listed.complaint}")
        return [line[1:] for line in listed.text.splitlines() if line.startswith("?")]

    def _get(self, objects: Sequence[str]) -> None:
        total = len(objects)
        for start in range(0, total, _AT_ONCE):
            some = objects[start : start + _AT_ONCE]
            self._teller.progress("downloading files", start, total)
            done = self._command.transfer(
                "-c", "fetch.negotiationAlgorithm=noop", *_FETCH, "--no-tags", "--stdin", "origin",
                given=some,
                told=lambda line: None,  # noqa: ARG005
            )  # fmt: skip
            if done.status != 0:
                raise self._failed(done)
            if self._present is not None:
                self._present |= set(some)

    def _refspecs(self, revs: Sequence[str]) -> list[str]:
        """What to ask the other side for, so that each of `revs` can be looked up here."""
        found: dict[str, None] = {}
        heads = {rev: re.split(r"[~^:]|@\{", rev)[0] or "HEAD" for rev in revs}
        wanted = [
            name if name.startswith("refs/") else f"refs/{kind}/{name.removeprefix(before)}"
            for name in heads.values()
            for kind, before in (("tags", ""), ("heads", ""), ("heads", "origin/"))
        ]
        refs = self._remote("HEAD", *dict.fromkeys(wanted))
        default = self._point_head(refs.pop("HEAD", ""))
        for rev, name in heads.items():
            short = name.removeprefix("origin/")
            here = [ref for ref in (f"refs/tags/{name}", f"refs/heads/{name}", name) if ref in refs]
            if name == "HEAD" and default:
                found[default] = None
            elif here:
                found[f"+{here[0]}:{here[0]}"] = None
            elif f"refs/heads/{short}" in refs:
                found[f"+refs/heads/{short}:refs/remotes/{name}"] = None
            elif _COMMIT_ID.fullmatch(name):
                found[f"+{name}:{_ASKED}{name}"] = None
            elif re.fullmatch(r"[0-9a-f]{4,}", name) and default:
                found[default] = None
            else:
                raise self._no_such_revision(rev, name)
        return list(found)

    def _remote(self, *patterns: str) -> dict[str, str]:
        """The refs of the other side with what they are; for a symbolic one, what it points to."""
        listed = self._command.run("ls-remote", "--symref", "origin", *patterns)
        if listed.status != 0:
            raise self._failed(listed)
        refs: dict[str, str] = {}
        for line in listed.text.splitlines():
            value, _, name = line.partition("\t")
            if value.startswith("ref: "):
                refs[name] = value.removeprefix("ref: ")
            else:
                refs.setdefault(name, value)
        return refs

    def _point_head(self, there: str) -> str:
        """Makes HEAD mean here what it means there; the refspec that fetches it, or nothing."""
        if not there:
            return ""
        branch = there.startswith("refs/heads/")
        here = there if branch else _DETACHED
        self._command.run("symbolic-ref", "HEAD", here)
        return f"+{there if branch else 'HEAD'}:{here}"

    def _no_such_revision(self, rev: str, name: str) -> TargetError:
        names = [ref.split("/", 2)[2] for ref in self._remote("refs/tags/*", "refs/heads/*")]
        guess = nearest(name, [one for one in names if not one.endswith("^{}")])
        hint = f"did you mean {guess}?" if guess else "give a tag, a branch or a whole commit id"
        return TargetError(f"{self._url} has no revision {rev}: {hint}")

    def _failed(self, done: Output) -> TargetError:
        return TargetError(
            f"{self._url} cannot be fetched: {public(_reason(done))}; "
            f"`git ls-remote {self._url}` tells whether git can reach it"
        )


def _reason(done: Output) -> str:
    """The line of git's that says what is wrong; the last ones are advice."""
    lines: Iterable[str] = (line.strip() for line in done.err.splitlines())
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: ", "ERROR: "))]
    return fatal[0].split(": ", 1)[1] if fatal else public(done.complaint)


def is_held(command: GitCommand, commit: str) -> bool:
    """Whether all files of `commit` are in the clone in which `command` runs."""
    return command.run("rev-parse", "--verify", "--quiet", HELD + commit).status == 0
