"""Today, for the dates on which suppressions end: the one thing that a run asks the clock."""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime

from kbaudit.model.errors import UsageError


def today(environ: Mapping[str, str] = os.environ) -> date:
    """The day in UTC, or that of ``SOURCE_DATE_EPOCH``, so that a run can be repeated."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}: it must be unix seconds") from None
