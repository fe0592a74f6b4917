"""`cicpa trust verify`: whether a bundle can be believed."""

from pathlib import Path
from typing import Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust.options import BundleArgument, JsonFlag
from cicpa_credentials.cli.trust.view import summary, verdict
from cicpa_credentials.cli.trust_source import FingerprintOption, RootOption, SeenOption, check_bundle, pinned
from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["HELP", "command"]

HELP: Final = both(
    "核对信任包：是否由所信任的根（或其交接的根）签署，证书链是否完整，是否过期；给出 --seen 时，是否比见过的旧。\n\n"
    "退出码：0 可信，1 不可信，2 可信但不在有效期内，3 命令或文件不可用。",
    "Check a trust bundle: whether the root that you trust, or its successor, signed it; whether its chains hold; "
    "whether it has run out; and with --seen, whether it is older than one that was seen before.\n\n"
    "Exit status: 0 believed, 1 not believed, 2 believed but outside its window, 3 command or file unusable.",
)

# What the state file's trouble is called; everything else is said of the bundle.
_STORAGE: Final = Code.STORAGE_FAILED


def command(
    context: typer.Context,
    *,
    bundle: BundleArgument,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    seen: SeenOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Check the bundle and say how it came out."""
    session = session_of(context)
    believed = pinned(root=root, fingerprint=root_fingerprint)
    data = read(bundle)
    try:
        with naming(bundle):
            loaded = check_bundle(data, root=believed, seen=seen)
    except CicpaError as error:
        if error.code is _STORAGE:
            raise
        session.complain(error)
        return ExitStatus.REFUSED
    return _tell(session, loaded, bundle, as_json=as_json)


def _tell(session: Session, bundle: TrustBundle, path: Path, *, as_json: bool) -> ExitStatus:
    current = bundle.issued <= session.clock() < bundle.expires
    if as_json:
        session.tell_json(bundle.to_dict())
    else:
        session.tell(verdict(session, believed=current), summary(bundle, session, path=path))
    if not current:
        session.complain(CommandError(Code.BUNDLE_EXPIRED, "its window does not cover this moment"), about=str(path))
    return ExitStatus.OK if current else ExitStatus.INDETERMINATE
