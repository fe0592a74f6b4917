"""Trust bundles: loaded, refused, rolled back, and handed over from one root to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.testing.frozen import NOW
from cicpa_credentials.testing.mutators import BUNDLE_MUTATORS, ROOT_MUTATORS
from cicpa_credentials.testing.mutators.draft import opened
from cicpa_credentials.testing.offices import root_authority
from cicpa_credentials.testing.vectors.contents.scene import (
    BEIJING,
    BUNDLE,
    CICPA,
    DAY,
    SHANGHAI,
    WORLD,
    chance,
    completed,
)
from cicpa_credentials.testing.vectors.form import Vector, VectorFile

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bundles"]

_NEXT_ROOT: Final = root_authority(3)


def bundles() -> VectorFile:
    """Trust bundles: loaded, refused, rolled back, and handed over from one root to the next."""
    return completed((*_good(), *_bad(), *_attacks()), {})


def _question(
    name: str, about: str, data: bytes, expected: dict[str, Any], *, pinned: bytes | None = None, seen: int = 0
) -> Vector:
    root = roots.fingerprint(WORLD.root.certificate) if pinned is None else pinned
    return Vector(
        id=name,
        about=about,
        operation="load_bundle",
        input={"bundle": {"encoded": data.hex(), "root": root.hex()}, "minimum_sequence": seen},
        expected=expected,
    )


def _loaded(name: str, about: str, bundle: TrustBundle, **changes: Any) -> Vector:  # noqa: ANN401 - for `_question`
    issuers = [
        {"association": one.association.code, "kid": one.public_key.kid.hex(), "state": one.state.value}
        for one in bundle.issuers
    ]
    return _question(
        name, about, bundle.encoded, {"code": None, "sequence": bundle.sequence, "issuers": issuers}, **changes
    )


def _refused(name: str, about: str, data: bytes, *codes: Code, **changes: Any) -> Vector:  # noqa: ANN401 - for `_question`
    return _question(name, about, data, {"codes": [code.value for code in codes]}, **changes)


def _handed_over() -> TrustBundle:
    """By the next root, with the introduction by the pinned one, which stays an anchor of older keys."""
    introduction = roots.introduce(_NEXT_ROOT.certificate, signer=WORLD.root.signer, root=WORLD.root.certificate)
    return TrustBundle.build(
        [office.entry for office in WORLD.offices.values()],
        sequence=WORLD.sequence + 1,
        issued=NOW,
        expires=NOW + 30 * DAY,
        signer=_NEXT_ROOT.signer,
        root=_NEXT_ROOT.certificate,
        introductions=[introduction],
        anchors=[WORLD.root.certificate],
    )


def _good() -> Iterator[Vector]:
    world = WORLD.with_key(SHANGHAI, KeyState.RETIRED, NOW - DAY).with_key(CICPA, KeyState.COMPROMISED, NOW)
    yield _loaded("bundle/good", "Three associations, one status list.", BUNDLE)
    yield _loaded("bundle/states", "An active, a retired and a compromised key.", world.bundle_of(status_lists=[]))
    yield _loaded("bundle/seen-before", "The same sequence as was seen before.", BUNDLE, seen=BUNDLE.sequence)
    yield _loaded("bundle/next-root", "By the next root, which the pinned one introduced.", _handed_over())


def _bad() -> Iterator[Vector]:
    untrusted, seen = Code.BUNDLE_UNTRUSTED, BUNDLE.sequence + 1
    good = BUNDLE.encoded
    yield _refused("bundle/rollback", "Older than one that was seen.", good, Code.BUNDLE_ROLLBACK, seen=seen)
    for name, about, pinned in (
        ("other-root-pinned", "Another root is pinned.", roots.fingerprint(_NEXT_ROOT.certificate)),
        ("nothing-pinned", "Nothing is pinned: an empty pin fits no root.", b""),
    ):
        yield _refused(f"bundle/{name}", about, good, untrusted, pinned=pinned)
    office = WORLD.offices[BEIJING]
    posing = roots.sign(opened(good).payload, signer=office.signer, root=office.certificate)
    yield _refused("bundle/by-an-issuer", "Signed by an issuing key.", posing, untrusted)


def _attacks() -> Iterator[Vector]:
    by_root = [one.by(WORLD.root.signer) for one in ROOT_MUTATORS]
    for prefix, table in (("attack/bundle", BUNDLE_MUTATORS), ("attack/root", by_root)):
        for one in table:
            made = one.apply(BUNDLE.encoded, chance(prefix, one.name))
            if made is not None:
                expected = {"codes": sorted(made.expected)} if made.expected else {"code": None}
                yield _question(f"{prefix}/{one.name}", one.about, made.artefact, expected, seen=BUNDLE.sequence)
