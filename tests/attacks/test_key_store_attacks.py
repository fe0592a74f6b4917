"""What somebody with a hand on the key store's folder may try."""

from __future__ import annotations

import hashlib
import json
import os
import time
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.passphrase import ScryptCost
from cicpa_credentials.keys.pkcs8 import decrypt, encrypt
from cicpa_credentials.keys.store import KeyStore
from key_stores import BEIJING, NOW, PASSPHRASE, SHANGHAI, Stores, days, make_scrypt_cheap, salts
from pki import ec_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.keys.store import KeyEntry


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(path=tmp_path / "store")


@pytest.fixture
def store(stores: Stores) -> KeyStore:
    return stores.create()


@pytest.fixture
def entry(stores: Stores, store: KeyStore) -> KeyEntry:
    return stores.certified(store)


@pytest.fixture
def key_file(stores: Stores, entry: KeyEntry) -> Path:
    return stores.path / entry.file_name


def _refusal(attempt: Callable[[], object]) -> Code:
    with pytest.raises(CicpaError) as caught:
        attempt()
    return caught.value.code


def _put(stores: Stores, entry: KeyEntry, data: bytes) -> None:
    """Exchange a private key's file, and mend its digest in the list, as somebody thorough would."""
    (stores.path / entry.file_name).write_bytes(data)
    path = stores.path / "keystore.json"
    path.write_text(path.read_text().replace(entry.file_digest, hashlib.sha256(data).hexdigest()))


class TestFilesThatAreNotWhatTheySeem:
    def test_symlinked_key_file(self, store: KeyStore, key_file: Path, tmp_path: Path) -> None:
        key_file.rename(tmp_path / "elsewhere")
        key_file.symlink_to(tmp_path / "elsewhere")
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_PERMISSIONS

    def test_dangling_symlink_in_place_of_the_key_file(self, store: KeyStore, key_file: Path, tmp_path: Path) -> None:
        key_file.unlink()
        key_file.symlink_to(tmp_path / "nowhere")
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_PERMISSIONS

    def test_symlinked_list(self, stores: Stores, store: KeyStore, tmp_path: Path) -> None:
        (stores.path / "keystore.json").rename(tmp_path / "elsewhere")
        (stores.path / "keystore.json").symlink_to(tmp_path / "elsewhere")
        assert _refusal(store.entries) is Code.KEYSTORE_PERMISSIONS

    def test_symlinked_folder(self, stores: Stores, store: KeyStore, tmp_path: Path) -> None:
        stores.path.rename(tmp_path / "elsewhere")
        stores.path.symlink_to(tmp_path / "elsewhere")
        assert _refusal(store.entries) is Code.KEYSTORE_FOREIGN
        assert _refusal(stores.create) is Code.KEYSTORE_FOREIGN

    def test_symlinked_lock(self, stores: Stores, store: KeyStore, tmp_path: Path) -> None:
        victim = tmp_path / "victim"
        victim.write_bytes(b"precious")
        (stores.path / ".lock").unlink()
        (stores.path / ".lock").symlink_to(victim)
        assert _refusal(lambda: store.new(BEIJING)) is Code.KEYSTORE_PERMISSIONS
        assert victim.read_bytes() == b"precious"

    def test_symlink_planted_where_a_change_is_written(self, stores: Stores, store: KeyStore, tmp_path: Path) -> None:
        victim = tmp_path / "victim"
        victim.write_bytes(b"precious")
        (stores.path / ".unfinished-keystore.json").symlink_to(victim)
        store.new(BEIJING)
        assert victim.read_bytes() == b"precious"

    @pytest.mark.parametrize("name", ["keystore.json", ""])
    def test_named_pipe_that_nobody_writes_to(self, stores: Stores, store: KeyStore, key_file: Path, name: str) -> None:
        target = stores.path / name if name else key_file
        target.unlink()
        os.mkfifo(target, 0o600)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_folder_in_place_of_the_key_file(self, store: KeyStore, key_file: Path) -> None:
        key_file.unlink()
        key_file.mkdir(mode=0o600)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_removed_key_file(self, store: KeyStore, key_file: Path) -> None:
        key_file.unlink()
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_key_file_without_end(self, store: KeyStore, key_file: Path) -> None:
        with key_file.open("r+b") as file:
            file.truncate(1 << 40)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_list_without_end(self, stores: Stores, store: KeyStore) -> None:
        with (stores.path / "keystore.json").open("r+b") as file:
            file.truncate(1 << 40)
        assert _refusal(store.entries) is Code.KEYSTORE_DAMAGED


