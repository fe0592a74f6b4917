"""`cicpa inspect`: what is inside a code, for developers and the curious; nothing of it is verified."""

from typing import Final

import typer
from rich.text import Text

from cicpa_credentials.cli.anatomy import parts
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.received import Sources, receive
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import banner, rows, text
from cicpa_credentials.errors import CicpaError

__all__ = ["HELP", "command"]

HELP: Final = both(
    "查看二维码里有什么：头部、声明、大小。所示内容未经核验，任何人都可以伪造；核验请用 cicpa verify。",
    "Show what is inside a code: headers, claims, sizes. Nothing of it is verified, and anybody can forge it; "
    "use cicpa verify for that.",
)

# In both languages whatever the user speaks: a picture of this screen may reach somebody else.
_UNVERIFIED: Final = "UNVERIFIED 未核验"
_WARNING: Final = "以下内容未经核验，任何人都可以伪造。 Nothing below is verified; anybody can forge it."
_STYLE: Final = "black on yellow"


def command(context: typer.Context, *, sources: Sources) -> ExitStatus:
    """Take each source apart."""
    session = session_of(context)
    return ExitStatus.worst(*[_inspect(source, session) for source in sources])


def _inspect(source: str, session: Session) -> ExitStatus:
    try:
        received = receive(source)
    except CicpaError as error:
        session.complain(error)
        return ExitStatus.USAGE
    mark = banner(session.out, _UNVERIFIED, _STYLE)
    session.tell(mark, text(received.name, "bold"), Text(_WARNING, style="yellow"))
    for part in parts(received.content, session.language):
        session.tell(
            Text(f"\n{session.say(part.title)}", style="bold"),
            rows((*(Text(name, style="dim") for name in names), Text(value)) for *names, value in part.rows),
        )
    session.tell("", mark)
    return ExitStatus.OK
