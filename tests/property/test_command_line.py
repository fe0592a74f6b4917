"""Whatever is handed in at the command line is told or refused, and nothing of it is obeyed by a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbor2 import CBORSimpleValue
from hypothesis import example, given
from hypothesis import strategies as st

from cicpa_credentials.cli.anatomy import parts
from cicpa_credentials.cli.language import Language
from cicpa_credentials.cli.terminal import visible
from cicpa_credentials.wire import cbor, sign1, transport
from hostile import values
from office import BASE_URL, HOLDER, issue

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD = issue(holder_key=HOLDER.public_key)

odd = st.builds(CBORSimpleValue, st.sampled_from([0, 19, 32, 59, 255]))
anything = values(
    keys=st.integers(-70_000, 70_000) | st.text(max_size=9),
    tags=[18, 58, 60, 61, 62, 100, 1004],
    also=odd,
    leaves=12,
)
labels = st.sampled_from([1, 2, 4, 5, 6, 8, 11, 13, 16, 17, 170, 65535, -65537]) | st.integers(-99, 99)
maps = st.dictionaries(labels, anything, max_size=6)


def assert_harmless(content: str | bytes) -> None:
    for language in Language:
        for part in parts(content, language):
            for row in part.rows:
                for cell in row:
                    assert visible(cell) == cell


@given(st.text(max_size=300) | st.from_regex(r"\A[a-z:/]{0,20}#[0-9]{1,200}\Z"))
def test_any_text_is_told(text: str) -> None:
    assert_harmless(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_told(data: bytes) -> None:
    assert_harmless(data)


@given(maps, maps, maps | anything)
@example({13: [1]}, {17: []}, {-65537: {5: {2: 1}}})
@example({}, {}, {1: "\x1b]0;owned\x07", 6: 253_402_214_400})
def test_any_message_is_told(
    protected: Mapping[int, object], unprotected: Mapping[int, object], claims: object
) -> None:
    message = sign1.assemble(cbor.encode(protected), cbor.encode(claims), b"", unprotected=unprotected)
    assert_harmless(message)
    assert_harmless(transport.encode(message, base_url=BASE_URL))


@given(st.integers(0, len(GOOD.credential) - 1), st.integers(1, 255))
def test_a_credential_with_any_byte_changed_is_told(place: int, change: int) -> None:
    changed = bytearray(GOOD.credential)
    changed[place] ^= change
    assert_harmless(bytes(changed))


@given(st.text())
def test_what_is_made_visible_is_visible_and_stays_so(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert "\x1b" not in once
    assert "\n" not in once
