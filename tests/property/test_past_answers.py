"""Answers about the past: asked about now they are those of now, and what comes to be known only takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import Archive, Status
from cicpa_credentials.verifier import Outcome, Step, Verdict, Verifier
from office import CERTIFICATE, DAY, ENTRY, bundle, clock, issue
from pki import NOW
from status_samples import INDEX, REFERENCE, a_list

if TYPE_CHECKING:
    from cicpa_credentials.keys.trust import TrustBundle

CREDENTIAL: Final = issue(status=REFERENCE).credential
LAST: Final = 30

days = st.integers(0, LAST)
statuses = st.sampled_from([Status.VALID, Status.VALID, Status.INVALID, Status.SUSPENDED])
states = st.sampled_from([KeyState.ACTIVE, KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED])


def entry(state: KeyState, day: int) -> TrustedIssuer:
    return ENTRY if state is KeyState.ACTIVE else TrustedIssuer.of((CERTIFICATE,), state=state, since=NOW + day * DAY)


@st.composite
def histories(draw: st.DrawFn) -> list[TrustBundle]:
    """Bundles one after the other, each with the newest list of its day."""
    made = sorted(draw(st.sets(days, min_size=1, max_size=4)))
    return [
        bundle(
            entry(draw(states), draw(days)),
            sequence=number,
            issued=NOW + day * DAY,
            expires=NOW + (day + 20) * DAY,
            status_lists=[
                a_list([(INDEX, draw(statuses))], issued=NOW + day * DAY, ttl=10 * DAY, expires=NOW + 90 * DAY)
            ],
        )
        for number, day in enumerate(made)
    ]


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(LAST, LAST + 20))
def test_asked_about_now_it_is_what_it_says_unasked(history: list[TrustBundle], day: int) -> None:
    now = NOW + day * DAY
    verifier = Verifier(history[-1], archive=Archive(history), clock=clock(now))
    assert verifier.evaluate(CREDENTIAL, at=now) == verifier.evaluate(CREDENTIAL)


@settings(max_examples=60, deadline=None)
@given(histories(), days)
def test_it_is_what_a_verifier_of_that_day_found_unless_a_key_has_come_to_harm(
    history: list[TrustBundle], day: int
) -> None:
    at = NOW + day * DAY
    then = [one for one in history if one.issued <= at]
    report = Verifier(history[-1], archive=Archive(history), clock=clock(NOW + 60 * DAY)).evaluate(CREDENTIAL, at=at)
    again = Verifier(history[-1], archive=Archive(reversed(history)), clock=clock(NOW + 60 * DAY)).evaluate(
        CREDENTIAL, at=at
    )
    assert again == report
    if history[-1].issuers[0].state is KeyState.COMPROMISED:
        assert report.verdict is not Verdict.VALID
    if not then:
        assert report.verdict is not Verdict.VALID
    elif {one.issuers[0].state for one in history} == {KeyState.ACTIVE}:
        found = Verifier(then[-1], clock=clock(at)).evaluate(CREDENTIAL)
        assert (report.verdict, report.checks, report.basis.bundle) == (
            found.verdict,
            found.checks,
            found.basis.bundle,
        )
        assert report.checks[Step.KEY - 1].outcome is Outcome.PASSED
