"""What the commands for keys share: their options, how a store is opened, and which of its keys is meant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cicpa_credentials.cli import arguments, passphrase
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import MOST_DAYS
from cicpa_credentials.cli.passphrase import PASSPHRASE
from cicpa_credentials.errors import Code, CommandError, KeyHandlingError
from cicpa_credentials.keys.store import EntryState, KeyPurpose, KeyStore
from cicpa_credentials.keys.x509 import Purpose, RootAuthority
from cicpa_credentials.members import Association, Category

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.store import KeyEntry

__all__ = [
    "AssociationOption",
    "CategoriesOption",
    "FromOption",
    "KeyArgument",
    "OneKeyOption",
    "PurposeOption",
    "StoreArgument",
    "ValidForOption",
    "open_store",
    "root_authority",
    "the_one",
]

StoreArgument = Annotated[Path, typer.Argument(metavar="STORE", help=both("密钥库文件夹", "The key store's folder"))]
KeyArgument = Annotated[
    bytes,
    typer.Argument(
        metavar="KEY", parser=arguments.kid, help=both("密钥标识，见 cicpa keys list", "The key; see cicpa keys list")
    ),
]
OneKeyOption = Annotated[
    bytes | None,
    typer.Option(
        "--key",
        metavar="KEY",
        parser=arguments.kid,
        help=both("密钥标识；只有一把合适的密钥时可省略", "The key, where more than one comes into question"),
    ),
]
AssociationOption = Annotated[
    Association,
    typer.Option(
        "--association",
        metavar="CODE",
        parser=arguments.association,
        help=both(
            "注协的行政区划代码，如 110000；100000 为中注协",
            "The association's GB/T 2260 code, such as 110000; 100000 is CICPA",
        ),
    ),
]
PurposeOption = Annotated[
    Purpose,
    typer.Option(
        "--purpose",
        metavar="issuing|seal",
        help=both("密钥用途：issuing 签发（默认），seal 电子印章", "What the key is for; issuing by default"),
    ),
]
CategoriesOption = Annotated[
    list[Category] | None,
    typer.Option(
        "--category",
        metavar="practising|non-practising",
        parser=arguments.category,
        help=both(
            "可签发的会员类别，可重复；默认两类",
            "The category that the key may certify; can be repeated; both by default",
        ),
    ),
]
FromOption = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        metavar="MOMENT",
        parser=arguments.moment,
        help=both("有效期起点，如 2027-01-01，默认现在", "When its window begins, such as 2027-01-01; now by default"),
    ),
]
ValidForOption = Annotated[
    int, typer.Option(min=1, max=MOST_DAYS, metavar="DAYS", help=both("有效天数", "Days of validity"))
]


def open_store(
    session: Session, path: Path, *, fd: int | None, env: str | None, purpose: passphrase.Purpose = PASSPHRASE
) -> KeyStore:
    """Open a store with its passphrase; see `passphrase.ask`.

    Raises:
        CommandError: as there.
        KeyHandlingError: as `KeyStore.open` says.
    """
    return KeyStore.open(path, passphrase.ask(session, fd=fd, env=env, purpose=purpose), clock=session.clock)


def the_one(entries: Sequence[KeyEntry], kid: bytes | None, *, fits: Callable[[KeyEntry], bool]) -> KeyEntry:
    """The key that the caller names, or the only one that fits.

    Raises:
        KeyHandlingError: `key_not_found` when there is none.
        CommandError: `key_ambiguous` when there are several.
    """
    found = [entry for entry in entries if (fits(entry) if kid is None else entry.kid == kid)]
    if not found:
        raise KeyHandlingError(Code.KEY_NOT_FOUND, "the store has no such key")
    if len(found) > 1:
        raise CommandError(Code.KEY_AMBIGUOUS, f"--key: one of {', '.join(entry.kid.hex() for entry in found)}")
    return found[0]


def root_authority(session: Session, store: KeyStore, *, but: PublicKey | None = None) -> RootAuthority:
    """The root that acts now: of the store's active root keys in their window, the newest.

    Args:
        session: what time it is.
        store: where the root's key is.
        but: a root that does not come into question.

    Raises:
        KeyHandlingError: `key_not_found`.
    """
    now = session.clock()
    roots = [
        entry
        for entry in store.entries()
        if (entry.purpose, entry.state) == (KeyPurpose.ROOT, EntryState.ACTIVE)
        and entry.mandate.covers(now)
        and entry.public_key != but
    ]
    if not roots:
        raise KeyHandlingError(Code.KEY_NOT_FOUND, "the store has no root key that is certified for this moment")
    newest = max(roots, key=lambda entry: (entry.mandate.not_before, entry.created))
    return RootAuthority(certificate=newest.chain[0], signer=store.unlock(newest.kid))
