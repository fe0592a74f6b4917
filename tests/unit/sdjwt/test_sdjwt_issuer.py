from __future__ import annotations

import base64
import json
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from cicpa_credentials.errors import CicpaError, Code, IncompleteRecordError, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.members import DETAILS
from cicpa_credentials.members.values import Category
from cicpa_credentials.sdjwt import SdJwtIssuer
from cicpa_credentials.sdjwt.jose import from_jwk
from cicpa_credentials.verifier import Verdict
from office import CERTIFICATE, HOLDER, KEY, bundle, certified, issue, issuer, on_curve
from pki import NOW, WINDOW
from sample_records import PHOTO_JSON, record
from status_samples import REFERENCE
from wallets import Draft, digest, evaluate, unb64, wallet, wallet_issuer

SECONDS = int(NOW.timestamp())
PLAIN = Draft.of(wallet())


def opened(text: str) -> dict[str, Any]:
    """All disclosures by their names, whatever they stand in."""
    return {content[1]: content[2] for content in map(json.loads, map(unb64, Draft.of(text).disclosures))}


def test_the_header_says_what_it_is_and_whose_key_signed() -> None:
    assert PLAIN.header.keys() == {"alg", "typ", "kid", "x5c"}
    assert (PLAIN.header["alg"], PLAIN.header["typ"]) == ("ES256", "dc+sd-jwt")
    assert PLAIN.header["kid"] == KEY.public_key.kid.hex()


def test_the_chain_leads_a_wallet_to_the_key() -> None:
    """RFC 7515 §4.1.6: standard base64 of DER, the signer's own first."""
    (der,) = (base64.b64decode(one, validate=True) for one in PLAIN.header["x5c"])
    (certificate,) = load_certificates(der)
    assert certificate == CERTIFICATE


def test_the_face_stands_in_clear_under_the_names_of_the_record() -> None:
    face = {
        "iss": "310000",
        "sub": "110007310042",
        "iat": SECONDS,
        "exp": SECONDS + 366 * 86400,
        "vct": "urn:cicpa:member",
        "name": "林知夏",
        "gender": "female",
        "category": "practising",
        "approval_date": "2017-03-16",
        "_sd_alg": "sha-256",
    }
    assert {name: value for name, value in PLAIN.payload.items() if name != "_sd"} == face


def test_all_details_are_behind_one_digest_and_each_behind_one_of_nine_in_it() -> None:
    (hidden,) = PLAIN.payload["_sd"]
    parent, *details = PLAIN.disclosures
    assert digest(parent) == hidden
    _, name, inner = json.loads(unb64(parent))
    assert name == "details"
    assert inner.keys() == {"_sd"}
    assert inner["_sd"] == sorted(inner["_sd"])
    assert set(inner["_sd"]) == set(map(digest, details))
    assert len(details) == len(DETAILS) == 9


def test_details_are_written_as_in_the_record() -> None:
    particulars = record().to_dict() | {"photo": PHOTO_JSON}
    shown = opened(wallet())
    assert {name: shown[name] for name in shown if name != "details"} == {
        field.name: particulars[field.name] for field in DETAILS
    }


@pytest.mark.parametrize(
    "absent", [*combinations(["inspections", "association_transfers", "firm_transfers"], 2)], ids="-".join
)
def test_decoys_keep_the_number_of_digests_the_same(absent: tuple[str, str]) -> None:
    shown = opened(wallet(record(**dict.fromkeys(absent))))
    assert not set(absent) & set(shown)
    assert len(shown) == 1 + 7
    assert len(set(shown["details"]["_sd"])) == 9
    assert {len(unb64(one)) for one in shown["details"]["_sd"]} == {32}


def test_what_is_signed_says_nothing_of_the_details() -> None:
    with_all = wallet()
    with_few = wallet(record(inspections=None, association_transfers=None, firm_transfers=None))
    jwts = [one.partition("~")[0] for one in (with_all, with_few)]
    assert len(jwts[0]) == len(jwts[1])
    for name in ("mobile", "email", "firm"):
        value = getattr(record(), name)
        assert value not in json.dumps(dict(PLAIN.payload), ensure_ascii=False)


def test_a_bound_one_carries_the_holder_s_key() -> None:
    bound = Draft.of(wallet(holder_key=HOLDER.public_key))
    assert bound.payload["cnf"].keys() == {"jwk"}
    assert from_jwk(bound.payload["cnf"]["jwk"]) == HOLDER.public_key
    assert "cnf" not in PLAIN.payload


