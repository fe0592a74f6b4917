from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys.times import moment, utc

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def test_a_moment_is_a_whole_number_of_seconds_that_datetime_has_room_for() -> None:
    assert moment(0) == EPOCH
    assert moment(MAX_SECONDS - 1).year == 9999


@pytest.mark.parametrize("value", [-1, 1.0, True, None, "0", MAX_SECONDS, 10**30])
def test_what_names_no_moment_is_malformed(value: object) -> None:
    with pytest.raises(TrustError) as caught:
        moment(value)
    assert caught.value.code is Code.MALFORMED


def test_a_hosts_moment_is_brought_to_utc_and_never_guessed() -> None:
    assert utc(EPOCH.astimezone(timezone(timedelta(hours=8)))).tzinfo is UTC
    with pytest.raises(TrustError) as caught:
        utc(EPOCH.replace(tzinfo=None))
    assert caught.value.code is Code.MALFORMED
