"""Signing with a key that never leaves its HSM (PKCS #11 v2.40); the extra `pkcs11`.

A `Pkcs11Token` is one token of an HSM, logged in; its `signer`s are what an issuer signs with. A login counts for the
whole process, so all keys of a token are reached through one `Pkcs11Token`, over one session that stays open.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import default_algorithm
from cicpa_credentials.keys.public_key import PublicKey

try:
    import pkcs11
    from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass, PKCS11Error, SignMixin
except ModuleNotFoundError:
    message = "an HSM needs the extra `pkcs11`: pip install 'cicpa-credentials[pkcs11]'"
    raise ModuleNotFoundError(message, name="pkcs11") from None

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pkcs11Signer", "Pkcs11Token"]

# CKA_EC_PARAMS and CKA_EC_POINT of a P-256 key (PKCS #11 v2.40, Current Mechanisms §2.3.3): the curve's OID, and the
# uncompressed point as an OCTET STRING of 65 bytes. Some tokens leave the string's header out.
_P256: Final = bytes.fromhex("06082a8648ce3d030107")
_POINT_HEADER: Final = b"\x04\x41"
_POINT_BYTES: Final = 65

_ID_BYTES: Final = 8
_SIGNATURE_BYTES: Final = 64

_PIN_REFUSED: Final = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked, pkcs11.PinExpired)

_Where: TypeAlias = tuple[tuple[Attribute, str | bytes], ...]
_T = TypeVar("_T")


class Pkcs11Token:
    """A token of an HSM, with a session that stays open and is opened again when it is lost.

    Threads may share it. The PIN is kept for logging in again. Once the token has refused it, it is not tried a second
    time: tokens lock themselves after a few.
    """

    def __init__(
        self,
        library: str | os.PathLike[str],
        *,
        label: str,
        pin: str | bytes,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Load the HSM's library and log in to the token.

        Args:
            library: the PKCS #11 module that came with the HSM, such as `libsofthsm2.so`.
            label: the token's label.
            pin: the user's PIN.
            random_bytes: where the identifiers of new keys come from.

        Raises:
            KeyHandlingError: `wrong_passphrase` for the PIN; `key_unreachable` when there is no token of this label, or
                several, or it cannot be reached.
        """
        self._library = os.fspath(library)
        self._label = label
        self._pin = _text(pin)
        self._random_bytes = random_bytes
        self._lock = Lock()
        self._session: pkcs11.Session | None = None
        self._keys: dict[_Where, SignMixin] = {}
        self._attempt(lambda _: None)

    def signer(self, *, label: str | None = None, key_id: bytes | None = None) -> Pkcs11Signer:
        """The signer of a P-256 key pair, found by its label, its identifier (CKA_ID), or both.

        Raises:
            KeyHandlingError: `key_not_found`; `key_ambiguous` when several keys answer, or nothing is given to find one
                by; `unsupported` for a key that is not on P-256 or not for signing; `malformed` for a public key that
                is no point of its curve; `key_unreachable`.
        """
        given = ((Attribute.LABEL, label), (Attribute.ID, key_id))
        where = tuple((attribute, value) for attribute, value in given if value is not None)
        if not where:
            raise KeyHandlingError(Code.KEY_AMBIGUOUS, "a key is found by its label or its identifier")

        def find(session: pkcs11.Session) -> PublicKey:
            self._keys[where] = _private_key(session, where)
            return _public_key(_only(session, ObjectClass.PUBLIC_KEY, where))

        return Pkcs11Signer(self, where, self._attempt(find))

    def generate(self, label: str) -> Pkcs11Signer:
        """Make a P-256 key pair whose private key cannot be taken out of the token.

        Raises:
            KeyHandlingError: `key_ambiguous` when the token has a key of this label already; `key_unreachable`.
        """
        where = {Attribute.LABEL: label}
        if self._attempt(lambda session: [one for one in session.get_objects(where) if isinstance(one, pkcs11.Key)]):
            raise KeyHandlingError(Code.KEY_AMBIGUOUS, "the token has a key of this label already")
        with self._lock:
            try:
                # Not tried twice: a second pair of this label would make both useless.
                with self._connected().token.open(rw=True) as session:
                    curve = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: _P256}, local=True)
                    curve.generate_keypair(
                        store=True,
                        label=label,
                        id=self._random_bytes(_ID_BYTES),
                        capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
                        private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
                    )
            except PKCS11Error:
                raise KeyHandlingError(Code.KEY_UNREACHABLE, "the token did not make the key") from None
        return self.signer(label=label)

    def close(self) -> None:
        """Log out, close the session and forget the PIN; nothing signs any more."""
        with self._lock:
            self._disconnect()
            self._pin = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sign_digest(self, where: _Where, digest: bytes) -> bytes:
        """Have the key sign a digest; for `Pkcs11Signer`, which makes the digest itself."""

        def act(session: pkcs11.Session) -> bytes:
            key = self._keys.get(where)
            if key is None:  # a new session
                key = self._keys[where] = _private_key(session, where)
            return key.sign(digest, mechanism=Mechanism.ECDSA, buffer_size=_SIGNATURE_BYTES)

        return self._attempt(act)

    def _attempt(self, act: Callable[[pkcs11.Session], _T]) -> _T:
        """Do something in the session; if the token fails, once more in a new one."""
        with self._lock:
            with suppress(PKCS11Error):
                return act(self._connected())
            self._disconnect()
            try:
                return act(self._connected())
            except PKCS11Error:
                raise KeyHandlingError(Code.KEY_UNREACHABLE, "the token failed, or cannot be reached") from None

    def _connected(self) -> pkcs11.Session:
        if self._session is not None:
            return self._session
        if self._pin is None:
            raise KeyHandlingError(Code.KEY_UNREACHABLE, "the token was closed, or has refused its PIN before")
        token = pkcs11.lib(self._library).get_token(token_label=self._label)
        try:
            self._session = token.open(user_pin=self._pin)
        except pkcs11.UserAlreadyLoggedIn:
            # Something else in this process has: what holds for its sessions holds for this one.
            self._session = token.open()
        except _PIN_REFUSED:
            self._pin = None
            raise KeyHandlingError(Code.WRONG_PASSPHRASE, "the token does not accept the PIN") from None
        return self._session

    def _disconnect(self) -> None:
        session, self._session = self._session, None
        self._keys.clear()
        if session is not None:
            with suppress(PKCS11Error):
                session.close()


