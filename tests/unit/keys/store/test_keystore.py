"""A key store in use: made, opened, rotated, and signed with."""

from __future__ import annotations

import errno
import fcntl
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError, RecordError, TrustError
from cicpa_credentials.keys.store import EntryState, KeyPurpose, KeyStore
from cicpa_credentials.keys.x509 import RootAuthority, issuer_request
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from key_stores import (
    BEIJING,
    BOTH,
    NOW,
    PASSPHRASE,
    SHANGHAI,
    InterceptedOs,
    Stores,
    days,
    make_scrypt_cheap,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(path=tmp_path / "store")


@pytest.fixture
def store(stores: Stores) -> KeyStore:
    return stores.create()


def _refusal(change: Callable[[], object]) -> Code:
    with pytest.raises(CicpaError) as caught:
        change()
    return caught.value.code


class TestCreating:
    def test_a_new_store_is_empty_and_its_owners_alone(self, stores: Stores, store: KeyStore) -> None:
        assert store.entries() == ()
        assert set(stores.files()) == {"keystore.json"}
        assert stores.path.stat().st_mode & 0o777 == 0o700

    def test_an_empty_folder_can_become_a_store(self, stores: Stores) -> None:
        stores.path.mkdir(mode=0o700)
        assert stores.create().entries() == ()

    def test_a_store_is_not_made_twice(self, stores: Stores, store: KeyStore) -> None:
        entry = store.new(BEIJING)
        assert _refusal(stores.create) is Code.KEYSTORE_EXISTS
        assert store.entries() == (entry,)

    def test_a_folder_with_other_content_is_left_alone(self, stores: Stores) -> None:
        stores.path.mkdir(mode=0o700)
        (stores.path / "letter.txt").write_bytes(b"")
        assert _refusal(stores.create) is Code.KEYSTORE_FOREIGN
        assert set(stores.files()) == {"letter.txt"}

    @pytest.mark.parametrize("passphrase", [b"", b"p" * 1025])
    def test_a_passphrase_must_protect_something(self, stores: Stores, passphrase: bytes) -> None:
        assert _refusal(lambda: KeyStore.create(stores.path, passphrase)) is Code.WRONG_PASSPHRASE
        assert not stores.path.exists()

    def test_clock_and_randomness_default_to_the_systems(self, stores: Stores) -> None:
        KeyStore.create(str(stores.path), PASSPHRASE)
        before = datetime.now(UTC).replace(microsecond=0)
        entry = KeyStore.open(str(stores.path), PASSPHRASE).new(BEIJING)
        assert before <= entry.created <= datetime.now(UTC)


class TestOpening:
    def test_a_wrong_passphrase_is_told_at_once_even_when_there_is_no_key(
        self, stores: Stores, store: KeyStore
    ) -> None:
        assert _refusal(lambda: stores.open(b"wrong")) is Code.WRONG_PASSPHRASE
        store.new(BEIJING)
        assert _refusal(lambda: stores.open(b"wrong")) is Code.WRONG_PASSPHRASE

    def test_where_no_store_is(self, stores: Stores) -> None:
        assert _refusal(stores.open) is Code.KEYSTORE_FOREIGN
        stores.path.mkdir(mode=0o700)
        assert _refusal(stores.open) is Code.KEYSTORE_FOREIGN
        assert _refusal(lambda: KeyStore.inspect(stores.path)) is Code.KEYSTORE_FOREIGN

    def test_a_passphrase_check_that_cannot_be_read_is_damage(self, stores: Stores, store: KeyStore) -> None:
        assert store.entries() == ()
        text = (stores.path / "keystore.json").read_text()
        (stores.path / "keystore.json").write_text(text.replace("BEGIN ENCRYPTED", "BEGIN DECRYPTED"))
        assert _refusal(stores.open) is Code.KEYSTORE_DAMAGED

    def test_what_a_dead_writer_left_is_cleared_away(self, stores: Stores, store: KeyStore) -> None:
        kept = store.new(BEIJING)
        lost = "0123456789abcdef.key.pem"
        for name in (f".unfinished-{lost}", lost, ".unfinished-keystore.json", ".replaced-keystore.json"):
            (stores.path / name).write_bytes(b"")
        assert stores.open().entries() == (kept,)
        assert set(stores.files()) == {"keystore.json", kept.file_name}

    def test_a_key_that_the_list_does_not_name_but_that_was_finished_is_left_alone(
        self, stores: Stores, store: KeyStore
    ) -> None:
        old = stores.files()["keystore.json"]
        entry = store.new(BEIJING)
        (stores.path / "keystore.json").write_bytes(old)
        stores.open().new(SHANGHAI)
        assert entry.file_name in stores.files()

    def test_the_public_facts_need_no_passphrase(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        assert KeyStore.inspect(stores.path) == (entry,)


class TestSigning:
    def test_the_signature_is_the_certified_keys(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        signer = stores.open().signer(BEIJING)
        entry.public_key.verify(b"data", signer.sign(b"data"), algorithm=signer.algorithm)
        assert signer.public_key == entry.public_key
        signer.mandate.require(association=BEIJING, category=Category.PRACTISING, at=NOW)

    def test_a_key_for_each_category(self, stores: Stores, store: KeyStore) -> None:
        stores.certified(store, categories=frozenset({Category.PRACTISING}))
        assert store.signer(BEIJING, category=Category.PRACTISING).mandate.categories == {Category.PRACTISING}
        assert _refusal(lambda: store.signer(BEIJING, category=Category.NON_PRACTISING)) is Code.OUT_OF_SCOPE

    def test_no_key_and_no_certificate(self, store: KeyStore) -> None:
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_NOT_FOUND
        store.new(BEIJING)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_UNCERTIFIED

    def test_a_window_that_is_over(self, stores: Stores, store: KeyStore) -> None:
        stores.certified(store)
        stores.clock.now = NOW + days(356)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_NOT_VALID

    def test_windows_that_end_soon_are_listed(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store, window=(-300, 20))
        assert store.expiring(days(20)) == (entry,)
        assert store.expiring(days(19)) == ()

    def test_a_seal(self, stores: Stores, store: KeyStore) -> None:
        entry = store.new(BEIJING, purpose=KeyPurpose.SEAL)
        certificate = stores.root.certify_seal(
            entry.public_key, association=association(BEIJING), not_before=NOW, not_after=NOW + days(300)
        )
        store.attach(entry.kid, [certificate])
        signer = store.signer(BEIJING, purpose=KeyPurpose.SEAL)
        entry.public_key.verify(b"data", signer.sign(b"data"), algorithm=signer.algorithm)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_NOT_FOUND

    def test_a_root_in_a_store_certifies_an_issuer_in_a_store(self, stores: Stores, store: KeyStore) -> None:
        root = store.new("100000", purpose=KeyPurpose.ROOT)
        authority = RootAuthority.create(store.unlock(root.kid), name="Root", valid_for=days(3650), clock=stores.clock)
        store.attach(root.kid, [authority.certificate])
        entry = store.new(BEIJING)
        request = issuer_request(store.unlock(entry.kid), association=association(BEIJING), categories=BOTH)
        certificate = authority.certify_issuer(
            request, association=association(BEIJING), categories=BOTH, not_before=NOW, not_after=NOW + days(300)
        )
        store.attach(entry.kid, [certificate])
        assert store.signer(BEIJING).public_key == entry.public_key

    def test_the_signer_tells_nothing_but_the_public_key(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        assert repr(store.unlock(entry.kid)) == f"StoredSigner({entry.public_key!r})"


class TestRotation:
    def test_the_old_key_signs_until_the_new_one_is_certified_and_may(self, stores: Stores, store: KeyStore) -> None:
        old = stores.certified(store, window=(-300, 60))
        new = store.rotate(BEIJING)
        assert store.signer(BEIJING).public_key == old.public_key
        store.attach(new.kid, [stores.certificate(new, (30, 395))])
        assert store.signer(BEIJING).public_key == old.public_key
        stores.clock.now = NOW + days(30)
        assert store.signer(BEIJING).public_key == new.public_key
        assert [one.state for one in store.entries()] == [EntryState.ACTIVE, EntryState.ACTIVE]

    def test_one_next_key_at_a_time(self, stores: Stores, store: KeyStore) -> None:
        assert _refusal(lambda: store.rotate(BEIJING)) is Code.KEY_NOT_FOUND
        stores.certified(store)
        store.rotate(BEIJING)
        assert _refusal(lambda: store.rotate(BEIJING)) is Code.KEY_UNCERTIFIED
        assert len(store.entries()) == 2
        assert len(stores.files()) == 3

    def test_a_key_for_no_association_is_not_made(self, stores: Stores, store: KeyStore) -> None:
        with pytest.raises(RecordError) as caught:
            store.new("999999")
        assert caught.value.code is Code.INVALID_RECORD
        assert set(stores.files()) == {"keystore.json"}


class TestEndings:
    def test_a_retired_key_is_kept_but_signs_nothing(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        retired = store.retire(entry.kid)
        assert (retired.state, retired.retired_at) == (EntryState.RETIRED, NOW)
        assert store.entry(entry.kid) == retired
        assert entry.file_name in stores.files()
        for change in (lambda: store.signer(BEIJING), lambda: store.unlock(entry.kid), lambda: store.retire(entry.kid)):
            assert _refusal(change) is Code.KEY_RETIRED

    def test_a_compromised_key_signs_nothing(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        store.retire(entry.kid)
        marked = store.compromise(entry.kid, since=NOW - days(3), reason="laptop stolen")
        assert (marked.state, marked.compromised_since) == (EntryState.COMPROMISED, NOW - days(3))
        assert marked.reason == "laptop stolen"
        for change in (lambda: store.signer(BEIJING), lambda: store.unlock(entry.kid), lambda: store.retire(entry.kid)):
            assert _refusal(change) is Code.KEY_COMPROMISED

    def test_an_end_is_not_announced(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        later = NOW + timedelta(seconds=1)
        assert _refusal(lambda: store.retire(entry.kid, at=later)) is Code.NOT_YET_VALID
        assert _refusal(lambda: store.compromise(entry.kid, since=later, reason="r")) is Code.NOT_YET_VALID
        assert store.entries() == (entry,)

    def test_a_moment_without_a_time_zone_is_refused(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        naive = NOW.replace(tzinfo=None)
        with pytest.raises(TrustError) as caught:
            store.retire(entry.kid, at=naive)
        assert caught.value.code is Code.MALFORMED
        stores.clock.now = naive
        assert _refusal(lambda: store.signer(BEIJING)) is Code.MALFORMED

    def test_a_moment_is_kept_in_whole_seconds_and_in_utc(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        at = (NOW - timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=8)))
        assert store.retire(entry.kid, at=at).retired_at == NOW - timedelta(seconds=1)

    def test_an_unknown_key(self, store: KeyStore) -> None:
        for change in (
            lambda: store.entry(b"unknown!"),
            lambda: store.unlock(b"unknown!"),
            lambda: store.retire(b"unknown!"),
            lambda: store.attach(b"unknown!", []),
        ):
            assert _refusal(change) is Code.KEY_NOT_FOUND

    def test_a_change_that_is_refused_changes_nothing(self, stores: Stores, store: KeyStore) -> None:
        entry = store.new(BEIJING)
        before = stores.files()
        assert _refusal(lambda: store.attach(entry.kid, [])) is Code.KEY_UNCERTIFIED
        assert _refusal(lambda: store.attach(entry.kid, [stores.root.certificate])) is Code.KEY_MISMATCH
        assert stores.files() == before


class TestSharing:
    def test_a_signer_stops_when_its_key_is_retired_by_somebody_else(self, stores: Stores, store: KeyStore) -> None:
        entry = stores.certified(store)
        signer = store.signer(BEIJING)
        signer.sign(b"data")
        stores.open().new(SHANGHAI)
        signer.sign(b"data")
        stores.open().retire(entry.kid)
        assert _refusal(lambda: signer.sign(b"data")) is Code.KEY_RETIRED
        assert _refusal(lambda: signer.sign(b"data")) is Code.KEY_RETIRED

    def test_a_signer_reads_the_list_again_only_when_it_was_replaced(
        self, stores: Stores, store: KeyStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stores.certified(store)
        signer = store.signer(BEIJING)
        signer.sign(b"data")
        store.new(SHANGHAI)
        watched = InterceptedOs(lambda _: None, at=0, calls=frozenset({"open"})).install(monkeypatch)
        for _ in range(3):
            signer.sign(b"data")
        # Once, and that means the folder and the list.
        assert watched.called == ["open", "open"]

    def test_a_signer_stops_when_its_store_is_gone(self, stores: Stores, store: KeyStore) -> None:
        stores.certified(store)
        signer = store.signer(BEIJING)
        stores.path.rename(stores.path.with_name("elsewhere"))
        assert _refusal(lambda: signer.sign(b"data")) is Code.KEYSTORE_DAMAGED

    def test_two_holders_see_each_others_changes(self, stores: Stores, store: KeyStore) -> None:
        other = stores.open()
        first, second = store.new(BEIJING), other.new(SHANGHAI)
        assert store.entries() == other.entries() == (first, second)

    def test_no_key_is_made_in_a_store_that_took_this_ones_place(self, stores: Stores, store: KeyStore) -> None:
        stores.path.rename(stores.path.with_name("elsewhere"))
        KeyStore.create(stores.path, b"another passphrase")
        assert _refusal(lambda: store.new(BEIJING)) is Code.KEYSTORE_FOREIGN
        assert set(stores.files()) == {"keystore.json"}

    def test_who_finds_another_writer_at_work_is_told_so(self, stores: Stores, store: KeyStore) -> None:
        with (stores.path / ".lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert _refusal(lambda: store.new(BEIJING)) is Code.KEYSTORE_BUSY
            assert stores.open().entries() == ()
        store.new(BEIJING)


_FAILURES = {"full disk": errno.ENOSPC, "broken disk": errno.EIO, "quota": errno.EDQUOT}


@pytest.mark.parametrize("failure", _FAILURES)
class TestAFailingDisk:
    """At whichever call the disk fails, the change is made, or it raises and the store is as it was."""

    def _fail_everywhere(
        self, stores: Stores, monkeypatch: pytest.MonkeyPatch, failure: str, change: Callable[[], object]
    ) -> int:
        def fail(_: str) -> None:
            raise OSError(_FAILURES[failure], "disk")

        before = stores.files()
        for at in range(1, 100):
            with monkeypatch.context() as patch:
                InterceptedOs(fail, at=at).install(patch)
                ended = _ended_in(change)
            if ended is None:
                return at
            assert ended is Code.STORAGE_FAILED
            # If the sweeping failed too, it is done by whoever opens the store next.
            assert {name: data for name, data in stores.files().items() if not name.startswith(".")} == before
        return pytest.fail("the change was never made")

    def test_a_new_key(self, stores: Stores, store: KeyStore, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
        assert self._fail_everywhere(stores, monkeypatch, failure, lambda: store.new(BEIJING)) > 12
        assert len(stores.open().entries()) == 1
        assert len(stores.files()) == 2

    def test_a_retirement(self, stores: Stores, store: KeyStore, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
        entry = store.new(BEIJING)
        assert self._fail_everywhere(stores, monkeypatch, failure, lambda: store.retire(entry.kid)) > 8
        assert store.entry(entry.kid).state is EntryState.RETIRED

    def test_a_new_store(self, stores: Stores, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
        stores.path.mkdir(mode=0o700)
        assert self._fail_everywhere(stores, monkeypatch, failure, stores.create) > 6
        assert stores.open().entries() == ()

    def test_a_disk_that_stays_as_it_is(
        self, stores: Stores, store: KeyStore, monkeypatch: pytest.MonkeyPatch, failure: str
    ) -> None:
        def fail(_: str) -> None:
            raise OSError(_FAILURES[failure], "disk")

        entry = store.new(BEIJING)
        for at in range(1, 20):
            with monkeypatch.context() as patch:
                InterceptedOs(fail, at=at, lasting=True, calls=frozenset({"write", "fsync", "link"})).install(patch)
                if _ended_in(lambda: store.new(SHANGHAI)) is None:
                    break
            assert stores.open().entries() == (entry,)
            assert set(stores.files()) == {"keystore.json", entry.file_name}
        assert len(store.entries()) == 2


def _ended_in(change: Callable[[], object]) -> Code | None:
    try:
        change()
    except KeyHandlingError as error:
        return error.code
    return None


def test_the_store_tells_where_it_is_and_nothing_else(stores: Stores, store: KeyStore) -> None:
    assert repr(store) == f"KeyStore({str(stores.path)!r})"


def test_nothing_in_the_folder_holds_the_passphrase_or_an_unencrypted_key(stores: Stores, store: KeyStore) -> None:
    stores.certified(store)
    content = b"".join(stores.files().values())
    assert PASSPHRASE not in content
    assert b"BEGIN PRIVATE KEY" not in content
    assert b"BEGIN EC PRIVATE KEY" not in content
