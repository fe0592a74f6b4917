from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.passphrase import MAX_PASSPHRASE_BYTES, ScryptCost, require_passphrase

_VECTORS = [  # RFC 7914 §12
    (
        (b"", b"", ScryptCost(n=16, r=1, p=1)),
        (
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
    ),
    (
        (b"pleaseletmein", b"SodiumChloride", ScryptCost(n=16384, r=8, p=1)),
        (
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
            "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ),
]


@pytest.mark.parametrize(("given", "key"), _VECTORS)
def test_keys_are_those_of_the_standards_own_examples(given: tuple[bytes, bytes, ScryptCost], key: str) -> None:
    passphrase, salt, cost = given
    assert cost.derive(passphrase, salt, length=64).hex() == key


@pytest.mark.parametrize(
    ("cost", "bearable"),
    [
        (ScryptCost(n=16384, r=8, p=5), True),
        (ScryptCost(n=16384, r=8, p=1), True),
        (ScryptCost(n=32768, r=8, p=16), True),
        (ScryptCost(n=65536, r=8, p=8), True),
        (ScryptCost(n=16384, r=8, p=33), False),
        (ScryptCost(n=131072, r=8, p=1), False),
        (ScryptCost(n=16383, r=8, p=5), False),
        (ScryptCost(n=1, r=8, p=5), False),
        (ScryptCost(n=0, r=8, p=5), False),
        (ScryptCost(n=16384, r=0, p=5), False),
        (ScryptCost(n=16384, r=8, p=0), False),
        (ScryptCost(n=2, r=1, p=1 << 30), False),
    ],
)
def test_the_cost_is_capped_in_memory_and_in_work(cost: ScryptCost, *, bearable: bool) -> None:
    assert cost.bearable is bearable


@pytest.mark.parametrize("passphrase", [b"", b"p" * (MAX_PASSPHRASE_BYTES + 1)])
def test_a_passphrase_that_protects_nothing_or_that_openssl_would_cut_is_none(passphrase: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        require_passphrase(passphrase)
    assert caught.value.code is Code.WRONG_PASSPHRASE
    require_passphrase(b"p" * MAX_PASSPHRASE_BYTES)
