from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.sdjwt.jose import ALGORITHMS, algorithm_name, from_jwk, to_jwk
from office import HOLDER, on_curve
from wallets import b64, unb64

# RFC 7517 appendix A.1 and RFC 8037 appendix A.1.
P_256: dict[str, Any] = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
ED25519_PRIVATE = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

LEADING_ZERO = [(379, "x"), (43, "y")]

SIGNERS = [
    (HOLDER, "ES256"),
    (on_curve(ec.SECP384R1()), "ES384"),
    (on_curve(ec.SECP521R1()), "ES512"),
    (InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(unb64(ED25519_PRIVATE))), "EdDSA"),
]


def refusal(jwk: object) -> Code:
    with pytest.raises(CicpaError) as refused:
        from_jwk(jwk)
    return refused.value.code


@pytest.mark.parametrize("jwk", [P_256, ED25519])
def test_the_examples_of_the_standards_are_read_and_written_alike(jwk: dict[str, Any]) -> None:
    assert to_jwk(from_jwk(jwk)) == jwk


def test_the_example_key_is_that_of_its_private_half() -> None:
    signer = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(unb64(ED25519_PRIVATE)))
    assert from_jwk(ED25519) == signer.public_key


@pytest.mark.parametrize(("signer", "name"), SIGNERS)
def test_every_kind_of_key_that_signs_has_a_name_and_a_jwk(signer: InProcessSigner, name: str) -> None:
    assert algorithm_name(signer) == name
    assert signer.public_key.kind in ALGORITHMS[name].key_kinds
    assert from_jwk(to_jwk(signer.public_key)) == signer.public_key


@pytest.mark.parametrize(("seed", "name"), LEADING_ZERO)
def test_coordinates_keep_their_leading_zeros(seed: int, name: str) -> None:
    key = on_curve(ec.SECP256R1(), seed).public_key
    coordinate = unb64(to_jwk(key)[name])
    assert (coordinate[0], len(coordinate)) == (0, 32)
    assert from_jwk(to_jwk(key)) == key


def test_what_a_jwk_says_of_its_use_is_passed_over() -> None:
    assert from_jwk({**P_256, "use": "enc", "kid": 7, "alg": "none"}) == from_jwk(P_256)


def test_the_algorithms_are_these_and_none_with_a_shared_secret() -> None:
    assert set(ALGORITHMS) == {"ES256", "ES384", "ES512", "EdDSA", "Ed25519"}


def test_a_signature_that_jose_has_no_name_for_is_not_made() -> None:
    """ES256 of COSE goes with any curve; that of JOSE does not."""

    class Odd(InProcessSigner):
        pass

    odd = Odd(ec.derive_private_key(5, ec.SECP384R1()))
    odd.algorithm = algorithm(-7)
    with pytest.raises(CicpaError) as refused:
        algorithm_name(odd)
    assert refused.value.code is Code.UNSUPPORTED


def test_rsa_keys_are_not_written() -> None:
    key = PublicKey(rsa.generate_private_key(65537, 2048).public_key())
    with pytest.raises(CicpaError) as refused:
        to_jwk(key)
    assert refused.value.code is Code.UNSUPPORTED


def test_a_private_key_is_refused_where_a_public_one_belongs() -> None:
    assert refusal({**ED25519, "d": ED25519_PRIVATE}) is Code.MALFORMED


@pytest.mark.parametrize("jwk", [None, "key", 7, [], [P_256]])
def test_what_is_no_object_is_refused(jwk: object) -> None:
    assert refusal(jwk) is Code.MALFORMED


@pytest.mark.parametrize(
    "changes",
    [
        {"x": None},
        {"y": None},
        {"x": 7},
        {"y": True},
        {"x": P_256["x"] + "="},
        {"x": b64(unb64(P_256["x"])[1:])},
        {"x": b64(b"\0" + unb64(P_256["x"]))},
        {"y": P_256["x"]},
        {"x": b64(bytes(32)), "y": b64(bytes(32))},
    ],
)
def test_coordinates_that_are_no_point_are_refused(changes: dict[str, object]) -> None:
    assert refusal({**P_256, **changes}) is Code.MALFORMED


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "OKP"},
        {"crv": "secp256k1"},
        {"crv": None},
        {"kty": "RSA"},
        {"kty": "oct", "k": "AA"},
        {"crv": ["P-256"]},
    ],
)
def test_other_kinds_of_key_are_refused(changes: dict[str, object]) -> None:
    assert refusal({**P_256, **changes}) is Code.UNSUPPORTED


def test_a_key_of_small_order_is_refused() -> None:
    assert refusal({**ED25519, "x": b64(bytes(32))}) is Code.KEY_NOT_VALID
