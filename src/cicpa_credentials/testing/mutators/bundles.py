"""Attacks on a trust bundle: by those whom it passes, and by the root's own mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.x509 import load_certificate
from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.testing.mutators.draft import Draft, opened, reassembled, resigned
from cicpa_credentials.testing.mutators.envelopes import Answers, envelope_mutators
from cicpa_credentials.testing.mutators.mutation import Mutator, SignedMutator, mutator, signed_mutator
from cicpa_credentials.testing.offices import certified_office, root_authority
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Bundle, BundleIssuer, Header

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["BUNDLE_MUTATORS", "ROOT_MUTATORS"]

_SEQUENCE, _ISSUED, _EXPIRES, _ISSUERS = map(int, (Bundle.SEQUENCE, Bundle.ISSUED, Bundle.EXPIRES, Bundle.ISSUERS))
_ASSOCIATION, _CATEGORIES, _NOT_BEFORE, _NOT_AFTER, _STATE, _SINCE = map(
    int,
    (
        BundleIssuer.ASSOCIATION,
        BundleIssuer.CATEGORIES,
        BundleIssuer.NOT_BEFORE,
        BundleIssuer.NOT_AFTER,
        BundleIssuer.STATE,
        BundleIssuer.SINCE,
    ),
)
_X5CHAIN: Final = int(Header.X5CHAIN)
_COMPROMISED: Final = 2
_OTHER_ROOT: Final = 666
_DEEP: Final = 15_000
_MAP_OF_SEVEN: Final = 0xA7

_ENVELOPE: Final = envelope_mutators(
    Answers(
        altered=frozenset({Code.MALFORMED, Code.BUNDLE_UNTRUSTED}),
        forged=Code.BUNDLE_UNTRUSTED,
        swapped=frozenset({Code.BUNDLE_UNTRUSTED}),
    )
)


@mutator(Code.BUNDLE_UNTRUSTED)
def later_sequence(data: bytes, _: Pick) -> bytes:
    """It says that it is newer than all others."""
    claims = cbor.decode_map(opened(data).payload, max_bytes=len(data))
    return reassembled(data, payload=cbor.encode({**claims, _SEQUENCE: 2**32}))


@mutator(Code.BUNDLE_UNTRUSTED)
def signed_by_another_root(data: bytes, _: Pick) -> bytes:
    """A root that nobody pinned signed it, and says so."""
    other = root_authority(_OTHER_ROOT)
    changed = Draft.of(data).with_headers({_X5CHAIN: other.certificate.public_bytes(Encoding.DER)})
    return changed.signed(other.signer)


BUNDLE_MUTATORS: Final[tuple[Mutator[bytes], ...]] = (*_ENVELOPE, later_sequence, signed_by_another_root)
"""What must not be believed by a verifier that pins the bundle's root."""


# -- by the root


