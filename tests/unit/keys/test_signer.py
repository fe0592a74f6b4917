"""The in-process signer: what it signs with, and what it refuses to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import KeyKind
from cicpa_credentials.keys.signer import InProcessSigner, Signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

PASSPHRASE = b"a passphrase that nobody must see"
KEYS: list[Any] = [
    ec.derive_private_key(5, ec.SECP256R1()),
    ec.derive_private_key(5, ec.SECP384R1()),
    ec.derive_private_key(5, ec.SECP521R1()),
    ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)),
]
IDS = ["P-256", "P-384", "P-521", "Ed25519"]


def pem(key: Any, encryption: KeySerializationEncryption | None = None) -> bytes:  # noqa: ANN401 - any private key
    data: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    return data


@pytest.mark.parametrize("key", KEYS, ids=IDS)
class TestEachKind:
    def test_signs_what_its_public_key_verifies(self, key: Any) -> None:  # noqa: ANN401 - any private key
        signer: Signer = InProcessSigner(key)
        for data in (b"", b"data", bytes(10_000)):
            signer.public_key.verify(data, signer.sign(data), algorithm=signer.algorithm)
        assert signer.algorithm.key_kinds == {signer.public_key.kind}

    def test_signs_the_same_in_the_same_way(self, key: Any) -> None:  # noqa: ANN401 - any private key
        """RFC 6979: no nonce that could repeat or be guessed."""
        assert InProcessSigner(key).sign(b"data") == InProcessSigner(key).sign(b"data")
        assert InProcessSigner(key).sign(b"data") != InProcessSigner(key).sign(b"datb")

    def test_is_read_from_pem_with_and_without_a_passphrase(self, key: Any) -> None:  # noqa: ANN401 - any private key
        assert InProcessSigner.from_pem(pem(key)).public_key == InProcessSigner(key).public_key
        encrypted = pem(key, BestAvailableEncryption(PASSPHRASE))
        assert InProcessSigner.from_pem(encrypted, passphrase=PASSPHRASE).sign(b"x") == InProcessSigner(key).sign(b"x")

    @pytest.mark.parametrize(
        ("encrypted", "passphrase"), [(True, None), (True, b""), (True, b"wrong"), (False, PASSPHRASE)]
    )
    def test_a_passphrase_that_does_not_fit_is_refused(self, key: Any, passphrase: Any, *, encrypted: bool) -> None:  # noqa: ANN401 - any private key
        data = pem(key, BestAvailableEncryption(PASSPHRASE) if encrypted else None)
        with pytest.raises(KeyHandlingError) as caught:
            InProcessSigner.from_pem(data, passphrase=passphrase)
        assert caught.value.code is Code.MALFORMED

    def test_shows_no_secret(self, key: Any) -> None:  # noqa: ANN401 - any private key
        signer = InProcessSigner(key)
        assert repr(signer) == f"InProcessSigner({signer.public_key!r})"
        assert not hasattr(signer, "__dict__")


def test_ecdsa_signatures_have_the_length_of_their_curve() -> None:
    lengths = [len(InProcessSigner(key).sign(b"data")) for key in KEYS]
    assert lengths == [64, 96, 132, 64]


def test_small_numbers_in_a_signature_keep_their_leading_zeros() -> None:
    signer = InProcessSigner(KEYS[0])
    data, signature = next(
        (data, signature)
        for data in (str(number).encode() for number in range(5000))
        if (signature := signer.sign(data))[0] == 0 or signature[32] == 0
    )
    assert len(signature) == 64
    signer.public_key.verify(data, signature, algorithm=signer.algorithm)


def test_a_new_key_is_on_p_256_and_new() -> None:
    first, second = InProcessSigner.generate(), InProcessSigner.generate()
    assert first.public_key.kind is KeyKind.P_256
    assert first.public_key != second.public_key


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(rsa.generate_private_key(65537, 2048), id="RSA"),
        pytest.param(ed448.Ed448PrivateKey.from_private_bytes(bytes(57)), id="Ed448"),
        pytest.param(ec.derive_private_key(5, ec.SECP256K1()), id="secp256k1"),
    ],
)
def test_other_kinds_are_not_supported(key: Any) -> None:  # noqa: ANN401 - any private key
    with pytest.raises(KeyHandlingError) as caught:
        InProcessSigner(key)
    assert caught.value.code is Code.UNSUPPORTED
    with pytest.raises(KeyHandlingError) as caught:
        InProcessSigner.from_pem(pem(key))
    assert caught.value.code is Code.UNSUPPORTED


@pytest.mark.parametrize(
    "data",
    [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", pem(KEYS[0])[:-40], bytes(99)],
)
def test_what_is_no_key_is_malformed(data: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        InProcessSigner.from_pem(data)
    assert caught.value.code is Code.MALFORMED
    assert caught.value.__cause__ is None
