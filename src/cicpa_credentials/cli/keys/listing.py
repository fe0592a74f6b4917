"""`cicpa keys list`: which keys a store holds, for whoever may read its folder."""

from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.keys.options import StoreArgument
from cicpa_credentials.cli.keys.view import entries_view
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.keys.store import KeyStore

__all__ = ["HELP", "command"]

HELP: Final = both(
    "列出密钥库中的密钥及其状态，按生成先后排列。不需要口令。",
    "List the keys of a store and how they stand, oldest first. It needs no passphrase.",
)

JsonFlag = Annotated[
    bool,
    typer.Option(
        "--json",
        help=both(
            "每把密钥输出一行 JSON（key-store.schema.json）", "One line of JSON for each key (key-store.schema.json)"
        ),
    ),
]


def command(context: typer.Context, *, store: StoreArgument, as_json: JsonFlag = False) -> ExitStatus:
    """Show the public facts of all keys."""
    session = session_of(context)
    entries = KeyStore.inspect(store)
    if as_json:
        for entry in entries:
            session.tell_json(entry.to_dict())
    else:
        session.tell(entries_view(entries, session))
    return ExitStatus.OK
