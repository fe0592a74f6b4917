"""`cicpa trust show`: what a bundle says."""

from typing import Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.trust.options import BundleArgument, JsonFlag, look_into
from cicpa_credentials.cli.trust.view import bundle_view
from cicpa_credentials.cli.trust_source import FingerprintOption, RootOption

__all__ = ["HELP", "command"]

HELP: Final = both(
    "查看信任包的内容。不给出所信任的根时，只说明它自称的内容，不说明是否可信。",
    "Show what a trust bundle says. Without a root that you trust, this is what it says of itself; whether to believe "
    "it is another question.",
)


def command(
    context: typer.Context,
    *,
    bundle: BundleArgument,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Show the bundle."""
    session = session_of(context)
    loaded = look_into(bundle, root=root, fingerprint=root_fingerprint)
    if as_json:
        session.tell_json(loaded.to_dict())
    else:
        checked = root is not None or root_fingerprint is not None
        session.tell(*bundle_view(loaded, session, path=bundle, checked=checked))
    return ExitStatus.OK
