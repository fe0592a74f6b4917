"""How large the codes of presentations get: every sample member, base URL of 28 characters, status list of 35.

`pytest -s tests/unit/test_presentation_sizes.py` prints the table.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bench.house import BASE_URL
from bench.sizes import RECORDS, STATUS_LIST
from cicpa_credentials import CertifiedSigner, Holder, InProcessSigner, Issuer, Mandate, MemberRecord, StatusReference
from cicpa_credentials.members import Category
from cicpa_credentials.render import qr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials import Presentation
    from cicpa_credentials.issuer import IssuedCertificate

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
SEEDS: Final = range(3)
BANK: Final = "bank.example"
NONCE: Final = bytes(range(77, 93))
PAGE: Final = 1000.0
LIMITS: Final = {
    "bearer, face": 11,
    "bearer, one detail": 20,
    "bearer, all details": 24,
    "key binding, face": 15,
    "key binding, one detail": 22,
    "key binding, all details": 27,
    "key binding, one detail, nonce": 23,
    "key binding, all details, nonce": 27,
}


class Size(NamedTuple):
    """The largest code of a kind."""

    version: int
    characters: int
    encoded: int


def key(random: Random) -> InProcessSigner:
    return InProcessSigner(ec.derive_private_key(random.getrandbits(255) + 1, ec.SECP256R1()))


def issue(record: MemberRecord, random: Random, holder: InProcessSigner | None) -> IssuedCertificate:
    mandate = Mandate(
        association=record.association or "",
        categories=frozenset(Category),
        not_before=NOW,
        not_after=NOW + timedelta(days=365),
    )
    issuer = Issuer(
        CertifiedSigner(signer=key(random), mandate=mandate),
        base_url=BASE_URL,
        clock=lambda: NOW,
        random_bytes=random.randbytes,
    )
    status = StatusReference(uri=STATUS_LIST, index=random.randrange(1 << 20))
    return issuer.issue(record, status=status, holder_key=holder.public_key if holder else None)


def presentations(record: MemberRecord, seed: int) -> Iterator[tuple[str, Presentation]]:
    random = Random(seed)  # noqa: S311 - to be repeatable is the point
    bearer = Holder(issue(record, random, None), clock=lambda: NOW)
    own_key = key(random)
    bound = Holder(issue(record, random, own_key), clock=lambda: NOW)
    choices = [("face", []), *(("one detail", [name]) for name in bound.details), ("all details", list(bound.details))]
    for kind, fields in choices:
        yield f"bearer, {kind}", bearer.present(fields)
        yield f"key binding, {kind}", bound.present(fields, audience=BANK, key=own_key)
        if fields:
            yield f"key binding, {kind}, nonce", bound.present(fields, audience=BANK, nonce=NONCE, key=own_key)


@pytest.fixture(scope="module")
def largest() -> dict[str, Size]:
    """The longest text of each kind: the base URL is always the same, so its digits decide the version."""
    found: dict[str, Presentation] = {}
    for path in RECORDS:
        record = MemberRecord.from_json(path.read_bytes())
        for seed in SEEDS:
            for kind, presentation in presentations(record, seed):
                found[kind] = max(found.get(kind, presentation), presentation, key=lambda one: len(one.qr_text))
    return {kind: size(presentation) for kind, presentation in found.items()}


def size(presentation: Presentation) -> Size:
    text = presentation.qr_text
    return Size(qr.symbol(text, room=PAGE).version, len(text), len(presentation.encoded))


def test_the_table(largest: dict[str, Size]) -> None:
    print()  # noqa: T201 - this is what it is for
    for kind in LIMITS:
        version, characters, encoded = largest[kind]
        print(f"{kind:34}{encoded:6} bytes{characters:6} characters   QR {version}-M")  # noqa: T201 - as above
    assert largest.keys() == LIMITS.keys()


@pytest.mark.parametrize(("kind", "version"), LIMITS.items())
def test_no_sample_member_needs_a_larger_code(largest: dict[str, Size], kind: str, version: int) -> None:
    assert largest[kind].version <= version
