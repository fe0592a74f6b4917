"""Disks that are really full."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["run", "small_disk"]


def run(*command: str) -> bool:
    """Whether there is such a program, and it did as told."""
    program = shutil.which(command[0])
    if program is None:
        return False
    done = subprocess.run([program, *command[1:]], capture_output=True, check=False)  # noqa: S603 - fixed arguments
    return done.returncode == 0


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[Path]:
    """A disk of so many bytes, mounted on a new folder; the test is skipped where nobody may mount."""
    path.mkdir()
    if not run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(path)):
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield path
    finally:
        run("umount", str(path))
