"""Encrypted private keys: what goes in comes out, and no bytes raise anything but our errors."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.der import Reader, Tag, element, unsigned
from cicpa_credentials.keys.passphrase import MAX_PASSPHRASE_BYTES, ScryptCost
from cicpa_credentials.keys.pkcs8 import decrypt, encrypt
from key_stores import CHEAP, PASSPHRASE, make_scrypt_cheap, salts
from pki import ec_key

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def _cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        make_scrypt_cheap(patch)
        yield


_passphrases = st.binary(min_size=1, max_size=MAX_PASSPHRASE_BYTES)


def _refusals(data: bytes) -> set[Code]:
    try:
        decrypt(data, PASSPHRASE)
    except KeyHandlingError as error:
        return {error.code}
    return set()


@given(seed=st.integers(1, 2**200), passphrase=_passphrases, salt=st.binary(min_size=16, max_size=16))
def test_a_key_comes_back_under_its_passphrase_and_under_no_other(seed: int, passphrase: bytes, salt: bytes) -> None:
    data = encrypt(ec_key(seed), passphrase, random_bytes=lambda count: salt[:count])
    key = decrypt(data, passphrase)
    assert isinstance(key, EllipticCurvePrivateKey)
    assert key.private_numbers().private_value == seed
    with pytest.raises(KeyHandlingError) as caught:
        decrypt(data, passphrase[:-1] + bytes((passphrase[-1] ^ 1,)))
    assert caught.value.code is Code.WRONG_PASSPHRASE


@given(st.binary(max_size=600))
@example(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n\n-----END ENCRYPTED PRIVATE KEY-----\n")
def test_no_file_raises_anything_but_our_errors(data: bytes) -> None:
    assert _refusals(data) == {Code.MALFORMED}


@given(st.binary(max_size=600))
def test_no_der_raises_anything_but_our_errors(data: bytes) -> None:
    body = base64.encodebytes(data).replace(b"\n", b"") or b"AA=="
    lines = b"\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    pem = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + lines + b"\n-----END ENCRYPTED PRIVATE KEY-----\n"
    assert _refusals(pem) <= {Code.MALFORMED, Code.UNSUPPORTED, Code.WRONG_PASSPHRASE}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_changed_byte_raises_nothing_but_our_errors(data: st.DataObject) -> None:
    good = pkcs8._from_pem(encrypt(ec_key(7), PASSPHRASE, random_bytes=salts))
    place = data.draw(st.integers(0, len(good) - 1))
    value = data.draw(st.integers(0, 255))
    changed = good[:place] + bytes((value,)) + good[place + 1 :]
    refused = _refusals(pkcs8._to_pem(changed))
    assert refused <= {Code.MALFORMED, Code.UNSUPPORTED, Code.WRONG_PASSPHRASE}


@given(n=st.integers(0, 2**70), r=st.integers(0, 2**40), p=st.integers(0, 2**40))
@example(n=CHEAP.n, r=CHEAP.r, p=CHEAP.p)
def test_a_cost_is_bearable_or_refused_before_any_work(n: int, r: int, p: int) -> None:
    cost = ScryptCost(n=n, r=r, p=p)
    if not cost.bearable:
        assert _refusals(pkcs8._to_pem(pkcs8._assemble(cost, b"s" * 16, b"v" * 16, b"c" * 32))) == {Code.UNSUPPORTED}
    else:
        assert n * r * 128 <= 64 * 1024 * 1024
        assert n * r * p <= 1 << 22


@given(st.lists(st.one_of(st.integers(0, 2**600), st.binary(max_size=300))))
def test_der_elements_come_back(values: list[int | bytes]) -> None:
    encoded = b"".join(unsigned(one) if isinstance(one, int) else element(Tag.OCTET_STRING, one) for one in values)
    reader = Reader(element(Tag.SEQUENCE, encoded)).sequence() if len(encoded) < 2**16 else Reader(encoded)
    read = [reader.unsigned() if isinstance(one, int) else reader.take(Tag.OCTET_STRING) for one in values]
    reader.finish()
    assert read == values


@given(st.binary(max_size=40), st.sampled_from(Tag))
def test_whatever_is_read_would_be_written_the_same(data: bytes, tag: Tag) -> None:
    reader = Reader(data)
    try:
        content = reader.take(tag)
    except KeyHandlingError as error:
        assert error.code is Code.MALFORMED  # noqa: PT017 - most bytes are no element
        return
    assert data.startswith(element(tag, content))
