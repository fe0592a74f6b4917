"""A seal: a certified key, and what is refused as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.store import KeyPurpose, KeyStore
from cicpa_credentials.keys.x509 import SEAL_USAGE
from cicpa_credentials.members import association
from cicpa_credentials.sealing import Seal
from office import CERTIFICATE, DAY, KEY, ROOT, clock, on_curve
from pki import NOW, Recipe, ec_key, mint
from seals import BEIJINGS, a_seal

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path


def refusal(**changes: object) -> Code:
    with pytest.raises(CicpaError) as caught:
        replace(BEIJINGS, **changes)  # type: ignore[arg-type]
    return caught.value.code


def test_a_seal_says_whose_it_is() -> None:
    assert BEIJINGS.association == association("110000")


def test_without_a_certificate_it_is_none() -> None:
    assert refusal(chain=()) is Code.KEY_UNCERTIFIED


def test_another_keys_certificate_is_refused() -> None:
    assert refusal(chain=a_seal(seed=9103).chain) is Code.KEY_MISMATCH


def test_an_issuing_key_seals_nothing() -> None:
    assert refusal(signer=KEY, chain=(CERTIFICATE,)) is Code.OUT_OF_SCOPE


def test_a_certificate_for_seals_that_names_no_association_is_refused() -> None:
    made = mint(Recipe(identifiers=(), usages=(SEAL_USAGE,)))
    assert refusal(signer=InProcessSigner(made.key), chain=(made.certificate,)) is Code.OUT_OF_SCOPE


def test_a_certificate_without_usages_is_refused() -> None:
    made = mint(Recipe(usages=None))
    assert refusal(signer=InProcessSigner(made.key), chain=(made.certificate,)) is Code.OUT_OF_SCOPE


def test_a_key_on_another_curve_is_refused() -> None:
    signer = on_curve(ec.SECP384R1())
    certificate = ROOT.certify_seal(
        signer.public_key, association=association("110000"), not_before=NOW, not_after=NOW + DAY
    )
    assert refusal(signer=signer, chain=(certificate,)) is Code.UNSUPPORTED


@pytest.mark.parametrize("moment", [NOW - 31 * DAY, NOW + 701 * DAY])
def test_it_is_in_force_only_in_its_window(moment: datetime) -> None:
    BEIJINGS.require_in_force(NOW)
    with pytest.raises(CicpaError) as caught:
        BEIJINGS.require_in_force(moment)
    assert caught.value.code is Code.KEY_NOT_VALID


class TestFromAStore:
    @pytest.fixture
    def store(self, tmp_path: Path) -> KeyStore:
        return KeyStore.create(tmp_path / "store", b"passphrase", clock=clock())

    def certified(self, store: KeyStore, window: timedelta) -> bytes:
        entry = store.new("110000", purpose=KeyPurpose.SEAL)
        certificate = ROOT.certify_seal(
            entry.public_key, association=association("110000"), not_before=NOW, not_after=NOW + window
        )
        store.attach(entry.kid, (certificate,))
        return entry.kid

    def test_the_seal_in_force_is_taken_with_its_certificate(self, store: KeyStore) -> None:
        kid = self.certified(store, 10 * DAY)
        seal = Seal.from_store(store, "110000")
        assert (seal.signer.public_key.kid, seal.chain) == (kid, store.entry(kid).chain)

    def test_an_issuing_key_of_the_store_is_none(self, store: KeyStore) -> None:
        store.new("110000")
        with pytest.raises(CicpaError) as caught:
            Seal.from_store(store, "110000")
        assert caught.value.code is Code.KEY_NOT_FOUND

    def test_a_retired_seal_seals_nothing_more(self, store: KeyStore) -> None:
        kid = self.certified(store, 10 * DAY)
        seal = Seal.from_store(store, "110000")
        store.retire(kid)
        with pytest.raises(CicpaError) as caught:
            seal.signer.sign(b"data")
        assert caught.value.code is Code.KEY_RETIRED


def test_it_tells_nobody_its_key() -> None:
    assert str(ec_key(9101).private_numbers().private_value) not in repr(BEIJINGS)
