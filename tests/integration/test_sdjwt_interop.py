"""Another library for SD-JWT (`sd-jwt`, by authors of the standard): each reads what the other writes.

It does not look at times, and passes over disclosures that nothing refers to. Those tests show both halves: that it
takes what it should not, and that we do not.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwcrypto.jwk import JWK  # type: ignore[import-untyped]
from sd_jwt.common import SDObj  # type: ignore[import-untyped]
from sd_jwt.holder import SDJWTHolder  # type: ignore[import-untyped]
from sd_jwt.issuer import SDJWTIssuer  # type: ignore[import-untyped]
from sd_jwt.verifier import SDJWTVerifier  # type: ignore[import-untyped]

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.members import DETAILS
from cicpa_credentials.sdjwt import SdJwtHolder
from cicpa_credentials.verifier import Outcome, Step, Verdict
from office import DAY, HOLDER, KEY, clock
from pki import NOW, ec_key
from sample_records import PHOTO_JSON, details, record
from status_samples import REFERENCE
from wallets import (
    ANYBODY,
    AT_THE_BANK,
    BANK,
    NONCE,
    Binding,
    Draft,
    a_disclosure,
    bearer,
    bound,
    digest,
    evaluate,
    judged,
    present,
    wallet,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL = tuple(field.name for field in DETAILS)
SECONDS = int(NOW.timestamp())


def private(seed: int) -> JWK:
    key = JWK.from_pem(ec_key(seed).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    # Without the `kid` that the library makes up: a holder of ours takes no identifier beside the key itself.
    return JWK(**{name: value for name, value in key.export(as_dict=True).items() if name != "kid"})


ISSUER_JWK, HOLDER_JWK = private(9002), private(9003)


def key_by_chain(_issuer: str, header: Mapping[str, Any]) -> JWK:
    """How a wallet finds the issuer's key, that knows no trust bundle."""
    certificate = x509.load_der_x509_certificate(b64decode(header["x5c"][0]))
    key: Any = certificate.public_key()
    return JWK.from_pem(PublicKey(key).to_pem())


def issuer_key(_issuer: str, _header: Mapping[str, Any]) -> JWK:
    return JWK.from_pem(KEY.public_key.to_pem())


def they_read(text: str, *, find: Any = issuer_key, **expected: str) -> dict[str, Any]:  # noqa: ANN401 - a callback
    payload: dict[str, Any] = SDJWTVerifier(text, find, **expected).get_verified_payload()
    return payload


def they_present(text: str, *fields: str, **given: Any) -> str:  # noqa: ANN401 - whatever their holder takes
    holder = SDJWTHolder(text)
    holder.create_presentation({"details": dict.fromkeys(fields, True)} if fields else {}, **given)
    presented: str = holder.sd_jwt_presentation
    return presented


def they_issue(claims: Mapping[str, Any] | None = None, *, holder: bool = False, decoys: bool = False) -> str:
    """A certificate in our profile, by their issuer with our key."""
    particulars = record().to_dict() | {"photo": PHOTO_JSON}
    hidden = {SDObj(name): particulars[name] for name in ALL}
    face = {name: value for name, value in Draft.of(bearer()).payload.items() if not name.startswith("_")}
    issued = SDJWTIssuer(
        {**face, **(claims or {}), SDObj("details"): hidden},
        ISSUER_JWK,
        holder_key=HOLDER_JWK if holder else None,
        add_decoy_claims=decoys,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": KEY.public_key.kid.hex()},
    )
    text: str = issued.sd_jwt_issuance
    return text


@pytest.fixture(autouse=True)
def _their_clock_stands_at_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sd_jwt.holder.time", NOW.timestamp)


class TestTheyReadOurs:
    def test_a_certificate_with_all_its_details(self) -> None:
        payload = they_read(wallet(status=REFERENCE), find=key_by_chain)
        particulars = record().to_dict() | {"photo": PHOTO_JSON}
        assert payload["details"] == {name: particulars[name] for name in ALL}
        assert (payload["iss"], payload["sub"], payload["vct"]) == ("310000", record().number, "urn:cicpa:member")
        assert payload["status"] == {"status_list": {"idx": REFERENCE.index, "uri": REFERENCE.uri}}

    def test_a_certificate_with_decoys(self) -> None:
        few = wallet(record(inspections=None, association_transfers=None, firm_transfers=None))
        assert they_read(few)["details"].keys() == set(ALL) - {"inspections", "association_transfers", "firm_transfers"}

    @pytest.mark.parametrize("fields", [(), ("birth_date",), ("inspections", "firm"), ALL])
    def test_a_presentation_with_its_key_binding_jwt(self, fields: tuple[str, ...]) -> None:
        payload = they_read(present(fields), find=key_by_chain, expected_aud=BANK, expected_nonce=NONCE)
        assert payload.get("details", {}).keys() == set(fields)

    @pytest.mark.parametrize(("audience", "nonce"), [("shop.example", NONCE), (BANK, "another")])
    def test_a_presentation_for_another_reader_or_occasion_is_refused_there_too(
        self, audience: str, nonce: str
    ) -> None:
        with pytest.raises(ValueError, match="KB-JWT"):
            they_read(present(), expected_aud=audience, expected_nonce=nonce)

    @pytest.mark.parametrize("fields", [(), ("birth_date",), ("inspections", "firm")])
    def test_their_wallet_shows_our_certificate_to_our_verifier(self, fields: tuple[str, ...]) -> None:
        shown = they_present(bound(), *fields, nonce=NONCE, aud=BANK, holder_key=HOLDER_JWK)
        report = evaluate(shown, AT_THE_BANK)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert report.certificate.details.keys() == set(fields)


