"""How large the codes of presentations get: every sample member, base URL of 28 characters, status list of 35.

A history is a detail that grows with the years: inspections and transfers. `photo` has the largest portrait that there
can be, and `digest` is the same detail of a certificate without one.

`pytest -s tests/unit/test_presentation_sizes.py` prints the table.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bench.house import BASE_URL
from bench.sizes import RECORDS, STATUS_LIST
from cicpa_credentials import (
    AccessCode,
    CertifiedSigner,
    Holder,
    InProcessSigner,
    Issuer,
    Mandate,
    MemberRecord,
    StatusReference,
)
from cicpa_credentials.members import Category
from cicpa_credentials.render import qr
from sample_records import a_photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.members import PhotoEvidence

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
SEEDS: Final = range(3)
BANK: Final = "bank.example"
NONCE: Final = bytes(range(77, 93))
PAGE: Final = 1000.0
CODE: Final = AccessCode("MFRG-GZDF-MZTW-Q2LK")
LIMITS: Final = {
    "bearer, face": 11,
    "bearer, one detail": 19,
    "bearer, one history": 20,
    "bearer, digest": 20,
    "bearer, photo": 30,
    "bearer, all but photo": 25,
    "bearer, all details": 34,
    "key binding, face": 15,
    "key binding, one detail": 22,
    "key binding, one history": 23,
    "key binding, digest": 22,
    "key binding, photo": 31,
    "key binding, all but photo": 27,
    "key binding, all details": 36,
    "key binding, one detail, nonce": 22,
    "key binding, one history, nonce": 23,
    "key binding, digest, nonce": 23,
    "key binding, photo, nonce": 31,
    "key binding, all but photo, nonce": 27,
    "key binding, all details, nonce": 36,
}
HISTORIES: Final = frozenset({"inspections", "association_transfers", "firm_transfers"})
PHOTO: Final = a_photo(0)


class Size(NamedTuple):
    """The largest code of a kind."""

    version: int
    characters: int
    encoded: int


def key(random: Random) -> InProcessSigner:
    return InProcessSigner(ec.derive_private_key(random.getrandbits(255) + 1, ec.SECP256R1()))


def issue(
    record: MemberRecord,
    random: Random,
    holder: InProcessSigner | None,
    *,
    photo: PhotoEvidence = PHOTO,
    access_code: AccessCode | None = None,
) -> IssuedCertificate:
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
    holder_key = holder.public_key if holder else None
    return issuer.issue(record, status=status, holder_key=holder_key, photo=photo, access_code=access_code)


def presentations(record: MemberRecord, seed: int) -> Iterator[tuple[str, Presentation]]:
    random = Random(seed)  # noqa: S311 - to be repeatable is the point
    own_key = key(random)
    for photo in (PHOTO, replace(PHOTO, portrait=None)):
        bearer = Holder(issue(record, random, None, photo=photo), clock=lambda: NOW)
        bound = Holder(issue(record, random, own_key, photo=photo), clock=lambda: NOW)
        choices = [("digest", ["photo"])] if photo.portrait is None else [("face", []), *kinds(bound.details)]
        for kind, fields in choices:
            yield f"bearer, {kind}", bearer.present(fields)
            yield f"key binding, {kind}", bound.present(fields, audience=BANK, key=own_key)
            if fields:
                yield f"key binding, {kind}, nonce", bound.present(fields, audience=BANK, nonce=NONCE, key=own_key)


def kinds(details: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """What can be shown, and what we call that."""
    for name in details:
        yield ("photo" if name == "photo" else "one history" if name in HISTORIES else "one detail"), [name]
    yield "all but photo", [name for name in details if name != "photo"]
    yield "all details", list(details)


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


@pytest.mark.parametrize(("bound", "version"), [(False, 19), (True, 20)])
def test_a_printed_code_with_all_details_behind_an_access_code(*, bound: bool, version: int) -> None:
    random = Random(1)  # noqa: S311 - to be repeatable is the point
    holder = key(random) if bound else None
    for path in RECORDS:
        issued = issue(MemberRecord.from_json(path.read_bytes()), random, holder, access_code=CODE)
        assert qr.symbol(issued.qr_text, room=PAGE).version <= version


def test_the_guide_for_holders_shows_these_limits() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "holding.md").read_text(encoding="utf-8")
    head, *rows = re.findall(
        r"^\| (.+) \|$", guide[guide.index("| shown |") : guide.index("`digest` is")], re.MULTILINE
    )
    _, *columns = head.split(" | ")
    told = {}
    for kind, *versions in (row.split(" | ") for row in rows):
        for column, version in zip(columns, versions, strict=True):
            binding, _, nonce = column.partition(", ")
            told[", ".join(filter(None, (binding, kind, nonce)))] = version
    assert {kind: int(version) for kind, version in told.items() if version.isdigit()} == LIMITS
