"""Step 8: what has become of the certificate since, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import Status, StatusList, StatusReference
from cicpa_credentials.verifier import Outcome, Policy, Report, Step, Verdict
from cicpa_credentials.wire.labels import Claim, Header
from office import BEIJING, CERTIFICATE, DAY, ENTRY, KEY, Draft, bundle, certified, issue, verifier
from pki import NOW, ec_key
from presenting import judged
from status_samples import HOUR, INDEX, REFERENCE, SIZE, URI, a_list, a_token

if TYPE_CHECKING:
    from datetime import datetime

SECOND = timedelta(seconds=1)
EXACT = Policy(leeway=timedelta(0))
NEXT_KEY = InProcessSigner(ec_key(9005))
BEIJINGS = InProcessSigner(ec_key(9006))
CREDENTIAL = issue(status=REFERENCE).credential
PASSED = (Outcome.PASSED, None)
UNKNOWN = (Outcome.INDETERMINATE, Code.STATUS_UNKNOWN)
STALE = (Outcome.INDETERMINATE, Code.STATUS_STALE)


def report(
    *lists: bytes,
    entries: tuple[TrustedIssuer, ...] = (ENTRY,),
    credential: bytes = CREDENTIAL,
    at: datetime = NOW,
    policy: Policy = EXACT,
) -> Report:
    return verifier(bundle(*entries, status_lists=lists), at=at, policy=policy).evaluate(credential)


def status(*lists: bytes, **changes: Any) -> tuple[Outcome, Code | None]:  # noqa: ANN401 - whatever `report` takes
    return judged(report(*lists, **changes), Step.STATUS)


def test_a_certificate_whose_list_is_fresh_and_says_valid_is_valid() -> None:
    found = report(a_list())
    assert found.verdict is Verdict.VALID
    assert judged(found, Step.STATUS) == PASSED


@pytest.mark.parametrize(
    ("entry", "code"),
    [(Status.INVALID, Code.REVOKED), (Status.SUSPENDED, Code.SUSPENDED), (Status.SUPERSEDED, Code.SUPERSEDED)],
)
def test_one_that_was_revoked_suspended_or_superseded_is_invalid(entry: Status, code: Code) -> None:
    found = report(a_list([(INDEX, entry)]))
    assert (found.verdict, found.code) == (Verdict.INVALID, code)
    assert judged(found, Step.STATUS) == (Outcome.FAILED, code)


def test_a_suspension_that_ended_is_over_with_the_next_list() -> None:
    assert status(a_list([(INDEX, 2)], issued=NOW - 2 * HOUR), a_list(issued=NOW - HOUR)) == PASSED


@pytest.mark.parametrize("entry", [4, 11, 15])
def test_a_status_that_nobody_has_defined_does_not_pass(entry: int) -> None:
    assert status(a_list([(INDEX, entry)], bits=4)) == (Outcome.FAILED, Code.REVOKED)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_lists_of_every_width_are_read(bits: int) -> None:
    assert status(a_list([(INDEX, 1)], bits=bits)) == (Outcome.FAILED, Code.REVOKED)
    assert status(a_list([(INDEX - 1, 1), (INDEX + 1, 1)], bits=bits)) == PASSED


def test_one_that_names_no_list_cannot_be_revoked_and_says_so() -> None:
    found = report(a_list([(INDEX, 1)]), credential=issue().credential)
    assert found.verdict is Verdict.VALID
    assert judged(found, Step.STATUS) == (Outcome.NOT_CHECKED, None)
    assert "cannot be revoked" in found.checks[Step.STATUS - 1].detail


def test_one_whose_list_is_not_at_hand_is_indeterminate() -> None:
    found = report()
    assert (found.verdict, found.code) == (Verdict.INDETERMINATE, Code.STATUS_UNKNOWN)
    assert status(a_list(uri=URI + "8")) == UNKNOWN


@pytest.mark.parametrize("index", [SIZE, SIZE + 1, 1 << 40])
def test_one_beyond_the_end_of_its_list_is_indeterminate(index: int) -> None:
    credential = issue(status=StatusReference(uri=URI, index=index)).credential
    assert status(a_list(), credential=credential) == UNKNOWN


def test_the_last_place_of_a_list_is_in_it() -> None:
    credential = issue(status=StatusReference(uri=URI, index=SIZE - 1)).credential
    assert status(a_list([(SIZE - 1, 1)]), credential=credential) == (Outcome.FAILED, Code.REVOKED)


def test_an_empty_list_knows_of_nobody() -> None:
    assert status(replace(a_token(), entries=StatusList(bits=2, data=b"")).sign(KEY)) == UNKNOWN


@pytest.mark.parametrize("claim", ["x", {}, {"status_list": {"idx": -1, "uri": URI}}, {"status_list": {"uri": URI}}])
def test_a_claim_that_refers_to_nothing_is_wrong(claim: object) -> None:
    credential = Draft.of(CREDENTIAL).with_claims({Claim.STATUS: claim}).signed()
    assert status(a_list(), credential=credential) == (Outcome.FAILED, Code.CONTENT_INVALID)


# how fresh


def test_a_list_settles_nothing_once_it_is_out_of_date() -> None:
    lists = a_list(expires=NOW + HOUR)
    assert status(lists, at=NOW + HOUR - SECOND) == PASSED
    found = report(lists, at=NOW + HOUR)
    assert (found.verdict, found.code) == (Verdict.INDETERMINATE, Code.STATUS_STALE)
    assert "out of date" in found.checks[Step.STATUS - 1].detail


def test_its_ttl_counts_as_well() -> None:
    lists = a_list(ttl=2 * HOUR)
    assert status(lists, at=NOW + HOUR - SECOND) == PASSED
    assert status(lists, at=NOW + HOUR) == STALE


def test_a_policy_may_go_on_believing_a_stale_list_for_so_long_and_no_longer() -> None:
    policy = Policy(leeway=timedelta(0), accept_stale_for=DAY)
    lists = a_list(expires=NOW + HOUR)
    assert status(lists, at=NOW + HOUR + DAY - SECOND, policy=policy) == PASSED
    assert status(lists, at=NOW + HOUR + DAY, policy=policy) == STALE


def test_leeway_and_patience_add_up() -> None:
    policy = Policy(leeway=timedelta(minutes=5), accept_stale_for=HOUR)
    lists = a_list(expires=NOW)
    for after, outcome in ((timedelta(minutes=65) - SECOND, PASSED), (timedelta(minutes=65), STALE)):
        assert status(lists, at=NOW + after, policy=policy) == outcome
    assert status(lists, at=NOW + timedelta(minutes=5) - SECOND, policy=Policy()) == PASSED
    assert status(lists, at=NOW + timedelta(minutes=5), policy=Policy()) == STALE


def test_the_longest_patience_there_is_does_no_harm() -> None:
    century = timedelta(days=36_525)
    assert status(a_list(expires=NOW), at=NOW + 20 * DAY, policy=Policy(accept_stale_for=century)) == PASSED
    with pytest.raises(ValueError, match="hundred years"):
        Policy(accept_stale_for=timedelta.max)


def test_a_list_from_the_future_settles_nothing_even_for_the_patient() -> None:
    lists = a_list(issued=NOW + SECOND, expires=NOW + DAY)
    for policy in (EXACT, Policy(leeway=timedelta(0), accept_stale_for=300 * DAY)):
        found = report(lists, policy=policy)
        assert judged(found, Step.STATUS) == STALE
        assert "in the future" in found.checks[Step.STATUS - 1].detail
    assert status(lists, policy=Policy()) == PASSED


def test_what_a_stale_list_says_against_a_certificate_is_believed() -> None:
    lists = a_list([(INDEX, 1)], expires=NOW)
    assert status(lists, at=NOW + 25 * DAY) == (Outcome.FAILED, Code.REVOKED)


def test_a_ttl_beyond_all_calendars_is_no_accident() -> None:
    lists = Draft.of(a_list(expires=None)).with_claims({Claim.TTL: 253_402_300_799}).signed()
    assert status(lists, at=NOW + 25 * DAY) == PASSED


# whose list


def test_another_association_cannot_speak_for_this_one() -> None:
    entries = (ENTRY, TrustedIssuer.of((certified(BEIJINGS, of=BEIJING),)))
    assert status(a_list([(INDEX, 1)], by=BEIJINGS), entries=entries) == UNKNOWN
    assert status(a_list(), a_list([(INDEX, 1)], by=BEIJINGS, issued=NOW), entries=entries) == PASSED


def test_any_key_of_the_association_may_sign_its_lists() -> None:
    entries = (ENTRY, TrustedIssuer.of((certified(NEXT_KEY),)))
    assert status(a_list([(INDEX, 1)], by=NEXT_KEY), entries=entries) == (Outcome.FAILED, Code.REVOKED)


def test_a_key_that_two_associations_share_speaks_for_both() -> None:
    entries = (ENTRY, TrustedIssuer.of((certified(of=BEIJING),)))
    assert status(a_list([(INDEX, 1)]), entries=entries) == (Outcome.FAILED, Code.REVOKED)


def test_a_stranger_speaks_for_nobody() -> None:
    assert status(a_list([(INDEX, 1)], by=NEXT_KEY)) == UNKNOWN


@pytest.mark.parametrize(
    ("state", "issued", "expected"),
    [
        (KeyState.RETIRED, NOW - DAY, PASSED),
        (KeyState.RETIRED, NOW - DAY + SECOND, UNKNOWN),
        (KeyState.COMPROMISED, NOW - 2 * DAY, UNKNOWN),
        (KeyState.COMPROMISED, NOW - HOUR, UNKNOWN),
    ],
)
def test_lists_of_keys_that_are_no_longer_active(
    state: KeyState, issued: datetime, expected: tuple[Outcome, Code | None]
) -> None:
    old = TrustedIssuer.of((CERTIFICATE,), state=state, since=NOW - DAY)
    entries = (old, TrustedIssuer.of((certified(NEXT_KEY),)))
    credential = Draft.of(CREDENTIAL).with_headers({Header.KID: NEXT_KEY.public_key.kid}).signed(NEXT_KEY)
    found = report(a_list(issued=issued, expires=None), entries=entries, credential=credential)
    assert judged(found, Step.STATUS) == expected
    assert found.verdict is (Verdict.VALID if expected == PASSED else Verdict.INDETERMINATE)


# many lists, and lists that come later


def test_each_certificate_is_looked_up_in_its_own_list() -> None:
    other = StatusReference(uri=URI + "8", index=3)
    lists = a_list([(3, 1)]), a_list([(INDEX, 1), (3, 2)], uri=other.uri)
    assert status(*lists) == PASSED
    assert status(*lists, credential=issue(status=other).credential) == (Outcome.FAILED, Code.SUSPENDED)


def test_the_newest_list_of_a_name_counts() -> None:
    old, new = a_list(issued=NOW - 9 * HOUR), a_list([(INDEX, 1)])
    for lists in ((old, new), (new, old)):
        assert status(*lists) == (Outcome.FAILED, Code.REVOKED)


def test_a_list_that_comes_later_counts_from_then_on() -> None:
    reader = verifier(bundle(status_lists=(a_list(),)), policy=EXACT)
    assert reader.evaluate(CREDENTIAL).verdict is Verdict.VALID
    reader.lists.add(a_list([(INDEX, 1)], issued=NOW))
    assert reader.evaluate(CREDENTIAL).code is Code.REVOKED


def test_a_list_that_cannot_be_read_costs_nobody_else_his() -> None:
    assert status(b"\xff", a_list()[:-1], a_list([(INDEX, 1)])) == (Outcome.FAILED, Code.REVOKED)


def test_other_reasons_to_refuse_a_certificate_are_told_beside_its_status() -> None:
    found = report(a_list([(INDEX, 1)]), at=NOW + 400 * DAY)
    assert [check.code for check in found.checks if check.outcome is Outcome.FAILED] == [Code.EXPIRED, Code.REVOKED]


def test_a_list_is_for_keys_by_their_kid() -> None:
    nameless = Draft.of(a_list()).with_headers({Header.KID: None}).signed(KEY)
    assert status(nameless) == UNKNOWN
