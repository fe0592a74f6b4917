"""From a record to a verdict, with whatever the shipped strategies draw."""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.register import Register, RevocationReason
from cicpa_credentials.sdjwt import SdJwtHolder, SdJwtIssuer, SdJwtVerifier
from cicpa_credentials.status import Status, StatusListToken
from cicpa_credentials.testing import (
    FrozenClock,
    Handover,
    World,
    assert_json_conforms,
    assert_render_scan_identity,
    assert_revocation_monotone,
    assert_undisclosed_absent,
    assert_verdict_depends_only_on,
    clocks,
    disclosure_choices,
    issued_certificates,
    member_records,
    photos,
    policies,
    presentations,
    seeded,
    trust_bundles,
    world,
)
from cicpa_credentials.testing.worlds import BASE_URL
from cicpa_credentials.verifier import Policy, Verdict, Verifier

if TYPE_CHECKING:
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.members import MemberRecord, PhotoEvidence

STANDARD: Final = World.standard()
DAY: Final = timedelta(days=1)
CODES: Final = {Status.INVALID: Code.REVOKED, Status.SUSPENDED: Code.SUSPENDED, Status.SUPERSEDED: Code.SUPERSEDED}
PHOTO: Final = (Path(__file__).parents[2] / "examples" / "members" / "01.png").read_bytes()


@settings(max_examples=60)
@given(presentations())
def test_what_is_shown_is_true_and_what_is_not_shown_is_not_there(handover: Handover) -> None:
    assert_undisclosed_absent(handover.presentation, handover.issued, shown=handover.fields)
    verified = STANDARD.verifier(handover.policy).verify(handover.presentation.qr_text)
    told = STANDARD.take(handover.issued).unverified_details()
    assert verified.view == handover.issued.view
    assert dict(verified.details) == {name: told[name] for name in told if name in handover.fields}


@settings(max_examples=60)
@given(presentations(), policies(), clocks(until=STANDARD.now + 400 * DAY))
def test_whatever_is_demanded_whenever_there_is_a_report_that_depends_on_nothing_else(
    handover: Handover, policy: Policy, clock: FrozenClock
) -> None:
    received = handover.presentation.qr_text
    assert_verdict_depends_only_on(received, STANDARD.bundle, at=clock.now, policy=policy)
    report = STANDARD.verifier(policy, clock=clock).evaluate(received)
    assert_json_conforms(report)
    if report.verdict is Verdict.VALID:
        assert set(policy.required_fields) <= set(handover.fields)
        assert clock.now < handover.presentation.expires_at + policy.leeway
        assert not policy.nonce or policy.nonce == handover.policy.nonce


@settings(max_examples=40)
@given(world(), st.lists(st.sampled_from(Status), max_size=4))
def test_every_member_has_the_standing_that_was_last_published(drawn: World, standings: list[Status]) -> None:
    (member, *others) = drawn.members
    bundles, ended = [drawn.bundle], member.standing in {Status.INVALID, Status.SUPERSEDED}
    for standing in standings:
        drawn = drawn.with_standing(member, standing)
        bundles.append(drawn.bundle)
        code = drawn.verifier().evaluate(member.issued.qr_text).code
        assert code is CODES.get(standing)
        for other in others:
            assert drawn.verifier().evaluate(other.issued.qr_text).code is CODES.get(other.standing)
        if not ended:
            assert_revocation_monotone(member.issued.qr_text, bundles, at=drawn.now)
        ended = ended or standing in {Status.INVALID, Status.SUPERSEDED}


@settings(max_examples=40)
@given(issued_certificates(), trust_bundles())
def test_whoever_is_not_in_the_bundle_is_not_believed(issued: IssuedCertificate, bundle: TrustBundle) -> None:
    received, held = issued.qr_text, bundle
    report = Verifier(held, clock=STANDARD.clock).evaluate(received)
    known = {one.association.code: one.state for one in held.issuers}
    state = known.get(issued.view.association.code)
    if state is None:
        assert report.code is Code.UNKNOWN_ISSUER
    elif state is KeyState.ACTIVE:
        assert report.verdict is Verdict.VALID
    else:
        assert report.verdict is not Verdict.VALID or state is KeyState.RETIRED


@settings(max_examples=30)
@given(member_records(), photos(), st.data())
def test_a_wallet_shows_what_was_chosen_and_nothing_else(
    record: MemberRecord, photo: PhotoEvidence, data: st.DataObject
) -> None:
    office = STANDARD.offices[record.association or ""]
    issuer = SdJwtIssuer(
        STANDARD.issuer(record.association or ""),
        chain=(office.certificate,),
        random_bytes=seeded("wallet", record.to_dict()),
    )
    issued = STANDARD.issue(record, bound=True, photo=photo)
    wallet = issuer.issue(record, holder_key=STANDARD.holder.public_key, photo=photo).encoded
    fields = data.draw(disclosure_choices(issued))
    shown = SdJwtHolder(wallet, clock=STANDARD.clock).present(
        fields, audience="bank.example", nonce="n-7", key=STANDARD.holder
    )
    assert_undisclosed_absent(shown, issued, shown=fields)
    policy = Policy(audience="bank.example", nonce=b"n-7")
    report = SdJwtVerifier(STANDARD.bundle, policy=policy, clock=STANDARD.clock).evaluate(shown)
    assert set(report.require_valid().details) == set(fields)
    assert_json_conforms(report)


@settings(max_examples=20)
@given(issued_certificates())
def test_a_certificate_survives_its_holders_file(issued: IssuedCertificate) -> None:
    data = STANDARD.take(issued).to_bytes(random_bytes=seeded("file"))
    kept = Holder.from_bytes(data, clock=STANDARD.clock)
    assert kept.qr_text == issued.qr_text
    assert kept.unverified_details() == STANDARD.take(issued).unverified_details()


@settings(max_examples=4)
@given(member_records())
def test_what_is_drawn_for_anybody_is_read_by_another_decoder(record: MemberRecord) -> None:
    pytest.importorskip("zxingcpp")
    issued = STANDARD.issue(record)
    assert_render_scan_identity(issued.view, issued.qr_text, PHOTO)


def published(register: Register, association: str) -> list[bytes]:
    """The association's lists, signed."""
    return [
        StatusListToken(uri=one.uri, issued=one.as_of, expires=one.as_of + DAY, ttl=None, entries=one.entries).sign(
            STANDARD.offices[association].signer
        )
        for one in register.publish(association)
    ]


@settings(max_examples=15)
@given(record=member_records(), revoked=st.booleans())
def test_what_the_register_publishes_is_what_verifiers_find(record: MemberRecord, *, revoked: bool) -> None:
    at = record.association or ""
    with tempfile.TemporaryDirectory() as folder, closing(STANDARD.register(Path(folder) / "register.db")) as register:
        issued = STANDARD.issuer(at, register=register).issue(record)
        with pytest.raises(CicpaError) as refused:
            STANDARD.issuer(at, register=register).issue(record)
        assert refused.value.code is Code.ALREADY_ISSUED
        if revoked:
            assert record.number
            assert record.category
            register.revoke(record.number, record.category, reason=RevocationReason.LEFT, actor="clerk-7")
        bundle = STANDARD.bundle_of(status_lists=published(register, at))
    report = Verifier(bundle, clock=STANDARD.clock).evaluate(issued.qr_text)
    assert report.code is (Code.REVOKED if revoked else None)
    assert issued.qr_text.startswith(BASE_URL)
