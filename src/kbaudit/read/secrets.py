"""Values of secrets in a text: tokens of known forms, and random values behind key-like names.

Forms: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
"""

import math
import re
from bisect import bisect_right
from collections import Counter

from kbaudit.model.regex import regex
from kbaudit.model.span import Source, Span
from kbaudit.read.near import find_near, holds_any
from kbaudit.read.table import trimmed

_TOKENS = regex(
    r"(?<![\w-])(?:hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,}"
    r"|sk-(?:proj-|ant-|svcacct-)?[\w-]{32,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{35}"
    r"|xox[abprs]-[\w-]{20,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,}"
    r"|[rs]k_live_[A-Za-z0-9]{20,}|eyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,})(?![\w-])"
)
_TOKEN_SIGNS = (
    *("hf_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "AKIA", "ASIA", "AIza"),
    *("xox", "glpat-", "npm_", "pypi-AgE", "k_live_", "eyJ"),
)
_KEY_BLOCK = regex(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?P<body>[A-Za-z0-9+/=\s]{40,20000}+)-----END"
)
_ASSIGNED = regex(
    r"(?:API_?KEY|SECRET|TOKEN|PASSWORD|PASSWD|ACCESS_?KEY)\w{0,40}[`'\"]?[ \t]*(?:[=:]|\|{1,2})"
    r"[ \t]*[`'\"]?(?P<value>[A-Za-z0-9+/_=-]{20,200})",
    re.IGNORECASE,
)
_KEYS = ("key", "secret", "token", "passw")
"""In each name that `_ASSIGNED` knows."""
_LONG_VALUE = regex(r"[=:|][ \t]*[`'\"]?[A-Za-z0-9+/_=-]{20}")
_IN_ADDRESS = regex(r"://[^\s/:@]{1,60}:(?P<value>[^\s/:@<>{}$*]{8,100})@")
_ENTROPY = 3.8
_VARIED = 3.0
_PLACEHOLDER = regex(
    r"x{4,}|\*{3,}|1234|abcd|your|example|placeholder|changeme|dummy|secret|token|here|test|pass"
    r"|\.{3}",
    re.IGNORECASE,
)
_HASH = regex(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_HASHED = regex(r"sha|md5|commit|digest|hash|checksum|rev\b|blob", re.IGNORECASE)


def find_secrets(source: Source) -> tuple[Span, ...]:
    """The places of secrets in a text, in its order; placeholders and hashes are none."""
    kept = vars(source)  # a rule, fingerprints and every output ask for those of the same text
    if "secrets" not in kept:
        kept["secrets"] = _look(source.text)
    found: tuple[Span, ...] = kept["secrets"]
    return found


def _look(text: str) -> tuple[Span, ...]:
    found = [
        Span(*match.span())
        for match in find_near(_TOKENS, _TOKEN_SIGNS, text)
        if not _PLACEHOLDER.search(match[0][4:]) and _entropy(match[0][4:]) > _VARIED
    ]
    found += [trimmed(text, *match.span("body")) for match in _KEY_BLOCK.finditer(text)]
    named = holds_any(text, _KEYS)
    values = [(match, False) for match in find_near(_ASSIGNED, _LONG_VALUE, text)] if named else []
    values += [(match, True) for match in _IN_ADDRESS.finditer(text)]
    for match, address in values:
        if _random(match["value"], address=address) and not _is_hash(match):
            found.append(Span(*match.span("value")))
    return tuple(_apart(found))


def _random(value: str, *, address: bool) -> bool:
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    least = _VARIED if address else _ENTROPY
    if _HASH.fullmatch(value):
        least = _VARIED  # sixteen digits never come to more than four bits
    return mixed and _entropy(value) >= least and not _PLACEHOLDER.search(value)


def _is_hash(match: re.Match[str]) -> bool:
    """Whether the words around say that the value is a hash of something public."""
    return _HASH.fullmatch(match["value"]) is not None and _HASHED.search(match[0]) is not None


def _apart(spans: list[Span]) -> list[Span]:
    """Spans in order, the earlier of two that overlap."""
    kept: list[Span] = []
    ends: list[int] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or bisect_right(ends, span.start) == len(ends):
            kept.append(span)
            ends.append(span.end)
    return kept


def _entropy(text: str) -> float:
    """Shannon entropy of the characters of a text, in bits."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) if text else 0.0
