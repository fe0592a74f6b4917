"""Certificates: bearer and bound, as they are printed and with details; who signed, when, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.members import Category
from cicpa_credentials.members.fields import details_of
from cicpa_credentials.testing.frozen import NOW
from cicpa_credentials.testing.mutators import CREDENTIAL_MUTATORS, ISSUER_MUTATORS, Draft, transplanted
from cicpa_credentials.testing.offices import Office
from cicpa_credentials.testing.vectors.contents.scene import (
    BEIJING,
    BUNDLE,
    DAY,
    NON_PRACTISING,
    PHOTO,
    PRACTISING,
    SECONDS,
    SHANGHAI,
    WORLD,
    a_list,
    attacked,
    bundle_with,
    completed,
    place,
    told,
    valid,
)
from cicpa_credentials.verifier import Policy, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["certificates"]

_KEY: Final = WORLD.offices[BEIJING].signer
_BEARER: Final = WORLD.issue(PRACTISING, photo=PHOTO)
_BOUND: Final = WORLD.issue(PRACTISING, status=place(0), bound=True)


def certificates() -> VectorFile:
    """Certificates as they are printed and shown: what they say, who signed, when, and what became of them."""
    return completed((*_good(), *_signed(), *_times(), *_standings(), *_attacks()), _bundles())


def _good() -> Iterator[Vector]:
    names = [field.name for field, _ in details_of(PRACTISING, PHOTO)]
    few = WORLD.issue(NON_PRACTISING)
    yield valid("certificate/bearer", "A printed code shows the face.", _BEARER.qr_text)
    yield valid("certificate/bearer-bytes", "The same as bytes.", _BEARER.credential)
    yield valid("certificate/decoys", "One of a member with few details looks no different.", few.qr_text)
    yield valid("certificate/bound", "One that is bound to a holder's key.", _BOUND.qr_text)
    for name in names:
        yield valid(f"certificate/shows-{name}", f"The detail {name} is shown.", _shown(_BEARER, name))
    yield valid("certificate/shows-all", "Every detail is shown.", _shown(_BEARER, *names))
    yield told(
        "certificate/required-field-missing",
        "A detail that the policy requires is not shown.",
        _BEARER.qr_text,
        Code.FIELD_MISSING,
        policy={"required_fields": ["birth_date"]},
    )
    yield told(
        "certificate/binding-required",
        "The policy requires proof of the holder's key.",
        _BOUND.qr_text,
        Code.BINDING_MISSING,
        policy={"require_holder_binding": True},
    )
    yield told(
        "certificate/letters-alone",
        "The policy accepts letters of good standing and nothing else.",
        _BEARER.qr_text,
        Code.WRONG_KIND,
        policy={"accept": ["letter"]},
    )


def _shown(issued: IssuedCertificate, *names: str) -> bytes:
    return WORLD.take(issued).present(names).encoded


# -- who signed


def _bundles() -> dict[str, TrustBundle]:
    """Bundles in which something has become of Beijing's key."""
    half = Office.certified(BEIJING, by=WORLD.root, key=_KEY.signer, categories=frozenset({Category.NON_PRACTISING}))
    other = Office.certified(SHANGHAI, by=WORLD.root, key=_KEY.signer)
    short = Office.certified(BEIJING, by=WORLD.root, key=_KEY.signer, not_before=NOW - 9 * DAY, not_after=NOW - DAY)
    states = {
        f"{state.value}-{when}": WORLD.with_key(BEIJING, state, NOW + days * DAY).bundle_of(status_lists=[])
        for state in (KeyState.RETIRED, KeyState.COMPROMISED)
        for when, days in (("earlier", -1), ("later", 1))
    }
    return states | {
        "office": BUNDLE,
        "others-alone": bundle_with(WORLD.offices[SHANGHAI].entry),
        "non-practising-alone": bundle_with(half.entry),
        "key-out-of-window": bundle_with(short.entry),
        "one-key-two-entries": bundle_with(other.entry, WORLD.offices[BEIJING].entry),
        "nobody": bundle_with(),
        "ten-years": WORLD.bundle_of(status_lists=[], expires=NOW + 3000 * DAY),
    }


