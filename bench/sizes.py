"""How large the QR codes of the sample members are: `python -m bench.sizes`.

Salts, keys and status indexes come from a seed: their bytes do not compress, but DEFLATE's codes make a byte more or
less of them, so each member gets a certificate with several seeds, and the largest counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec

from bench.house import BASE_URL
from cicpa_credentials import CertifiedSigner, InProcessSigner, Issuer, Mandate, MemberRecord, StatusReference
from cicpa_credentials.members import Category
from cicpa_credentials.render import qr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials import IssuedCertificate

RECORDS: Final = tuple(sorted((Path(__file__).parent.parent / "examples" / "members").glob("*.json")))
SEEDS: Final = range(8)
STATUS_LIST: Final = "https://status.example.org/lists/07"
"""35 characters."""

_NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
_LIST_LENGTH: Final = 1 << 20
_PAGE: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One kind of certificate at its largest.

    Attributes:
        credential: bytes that are signed and sent.
        text: characters of QR text.
        version: of the QR symbol, at level M.
    """

    credential: int
    text: int
    version: int


def largest(seeds: Iterable[int] = SEEDS) -> dict[str, Size]:
    """Each kind of certificate, largest over all sample members and seeds."""
    found: dict[str, Size] = {}
    records = [MemberRecord.from_json(path.read_bytes()) for path in RECORDS]
    for seed in seeds:
        for record in records:
            for kind, issued in _issue(record, Random(seed)).items():  # noqa: S311 - to be repeatable is the point
                size = _size(issued)
                found[kind] = max(found.get(kind, size), size, key=lambda one: (one.version, one.text))
    return found


def _issue(record: MemberRecord, random: Random) -> dict[str, IssuedCertificate]:
    mandate = Mandate(
        association=record.association or "",
        categories=frozenset(Category),
        not_before=_NOW,
        not_after=_NOW + timedelta(days=365),
    )
    issuer = Issuer(
        CertifiedSigner(signer=_key(random), mandate=mandate),
        base_url=BASE_URL,
        clock=lambda: _NOW,
        random_bytes=random.randbytes,
    )
    status = StatusReference(uri=STATUS_LIST, index=random.randrange(_LIST_LENGTH))
    return {
        "bearer": issuer.issue(record),
        "with status": issuer.issue(record, status=status),
        "with status and holder key": issuer.issue(record, status=status, holder_key=_key(random).public_key),
    }


def _key(random: Random) -> InProcessSigner:
    return InProcessSigner(ec.derive_private_key(random.getrandbits(255) + 1, ec.SECP256R1()))


def _size(issued: IssuedCertificate) -> Size:
    text = issued.qr_text
    return Size(credential=len(issued.credential), text=len(text), version=qr.symbol(text, room=_PAGE).version)


def main() -> None:
    """Print the table."""
    for kind, size in largest().items():
        print(f"{kind:28}{size.credential:6} bytes{size.text:6} characters   QR {size.version}-M")


if __name__ == "__main__":
    main()