def test_the_status_is_that_of_the_printed_certificate() -> None:
    status = Draft.of(wallet(status=REFERENCE)).payload["status"]
    assert status == {"status_list": {"idx": REFERENCE.index, "uri": REFERENCE.uri}}
    assert "status" not in PLAIN.payload


def test_what_is_handed_over_beside_it_is_as_for_the_printed_one() -> None:
    issued, printed = wallet_issuer().issue(record()), issue()
    assert (issued.view, issued.issued_at, issued.expires_at) == (printed.view, printed.issued_at, printed.expires_at)
    assert repr(issued) == "<IssuedSdJwt>"


def test_salts_differ_between_details_and_certificates() -> None:
    salts = [json.loads(unb64(one))[0] for seed in (1, 2) for one in Draft.of(wallet(seed=seed)).disclosures]
    assert len(set(salts)) == len(salts) == 20
    assert {len(unb64(salt)) for salt in salts} == {16}


@pytest.mark.parametrize(
    ("signer", "name"),
    [
        (InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))), "EdDSA"),
        (on_curve(ec.SECP384R1()), "ES384"),
        (on_curve(ec.SECP521R1()), "ES512"),
    ],
)
def test_other_kinds_of_key_sign_too(signer: InProcessSigner, name: str) -> None:
    certificate = certified(signer)
    text = wallet_issuer(signer, certificate).issue(record(), holder_key=signer.public_key).encoded
    assert Draft.of(text).header["alg"] == name
    report = evaluate(text, of=bundle(TrustedIssuer.of((certificate,))))
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert report.certificate.holder_key == signer.public_key


def test_the_rules_of_issuing_are_those_of_the_printed_certificate() -> None:
    own = wallet_issuer()
    with pytest.raises(IncompleteRecordError) as incomplete:
        own.issue(record(mobile=None, firm=None))
    assert incomplete.value.code is Code.INCOMPLETE_RECORD
    assert set(incomplete.value.missing) == {"mobile", "firm"}
    with pytest.raises(CicpaError) as photo:
        own.issue(record(qualification_route="assessment", photo_source="examination_system"))
    assert photo.value.code is Code.PHOTO_ROUTE
    with pytest.raises(KeyHandlingError) as scope:
        own.issue(record(association="110000", association_transfers=None))
    assert scope.value.code is Code.OUT_OF_SCOPE
    with pytest.raises(KeyHandlingError) as window:
        wallet_issuer(at=WINDOW[1] + timedelta(seconds=1)).issue(record())
    assert window.value.code is Code.KEY_NOT_VALID
    one_kind = certified(categories=frozenset({Category.NON_PRACTISING}))
    with pytest.raises(KeyHandlingError) as category:
        wallet_issuer(certificate=one_kind).issue(record())
    assert category.value.code is Code.OUT_OF_SCOPE


def test_validity_is_that_of_the_issuer() -> None:
    issued = wallet_issuer(valid_for=timedelta(days=30, milliseconds=700)).issue(record())
    assert issued.expires_at - issued.issued_at == timedelta(days=30)
    assert Draft.of(issued.encoded).payload["exp"] == int(issued.expires_at.timestamp())


def test_a_chain_must_be_there_and_be_that_of_the_key() -> None:
    with pytest.raises(KeyHandlingError) as uncertified:
        SdJwtIssuer(issuer(), chain=())
    assert uncertified.value.code is Code.KEY_UNCERTIFIED
    with pytest.raises(KeyHandlingError) as mismatch:
        SdJwtIssuer(issuer(), chain=(certified(HOLDER),))
    assert mismatch.value.code is Code.KEY_MISMATCH


def test_intermediates_travel_in_order() -> None:
    chain = (CERTIFICATE, certified(HOLDER))
    text = SdJwtIssuer(issuer(), chain=chain).issue(record()).encoded
    carried = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in Draft.of(text).header["x5c"]]
    assert tuple(carried) == chain


def test_a_holder_s_key_that_cannot_sign_is_refused() -> None:
    rsa_key = PublicKey(rsa.generate_private_key(65537, 2048).public_key())
    with pytest.raises(KeyHandlingError) as refused:
        wallet_issuer().issue(record(), holder_key=rsa_key)
    assert refused.value.code is Code.UNSUPPORTED
