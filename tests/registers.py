"""Registers for tests: the same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

import postgres
from cicpa_credentials.clock import CHINA
from cicpa_credentials.members.approval import Approval
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.members.values import Category
from cicpa_credentials.register import Register
from key_stores import NOW, Clock
from office import dice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cicpa_credentials.members.reasons import ReissueReason
    from cicpa_credentials.register import Batch, Entry
    from cicpa_credentials.status import StatusReference

LISTS: Final = "https://status.example.org/"
BEIJING: Final = "110000"
PRACTISING: Final = Category.PRACTISING
NON_PRACTISING: Final = Category.NON_PRACTISING
NUMBER: Final = "110000000017"
KID: Final = b"kid-0001"
YEAR: Final = timedelta(days=366)
QUARTER: Final = timedelta(days=90)
TODAY: Final = NOW.astimezone(CHINA).date()


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A running PostgreSQL, or a skip that says what is missing."""
    reason = postgres.missing()
    if reason:
        pytest.skip(reason)
    yield from postgres.running()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a register can be made: the path of a file, or the URL of a database."""
    if request.param == "sqlite":
        return tmp_path / "register.db"
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(place: str | Path, clock: Clock) -> Iterator[Register]:
    with create(place, clock=clock) as made:
        yield made


def create(place: str | Path, **changes: Any) -> Register:  # noqa: ANN401 - whatever `create` takes
    """A new register with small lists, and dice in the place of chance."""
    given: dict[str, Any] = {"list_base_uri": LISTS, "list_size": 1000, "clock": Clock(), "random_bytes": dice()}
    return Register.create(place, **(given | changes))


def credential_digest(reference: StatusReference) -> bytes:
    """What stands for the credential that has this place."""
    return hashlib.sha256(f"{reference.uri} {reference.index}".encode()).digest()


def record(batch: Batch, reference: StatusReference, **changes: Any) -> None:  # noqa: ANN401 - whatever `record` takes
    given: dict[str, Any] = {
        "kid": KID,
        "issued_at": NOW,
        "expires_at": NOW + YEAR,
        "credential_digest": credential_digest(reference),
    }
    batch.record(reference, **(given | changes))


def issue(
    register: Register,
    number: str = NUMBER,
    category: Category = PRACTISING,
    *,
    association: str = BEIJING,
    request_id: str | None = None,
    replaces: Sequence[StatusReference] = (),
    reason: ReissueReason | None = None,
    **changes: Any,  # noqa: ANN401 - whatever `record` takes
) -> Entry:
    """Issue a certificate as far as the register is concerned."""
    with register.batch() as batch:
        reference = batch.reserve(
            number=number, category=category, association=association, request_id=request_id, replaces=replaces
        )
    with register.batch() as batch:
        record(batch, reference, replaces=replaces, reason=reason, **changes)
    entry = register.find(number, category)
    assert entry is not None
    assert entry.reference == reference
    return entry


def issue_letter(
    register: Register,
    number: str = NUMBER,
    category: Category = PRACTISING,
    *,
    as_of: date = TODAY,
    by: str = "CICPA-7",
    on: date = TODAY,
    request_id: str | None = None,
    **changes: Any,  # noqa: ANN401 - whatever `record_letter` takes
) -> Entry:
    """Issue a letter of good standing as far as the register is concerned; the letter's entry."""
    with register.batch() as batch:
        reference = batch.reserve_letter(
            number=number, category=category, association=CICPA, as_of=as_of, request_id=request_id
        )
    given: dict[str, Any] = {
        "as_of": as_of,
        "approval": Approval(by=by, on=on),
        "kid": KID,
        "issued_at": NOW,
        "expires_at": NOW + QUARTER,
        "credential_digest": credential_digest(reference),
    }
    with register.batch() as batch:
        batch.record_letter(reference, **(given | changes))
    entry = register.find_by_digest(given["credential_digest"])
    assert entry is not None
    assert entry.reference == reference
    return entry
