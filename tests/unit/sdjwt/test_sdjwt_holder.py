from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import CicpaError, Code, RecordError
from cicpa_credentials.members import DETAILS
from cicpa_credentials.members.fields import DETAIL_SLOTS
from cicpa_credentials.sdjwt import SdJwtHolder
from office import HOLDER, KEY, clock
from pki import NOW
from sample_records import record
from status_samples import REFERENCE
from wallets import (
    BANK,
    NONCE,
    Binding,
    Draft,
    a_disclosure,
    bearer,
    bound,
    digest,
    present,
    unb64,
    wallet,
)

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer

ALL = tuple(field.name for field in DETAILS)
YEAR = timedelta(days=366)
SECOND = timedelta(seconds=1)
BOUND = Draft.of(bound())


def held(text: str) -> SdJwtHolder:
    return SdJwtHolder(text, clock=clock())


def refusal(text: str) -> Code:
    with pytest.raises(CicpaError) as refused:
        held(text)
    return refused.value.code


def details_of(draft: Draft) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(unb64(draft.disclosures[0]))[2]
    return content


def with_details(details: object, *disclosures: str, name: str = "details") -> str:
    """A certificate whose issuer hid something else."""
    parent = a_disclosure("salt", name, details)
    return BOUND.with_claims({"_sd": [digest(parent)]}).with_disclosures(parent, *disclosures).signed()


class TestTaking:
    def test_it_knows_what_can_be_shown(self) -> None:
        holder = held(bound())
        assert holder.details == ALL
        assert holder.holder_key == HOLDER.public_key
        assert (holder.issued_at, holder.expires_at) == (NOW, NOW + YEAR)

    def test_absent_details_are_not_among_them(self) -> None:
        holder = held(wallet(record(firm_transfers=None, inspections=None)))
        assert holder.details == tuple(name for name in ALL if name not in {"firm_transfers", "inspections"})
        assert holder.holder_key is None

    def test_one_with_a_status_is_taken(self) -> None:
        assert held(wallet(status=REFERENCE)).details == ALL

    def test_disclosures_may_come_in_any_order(self) -> None:
        assert held(BOUND.with_disclosures(*BOUND.disclosures[::-1]).signed()).details == ALL

    def test_accepting_asks_for_the_own_key(self) -> None:
        assert SdJwtHolder.accept(bound(), key=HOLDER, clock=clock()).holder_key == HOLDER.public_key
        assert SdJwtHolder.accept(bearer(), clock=clock()).holder_key is None
        cases: list[tuple[str, Signer | None]] = [(bound(), None), (bound(), KEY), (bearer(), HOLDER)]
        for text, key in cases:
            with pytest.raises(CicpaError) as refused:
                SdJwtHolder.accept(text, key=key, clock=clock())
            assert refused.value.code is Code.BINDING_INVALID

    def test_accepting_asks_for_time_that_is_left(self) -> None:
        assert SdJwtHolder.accept(bearer(), clock=clock(NOW + YEAR - SECOND)).details == ALL
        with pytest.raises(CicpaError) as refused:
            SdJwtHolder.accept(bearer(), clock=clock(NOW + YEAR))
        assert refused.value.code is Code.EXPIRED

    def test_unless_told_otherwise_the_clock_is_the_system_s(self) -> None:
        ended = BOUND.with_claims({"iat": 1, "exp": 2}).signed()
        with pytest.raises(CicpaError) as refused:
            SdJwtHolder.accept(ended, key=HOLDER)
        assert refused.value.code is Code.EXPIRED


