"""A certificate in its holder's hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from os import urandom
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cicpa_credentials.clock import utc_now
from cicpa_credentials.holder import acceptance, file, rules
from cicpa_credentials.holder.presentation import (
    DEFAULT_PRESENTATION,
    Presentation,
    binding_claims,
    key_binding_token,
)
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from cicpa_credentials.holder.acceptance import Held
    from cicpa_credentials.keys.signer import Signer

__all__ = ["Holder"]


class Holder:
    """A certificate in its holder's hands, checked when it is taken.

    Attributes:
        details: the names of the details that can be shown.
        holder_key: the key that it is bound to; none for a bearer certificate, which anybody can show who has a copy.
        issued_at: when the certificate begins, aware UTC.
        expires_at: when it ends, aware UTC.
    """

    def __init__(self, held: Held, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Take a certificate, and check what SD-CWT §7.2 asks a holder to check of its disclosures.

        Every hash has its disclosure and the other way round; what should be a decoy is one, and there are as many
        hashes as there always are, so that their number tells nothing; nothing stands in clear that should not.
        Whether the issuer is believed is for `Verifier`.

        Args:
            held: the certificate with all its disclosures.
            clock: the current moment, aware UTC.

        Raises:
            DisclosureError: `disclosure_mismatch` where one of these does not hold; `malformed`.
            RecordError: `content_invalid` for what stands on no certificate's face.
            StatusError: `content_invalid` for a status claim that is not one.
            BindingError: `binding_invalid` for a holder's key that cannot be used.
            WireError: `malformed` or `unsupported`.
        """
        self._held = held
        self._clock = clock
        self._certificate = acceptance.accept(held)
        self.details = tuple(self._certificate.disclosures)
        self.holder_key = self._certificate.holder_key
        self.issued_at, self.expires_at = self._certificate.issued_at, self._certificate.expires_at

    @classmethod
    def accept(cls, held: Held, *, key: Signer | None = None, clock: Callable[[], datetime] = utc_now) -> Holder:
        """Take a certificate from its issuer: checked as by the constructor, bound to the holder's key, and in time.

        Args:
            held: the certificate with all its disclosures.
            key: the holder's key; none where a bearer certificate is expected.
            clock: the current moment, aware UTC.

        Raises:
            BindingError: `binding_invalid` where it is bound to another key, or to none; `expired`.
            CicpaError: as the constructor.
        """
        holder = cls(held, clock=clock)
        rules.require_expected(holder.holder_key, holder.expires_at, key=key, now=clock())
        return holder

    @classmethod
    def from_bytes(
        cls, data: bytes, *, passphrase: bytes | None = None, clock: Callable[[], datetime] = utc_now
    ) -> Holder:
        """Take a certificate out of a holder's file, checked as by the constructor.

        Args:
            data: what `to_bytes` gave.
            passphrase: for an encrypted file, the bytes that it was written with; none for another.
            clock: the current moment, aware UTC.

        Raises:
            HolderFileError: `not_a_holder_file`, `unsupported`, `malformed`, `passphrase_missing`, `wrong_passphrase`;
                see `file.decode`.
            CicpaError: as the constructor.
        """
        return cls(file.decode(data, passphrase=passphrase), clock=clock)

    @classmethod
    def load(
        cls, path: Path | str, *, passphrase: bytes | None = None, clock: Callable[[], datetime] = utc_now
    ) -> Holder:
        """Read a holder's file (`.cicpa`); see `from_bytes`.

        Raises:
            HolderFileError: `file_unreadable`; and as `from_bytes`.
        """
        return cls.from_bytes(file.read(Path(path)), passphrase=passphrase, clock=clock)

    def to_bytes(self, *, passphrase: bytes | None = None, random_bytes: Callable[[int], bytes] = urandom) -> bytes:
        """The certificate with all its disclosures as a holder's file (docs/wire-format.md §Holder's file).

        Args:
            passphrase: 1 to 1,024 bytes, taken as they are, under which the file is encrypted. Without one, whoever
                has the bytes can read every detail, and show a bearer certificate.
            random_bytes: source of salt and nonce.

        Raises:
            KeyHandlingError: `wrong_passphrase` for an empty or overlong passphrase.
            HolderFileError: `does_not_fit` for more than 64 KiB.
        """
        return file.encode(self._held, passphrase=passphrase, random_bytes=random_bytes)

    def save(
        self,
        path: Path | str,
        *,
        passphrase: bytes | None = None,
        overwrite: bool = False,
        random_bytes: Callable[[int], bytes] = urandom,
    ) -> None:
        """Write the holder's file, for its owner alone (mode 600), whole or not at all; see `to_bytes`.

        Args:
            path: its name; the folder must be there.
            passphrase: encrypts it.
            overwrite: whether to replace a file of that name.
            random_bytes: source of salt and nonce.

        Raises:
            HolderFileError: `output_exists`; `storage_failed`, and then nothing was left behind; and as `to_bytes`.
        """
        file.write(Path(path), self.to_bytes(passphrase=passphrase, random_bytes=random_bytes), overwrite=overwrite)

    @property
    def qr_text(self) -> str:
        """The certificate itself, as its printed code says it: the face, and details only behind an access code."""
        return transport.encode(self._held.credential, base_url=self._held.base_url)

    def unverified_details(self) -> dict[str, Any]:
        """What each detail says, by its name, for the holder's own eyes: no signature has been checked.

        Raises:
            RecordError: `content_invalid` for a detail that is not of its type.
        """
        opened: dict[str, Any] = {name: cbor.decode(one) for name, one in self._certificate.disclosures.items()}
        return {name: DETAIL_BY_NAME[name].decode(content[1]) for name, content in opened.items()}

    def present(
        self,
        fields: Iterable[str],
        *,
        audience: str | None = None,
        valid_for: timedelta = DEFAULT_PRESENTATION,
        nonce: bytes | None = None,
        key: Signer | None = None,
    ) -> Presentation:
        """Show some details to one reader.

        With a key, the presentation is a key binding token for this audience and time. A bearer certificate has no key:
        its presentation is the credential with the chosen disclosures, and whoever receives it can pass it on.

        Args:
            fields: names of details, such as `birth_date`; none of them shows the face alone.
            audience: who the reader is, in the reader's own words; only with a key.
            valid_for: how long from now on, in whole seconds; it ends with the certificate at the latest.
            nonce: what the reader gave for this occasion; only with a key.
            key: signs with the key that the certificate is bound to.

        Raises:
            BindingError: `binding_missing` where a bound certificate is shown without its key; `binding_invalid` for
                another key, and for a key, audience or nonce with a bearer certificate; `audience_mismatch` for an
                audience that is missing, not text or too long; `nonce_mismatch` for such a nonce; `expired` where not
                a second is left; `not_yet_valid` where the clock is behind the issuer's.
            RecordError: `field_unknown` for what is no detail; `field_missing` for a detail that this one lacks.
            KeyHandlingError: `signing_failed`.
        """
        certificate, expires_at = self._certificate, self.expires_at
        credential = replace(certificate.message, unprotected=self._shown(fields))
        signer = rules.binding_key(self.holder_key, key, audience=audience, nonce=nonce)
        if signer is None:
            encoded = credential.encode()
        else:
            claims = binding_claims(certificate, audience=audience, valid_for=valid_for, nonce=nonce, now=self._clock())
            encoded = key_binding_token(credential, claims, key=signer)
            expires_at = datetime.fromtimestamp(claims[Claim.EXP], UTC)
        return Presentation(encoded=encoded, base_url=self._held.base_url, expires_at=expires_at)

    def _shown(self, fields: Iterable[str]) -> dict[object, object]:
        """The unprotected header: the disclosures of these details, and the one that they stand in."""
        chosen = rules.choose(fields, self._certificate.disclosures)
        return {int(Header.SD_CLAIMS): [self._certificate.parent, *chosen]} if chosen else {}
