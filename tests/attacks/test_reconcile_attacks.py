"""Attacks by whoever has the register's database, the association's key, or the place where lists are published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.register import RevocationReason
from cicpa_credentials.status import Status, StatusList, StatusReference
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, DAY, KEY, issuer
from pki import NOW, ec_key
from reconciled import LIST, PRACTISING, House, house, token
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VICTIM: Final = "310000000001"
STRANGER: Final = InProcessSigner(ec_key(52))
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture
def office(place: str | Path, tmp_path: Path) -> Iterator[House]:
    """Two certificates under a checkpoint; then the first of them is revoked (event 3), and that is published."""
    for made in house(place, tmp_path):
        made.clock.now += DAY
        made.register.revoke(VICTIM, PRACTISING, reason=RevocationReason.EXPELLED, actor="clerk-7")
        made.clock.now += DAY
        made.lists = made.publish()
        made.register.checkpoint(KEY)
        assert made.found(bundle=made.bundle(made.lists)) == []
        yield made


def place_of(office: House, number: str = VICTIM) -> int:
    entry = office.register.find(number, PRACTISING)
    assert entry is not None
    return entry.reference.index


def undo_the_revocation(office: House) -> None:
    """The revocation never was, every digest fits, and no checkpoint in the register knows."""
    office.forger.disarm()
    office.forger.run(
        "DELETE FROM cicpa_events WHERE sequence = 3",
        "UPDATE cicpa_credentials SET status = 0 WHERE id = 1",
        "DELETE FROM cicpa_checkpoints WHERE id = 2",
    )


def test_revoked_certificate_made_valid_in_its_row(office: House) -> None:
    office.forger.run("UPDATE cicpa_credentials SET status = 0 WHERE id = 1")
    assert ("credential_altered", "severe") in office.found(bundle=office.bundle(office.lists))


def test_revoked_certificate_made_valid_in_its_row_and_published_so(office: House) -> None:
    office.forger.run("UPDATE cicpa_credentials SET status = 0 WHERE id = 1")
    assert set(office.found()) == {("credential_altered", "severe"), ("status_disagrees", "severe")}


def test_revocation_taken_out_of_the_register_is_still_in_the_lists(office: House) -> None:
    undo_the_revocation(office)
    assert office.found(bundle=office.bundle(office.lists)) == [("status_disagrees", "severe")]


def test_revocation_taken_out_of_register_and_lists_is_still_in_the_older_list(office: House) -> None:
    undo_the_revocation(office)
    office.clock.now += DAY
    found = office.found(bundle=office.bundle(office.publish()), status_lists=office.lists)
    assert ("status_disagrees", "severe") in found


def test_certificate_taken_out_of_the_register_is_an_orphan(office: House) -> None:
    issued = office.issue("310000000003")
    office.forger.disarm()
    office.forger.run("DELETE FROM cicpa_events WHERE sequence = 4", "DELETE FROM cicpa_credentials WHERE id = 3")
    bundle = office.bundle(office.lists)
    assert office.found(bundle=bundle) == []
    assert office.found(bundle=bundle, credentials=office.codes([issued])) == [("orphan", "severe")]


def test_history_forged_anew_is_contradicted_by_the_certificate_itself(office: House) -> None:
    issued = office.issue("310000000003")
    office.forger.disarm()
    office.forger.run("UPDATE cicpa_credentials SET expires_at = expires_at + 86400 WHERE id = 3")
    office.forger.forge_anew(4)
    bundle = office.bundle(office.lists)
    assert office.found(bundle=bundle) == [("checkpoint_missing", "note")]
    found = office.found(bundle=bundle, credentials=office.codes([issued]))
    assert ("entry_contradicted", "severe") in found


def test_list_forged_by_a_stranger(office: House) -> None:
    forged = token(LIST, StatusList.build(1000, []), at=office.clock, by=STRANGER)
    found = office.found(bundle=office.bundle([*office.lists, forged]))
    assert found == [("list_untrusted", "severe")]
    assert office.lines()[0]["evidence"]["ordinal"] == 2


@pytest.mark.parametrize("data", [b"", b"\xff" * 40])
def test_list_that_is_none(office: House, data: bytes) -> None:
    found = office.found(bundle=office.bundle(office.lists), status_lists=[data])
    assert found == [("list_untrusted", "severe")]


def test_list_forged_with_the_key_that_makes_the_revoked_valid(office: House) -> None:
    forged = token(LIST, StatusList.build(1000, []), at=office.clock)
    assert office.found(bundle=office.bundle([forged])) == [("status_disagrees", "severe")]
    assert office.lines()[0]["evidence"] == {"event": 3, "status": {"uri": LIST, "index": place_of(office)}}


def test_list_forged_with_the_key_that_revokes_the_innocent(office: House) -> None:
    innocent = place_of(office, "310000000002")
    entries = [(place_of(office), Status.INVALID), (innocent, Status.SUSPENDED)]
    forged = token(LIST, StatusList.build(1000, entries), at=office.clock)
    assert office.found(bundle=office.bundle([forged])) == [("status_disagrees", "severe")]
    assert office.lines()[0]["evidence"] == {"status": {"uri": LIST, "index": innocent}}


def test_list_rolled_back_in_a_bundle_that_could_have_had_the_newer_one(office: House) -> None:
    old = token(LIST, StatusList.build(1000, []), at=office.clock, issued=NOW)
    found = office.found(bundle=office.bundle([old]), status_lists=office.lists)
    assert found == [("list_rolled_back", "severe")]


def test_list_rolled_back_where_lists_are_published(office: House) -> None:
    old = token(LIST, StatusList.build(1000, []), at=office.clock, issued=NOW)
    found = office.found(bundle=office.bundle(office.lists), status_lists=[old])
    assert found == [("list_rolled_back", "severe")]


def test_bundle_that_was_made_before_the_newer_list_is_not_accused(office: House) -> None:
    old = token(LIST, StatusList.build(1000, []), at=office.clock, issued=NOW)
    found = office.found(bundle=office.bundle([old], issued=NOW + DAY), status_lists=office.lists)
    assert found == [("list_rolled_back", "warning")]


def test_key_misused_to_sign_outside_the_register(office: House) -> None:
    misused = issuer(at=office.clock.now).issue(record(number="310000009999"), photo=PHOTO)
    found = office.found(bundle=office.bundle(office.lists), credentials=office.codes([misused]))
    assert found == [("orphan", "severe")]
    evidence = office.lines()[0]["evidence"]
    assert (evidence["line"], evidence["kid"]) == (1, KEY.public_key.kid.hex())


def test_key_misused_to_sign_in_the_place_of_a_member_in_good_standing(office: House) -> None:
    entry = office.register.find("310000000002", PRACTISING)
    assert entry is not None
    misused = issuer().issue(record(number=VICTIM), photo=PHOTO, status=entry.reference)
    found = office.found(bundle=office.bundle(office.lists), credentials=office.codes([misused]))
    assert found == [("place_doubled", "severe")]


def test_place_that_no_database_can_count_to_does_not_stop_the_audit(office: House) -> None:
    far = StatusReference(uri=LIST, index=2**64)
    misused = issuer(at=office.clock.now).issue(record(), photo=PHOTO, status=far)
    found = office.found(bundle=office.bundle(office.lists), credentials=office.codes([misused]))
    assert found == [("orphan", "severe")]


def test_high_s_twin_of_a_registered_certificate_is_no_second_certificate(office: House) -> None:
    """Whoever has the certificate can rewrite its signature; the finding says so, and where it is revoked."""
    issued = office.issue("310000000003")
    message = Sign1.decode(issued.credential)
    half = len(message.signature) // 2
    twin = ORDER - int.from_bytes(message.signature[half:])
    rewritten = replace(message, signature=message.signature[:half] + twin.to_bytes(half)).encode()
    path = office.folder / "twin.txt"
    path.write_text(transport.encode(rewritten, base_url=BASE_URL), encoding="utf-8")
    office.register.checkpoint(KEY)
    found = office.found(bundle=office.bundle(office.lists), credentials=path)
    assert found == [("place_doubled", "severe")]
