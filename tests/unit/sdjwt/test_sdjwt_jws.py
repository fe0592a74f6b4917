from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.sdjwt import jws
from cicpa_credentials.sdjwt.jose import from_jwk
from cicpa_credentials.sdjwt.jws import Jws
from office import HOLDER, KEY, on_curve
from wallets import a_jwt, b64, unb64

# RFC 7515 appendix A.3.
EXAMPLE = (
    "eyJhbGciOiJFUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
EXAMPLE_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}

EDDSA = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SIGNERS = [KEY, on_curve(ec.SECP384R1()), on_curve(ec.SECP521R1()), EDDSA]
ES256 = {"alg": "ES256"}


def refusal(text: str) -> Code:
    with pytest.raises(CicpaError) as refused:
        Jws.decode(text)
    return refused.value.code


def verdict(text: str, signer: InProcessSigner = KEY) -> Code:
    with pytest.raises(CicpaError) as refused:
        Jws.decode(text).verify(signer.public_key)
    return refused.value.code


def test_the_example_of_the_standard_is_read_and_verifies() -> None:
    received = Jws.decode(EXAMPLE)
    received.verify(from_jwk(EXAMPLE_KEY))
    assert received.header == ES256
    assert received.payload == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


@pytest.mark.parametrize("signer", SIGNERS)
def test_what_is_signed_is_read_and_verifies(signer: InProcessSigner) -> None:
    payload = {"名": "䶮", "n": [1, None]}
    text = jws.sign(payload, typ="letter+jwt", signer=signer, headers={"kid": "k"})
    received = Jws.decode(text)
    received.verify(signer.public_key)
    assert received.payload == payload
    assert received.header.keys() == {"alg", "typ", "kid"}
    assert (received.header["typ"], received.header["kid"]) == ("letter+jwt", "k")


def test_json_is_written_without_spaces_and_in_utf_8() -> None:
    assert jws.dumps({"a": ["䶮", 1]}) == '{"a":["䶮",1]}'.encode()


def test_a_foreign_library_s_signature_is_r_and_s_side_by_side() -> None:
    """Ours too: `cryptography` takes it once it is in DER again."""
    text = jws.sign({}, typ="letter+jwt", signer=KEY)
    signed, _, signature = text.rpartition(".")
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415 - only here

    r, s = unb64(signature)[:32], unb64(signature)[32:]
    der = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
    key: Any = KEY.public_key.key
    key.verify(der, signed.encode(), ec.ECDSA(SHA256()))


def test_another_key_does_not_verify_it() -> None:
    assert verdict(a_jwt(ES256, {}), HOLDER) is Code.BAD_SIGNATURE


@pytest.mark.parametrize("name", ["EdDSA", "Ed25519"])
def test_both_names_of_ed25519_are_read(name: str) -> None:
    Jws.decode(a_jwt({"alg": name}, {}, by=EDDSA)).verify(EDDSA.public_key)


@pytest.mark.parametrize(
    "alg", ["none", "None", "HS256", "RS256", "PS256", "ES256K", "ESP256", "es256", "", None, 7, ["ES256"], {}, True]
)
def test_no_algorithm_outside_the_allow_list(alg: object) -> None:
    assert verdict(a_jwt({"alg": alg}, {})) is Code.UNSUPPORTED


def test_a_jwt_that_names_no_algorithm() -> None:
    assert verdict(a_jwt({}, {})) is Code.UNSUPPORTED


@pytest.mark.parametrize("alg", ["ES384", "ES512", "EdDSA"])
def test_an_algorithm_is_for_its_own_kind_of_key(alg: str) -> None:
    assert verdict(a_jwt({"alg": alg}, {})) is Code.UNSUPPORTED


@pytest.mark.parametrize("crit", [["exp"], ["b64"], [], "b64", None])
def test_critical_headers_are_not_understood(crit: object) -> None:
    assert refusal(a_jwt({**ES256, "crit": crit, "b64": True}, {})) is Code.UNSUPPORTED


@pytest.mark.parametrize("header", [{"b64": False}, {"kid": 7}])
def test_a_header_that_no_jwt_may_have(header: dict[str, object]) -> None:
    assert verdict(a_jwt({**ES256, **header}, {})) is Code.MALFORMED


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("change", ["", "=", "!", "A", "\n", "."])
def test_parts_that_are_not_as_bytes_are_written(part: int, change: str) -> None:
    parts = EXAMPLE.split(".")
    parts[part] = parts[part] + change if change else ""
    text = ".".join(parts)
    with pytest.raises(CicpaError) as refused:
        Jws.decode(text).verify(from_jwk(EXAMPLE_KEY))
    assert refused.value.code in {Code.MALFORMED, Code.BAD_SIGNATURE}
    if change not in {"", "A"}:
        assert refused.value.code is Code.MALFORMED


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "..", "é.é.é"])
def test_what_has_not_three_parts_of_base64url(text: str) -> None:
    assert refusal(text) is Code.MALFORMED


@pytest.mark.parametrize("part", ["[]", "null", '"x"', "7", "{", '{"a":1,"a":2}', '{"a":NaN}', "{} {}", '{"a":1e999}'])
def test_header_and_payload_are_strict_json_objects(part: str) -> None:
    assert refusal(a_jwt(part, {})) is Code.MALFORMED
    assert refusal(a_jwt(ES256, part)) is Code.MALFORMED


def test_signed_bytes_are_those_received_and_not_written_anew() -> None:
    spaced = a_jwt('{ "alg" :\t"ES256" }', json.dumps({"a": 1}, indent=4))
    Jws.decode(spaced).verify(KEY.public_key)
    header, _, signature = spaced.split(".")
    assert verdict(f"{header}.{b64(b'{}')}.{signature}") is Code.BAD_SIGNATURE


def test_a_signer_that_fails_says_so_in_our_words() -> None:
    class Broken(InProcessSigner):
        def sign(self, data: bytes) -> bytes:
            raise CicpaError(Code.SIGNING_FAILED, str(len(data)))

    with pytest.raises(CicpaError) as failed:
        jws.sign({}, typ="letter+jwt", signer=Broken(ec.derive_private_key(5, ec.SECP256R1())))
    assert failed.value.code is Code.SIGNING_FAILED


def test_nothing_of_it_shows_in_its_repr() -> None:
    assert repr(Jws.decode(EXAMPLE)) == "<Jws>"
