"""Where things are, as SARIF says it: pages below the folder of the run, code in its repository."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kbaudit.model.edit import Edit
from kbaudit.model.finding import Finding, Related
from kbaudit.model.regex import regex
from kbaudit.model.report import Report, TargetInfo
from kbaudit.model.span import Position, Source
from kbaudit.output.text import shown

ROOT = "%SRCROOT%"

_SCHEME = regex(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_USER = regex(r"^([a-z][a-z0-9+.-]*://)[^/@]*@", re.IGNORECASE)
_SHORT = regex(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")  # as in git@host:owner/name


class Places:
    """The places of one report. `texts` are the files of the knowledge base by path."""

    def __init__(self, report: Report, texts: Mapping[str, Source]) -> None:
        self._root = report.root
        self._texts = texts
        self._targets = report.targets
        found = [*report.findings, *report.baselined, *(s.finding for s in report.suppressed)]
        commits = {target.commit: target for target in report.targets}
        for related in (one for finding in found for one in finding.related if one.revision):
            if report.targets:
                commits.setdefault(related.revision, report.targets[0])
        self._commits = commits
        self._home = report.home

    @property
    def bases(self) -> dict[str, Any]:
        """What the identifiers of the target's revisions mean."""
        return {
            _base(commit): {
                "uri": f"{_folder(Path(target.path))}/",
                "description": {"text": _said(target)},
            }
            for commit, target in self._commits.items()
        }

    @property
    def provenance(self) -> list[dict[str, Any]]:
        """The commit of the knowledge base, and the revisions of the target that places are of."""
        return [*self._own(), *self._theirs()]

    def _own(self) -> Iterator[dict[str, Any]]:
        if self._home is None:
            return
        top = Path(self._home.path)
        below = os.path.relpath(top, Path.cwd())
        place = {} if below == "." else {"uri": f"{self.uri(Path(below).as_posix())}/"}
        yield {
            "repositoryUri": _repository(self._home.url, top),
            **({"revisionId": self._home.commit} if self._home.commit else {}),
            "mappedTo": {**place, "uriBaseId": ROOT},
        }

    def _theirs(self) -> list[dict[str, Any]]:
        return [
            {
                "repositoryUri": _repository(target.url, Path(target.path)),
                "revisionId": commit,
                "mappedTo": {"uriBaseId": _base(commit)},
            }
            for commit, target in self._commits.items()
        ]

    def uri(self, path: str) -> str:
        """A path as a URI reference; bytes that are no UTF-8 stay what they are."""
        if path.startswith("/"):
            return "file://" + quote(path.encode("utf-8", "surrogateescape"))
        return quote(path.encode("utf-8", "surrogateescape"))

    def page(self, path: str) -> dict[str, Any]:
        """The location of a file of the knowledge base."""
        name = shown(self._root, path)
        uri = self.uri(name)
        return {"uri": uri} if name.startswith("/") else {"uri": uri, "uriBaseId": ROOT}

    def region(self, finding: Finding) -> dict[str, int]:
        """Where on the page a finding is; a line where it is about no characters."""
        if finding.span.start == finding.span.end:
            return {"startLine": finding.start.line}
        return _region(finding.start, finding.end)

    def edited(self, edit: Edit) -> dict[str, int]:
        """What an edit replaces."""
        source = self._texts.get(edit.path) or Source("")  # a file that the repair makes
        return _region(source.position(edit.span.start), source.position(edit.span.end))

    def related(self, related: Related) -> dict[str, Any]:
        """A place that explains a finding, in the knowledge base or in the target."""
        where = self.page(related.path)
        if related.revision:
            where = {"uri": self.uri(related.path), "uriBaseId": _base(related.revision)}
        found: dict[str, Any] = {"artifactLocation": where}
        if related.first:
            last = max(related.first, related.last)
            found["region"] = {"startLine": related.first, "endLine": last}
        return found


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _base(commit: str) -> str:
    return f"TARGET_{commit[:10]}"


def _folder(path: Path) -> str:
    return path.absolute().as_uri()


def _repository(url: str, path: Path) -> str:
    """The URI of a repository, without what could be a credential; `path` where it has no `url`.

    That may stand in front of the host, or behind a question mark.
    """
    if _SCHEME.match(url):
        return quote(_USER.sub(r"\1", url).partition("?")[0].partition("#")[0], safe="/:%@~+[]")
    short = _SHORT.fullmatch(url)
    return f"ssh://{short[1]}/{quote(short[2])}" if short else _folder(path)


def _said(target: TargetInfo) -> str:
    return f"the target{f' of {target.scope}' if target.scope else ''}: {target.path}"
