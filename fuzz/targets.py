"""What is done with the bytes a fuzzer makes, one function for each parser, and what must hold whatever they are.

A parser raises our errors and no other; a verifier raises nothing. Where more can be said, it is said with an assert:
what was not issued is not taken for signed, and what was read and written again reads the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash, resolve
from cicpa_credentials.errors import CicpaError, KeyHandlingError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.sdjwt import SdJwtHolder, SdJwtVerifier, base64url
from cicpa_credentials.status import StatusLists, StatusListToken
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1
from fuzz.scene import (
    AUDIENCE,
    BASE_URL,
    CLOCK,
    CODE,
    HOLDER,
    ISSUED,
    OFFICE,
    PASSPHRASE,
    POLICY,
    WALLET,
    WORLD,
    resigned,
    resigned_token,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cicpa_credentials.verifier import Report

__all__ = ["TARGETS"]

_VERIFIER: Final = WORLD.verifier(POLICY)
_WALLET_VERIFIER: Final = SdJwtVerifier(WORLD.bundle, policy=POLICY, clock=CLOCK)
_SIGNED: Final = frozenset(Sign1.decode(issued.credential).to_be_signed() for issued in ISSUED)
_WALLET_SIGNED: Final = WALLET.partition("~")[0].rpartition(".")[0]
_KCWT: Final = int(Header.KCWT)
_CHECK: Final = 8
_LOOKS: Final = 64


def qr_text(data: bytes) -> None:
    """QR text: read, and judged; what comes out of it can be written and read again."""
    text = data.decode("utf-8", "surrogateescape")
    _judge(text)
    with suppress(CicpaError):
        read = transport.decode(text)
        assert transport.decode(transport.encode(read, base_url=BASE_URL)) == read


def credential(data: bytes) -> None:
    """A credential as it came, and as if the issuer had signed it."""
    report = _judge(data)
    if report.certificate is not None:
        _require_issued(data)
    signed = resigned(data, by=OFFICE.signer)
    if signed is not None:
        _judge(signed)


def key_binding_token(data: bytes) -> None:
    """A presentation as it came, and as if the holder and the issuer had signed it."""
    report = _judge(data)
    if report.certificate is not None:
        _require_issued(data)
    signed = resigned_token(data)
    if signed is not None:
        _judge(signed)


def bundle(data: bytes) -> None:
    """A trust bundle as it came, and as if the root had signed it; with what hangs on it."""
    for received in _both(data, resigned(data, by=WORLD.root.signer)):
        with suppress(CicpaError):
            loaded = TrustBundle.load(received, root=WORLD.root.certificate)
            json.dumps(loaded.to_dict())
            StatusLists(loaded)
            assert loaded.encoded == received


def status_list(data: bytes) -> None:
    """A status list token as it came, and as if the issuer had signed it; written again, it says the same."""
    signer = OFFICE.signer
    for received in _both(data, resigned(data, by=signer)):
        with suppress(CicpaError):
            token = StatusListToken.verify(received, signer.public_key)
            token.freshness(CLOCK(), leeway=POLICY.leeway)
            for index in range(min(len(token.entries), _LOOKS)):
                assert 0 <= token.entries[index] < 1 << token.entries.bits
            again = StatusListToken.verify(token.sign(signer), signer.public_key)
            assert again == replace(token, kid=again.kid)


def private_key(data: bytes) -> None:
    """An encrypted private key: as PEM, or as what PEM is put around."""
    if not data.startswith(b"-----"):
        text = base64.b64encode(data)
        lines = b"".join(text[at : at + 64] + b"\n" for at in range(0, len(text), 64))
        data = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + lines + b"-----END ENCRYPTED PRIVATE KEY-----\n"
    with suppress(KeyHandlingError):
        pkcs8.decrypt(data, PASSPHRASE)


def holder_file(data: bytes) -> None:
    """A holder's file as it came, and with its digest mended; whoever can take it can keep it and show it."""
    body = data[:-_CHECK]
    for received in _both(data, body + hashlib.sha256(body).digest()[:_CHECK]):
        with suppress(CicpaError):
            holder = Holder.from_bytes(received, clock=CLOCK)
            kept = holder.to_bytes()
            assert Holder.from_bytes(kept, clock=CLOCK).to_bytes() == kept
            _judge(holder.qr_text)
            key = HOLDER if holder.holder_key else None
            shown = holder.present(holder.details, audience=AUDIENCE if key else None, key=key)
            _judge(shown.encoded)


def disclosures(data: bytes) -> None:
    """Disclosures that all have their hash, at the top of a claims set."""
    with suppress(CicpaError):
        shown = cbor.decode(data)
        if not (isinstance(shown, list) and all(isinstance(one, bytes) for one in shown)):
            return
        resolved = resolve({REDACTED_KEYS: [redacted_hash(one) for one in shown]}, shown)
        assert len(resolved.claims) + resolved.decoys == len(shown)


def sd_jwt(data: bytes) -> None:
    """A certificate out of an online wallet as it came, and as if the issuer had signed it."""
    text = data.decode("utf-8", "surrogateescape")
    report = _WALLET_VERIFIER.evaluate(text)
    json.dumps(report.to_dict())
    if report.certificate is not None:
        assert text.partition("~")[0].rpartition(".")[0] == _WALLET_SIGNED, (
            "a forgery was taken for signed, or the corpus is older than the scene"
        )
    with suppress(CicpaError):
        SdJwtHolder(text, clock=CLOCK)
    jwt, tilde, rest = text.partition("~")
    to_be_signed = jwt.rpartition(".")[0]
    if to_be_signed and text.isascii():
        signature = base64url.encode(OFFICE.signer.sign(to_be_signed.encode()))
        json.dumps(_WALLET_VERIFIER.evaluate(f"{to_be_signed}.{signature}{tilde}{rest}").to_dict())


def _judge(received: bytes | str) -> Report:
    """Whatever it is, there is a report; and one that JSON can hold."""
    report = _VERIFIER.evaluate(received, access_code=CODE)
    json.dumps(report.to_dict())
    return report


def _require_issued(data: bytes) -> None:
    """What holds without our help is what was issued, by itself or in a token."""
    message = Sign1.decode(data)
    inner = message.protected.get(_KCWT)
    signed = message if inner is None else Sign1.from_value(inner)
    assert signed.to_be_signed() in _SIGNED, "a forgery was taken for signed, or the corpus is older than the scene"


def _both(received: bytes, mended: bytes | None) -> tuple[bytes, ...]:
    return (received,) if mended in (None, received) else (received, mended)


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    target.__name__: target
    for target in (
        qr_text,
        credential,
        key_binding_token,
        bundle,
        status_list,
        private_key,
        holder_file,
        disclosures,
        sd_jwt,
    )
}
"""Each target by its name, which is that of its folder in the corpus, too."""