class TestOwnersAndModes:
    @pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o602, 0o666, 0o700, 0o4600])
    def test_world_readable_key_file(self, store: KeyStore, key_file: Path, mode: int) -> None:
        key_file.chmod(mode)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_PERMISSIONS

    @pytest.mark.parametrize("mode", [0o664, 0o646])
    def test_list_that_others_may_write(self, stores: Stores, store: KeyStore, mode: int) -> None:
        (stores.path / "keystore.json").chmod(mode)
        assert _refusal(store.entries) is Code.KEYSTORE_PERMISSIONS

    @pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
    def test_folder_that_others_may_write_into(self, stores: Stores, store: KeyStore, mode: int) -> None:
        stores.path.chmod(mode)
        assert _refusal(store.entries) is Code.KEYSTORE_PERMISSIONS
        assert _refusal(lambda: KeyStore.inspect(stores.path)) is Code.KEYSTORE_PERMISSIONS

    def test_folder_of_another_user(
        self, stores: Stores, store: KeyStore, entry: KeyEntry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        owner = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
        for attempt in (store.entries, stores.open, lambda: store.new(BEIJING), lambda: store.signer(BEIJING)):
            assert _refusal(attempt) is Code.KEYSTORE_PERMISSIONS
        # An auditor who may read the folder may look at the public facts.
        assert KeyStore.inspect(stores.path) == (entry,)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    def test_key_file_of_another_user(self, store: KeyStore, key_file: Path) -> None:
        os.chown(key_file, 12345, -1)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_PERMISSIONS

    def test_loose_umask_while_keys_are_made(self, stores: Stores) -> None:
        before = os.umask(0)
        try:
            store = stores.create()
            entry = store.new(BEIJING)
        finally:
            os.umask(before)
        assert stores.path.stat().st_mode & 0o777 == 0o700
        assert (stores.path / entry.file_name).stat().st_mode & 0o777 == 0o600
        assert (stores.path / "keystore.json").stat().st_mode & 0o777 == 0o644


class TestExchangedKeys:
    def test_flipped_bit_is_not_taken_for_a_wrong_passphrase(self, store: KeyStore, key_file: Path) -> None:
        data = bytearray(key_file.read_bytes())
        data[200] ^= 1
        key_file.write_bytes(data)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_key_file_cut_short(self, store: KeyStore, key_file: Path) -> None:
        key_file.write_bytes(key_file.read_bytes()[:100])
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_key_of_another_association_put_in_place(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        other = store.new(SHANGHAI)
        _put(stores, entry, (stores.path / other.file_name).read_bytes())
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED

    def test_unencrypted_key_put_in_place(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        plain = ec_key(7).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _put(stores, entry, plain)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.MALFORMED

    def test_key_under_a_passphrase_of_the_attackers(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        _put(stores, entry, encrypt(ec_key(7), b"attacker", random_bytes=salts))
        assert _refusal(lambda: store.signer(BEIJING)) is Code.WRONG_PASSPHRASE

    def test_certificate_of_another_association_put_into_the_list(
        self, stores: Stores, store: KeyStore, entry: KeyEntry
    ) -> None:
        shanghai = stores.certificate(entry, of=SHANGHAI).public_bytes(Encoding.PEM).decode()
        path = stores.path / "keystore.json"
        document = json.loads(path.read_text())
        document["keys"][0]["certificates"] = [shanghai]
        path.write_text(json.dumps(document))
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEYSTORE_DAMAGED


class TestMonstrousCost:
    @pytest.mark.parametrize(
        "cost",
        [
            ScryptCost(n=1 << 40, r=8, p=1),
            ScryptCost(n=1 << 14, r=1 << 30, p=1),
            ScryptCost(n=1 << 14, r=8, p=1 << 29),
            ScryptCost(n=1 << 4000, r=8, p=1),
            ScryptCost(n=1 << 17, r=8, p=1),
        ],
    )
    def test_pkcs8_with_monstrous_cost(
        self, stores: Stores, store: KeyStore, entry: KeyEntry, cost: ScryptCost
    ) -> None:
        data = pkcs8._to_pem(pkcs8._assemble(cost, b"s" * 16, b"v" * 16, b"c" * 32))
        _put(stores, entry, data)
        start = time.monotonic()
        assert _refusal(lambda: store.signer(BEIJING)) is Code.UNSUPPORTED
        assert _refusal(lambda: decrypt(data, PASSPHRASE)) is Code.UNSUPPORTED
        assert time.monotonic() - start < 1

    def test_monstrous_cost_in_the_passphrase_check(self, stores: Stores, store: KeyStore) -> None:
        assert store.entries() == ()
        path = stores.path / "keystore.json"
        document = json.loads(path.read_text())
        monster = pkcs8._assemble(ScryptCost(n=1 << 40, r=8, p=1), b"s" * 16, b"v" * 16, b"c" * 32)
        document["passphrase_check"] = pkcs8._to_pem(monster).decode()
        path.write_text(json.dumps(document))
        assert _refusal(stores.open) is Code.KEYSTORE_DAMAGED


class TestKeysWhoseTimeIsOver:
    def test_retired_key_signing(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        kept = store.signer(BEIJING)
        stores.open().retire(entry.kid)
        for attempt in (lambda: kept.sign(b"data"), lambda: store.signer(BEIJING), lambda: store.unlock(entry.kid)):
            assert _refusal(attempt) is Code.KEY_RETIRED

    def test_compromised_key_signing(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        kept = store.unlock(entry.kid)
        stores.open().compromise(entry.kid, since=NOW, reason="laptop stolen")
        for attempt in (lambda: kept.sign(b"data"), lambda: store.signer(BEIJING), lambda: store.unlock(entry.kid)):
            assert _refusal(attempt) is Code.KEY_COMPROMISED

    def test_compromised_key_certified_anew(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        store.compromise(entry.kid, since=NOW, reason="laptop stolen")
        again = [stores.certificate(entry, (0, 1000))]
        assert _refusal(lambda: store.attach(entry.kid, again)) is Code.KEY_COMPROMISED

    def test_moment_of_a_compromise_talked_away(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        store.compromise(entry.kid, since=NOW - days(5), reason="laptop stolen")
        later = NOW - days(1)
        assert _refusal(lambda: store.compromise(entry.kid, since=later, reason="no")) is Code.KEY_COMPROMISED
        assert _refusal(lambda: store.retire(entry.kid)) is Code.KEY_COMPROMISED
        assert stores.open().entry(entry.kid).compromised_since == NOW - days(5)

    def test_expired_key_signing(self, stores: Stores, store: KeyStore, entry: KeyEntry) -> None:
        assert entry.mandate.not_after == NOW + days(355)
        stores.clock.now = NOW + days(356)
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_NOT_VALID

    def test_key_of_beijing_certified_for_shanghai(self, stores: Stores, store: KeyStore) -> None:
        entry = store.new(BEIJING)
        wrong = [stores.certificate(entry, of=SHANGHAI)]
        assert _refusal(lambda: store.attach(entry.kid, wrong)) is Code.OUT_OF_SCOPE
        assert _refusal(lambda: store.signer(BEIJING)) is Code.KEY_UNCERTIFIED


def test_secrets_in_errors(stores: Stores, store: KeyStore, key_file: Path) -> None:
    key_file.write_bytes(key_file.read_bytes()[:100])
    for attempt in (lambda: stores.open(b"a wrong secret"), lambda: store.signer(BEIJING)):
        with pytest.raises(CicpaError) as caught:
            attempt()
        error: BaseException | None = caught.value
        while error is not None:
            for secret in ("wrong secret", PASSPHRASE.decode()):
                assert secret not in f"{error} {error!r}"
            error = error.__cause__ or error.__context__
