"""The vectors of the Token Status List: encodings at every width, a signed list, and a token that refers to it."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.status import Freshness, Status, StatusList, StatusListToken
from cicpa_credentials.wire import cbor

HERE = Path(__file__).parent
SMALL = HERE.parents[1].parent / "shared/vectors/status-list/small.json"
APPENDIX_C = json.loads((HERE / "status_list_appendix_c.json").read_text())["cases"]
SIZE = 1 << 20

needs_small = pytest.mark.skipif(not SMALL.is_file(), reason="../shared/vectors/status-list is not there")


def small() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SMALL.read_text())
    return content


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token_key() -> PublicKey:
    x, y = (int.from_bytes(from_base64url(small()["token_key_jwk"][name])) for name in ("x", "y"))
    return PublicKey(ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())


@pytest.mark.parametrize("case", APPENDIX_C, ids=lambda case: f"{case['bits']} bits")
def test_the_lists_of_appendix_c(case: dict[str, Any]) -> None:
    bits, statuses, lst = case["bits"], dict(case["statuses"]), bytes.fromhex("".join(case["lst"]))
    read = StatusList.decompress(lst, bits=bits)
    assert len(read) == SIZE
    assert {index: status for index, status in enumerate(read) if status} == {
        index: status for index, status in statuses.items() if status
    }
    assert StatusList.build(SIZE, statuses.items(), bits=bits) == read
    assert len(read.compress()) <= len(lst)


@needs_small
@pytest.mark.parametrize("number", [0, 1])
def test_the_lists_of_section_4(number: int) -> None:
    case = small()["cases"][number]
    bits, data = case["bits"], bytes.fromhex(case["bytes"])
    read = StatusList.decompress(from_base64url(case["lst"]), bits=bits)
    assert read.data == data
    assert list(read) == case["statuses"]
    assert StatusList.build(len(read), enumerate(case["statuses"]), bits=bits).data == data
    assert cbor.decode(bytes.fromhex(case["cbor"])) == {"bits": bits, "lst": from_base64url(case["lst"])}


@needs_small
def test_the_signed_list_of_section_5_2() -> None:
    token = StatusListToken.verify(bytes.fromhex(small()["token_cwt"]), token_key())
    assert token == StatusListToken(
        uri="https://example.com/statuslists/1",
        issued=datetime(2023, 6, 16, 12, 56, 10, tzinfo=UTC),
        expires=datetime(2042, 8, 15, 12, 56, 10, tzinfo=UTC),
        ttl=timedelta(hours=12),
        entries=StatusList(bits=1, data=bytes.fromhex("b9a3")),
    )
    assert [token.entries[index] for index in (0, 1)] == [Status.INVALID, Status.VALID]
    assert token.freshness(token.issued + timedelta(hours=11), leeway=timedelta(0)) is Freshness.FRESH


@needs_small
def test_the_signed_list_is_refused_with_any_byte_changed_that_is_signed() -> None:
    token, key = bytes.fromhex(small()["token_cwt"]), token_key()
    passed = set()
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1
        with suppress(CicpaError):
            StatusListToken.verify(bytes(changed), key)
            passed.add(place)
    # The kid's label and value stand in the unprotected header, and nothing of it is used.
    assert passed == {token.index(b"\x04\x4212") + place for place in (0, 2, 3)}
