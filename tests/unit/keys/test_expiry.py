"""The one warning that a key's window ends soon."""

from __future__ import annotations

import logging

import pytest

from cicpa_credentials.keys.expiry import LOGGER, ExpiryWarning
from cicpa_credentials.keys.mandate import CertifiedSigner, Mandate
from cicpa_credentials.keys.signer import InProcessSigner
from key_stores import BEIJING, BOTH, NOW, days
from pki import ec_key


def _signer(seed: int = 7) -> CertifiedSigner:
    mandate = Mandate(association=BEIJING, categories=BOTH, not_before=NOW - days(300), not_after=NOW + days(30))
    return CertifiedSigner(signer=InProcessSigner(ec_key(seed)), mandate=mandate)


def test_it_comes_once_for_each_key(caplog: pytest.LogCaptureFixture) -> None:
    warning = ExpiryWarning()
    for seed in (7, 7, 8, 7):
        warning.look_at(_signer(seed), at=NOW)
    assert [(one.name, one.levelno) for one in caplog.records] == [(LOGGER, logging.WARNING)] * 2


def test_its_facts_are_for_machines(caplog: pytest.LogCaptureFixture) -> None:
    ExpiryWarning().look_at(_signer(), at=NOW)
    facts = vars(caplog.records[0])
    assert facts["event"] == "key_window_ending"
    assert facts["kid"] == _signer().public_key.kid.hex()
    assert facts["association"] == BEIJING
    assert facts["not_after"] == "2026-07-01T12:00:00+00:00"


@pytest.mark.parametrize(("within", "told"), [(31, 1), (30, 1), (29, 0)])
def test_how_soon_is_soon_is_the_hosts_choice(caplog: pytest.LogCaptureFixture, within: float, told: int) -> None:
    ExpiryWarning().look_at(_signer(), at=NOW, within=days(within))
    assert len(caplog.records) == told


def test_it_still_comes_when_the_window_has_ended(caplog: pytest.LogCaptureFixture) -> None:
    ExpiryWarning().look_at(_signer(), at=NOW + days(31))
    assert len(caplog.records) == 1
