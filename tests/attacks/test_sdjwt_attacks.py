"""What a forger, a thief of a presentation and a dishonest holder try with an SD-JWT, one attack each."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.sdjwt.jose import to_jwk
from cicpa_credentials.testing.mutators import mutants
from cicpa_credentials.testing.mutators.sd_jwt import high_s
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict
from office import BEIJING, DAY, HOLDER, KEY, a_root, bundle, certified
from pki import NOW, ec_key
from sample_records import record
from status_samples import INDEX, REFERENCE, a_list
from wallets import (
    ANYBODY,
    AT_THE_BANK,
    BANK,
    NONCE,
    Binding,
    Draft,
    a_disclosure,
    a_jwt,
    b64,
    bearer,
    bound,
    digest,
    evaluate,
    judged,
    present,
    unb64,
    wallet,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FORGER = InProcessSigner(ec_key(666))
BEARER = Draft.of(bearer())
BOUND = Draft.of(bound())
SECONDS = int(NOW.timestamp())


def refused(received: str, policy: Policy = ANYBODY) -> tuple[Step, Code | None]:
    """Where it is stopped first, and why."""
    report = evaluate(received, policy)
    assert report.verdict is Verdict.INVALID
    check = next(check for check in report.checks if check.outcome is Outcome.FAILED)
    return check.step, check.code


def resigned(text: str, change: Callable[[bytes], bytes]) -> str:
    """The same with another signature."""
    jwt, tilde, rest = text.partition("~")
    signed, _, signature = jwt.rpartition(".")
    return f"{signed}.{b64(change(unb64(signature)))}{tilde}{rest}"


def test_the_honest_ones_pass() -> None:
    assert evaluate(bearer()).verdict is Verdict.VALID
    assert evaluate(present(), AT_THE_BANK).verdict is Verdict.VALID


class TestForgery:
    @pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
    def test_no_algorithm_and_no_signature(self, alg: str) -> None:
        assert refused(resigned(BEARER.with_header(alg=alg).signed(), lambda _: b"")) == (
            Step.SIGNATURE,
            Code.UNSUPPORTED,
        )

    @pytest.mark.parametrize("secret", [KEY.public_key.to_pem(), KEY.public_key.to_der()])
    def test_the_public_key_taken_for_a_shared_secret(self, secret: bytes) -> None:
        unsigned = BEARER.with_header(alg="HS256").signed().partition("~")[0].rpartition(".")[0]
        mac = hmac.digest(secret, unsigned.encode(), hashlib.sha256)
        assert refused(f"{unsigned}.{b64(mac)}~") == (Step.SIGNATURE, Code.UNSUPPORTED)

    def test_the_forger_s_own_key_in_the_header(self) -> None:
        own = {"jwk": to_jwk(FORGER.public_key), "jku": "https://forger.example/keys"}
        assert refused(BEARER.with_header(**own).signed(FORGER)) == (Step.SIGNATURE, Code.BAD_SIGNATURE)

    def test_the_forger_s_own_chain_in_the_header(self) -> None:
        root = a_root(667)
        chain = [certified(FORGER, by=root), root.certificate]
        x5c = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
        assert refused(BEARER.with_header(x5c=x5c).signed(FORGER)) == (Step.SIGNATURE, Code.BAD_SIGNATURE)
        own_kid = BEARER.with_header(x5c=x5c, kid=FORGER.public_key.kid.hex())
        assert refused(own_kid.signed(FORGER)) == (Step.ISSUER, Code.UNKNOWN_ISSUER)

    def test_another_association_s_certificates(self) -> None:
        assert refused(BEARER.with_claims({"iss": BEIJING}).signed()) == (Step.KEY, Code.OUT_OF_SCOPE)

    @pytest.mark.parametrize("part", [0, 1])
    def test_every_character_of_header_and_payload_is_signed(self, part: int) -> None:
        jwt, tilde, rest = bearer().partition("~")
        parts = jwt.split(".")
        for place in range(0, len(parts[part]), 97):
            changed = parts[part][:place] + ("A" if parts[part][place] != "A" else "B") + parts[part][place + 1 :]
            text = ".".join([*parts[:part], changed, *parts[part + 1 :]]) + tilde + rest
            assert evaluate(text).verdict is Verdict.INVALID

    def test_details_added_to_the_payload(self) -> None:
        jwt, tilde, rest = BEARER.with_claims({"details": {"firm": "甲会计师事务所"}}).signed().partition("~")
        stolen = bearer().partition("~")[0].rpartition(".")[2]
        assert refused(f"{jwt.rpartition('.')[0]}.{stolen}{tilde}{rest}") == (Step.SIGNATURE, Code.BAD_SIGNATURE)

    def test_the_high_s_twin_of_a_revoked_certificate(self) -> None:
        published = bundle(status_lists=[a_list([(INDEX, 1)])])
        revoked = wallet(status=REFERENCE)
        (twin,) = mutants(revoked, [high_s])
        assert twin.artefact != revoked
        assert evaluate(twin.artefact).code is evaluate(revoked).code is Code.STATUS_UNKNOWN
        assert evaluate(twin.artefact, of=published).code is Code.REVOKED

    @pytest.mark.parametrize("change", [lambda s: s + b"\0", lambda s: s[:-1], lambda _: bytes(64), lambda _: b""])
    def test_a_signature_of_another_shape(self, change: Callable[[bytes], bytes]) -> None:
        assert refused(resigned(bearer(), change)) == (Step.SIGNATURE, Code.BAD_SIGNATURE)


class TestStrictReading:
    @pytest.mark.parametrize("name", ["exp", "sub", "_sd", "cnf"])
    def test_a_claim_twice_so_that_the_last_wins(self, name: str) -> None:
        payload = json.dumps(dict(BOUND.payload))
        twice = f'{{"{name}": {json.dumps(BOUND.payload[name])}, {payload[1:]}'
        assert refused(a_jwt(dict(BOUND.header), twice) + "~") == (Step.DECODE, Code.MALFORMED)

    def test_an_algorithm_twice_so_that_the_last_wins(self) -> None:
        header = json.dumps(dict(BOUND.header))
        text = a_jwt(f'{{"alg": "none", {header[1:]}', dict(BOUND.payload)) + "~"
        assert refused(text) == (Step.DECODE, Code.MALFORMED)

    def test_a_name_twice_in_a_disclosed_detail(self) -> None:
        detail = b64(b'["salt", "inspections", [{"year": 2018, "year": 2019, "passed_on": "2019-05-17"}]]')
        parent = a_disclosure("salt", "details", {"_sd": [digest(detail)]})
        received = BEARER.with_claims({"_sd": [digest(parent)]}).with_disclosures(parent, detail).signed()
        assert refused(received) == (Step.DISCLOSURES, Code.MALFORMED)

    @pytest.mark.parametrize("end", ["=", "==", "\n", " ", "%3D"])
    def test_another_spelling_of_the_same_bytes(self, end: str) -> None:
        jwt, _, rest = bearer().partition("~")
        assert refused(f"{jwt}{end}~{rest}") == (Step.DECODE, Code.MALFORMED)
        assert refused(bearer() + end)[1] is Code.MALFORMED
        assert refused(bearer()[:-1] + end + "~") == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    def test_bits_left_over_in_a_signature(self) -> None:
        """64 bytes leave four bits: sixteen texts stand for one signature, and only one is written."""
        jwt, _, rest = bearer().partition("~")
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        last = alphabet.index(jwt[-1])
        assert last % 16 == 0
        assert refused(f"{jwt[:-1]}{alphabet[last + 1]}~{rest}") == (Step.DECODE, Code.MALFORMED)

    @pytest.mark.parametrize("crit", [["exp"], ["b64"], ["x5c", "kid"], []])
    def test_a_critical_header_passed_over(self, crit: list[str]) -> None:
        received = BEARER.with_header(crit=crit, b64=True).signed()
        assert refused(received) == (Step.DECODE, Code.UNSUPPORTED)

    def test_an_unencoded_payload(self) -> None:
        """RFC 7797."""
        assert refused(BEARER.with_header(b64=False).signed())[1] is Code.MALFORMED

    @pytest.mark.parametrize("moment", ["NaN", "Infinity", "-Infinity", "1e999"])
    def test_an_end_that_never_comes(self, moment: str) -> None:
        payload = json.dumps(dict(BEARER.payload)).replace(f'"exp": {BEARER.payload["exp"]}', f'"exp": {moment}')
        assert moment in payload
        assert refused(a_jwt(dict(BEARER.header), payload) + "~") == (Step.DECODE, Code.MALFORMED)

    @pytest.mark.parametrize("moment", [True, 9e15, "9999999999", 10**30, [1], None])
    def test_an_end_of_another_kind(self, moment: object) -> None:
        payload = {**BEARER.payload, "exp": moment}
        assert refused(replace(BEARER, payload=payload).signed()) == (Step.PROFILE, Code.MALFORMED)

    def test_nesting_without_end(self) -> None:
        deep = "[" * 20_000
        assert refused(a_jwt('{"a":' + deep, {}) + "~") == (Step.DECODE, Code.MALFORMED)
        nested = BEARER.with_claims({"more": json.loads("[" * 40 + "]" * 40)}).signed()
        assert refused(nested) == (Step.DISCLOSURES, Code.MALFORMED)

    def test_more_text_than_any_certificate_has(self) -> None:
        assert refused(bearer() + "A" * 70_000 + "~") == (Step.READ, Code.NOT_A_CERTIFICATE)

    def test_disclosures_by_the_thousand(self) -> None:
        many = "".join(f"{number:x}~" for number in range(10_000))
        assert refused(bearer() + many) == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)


class TestTimes:
    def test_an_expired_certificate(self) -> None:
        report = evaluate(bearer(), at=NOW + 400 * DAY)
        assert judged(report, Step.TIMES) == (Outcome.FAILED, Code.EXPIRED)

    @pytest.mark.parametrize("name", ["exp", "iat", "iss", "sub", "vct", "cnf", "status"])
    def test_a_claim_that_decides_validity_kept_back(self, name: str) -> None:
        """The issuer's own key signed it: so it is the issuer's mistake that must not help the holder."""
        whole = Draft.of(wallet(holder_key=HOLDER.public_key, status=REFERENCE))
        hidden = a_disclosure("salt", name, whole.payload[name])
        digests = [*whole.payload["_sd"], digest(hidden)]
        draft = whole.with_claims({name: None, "_sd": digests})
        shown = draft.with_disclosures(*whole.disclosures, hidden).signed()
        assert evaluate(shown).verdict is Verdict.INVALID
        if name not in {"cnf", "status"}:
            assert evaluate(draft.signed()).verdict is Verdict.INVALID


class TestDisclosures:
    def test_one_that_has_no_digest(self) -> None:
        added = a_disclosure("salt", "firm", "甲会计师事务所")
        assert refused(f"{bearer()}{added}~") == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    def test_one_moved_from_another_certificate(self) -> None:
        other = Draft.of(wallet(record(email="other@example.org"), seed=7)).disclosures
        for moved in other:
            assert refused(f"{bearer()}{moved}~") == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    def test_one_shown_twice(self) -> None:
        doubled = BEARER.with_disclosures(*BEARER.disclosures, BEARER.disclosures[-1]).signed()
        assert refused(doubled) == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    def test_another_value_under_the_same_salt(self) -> None:
        changed = [json.loads(unb64(one)) for one in BEARER.disclosures]
        place = next(at for at, content in enumerate(changed) if content[1] == "firm")
        changed[place][2] = "甲会计师事务所"
        disclosures = [*BEARER.disclosures]
        disclosures[place] = a_disclosure(*changed[place])
        received = BEARER.with_disclosures(*disclosures).signed()
        assert refused(received) == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    def test_a_detail_without_the_one_that_it_stands_in(self) -> None:
        received = BEARER.with_disclosures(*BEARER.disclosures[1:]).signed()
        assert refused(received) == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    @pytest.mark.parametrize("name", ["name", "category", "gender", "sub", "iat"])
    def test_one_that_redefines_what_stands_in_clear(self, name: str) -> None:
        other = a_disclosure("salt", name, "practising")
        digests = [*BEARER.payload["_sd"], digest(other)]
        received = BEARER.with_claims({"_sd": digests}).with_disclosures(other).signed()
        assert refused(received) == (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH)

    @pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
    def test_one_that_brings_digests_of_its_own(self, name: str) -> None:
        other = a_disclosure("salt", name, [digest("x")])
        received = BEARER.with_claims({"_sd": [digest(other)]}).with_disclosures(other).signed()
        assert refused(received) == (Step.DISCLOSURES, Code.MALFORMED)

    def test_one_digest_in_two_places(self) -> None:
        twice = BEARER.with_claims({"more": {"_sd": BEARER.payload["_sd"]}}).signed()
        assert refused(twice) == (Step.DISCLOSURES, Code.MALFORMED)

    def test_a_weaker_hash(self) -> None:
        assert refused(BEARER.with_claims({"_sd_alg": "sha-256-32"}).signed()) == (Step.DISCLOSURES, Code.UNSUPPORTED)


class TestProof:
    def test_proof_stripped(self) -> None:
        assert refused(present().rpartition("~")[0] + "~", AT_THE_BANK) == (Step.BINDING, Code.BINDING_MISSING)

    def test_proof_moved_to_more_disclosures(self) -> None:
        token = present(["email"]).rpartition("~")[2]
        more = present(["email", "mobile"]).rpartition("~")[0]
        assert refused(f"{more}~{token}", AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_proof_moved_to_fewer_disclosures(self) -> None:
        token = present(["email", "mobile"]).rpartition("~")[2]
        for fewer in (present(["email"]), present([])):
            assert refused(f"{fewer.rpartition('~')[0]}~{token}", AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_disclosures_in_another_order_than_was_proved(self) -> None:
        jwt, *disclosures, token = present(["email", "mobile"]).split("~")
        text = "~".join([jwt, *disclosures[::-1], token])
        assert refused(text, AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_proof_moved_to_another_certificate_of_the_same_holder(self) -> None:
        other = present(of=wallet(holder_key=HOLDER.public_key, seed=3))
        token = present().rpartition("~")[2]
        assert refused(f"{other.rpartition('~')[0]}~{token}", AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_a_presentation_passed_on_to_another_reader(self) -> None:
        shop = Policy(audience="shop.example", nonce=NONCE.encode())
        assert refused(present(), shop) == (Step.BINDING, Code.AUDIENCE_MISMATCH)

    def test_a_presentation_shown_again(self) -> None:
        again = Policy(audience=BANK, nonce=b"the next one")
        assert refused(present(), again) == (Step.BINDING, Code.NONCE_MISMATCH)
        late = evaluate(present(), Policy(audience=BANK), at=NOW + timedelta(minutes=16))
        assert judged(late, Step.BINDING) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)

    def test_a_thief_s_own_key_in_the_certificate(self) -> None:
        swapped = BOUND.with_claims({"cnf": {"jwk": to_jwk(FORGER.public_key)}}).with_disclosures()
        shown = swapped.signed(FORGER)
        token = {"iat": SECONDS, "aud": BANK, "nonce": NONCE, "sd_hash": digest(shown)}
        text = shown + a_jwt({"alg": "ES256", "typ": "kb+jwt"}, token, by=FORGER)
        assert refused(text, AT_THE_BANK) == (Step.SIGNATURE, Code.BAD_SIGNATURE)

    def test_a_thief_s_own_key_in_the_proof(self) -> None:
        proof = Binding.of(present()).with_header(jwk=to_jwk(FORGER.public_key))
        assert refused(proof.signed(FORGER), AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_the_issuer_s_signature_taken_for_the_holder_s(self) -> None:
        assert refused(Binding.of(present()).signed(KEY), AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    @pytest.mark.parametrize("alg", ["none", "HS256"])
    def test_proof_without_a_signature(self, alg: str) -> None:
        unsigned = Binding.of(present()).with_header(alg=alg).signed().rpartition(".")[0]
        assert refused(f"{unsigned}.", AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    @pytest.mark.parametrize("typ", [None, "JWT", "at+jwt", "dc+sd-jwt"])
    def test_another_token_by_the_holder_s_key_taken_for_proof(self, typ: str | None) -> None:
        other = Binding.of(present()).with_header(typ=typ).signed()
        assert refused(other, AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_a_certificate_taken_for_proof(self) -> None:
        text = bound() + bound().partition("~")[0]
        assert refused(text, AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_proof_taken_for_a_certificate(self) -> None:
        assert refused(present().rpartition("~")[2] + "~") == (Step.PROFILE, Code.NOT_A_CERTIFICATE)

    def test_a_holder_s_key_under_which_one_signature_fits_all(self) -> None:
        crooked = {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes(32))}
        shown = BEARER.with_claims({"cnf": {"jwk": crooked}}).with_disclosures().signed()
        token = {"iat": SECONDS, "aud": BANK, "nonce": NONCE, "sd_hash": digest(shown)}
        unsigned = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "EdDSA", "typ": "kb+jwt"}, token))
        assert refused(f"{shown}{unsigned}.{b64(bytes(64))}", AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_a_holder_s_key_used_with_another_algorithm(self) -> None:
        other = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
        mixed = Binding.of(present()).with_header(alg="EdDSA").signed(other)
        assert refused(mixed, AT_THE_BANK) == (Step.BINDING, Code.BINDING_INVALID)

    def test_half_a_character_in_place_of_the_nonce(self) -> None:
        odd = Binding.of(present()).with_claims(nonce="\ud800", aud=BANK).signed()
        assert refused(odd, Policy(audience=BANK, nonce=b"?")) == (Step.BINDING, Code.NONCE_MISMATCH)


def test_no_report_on_a_forgery_quotes_what_was_in_it() -> None:
    secret = "秘密的值"
    forged = [
        BEARER.with_claims({"name": secret * 99}).signed(),
        BEARER.with_claims({"iss": secret, "vct": secret}).signed(),
        BEARER.with_header(typ=secret, kid=secret, alg=secret).signed(),
        BEARER.with_claims({"_sd": [secret, secret]}).signed(),
        BEARER.with_disclosures(a_disclosure(secret, secret, secret)).signed(),
        Binding.of(present()).with_claims(aud=secret, nonce=secret, sd_hash=secret).signed(),
        secret,
    ]
    for text in forged:
        report = evaluate(text, AT_THE_BANK)
        assert report.verdict is Verdict.INVALID
        assert not any(secret in check.detail for check in report.checks)
        assert secret not in repr(report)
