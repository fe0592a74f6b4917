"""Encrypted disclosures, as the draft has them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.disclosure import decrypt_disclosure, encrypt_disclosure
from cicpa_credentials.errors import Code, DisclosureError
from office import dice

KEY = bytes.fromhex("a061c27a3273721e210d031863ad81b6")


def test_the_drafts_example_opens() -> None:
    """SD-CWT §12.1, figures 23 and 24."""
    entry = (
        bytes.fromhex("95d0040fe650e5baf51c907c"),
        bytes.fromhex("563a7d9f0f65d40b751fbc3fcc408e8fe27c375b60a4727b1f1e9572c07992eb5ec5a9"),
        bytes.fromhex("9f4d37da32187528416ed7ee95e0625f"),
    )
    disclosure = bytes.fromhex("8350bae611067bb823486797da1ebbb52f836b414243442d3132333435361901f5")
    assert decrypt_disclosure(entry, KEY) == disclosure


@given(st.binary(max_size=200))
def test_what_was_encrypted_comes_back(disclosure: bytes) -> None:
    assert decrypt_disclosure(encrypt_disclosure(disclosure, KEY, random_bytes=dice()), KEY) == disclosure


@pytest.mark.parametrize("entry", [None, [], [b"", b""], [b"", b"", b""], ["", b"", b""], [bytes(12), b"", bytes(15)]])
def test_what_is_no_entry_is_malformed(entry: object) -> None:
    with pytest.raises(DisclosureError) as refused:
        decrypt_disclosure(entry, KEY)
    assert refused.value.code is Code.MALFORMED


def test_what_is_no_byte_string_inside_is_malformed() -> None:
    for inside in (b"", b"\x01", b"\x41a\x00"):
        sealed = AESGCM(KEY).encrypt(bytes(12), inside, None)
        with pytest.raises(DisclosureError) as refused:
            decrypt_disclosure([bytes(12), sealed[:-16], sealed[-16:]], KEY)
        assert refused.value.code is Code.MALFORMED


def test_another_key_or_a_changed_bit_does_not_open_it() -> None:
    nonce, ciphertext, tag = encrypt_disclosure(b"disclosure", KEY, random_bytes=dice())
    for entry, key in (([nonce, ciphertext, tag], bytes(16)), ([nonce, ciphertext, bytes(16)], KEY)):
        with pytest.raises(DisclosureError) as refused:
            decrypt_disclosure(entry, key)
        assert refused.value.code is Code.DISCLOSURE_MISMATCH
