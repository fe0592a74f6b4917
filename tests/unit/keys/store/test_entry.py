"""The public facts of a key: states, certificates, and the JSON form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.x509 import ObjectIdentifier, UnrecognizedExtension

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.store import EntryState, KeyEntry, KeyPurpose
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from key_stores import BEIJING, NOW, SHANGHAI, Stores, days
from pki import Recipe, a_ca, a_root, ec_key, mint

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(path=tmp_path)


def _entry(seed: int = 7, purpose: KeyPurpose = KeyPurpose.ISSUING, code: str = BEIJING) -> KeyEntry:
    return KeyEntry(
        public_key=PublicKey(ec_key(seed).public_key()),
        association=code,
        purpose=purpose,
        created=NOW,
        file_digest="0" * 64,
    )


@pytest.fixture
def certified(stores: Stores) -> KeyEntry:
    return _entry().certified((stores.certificate(_entry()),))


def _refusal(change: Any) -> Code:  # noqa: ANN401 - any call
    with pytest.raises((KeyHandlingError, TrustError)) as caught:
        change()
    return caught.value.code


class TestStates:
    def test_a_key_waits_for_its_certificate(self) -> None:
        assert _entry().state is EntryState.PENDING
        assert _refusal(lambda: _entry().mandate) is Code.KEY_UNCERTIFIED

    def test_a_certificate_makes_it_active(self, certified: KeyEntry) -> None:
        assert certified.state is EntryState.ACTIVE
        assert certified.mandate.association == BEIJING
        assert certified.mandate.categories == frozenset(Category)
        assert (certified.mandate.not_before, certified.mandate.not_after) == (NOW - days(10), NOW + days(355))

    def test_a_certificate_can_be_renewed(self, stores: Stores, certified: KeyEntry) -> None:
        renewed = certified.certified((stores.certificate(certified, (0, 1000)),))
        assert renewed.mandate.not_after == NOW + days(1000)

    def test_a_retired_key_signs_nothing_and_is_not_certified_again(self, stores: Stores, certified: KeyEntry) -> None:
        retired = certified.retired(NOW)
        assert (retired.state, retired.retired_at) == (EntryState.RETIRED, NOW)
        for change in (
            retired.require_alive,
            lambda: retired.retired(NOW),
            lambda: retired.certified((stores.certificate(certified),)),
        ):
            assert _refusal(change) is Code.KEY_RETIRED

    def test_a_key_that_was_never_certified_can_be_retired(self) -> None:
        assert _entry().retired(NOW).state is EntryState.RETIRED

    def test_a_compromised_key_stays_so(self, stores: Stores, certified: KeyEntry) -> None:
        compromised = certified.retired(NOW).compromised(NOW, "laptop stolen")
        assert compromised.state is EntryState.COMPROMISED
        for change in (
            compromised.require_alive,
            lambda: compromised.retired(NOW),
            lambda: compromised.certified((stores.certificate(certified),)),
        ):
            assert _refusal(change) is Code.KEY_COMPROMISED

    def test_the_moment_of_a_compromise_moves_back_and_never_forward(self, certified: KeyEntry) -> None:
        compromised = certified.compromised(NOW, "laptop stolen")
        earlier = compromised.compromised(NOW - days(1), "stolen a day earlier")
        assert (earlier.compromised_since, earlier.reason) == (NOW - days(1), "stolen a day earlier")
        for since in (NOW, NOW + days(1)):
            assert _refusal(lambda since=since: compromised.compromised(since, "later")) is Code.KEY_COMPROMISED

    @pytest.mark.parametrize("reason", ["", "r" * 201, "two\nlines", "bell\x07", "\ud800"])
    def test_a_reason_is_one_line(self, certified: KeyEntry, reason: str) -> None:
        assert _refusal(lambda: certified.compromised(NOW, reason)) is Code.MALFORMED


class TestCertificates:
    def test_an_empty_chain_certifies_nothing(self) -> None:
        assert _refusal(lambda: _entry().certified(())) is Code.KEY_UNCERTIFIED

    def test_a_certificate_of_another_key(self, stores: Stores) -> None:
        assert _refusal(lambda: _entry(7).certified((stores.certificate(_entry(8)),))) is Code.KEY_MISMATCH

    def test_a_certificate_of_another_association(self, stores: Stores) -> None:
        chain = (stores.certificate(_entry(), of=SHANGHAI),)
        assert _refusal(lambda: _entry().certified(chain)) is Code.OUT_OF_SCOPE

    def test_a_seal_certificate_for_an_issuing_key_and_the_other_way_round(self, stores: Stores) -> None:
        sealing = _entry(purpose=KeyPurpose.SEAL)
        assert _refusal(lambda: sealing.certified((stores.certificate(_entry()),))) is Code.OUT_OF_SCOPE
        assert _refusal(lambda: _entry().certified((_seal_certificate(stores),))) is Code.OUT_OF_SCOPE

    def test_a_seal_key_may_sign_certificates_of_no_category(self, stores: Stores) -> None:
        sealing = _entry(purpose=KeyPurpose.SEAL).certified((_seal_certificate(stores),))
        assert (sealing.mandate.association, sealing.mandate.categories) == (BEIJING, frozenset())

    def test_a_seal_certificate_of_another_association(self, stores: Stores) -> None:
        elsewhere = _entry(purpose=KeyPurpose.SEAL, code=SHANGHAI)
        assert _refusal(lambda: elsewhere.certified((_seal_certificate(stores),))) is Code.OUT_OF_SCOPE

    def test_a_root_is_certified_by_itself_and_by_nobody_else(self, stores: Stores) -> None:
        signer = InProcessSigner(ec_key(7))
        entry = replace(_entry(purpose=KeyPurpose.ROOT, code="100000"), public_key=signer.public_key)
        own = RootAuthority.create(signer, name="Root", valid_for=days(3650), clock=lambda: NOW)
        rooted = entry.certified((own.certificate,))
        assert (rooted.mandate.association, rooted.mandate.categories) == ("100000", frozenset())
        assert rooted.mandate.not_after == NOW + days(3650)
        assert _refusal(lambda: entry.certified((stores.certificate(entry),))) is Code.KEY_MISMATCH

    def test_a_chain_of_a_licensed_ca_is_kept_without_its_root(self) -> None:
        leaf, issuer, root = _licensed_chain()
        for chain in ((leaf, issuer), (leaf, issuer, root)):
            certified = _entry().certified(chain)
            assert certified.chain == (leaf, issuer)
            assert KeyEntry.from_dict(certified.to_dict()) == certified

    def test_a_chain_out_of_order_or_with_a_stranger_in_it(self, stores: Stores) -> None:
        leaf, issuer, root = _licensed_chain()
        for chain in ((leaf, root, issuer), (leaf, root), (leaf, stores.root.certificate)):
            assert _refusal(lambda chain=chain: _entry().certified(chain)) is Code.KEY_MISMATCH

    def test_a_chain_longer_than_a_verifier_would_follow(self) -> None:
        chain = [a_root()]
        for number in range(3):
            chain.insert(0, mint(a_ca(f"ca {number}", 2 + number), by=chain[0]))
        below = tuple(one.certificate for one in (mint(Recipe(seed=7), by=chain[0]), *chain[:-1]))
        assert _entry().certified((mint(Recipe(seed=7), by=chain[1]).certificate, *below[2:])).chain[1:] == below[2:]
        for given in (below, (*below, chain[-1].certificate)):
            assert _refusal(lambda given=given: _entry().certified(given)) is Code.KEY_MISMATCH

    def test_a_certificate_too_long_to_be_read_again(self) -> None:
        padding = UnrecognizedExtension(ObjectIdentifier("2.25.1"), b"p" * 65536)
        leaf = mint(Recipe(seed=7, extra=[(padding, False)]), by=a_root())
        assert _refusal(lambda: _entry().certified((leaf.certificate,))) is Code.MALFORMED


def _seal_certificate(stores: Stores) -> x509.Certificate:
    return stores.root.certify_seal(
        _entry().public_key, association=association(BEIJING), not_before=NOW, not_after=NOW + days(365)
    )


def _licensed_chain() -> tuple[x509.Certificate, ...]:
    root = a_root()
    ca = mint(a_ca("licensed", 2), by=root)
    return mint(Recipe(seed=7), by=ca).certificate, ca.certificate, root.certificate


class TestJson:
    def test_every_state_comes_back(self, certified: KeyEntry) -> None:
        retired = certified.retired(NOW)
        for entry in (_entry(), certified, retired, retired.compromised(NOW, "笔记本电脑被盗")):
            assert KeyEntry.from_dict(entry.to_dict()) == entry

    def test_it_tells_a_reader_the_state_and_the_window(self, certified: KeyEntry) -> None:
        facts = certified.retired(NOW).to_dict()
        assert (facts["state"], facts["retired_at"]) == ("retired", "2026-06-01T12:00:00Z")
        assert (facts["not_before"], facts["not_after"]) == ("2026-05-22T12:00:00Z", "2027-05-22T12:00:00Z")
        assert facts["kid"] == certified.kid.hex()
        assert "compromised_since" not in facts

    @pytest.mark.parametrize(
        "change",
        [
            {"kid": "0" * 16},
            {"state": "pending"},
            {"state": "retired"},
            {"association": "310000"},
            {"association": "999999"},
            {"purpose": "seal"},
            {"purpose": "root"},
            {"created": "2026-02-30T12:00:00Z"},
            {"not_after": "2036-06-01T12:00:00Z"},
            {"certificates": []},
            {"certificates": ["no certificate"]},
            {"public_key": "no key"},
            {"retired_at": "2026-06-01T12:00:00Z"},
            {"unknown": "fact"},
            {"reason": "\ud800"},
            {"reason": "\x1b[2J"},
        ],
    )
    def test_facts_that_contradict_each_other_are_damage(self, certified: KeyEntry, change: dict[str, Any]) -> None:
        facts = {**certified.to_dict(), **change}
        assert _refusal(lambda: KeyEntry.from_dict(facts)) is Code.KEYSTORE_DAMAGED

    def test_a_certificate_of_another_key_is_damage(self, stores: Stores, certified: KeyEntry) -> None:
        stranger = _entry(8).certified((stores.certificate(_entry(8)),)).to_dict()
        facts = {**certified.to_dict(), "certificates": stranger["certificates"]}
        assert _refusal(lambda: KeyEntry.from_dict(facts)) is Code.KEYSTORE_DAMAGED


def test_the_file_of_a_key_is_named_after_its_kid() -> None:
    assert _entry().file_name == f"{_entry().kid.hex()}.key.pem"