class TestWeReadTheirs:
    @pytest.mark.parametrize("decoys", [False, True])
    def test_a_certificate_with_all_its_details(self, *, decoys: bool) -> None:
        report = evaluate(they_issue(decoys=decoys))
        assert report == evaluate(bearer())
        assert report.verdict is Verdict.VALID

    @pytest.mark.parametrize("decoys", [False, True])
    @pytest.mark.parametrize("fields", [(), ("birth_date",), ("inspections", "firm")])
    def test_a_presentation_with_its_key_binding_jwt(self, fields: tuple[str, ...], *, decoys: bool) -> None:
        issued = they_issue(holder=True, decoys=decoys)
        shown = they_present(issued, *fields, nonce=NONCE, aud=BANK, holder_key=HOLDER_JWK)
        report = evaluate(shown, AT_THE_BANK)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert report.certificate.details == {name: details()[name] for name in ALL if name in fields}

    def test_our_wallet_shows_their_certificate_to_both_verifiers(self) -> None:
        held = SdJwtHolder.accept(they_issue(holder=True), key=HOLDER, clock=clock())
        shown = held.present(["email"], audience=BANK, nonce=NONCE, key=HOLDER)
        assert evaluate(shown, AT_THE_BANK).verdict is Verdict.VALID
        payload = they_read(shown, expected_aud=BANK, expected_nonce=NONCE)
        assert payload["details"] == {"email": record().email}

    def test_a_presentation_for_another_reader_is_refused(self) -> None:
        shown = they_present(they_issue(holder=True), "email", nonce=NONCE, aud="shop.example", holder_key=HOLDER_JWK)
        assert judged(evaluate(shown, AT_THE_BANK), Step.BINDING) == (Outcome.FAILED, Code.AUDIENCE_MISMATCH)


class TestWhatTheyTakeAndWeDoNot:
    def test_an_expired_certificate(self) -> None:
        expired = they_issue({"iat": SECONDS - 2 * 86400, "exp": SECONDS - 86400})
        assert they_read(expired)["exp"] < SECONDS
        assert judged(evaluate(expired), Step.TIMES) == (Outcome.FAILED, Code.EXPIRED)

    def test_one_that_has_not_begun(self) -> None:
        early = they_issue({"nbf": SECONDS + 86400})
        assert they_read(early)["nbf"] > SECONDS
        assert judged(evaluate(early), Step.TIMES) == (Outcome.FAILED, Code.NOT_YET_VALID)

    def test_a_disclosure_that_nothing_refers_to(self) -> None:
        for issued in (they_issue(), bearer()):
            added = issued + a_disclosure("salt", "firm", "甲会计师事务所") + "~"
            assert they_read(added) == they_read(issued)
            assert judged(evaluate(added), Step.DISCLOSURES) == (Outcome.FAILED, Code.DISCLOSURE_MISMATCH)

    def test_a_detail_without_the_one_that_it_stands_in(self) -> None:
        orphan = Draft.of(bearer())
        text = orphan.with_disclosures(*orphan.disclosures[1:]).signed()
        assert "details" not in they_read(text)
        assert judged(evaluate(text), Step.DISCLOSURES) == (Outcome.FAILED, Code.DISCLOSURE_MISMATCH)

    def test_a_reserved_name(self) -> None:
        hidden = a_disclosure("salt", "...", "x")
        text = Draft.of(bearer()).with_claims({"_sd": [digest(hidden)]}).with_disclosures(hidden).signed()
        assert they_read(text)["..."] == "x"
        assert judged(evaluate(text), Step.DISCLOSURES) == (Outcome.FAILED, Code.MALFORMED)

    def test_an_array_s_digest_in_two_places(self) -> None:
        twice = Draft.of(bearer()).with_claims({"more": [{"...": "d"}, {"...": "d"}]}).signed()
        assert they_read(twice)["more"] == []
        assert judged(evaluate(twice), Step.DISCLOSURES) == (Outcome.FAILED, Code.MALFORMED)

    def test_a_key_binding_jwt_from_long_ago(self) -> None:
        old = present(at=NOW)
        assert they_read(old, expected_aud=BANK, expected_nonce=NONCE)
        report = evaluate(old, AT_THE_BANK, at=NOW + DAY)
        assert judged(report, Step.BINDING) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)

    def test_a_key_binding_jwt_for_somebody_else_where_none_was_asked_for(self) -> None:
        forged = Binding.of(present()).signed(KEY)
        assert they_read(forged)
        assert judged(evaluate(forged, ANYBODY), Step.BINDING) == (Outcome.FAILED, Code.BINDING_INVALID)
