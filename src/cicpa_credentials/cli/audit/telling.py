"""Where the results of an audit go, and what is said of them in a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.audit import Severity
from cicpa_credentials.audit.output import PAGE
from cicpa_credentials.audit.page.words import SEVERITIES
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.terminal import rows, text
from cicpa_credentials.wording import Phrase, advice

if TYPE_CHECKING:
    from cicpa_credentials.audit import Tally
    from cicpa_credentials.cli.session import Session

__all__ = ["NewFolder", "OutFolder", "tell_findings"]

_STYLES: Final = {Severity.SEVERE: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_SEE: Final = Phrase(zh="报告：{page}", en="The report: {page}")

OutFolder = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="DIR",
        help=both(
            "写入结果的文件夹：新的，或上次中断的", "The folder for the results: a new one, or the one to go on with"
        ),
    ),
]
NewFolder = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help=both("写入结果的新文件夹", "The folder for the results, a new one")),
]


def tell_findings(session: Session, tally: Tally, out: Path) -> None:
    """Say how many there are of each kind, and where the report is."""
    if tally.findings:
        session.tell("")
        session.tell(
            rows(
                (
                    text(session.say(SEVERITIES[severity]), _STYLES[severity]),
                    text(f"{count:,}", "bold"),
                    text(f"{session.say(advice(code).meaning)} [{code}]"),
                )
                for (code, severity), count in tally.ordered()
            )
        )
    session.tell(text(session.say(_SEE).format(page=out / PAGE)))
