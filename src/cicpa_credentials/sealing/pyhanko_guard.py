"""What pyHanko is let do here: raise nothing of its own, read no longer than a certificate needs, log nothing.

It reads files that may be anybody's. It has loops whose length the file chooses, and messages that quote the file.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cicpa_credentials.errors import CicpaError, Code, SealError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

__all__ = ["bounded", "guarded", "silenced", "waited"]

_T = TypeVar("_T")

_LOGGERS: Final = ("pyhanko", "pyhanko_certvalidator")
_MAX_STEPS: Final = 5_000_000  # calls and returns: some twenty times what a practising member's certificate takes
_ours: Final[ContextVar[bool]] = ContextVar("ours", default=False)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever pyHanko raises into one error of ours, with no word in the log.

    Raises:
        SealError: `malformed`.
    """
    try:
        with silenced():
            yield
    except CicpaError:
        raise
    except Exception:  # noqa: BLE001 - pyHanko and what it builds on promise no list of what a hostile file raises
        raise SealError(Code.MALFORMED, "not a PDF that can be worked with") from None


@contextmanager
def silenced() -> Iterator[None]:
    """Keep back what pyHanko logs in this context. A host that uses pyHanko itself keeps its own log lines."""
    # Asked each time, because pyHanko loads some of its modules late.
    for name in [one for one in logging.root.manager.loggerDict if one.partition(".")[0] in _LOGGERS]:
        logging.getLogger(name).addFilter(_is_not_ours)
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def _is_not_ours(_: logging.LogRecord) -> bool:
    return not _ours.get()


@contextmanager
def bounded() -> Iterator[None]:
    """Stop a computation after so many steps, counted with the interpreter's profiling hook.

    A file of some hundred bytes keeps pyHanko busy for days: a cross-reference stream whose entries have no width, a
    tree of fields where each has the next one twice. Where a profiler is at work, it is not disturbed.

    Raises:
        SealError: `malformed`.
    """
    if sys.getprofile() is not None:
        yield
        return
    steps = count()

    def step(*_: object) -> None:  # pragma: no cover - the interpreter traces nothing in a hook
        if next(steps) > _MAX_STEPS:
            raise SealError(Code.MALFORMED, "the PDF takes too long to read")

    sys.setprofile(step)
    try:
        yield
    finally:
        sys.setprofile(None)


def waited(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end, even where the caller is inside an event loop of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, coroutine).result()
