"""What holders and thieves may try with disclosures, one attack each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash
from cicpa_credentials.errors import Code
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.sign1 import Sign1
from office import Draft, dice, evaluate, issue, issuer, reassembled
from sample_records import PHOTO, record

ISSUED = issue()
DRAFT = Draft.of(ISSUED.credential)
PARENT = ISSUED.disclosures[-1]
BY_KEY: dict[Any, bytes] = {}
DECOYS: list[bytes] = []
SALT = bytes(16)

WITH_DECOYS = issue(record(association_transfers=None, inspections=None))
for _one in WITH_DECOYS.disclosures:
    _parts: Any = cbor.decode(_one)
    if len(_parts) == 1:
        DECOYS.append(_one)
for _one in ISSUED.disclosures:
    _parts = cbor.decode(_one)
    BY_KEY[_parts[2]] = _one


def showing(*disclosures: bytes, credential: bytes = ISSUED.credential) -> bytes:
    return reassembled(credential, unprotected={17: list(disclosures)})


def refused(received: bytes) -> Code | None:
    report = evaluate(received)
    assert report.verdict is Verdict.INVALID
    return report.code


def entry(value: object, key: object) -> bytes:
    return cbor.encode([SALT, value, key])


def hiding(*disclosures: bytes) -> dict[object, object]:
    return {REDACTED_KEYS: [redacted_hash(one) for one in disclosures]}


def test_the_honest_presentation_passes() -> None:
    assert evaluate(showing(PARENT, BY_KEY[2])).verdict is Verdict.VALID


def test_unreferenced_disclosure() -> None:
    for extra in (entry("1990-01-01", 2), entry(5, 900), cbor.encode([SALT]), cbor.encode([SALT, 5]), b"", b"\xff"):
        assert refused(showing(PARENT, extra)) is Code.DISCLOSURE_MISMATCH
        assert refused(showing(extra)) is Code.DISCLOSURE_MISMATCH


def test_doubled_disclosure() -> None:
    assert refused(showing(PARENT, PARENT)) is Code.DISCLOSURE_MISMATCH
    assert refused(showing(PARENT, BY_KEY[2], BY_KEY[2])) is Code.DISCLOSURE_MISMATCH


def test_empty_list_of_disclosures() -> None:
    """A check that runs over a list must not pass because the list is empty."""
    assert refused(reassembled(ISSUED.credential, unprotected={17: []})) is Code.MALFORMED


def test_altered_disclosure() -> None:
    born = BY_KEY[2]
    for place in range(len(born)):
        altered = bytearray(born)
        altered[place] ^= 1
        assert refused(showing(PARENT, bytes(altered))) is Code.DISCLOSURE_MISMATCH


def test_disclosure_written_in_another_way() -> None:
    """The same array with a longer head: its hash is another."""
    born = BY_KEY[2]
    assert cbor.decode(b"\x98\x03" + born[1:]) == cbor.decode(born)
    assert refused(showing(PARENT, b"\x98\x03" + born[1:])) is Code.DISCLOSURE_MISMATCH


def test_disclosure_moved_from_another_certificate() -> None:
    other = issuer(random_bytes=dice(1)).issue(
        record(birth_date="1970-01-01", id_type="passport", id_number="E12345678"), photo=PHOTO
    )
    (born,) = (one for one in other.disclosures if cbor.decode(one)[2] == 2)  # type: ignore[index]
    assert refused(showing(PARENT, born)) is Code.DISCLOSURE_MISMATCH
    assert refused(showing(other.disclosures[-1], born)) is Code.DISCLOSURE_MISMATCH
    both = [*ISSUED.disclosures, *other.disclosures]
    assert refused(showing(*both)) is Code.DISCLOSURE_MISMATCH


def test_disclosure_moved_within_the_certificate() -> None:
    """A detail without the claim it stands in, and that claim's hash put where a detail belongs."""
    assert refused(showing(BY_KEY[2])) is Code.DISCLOSURE_MISMATCH
    element = cbor.encode([SALT, "x"])
    in_map = DRAFT.with_claims({-65537: {**dict(DRAFT.payload[-65537]), **hiding(element)}})
    assert refused(in_map.with_unprotected({17: [element]}).signed()) is Code.DISCLOSURE_MISMATCH


def test_decoy_shown_as_if_it_were_a_claim() -> None:
    assert len(DECOYS) == 2
    parent = WITH_DECOYS.disclosures[-1]
    shown = evaluate(showing(parent, *DECOYS, credential=WITH_DECOYS.credential))
    assert shown.certificate is not None
    assert dict(shown.certificate.details) == {}
    assert refused(showing(parent, DECOYS[0], DECOYS[0], credential=WITH_DECOYS.credential)) is Code.DISCLOSURE_MISMATCH
    assert refused(showing(DECOYS[0], credential=WITH_DECOYS.credential)) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("claim", [1, 3, 4, 5, 6, 7, 8, 39])
