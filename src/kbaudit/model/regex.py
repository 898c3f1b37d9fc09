"""Regular expressions that are compiled when they are first used.

A run uses a third of those that the modules which it imports have, and compiling all of them takes
longer than judging a page.
"""

import re
from typing import AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
_FACTS = ("flags", "groups", "groupindex")


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The same as `re.compile`, but that an error in `pattern` shows when it is used."""
    return cast("re.Pattern[AnyStr]", Regex(pattern, flags))


class Regex:
    """Has what a compiled pattern has: `pattern` at once, all else from its first use on."""

    pattern: str | bytes

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """What is not there yet: then the pattern is compiled."""
        if name not in _METHODS and name not in _FACTS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({one: getattr(compiled, one) for one in (*_METHODS, *_FACTS)})
        return vars(self)[name]

    @property
    def compiled(self) -> re.Pattern[str] | re.Pattern[bytes]:
        """The pattern as `re` knows it."""
        return re.compile(self.pattern, self._flags)
