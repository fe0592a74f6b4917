"""What a key may sign, and what a certified signer passes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.mandate import CertifiedSigner, KeyState, Mandate
from cicpa_credentials.members.values import Category
from office import BEIJING, BOTH, DAY, KEY, SHANGHAI
from pki import NOW

MANDATE = Mandate(association=BEIJING, categories=frozenset({Category.PRACTISING}), not_before=NOW, not_after=NOW + DAY)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("at", [NOW, NOW + DAY / 2, NOW + DAY])
def test_it_covers_its_association_category_and_window_ends_included(at: object) -> None:
    MANDATE.require(association=BEIJING, category=Category.PRACTISING, at=at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"association": SHANGHAI}, Code.OUT_OF_SCOPE),
        ({"association": ""}, Code.OUT_OF_SCOPE),
        ({"category": Category.NON_PRACTISING}, Code.OUT_OF_SCOPE),
        ({"at": NOW - SECOND}, Code.KEY_NOT_VALID),
        ({"at": NOW + DAY + SECOND}, Code.KEY_NOT_VALID),
        ({"at": NOW - SECOND, "association": SHANGHAI}, Code.OUT_OF_SCOPE),
    ],
)
def test_it_covers_nothing_else(changes: dict[str, object], code: Code) -> None:
    asked = {"association": BEIJING, "category": Category.PRACTISING, "at": NOW, **changes}
    with pytest.raises(KeyHandlingError) as caught:
        MANDATE.require(**asked)  # type: ignore[arg-type]
    assert caught.value.code is code


def test_without_a_category_it_covers_nothing() -> None:
    empty = Mandate(association=BEIJING, categories=frozenset(), not_before=NOW, not_after=NOW + DAY)
    for category in BOTH:
        with pytest.raises(KeyHandlingError) as caught:
            empty.require(association=BEIJING, category=category, at=NOW)
        assert caught.value.code is Code.OUT_OF_SCOPE


def test_a_certified_signer_is_its_signer() -> None:
    certified = CertifiedSigner(signer=KEY, mandate=MANDATE)
    assert certified.algorithm is KEY.algorithm
    assert certified.public_key is KEY.public_key
    assert certified.sign(b"data") == KEY.sign(b"data")


def test_states_are_written_as_published() -> None:
    assert [state.value for state in KeyState] == ["active", "retired", "compromised"]