@signed_mutator(Code.BUNDLE_ROLLBACK)
def older(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """An older bundle, for a verifier that has seen this one."""
    draft = Draft.of(data)
    sequence = draft.payload[_SEQUENCE]
    return draft.with_claims({_SEQUENCE: pick(sequence)}).signed(signer) if sequence else None


@signed_mutator(Code.MALFORMED)
def sequence_of_another_kind(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A sequence that compares with nothing."""
    sequence = (float("inf"), float("nan"), True, "99", -1, [99])[pick(6)]
    return Draft.of(data).with_claims({_SEQUENCE: sequence}).signed(signer)


@signed_mutator(Code.MALFORMED)
def bundle_without_end(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """It never expires, or not as a number."""
    return Draft.of(data).with_claims({_EXPIRES: (float("inf"), 2**63, 2**64 - 1, "never")[pick(4)]}).signed(signer)


@signed_mutator(Code.BUNDLE_UNTRUSTED)
def outliving_its_root(data: bytes, _: Pick, signer: Signer) -> bytes:
    """It expires after the root that signed it."""
    draft = Draft.of(data)
    root = load_certificate(draft.protected[_X5CHAIN])
    return draft.with_claims({_EXPIRES: int(root.not_valid_after_utc.timestamp()) + 1}).signed(signer)


@signed_mutator(Code.BUNDLE_UNTRUSTED)
def bundle_ends_before_it_begins(data: bytes, _: Pick, signer: Signer) -> bytes:
    """Its window is empty."""
    draft = Draft.of(data)
    return draft.with_claims({_EXPIRES: draft.payload[_ISSUED]}).signed(signer)


@signed_mutator(Code.OUT_OF_SCOPE)
def granting_too_much(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """An entry is for another association, or a longer time, than its certificate."""
    draft = Draft.of(data)
    if not draft.payload[_ISSUERS]:
        return None
    entry = draft.payload[_ISSUERS][0]
    other = next(code for code in ASSOCIATIONS if code != entry[_ASSOCIATION])
    changes = ({_ASSOCIATION: other}, {_NOT_BEFORE: entry[_NOT_BEFORE] - 1}, {_NOT_AFTER: entry[_NOT_AFTER] + 1})
    return _with_entry(draft, changes[pick(3)], signer)


@signed_mutator(Code.MALFORMED)
def unheard_of_state(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """The state of a key is none that there is, so that a check for one of them finds nothing."""
    draft = Draft.of(data)
    state = (-1, 3, True, "active")[pick(4)]
    return _with_entry(draft, {_STATE: state}, signer) if draft.payload[_ISSUERS] else None


@signed_mutator(Code.MALFORMED)
def unheard_of_category(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """An entry is for a category that there is not."""
    draft = Draft.of(data)
    categories = ([3], [0], 1, ["practising"])[pick(4)]
    return _with_entry(draft, {_CATEGORIES: categories}, signer) if draft.payload[_ISSUERS] else None


@signed_mutator(Code.MALFORMED)
def leak_denied(data: bytes, _: Pick, signer: Signer) -> bytes | None:
    """A second entry of a key says that it is good, while another says that it leaked, or the other way round."""
    draft = Draft.of(data)
    if not draft.payload[_ISSUERS]:
        return None
    entry: dict[int, Any] = draft.payload[_ISSUERS][0]
    good = {key: value for key, value in entry.items() if key != _SINCE} | {_STATE: 0}
    leaked = {**entry, _STATE: _COMPROMISED, _SINCE: entry[_NOT_BEFORE]}
    return draft.with_claims({_ISSUERS: [good, leaked]}).signed(signer)


@signed_mutator(Code.BUNDLE_UNTRUSTED)
def stranger_among_issuers(data: bytes, _: Pick, signer: Signer) -> bytes:
    """An entry whose certificate leads to another root."""
    draft = Draft.of(data)
    stranger = certified_office("110000", root=_OTHER_ROOT).entry.to_map()
    return draft.with_claims({_ISSUERS: [*draft.payload[_ISSUERS], stranger]}).signed(signer)


@signed_mutator(Code.MALFORMED)
def two_sequences(data: bytes, _: Pick, signer: Signer) -> bytes | None:
    """The sequence stands there twice."""
    payload = opened(data).payload
    if payload[0] != _MAP_OF_SEVEN:
        return None
    return resigned(data, bytes([payload[0] + 1]) + payload[1:] + cbor.encode(_SEQUENCE) + cbor.encode(2**32), signer)


@signed_mutator(Code.MALFORMED)
def nested_bundle(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """It goes deeper and deeper."""
    level = (b"\x81", b"\xa1\x01", b"\xc1")[pick(3)]
    return resigned(data, level * (_DEEP // len(level)), signer)


ROOT_MUTATORS: Final[tuple[SignedMutator[bytes], ...]] = (
    older,
    sequence_of_another_kind,
    bundle_without_end,
    outliving_its_root,
    bundle_ends_before_it_begins,
    granting_too_much,
    unheard_of_state,
    unheard_of_category,
    leak_denied,
    stranger_among_issuers,
    two_sequences,
    nested_bundle,
)
"""What must not be believed though the root's key signed it, by a verifier that has seen the bundle it is made of."""


def _with_entry(draft: Draft, changes: dict[int, Any], signer: Signer) -> bytes:
    first, *others = draft.payload[_ISSUERS]
    return draft.with_claims({_ISSUERS: [{**first, **changes}, *others]}).signed(signer)
