"""A first ``kbaudit.yaml``, with comments that say what else could stand there."""

from collections.abc import Iterator

from kbaudit.engine.survey import Subject, Survey
from kbaudit.model.regex import regex
from kbaudit.rulekit.wording import count, listing

_PLAIN = regex(r"[A-Za-z/~][\w./@+~-]*(?:://[\w./@+~-]+)?|\.{1,2}(?:/[\w./@+~-]+)?")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"})


def template(found: Survey) -> str:
    """The text of a configuration for what was found."""
    # Names of folders are the tree's own and stand in comments: a line end would break out of one.
    lines = ("".join(c if c.isprintable() else "?" for c in line) for line in _lines(found))
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """`text` as YAML on one line, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _lines(found: Survey) -> Iterator[str]:
    kinds = [f"{number} of type {name}" for name, number in found.pages.items()]
    yield "# The configuration of kbaudit for this knowledge base: paths start at this folder."
    yield "# `kbaudit schema config` prints the JSON Schema of this file, for editors."
    yield f"# Found here: {count(sum(found.pages.values()), 'page')}, {listing(kinds)}."
    yield ""
    if len(found.subjects) == 1:
        yield from _target(found.subjects[0])
    else:
        yield "# One target for each scope."
        yield "targets:"
        for subject in found.subjects:
            yield f"  - scope: {scalar(subject.scope)}"
            yield from (f"    {line}" for line in _keys(subject, several=True))
    yield ""
    if scopes := [scalar(s.scope) for s in found.subjects if s.scope]:
        yield "# The scopes, the common start of page names."
        yield f"scopes: [{', '.join(scopes)}]"
        yield ""
    if found.strange:
        folders = listing([f"{name}/ ({number})" for name, number in found.strange.items()])
        yield f"# Folders of files that are no page type: {folders}."
    yield from _MORE


def _target(subject: Subject) -> Iterator[str]:
    yield "# The git repository that the pages are about, and what they must agree with."
    keys = list(_keys(subject))
    nothing = all(line.startswith("#") for line in keys)
    yield "# target:" if nothing else "target:"
    yield from (f"#   {line.removeprefix('# ')}" if nothing else f"  {line}" for line in keys)


def _keys(subject: Subject, *, several: bool = False) -> Iterator[str]:
    yield f"url: {scalar(subject.url)}" if subject.url else "# url: https://github.com/owner/repo"
    if subject.clone:
        yield f"path: {scalar(subject.clone)}"
    else:
        yield "# path: ../repo    # a clone at hand; without it rules about code are skipped"
    if subject.written:
        written = " ".join(subject.written.split())[:40]
        yield f"# rev: v1.0.0      # a tag, branch or commit; the map was made {written}"
    else:
        yield "# rev: v1.0.0      # a tag, branch or commit; the default is HEAD"
    if several:
        yield "# links: []        # other scopes to which its pages may link; the default is all"


_MORE = (
    "# Page types besides Workflow, Principle, Implementation, Environment and Heuristic.",
    "# types:",
    "#   - {name: Decision, folder: decisions, short: [Dec], sections: [{name: Context}]}",
    "",
    "# Relations besides the built-in ones.",
    "# relations:",
    "#   edges:",
    "#     - {from: Principle, relation: decided_in, to: Decision}",
    "#   tolerated: [related]",
    "",
    "# The domains that pages may name; without the list they may name any.",
    "# domains: [Training, Quantization]",
    "",
    "# Levels (error, warning, info, off) and options, by rule or tag; `kbaudit rules` lists them.",
    "# rules:",
    "#   one-way-link: off",
    "#   graph: {level: info}",
    "",
    "# Other settings for some files.",
    "# overrides:",
    '#   - paths: ["_reports/"]',
    "#     rules: {link: info}",
    "",
    "# Files that do not belong to the knowledge base, as in .gitignore.",
    '# exclude: ["drafts/", "*.tmp.md"]',
    "",
    "# The lowest level that makes `kbaudit check` fail.",
    "fail-on: warning",
)
