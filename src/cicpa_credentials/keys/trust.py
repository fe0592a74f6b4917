"""The trust bundle: one file with all that an offline verifier needs (docs/wire-format.md §Trust bundle).

A COSE_Sign1 by the root key over who may issue what, and the status lists. The verifier pins the root: whoever holds
the root's certificate, or only its fingerprint, can believe a bundle that came by any way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code, TrustError, WireError
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.times import moment, utc
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer, by_kid
from cicpa_credentials.keys.x509 import load_certificate
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["Trust", "TrustBundle"]


class Trust(Protocol):
    """Who is believed: a `TrustBundle`, or one of an earlier day (`keys/hindsight.py`)."""

    @property
    def sequence(self) -> int:
        """See `TrustBundle`."""
        ...

    @property
    def issued(self) -> datetime:
        """See `TrustBundle`."""
        ...

    @property
    def expires(self) -> datetime:
        """See `TrustBundle`."""
        ...

    @property
    def status_lists(self) -> tuple[bytes, ...]:
        """See `TrustBundle`."""
        ...

    @property
    def latest(self) -> TrustBundle:
        """The bundle that has the last word about the keys."""
        ...

    def find(self, kid: bytes) -> tuple[TrustedIssuer, ...]:
        """See `TrustBundle.find`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBundle:
    """Who is believed. Made by `load`, which checks it, or by `build`, which signs it.

    Attributes:
        sequence: rises with every bundle that a root signs; a verifier refuses a lower one than it has seen.
        issued: when it was made, aware UTC.
        expires: from when on it no longer settles anything, aware UTC.
        issuers: the keys that are believed, in the order of association, window and key.
        status_lists: status list tokens, still encoded.
        introductions: how earlier roots vouched for the one that signed, oldest first.
        anchors: other roots whose certificates count: earlier roots, and those of licensed CAs that associations use.
        root: the certificate of the root that signed.
        encoded: the bundle's bytes.
    """

    sequence: int
    issued: datetime
    expires: datetime
    issuers: tuple[TrustedIssuer, ...]
    status_lists: tuple[bytes, ...]
    introductions: tuple[bytes, ...]
    anchors: tuple[x509.Certificate, ...]
    root: x509.Certificate
    encoded: bytes
    _by_kid: Mapping[bytes, tuple[TrustedIssuer, ...]]

    @classmethod
    def build(
        cls,
        issuers: Iterable[TrustedIssuer],
        *,
        sequence: int,
        issued: datetime,
        expires: datetime,
        signer: Signer,
        root: x509.Certificate,
        status_lists: Sequence[bytes] = (),
        introductions: Sequence[bytes] = (),
        anchors: Sequence[x509.Certificate] = (),
    ) -> TrustBundle:
        """Sign a bundle; the same input gives the same bytes where the signer is deterministic.

        Raises:
            TrustError: for a bundle that no verifier would load, see `load`; `malformed` for a naive moment.
            KeyHandlingError: `signing_failed`.
        """
        ordered = sorted(issuers, key=TrustedIssuer.order)
        payload = cbor.encode(
            {
                int(Bundle.SEQUENCE): sequence,
                int(Bundle.ISSUED): int(utc(issued).timestamp()),
                int(Bundle.EXPIRES): int(utc(expires).timestamp()),
                int(Bundle.ISSUERS): [issuer.to_map() for issuer in ordered],
                int(Bundle.STATUS_LISTS): list(status_lists),
                int(Bundle.INTRODUCTIONS): list(introductions),
                int(Bundle.ANCHORS): [anchor.public_bytes(Encoding.DER) for anchor in anchors],
            }
        )
        return cls.load(roots.sign(payload, signer=signer, root=root), root=root)

    @classmethod
    def load(cls, data: bytes, *, root: x509.Certificate | bytes, minimum_sequence: int = 0) -> TrustBundle:
        """Check a bundle: the root's signature, then every certificate chain, once for all verifications.

        Args:
            data: the bundle's bytes.
            root: the pinned root: its certificate, or its SHA-256 fingerprint (32 bytes).
            minimum_sequence: the highest sequence this verifier has seen.

        Raises:
            TrustError: `malformed`; `bundle_untrusted` where the root, a chain or a window does not hold;
                `bundle_rollback` for a lower sequence; `out_of_scope` for an entry that grants more than its
                certificate.
        """
        pinned = root if isinstance(root, bytes) else roots.fingerprint(root)
        payload, signed_by = roots.open_signed(data)
        bundle = _read(payload, signed_by, data)
        roots.follow(pinned, signed_by, bundle.introductions)
        if not signed_by.not_valid_before_utc <= bundle.issued < bundle.expires <= signed_by.not_valid_after_utc:
            raise TrustError(Code.BUNDLE_UNTRUSTED, "trust bundle: its window is empty or leaves that of the root")
        if bundle.sequence < minimum_sequence:
            raise TrustError(Code.BUNDLE_ROLLBACK, "trust bundle: older than one that was seen before")
        for issuer in bundle.issuers:
            issuer.require_chain((signed_by, *bundle.anchors))
        return bundle

    @property
    def latest(self) -> TrustBundle:
        """The bundle that has the last word about the keys: this one."""
        return self

    def find(self, kid: bytes) -> tuple[TrustedIssuer, ...]:
        """Every entry whose key has this identifier: identifiers may collide, so the caller tries all."""
        return self._by_kid.get(kid, ())

    def to_dict(self) -> dict[str, Any]:
        """The bundle in JSON form (schemas/bundle-view.schema.json)."""
        return {
            "sequence": self.sequence,
            "issued": self.issued.isoformat(),
            "expires": self.expires.isoformat(),
            "root": {
                "subject": self.root.subject.rfc4514_string(),
                "fingerprint": roots.fingerprint(self.root).hex(),
                "not_after": self.root.not_valid_after_utc.isoformat(),
            },
            "introductions": len(self.introductions),
            "status_lists": len(self.status_lists),
            "issuers": [issuer.to_dict() for issuer in self.issuers],
        }


