"""What processes of an audit do in tests that want them to fail."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from cicpa_credentials.audit import work

if TYPE_CHECKING:
    from cicpa_credentials.audit.footing import Footing
    from cicpa_credentials.audit.work import Job, Result


def check(job: Job) -> Result | None:
    """As the real one, but where there is poison."""
    _crash_on_poison(job)
    return work.check(job)


def check_on(job: Job, footing: Footing) -> Result:
    """As the real one, but where there is poison."""
    _crash_on_poison(job)
    return work.check_on(job, footing)


def _crash_on_poison(job: Job) -> None:
    """Crash as a decoder in C does."""
    if "poison" in str(job.entries):
        os.kill(os.getpid(), signal.SIGKILL)
