"""Where in which list: the `status` claim."""

from __future__ import annotations

from typing import Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.errors import Code, StatusError
from cicpa_credentials.status import StatusReference
from status_samples import REFERENCE, URI


def test_a_reference_comes_back_from_its_claim() -> None:
    assert REFERENCE.to_claim() == {"status_list": {"idx": 500, "uri": URI}}
    assert StatusReference.from_claim(REFERENCE.to_claim()) == REFERENCE


def test_other_mechanisms_and_members_are_passed_over() -> None:
    claim = {"identifier_list": {"id": b"x"}, "status_list": {"idx": 0, "uri": URI, "more": 1}}
    assert StatusReference.from_claim(claim) == StatusReference(uri=URI, index=0)


@pytest.mark.parametrize(
    "claim",
    [
        None,
        "status_list",
        [],
        {},
        {"status_list": None},
        {"status_list": [0, URI]},
        {"status_list": {"uri": URI}},
        {"status_list": {"idx": 1}},
        {"status_list": {"idx": -1, "uri": URI}},
        {"status_list": {"idx": True, "uri": URI}},
        {"status_list": {"idx": 1.0, "uri": URI}},
        {"status_list": {"idx": "1", "uri": URI}},
        {"status_list": {"idx": CBORTag(2, b"\x01"), "uri": URI}},
        {"status_list": {"idx": 1, "uri": ""}},
        {"status_list": {"idx": 1, "uri": b"u"}},
        {b"status_list": {"idx": 1, "uri": URI}},
    ],
)
def test_anything_else_is_no_reference(claim: Any) -> None:  # noqa: ANN401 - whatever CBOR can say
    with pytest.raises(StatusError) as caught:
        StatusReference.from_claim(claim)
    assert caught.value.code is Code.CONTENT_INVALID
