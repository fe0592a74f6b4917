"""What a thief, a go-between or a dishonest holder may try with a presentation, one attack each."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members.fields import DETAILS, DETAILS_LABEL
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import DAY, HOLDER, KEY, Draft, dice, issue, issuer
from pki import NOW, ec_key
from presenting import AT_THE_BANK, BANK, bound, evaluate, forge, judged, present, show
from sample_records import record

if TYPE_CHECKING:
    from cicpa_credentials.issuer import IssuedCertificate

THIEF = InProcessSigner(ec_key(13))
FOREVER = NOW + 300 * DAY
BINDING_INVALID = (Outcome.FAILED, Code.BINDING_INVALID)
MISMATCH = (Outcome.FAILED, Code.DISCLOSURE_MISMATCH)


def second_certificate(**changes: Any) -> IssuedCertificate:  # noqa: ANN401 - particulars
    """Another certificate for the same key, with its own salts."""
    return issuer(random_bytes=dice(99)).issue(record(**changes), holder_key=HOLDER.public_key)


def credential_in(token: bytes) -> Sign1:
    return Sign1.from_value(Sign1.decode(token).protected[Header.KCWT])


def disclosures_in(message: Sign1) -> list[bytes]:
    found: Any = message.unprotected[Header.SD_CLAIMS]
    return list(found)


def disclosure(label: int, of: IssuedCertificate | None = None) -> bytes:
    """The disclosure of one detail."""
    for encoded in (of or bound()).disclosures:
        content: Any = cbor.decode(encoded)
        if len(content) == 3 and content[2] == label and label != DETAILS_LABEL:
            found: bytes = encoded
            return found
    raise AssertionError(label)


def rewrapped(token: bytes, credential: Sign1, *, by: InProcessSigner | None = None) -> bytes:
    """The token around another credential: signed anew by somebody, or with the old signature."""
    message = Sign1.decode(token)
    protected = cbor.encode({**message.protected, Header.KCWT: credential.to_value()})
    signature = by.sign(sign1.to_be_signed(protected, message.payload)) if by else message.signature
    return sign1.assemble(protected, message.payload, signature)


def with_disclosures(token: bytes, disclosures: list[bytes], *, by: InProcessSigner | None = None) -> bytes:
    shown = replace(credential_in(token), unprotected={int(Header.SD_CLAIMS): disclosures} if disclosures else {})
    return rewrapped(token, shown, by=by)


# shown again, or to somebody else


def test_replaying_an_expired_presentation() -> None:
    token = present()
    assert evaluate(token).verdict is Verdict.VALID
    for later in (timedelta(minutes=15), DAY, FOREVER - NOW):
        report = evaluate(token, at=NOW + later)
        assert (report.verdict, judged(report, Step.BINDING)) == (
            Verdict.INVALID,
            (Outcome.FAILED, Code.PRESENTATION_EXPIRED),
        )


def test_replaying_a_presentation_at_another_reader() -> None:
    report = evaluate(present(), Policy(audience="shop.example"))
    assert (report.verdict, report.code) == (Verdict.INVALID, Code.AUDIENCE_MISMATCH)


def test_replaying_a_presentation_on_another_occasion() -> None:
    token = present(nonce=b"monday")
    assert evaluate(token, Policy(audience=BANK, nonce=b"tuesday")).code is Code.NONCE_MISMATCH


@pytest.mark.parametrize("claims", [{4: None, 6: None, 7: b"id"}, {4: None, 6: None, 5: None, 7: b"id"}])
def test_a_presentation_without_a_time_to_replay_for_ever(claims: dict[Any, Any]) -> None:
    assert judged(evaluate(forge(claims=claims), at=NOW + 200 * DAY), Step.BINDING) == BINDING_INVALID


@pytest.mark.parametrize("end", [math.inf, math.nan, 2.0**60, "never", True, None])
def test_a_presentation_that_never_ends(end: object) -> None:
    draft = Draft.of(present())
    token = replace(draft, payload={**draft.payload, Claim.EXP: end}).signed(HOLDER)
    assert judged(evaluate(token, at=NOW + 200 * DAY), Step.BINDING) == BINDING_INVALID


def test_a_presentation_that_outlives_the_certificate() -> None:
    end = int(bound().expires_at.timestamp())
    assert judged(evaluate(forge(claims={Claim.EXP: end + 1})), Step.BINDING) == BINDING_INVALID


def test_presentations_made_in_advance_for_somebody_to_use_later() -> None:
    tomorrow = int((NOW + DAY).timestamp())
    token = forge(claims={Claim.IAT: tomorrow, Claim.EXP: tomorrow + 600})
    assert evaluate(token).code is Code.PRESENTATION_EXPIRED


# with another key, or none


def test_a_stolen_certificate_shown_with_the_thiefs_key() -> None:
    assert judged(evaluate(forge(by=THIEF)), Step.BINDING) == BINDING_INVALID


def test_a_presentation_signed_by_the_issuers_key() -> None:
    assert judged(evaluate(forge(by=KEY)), Step.BINDING) == BINDING_INVALID


def test_a_stolen_certificate_shown_without_any_proof() -> None:
    stolen = credential_in(present()).encode()
    assert evaluate(stolen).code is Code.BINDING_MISSING
    assert evaluate(stolen, Policy(require_holder_binding=True)).code is Code.BINDING_MISSING


def test_a_bearer_certificate_dressed_up_as_somebodys_own() -> None:
    token = rewrapped(present(), Sign1.decode(show()), by=THIEF)
    report = evaluate(token)
    assert judged(report, Step.BINDING) == BINDING_INVALID
    assert report.verdict is Verdict.INVALID


def test_a_thiefs_key_written_into_the_certificate() -> None:
    changed = Draft.of(bound().credential).with_claims({Claim.CNF: {1: THIEF.public_key.to_cose_key()}})
    original = Sign1.decode(bound().credential)
    stitched = replace(original, payload=cbor.encode(changed.payload))
    assert evaluate(rewrapped(present(), stitched, by=THIEF)).code is Code.BAD_SIGNATURE


def test_a_thiefs_key_in_the_headers_of_the_token() -> None:
    key = THIEF.public_key.to_cose_key()
    for headers in ({25: key}, {Header.CWT_CLAIMS: {Claim.CNF: {1: key}}}):
        assert judged(evaluate(forge(by=THIEF, headers=headers)), Step.BINDING) == BINDING_INVALID


@pytest.mark.parametrize("alg", [-7, -8, -19, -37, -47, 5, 4, 0, None, "ESP256"])
def test_another_algorithm_named_for_the_same_signature(alg: object) -> None:
    message = Sign1.decode(present())
    protected = cbor.encode({key: value for key, value in {**message.protected, 1: alg}.items() if value is not None})
    token = sign1.assemble(protected, message.payload, message.signature)
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


@pytest.mark.parametrize(
    "signature", [b"", bytes(64), bytes(63), b"\xff" * 64, bytes(31) + b"\x01" + bytes(31) + b"\x01"]
)
def test_signatures_of_zeros_and_other_shapes(signature: bytes) -> None:
    token = replace(Sign1.decode(present()), signature=signature).encode()
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


def test_the_signature_of_another_presentation_of_the_same_holder() -> None:
    other = Sign1.decode(present(["mobile"]))
    token = replace(Sign1.decode(present()), signature=other.signature).encode()
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


def test_another_certificate_of_the_same_holder_in_an_old_token() -> None:
    token = rewrapped(present(()), Sign1.decode(second_certificate().credential))
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


# disclosures moved, added, removed, reordered, doubled


def test_a_disclosure_moved_from_another_certificate_of_the_same_holder() -> None:
    flattering = second_certificate(firm="天下第一会计师事务所", firm_transfers=None)
    for moved in (disclosure(7, flattering), disclosure(2, second_certificate())):
        parent = disclosures_in(credential_in(present()))[0]
        report = evaluate(with_disclosures(present(), [parent, moved], by=HOLDER))
        assert judged(report, Step.DISCLOSURES) == MISMATCH
        assert judged(report, Step.BINDING) == (Outcome.PASSED, None)
        assert report.certificate is not None
        assert not report.certificate.details


def test_all_details_moved_from_another_certificate_of_the_same_holder() -> None:
    other = disclosures_in(credential_in(present(of=second_certificate())))
    assert judged(evaluate(with_disclosures(present(), other, by=HOLDER)), Step.DISCLOSURES) == MISMATCH


def test_a_disclosure_moved_between_bearer_certificates() -> None:
    other = issuer(random_bytes=dice(99)).issue(record())
    message = Sign1.decode(show())
    parent = disclosures_in(message)[0]
    moved = replace(message, unprotected={17: [parent, disclosure(2, other)]}).encode()
    assert judged(evaluate(moved, Policy()), Step.DISCLOSURES) == MISMATCH


def test_a_disclosure_added_on_the_way() -> None:
    token = present(["birth_date"])
    shown = disclosures_in(credential_in(token))
    report = evaluate(with_disclosures(token, [*shown, disclosure(3)]))
    assert judged(report, Step.BINDING) == BINDING_INVALID
    assert report.verdict is Verdict.INVALID


def test_a_disclosure_taken_away_on_the_way() -> None:
    token = present(["birth_date", "mobile"])
    shown = disclosures_in(credential_in(token))
    for rest in (shown[:-1], shown[:1], []):
        assert judged(evaluate(with_disclosures(token, rest)), Step.BINDING) == BINDING_INVALID


def test_disclosures_reordered_on_the_way() -> None:
    token = present(["birth_date", "mobile"])
    turned = disclosures_in(credential_in(token))[::-1]
    assert judged(evaluate(with_disclosures(token, turned)), Step.BINDING) == BINDING_INVALID
    # Their order means nothing: what the holder signs in another order is as good.
    assert evaluate(with_disclosures(token, turned, by=HOLDER)).verdict is Verdict.VALID


def test_a_disclosure_doubled_by_its_holder() -> None:
    shown = disclosures_in(credential_in(present()))
    for doubled in ([*shown, shown[-1]], [shown[0], *shown], shown * 2):
        report = evaluate(with_disclosures(present(), doubled, by=HOLDER))
        assert judged(report, Step.DISCLOSURES) == MISMATCH


def test_a_detail_without_what_it_stands_in() -> None:
    report = evaluate(with_disclosures(present(), [disclosure(2)], by=HOLDER))
    assert judged(report, Step.DISCLOSURES) == MISMATCH


def test_a_value_changed_by_its_holder() -> None:
    parent, birth_date = disclosures_in(credential_in(present()))
    content: Any = cbor.decode(birth_date)
    younger = cbor.encode([content[0], CBORTag(100, 12000), content[2]])
    report = evaluate(with_disclosures(present(), [parent, younger], by=HOLDER))
    assert judged(report, Step.DISCLOSURES) == MISMATCH


def test_a_detail_invented_by_its_holder() -> None:
    shown = disclosures_in(credential_in(present()))
    for invented in ([b"s" * 16, "partner", 7], [b"s" * 16, 9, 4], [b"s" * 16]):
        report = evaluate(with_disclosures(present(), [*shown, cbor.encode(invented)], by=HOLDER))
        assert judged(report, Step.DISCLOSURES) == MISMATCH


def test_a_decoy_shown_as_if_it_were_something() -> None:
    held = issue(record(firm_transfers=None), holder_key=HOLDER.public_key)
    decoy = next(one for one in held.disclosures if len(cbor.decode(one)) == 1)  # type: ignore[arg-type]
    token = present(of=held)
    shown = disclosures_in(credential_in(token))
    report = evaluate(with_disclosures(token, [*shown, decoy], by=HOLDER))
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert list(report.certificate.details) == ["birth_date"]
    filled = cbor.encode([*cbor.decode(decoy), "a better firm", 8])  # type: ignore[misc]
    assert judged(evaluate(with_disclosures(token, [*shown, filled], by=HOLDER)), Step.DISCLOSURES) == MISMATCH


def test_what_was_shown_before_is_not_remembered() -> None:
    assert evaluate(present([field.name for field in DETAILS])).verdict is Verdict.VALID
    certificate = evaluate(present(())).certificate
    assert certificate is not None
    assert not certificate.details


# smuggled in


def test_disclosures_smuggled_into_the_tokens_own_unprotected_header() -> None:
    token = replace(Sign1.decode(present(())), unprotected={17: list(bound().disclosures)}).encode()
    report = evaluate(token)
    assert judged(report, Step.BINDING) == BINDING_INVALID
    assert report.certificate is not None
    assert not report.certificate.details


@pytest.mark.parametrize("headers", [{1: -9}, {4: b"kid"}, {13: b"x"}, {16: 294}, {99: 1}], ids=str)
def test_headers_smuggled_in_where_nobody_signed_them(headers: dict[Any, Any]) -> None:
    token = replace(Sign1.decode(present()), unprotected=headers).encode()
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


@pytest.mark.parametrize("headers", [{4: b"kid"}, {99: 1}, {170: -43}], ids=str)
def test_headers_smuggled_into_the_certificate_inside(headers: dict[Any, Any]) -> None:
    inner = credential_in(present())
    token = rewrapped(present(), replace(inner, unprotected={**inner.unprotected, **headers}), by=HOLDER)
    assert evaluate(token).code is Code.UNSUPPORTED


def test_the_type_or_the_certificate_only_in_the_unprotected_header() -> None:
    message = Sign1.decode(present())
    for label in (Header.KCWT, Header.TYP):
        protected = {key: value for key, value in message.protected.items() if key != label}
        moved = Draft(
            protected=protected,
            payload=cbor.decode_map(message.payload),
            unprotected={int(label): message.protected[label]},
        )
        assert evaluate(moved.signed(HOLDER)).verdict is Verdict.INVALID
        assert evaluate(moved.signed(HOLDER)).certificate is None


def test_another_audience_in_a_claims_header() -> None:
    token = forge(present(audience="shop.example"), headers={Header.CWT_CLAIMS: {Claim.AUD: BANK}})
    assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


def test_two_audiences_of_which_a_reader_picks_one() -> None:
    now = int(NOW.timestamp())
    payload = b"\xa3" + b"".join(map(cbor.encode, (3, "shop.example", 3, BANK, 6, now)))
    protected = Sign1.decode(present()).protected_bytes
    for content in (payload, cbor.encode({3: ["shop.example", BANK], 6: now})):
        signature = HOLDER.sign(sign1.to_be_signed(protected, content))
        token = sign1.assemble(protected, content, signature)
        assert judged(evaluate(token), Step.BINDING) == BINDING_INVALID


@pytest.mark.parametrize("claim", [Claim.ISS, Claim.SUB])
def test_a_token_that_speaks_for_another_member(claim: Claim) -> None:
    assert judged(evaluate(forge(claims={claim: "110007310043"})), Step.BINDING) == BINDING_INVALID


def test_redaction_marks_in_a_token_to_confuse_what_is_hidden() -> None:
    for value in ({REDACTED_KEYS: [b"x" * 32]}, [CBORTag(60, b"x" * 32)]):
        assert judged(evaluate(forge(claims={5000: value})), Step.BINDING) == BINDING_INVALID


def test_a_token_inside_a_token() -> None:
    inner = Sign1.decode(present())
    assert evaluate(forge(headers={Header.KCWT: inner.to_value()})).code is Code.NOT_A_CERTIFICATE


def test_a_token_taken_for_a_certificate() -> None:
    draft = Draft.of(present())
    for typ in (293, "application/vnd.cicpa"):
        assert evaluate(draft.with_headers({Header.TYP: typ}).signed(KEY)).verdict is Verdict.INVALID
        assert evaluate(draft.with_headers({Header.TYP: typ}).signed(KEY)).certificate is None


def test_bytes_behind_a_token() -> None:
    assert evaluate(present() + b"\x00").code is Code.MALFORMED


def test_no_byte_of_a_presentation_can_be_changed() -> None:
    token = present(["mobile"])
    for place in range(len(token)):
        for bit in (0x01, 0x80):
            changed = bytearray(token)
            changed[place] ^= bit
            assert evaluate(bytes(changed)).verdict is not Verdict.VALID, place


def test_a_fabricated_bearer_presentation_of_a_bound_certificate() -> None:
    message = Sign1.decode(bound().credential)
    shown = replace(message, unprotected={17: disclosures_in(credential_in(present()))}).encode()
    assert evaluate(shown, AT_THE_BANK).code is Code.BINDING_MISSING
    report = evaluate(shown, Policy())
    assert report.verdict is Verdict.VALID
    assert judged(report, Step.BINDING) == (Outcome.NOT_CHECKED, None)
