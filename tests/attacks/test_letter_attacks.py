"""Letters of good standing that must not pass, one attack each: by forgers, by members, by associations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from cbor2 import CBORTag
from sqlalchemy import text

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import Category, CredentialKind
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.members.reasons import SuspensionReason
from cicpa_credentials.register import FindingKind
from cicpa_credentials.sdjwt import SdJwtVerifier
from cicpa_credentials.verifier import Policy, Verdict
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Claim
from office import HOLDER, KEY, SHANGHAI, Draft, bundle, certified, clock, issue, reassembled
from pki import NOW
from registers import PRACTISING, issue_letter
from registers import issue as register_certificate
from secretariat import CICPA_ENTRY, CICPA_KEY, EITHER, EVERYBODY, LETTERS, letter, read

if TYPE_CHECKING:
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.register import Register

LETTER: Final = letter()
OF_LETTER: Final = Draft.of(LETTER.credential)
OF_CERTIFICATE: Final = Draft.of(issue().credential)
CERTIFICATE_VCT, LETTER_VCT = "urn:cicpa:member", "urn:cicpa:good-standing"
OWN, OTHER = int(Claim.LETTER), int(Claim.CERTIFICATE)


def refused(received: str | bytes, of: TrustBundle = EVERYBODY, *, policy: Policy = EITHER) -> Code | None:
    report = read(received, of, policy=policy)
    assert report.verdict is Verdict.INVALID
    return report.code


def test_the_honest_letter_passes() -> None:
    assert read(LETTER.qr_text, policy=EITHER).verdict is Verdict.VALID


class TestPassingOneForTheOther:
    def test_a_letter_where_a_certificate_is_expected(self) -> None:
        assert refused(LETTER.qr_text, policy=Policy()) is Code.WRONG_KIND

    def test_a_certificate_where_a_letter_is_expected(self) -> None:
        assert refused(issue().qr_text, policy=LETTERS) is Code.WRONG_KIND

    def test_a_letter_renamed_to_a_certificate_without_the_key(self) -> None:
        payload = cbor.encode({**OF_LETTER.payload, 11: CERTIFICATE_VCT})
        assert refused(reassembled(LETTER.credential, payload=payload)) is Code.MALFORMED

    def test_a_letters_claims_under_a_certificates_name(self) -> None:
        assert refused(OF_LETTER.with_claims({11: CERTIFICATE_VCT}).signed(CICPA_KEY)) is Code.MALFORMED

    def test_a_certificates_claims_under_a_letters_name(self) -> None:
        assert refused(OF_CERTIFICATE.with_claims({1: CICPA, 11: LETTER_VCT}).signed(CICPA_KEY)) is Code.MALFORMED

    def test_a_letters_particulars_in_a_certificates_claim(self) -> None:
        moved = OF_LETTER.with_claims({11: CERTIFICATE_VCT, OWN: None, OTHER: OF_LETTER.payload[OWN]})
        assert refused(moved.signed(CICPA_KEY)) is Code.CONTENT_INVALID

    def test_a_certificates_particulars_in_a_letters_claim(self) -> None:
        moved = OF_CERTIFICATE.with_claims({1: CICPA, 11: LETTER_VCT, OTHER: None, OWN: OF_CERTIFICATE.payload[OTHER]})
        draft = moved.with_headers({4: CICPA_KEY.public_key.kid})
        assert refused(draft.signed(CICPA_KEY)) is Code.CONTENT_INVALID

    def test_both_sets_of_particulars_at_once(self) -> None:
        both = OF_LETTER.with_claims({OTHER: OF_CERTIFICATE.payload[OTHER]}).signed(CICPA_KEY)
        report = read(both, policy=EITHER)
        assert report.kind is CredentialKind.LETTER
        assert report.require_valid().view == LETTER.view, "the other set is not looked at"
        assert refused(both, policy=Policy()) is Code.WRONG_KIND

    @pytest.mark.parametrize("vct", ["urn:cicpa:good-standing ", "URN:CICPA:GOOD-STANDING", "", 2, None, ["x"], {}])
    def test_a_kind_that_there_is_not(self, vct: object) -> None:
        assert refused(OF_LETTER.with_claims({11: vct}).signed(CICPA_KEY)) is Code.UNSUPPORTED

    def test_a_letter_as_an_sd_jwt(self) -> None:
        report = SdJwtVerifier(EVERYBODY, policy=EITHER, clock=clock(NOW)).evaluate(LETTER.qr_text)
        assert report.verdict is Verdict.INVALID

    def test_a_letter_taken_into_a_wallet(self) -> None:
        class Held:
            credential, disclosures, base_url = LETTER.credential, (), LETTER.base_url

        with pytest.raises(CicpaError) as refusal:
            Holder(Held())
        assert refusal.value.code is Code.DISCLOSURE_MISMATCH


class TestWhoSigns:
    def test_an_association_signs_a_letter_in_its_own_name(self) -> None:
        forged = OF_LETTER.with_claims({1: SHANGHAI}).with_headers({4: KEY.public_key.kid})
        assert refused(forged.signed(KEY)) is Code.OUT_OF_SCOPE

    def test_an_association_signs_a_letter_in_cicpas_name(self) -> None:
        assert refused(OF_LETTER.with_headers({4: KEY.public_key.kid}).signed(KEY)) is Code.OUT_OF_SCOPE

    def test_cicpas_key_signs_a_letter_in_an_associations_name(self) -> None:
        assert refused(OF_LETTER.with_claims({1: SHANGHAI}).signed(CICPA_KEY)) is Code.OUT_OF_SCOPE

    def test_a_key_for_the_other_category_signs_a_letter(self) -> None:
        narrow = certified(CICPA_KEY, of=CICPA, categories=frozenset({Category.NON_PRACTISING}))
        assert refused(LETTER.qr_text, bundle(TrustedIssuer.of((narrow,)))) is Code.OUT_OF_SCOPE

    def test_one_key_of_two_offices_is_judged_as_the_office_that_the_letter_names(self) -> None:
        shared = certified(CICPA_KEY, of=SHANGHAI)
        both = bundle(TrustedIssuer.of((shared,)), CICPA_ENTRY)
        assert read(LETTER.qr_text, both, policy=EITHER).verdict is Verdict.VALID
        assert refused(OF_LETTER.with_claims({1: SHANGHAI}).signed(CICPA_KEY), both) is Code.OUT_OF_SCOPE

    def test_a_stranger_signs_a_letter(self) -> None:
        assert refused(OF_LETTER.signed(HOLDER)) is Code.BAD_SIGNATURE


class TestWhatIsAdded:
    def test_a_holders_key(self) -> None:
        bound = OF_LETTER.with_claims({8: {1: HOLDER.public_key.to_cose_key()}}).with_headers({16: 293})
        assert refused(bound.signed(CICPA_KEY)) is Code.UNSUPPORTED

    def test_a_key_binding_token_around_it(self) -> None:
        protected = cbor.encode({1: -9, 13: sign1.Sign1.decode(LETTER.credential).to_value(), 16: 294})
        payload = cbor.encode({3: "bank", 4: int(NOW.timestamp()) + 60, 6: int(NOW.timestamp())})
        token = sign1.assemble(protected, payload, HOLDER.sign(sign1.to_be_signed(protected, payload)))
        assert refused(token, policy=Policy(accept=LETTERS.accept, audience="bank")) is Code.BINDING_INVALID

    @pytest.mark.parametrize(
        "header", [{17: [b"\x81\x50" + bytes(16)]}, {171: [[bytes(12), b"x", bytes(16)]]}, {99: 1}]
    )
    def test_an_unprotected_header(self, header: dict[int, object]) -> None:
        assert refused(reassembled(LETTER.credential, unprotected=header)) is Code.UNSUPPORTED

    def test_a_redacted_particular(self) -> None:
        hidden = {**OF_LETTER.payload[OWN]}
        del hidden[2]
        assert refused(OF_LETTER.with_claims({OWN: hidden}).signed(CICPA_KEY)) is Code.CONTENT_INVALID


class TestStretchingTime:
    def test_a_letter_as_of_a_day_after_it_was_issued(self) -> None:
        later = CBORTag(100, (date(2026, 7, 1) - date(1970, 1, 1)).days)
        forged = OF_LETTER.with_claims({OWN: {**OF_LETTER.payload[OWN], 5: later}})
        assert refused(forged.signed(CICPA_KEY)) is Code.CONTENT_INVALID

    def test_a_letter_that_never_ends(self) -> None:
        years = OF_LETTER.with_claims({4: int(NOW.timestamp()) + 10 * 366 * 86_400}).signed(CICPA_KEY)
        assert refused(years) is Code.CONTENT_INVALID

    def test_a_suspension_that_is_washed_off_by_a_letter_as_of_before(self, register: Register) -> None:
        register_certificate(register)
        register.suspend("110000000017", PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")
        with pytest.raises(CicpaError) as refusal:
            issue_letter(register)
        assert refusal.value.code is Code.NOT_IN_GOOD_STANDING


class TestTheRegistersOwner:
    """Somebody who can write to the database, and took its triggers away."""

    def findings(self, register: Register, statement: str) -> set[FindingKind]:
        register_certificate(register)
        issue_letter(register)
        with register._database.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("DROP TRIGGER cicpa_events_no_update"))
                connection.execute(text("DROP TRIGGER cicpa_events_no_delete"))
            else:
                connection.execute(text("DROP TRIGGER cicpa_events_kept ON cicpa_events"))
            connection.execute(text(statement))
        return {finding.kind for finding in register.verify_chain(keys=[]).findings}

    def test_makes_a_certificate_of_a_letter(self, register: Register) -> None:
        # under another number, for the database allows one certificate in force
        forgery = "UPDATE cicpa_credentials SET kind = 'certificate', number = '110000000099' WHERE id = 2"
        found = self.findings(register, forgery)
        assert FindingKind.CREDENTIAL_ALTERED in found

    def test_makes_a_letter_of_a_certificate(self, register: Register) -> None:
        found = self.findings(register, "UPDATE cicpa_credentials SET kind = 'letter' WHERE id = 1")
        assert found == {FindingKind.CREDENTIAL_ALTERED}

    def test_makes_something_else_of_a_letter(self, register: Register) -> None:
        found = self.findings(register, "UPDATE cicpa_credentials SET kind = 'diploma' WHERE id = 2")
        assert found == {FindingKind.CREDENTIAL_ALTERED}

    def test_puts_another_name_under_an_approval(self, register: Register) -> None:
        found = self.findings(register, "UPDATE cicpa_events SET actor = 'x' WHERE kind = 'approved'")
        assert found == {FindingKind.EVENT_ALTERED}

    def test_takes_an_approval_away(self, register: Register) -> None:
        found = self.findings(register, "DELETE FROM cicpa_events WHERE kind = 'approved'")
        assert found == {FindingKind.CREDENTIAL_ALTERED}
