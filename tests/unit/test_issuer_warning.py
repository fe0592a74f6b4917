"""The issuer says in time that its key's window ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cicpa_credentials.keys.expiry import LOGGER
from office import certified, issuer
from pki import NOW
from sample_records import record

if TYPE_CHECKING:
    import pytest

ENDING = certified(window=(NOW - timedelta(days=300), NOW + timedelta(days=20)))


def test_once_while_it_goes_on_issuing(caplog: pytest.LogCaptureFixture) -> None:
    busy = issuer(certificate=ENDING)
    for _ in range(3):
        busy.issue(record())
    (told,) = caplog.records
    assert told.name == LOGGER
    assert vars(told)["event"] == "key_window_ending"


def test_how_soon_is_the_hosts_choice(caplog: pytest.LogCaptureFixture) -> None:
    issuer(certificate=ENDING, warn_within=timedelta(days=19)).issue(record())
    assert not caplog.records
