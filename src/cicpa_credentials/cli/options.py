"""Options that commands of several kinds have."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from cicpa_credentials.cli.language import both

__all__ = ["MOST_DAYS", "ForceOption"]

MOST_DAYS: Final = 36_525
"""Days of a century: the longest time that anything can be asked to last."""

ForceOption = Annotated[bool, typer.Option("--force", help=both("覆盖已有的文件", "Overwrite the file if it is there"))]
