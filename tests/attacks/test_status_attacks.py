"""How somebody may try to make the revoked valid again, or to bring a verifier down with a list, one attack each."""

from __future__ import annotations

import tracemalloc
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import Status, StatusReference
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict, Verifier
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import BEIJING, BUNDLE, CERTIFICATE, DAY, ENTRY, KEY, SHANGHAI, Draft, bundle, certified, issue, verifier
from pki import NOW, ec_key
from presenting import judged
from status_samples import HOUR, INDEX, REFERENCE, URI, a_list

if TYPE_CHECKING:
    from datetime import datetime

THIEF = InProcessSigner(ec_key(13))
BEIJINGS = InProcessSigner(ec_key(9006))
NEXT_KEY = InProcessSigner(ec_key(9005))
REVOKED = issue(status=REFERENCE).credential
REVOKING = a_list([(INDEX, Status.INVALID)])
BEIJINGS_ENTRY = TrustedIssuer.of((certified(BEIJINGS, of=BEIJING),))


def reader(*lists: bytes, entries: tuple[TrustedIssuer, ...] = (ENTRY,), at: datetime = NOW) -> Verifier:
    return verifier(bundle(*entries, status_lists=lists), at=at, policy=Policy(leeway=timedelta(0)))


def refusal(of: Verifier, token: bytes) -> Code:
    with pytest.raises(CicpaError) as caught:
        of.lists.add(token)
    return caught.value.code


def stays_revoked(of: Verifier, credential: bytes = REVOKED) -> bool:
    return judged(of.evaluate(credential), Step.STATUS) == (Outcome.FAILED, Code.REVOKED)


def test_the_certificate_is_revoked_to_begin_with() -> None:
    assert stays_revoked(reader(REVOKING))


# making the revoked valid again


def test_an_older_list_from_before_the_revocation() -> None:
    of = reader(REVOKING)
    assert refusal(of, a_list(issued=NOW - 2 * HOUR)) is Code.STATUS_ROLLBACK
    assert stays_revoked(of)


def test_an_older_list_slipped_in_behind_the_newer_one() -> None:
    assert stays_revoked(reader(REVOKING, a_list(issued=NOW - 2 * HOUR)))
    assert stays_revoked(reader(a_list(issued=NOW - 2 * HOUR), REVOKING))


def test_a_list_of_ones_own_under_the_same_name() -> None:
    of = reader(REVOKING)
    assert refusal(of, a_list(by=THIEF, issued=NOW)) is Code.UNKNOWN_ISSUER
    named = Draft.of(a_list(issued=NOW)).with_headers({Header.KID: KEY.public_key.kid}).signed(THIEF)
    assert refusal(of, named) is Code.BAD_SIGNATURE
    assert stays_revoked(of)


def test_another_associations_newer_list_under_the_same_name() -> None:
    assert stays_revoked(reader(REVOKING, a_list(by=BEIJINGS, issued=NOW), entries=(ENTRY, BEIJINGS_ENTRY)))


def test_another_association_revoking_a_competitors_members() -> None:
    lists = a_list(), a_list([(INDEX, Status.INVALID)], by=BEIJINGS, issued=NOW)
    assert reader(*lists, entries=(ENTRY, BEIJINGS_ENTRY)).evaluate(REVOKED).verdict is Verdict.VALID


@pytest.mark.parametrize("issued", [NOW - 20 * DAY, NOW - HOUR, NOW])
def test_a_list_by_a_stolen_key_dated_before_the_theft(issued: datetime) -> None:
    """Credentials of the association's next key stay revoked: a thief of the old one cannot say otherwise."""
    stolen = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW + DAY)
    entries = stolen, TrustedIssuer.of((certified(NEXT_KEY),))
    credential = Draft.of(REVOKED).with_headers({Header.KID: NEXT_KEY.public_key.kid}).signed(NEXT_KEY)
    forged = a_list(issued=issued, expires=None)
    of = reader(a_list([(INDEX, 1)], by=NEXT_KEY, issued=NOW - 25 * DAY, expires=None), entries=entries)
    assert refusal(of, forged) is Code.KEY_COMPROMISED
    assert stays_revoked(of, credential)
    assert reader(forged, entries=entries).evaluate(credential).code is Code.STATUS_UNKNOWN


def test_a_list_by_a_retired_key_after_its_time() -> None:
    retired = TrustedIssuer.of((CERTIFICATE,), state=KeyState.RETIRED, since=NOW - HOUR)
    of = reader(REVOKING, entries=(retired,))
    assert refusal(of, a_list(issued=NOW)) is Code.KEY_NOT_VALID
    assert stays_revoked(of)


def test_a_list_by_a_key_whose_certificate_has_run_out() -> None:
    expired = TrustedIssuer.of((certified(window=(NOW - 30 * DAY, NOW - DAY)),))
    of = reader(entries=(expired,))
    assert refusal(of, a_list(issued=NOW)) is Code.KEY_NOT_VALID


def test_a_list_with_its_entries_exchanged() -> None:
    message = Sign1.decode(REVOKING)
    claims = cbor.decode_map(message.payload)
    content = {"bits": 2, "lst": zlib.compress(bytes(250))}
    forged = sign1.assemble(
        message.protected_bytes, cbor.encode({**claims, Claim.STATUS_LIST: content}), message.signature
    )
    assert refusal(reader(), forged) is Code.BAD_SIGNATURE


