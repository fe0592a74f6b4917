"""What somebody may try who has a hand on a member's file, or on the folder that it lies in."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder, file
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.sign1 import Sign1
from holder_files import (
    CHECK,
    HEAD,
    NONCE,
    PASSPHRASE,
    SALT,
    content_of,
    make_scrypt_cheap,
    mended,
    plain,
    refusal,
    refused,
    taken,
    written,
)
from office import HOLDER, dice, issuer
from pki import ec_key
from presenting import BANK, bearer, bound, evaluate
from sample_records import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.issuer import IssuedCertificate


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


def another() -> IssuedCertificate:
    """The certificate of somebody else, or the next one of the same member."""
    return issuer(random_bytes=dice(99)).issue(record(mobile="19900000002"), holder_key=HOLDER.public_key)


def test_disclosures_of_another_certificate_are_put_into_the_file() -> None:
    theirs, ours = content_of(written(another())), content_of(written(bound()))
    message = Sign1.decode(ours[2])
    for swapped in (another().disclosures, (*bound().disclosures[:-1], another().disclosures[-1])):
        mixed = replace(message, unprotected={17: list(swapped)})
        assert refused(plain({**ours, 2: mixed.encode()})) is Code.DISCLOSURE_MISMATCH
    assert taken(plain(theirs)).details


def test_a_value_is_changed_in_a_disclosure() -> None:
    content = content_of(written(bound()))
    changed = content[2].replace(b"19900000001", b"19900000009")
    assert changed != content[2]
    assert refused(plain({**content, 2: changed})) is Code.DISCLOSURE_MISMATCH


def test_the_credentials_signature_is_changed_and_every_reader_refuses_what_is_shown() -> None:
    content = content_of(written(bound()))
    forged = replace(Sign1.decode(content[2]), signature=bytes(64)).encode()
    shown = taken(plain({**content, 2: forged})).present(["mobile"], audience=BANK, key=HOLDER)
    assert evaluate(shown.qr_text).code is Code.BAD_SIGNATURE


def test_an_encrypted_file_is_exchanged_for_a_plain_one() -> None:
    """Who gives a passphrase does not take what anybody could have written."""
    assert refused(written(another()), PASSPHRASE) is Code.WRONG_PASSPHRASE


def test_an_encrypted_file_is_relabelled_as_plain_and_the_other_way_round() -> None:
    encrypted, open_ = written(passphrase=PASSPHRASE), written()
    assert refused(mended(b"CICPA\x01" + encrypted[HEAD:-CHECK])) is Code.MALFORMED
    assert refused(mended(b"CICPA\x02" + open_[HEAD:-CHECK]), PASSPHRASE) is Code.WRONG_PASSPHRASE


def test_the_body_of_another_file_under_the_same_passphrase_is_put_behind_this_head() -> None:
    ours, theirs = written(bound(), PASSPHRASE), written(another(), PASSPHRASE, seed=7)
    assert taken(theirs, PASSPHRASE).details
    for cut in (SALT.stop, NONCE.stop):
        assert refused(mended(ours[:cut] + theirs[cut:-CHECK]), PASSPHRASE) is Code.WRONG_PASSPHRASE


def test_the_additional_data_is_left_out() -> None:
    """What was encrypted for another purpose under the same passphrase is no file of ours."""
    salt, nonce = bytes(16), bytes(12)
    cost = file._COST
    key = Scrypt(salt=salt, length=32, n=cost.n, r=cost.r, p=cost.p).derive(PASSPHRASE)
    sealed = AESGCM(key).encrypt(nonce, written()[HEAD:-CHECK], None)
    assert refused(mended(b"CICPA\x02" + salt + nonce + sealed), PASSPHRASE) is Code.WRONG_PASSPHRASE


def test_no_file_sets_what_opening_it_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is filled, it takes one scrypt of the format's own cost, and none before it is known to be whole."""
    derive = Mock(wraps=Scrypt)
    monkeypatch.setattr("cicpa_credentials.keys.passphrase.Scrypt", derive)
    for filling in (b"\x00", b"\xff"):
        data = b"CICPA\x02" + filling * 60_000
        assert refused(data, PASSPHRASE) is Code.MALFORMED
    derive.assert_not_called()
    assert refused(mended(b"CICPA\x02" + b"\xff" * 60_000), PASSPHRASE) is Code.WRONG_PASSPHRASE
    (taken_once,) = derive.call_args_list
    assert {name: taken_once.kwargs[name] for name in "nrp"} == {
        "n": file._COST.n,
        "r": file._COST.r,
        "p": file._COST.p,
    }


