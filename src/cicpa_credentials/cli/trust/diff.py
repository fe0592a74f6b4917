"""`cicpa trust diff`: what changed from one bundle to another."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.trust.changes_view import changes_view
from cicpa_credentials.cli.trust.options import look_into
from cicpa_credentials.cli.trust.view import UNCHECKED
from cicpa_credentials.cli.trust_source import FingerprintOption, RootOption
from cicpa_credentials.keys.trust_diff import compare

__all__ = ["HELP", "command"]

HELP: Final = both(
    "比较两个信任包：密钥的增减、状态、有效期，以及序号、根、状态列表。不给出所信任的根时，不说明是否可信。",
    "Show what changed between two trust bundles: keys that came and went, states, windows, sequence, root, status "
    "lists. Without a root that you trust, this does not say whether to believe them.",
)

Old = Annotated[Path, typer.Argument(metavar="OLD", help=both("旧的信任包", "The earlier bundle"))]
New = Annotated[Path, typer.Argument(metavar="NEW", help=both("新的信任包", "The later bundle"))]
JsonFlag = Annotated[
    bool, typer.Option("--json", help=both("每项变化输出一行 JSON", "One line of JSON for each change"))
]


def command(
    context: typer.Context,
    *,
    old: Old,
    new: New,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Show the changes."""
    session = session_of(context)
    before, after = (look_into(path, root=root, fingerprint=root_fingerprint) for path in (old, new))
    changes = compare(before, after)
    if as_json:
        for change in changes:
            session.tell_json(change.to_dict())
        return ExitStatus.OK
    session.tell(*changes_view(changes, session))
    if root is None and root_fingerprint is None:
        session.hint(UNCHECKED)
    return ExitStatus.OK