class TestRefusing:
    def test_one_with_a_key_binding_jwt(self) -> None:
        """RFC 9901 §7.2."""
        assert refusal(bound() + present().rpartition("~")[2]) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("text", ["", "a~", "a.b.c~", "☃~"])
    def test_what_is_none(self, text: str) -> None:
        assert refusal(text) in {Code.NOT_A_CERTIFICATE, Code.MALFORMED}

    @pytest.mark.parametrize(
        "claims",
        [
            {"address": "甲市乙路1号"},
            {"id_number": "110100198806210240"},
            {"mobile": "19900000001"},
            {"aud": BANK},
            {"nbf": 0},
            {"jti": "7"},
            {"cnf": {"jwk": BOUND.payload["cnf"]["jwk"], "kid": "serial"}},
            {"cnf": {"jwk": {**BOUND.payload["cnf"]["jwk"], "kid": "serial"}}},
            {"status": {"status_list": {"idx": 1, "uri": "u", "more": 1}}},
            {"status": {"status_list": {"idx": 1, "uri": "u"}, "serial": 7}},
        ],
    )
    def test_something_in_clear_that_no_certificate_says(self, claims: dict[str, object]) -> None:
        assert refusal(BOUND.with_claims(claims).signed()) is Code.DISCLOSURE_MISMATCH

    def test_a_header_that_no_certificate_has(self) -> None:
        assert refusal(BOUND.with_header(serial=7).signed()) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("name", ["name", "gender", "category", "approval_date"])
    @pytest.mark.parametrize("value", [None, 7, "?" * 300])
    def test_a_face_that_is_none(self, name: str, value: object) -> None:
        assert refusal(BOUND.with_claims({name: value}).signed()) is Code.CONTENT_INVALID

    @pytest.mark.parametrize("name", ["iat", "exp"])
    @pytest.mark.parametrize("value", [None, 0, -1, 1.5, True, "1", 2**60])
    def test_times_that_are_none(self, name: str, value: object) -> None:
        assert refusal(BOUND.with_claims({name: value}).signed()) is Code.MALFORMED

    @pytest.mark.parametrize("cnf", [7, {}, {"kid": "a"}, {"jwk": "a"}, {"jwk": {"kty": "RSA"}}])
    def test_a_key_that_cannot_be_used(self, cnf: object) -> None:
        assert refusal(BOUND.with_claims({"cnf": cnf}).signed()) is Code.BINDING_INVALID

    @pytest.mark.parametrize("status", [7, {}, {"status_list": {"idx": -1, "uri": "u"}}])
    def test_a_status_that_is_none(self, status: object) -> None:
        assert refusal(BOUND.with_claims({"status": status}).signed()) is Code.CONTENT_INVALID

    @pytest.mark.parametrize("missing", [slice(1, None), slice(0, 0)])
    def test_a_disclosure_of_all_details_is_missing(self, missing: slice) -> None:
        assert refusal(BOUND.with_disclosures(*BOUND.disclosures[missing]).signed()) is Code.DISCLOSURE_MISMATCH

    def test_a_detail_kept_back_cannot_be_told_from_a_decoy(self) -> None:
        """RFC 9901 §7.1: nothing guarantees the holder that all disclosures came."""
        assert held(BOUND.with_disclosures(*BOUND.disclosures[:-1]).signed()).details == ALL[:-1]

    @pytest.mark.parametrize("digests", [[], ["a"], ["a", "b"]])
    def test_more_or_less_than_one_digest_beside_the_face(self, digests: list[str]) -> None:
        assert refusal(BOUND.with_claims({"_sd": digests}).with_disclosures().signed()) is Code.DISCLOSURE_MISMATCH

    def test_more_hidden_claims_beside_the_details(self) -> None:
        both = BOUND.with_claims({"_sd": [*BOUND.payload["_sd"], "decoy"]})
        assert refusal(both.signed()) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("count", [0, DETAIL_SLOTS - 1, DETAIL_SLOTS + 1])
    def test_another_number_of_digests_than_always(self, count: int) -> None:
        assert refusal(with_details({"_sd": [f"d{i}" for i in range(count)]})) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("details", ["text", 7, None, [], {}, {"x": 1}, ["_sd"]])
    def test_details_that_are_no_object_of_digests(self, details: object) -> None:
        assert refusal(with_details(details)) is Code.DISCLOSURE_MISMATCH

    def test_a_detail_in_clear_among_the_hidden_ones(self) -> None:
        details = {**details_of(BOUND), "email": "a@b.example"}
        assert refusal(with_details(details)) is Code.DISCLOSURE_MISMATCH

    def test_all_details_under_another_name(self) -> None:
        assert refusal(with_details(details_of(BOUND), name="particulars")) is Code.DISCLOSURE_MISMATCH

    def test_a_detail_that_there_is_not(self) -> None:
        strange = a_disclosure("salt", "id_number", "110100198806210240")
        details = {"_sd": [digest(strange), *(f"d{i}" for i in range(7))]}
        assert refusal(with_details(details, strange)) is Code.DISCLOSURE_MISMATCH

    def test_something_hidden_inside_a_detail(self) -> None:
        inner = a_disclosure("salt", "firm", "甲")
        outer = a_disclosure("salt", "firm", {"_sd": [digest(inner)]})
        details = {"_sd": [digest(outer), *(f"d{i}" for i in range(7))]}
        assert refusal(with_details(details, outer, inner)) is Code.DISCLOSURE_MISMATCH

    def test_something_hidden_inside_a_detail_in_the_place_of_a_digest_that_is_missing(self) -> None:
        inner = a_disclosure("salt", "email", "a@b.example")
        outer = a_disclosure("salt", "firm", {"_sd": [digest(inner)]})
        details = {"_sd": [digest(outer), *(f"d{i}" for i in range(6))]}
        assert refusal(with_details(details, outer, inner)) is Code.DISCLOSURE_MISMATCH

    def test_something_hidden_inside_a_detail_and_kept_back(self) -> None:
        outer = a_disclosure("salt", "firm", {"_sd": ["hidden"]})
        details = {"_sd": [digest(outer), *(f"d{i}" for i in range(7))]}
        assert refusal(with_details(details, outer)) is Code.DISCLOSURE_MISMATCH

    def test_an_array_s_element_hidden_beside_the_digests(self) -> None:
        element = a_disclosure("salt", {"not": "hashable"})
        details = {"_sd": [f"d{i}" for i in range(8)], "list": [{"...": digest(element)}]}
        assert refusal(with_details(details, element)) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("alg", ["sha-512", None, 7])
    def test_another_hash(self, alg: object) -> None:
        changed = {**BOUND.payload, "_sd_alg": alg}
        draft = Draft(header=BOUND.header, payload=changed, disclosures=BOUND.disclosures, key_binding="")
        assert refusal(draft.signed()) is Code.UNSUPPORTED

    def test_a_disclosure_of_another_certificate(self) -> None:
        other = Draft.of(wallet(seed=9)).disclosures
        assert refusal(BOUND.with_disclosures(*BOUND.disclosures, other[1]).signed()) is Code.DISCLOSURE_MISMATCH


