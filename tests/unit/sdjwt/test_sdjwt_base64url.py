from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.sdjwt import base64url


def test_the_example_of_the_standard() -> None:
    """RFC 7515 appendix C."""
    assert base64url.encode(bytes([3, 236, 255, 224, 193])) == "A-z_4ME"
    assert base64url.decode("A-z_4ME") == bytes([3, 236, 255, 224, 193])


@pytest.mark.parametrize("size", range(10))
def test_what_is_written_is_read(size: int) -> None:
    data = bytes(range(246, 246 + size))
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize(
    "text", ["A-z_4ME=", "A+z/4ME", "A-z_4MF", "A", "A-z_4M E", "A-z_4ME\n", "A-z_4M€", "\ud800", "....", "~"]
)
def test_any_other_way_to_write_is_refused(text: str) -> None:
    with pytest.raises(WireError) as refused:
        base64url.decode(text)
    assert refused.value.code is Code.MALFORMED
