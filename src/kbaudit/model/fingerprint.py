"""Fingerprints: by what a finding is known again after the pages were edited.

A fingerprint is made of the rule and the key of a finding: what it is about, without line numbers
of the page, and without the message, whose words change with the target. The name of the page
itself is left out of the key, so that a renamed page keeps its fingerprints.
"""

from functools import lru_cache
from hashlib import sha256

_DIGITS = 16
_ITSELF = "\x00"


def fingerprint(rule: str, key: str, path: str) -> str:
    """The fingerprint of a finding of `rule` about `key` in the file `path`: 16 hex digits."""
    about = key.replace(stem(path), _ITSELF)
    return sha256(f"{rule}\n{about}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


@lru_cache(maxsize=16)  # findings come in the order of their files
def stem(path: str) -> str:
    """The name of a file without folder and suffix, which is the name of its page."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] or name
