"""What a bundle is built from: key stores, certificate files, and the bundle before it.

A key that was once in a bundle stays in the next ones: without its entry, nobody could verify what it signed. And a key
is never better off than the worst that any source says of it: that a store, restored from a backup, calls a key active
does not heal a compromise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography.hazmat.primitives.hashes import SHA256

from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, naming, read
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.store import KeyPurpose, KeyStore
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import load_certificates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from cicpa_credentials.cli.arguments import Mark
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.store import KeyEntry

__all__ = ["Fate", "gather", "issuers_in"]

Fate: TypeAlias = "tuple[KeyState, datetime | None]"
"""What has become of a key, and since when."""

_GRAVITY: Final = (KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED)


def issuers_in(source: Path) -> tuple[TrustedIssuer, ...]:
    """The issuing keys of a store's folder, or the one of a certificate file.

    Keys that wait for their certificate, seals and roots are passed over. A store is read without its passphrase.

    Raises:
        CommandError: `file_unreadable`; with the code of what is wrong in the file, as `TrustedIssuer.of` says.
        KeyHandlingError: as `KeyStore.inspect` says.
    """
    with naming(source):
        if source.is_dir():
            return tuple(map(_of_entry, filter(_issues, KeyStore.inspect(source))))
        *below, last = load_certificates(read(source, max_bytes=MAX_CERTIFICATE_BYTES))
        # A chain in a bundle ends below its root, which stands among the anchors.
        chain = tuple(below) if below and last.issuer == last.subject else (*below, last)
        return (TrustedIssuer.of(chain),)


def gather(issuers: Iterable[TrustedIssuer], marks: Iterable[tuple[Mark, KeyState]]) -> tuple[TrustedIssuer, ...]:
    """One entry for each certificate, and one fate for each key: the gravest that is known, since the earliest moment.

    Args:
        issuers: from all sources; a certificate may come several times.
        marks: what else is known of keys.

    Raises:
        CommandError: `key_not_found` for a mark of a key that no source has.
    """
    entries: dict[tuple[str, bytes], TrustedIssuer] = {}
    fates: dict[PublicKey, Fate] = {}
    for issuer in issuers:
        certificate = (issuer.association.code, issuer.chain[0].fingerprint(SHA256()))
        entries.setdefault(certificate, issuer)
        _add(fates, issuer.public_key, (issuer.state, issuer.since))
    for mark, state in marks:
        marked = [key for key in fates if key.kid == mark.kid]
        if not marked:
            raise CommandError(Code.KEY_NOT_FOUND, f"{mark.kid.hex()}: in none of the sources")
        for key in marked:
            _add(fates, key, (state, mark.since))
    return tuple(_with_fate(issuer, fates[issuer.public_key]) for issuer in entries.values())


def _issues(entry: KeyEntry) -> bool:
    return entry.purpose is KeyPurpose.ISSUING and bool(entry.chain)


def _of_entry(entry: KeyEntry) -> TrustedIssuer:
    return TrustedIssuer.of(entry.chain, state=KeyState(entry.state), since=entry.compromised_since or entry.retired_at)


def _add(fates: dict[PublicKey, Fate], key: PublicKey, fate: Fate) -> None:
    fates[key] = max(fates.get(key, fate), fate, key=_gravity)


def _gravity(fate: Fate) -> tuple[int, float]:
    state, since = fate
    return _GRAVITY.index(state), -since.timestamp() if since else 0.0


def _with_fate(issuer: TrustedIssuer, fate: Fate) -> TrustedIssuer:
    state, since = fate
    return replace(issuer, state=state, since=since)
