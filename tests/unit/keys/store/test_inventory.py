"""The list of keys: which key signs, and the file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.store import KeyEntry, KeyPurpose
from cicpa_credentials.keys.store import inventory as module
from cicpa_credentials.keys.store.inventory import Inventory
from cicpa_credentials.members.values import Category
from key_stores import BEIJING, BOTH, NOW, SHANGHAI, Stores, days
from pki import ec_key

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(path=tmp_path)


def _pending(seed: int, code: str = BEIJING) -> KeyEntry:
    return KeyEntry(
        public_key=PublicKey(ec_key(seed).public_key()),
        association=code,
        purpose=KeyPurpose.ISSUING,
        created=NOW,
        file_digest="0" * 64,
    )


def _certified(
    stores: Stores, seed: int, window: tuple[float, float] = (-10, 355), *, categories: frozenset[Category] = BOTH
) -> KeyEntry:
    entry = _pending(seed)
    return entry.certified((stores.certificate(entry, window, categories=categories),))


def _signing(*entries: KeyEntry, after: float = 0, category: Category | None = None) -> KeyEntry:
    inventory = Inventory(passphrase_check="", entries=entries)
    return inventory.signing(BEIJING, KeyPurpose.ISSUING, category=category, at=NOW + days(after))


def _refusal(*entries: KeyEntry, after: float = 0, category: Category | None = None) -> Code:
    with pytest.raises(KeyHandlingError) as caught:
        _signing(*entries, after=after, category=category)
    return caught.value.code


class TestWhichKeySigns:
    def test_the_old_key_signs_until_the_window_of_the_new_one_begins(self, stores: Stores) -> None:
        old, new = _certified(stores, 1, (-300, 60)), _certified(stores, 2, (30, 395))
        for keys in ((old, new), (new, old)):
            assert _signing(*keys) is old
            assert _signing(*keys, after=29.999) is old
            assert _signing(*keys, after=30) is new
            assert _signing(*keys, after=395) is new

    def test_a_pending_key_changes_nothing(self, stores: Stores) -> None:
        old = _certified(stores, 1)
        assert _signing(old, _pending(2)) is old

    def test_when_the_new_key_is_retired_or_compromised_the_old_one_signs_on(self, stores: Stores) -> None:
        old, new = _certified(stores, 1), _certified(stores, 2, (-5, 360))
        assert _signing(old, new) is new
        assert _signing(old, new.retired(NOW)) is old
        assert _signing(old, new.compromised(NOW, "lost")) is old

    def test_of_keys_with_the_same_window_the_one_made_last_signs(self, stores: Stores) -> None:
        first, second = _certified(stores, 1), replace(_certified(stores, 2), created=NOW + days(1))
        assert _signing(first, second) is second
        assert _signing(second, first) is second

    def test_the_window_includes_its_first_and_its_last_second(self, stores: Stores) -> None:
        key = _certified(stores, 1, (0, 10))
        assert _signing(key) is key
        assert _signing(key, after=10) is key
        assert _refusal(key, after=-1 / 86400) is Code.KEY_NOT_VALID
        assert _refusal(key, after=10 + 1 / 86400) is Code.KEY_NOT_VALID

    def test_an_association_may_keep_a_key_for_each_category(self, stores: Stores) -> None:
        practising = _certified(stores, 1, categories=frozenset({Category.PRACTISING}))
        others = _certified(stores, 2, (-5, 355), categories=frozenset({Category.NON_PRACTISING}))
        assert _signing(practising, others, category=Category.PRACTISING) is practising
        assert _signing(practising, others, category=Category.NON_PRACTISING) is others
        assert _refusal(practising, category=Category.NON_PRACTISING) is Code.OUT_OF_SCOPE

    def test_who_has_no_key_is_told_so(self, stores: Stores) -> None:
        assert _refusal() is Code.KEY_NOT_FOUND
        assert _refusal(_pending(1, SHANGHAI)) is Code.KEY_NOT_FOUND
        inventory = Inventory(passphrase_check="", entries=(_certified(stores, 1),))
        with pytest.raises(KeyHandlingError) as caught:
            inventory.signing(BEIJING, KeyPurpose.SEAL, at=NOW)
        assert caught.value.code is Code.KEY_NOT_FOUND

    def test_of_several_reasons_the_one_is_given_that_can_be_mended(self, stores: Stores) -> None:
        ended = _certified(stores, 1, (-300, -1))
        retired = _certified(stores, 2).retired(NOW)
        compromised = _certified(stores, 3).compromised(NOW, "lost")
        assert _refusal(compromised) is Code.KEY_COMPROMISED
        assert _refusal(compromised, retired) is Code.KEY_RETIRED
        assert _refusal(compromised, retired, ended) is Code.KEY_NOT_VALID
        assert _refusal(compromised, retired, ended, _pending(4)) is Code.KEY_UNCERTIFIED


class TestLookingUp:
    def test_a_key_is_found_by_its_kid(self) -> None:
        inventory = Inventory(passphrase_check="", entries=(_pending(1), _pending(2)))
        assert inventory.entry(_pending(2).kid) == _pending(2)
        with pytest.raises(KeyHandlingError) as caught:
            inventory.entry(b"unknown!")
        assert caught.value.code is Code.KEY_NOT_FOUND

    def test_expiring_keys_are_the_active_ones_whose_window_ends_in_between(self, stores: Stores) -> None:
        ended, ending = _certified(stores, 1, (-300, -1)), _certified(stores, 2, (-300, 20))
        lasting, retired = _certified(stores, 3), _certified(stores, 4, (-300, 20)).retired(NOW)
        inventory = Inventory(passphrase_check="", entries=(ended, ending, lasting, retired, _pending(5)))
        assert inventory.expiring(after=NOW, until=NOW + days(20)) == (ending,)
        assert inventory.expiring(after=NOW, until=NOW + days(19)) == ()

    def test_there_must_be_a_key_to_follow_and_none_that_waits(self, stores: Stores) -> None:
        for entries, code in (((), Code.KEY_NOT_FOUND), ((_pending(1),), Code.KEY_UNCERTIFIED)):
            with pytest.raises(KeyHandlingError) as caught:
                Inventory(passphrase_check="", entries=entries).require_rotatable(BEIJING, KeyPurpose.ISSUING)
            assert caught.value.code is code
        for entry in (_certified(stores, 1), _certified(stores, 1).compromised(NOW, "lost")):
            Inventory(passphrase_check="", entries=(entry,)).require_rotatable(BEIJING, KeyPurpose.ISSUING)

    def test_an_entry_takes_the_place_of_the_one_with_its_kid(self, stores: Stores) -> None:
        inventory = Inventory(passphrase_check="").having(_pending(1)).having(_pending(2))
        certified = _certified(stores, 1)
        assert inventory.having(certified).entries == (certified, _pending(2))


class TestTheFile:
    @pytest.fixture
    def document(self, stores: Stores) -> Any:  # noqa: ANN401 - JSON
        entries = (_certified(stores, 1).compromised(NOW, "丢失"), _pending(2))
        return json.loads(Inventory(passphrase_check="check", entries=entries).encode())

    def test_it_comes_back(self, stores: Stores) -> None:
        inventory = Inventory(passphrase_check="check", entries=(_certified(stores, 1), _pending(2)))
        assert Inventory.decode(inventory.encode()) == inventory

    def test_it_is_as_its_schema_says(self, document: Any) -> None:  # noqa: ANN401 - JSON
        assert schemas.problems("key-store", document) == ()

    def test_people_can_read_it(self, stores: Stores) -> None:
        text = (
            Inventory(passphrase_check="", entries=(_certified(stores, 1).compromised(NOW, "丢失"),)).encode().decode()
        )
        assert '"reason": "丢失"' in text
        assert text.endswith("}\n")

    def test_what_would_be_too_long_to_read_is_not_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MAX_BYTES", 100)
        with pytest.raises(KeyHandlingError) as caught:
            Inventory(passphrase_check="", entries=(_pending(1),)).encode()
        assert caught.value.code is Code.STORAGE_FAILED

    @pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"version": ' + b"9" * 5000 + b"}"])
    def test_what_is_not_json_is_damaged(self, data: bytes) -> None:
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(data)
        assert caught.value.code is Code.KEYSTORE_DAMAGED

    @pytest.mark.parametrize(
        "data",
        [
            b"{}",
            b"[]",
            b"null",
            b'{"format": "other", "version": 1}',
            b'{"format": "cicpa-key-store"}',
            b'{"format": "cicpa-key-store", "version": 2}',
        ],
    )
    def test_another_format_and_a_later_version_are_foreign(self, data: bytes) -> None:
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(data)
        assert caught.value.code is Code.KEYSTORE_FOREIGN

    def test_what_breaks_the_schema_is_damaged_and_the_place_is_named(self, document: Any) -> None:  # noqa: ANN401 - JSON
        document["keys"][1]["kid"] = "not a kid"
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(json.dumps(document).encode())
        assert caught.value.code is Code.KEYSTORE_DAMAGED
        assert "/keys/1/kid" in str(caught.value)
        assert "not a kid" not in str(caught.value)

    @pytest.mark.parametrize("name", ["format", "version", "passphrase_check", "keys"])
    def test_nothing_may_be_missing(self, document: Any, name: str) -> None:  # noqa: ANN401 - JSON
        del document[name]
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(json.dumps(document).encode())
        assert caught.value.code in {Code.KEYSTORE_DAMAGED, Code.KEYSTORE_FOREIGN}

    @pytest.mark.parametrize("foreign", ["\ud800", "é", "\x1b"])
    def test_pem_is_ascii(self, document: Any, foreign: str) -> None:  # noqa: ANN401 - JSON
        """JSON can spell what no encoding takes; nothing of that may come as far as a parser of PEM."""
        for place, name in ((document, "passphrase_check"), (document["keys"][1], "public_key")):
            changed = {**document, "keys": [dict(one) for one in document["keys"]]}
            target = changed if place is document else changed["keys"][1]
            target[name] = place[name] + foreign
            with pytest.raises(KeyHandlingError) as caught:
                Inventory.decode(json.dumps(changed).encode())
            assert caught.value.code is Code.KEYSTORE_DAMAGED
        document["keys"][1]["certificates"] = [foreign]
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(json.dumps(document).encode())
        assert caught.value.code is Code.KEYSTORE_DAMAGED

    def test_a_member_that_stands_twice_is_damage(self, document: Any) -> None:  # noqa: ANN401 - JSON
        data = json.dumps(document).replace('"version": 1', '"version": 2, "version": 1')
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(data.encode())
        assert caught.value.code is Code.KEYSTORE_DAMAGED

    def test_a_kid_that_stands_twice_is_damage(self, document: Any) -> None:  # noqa: ANN401 - JSON
        document["keys"].append(document["keys"][1])
        with pytest.raises(KeyHandlingError) as caught:
            Inventory.decode(json.dumps(document).encode())
        assert caught.value.code is Code.KEYSTORE_DAMAGED
