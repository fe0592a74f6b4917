"""What a published list says, and when it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.register import ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.status import Status, StatusList, StatusListToken
from key_stores import NOW, days
from pki import ec_key
from registers import BEIJING, LISTS, PRACTISING, YEAR, create, issue

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.register import Entry, Register
    from key_stores import Clock

URI = f"{LISTS}{BEIJING}/1"


def number(last: int) -> str:
    return f"11000000{last:04}"


def populated(register: Register) -> dict[Status, Entry]:
    """One certificate of each standing, and one reservation."""
    entries = {status: issue(register, number(status)) for status in Status}
    register.revoke(number(Status.INVALID), PRACTISING, reason=RevocationReason.LEFT, actor="a")
    register.suspend(number(Status.SUSPENDED), PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")
    register.supersede(number(Status.SUPERSEDED), PRACTISING, reason=ReissueReason.ASSOCIATION_CHANGED, actor="a")
    with register.batch() as batch:
        batch.reserve(number=number(9), category=PRACTISING, association=BEIJING)
    return entries


def test_a_list_says_what_became_of_each_certificate(register: Register) -> None:
    entries = populated(register)
    (published,) = register.publish(BEIJING)
    assert (published.uri, published.as_of) == (URI, NOW)
    assert (published.entries.bits, len(published.entries)) == (2, 1000)
    for status, entry in entries.items():
        assert published.entries[entry.reference.index] == status
    assert sum(published.entries[index] != Status.VALID for index in range(1000)) == 3


def test_statuses_are_the_same_in_the_order_of_indexes(register: Register) -> None:
    entries = populated(register)
    told = register.statuses(URI)
    assert told == tuple(sorted(told))
    assert dict(told) == {
        entry.reference.index: status for status, entry in entries.items() if status is not Status.VALID
    }
    (published,) = register.publish(BEIJING)
    assert StatusList.build(1000, told) == published.entries


def test_all_lists_of_an_association_are_published_in_order(place: str | Path) -> None:
    with create(place, list_size=2) as register:
        entries = [issue(register, number(last)) for last in range(5)]
        register.revoke(number(3), PRACTISING, reason=RevocationReason.DECEASED, actor="a")
        published = register.publish(BEIJING)
    assert [one.uri for one in published] == [f"{LISTS}{BEIJING}/{count}" for count in (1, 2, 3)]
    by_uri = {one.uri: one.entries for one in published}
    place_of = entries[3].reference
    assert by_uri[place_of.uri][place_of.index] == Status.INVALID


def test_what_expired_long_ago_is_left_out(register: Register, clock: Clock) -> None:
    entries = populated(register)
    clock.now = NOW + YEAR + days(30)
    assert len(register.statuses(URI)) == 3
    clock.now += days(1)
    assert register.statuses(URI) == ()
    (published,) = register.publish(BEIJING)
    assert published.entries[entries[Status.INVALID].reference.index] == Status.VALID
    found = register.find(number(Status.INVALID), PRACTISING)
    assert found is not None
    assert found.status is Status.INVALID  # the register forgets nothing


def test_a_list_that_is_not_there_is_refused(register: Register) -> None:
    with pytest.raises(RegisterError) as refused:
        register.statuses(URI)
    assert refused.value.code is Code.NOT_REGISTERED


def test_a_published_list_is_never_older_than_the_last_event(register: Register, clock: Clock) -> None:
    clock.now = NOW + days(1)
    issue(register)
    clock.now -= 60 * (days(1) / 86400)
    (published,) = register.publish(BEIJING)
    assert published.as_of == NOW + days(1)


def test_a_published_list_can_be_signed_and_verified(register: Register) -> None:
    entries = populated(register)
    signer = InProcessSigner(ec_key(7))
    (published,) = register.publish(BEIJING)
    token = StatusListToken(
        uri=published.uri, issued=published.as_of, expires=None, ttl=days(1), entries=published.entries
    )
    read = StatusListToken.verify(token.sign(signer), signer.public_key)
    assert read.uri == entries[Status.SUSPENDED].reference.uri
    assert read.entries[entries[Status.SUSPENDED].reference.index] == Status.SUSPENDED


def test_a_suspension_that_ended_leaves_no_trace_in_the_list(register: Register) -> None:
    issue(register, number(1))
    register.suspend(number(1), PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")
    register.resume(number(1), PRACTISING, reason=ResumptionReason.REMEDIED, actor="a")
    assert register.statuses(URI) == ()
