"""The `cicpa` command (extra `cli`).

Each command is a module; `app.py` lists them and loads only the one that is called for.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_EXTRA: Final = ("typer", "rich")
_MISSING: Final = (
    "cicpa: 缺少命令行组件，请运行 pip install 'cicpa-credentials[cli]'\n"
    "cicpa: the command line needs an extra: pip install 'cicpa-credentials[cli]'"
)
_UNUSABLE: Final = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: what stands behind `cicpa`; the process's own arguments if not given.

    Returns:
        The exit status (`exit_status.py`).
    """
    try:
        from cicpa_credentials.cli.app import run  # noqa: PLC0415 - what it needs is an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write(f"{_MISSING}\n")
        return _UNUSABLE
    return run(sys.argv[1:] if argv is None else argv)
