"""What every command of one call shares: the language, where to print, and what time it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text

from cicpa_credentials.cli.terminal import show, visible
from cicpa_credentials.errors import RecordError, ScanError
from cicpa_credentials.wording import SCAN_HINTS, advice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import typer
    from rich.console import Console, RenderableType

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.errors import CicpaError
    from cicpa_credentials.wording import Bilingual, Phrase

__all__ = ["Session", "session_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One call of the command.

    Attributes:
        language: what it speaks.
        out: where results go.
        err: where problems and progress go.
        environ: the environment's variables.
        clock: the current moment, aware UTC.
    """

    language: Language
    out: Console
    err: Console
    environ: Mapping[str, str]
    clock: Callable[[], datetime]

    def say(self, said: Bilingual) -> str:
        """What is said, in the language of this call."""
        return self.language.of(said)

    def tell(self, *parts: RenderableType) -> None:
        """Print results."""
        show(self.out, *parts)

    def tell_json(self, content: Mapping[str, Any]) -> None:
        """Print a result as one line of JSON."""
        # JSON is UTF-8 (RFC 8259 §8.1); where the output is something else, escapes say the same.
        ascii_only = self.out.encoding != "utf-8"
        self.out.file.write(f"{json.dumps(content, ensure_ascii=ascii_only)}\n")

    def hint(self, said: Bilingual, **parts: object) -> None:
        """Say what to do next, beside the results."""
        # What was printed so far stands before it, where both go to one place.
        self.out.file.flush()
        filled = {name: visible(str(part)) for name, part in parts.items()}
        show(self.err, Text(self.say(said).format(**filled), style="dim"))

    def complain(self, error: CicpaError, *, about: str = "") -> None:
        """Print one line about an error: its code, what it means, what to do, and where it was found.

        Args:
            error: what went wrong.
            about: the file or line that it concerns.
        """
        # Problems of a record are named by field; the sentence of the error repeats them.
        details = "; ".join(error.problems) if isinstance(error, RecordError) and error.problems else str(error)
        place = f"{visible(about)}: " if about else ""
        said = " ".join(map(self.say, _sentences(error)))
        show(self.err, Text(f"cicpa: {place}{error.code}: {said} ({visible(details)})", style="red"))


def _sentences(error: CicpaError) -> tuple[Phrase, ...]:
    """What an error means and what to do; of a picture, what shows in it says both."""
    if isinstance(error, ScanError) and error.hint:
        return (SCAN_HINTS[error.hint],)
    said = advice(error.code)
    return (said.meaning, said.remedy)


def session_of(context: typer.Context) -> Session:
    """The session that a command was called in."""
    return cast("Session", context.obj)