def test_a_list_with_two_sets_of_entries() -> None:
    good, bad = (cbor.encode({"bits": 2, "lst": zlib.compress(bytes([fill]) * 250)}) for fill in (0xFF, 0))
    iat = int(NOW.timestamp())
    head = b"\xa4" + b"".join(map(cbor.encode, (2, URI, 6, iat)))
    payload = head + b"".join((cbor.encode(65533), good, cbor.encode(65533), bad))
    protected = Sign1.decode(REVOKING).protected_bytes
    doubled = sign1.assemble(protected, payload, KEY.sign(sign1.to_be_signed(protected, payload)))
    assert refusal(reader(), doubled) is Code.MALFORMED


def test_the_status_claim_cut_out_of_a_revoked_certificate() -> None:
    message = Sign1.decode(REVOKED)
    claims = {key: value for key, value in cbor.decode_map(message.payload).items() if key != Claim.STATUS}
    cut = sign1.assemble(message.protected_bytes, cbor.encode(claims), message.signature)
    assert reader(REVOKING).evaluate(cut).code is Code.BAD_SIGNATURE


def test_another_place_in_the_list_written_into_a_revoked_certificate() -> None:
    message = Sign1.decode(REVOKED)
    elsewhere = StatusReference(uri=URI, index=INDEX + 1).to_claim()
    claims = {**cbor.decode_map(message.payload), Claim.STATUS: elsewhere}
    moved = sign1.assemble(message.protected_bytes, cbor.encode(claims), message.signature)
    assert reader(REVOKING).evaluate(moved).code is Code.BAD_SIGNATURE


def test_keeping_the_list_away_from_the_reader() -> None:
    report = reader().evaluate(REVOKED)
    assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.STATUS_UNKNOWN)
    assert reader(a_list(expires=NOW - DAY, issued=NOW - 9 * DAY)).evaluate(REVOKED).code is Code.STATUS_STALE


def test_a_list_from_the_future_that_outranks_all_to_come() -> None:
    """The association's own key can do that; what follows is doubt, and no certificate passes by it."""
    of = reader(REVOKING, a_list(issued=NOW + 300 * DAY, expires=None))
    report = of.evaluate(REVOKED)
    assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.STATUS_STALE)


# one kind of token for another


def test_a_certificate_taken_for_a_list() -> None:
    assert refusal(reader(), REVOKED) is Code.MALFORMED


def test_a_list_taken_for_a_certificate() -> None:
    report = reader().evaluate(REVOKING)
    assert (report.verdict, report.code) == (Verdict.INVALID, Code.NOT_A_CERTIFICATE)


def test_a_trust_bundle_taken_for_a_list() -> None:
    assert refusal(reader(), BUNDLE.encoded) is Code.UNKNOWN_ISSUER


def test_entries_in_a_certificate_that_is_signed_as_one() -> None:
    hybrid = Draft.of(REVOKED).with_claims({2: URI, 65533: {"bits": 2, "lst": zlib.compress(bytes(250))}}).signed()
    assert refusal(reader(), hybrid) is Code.MALFORMED


# bringing the verifier down


def test_a_decompression_bomb() -> None:
    bomb = zlib.compress(bytes(128 << 20), 9)
    token = Draft.of(a_list()).with_claims({Claim.STATUS_LIST: {"bits": 8, "lst": bomb}}).signed()
    of = reader()
    tracemalloc.start()
    assert refusal(of, token) is Code.MALFORMED
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 << 20


def test_a_bomb_in_a_bundle_costs_the_other_lists_nothing() -> None:
    bomb = zlib.compress(bytes(64 << 20), 9)
    token = Draft.of(a_list()).with_claims({Claim.STATUS_LIST: {"bits": 8, "lst": bomb}}).signed()
    assert stays_revoked(reader(token, REVOKING))


@pytest.mark.parametrize("index", [1 << 31, 1 << 62, (1 << 64) - 1])
def test_an_index_beyond_all_lists(index: int) -> None:
    credential = issue(status=StatusReference(uri=URI, index=index)).credential
    assert reader(REVOKING).evaluate(credential).code is Code.STATUS_UNKNOWN


@pytest.mark.parametrize("index", [-1, -500, 1.0, True, "500", None])
def test_an_index_that_counts_from_behind_or_not_at_all(index: object) -> None:
    claim = {"status_list": {"idx": index, "uri": URI}}
    credential = Draft.of(REVOKED).with_claims({Claim.STATUS: claim}).signed()
    assert reader(REVOKING).evaluate(credential).code is Code.CONTENT_INVALID


@pytest.mark.parametrize("claim", [Claim.TTL, Claim.EXP])
@pytest.mark.parametrize("seconds", [253_402_300_799, 1 << 40, (1 << 64) - 1])
def test_times_beyond_all_calendars(claim: Claim, seconds: int) -> None:
    token = Draft.of(REVOKING).with_claims({claim: seconds}).signed()
    of = reader(token)
    assert of.evaluate(REVOKED).code in {Code.REVOKED, Code.STATUS_UNKNOWN}
    assert reader(Draft.of(a_list()).with_claims({claim: seconds}).signed()).evaluate(REVOKED).code in {
        None,
        Code.STATUS_UNKNOWN,
    }


def test_a_width_that_makes_every_look_up_read_past_the_end() -> None:
    for bits in (0, 3, 7, 16, 64):
        token = Draft.of(a_list()).with_claims({Claim.STATUS_LIST: {"bits": bits, "lst": zlib.compress(b"x")}}).signed()
        assert refusal(reader(), token) is Code.MALFORMED


def test_nobody_is_named_in_an_error() -> None:
    for token in (a_list(by=THIEF), REVOKED, b"\xff", Draft.of(REVOKING).with_claims({2: SHANGHAI.encode()}).signed()):
        with pytest.raises(CicpaError) as caught:
            reader().lists.add(token)
        assert URI not in str(caught.value)
        assert SHANGHAI not in str(caught.value)
        assert caught.value.code
