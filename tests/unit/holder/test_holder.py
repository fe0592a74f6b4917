"""The holder: what is taken in, what is chosen, and what leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS, redact, redacted_hash, to_be_redacted
from cicpa_credentials.errors import BindingError, CicpaError, Code, RecordError
from cicpa_credentials.holder import DEFAULT_PRESENTATION, Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members.fields import DETAIL_SLOTS, DETAILS, DETAILS_LABEL
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Confirmation, CoseKey, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, BEIJING, DAY, HOLDER, Draft, certified, clock, dice, issue, issuer
from pki import NOW, ec_key
from presenting import BANK, bearer, bound, present, show
from sample_records import PHOTO, record
from status_samples import REFERENCE

if TYPE_CHECKING:
    from cicpa_credentials.issuer import IssuedCertificate

SECOND = timedelta(seconds=1)
STRANGER = InProcessSigner(ec_key(66))
ALL = tuple(field.name for field in DETAILS)


def refusal(held: Any) -> Code:  # noqa: ANN401 - whatever a test makes
    with pytest.raises(CicpaError) as caught:
        Holder(held, clock=clock())
    return caught.value.code


def reissued(held: IssuedCertificate | None = None, **changes: Any) -> IssuedCertificate:  # noqa: ANN401 - claims, headers
    """The certificate with some claims or headers changed, as its issuer might."""
    held = held or bound()
    draft = Draft.of(held.credential).with_claims(changes.get("claims", {})).with_headers(changes.get("headers", {}))
    return replace(held, credential=draft.signed())


def with_certificate(changes: dict[Any, Any], *, without: tuple[Any, ...] = ()) -> IssuedCertificate:
    content: Any = Draft.of(bound().credential).payload[Claim.CERTIFICATE]
    kept = {key: value for key, value in content.items() if key not in without}
    return reissued(claims={Claim.CERTIFICATE: {**kept, **changes}})


def details(slots: dict[Any, Any], label: object = DETAILS_LABEL) -> IssuedCertificate:
    """A certificate whose details are these, whatever they are."""
    redacted = redact({Claim.CERTIFICATE: {to_be_redacted(label): slots}}, random_bytes=dice(5))
    certificate: Any = redacted.payload[Claim.CERTIFICATE]
    return replace(with_certificate(certificate), disclosures=redacted.disclosures)


def decoys(count: int) -> dict[Any, Any]:
    return {CBORTag(62, number): None for number in range(1, count + 1)}


def token_claims(encoded: bytes) -> dict[object, object]:
    return cbor.decode_map(Sign1.decode(encoded).payload)


def inner(encoded: bytes) -> Sign1:
    return Sign1.from_value(Sign1.decode(encoded).protected[Header.KCWT])


def disclosed(message: Sign1) -> list[Any]:
    return [cbor.decode(one) for one in message.unprotected.get(Header.SD_CLAIMS, ())]  # type: ignore[attr-defined]


# taking a certificate in


def test_a_holder_knows_what_can_be_shown_to_whom_it_is_bound_and_until_when() -> None:
    holder = Holder(bound(), clock=clock())
    assert holder.details == ALL
    assert holder.holder_key == HOLDER.public_key
    assert (holder.issued_at, holder.expires_at) == (bound().issued_at, bound().expires_at)


def test_details_that_the_member_lacks_cannot_be_shown() -> None:
    member = record(
        category="non_practising", firm=None, firm_transfers=None, association_transfers=None, association="110000"
    )
    held = issuer(certificate=certified(of=BEIJING)).issue(member)
    assert Holder(held).details == ("approval_number", "birth_date", "mobile", "email", "inspections")
    assert len(held.disclosures) == DETAIL_SLOTS + 1


def test_a_bearer_certificate_is_bound_to_nobody() -> None:
    assert Holder(bearer()).holder_key is None


@pytest.mark.parametrize("code", [None, AccessCode("MFRG-GZDF-MZTW-Q2LK")])
def test_certificates_of_every_kind_are_taken(code: AccessCode | None) -> None:
    held = issuer().issue(record(), holder_key=HOLDER.public_key, status=REFERENCE, access_code=code, photo=PHOTO)
    assert Holder.accept(held, key=HOLDER, clock=clock()).details == ALL


def test_the_order_of_the_disclosures_does_not_matter() -> None:
    assert Holder(replace(bound(), disclosures=bound().disclosures[::-1])).details == ALL


@pytest.mark.parametrize("missing", range(DETAIL_SLOTS + 1))
def test_every_hash_has_its_disclosure(missing: int) -> None:
    kept = bound().disclosures[:missing] + bound().disclosures[missing + 1 :]
    assert refusal(replace(bound(), disclosures=kept)) is Code.DISCLOSURE_MISMATCH


def test_every_disclosure_has_its_hash() -> None:
    for extra in (cbor.encode([b"s" * 16, "x", 2]), cbor.encode([b"s" * 16]), bound().disclosures[0]):
        assert refusal(replace(bound(), disclosures=(*bound().disclosures, extra))) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("count", [0, DETAIL_SLOTS - 1, DETAIL_SLOTS + 1])
def test_the_number_of_details_must_tell_nothing(count: int) -> None:
    assert refusal(details(decoys(count))) is Code.DISCLOSURE_MISMATCH


def test_as_many_as_always_are_in_order_even_if_all_are_decoys() -> None:
    assert Holder(details(decoys(DETAIL_SLOTS))).details == ()


@pytest.mark.parametrize(
    "slots",
    [
        {**decoys(7), to_be_redacted(99): "a score"},
        {**decoys(7), to_be_redacted("mood"): "bad"},
        {**decoys(8), 1: "in clear"},
        {**decoys(7), to_be_redacted(1): {to_be_redacted(1): "deeper"}},
        {**decoys(7), to_be_redacted(5): [to_be_redacted("deeper")]},
    ],
    ids=["unknown detail", "text label", "detail in clear", "hidden in a detail", "hidden in a list"],
)
def test_details_hold_what_the_field_table_knows_and_nothing_else(slots: dict[Any, Any]) -> None:
    assert refusal(details(slots)) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("value", [[to_be_redacted("deeper")], {to_be_redacted(1): "deeper"}, [[to_be_redacted(1)]]])
def test_an_issuer_keeps_nothing_back_inside_a_detail(value: object) -> None:
    made = details({**decoys(7), to_be_redacted(5): value})
    # Seven decoys come first, and what is inside comes before what it stands in.
    without_the_deepest = made.disclosures[:7] + made.disclosures[8:]
    assert refusal(replace(made, disclosures=without_the_deepest)) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("label", [6, "5", DETAILS_LABEL - 1])
def test_the_details_stand_under_their_own_label(label: object) -> None:
    made = details(decoys(DETAIL_SLOTS), label)
    assert refusal(made) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("content", [None, 7, "text", b"bytes", [], [b"x" * 32], {}, {1: 2}])
def test_details_that_are_not_a_map_of_hashes_are_refused(content: object) -> None:
    assert refusal(details(content)) is Code.DISCLOSURE_MISMATCH  # type: ignore[arg-type]


def test_the_claim_that_holds_the_details_is_no_decoy_and_no_element() -> None:
    salt = b"s" * 16
    for disclosure in ([salt], [salt, {}], [salt, {REDACTED_KEYS: []}, DETAILS_LABEL]):
        encoded = cbor.encode(disclosure)
        made = with_certificate({REDACTED_KEYS: [redacted_hash(encoded)]})
        assert refusal(replace(made, disclosures=(encoded,))) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("claim", [Claim.NBF, Claim.CTI, Claim.AUD, Claim.CNONCE, 5000, -70000, "score"])
def test_a_claim_in_clear_that_no_certificate_has_is_refused(claim: Any) -> None:  # noqa: ANN401 - number or text
    assert refusal(reissued(claims={claim: 7})) is Code.DISCLOSURE_MISMATCH


def test_hidden_claims_beside_the_certificate_are_refused() -> None:
    assert refusal(reissued(claims={REDACTED_KEYS: []})) is Code.DISCLOSURE_MISMATCH
    assert refusal(reissued(claims={REDACTED_KEYS: [b"x" * 32]})) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("extra", [{9: "behaves badly"}, {"note": 1}])
def test_content_in_clear_that_no_face_has_is_refused(extra: dict[Any, Any]) -> None:
    assert refusal(with_certificate(extra)) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("missing", [1, 2, 3, 4, REDACTED_KEYS])
def test_a_face_that_lacks_something_is_refused(missing: object) -> None:
    assert refusal(with_certificate({}, without=(missing,))) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("value", [{1: "name", 2: "score"}, ["name"], b"name", 7])
def test_a_face_that_says_more_than_it_shows_is_refused(value: object) -> None:
    assert refusal(with_certificate({1: value})) is Code.CONTENT_INVALID


@pytest.mark.parametrize("header", [Header.SD_ALG, Header.CWT_CLAIMS, Header.X5CHAIN, 5000, "score"])
def test_a_header_that_no_certificate_has_is_refused(header: Any) -> None:  # noqa: ANN401 - number or text
    assert refusal(reissued(headers={header: {}})) is Code.DISCLOSURE_MISMATCH


def test_a_status_that_says_more_than_its_place_is_refused() -> None:
    held = issue(holder_key=HOLDER.public_key, status=REFERENCE)
    place = REFERENCE.to_claim()
    for claim in ({**place, "note": 1}, {"status_list": {**place["status_list"], "score": 5}}):
        assert refusal(reissued(held, claims={Claim.STATUS: claim})) is Code.DISCLOSURE_MISMATCH
    assert refusal(reissued(held, claims={Claim.STATUS: {"status_list": {}}})) is Code.CONTENT_INVALID


def test_a_confirmation_that_says_more_than_the_key_is_refused() -> None:
    key = HOLDER.public_key.to_cose_key()
    for cnf in ({1: key, 3: b"score"}, {1: {**key, CoseKey.KID: b"score"}}):
        assert refusal(reissued(claims={Claim.CNF: cnf})) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("cnf", [0, "key", b"", [], [1, 2], {}, {1: 5}, {1: {}}, {3: b"thumbprint"}])
def test_a_confirmation_without_a_key_of_ours_is_refused(cnf: object) -> None:
    assert refusal(reissued(claims={Claim.CNF: cnf})) is Code.BINDING_INVALID


def test_a_confirmation_that_is_null_does_not_make_a_bearer_certificate() -> None:
    draft = Draft.of(bound().credential)
    nulled = replace(draft, payload={**draft.payload, Claim.CNF: None}).signed()
    assert refusal(replace(bound(), credential=nulled)) is Code.BINDING_INVALID


@pytest.mark.parametrize("claim", [Claim.IAT, Claim.EXP])
@pytest.mark.parametrize("value", [None, 0, -1, 1.5, True, "soon", 253_402_300_800])
def test_times_that_are_none_are_refused(claim: Claim, value: object) -> None:
    assert refusal(reissued(claims={claim: value})) is Code.MALFORMED


@pytest.mark.parametrize("credential", [b"", b"\x80", b"\xd2\x84\x40\xa0\x40\x40", bytes(40)])
def test_bytes_that_are_no_certificate_are_refused(credential: bytes) -> None:
    assert refusal(replace(bound(), credential=credential)) is Code.MALFORMED


def test_a_certificate_without_content_is_refused() -> None:
    assert refusal(reissued(claims={Claim.CERTIFICATE: None})) is Code.DISCLOSURE_MISMATCH
    assert refusal(reissued(claims={Claim.CERTIFICATE: "x"})) is Code.DISCLOSURE_MISMATCH


def test_what_the_issuer_left_open_is_closed_again() -> None:
    opened = Draft.of(bound().credential).with_unprotected({Header.SD_CLAIMS: list(bound().disclosures), 99: "note"})
    held = replace(bound(), credential=opened.signed())
    assert inner(present((), of=held)).unprotected == {}


def test_a_certificate_is_accepted_by_whom_it_is_bound_to() -> None:
    assert Holder.accept(bound(), key=HOLDER, clock=clock()).holder_key == HOLDER.public_key
    assert Holder.accept(bearer(), clock=clock()).holder_key is None


@pytest.mark.parametrize(("held", "key"), [(bound, STRANGER), (bound, None), (bearer, HOLDER)])
def test_a_certificate_bound_otherwise_is_not_accepted(held: Any, key: InProcessSigner | None) -> None:  # noqa: ANN401
    with pytest.raises(BindingError) as caught:
        Holder.accept(held(), key=key, clock=clock())
    assert caught.value.code is Code.BINDING_INVALID


def test_an_expired_certificate_is_not_accepted() -> None:
    Holder.accept(bearer(), clock=clock(bearer().expires_at - SECOND))
    with pytest.raises(BindingError) as caught:
        Holder.accept(bearer(), clock=clock(bearer().expires_at))
    assert caught.value.code is Code.EXPIRED


def test_without_a_clock_the_systems_counts() -> None:
    long_gone = reissued(bearer(), claims={Claim.IAT: 1, Claim.EXP: 1000})
    with pytest.raises(BindingError) as caught:
        Holder.accept(long_gone)
    assert caught.value.code is Code.EXPIRED


# showing it


def test_a_token_names_the_reader_and_lasts_ten_minutes() -> None:
    encoded = present()
    now = int(NOW.timestamp())
    assert list(token_claims(encoded).items()) == [(3, BANK), (4, now + 600), (6, now)]
    assert timedelta(minutes=10) == DEFAULT_PRESENTATION


def test_a_token_has_the_standards_headers_and_no_other() -> None:
    message = Sign1.decode(present())
    assert list(message.protected) == [Header.ALG, Header.KCWT, Header.TYP]
    assert (message.protected[Header.ALG], message.protected[Header.TYP]) == (-9, 294)
    assert message.unprotected == {}


def test_a_nonce_is_carried_as_it_was_given() -> None:
    assert token_claims(present(nonce=b"\x00nonce"))[Claim.CNONCE] == b"\x00nonce"


def test_the_credential_inside_is_the_one_that_was_issued() -> None:
    credential = inner(present(ALL))
    assert replace(credential, unprotected={}).encode() == bound().credential


def test_the_chosen_details_travel_with_what_they_stand_in_and_nothing_else() -> None:
    shown = disclosed(inner(present(["email", "birth_date"])))
    assert [content[-1] for content in shown] == [DETAILS_LABEL, 4, 2]


def test_a_name_given_twice_shows_once() -> None:
    assert len(disclosed(inner(present(["email", "email"])))) == 2


def test_no_details_show_the_face_alone() -> None:
    assert inner(present(())).unprotected == {}
    assert show(()) == bearer().credential


def test_any_iterable_of_names_will_do() -> None:
    assert show(iter(["mobile"])) == show(["mobile"]) == show({"mobile": 1})


def test_a_bearer_certificate_is_shown_without_a_token() -> None:
    message = Sign1.decode(show(ALL))
    assert message.payload == Sign1.decode(bearer().credential).payload
    assert len(disclosed(message)) == 1 + len(ALL)


def test_it_fits_a_code_that_opens_the_same_page() -> None:
    presentation = Holder(bearer()).present(["mobile"])
    assert presentation.qr_text.startswith(f"{BASE_URL}#")
    assert transport.decode(presentation.qr_text) == presentation.encoded


def test_a_presentation_tells_nothing_in_a_log() -> None:
    assert repr(Holder(bearer()).present(["mobile"])) == "<Presentation>"


def test_the_same_choice_gives_the_same_bytes() -> None:
    assert present() == present()


def choice(fields: Any, **changes: Any) -> CicpaError:  # noqa: ANN401 - right or wrong
    with pytest.raises((BindingError, RecordError)) as caught:
        present(fields, **changes)
    return caught.value


@pytest.mark.parametrize("fields", [["mood"], ["birth_date", "name"], "birth_date", [""], [None], [2], ["id_number"]])
def test_what_is_no_detail_is_unknown(fields: object) -> None:
    error = choice(fields)
    assert error.code is Code.FIELD_UNKNOWN
    assert "mood" not in str(error)


def test_a_detail_that_is_not_there_is_named() -> None:
    error = choice(["firm_transfers"], of=issue(record(firm_transfers=None), holder_key=HOLDER.public_key))
    assert error.code is Code.FIELD_MISSING
    assert "firm_transfers" in str(error)


@pytest.mark.parametrize("audience", [None, "", "bank\ud800"])
def test_a_presentation_for_nobody_is_not_made(audience: str | None) -> None:
    assert choice((), audience=audience).code is Code.AUDIENCE_MISMATCH


def test_an_empty_nonce_is_not_carried() -> None:
    assert choice((), nonce=b"").code is Code.NONCE_MISMATCH


def test_a_presentation_so_long_that_no_reader_takes_it_is_not_made() -> None:
    longest = present(ALL, audience="b" * 1024, nonce=bytes(1024))
    assert transport.decode(transport.encode(longest, base_url=BASE_URL)) == longest
    assert choice((), audience="b" * 1025).code is Code.AUDIENCE_MISMATCH
    assert choice((), nonce=bytes(1025)).code is Code.NONCE_MISMATCH


def test_a_bound_certificate_is_not_shown_without_its_key() -> None:
    assert choice((), key=None).code is Code.BINDING_MISSING


def test_a_bound_certificate_is_not_shown_with_another_key() -> None:
    assert choice((), key=STRANGER).code is Code.BINDING_INVALID


@pytest.mark.parametrize(
    "extra", [{"key": HOLDER}, {"audience": BANK}, {"audience": ""}, {"nonce": b"n"}, {"nonce": b""}]
)
def test_a_bearer_certificate_takes_no_key_audience_or_nonce(extra: dict[str, Any]) -> None:
    with pytest.raises(BindingError) as caught:
        Holder(bearer()).present((), **extra)
    assert caught.value.code is Code.BINDING_INVALID


def ends(**changes: Any) -> int:  # noqa: ANN401 - whatever `present` takes
    end = token_claims(present((), **changes))[Claim.EXP]
    assert isinstance(end, int)
    return end


def test_a_presentation_ends_with_the_certificate_at_the_latest() -> None:
    end = int(bound().expires_at.timestamp())
    assert ends(valid_for=timedelta.max) == end
    assert ends(valid_for=400 * DAY) == end
    assert ends(at=bound().expires_at - SECOND) == end


def test_fractions_of_a_second_are_cut_off() -> None:
    now = int(NOW.timestamp())
    assert ends(valid_for=timedelta(seconds=2.9), at=NOW + timedelta(milliseconds=900)) == now + 2


@pytest.mark.parametrize("valid_for", [timedelta(0), -SECOND, timedelta.min, timedelta(milliseconds=999)])
def test_a_presentation_that_would_last_no_second_is_not_made(valid_for: timedelta) -> None:
    assert choice((), valid_for=valid_for).code is Code.EXPIRED


def test_an_expired_certificate_is_not_presented() -> None:
    assert choice((), at=bound().expires_at).code is Code.EXPIRED


def test_a_clock_behind_the_issuers_is_told_so() -> None:
    present((), at=bound().issued_at)
    assert choice((), at=bound().issued_at - SECOND).code is Code.NOT_YET_VALID


def test_the_key_is_told_by_its_thumbprint_not_by_its_object() -> None:
    same = InProcessSigner(ec_key(9003))
    assert same is not HOLDER
    assert inner(present((), key=same)).payload
    assert cbor.decode_map(inner(present((), key=same)).payload)[Claim.CNF] == {
        Confirmation.COSE_KEY: same.public_key.to_cose_key()
    }
