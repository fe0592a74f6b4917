"""The shipped strategies: what they draw is what they say, and shrinks to something that can be read."""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from hashlib import sha256
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, IncompleteRecordError, RecordError
from cicpa_credentials.keys.algorithms import KeyKind
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members import (
    AssociationTransfer,
    Category,
    FirmTransfer,
    IdType,
    Inspection,
    MemberRecord,
    PhotoSource,
    QualificationRoute,
    missing_fields,
    require_photo_route,
)
from cicpa_credentials.status import Freshness, StatusListToken
from cicpa_credentials.testing import (
    NOW,
    World,
    clocks,
    firm_names,
    incomplete_records,
    invalid_id_numbers,
    issued_certificates,
    member_records,
    names,
    photos,
    policies,
    presentations,
    signers,
    signing_key,
    status_lists,
    trust_bundles,
    world,
)
from cicpa_credentials.verifier import Policy, Verdict
from sample_records import particulars, record

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import InProcessSigner
    from cicpa_credentials.testing import FrozenClock

STANDARD: Final = World.standard()
SHRUNK: Final = settings(phases=[Phase.generate, Phase.shrink])  # to explain it, Hypothesis would go on to others


@given(member_records())
def test_from_every_record_a_certificate_can_be_issued(kept: MemberRecord) -> None:
    assert missing_fields(kept) == ()
    require_photo_route(kept)
    assert STANDARD.issue(kept).view.number == kept.number


@given(member_records(category=Category.NON_PRACTISING, association="440300"))
def test_a_record_has_the_category_and_association_that_were_asked_for(kept: MemberRecord) -> None:
    assert (kept.category, kept.association) == (Category.NON_PRACTISING, "440300")
    assert kept.firm is None


def test_records_are_of_many_kinds() -> None:
    seen: set[object] = set()

    @settings(max_examples=300, phases=[Phase.generate])
    @given(member_records())
    def look(kept: MemberRecord) -> None:
        name = kept.name or ""
        seen.update({kept.category, kept.id_type, kept.qualification_route, kept.photo_source})
        seen.update({"·"} & set(name), {"rare" for one in name if ord(one) > 0xFFFF})
        several = kept.inspections, kept.association_transfers, kept.firm_transfers
        seen.update(type(events[0]) for events in several if len(events) > 1)

    look()
    assert {"·", "rare", Inspection, AssociationTransfer, FirmTransfer} <= seen
    assert {*Category, *IdType, *QualificationRoute, *PhotoSource} <= seen


@given(member_records())
def test_whoever_approved_a_membership_is_named_as_the_numbers_do(kept: MemberRecord) -> None:
    assert re.fullmatch(
        r"(会|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤深桂琼渝川黔滇藏陕甘青宁新]注)协〔\d{4}〕\d+号",
        kept.approval_number or "",
    )
    assert ((kept.approval_number or "")[0] == "会") is (kept.association == "100000")


def test_a_failing_record_shrinks_to_something_short() -> None:
    kept = find(member_records(), lambda one: len(one.inspections) > 1, settings=SHRUNK)
    assert (kept.name, kept.association, kept.mobile) == ("李安", "110000", "19900000000")
    assert [one.year for one in kept.inspections] == [NOW.year - 1, NOW.year]
    assert {kept.association_transfers, kept.firm_transfers, kept.honours} == {()}


@given(incomplete_records())
def test_what_an_incomplete_record_lacks_is_told_by_name_in_order(drawn: tuple[MemberRecord, tuple[str, ...]]) -> None:
    kept, missing = drawn
    assert missing
    with pytest.raises(IncompleteRecordError) as refused:
        STANDARD.issuer("110000").issue(kept)
    assert refused.value.code is Code.INCOMPLETE_RECORD
    assert refused.value.missing == missing


@given(invalid_id_numbers())
def test_no_record_has_an_invalid_number(number: str) -> None:
    known = particulars(id_number=number, birth_date=None, gender=None)
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_dict(known)
    assert refused.value.code is Code.INVALID_RECORD
    assert all(problem.startswith("id_number: ") for problem in refused.value.problems)
    assert number not in str(refused.value)


@given(names(), firm_names())
def test_names_are_particulars(name: tuple[str, str], firm: str) -> None:
    kept = MemberRecord.from_dict({"name": name[0], "name_latin": name[1], "firm": firm})
    assert (kept.name, kept.name_latin, kept.firm) == (*name, firm)


