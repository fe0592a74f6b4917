"""How far a long run has come: a bar on a terminal, a line now and then anywhere else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from cicpa_credentials.cli.terminal import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.cli.session import Session

__all__ = ["progress"]

_PARTS: Final = 10


@contextmanager
def progress(session: Session, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far it has come for as long as the block takes.

    Args:
        session: where to show it.
        total: how many steps there are.

    Yields:
        What is to be told how many steps are done.
    """
    if session.err.is_terminal:
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=session.err, transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda done: bar.update(task, completed=done)
        return
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done * _PARTS // total > told * _PARTS // total:
            show(session.err, f"{done}/{total}")
            session.err.file.flush()
        told = done

    yield tell
