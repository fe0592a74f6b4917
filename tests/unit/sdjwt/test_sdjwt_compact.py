from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.sdjwt.compact import MAX_TEXT, SdJwt


@pytest.mark.parametrize(
    ("text", "disclosures", "key_binding"),
    [
        ("j~", (), ""),
        ("j~a~", ("a",), ""),
        ("j~a~b~", ("a", "b"), ""),
        ("j~k", (), "k"),
        ("j~a~b~k", ("a", "b"), "k"),
        ("j~~", ("",), ""),
    ],
)
def test_the_permutations_of_the_standard(text: str, disclosures: tuple[str, ...], key_binding: str) -> None:
    """RFC 9901 §4."""
    parts = SdJwt.split(text)
    assert (parts.credential, parts.disclosures, parts.key_binding) == ("j", disclosures, key_binding)
    assert parts.text == text
    assert parts.presented == text.removesuffix(key_binding)


@pytest.mark.parametrize("text", ["", "j", "j.j.j", "j～a～", "j~é~", "j~\ud800~", "j~" + "a" * MAX_TEXT])
def test_what_cannot_be_one(text: str) -> None:
    with pytest.raises(WireError) as refused:
        SdJwt.split(text)
    assert refused.value.code is Code.NOT_A_CERTIFICATE


def test_the_cap_holds_to_the_character() -> None:
    assert len(SdJwt.split("~" + "a" * (MAX_TEXT - 1)).key_binding) == MAX_TEXT - 1


def test_nothing_of_it_shows_in_its_repr() -> None:
    assert repr(SdJwt.split("secret~")) == "<SdJwt>"