@given(signers(), st.binary(max_size=50))
def test_signers_sign_the_same_in_every_run(signer: InProcessSigner, data: bytes) -> None:
    assert signer.sign(data) == signer.sign(data)
    signer.public_key.verify(data, signer.sign(data), algorithm=signer.algorithm)


@given(signers(kinds=[KeyKind.ED25519]))
def test_signers_are_of_the_kinds_that_were_asked_for(signer: InProcessSigner) -> None:
    assert signer.public_key.kind is KeyKind.ED25519


def test_the_key_of_a_number_is_always_the_same() -> None:
    assert signing_key(7) is signing_key(7)
    assert signing_key(7).public_key != signing_key(8).public_key


@given(clocks(until=NOW + timedelta(days=1)))
def test_clocks_stand_still_until_they_are_moved(clock: FrozenClock) -> None:
    at = clock()
    assert NOW <= at <= NOW + timedelta(days=1)
    assert clock() == at
    clock.advance(timedelta(hours=1))
    assert clock() == clock.now == at + timedelta(hours=1)


@given(status_lists())
def test_lists_are_fresh_and_survive_signing(token: StatusListToken) -> None:
    read = StatusListToken.verify(token.sign(signing_key(9)), signing_key(9).public_key)
    assert read.entries == token.entries
    assert read.freshness(NOW, leeway=timedelta(0)) is Freshness.FRESH


@settings(max_examples=30)
@given(trust_bundles())
def test_bundles_are_believed_by_whoever_pins_their_root(bundle: TrustBundle) -> None:
    assert TrustBundle.load(bundle.encoded, root=STANDARD.root.certificate) == bundle
    assert all(one.state is KeyState.ACTIVE or one.since for one in bundle.issuers)


@given(policies())
def test_policies_accept_something(policy: Policy) -> None:
    assert policy.accept


def test_the_simplest_policy_is_the_usual_one() -> None:
    assert find(policies(), lambda _: True, settings=SHRUNK) == Policy()


@given(photos())
def test_photos_can_be_said(photo: Any) -> None:  # noqa: ANN401 - what a certificate says of a photo
    assert len(photo.sha256) == 32


@settings(max_examples=40)
@given(issued_certificates())
def test_issued_certificates_are_valid(issued: Any) -> None:  # noqa: ANN401 - a certificate
    assert STANDARD.verifier().evaluate(issued.qr_text).verdict is Verdict.VALID


@pytest.mark.parametrize("drawn", [issued_certificates(), presentations().map(lambda one: one.issued)])
def test_a_failing_certificate_shrinks_to_beijing(drawn: st.SearchStrategy[Any]) -> None:
    issued = find(drawn, lambda _: True, settings=SHRUNK)
    assert (issued.view.name, issued.view.association.code) == ("李安", "110000")


def test_a_failing_bundle_shrinks_to_beijing() -> None:
    (entry,) = find(trust_bundles(), lambda _: True, settings=SHRUNK).issuers
    assert entry.association.code == "110000"


@settings(max_examples=40)
@given(presentations())
def test_presentations_are_valid_for_their_reader(handover: Any) -> None:  # noqa: ANN401 - a handover
    report = STANDARD.verifier(handover.policy).evaluate(handover.presentation.qr_text)
    assert set(report.require_valid().details) == set(handover.fields)


@settings(max_examples=25)
@given(world())
def test_a_world_is_of_one_piece(drawn: World) -> None:
    numbers = [one.record.number for one in drawn.members]
    assert len(set(numbers)) == len(numbers) > 0
    assert TrustBundle.load(drawn.bundle.encoded, root=drawn.root.certificate) == drawn.bundle
    reader = drawn.verifier()
    for one in drawn.members:
        assert (reader.evaluate(one.issued.qr_text).code is None) is (one.standing == 0)
        assert reader.lists.find(one.place.uri, association=one.record.association or "") is not None


def digest() -> str:
    """Of keys, certificates, salts and signatures."""
    issued = STANDARD.issue(record(), bound=True)
    return sha256(b"".join((STANDARD.bundle.encoded, issued.credential, *issued.disclosures))).hexdigest()


def test_everything_is_the_same_in_every_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as another:
        assert another.submit(digest).result() == digest()
