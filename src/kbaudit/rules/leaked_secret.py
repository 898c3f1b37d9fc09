"""See the docstring of the rule."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.rulekit import Context, rule

_TOKENS = re.compile(
    r"(?<![\w-])(?:hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,}|sk-(?:proj-|ant-)?[\w-]{32,}"
    r"|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|xox[abprs]-[\w-]{20,}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,}"
    r"|eyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}|-----BEGIN [A-Z ]*PRIVATE KEY-----)(?![\w-])"
)
_ASSIGNED = re.compile(
    r"(?:API_?KEY|SECRET|TOKEN|PASSWORD|PASSWD|ACCESS_?KEY)\w{0,40}[`'\"]?[ \t]*[=:][ \t]*[`'\"]?"
    r"(?P<value>[A-Za-z0-9+/_=-]{20,200})",
    re.IGNORECASE,
)
_ENTROPY = 3.8
_VARIED = 3.0
_PLACEHOLDER = re.compile(
    r"x{4,}|\*{3,}|1234|abcd|your|example|placeholder|changeme|dummy|secret|token|here|test",
    re.IGNORECASE,
)


@rule(level=Level.ERROR, tags=("pin",))
def leaked_secret(file: File, ctx: Context) -> Iterator[Finding]:
    """A page holds the value of a secret, where only its name may stand.

    Why:
        Whoever reads the page can use it, and a repository never forgets: it must be revoked, not
        only removed.

    Example:
        ``HF_TOKEN=hf_`` and 34 more characters in an install command.

    Remedy:
        Revoke it where it was issued, then write the name of the variable only. kbaudit never
        prints more than its first four characters.
    """
    if file.unreadable is not None:
        return
    taken = [
        Span(*match.span())
        for match in _TOKENS.finditer(file.text)
        if not _PLACEHOLDER.search(match[0][4:]) and _entropy(match[0][4:]) > _VARIED
    ]
    for match in _ASSIGNED.finditer(file.text):
        value = match["value"]
        span = Span(*match.span("value"))
        mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        random = mixed and _entropy(value) >= _ENTROPY and not _PLACEHOLDER.search(value)
        if random and not any(other.start < span.end and span.start < other.end for other in taken):
            taken.append(span)
    for span in sorted(taken):
        shown = span.of(file.text)[:4]
        yield ctx.found(
            span,
            f"a secret that begins with `{shown}…` stands on the page ({len(span)} characters)",
            help="revoke it, and write the name of the variable only",
            key=f"secret {shown}",
            secret=True,
        )


def _entropy(text: str) -> float:
    """Shannon entropy of the characters of a text, in bits."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) if text else 0.0