def _signed() -> Iterator[Vector]:
    text = _BEARER.qr_text
    for bundle, about, code in (
        ("others-alone", "No key of the bundle has its kid.", Code.UNKNOWN_ISSUER),
        ("nobody", "The bundle vouches for nobody.", Code.UNKNOWN_ISSUER),
        ("non-practising-alone", "The key is not for this category.", Code.OUT_OF_SCOPE),
        ("key-out-of-window", "Signed after the window of the key.", Code.KEY_NOT_VALID),
        ("retired-earlier", "Signed after the key was retired.", Code.KEY_NOT_VALID),
        ("compromised-earlier", "Signed after the key was compromised.", Code.KEY_COMPROMISED),
    ):
        yield told(f"signed/{bundle}", about, text, code, bundle=bundle)
    yield told(
        "signed/compromised-later",
        "Signed, by its own date, before the key was compromised: nothing can tell.",
        text,
        Code.KEY_COMPROMISED,
        verdict=Verdict.INDETERMINATE,
        bundle="compromised-later",
    )
    for bundle, about in (
        ("retired-later", "Signed before the key was retired."),
        ("one-key-two-entries", "The key has an entry for another association too: the fitting one counts."),
    ):
        yield valid(f"signed/{bundle}", about, text, bundle=bundle)


def _times() -> Iterator[Vector]:
    text, ends, second = _BEARER.qr_text, _BEARER.expires_at, timedelta(seconds=1)
    leeway = Policy().leeway
    soon = Draft.of(_BEARER.credential).with_claims({5: SECONDS + 3600}).signed(_KEY)
    late: dict[str, Any] = {"bundle": "ten-years"}
    yield told("times/expired", "Its end and the leeway are over.", text, Code.EXPIRED, at=ends + leeway, **late)
    yield valid("times/last-second", "The last second of the leeway.", text, at=ends + leeway - second, **late)
    yield told("times/no-leeway", "Its end has come.", text, Code.EXPIRED, at=ends, policy={"leeway": 0}, **late)
    yield told("times/not-before", "It begins in an hour.", soon, Code.NOT_YET_VALID)
    yield told(
        "times/bundle-has-run-out",
        "The bundle has run out: nothing is wrong, and nothing is settled.",
        text,
        Code.BUNDLE_EXPIRED,
        verdict=Verdict.INDETERMINATE,
        at=BUNDLE.expires + leeway,
    )


# -- what became of it


def _standings() -> Iterator[Vector]:
    old = BUNDLE.issued + 9 * DAY
    for index, code in ((1, Code.REVOKED), (2, Code.SUSPENDED), (3, Code.SUPERSEDED)):
        text = WORLD.issue(PRACTISING, status=place(index)).qr_text
        yield told(f"status/{code}", f"The list says that it is {code}.", text, code)
        yield told(f"status/{code}-stale", f"It stays {code} when the list is old.", text, code, at=old)
    text = WORLD.issue(PRACTISING, status=place(0)).qr_text
    patient = {"accept_stale_for": 2 * 86_400}
    minute = timedelta(minutes=1)
    older, newer = a_list(issued=NOW - minute).hex(), a_list(issued=NOW + minute).hex()
    unsure: dict[str, Any] = {"verdict": Verdict.INDETERMINATE}
    yield valid("status/valid", "The list says that it is valid.", text)
    yield told("status/stale", "The list is out of date.", text, Code.STATUS_STALE, at=NOW + 2 * DAY, **unsure)
    yield valid("status/stale-accepted", "The policy takes a list for so long.", text, at=NOW + 2 * DAY, policy=patient)
    yield _with_refused(
        valid("status/older-list", "An older list does not count.", text, status_lists=[older]), Code.STATUS_ROLLBACK
    )
    yield _with_refused(valid("status/newer-list", "A newer list is taken.", text, status_lists=[newer]), None)
    for name, about, reference in (
        ("list-unknown", "No list of that name is at hand.", place(0, "https://status.example.org/110000/2")),
        ("index-beyond", "The list has no such entry.", place(64)),
    ):
        other = WORLD.issue(PRACTISING, status=reference).qr_text
        yield told(f"status/{name}", about, other, Code.STATUS_UNKNOWN, **unsure)


def _with_refused(vector: Vector, code: Code | None) -> Vector:
    return replace(vector, expected={**vector.expected, "refused_lists": [[code and code.value]]})


# -- and who tampers with it


def _attacks() -> Iterator[Vector]:
    shown = _shown(_BEARER, "birth_date", "mobile", "email")
    donor = _shown(WORLD.issue(NON_PRACTISING), "birth_date")
    yield from attacked("attack/certificate", shown, (*CREDENTIAL_MUTATORS, transplanted(donor)))
    yield from attacked("attack/issuer", shown, (one.by(_KEY) for one in ISSUER_MUTATORS))
    bound = [one for one in CREDENTIAL_MUTATORS if one.name.startswith(("holder_key", "status_"))]
    yield from attacked("attack/bound", _BOUND.credential, bound)
