"""Which key signs: a file with its certificate, or a key store."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli import arguments, passphrase
from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, naming, read
from cicpa_credentials.cli.keys.options import open_store
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PASSPHRASE
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import load_certificates, mandate_of
from cicpa_credentials.members import Association

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.cli.passphrase import Purpose
    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.members import Category

__all__ = [
    "CertificateOption",
    "KeyOption",
    "KeyStoreOption",
    "SigningAssociationOption",
    "association_signer",
    "key_source",
    "signer_of",
]

KeyOption = Annotated[
    Path | None,
    typer.Option("--key", metavar="KEY.pem", help=both("签发私钥（PEM）", "The issuing private key (PEM)")),
]
CertificateOption = Annotated[
    Path | None,
    typer.Option(
        "--certificate", metavar="CERT.pem", help=both("签发私钥的证书（PEM）", "The certificate of that key (PEM)")
    ),
]
KeyStoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help=both("或使用密钥库中各注协的密钥", "Or a key store, with a key of each association"),
    ),
]
SigningAssociationOption = Annotated[
    Association | None,
    typer.Option(
        "--association",
        metavar="CODE",
        parser=arguments.association,
        help=both("注协的行政区划代码；使用密钥库时必填", "The association's GB/T 2260 code; needed with a key store"),
    ),
]

_ENCRYPTED: Final = b"ENCRYPTED"


def key_source(
    session: Session, *, key: Path | None, certificate: Path | None, store: Path | None, fd: int | None, env: str | None
) -> Callable[[str, Category | None], CertifiedSigner]:
    """What gives the signer for an association's certificates of a category.

    Args:
        session: for the passphrase; see `passphrase.ask`. For a key file it is asked for only where that is encrypted.
        key: a private key in PEM.
        certificate: its certificate in PEM or DER; a chain may follow it.
        store: the folder of a key store, instead of the two.
        fd: where the passphrase may come from.
        env: likewise.

    Raises:
        CommandError: `usage`; `file_unreadable`; `malformed` for another file or passphrase; `key_mismatch`;
            `out_of_scope` for a certificate that does not let its key issue; and as `passphrase.ask`.
        KeyHandlingError: as `KeyStore.open`; the source itself as `KeyStore.signer`.
    """
    if store is not None and key is None and certificate is None:
        opened = open_store(session, store, fd=fd, env=env)
        return cache(lambda association, category: opened.signer(association, category=category))
    if store is None and key is not None and certificate is not None:
        signer = _of_files(session, key, certificate, fd, env)
        return lambda _association, _category: signer
    raise CommandError(Code.USAGE, "--key and --certificate, or --store: exactly one of the two")


def association_signer(
    session: Session,
    *,
    key: Path | None,
    certificate: Path | None,
    store: Path | None,
    association: Association | None,
    fd: int | None,
    env: str | None,
) -> CertifiedSigner:
    """The signer for what is an association's as a whole: its status lists, its checkpoints.

    Args:
        session: as for `key_source`, and so are the others.
        key: see there.
        certificate: see there.
        store: see there.
        association: whose signer; with a key file it may be left out, and the certificate says it.
        fd: see there.
        env: see there.

    Raises:
        CommandError: `usage` without the association where there is a store; `out_of_scope` for another association's
            key; as `key_source`.
        KeyHandlingError: as `key_source`.
    """
    if store is not None and association is None:
        raise CommandError(Code.USAGE, "--association: needed with --store")
    source = key_source(session, key=key, certificate=certificate, store=store, fd=fd, env=env)
    signer = source("" if association is None else association.code, None)
    if association is not None and signer.mandate.association != association.code:
        raise CommandError(Code.OUT_OF_SCOPE, "--association: the key is another association's")
    return signer


def _of_files(session: Session, key: Path, certificate: Path, fd: int | None, env: str | None) -> CertifiedSigner:
    with naming(certificate):
        leaf, *_ = load_certificates(read(certificate, max_bytes=MAX_CERTIFICATE_BYTES))
        mandate = mandate_of(leaf)
    signer = signer_of(session, key, fd=fd, env=env)
    if signer.public_key != PublicKey(leaf.public_key()):
        raise CommandError(Code.KEY_MISMATCH, f"{certificate}: the certificate is for another key")
    return CertifiedSigner(signer=signer, mandate=mandate)


def signer_of(
    session: Session, path: Path, *, fd: int | None, env: str | None, purpose: Purpose = PASSPHRASE
) -> InProcessSigner:
    """The private key in a PEM file; a passphrase is asked for only where it is encrypted.

    Args:
        session: for the passphrase; see `passphrase.ask`.
        path: the file.
        fd: where the passphrase may come from.
        env: likewise.
        purpose: what the passphrase is called.

    Raises:
        CommandError: `file_unreadable`; `malformed` for another file or passphrase; and as `passphrase.ask`.
    """
    pem = read(path, max_bytes=MAX_CERTIFICATE_BYTES)
    secret = passphrase.ask(session, fd=fd, env=env, purpose=purpose) if _ENCRYPTED in pem else None
    with naming(path):
        return InProcessSigner.from_pem(pem, passphrase=secret)
