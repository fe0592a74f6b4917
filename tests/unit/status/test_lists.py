"""The lists a verifier holds: whose they are, which is newest, and which are not taken at all."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import StatusLists
from cicpa_credentials.wire.labels import Claim, Header
from office import BEIJING, CERTIFICATE, DAY, ENTRY, KEY, SHANGHAI, Draft, bundle, certified
from pki import NOW, ec_key
from status_samples import HOUR, INDEX, URI, a_list

OTHER = InProcessSigner(ec_key(31))
OTHER_URI = "https://status.example.org/lists/08"
SECOND = timedelta(seconds=1)


def lists(*tokens: bytes, entries: tuple[TrustedIssuer, ...] = (ENTRY,)) -> StatusLists:
    return StatusLists(bundle(*entries, status_lists=tokens))


def refused(held: StatusLists) -> list[Code]:
    return [error.code for error in held.refused]


def refusal(held: StatusLists, token: bytes) -> Code:
    with pytest.raises(CicpaError) as caught:
        held.add(token)
    return caught.value.code


def status(held: StatusLists, *, uri: str = URI, association: str = SHANGHAI) -> int | None:
    found = held.find(uri, association=association)
    return None if found is None else found.entries[INDEX]


def entry_in(state: KeyState, since_days: float) -> TrustedIssuer:
    return TrustedIssuer.of((CERTIFICATE,), state=state, since=NOW + since_days * DAY)


def test_the_lists_of_the_bundle_are_held() -> None:
    held = lists(a_list([(INDEX, 1)]), a_list([(INDEX, 2)], uri=OTHER_URI))
    assert (status(held), status(held, uri=OTHER_URI), refused(held)) == (1, 2, [])


def test_a_list_that_nobody_brought_is_not_found() -> None:
    assert status(lists()) is None
    assert status(lists(a_list()), uri=OTHER_URI) is None


def test_a_list_counts_for_the_association_whose_key_signed_it_and_no_other() -> None:
    held = lists(a_list(), entries=(ENTRY, TrustedIssuer.of((certified(OTHER, of=BEIJING),))))
    assert status(held) == 0
    assert status(held, association=BEIJING) is None


def test_two_associations_may_use_one_name_for_their_lists() -> None:
    beijing = TrustedIssuer.of((certified(OTHER, of=BEIJING),))
    held = lists(a_list([(INDEX, 1)]), a_list([(INDEX, 2)], by=OTHER), entries=(ENTRY, beijing))
    assert (status(held), status(held, association=BEIJING)) == (1, 2)


def test_a_list_by_a_key_that_two_associations_share_counts_for_both() -> None:
    shared = (ENTRY, TrustedIssuer.of((certified(of=BEIJING),)))
    held = lists(a_list([(INDEX, 1)]), entries=shared)
    assert (status(held), status(held, association=BEIJING)) == (1, 1)


def test_a_renewed_certificate_for_the_same_key_is_an_entry_of_its_own() -> None:
    past = (NOW - 300 * DAY, NOW - 20 * DAY)
    entries = tuple(
        TrustedIssuer.of((certified(window=window),)) for window in (past, (NOW - 20 * DAY, NOW + 300 * DAY))
    )
    assert status(lists(a_list(), entries=entries)) == 0


def test_the_newest_of_several_counts_in_whatever_order_they_come() -> None:
    old, new = a_list(issued=NOW - 9 * HOUR), a_list([(INDEX, 1)])
    assert status(lists(old, new)) == 1
    held = lists(new, old)
    assert (status(held), refused(held)) == (1, [Code.STATUS_ROLLBACK])


def test_a_newer_list_may_come_by_another_way() -> None:
    held = lists(a_list())
    token = held.add(a_list([(INDEX, 1)], issued=NOW))
    assert token.issued == NOW
    assert status(held) == 1


def test_an_older_list_is_refused_and_the_newer_one_stays() -> None:
    held = lists(a_list([(INDEX, 1)]))
    assert refusal(held, a_list(issued=NOW - HOUR - SECOND)) is Code.STATUS_ROLLBACK
    assert status(held) == 1


def test_the_same_list_may_come_twice() -> None:
    held = lists(a_list([(INDEX, 1)]))
    held.add(a_list([(INDEX, 1)]))
    assert status(held) == 1


def test_what_is_older_for_one_association_may_be_the_first_for_another() -> None:
    shared = (ENTRY, TrustedIssuer.of((certified(of=BEIJING),)), TrustedIssuer.of((certified(OTHER),)))
    held = lists(a_list([(INDEX, 1)], by=OTHER), a_list(issued=NOW - 9 * HOUR), entries=shared)
    assert (status(held), status(held, association=BEIJING), refused(held)) == (1, 0, [])


def test_a_key_outside_the_bundle_signs_no_lists() -> None:
    assert refused(lists(a_list(by=OTHER))) == [Code.UNKNOWN_ISSUER]


@pytest.mark.parametrize("kid", [None, "text", b"", b"\x00" * 8, [KEY.public_key.kid]])
def test_a_list_without_a_kid_that_is_known_is_refused(kid: object) -> None:
    assert refused(lists(Draft.of(a_list()).with_headers({Header.KID: kid}).signed())) == [Code.UNKNOWN_ISSUER]


def test_a_kid_is_only_a_hint() -> None:
    forged = Draft.of(a_list(by=OTHER)).with_headers({Header.KID: KEY.public_key.kid}).signed(OTHER)
    assert refused(lists(forged)) == [Code.BAD_SIGNATURE]


def test_all_keys_with_a_kid_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    made = bundle(ENTRY, TrustedIssuer.of((certified(OTHER),)), status_lists=(a_list([(INDEX, 1)]),))
    colliding = tuple(reversed(made.issuers))
    monkeypatch.setattr(type(made), "find", lambda self, kid: colliding if self is made and kid else ())
    assert status(StatusLists(made)) == 1


@pytest.mark.parametrize("at", [NOW - 30 * DAY - SECOND, NOW + 700 * DAY + SECOND])
def test_a_list_made_outside_the_window_of_its_key_is_refused(at: object) -> None:
    assert refused(lists(a_list(issued=at, expires=None))) == [Code.KEY_NOT_VALID]


def test_a_retired_key_signs_no_new_lists_but_its_old_ones_count() -> None:
    retired = (entry_in(KeyState.RETIRED, -1),)
    assert status(lists(a_list(issued=NOW - DAY), entries=retired)) == 0
    assert refused(lists(a_list(issued=NOW - DAY + SECOND), entries=retired)) == [Code.KEY_NOT_VALID]


@pytest.mark.parametrize("since", [-1, 1])
def test_no_list_of_a_compromised_key_counts_whatever_its_date(since: float) -> None:
    held = lists(a_list(), entries=(entry_in(KeyState.COMPROMISED, since),))
    assert (status(held), refused(held)) == (None, [Code.KEY_COMPROMISED])


def test_one_bad_token_does_not_keep_the_others_out() -> None:
    bomb = Draft.of(a_list()).with_claims({Claim.STATUS_LIST: {"bits": 8, "lst": zlib.compress(bytes(33 << 20), 9)}})
    held = lists(b"", b"\xff" * 9, bomb.signed(), a_list([(INDEX, 3)]), a_list(uri=OTHER_URI)[:-1])
    assert status(held) == 3
    assert refused(held) == [Code.MALFORMED] * 4


def test_entries_are_not_inflated_before_the_signature_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("entries that nobody signed are inflated")

    monkeypatch.setattr(zlib, "decompressobj", never)
    assert refusal(lists(), a_list(by=OTHER)) is Code.UNKNOWN_ISSUER
    assert refusal(lists(), Draft.of(a_list()).signed(OTHER)) is Code.BAD_SIGNATURE
