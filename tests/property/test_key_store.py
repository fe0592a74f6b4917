"""A key store against a model of it, and its list against arbitrary content."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.store import EntryState, KeyEntry, KeyPurpose
from cicpa_credentials.keys.store.inventory import Inventory
from key_stores import BEIJING, NOW, SHANGHAI, Stores, days, make_scrypt_cheap
from pki import ec_key

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@dataclass
class _Document:
    """A good list of two keys, as JSON."""

    stores: Stores

    def __call__(self) -> Any:  # noqa: ANN401 - JSON
        first, second = (
            KeyEntry(
                public_key=PublicKey(ec_key(seed).public_key()),
                association=BEIJING,
                purpose=KeyPurpose.ISSUING,
                created=NOW,
                file_digest="0" * 64,
            )
            for seed in (1, 2)
        )
        certified = first.certified((self.stores.certificate(first),)).compromised(NOW, "lost")
        return json.loads(Inventory(passphrase_check="check", entries=(certified, second)).encode())


_document = _Document(Stores(path=Path("unused")))


def _only_our_errors(data: bytes) -> None:
    try:
        inventory = Inventory.decode(data)
    except KeyHandlingError as error:
        assert error.code in {Code.KEYSTORE_DAMAGED, Code.KEYSTORE_FOREIGN}  # noqa: PT017 - some are good
    else:
        assert Inventory.decode(inventory.encode()) == inventory


@given(st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_our_errors(data: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        Inventory.decode(data)
    assert caught.value.code in {Code.KEYSTORE_DAMAGED, Code.KEYSTORE_FOREIGN}


@given(data=st.data())
def test_no_changed_list_raises_anything_but_our_errors(data: st.DataObject) -> None:
    document = _document()
    where: Any = data.draw(st.sampled_from([document, *document["keys"]]))
    name = data.draw(st.sampled_from([*where, "reason", "retired_at", "compromised_since", "surplus"]))
    others = [one[name] for one in document["keys"] if name in one]
    where[name] = data.draw(_json | st.sampled_from([*others, "2026-06-01T12:00:00Z", "active", "root"]))
    _only_our_errors(json.dumps(document).encode())


@given(st.integers(0), st.binary(max_size=4))
def test_no_torn_list_raises_anything_but_our_errors(place: int, insertion: bytes) -> None:
    good = json.dumps(_document()).encode()
    cut = place % len(good)
    _only_our_errors(good[:cut] + insertion + good[cut + len(insertion) :])
    _only_our_errors(good[:cut])


class StoreMachine(RuleBasedStateMachine):
    """Does to a store whatever may be done to one, and keeps count beside it."""

    keys: Bundle[bytes] = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self._clean = ExitStack()
        patch = self._clean.enter_context(pytest.MonkeyPatch.context())
        make_scrypt_cheap(patch)
        folder = tempfile.mkdtemp()
        self._clean.callback(shutil.rmtree, folder)
        self._stores = Stores(path=Path(folder) / "store")
        self._store = self._stores.create()
        self._model: dict[bytes, KeyEntry] = {}

    def teardown(self) -> None:
        self._clean.close()

    def _expect(self, kid: bytes, allowed: set[EntryState], change: Any) -> None:  # noqa: ANN401 - any call
        state = self._model[kid].state
        try:
            entry: KeyEntry = change()
        except CicpaError as error:
            assert state not in allowed
            assert error.code.value == f"key_{state.value}"  # noqa: PT017 - whether it fails is the model's to say
        else:
            assert state in allowed
            self._model[kid] = entry

    @rule(target=keys, code=st.sampled_from([BEIJING, SHANGHAI]))
    def new(self, code: str) -> bytes:
        entry = self._store.new(code)
        self._model[entry.kid] = entry
        return entry.kid

    @rule(kid=keys, start=st.integers(-20, 20), length=st.integers(1, 40))
    def attach(self, kid: bytes, start: int, length: int) -> None:
        certificate = self._stores.certificate(self._model[kid], (start, start + length))
        self._expect(kid, {EntryState.PENDING, EntryState.ACTIVE}, lambda: self._store.attach(kid, [certificate]))

    @rule(kid=keys)
    def retire(self, kid: bytes) -> None:
        self._expect(kid, {EntryState.PENDING, EntryState.ACTIVE}, lambda: self._store.retire(kid))

    @rule(kid=keys)
    def compromise(self, kid: bytes) -> None:
        allowed = {EntryState.PENDING, EntryState.ACTIVE, EntryState.RETIRED}
        since = self._stores.clock.now
        if self._model[kid].state is not EntryState.COMPROMISED:
            self._expect(kid, allowed, lambda: self._store.compromise(kid, since=since, reason="lost"))

    @rule(ahead=st.floats(0, 10))
    def wait(self, ahead: float) -> None:
        self._stores.clock.now += days(ahead)

    @rule()
    def open_anew(self) -> None:
        self._store = self._stores.open()

    @invariant()
    def the_list_is_the_model(self) -> None:
        assert self._store.entries() == tuple(self._model.values())

    @invariant()
    def there_is_one_file_for_each_key_and_nothing_else(self) -> None:
        assert set(self._stores.files()) == {"keystore.json", *(one.file_name for one in self._model.values())}

    @invariant()
    def whoever_signs_may_and_nobody_newer_may(self) -> None:
        now = self._stores.clock.now.replace(microsecond=0)
        for code in (BEIJING, SHANGHAI):
            able = [
                one
                for one in self._model.values()
                if one.association == code
                and one.state is EntryState.ACTIVE
                and one.mandate.not_before <= now <= one.mandate.not_after
            ]
            try:
                chosen = self._store.signer(code)
            except KeyHandlingError:
                assert not able
            else:
                assert chosen.mandate.not_before == max(one.mandate.not_before for one in able)
                assert chosen.public_key in {one.public_key for one in able}


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