def _read(payload: bytes, root: x509.Certificate, encoded: bytes) -> TrustBundle:
    try:
        content = cbor.decode_map(payload, max_bytes=roots.MAX_BUNDLE_BYTES)
    except WireError as error:
        raise TrustError(error.code, f"trust bundle: {error}") from None
    sequence, issuers = content.get(Bundle.SEQUENCE), content.get(Bundle.ISSUERS)
    if type(sequence) is not int or sequence < 0 or not isinstance(issuers, list):
        raise TrustError(Code.MALFORMED, "trust bundle: sequence or issuers are missing or of the wrong type")
    issued, expires = moment(content.get(Bundle.ISSUED)), moment(content.get(Bundle.EXPIRES))
    entries = tuple(_understood(issuers))
    _require_one_fate(entries)
    return TrustBundle(
        sequence=sequence,
        issued=issued,
        expires=expires,
        issuers=entries,
        status_lists=_byte_strings(content.get(Bundle.STATUS_LISTS)),
        introductions=_byte_strings(content.get(Bundle.INTRODUCTIONS)),
        anchors=tuple(load_certificate(der) for der in _byte_strings(content.get(Bundle.ANCHORS))),
        root=root,
        encoded=encoded,
        _by_kid=by_kid(entries),
    )


def _understood(entries: Iterable[object]) -> Iterator[TrustedIssuer]:
    """The entries whose keys this reader can use (docs/versioning.md).

    When one association goes over to an algorithm that old verifiers do not know, these go on with all the others.
    """
    for entry in entries:
        try:
            yield TrustedIssuer.from_map(entry)
        except TrustError as error:
            if error.code is not Code.UNSUPPORTED:
                raise


def _require_one_fate(entries: Iterable[TrustedIssuer]) -> None:
    """A key may have several entries, but if it leaked, it leaked for all of them."""
    leaks: dict[PublicKey, datetime | None] = {}
    for entry in entries:
        since = entry.since if entry.state is KeyState.COMPROMISED else None
        if leaks.setdefault(entry.public_key, since) != since:
            raise TrustError(Code.MALFORMED, "trust bundle: its entries disagree about whether a key is compromised")


def _byte_strings(value: object) -> tuple[bytes, ...]:
    if not (isinstance(value, list) and all(isinstance(item, bytes) for item in value)):
        raise TrustError(Code.MALFORMED, "trust bundle: a list of byte strings is missing or of the wrong type")
    return tuple(value)
