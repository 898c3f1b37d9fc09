"""Where things are, as SARIF says it: pages below the folder of the run, code in its repository."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kbaudit.model.edit import Edit
from kbaudit.model.finding import Finding, Related
from kbaudit.model.report import Report, TargetInfo
from kbaudit.model.span import Position, Source
from kbaudit.output.text import shown

ROOT = "%SRCROOT%"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_USER = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/@]*@", re.IGNORECASE)
_SHORT = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")  # as in git@host:owner/name


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

    @property
    def bases(self) -> dict[str, Any]:
        """What the identifiers of the target's revisions mean."""
        return {
            _base(commit): {"uri": f"{_folder(target)}/", "description": {"text": _said(target)}}
            for commit, target in self._commits.items()
        }

    @property
    def provenance(self) -> list[dict[str, Any]]:
        """The revisions of the target that places are of."""
        return [
            {
                "repositoryUri": _repository(target),
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
        source = self._texts[edit.path]
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


def _folder(target: TargetInfo) -> str:
    return Path(target.path).absolute().as_uri()


def _repository(target: TargetInfo) -> str:
    """The URI of the repository, without what somebody may have put in front of the host."""
    short = _SHORT.fullmatch(target.url)
    if short:
        return f"ssh://{short[1]}/{quote(short[2])}"
    return _USER.sub(r"\1", target.url) if _SCHEME.match(target.url) else _folder(target)


def _said(target: TargetInfo) -> str:
    return f"the target{f' of {target.scope}' if target.scope else ''}: {target.path}"