@pytest.mark.parametrize(
    "content",
    [
        b"\x81" * 60_000,
        b"\x9f" * 60_000,
        cbor.encode([[]] * 60_000),
        b"\xa2\x01\x78\x04page\x02\x5b" + b"\xff" * 8,
        cbor.encode({1: "page", 2: b"\xd2\x84\x40\xa1\x11" + cbor.encode([b""] * 50_000) + b"\x40\x40"}),
    ],
    ids=["deep", "without end", "sixty thousand arrays", "a length beyond the file", "fifty thousand disclosures"],
)
def test_content_that_would_take_memory_or_time_without_end(content: bytes) -> None:
    start = time.process_time()
    assert refused(plain(content)) in {Code.MALFORMED, Code.DISCLOSURE_MISMATCH}
    assert time.process_time() - start < 2


def test_a_link_in_the_place_of_the_file_does_not_lead_the_writer_elsewhere(tmp_path: Path) -> None:
    victim, path = tmp_path / "victim", tmp_path / "member.cicpa"
    victim.write_bytes(b"precious")
    path.symlink_to(victim)
    assert refusal(lambda: Holder(bound()).save(path)) is Code.OUTPUT_EXISTS
    Holder(bound()).save(path, overwrite=True)
    assert victim.read_bytes() == b"precious"
    assert not path.is_symlink()
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    assert refusal(lambda: Holder(bound()).save(path)) is Code.OUTPUT_EXISTS
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    assert refusal(lambda: Holder(bound()).save(tmp_path, overwrite=True)) is Code.STORAGE_FAILED
    assert refusal(lambda: Holder.load(tmp_path)) is Code.FILE_UNREADABLE


def test_a_stolen_bound_file_cannot_be_shown_without_the_key() -> None:
    stolen = taken(written(bound()))
    assert refusal(lambda: stolen.present(["mobile"], audience=BANK)) is Code.BINDING_MISSING
    thief = InProcessSigner(ec_key(666))
    assert refusal(lambda: stolen.present(["mobile"], audience=BANK, key=thief)) is Code.BINDING_INVALID


def test_no_error_log_or_repr_names_what_the_file_says(tmp_path: Path) -> None:
    kept = taken(written(bearer()))._held
    told = [repr(kept), repr(taken(written(bearer())))]
    attempts: list[Callable[[], object]] = [
        lambda: taken(written(passphrase=PASSPHRASE), b"wrong passphrase"),
        lambda: taken(written(), PASSPHRASE),
        lambda: taken(written()[:-1]),
        lambda: taken(plain({1: "x", 2: content_of(written())[2][:-9]})),
        lambda: Holder.load(tmp_path / "林知夏.cicpa"),
        lambda: Holder(bearer()).save(tmp_path / "none" / "林知夏.cicpa"),
    ]
    for attempt in attempts:
        with pytest.raises(CicpaError) as caught:
            attempt()
        told.append(str(caught.value))
    names = ("name", "number", "mobile", "email", "firm", "approval_number")
    secrets = {*(str(getattr(record(), name)) for name in names), PASSPHRASE.decode(), "wrong passphrase"}
    assert not [one for one in told for secret in secrets if secret in one]
