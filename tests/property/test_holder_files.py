"""Holders' files: what goes in comes out, under its passphrase and no other; no bytes raise anything but our errors."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.passphrase import MAX_PASSPHRASE_BYTES
from cicpa_credentials.wire import cbor
from holder_files import (
    CHECK,
    HEAD,
    PASSPHRASE,
    content_of,
    every_kind,
    make_scrypt_cheap,
    mended,
    plain,
    taken,
    written,
)
from hostile import values
from office import dice
from presenting import bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.issuer import IssuedCertificate


@pytest.fixture(scope="module", autouse=True)
def _cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        make_scrypt_cheap(patch)
        yield


kinds = st.sampled_from(every_kind())
passphrases = st.binary(min_size=1, max_size=MAX_PASSPHRASE_BYTES)
labels = st.sampled_from([1, 2, 17, 171]) | st.integers(-5, 300) | st.text(max_size=3)
anything = values(keys=labels, tags=[18, 24, 60, 61, 100])


def refusals(data: bytes, passphrase: bytes | None = None) -> set[Code]:
    try:
        taken(data, passphrase)
    except CicpaError as error:
        return {error.code}
    return set()


@given(held=kinds, passphrase=st.none() | passphrases, seed=st.integers(0, 2**32))
def test_what_goes_in_comes_out(held: IssuedCertificate, passphrase: bytes | None, seed: int) -> None:
    data = written(held, passphrase, seed=seed)
    kept = taken(data, passphrase)._held
    assert (kept.credential, kept.disclosures, kept.base_url) == (held.credential, held.disclosures, held.base_url)
    assert taken(data, passphrase).to_bytes(passphrase=passphrase, random_bytes=dice(-1 - seed)) == data


@given(right=passphrases, wrong=passphrases)
def test_no_other_passphrase_opens_it(right: bytes, wrong: bytes) -> None:
    assert refusals(written(passphrase=right), wrong) == (set() if wrong == right else {Code.WRONG_PASSPHRASE})


@given(held=kinds, seed=st.integers(0, 2**32))
def test_an_encrypted_file_holds_nothing_that_the_certificate_says(held: IssuedCertificate, seed: int) -> None:
    data = written(held, PASSPHRASE, seed=seed)
    content = written(held)[HEAD:-CHECK]
    pieces = {content[start : start + 5] for start in range(len(content) - 4)}
    assert not any(data[start : start + 5] in pieces for start in range(HEAD, len(data) - 4))


@given(data=st.binary(max_size=400), passphrase=st.none() | st.just(PASSPHRASE))
@example(b"CICPA", None)
@example(b"CICPA\x02" + bytes(36), PASSPHRASE)
def test_no_bytes_raise_anything_but_our_errors(data: bytes, passphrase: bytes | None) -> None:
    assert refusals(data, passphrase)
    for version in (b"\x01", b"\x02"):
        assert refusals(b"CICPA" + version + data, passphrase)
        assert refusals(mended(b"CICPA" + version + data), passphrase)


@given(content=st.dictionaries(labels, anything, max_size=3) | anything)
def test_no_content_raises_anything_but_our_errors(content: Any) -> None:  # noqa: ANN401 - whatever CBOR can say
    assert refusals(plain(cbor.encode(content)))


@settings(max_examples=300)
@given(place=st.integers(0, 10_000), bits=st.integers(1, 255), encrypted=st.booleans())
def test_a_changed_byte_is_found(place: int, bits: int, *, encrypted: bool) -> None:
    passphrase = PASSPHRASE if encrypted else None
    changed = bytearray(written(passphrase=passphrase))
    changed[place % len(changed)] ^= bits
    place %= len(changed)
    expected = Code.NOT_A_HOLDER_FILE if place < HEAD - 1 else Code.MALFORMED
    found = refusals(bytes(changed), passphrase)
    assert found == {expected} or (place == HEAD - 1 and found <= {Code.UNSUPPORTED, Code.MALFORMED})


@settings(max_examples=300)
@given(place=st.integers(HEAD, 10_000), bits=st.integers(1, 255))
def test_a_changed_byte_of_an_encrypted_file_never_opens_even_with_its_digest_mended(place: int, bits: int) -> None:
    body = bytearray(written(passphrase=PASSPHRASE)[:-CHECK])
    place = HEAD + place % (len(body) - HEAD)
    body[place] ^= bits
    assert refusals(mended(bytes(body)), PASSPHRASE) == {Code.WRONG_PASSPHRASE}


@settings(max_examples=200)
@given(place=st.integers(0, 10_000), bits=st.integers(1, 255))
def test_a_changed_byte_of_a_plain_file_with_its_digest_mended_is_refused_or_no_other_claim(
    place: int, bits: int
) -> None:
    issued = bytearray(content_of(written())[2])
    issued[place % len(issued)] ^= bits
    with suppress(CicpaError):
        holder = taken(plain({1: bound().base_url, 2: bytes(issued)}))
        assert holder.unverified_details() == Holder(bound()).unverified_details()