class Pkcs11Signer:
    """Signs with one key of a `Pkcs11Token`; made by its `signer` and `generate`.

    Attributes:
        algorithm: ESP256 (RFC 9864 §2.1).
        public_key: the key that verifies.
    """

    __slots__ = ("_token", "_where", "algorithm", "public_key")

    def __init__(self, token: Pkcs11Token, where: _Where, public_key: PublicKey) -> None:
        self._token = token
        self._where = where
        self.public_key = public_key
        self.algorithm = default_algorithm(public_key.kind)

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; see `Signer.sign`.

        The digest is made here and not taken from a caller, for the token would sign three bytes as well. The signature
        is checked before it leaves: a wrong one means a broken HSM, or a public key that is not the private key's.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        try:
            signature = self._token.sign_digest(self._where, hashlib.sha256(data).digest())
            self.public_key.verify(data, signature, algorithm=self.algorithm)
        except KeyHandlingError as error:
            raise KeyHandlingError(Code.SIGNING_FAILED, f"the HSM did not sign: {error}") from None
        return signature

    def __repr__(self) -> str:
        return f"Pkcs11Signer({self.public_key!r})"


def _text(pin: str | bytes) -> str | None:
    try:
        return pin if isinstance(pin, str) else pin.decode()
    except UnicodeDecodeError:
        raise KeyHandlingError(Code.WRONG_PASSPHRASE, "the PIN is not UTF-8") from None


def _only(session: pkcs11.Session, kind: ObjectClass, where: _Where) -> pkcs11.Object:
    found = list(session.get_objects({Attribute.CLASS: kind, Attribute.KEY_TYPE: KeyType.EC, **dict(where)}))
    if not found:
        raise KeyHandlingError(Code.KEY_NOT_FOUND, f"the token has no such {kind.name.lower()}")
    if len(found) > 1:
        raise KeyHandlingError(Code.KEY_AMBIGUOUS, f"the token has {len(found)} such {kind.name.lower()}s")
    return found[0]


def _private_key(session: pkcs11.Session, where: _Where) -> SignMixin:
    found = _only(session, ObjectClass.PRIVATE_KEY, where)
    if not isinstance(found, SignMixin):
        raise KeyHandlingError(Code.UNSUPPORTED, "the key is not for signing (CKA_SIGN)")
    return found


def _public_key(found: pkcs11.Object) -> PublicKey:
    if found[Attribute.EC_PARAMS] != _P256:
        raise KeyHandlingError(Code.UNSUPPORTED, "the key is not on P-256")
    point: bytes = found[Attribute.EC_POINT]
    if len(point) > _POINT_BYTES:
        point = point.removeprefix(_POINT_HEADER)
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise KeyHandlingError(Code.MALFORMED, "the token's public key is not a point of its curve") from None
    return PublicKey(key)