class TestShowing:
    def test_a_key_binding_jwt_for_this_reader_and_occasion(self) -> None:
        shown = Binding.of(present(["email"]))
        assert shown.header == {"alg": "ES256", "typ": "kb+jwt"}
        assert shown.payload == {
            "iat": int(NOW.timestamp()),
            "aud": BANK,
            "nonce": NONCE,
            "sd_hash": digest(shown.shown),
        }

    def test_just_the_chosen_disclosures_and_what_they_stand_in(self) -> None:
        shown = Draft.of(present(["email", "mobile", "email"]))
        names = [json.loads(unb64(one))[1] for one in shown.disclosures]
        assert names == ["details", "email", "mobile"]

    def test_the_face_alone(self) -> None:
        assert Draft.of(present([])).disclosures == ()

    def test_the_issuer_s_jwt_is_handed_on_as_it_is(self) -> None:
        assert present().partition("~")[0] == bound().partition("~")[0]

    def test_a_bearer_certificate_is_shown_without_proof(self) -> None:
        shown = present(["email"], of=bearer(), key=None, audience=None, nonce=None)
        assert shown.endswith("~")
        assert len(Draft.of(shown).disclosures) == 2

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"key": None}, Code.BINDING_MISSING),
            ({"key": KEY}, Code.BINDING_INVALID),
            ({"audience": None}, Code.AUDIENCE_MISMATCH),
            ({"audience": ""}, Code.AUDIENCE_MISMATCH),
            ({"nonce": None}, Code.NONCE_MISMATCH),
            ({"nonce": ""}, Code.NONCE_MISMATCH),
            ({"audience": "bank\ud800"}, Code.AUDIENCE_MISMATCH),
            ({"nonce": "\udfffn-7"}, Code.NONCE_MISMATCH),
            ({"at": NOW + YEAR}, Code.EXPIRED),
            ({"at": NOW - SECOND}, Code.NOT_YET_VALID),
            ({"of": bearer()}, Code.BINDING_INVALID),
            ({"of": bearer(), "key": None, "nonce": None}, Code.BINDING_INVALID),
            ({"of": bearer(), "key": None, "audience": None}, Code.BINDING_INVALID),
        ],
    )
    def test_what_does_not_fit_together(self, changes: dict[str, Any], code: Code) -> None:
        with pytest.raises(CicpaError) as refused:
            present(**changes)
        assert refused.value.code is code

    def test_a_moment_before_the_end_is_soon_enough(self) -> None:
        assert present(at=NOW + YEAR - SECOND)

    def test_a_name_that_is_none_is_not_repeated(self) -> None:
        with pytest.raises(RecordError) as unknown:
            present(["林知夏"])
        assert unknown.value.code is Code.FIELD_UNKNOWN
        assert "林知夏" not in str(unknown.value)

    @pytest.mark.parametrize("name", ["details", "name", "id_number", "_sd"])
    def test_what_is_no_detail(self, name: str) -> None:
        with pytest.raises(RecordError) as unknown:
            present([name])
        assert unknown.value.code is Code.FIELD_UNKNOWN

    def test_a_detail_that_this_one_lacks(self) -> None:
        with pytest.raises(RecordError) as missing:
            present(["firm_transfers"], of=wallet(record(firm_transfers=None), holder_key=HOLDER.public_key))
        assert missing.value.code is Code.FIELD_MISSING
