"""What the commands for trust bundles share."""

from pathlib import Path
from typing import Annotated

import typer

from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.trust_source import pinned
from cicpa_credentials.keys.root import fingerprint as fingerprint_of
from cicpa_credentials.keys.root import open_signed
from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["BundleArgument", "JsonFlag", "look_into"]

BundleArgument = Annotated[Path, typer.Argument(metavar="BUNDLE", help=both("信任包", "The trust bundle"))]
JsonFlag = Annotated[
    bool,
    typer.Option("--json", help=both("输出 JSON（bundle-view.schema.json）", "Print JSON (bundle-view.schema.json)")),
]


def look_into(path: Path, *, root: Path | None, fingerprint: str | None) -> TrustBundle:
    """Load a bundle to look at: against the root that the caller believes, or else the one that it names itself.

    Raises:
        CommandError: `file_unreadable`, or with the code of what is wrong in the file, as `TrustBundle.load` says.
    """
    given = root is not None or fingerprint is not None
    believed = pinned(root=root, fingerprint=fingerprint) if given else None
    with naming(path):
        data = read(path)
        return TrustBundle.load(data, root=believed or fingerprint_of(open_signed(data)[1]))
