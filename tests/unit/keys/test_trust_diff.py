"""What changed between two bundles is told once, under its own name, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust_diff import Aspect, Change, compare
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.values import Category
from office import BEIJING, BUNDLE, DAY, ENTRY, KEY, ROOT, a_root, bundle, certified
from pki import NOW, ec_key

if TYPE_CHECKING:
    from cicpa_credentials.keys.trust import TrustBundle

OTHER = TrustedIssuer.of((certified(InProcessSigner(ec_key(9010)), of=BEIJING),))
NEXT_ROOT = a_root(9101)


def aspects(before: TrustBundle, after: TrustBundle) -> list[Aspect]:
    return [change.aspect for change in compare(before, after)]


def changed(entry: TrustedIssuer) -> tuple[Change, ...]:
    return compare(BUNDLE, bundle(entry))


def test_nothing_changed_where_both_say_the_same() -> None:
    assert compare(BUNDLE, BUNDLE) == ()
    assert compare(BUNDLE, bundle()) == ()


def test_the_facts_of_the_bundle() -> None:
    token, introduction = b"list", roots.introduce(NEXT_ROOT.certificate, signer=ROOT.signer, root=ROOT.certificate)
    after = bundle(
        root=NEXT_ROOT,
        sequence=8,
        issued=NOW,
        expires=NOW + 40 * DAY,
        status_lists=[token],
        introductions=[introduction],
        anchors=[ROOT.certificate],
    )
    assert [(one.aspect, one.before, one.after, one.issuer) for one in compare(BUNDLE, after)] == [
        (Aspect.SEQUENCE, 7, 8, None),
        (Aspect.ISSUED, NOW - DAY, NOW, None),
        (Aspect.EXPIRES, NOW + 30 * DAY, NOW + 40 * DAY, None),
        (Aspect.ROOT, roots.fingerprint(ROOT.certificate), roots.fingerprint(NEXT_ROOT.certificate), None),
        (Aspect.INTRODUCTIONS, (), (sha256(introduction).digest(),), None),
        (Aspect.ANCHORS, (), (roots.fingerprint(ROOT.certificate),), None),
        (Aspect.STATUS_LISTS, (), (sha256(token).digest(),), None),
    ]


def test_a_key_that_came_and_one_that_went() -> None:
    both = bundle(ENTRY, OTHER)
    (came,) = compare(BUNDLE, both)
    assert came == Change(aspect=Aspect.ISSUER, before=None, after=OTHER, issuer=OTHER)
    (went,) = compare(both, BUNDLE)
    assert went == Change(aspect=Aspect.ISSUER, before=OTHER, after=None, issuer=OTHER)


@pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.COMPROMISED])
def test_what_became_of_a_key(state: KeyState) -> None:
    ended = replace(ENTRY, state=state, since=NOW - DAY)
    fate, since = changed(ended)
    assert (fate.aspect, fate.before, fate.after) == (Aspect.STATE, KeyState.ACTIVE, state)
    assert (since.aspect, since.before, since.after) == (Aspect.SINCE, None, NOW - DAY)
    assert fate.issuer == ended


def test_what_a_key_may_do() -> None:
    less = TrustedIssuer.of(
        ENTRY.chain,
        mandate=replace(
            ENTRY.mandate,
            categories=frozenset({Category.PRACTISING}),
            not_before=ENTRY.mandate.not_before + DAY,
            not_after=ENTRY.mandate.not_after - DAY,
        ),
    )
    assert [(one.aspect, one.before, one.after) for one in changed(less)] == [
        (Aspect.CATEGORIES, (Category.PRACTISING, Category.NON_PRACTISING), (Category.PRACTISING,)),
        (Aspect.NOT_BEFORE, ENTRY.mandate.not_before, ENTRY.mandate.not_before + DAY),
        (Aspect.NOT_AFTER, ENTRY.mandate.not_after, ENTRY.mandate.not_after - DAY),
    ]


def test_an_association_that_took_another_name() -> None:
    (change,) = changed(TrustedIssuer.of(ENTRY.chain, names=("新名", "New Name")))
    assert (change.aspect, change.after) == (Aspect.NAMES, ("新名", "New Name"))


def test_a_renewed_certificate_in_the_place_of_the_old_one_is_a_change_of_its_key() -> None:
    renewed = TrustedIssuer.of((certified(window=(NOW, NOW + 900 * DAY)),))
    assert [change.aspect for change in changed(renewed)] == [Aspect.NOT_BEFORE, Aspect.NOT_AFTER, Aspect.CHAIN]


def test_a_renewed_certificate_beside_the_old_one_is_an_entry_more() -> None:
    renewed = TrustedIssuer.of((certified(window=(NOW - 40 * DAY, NOW + 900 * DAY)),))
    (change,) = compare(BUNDLE, bundle(renewed, ENTRY))
    assert (change.aspect, change.before, change.after) == (Aspect.ISSUER, None, renewed)


def test_one_key_for_two_associations_is_two_entries() -> None:
    for_beijing = TrustedIssuer.of((certified(KEY, of=BEIJING),))
    assert aspects(BUNDLE, bundle(for_beijing)) == [Aspect.ISSUER, Aspect.ISSUER]


def test_keys_stand_in_the_order_of_their_associations() -> None:
    retired = replace(ENTRY, state=KeyState.RETIRED, since=NOW)
    assert [change.issuer for change in compare(BUNDLE, bundle(retired, OTHER))] == [OTHER, retired, retired]


def test_the_json_form_tells_every_fact() -> None:
    ended = replace(ENTRY, state=KeyState.COMPROMISED, since=NOW - DAY)
    after = bundle(ended, OTHER, sequence=8, status_lists=[b"list"])
    told = json.loads(json.dumps([change.to_dict() for change in compare(BUNDLE, after)]))
    kid = {"association": "310000", "kid": ENTRY.public_key.kid.hex()}
    assert told == [
        {"aspect": "sequence", "before": 7, "after": 8},
        {"aspect": "status_lists", "before": [], "after": [sha256(b"list").hexdigest()]},
        {
            "aspect": "issuer",
            "association": "110000",
            "kid": OTHER.public_key.kid.hex(),
            "before": None,
            "after": OTHER.to_dict(),
        },
        {"aspect": "state", **kid, "before": "active", "after": "compromised"},
        {"aspect": "since", **kid, "before": None, "after": (NOW - DAY).isoformat()},
    ]
    fewer = replace(ENTRY, mandate=replace(ENTRY.mandate, categories=frozenset({Category.NON_PRACTISING})))
    assert changed(fewer)[0].to_dict()["after"] == ["non_practising"]