def test_disclosure_that_redefines_what_must_stay_in_clear(claim: int) -> None:
    """Even where an issuer was made to sign its hash: nobody can lengthen a life or swap a key afterwards."""
    longer = entry(2**40, claim)
    signed = DRAFT.with_claims(hiding(longer)).with_unprotected({17: [longer]}).signed()
    expected = Code.DISCLOSURE_MISMATCH if claim in DRAFT.payload else Code.MALFORMED
    assert refused(signed) is expected


@pytest.mark.parametrize("claim", [2, 11, -65537])
def test_disclosure_that_repeats_a_claim_in_clear(claim: int) -> None:
    again = entry(DRAFT.payload[claim], claim)
    signed = DRAFT.with_claims(hiding(again)).with_unprotected({17: [again]}).signed()
    assert refused(signed) is Code.DISCLOSURE_MISMATCH


def test_disclosure_that_repeats_the_name_on_the_face() -> None:
    alias = entry("another name", 1)
    faced = {**dict(DRAFT.payload[-65537])}
    hashes = faced.pop(REDACTED_KEYS)
    faced[REDACTED_KEYS] = [*hashes, redacted_hash(alias)]
    signed = DRAFT.with_claims({-65537: faced})
    assert evaluate(signed.signed()).verdict is Verdict.VALID
    assert refused(signed.with_unprotected({17: [alias]}).signed()) is Code.DISCLOSURE_MISMATCH


def test_hash_taken_for_a_claim() -> None:
    """Whoever shows nothing shows nothing: no hash, tag or simple value comes out as content."""
    report = evaluate(ISSUED.credential)
    assert report.certificate is not None
    assert dict(report.certificate.details) == {}
    assert evaluate(showing(PARENT)).certificate == report.certificate


def test_hash_put_where_a_value_belongs() -> None:
    for value in (CBORTag(60, redacted_hash(PARENT)), REDACTED_KEYS, hiding(PARENT)):
        faced = {**dict(DRAFT.payload[-65537]), 1: value}
        signed = DRAFT.with_claims({-65537: faced})
        assert refused(signed.signed()) is Code.CONTENT_INVALID
        assert refused(signed.with_unprotected({17: [PARENT]}).signed()) is Code.MALFORMED


def test_same_hash_in_two_places() -> None:
    doubled = DRAFT.with_claims({99: dict(DRAFT.payload[-65537])})
    assert refused(doubled.with_unprotected({17: [PARENT]}).signed()) is Code.MALFORMED


def test_salt_too_short_to_hide_anything() -> None:
    """A birth date has few values: without a salt its hash tells it."""
    for salt in (b"", b"short", bytes(15), bytes(17), "0123456789abcdef"):
        weak = cbor.encode([salt, CBORTag(100, 0), 2])
        faced = {1: "林知夏", 2: 2, 3: 1, 4: CBORTag(100, 17241), **hiding(cbor.encode([SALT, hiding(weak), 5]))}
        parent = cbor.encode([SALT, hiding(weak), 5])
        signed = DRAFT.with_claims({-65537: faced}).with_unprotected({17: [parent, weak]}).signed()
        assert refused(signed) is Code.MALFORMED


def test_weak_hash_named_in_the_header() -> None:
    for number in (-14, -15, -17, -18, -45):
        assert refused(DRAFT.with_headers({170: number}).with_unprotected({17: [PARENT]}).signed()) is Code.UNSUPPORTED


def test_hash_of_the_bare_content_instead_of_its_byte_string() -> None:
    """A disclosure's hash is over it as a CBOR byte string; the bare hash must not open anything."""
    assert redacted_hash(PARENT) != redacted_hash(cbor.bstr(PARENT))
    assert refused(showing(cbor.bstr(PARENT))) is Code.DISCLOSURE_MISMATCH


def test_disclosures_outside_of_their_header() -> None:
    message = Sign1.decode(ISSUED.credential)
    for label in (16, 18, 170, "sd_claims"):
        assert refused(replace(message, unprotected={label: [PARENT]}).encode()) is Code.UNSUPPORTED
    in_protected = DRAFT.with_headers({17: [PARENT, BY_KEY[2]]}).signed()
    report = evaluate(in_protected)
    assert report.certificate is not None
    assert dict(report.certificate.details) == {}
