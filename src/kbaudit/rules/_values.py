"""Whether two sources of a default value mean the same."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbaudit.rulekit.symbols import Symbols


_NONE = object()


def contradict(stated: str, there: str, path: str, symbols: Symbols) -> bool:
    """Whether the value that a page states is surely not the one in the file `path`.

    Only literals can contradict: a name of the file is looked up, and whatever else is computed
    (a call, an attribute, a factory) is given the benefit of the doubt. Quotes, ``1e-5`` and
    ``0.00001``, and tuples and lists of the same values are the same.
    """
    page = _literal(stated)
    code = _literal(there)
    if code is _NONE and there.isidentifier():
        constant = symbols.constant(path, there)
        code = _literal(constant) if constant else _NONE
    if page is _NONE or code is _NONE or page is Ellipsis or code is Ellipsis:
        return False
    return bool(_plain(page) != _plain(code))


def _literal(source: str) -> Any:
    try:
        return ast.literal_eval(source.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return _NONE


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
