"""Draws the pictures of docs/gallery.md (`python tools/draw_gallery.py`): every kind of page, of sample members."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from cicpa_credentials import CertifiedSigner, Holder, InProcessSigner, Issuer, Mandate, MemberRecord
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.members import Approval, Category
from cicpa_credentials.render import Fonts, Language, Layout, PresentationView, page_of, raster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.render import Page

__all__ = ["IMAGES", "MEMBERS", "NOW", "Plate", "key", "plates", "reduced"]

ROOT: Final = Path(__file__).parent.parent
IMAGES: Final = ROOT / "docs" / "images"
MEMBERS: Final = ROOT / "examples" / "members"

NOW: Final = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
_LANGUAGES: Final = (("", Language.ZH), ("-en", Language.EN))
_COLOURS: Final = 160
_WIDEST: Final = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """One picture.

    Attributes:
        name: of its file, without suffix.
        page: what it shows.
    """

    name: str
    page: Page


def plates() -> Iterator[Plate]:
    """Every kind of page."""
    for name, member in (("practising", "07"), ("non-practising", "04")):
        issued, photo = _issued(member), _photo(member)
        for suffix, lang in _LANGUAGES:
            for layout in Layout:
                page = page_of(issued.view, issued.qr_text, photo, layout=layout, lang=lang)
                yield Plate(name=f"{layout}-{name}{suffix}", page=page)
    sealed = _issued("01", access_code=AccessCode("7Q4M XK2W 3TBC HDAJ"))
    yield Plate(name="a4-access-code", page=page_of(sealed.view, sealed.qr_text, _photo("01"), layout=Layout.A4))
    yield from _presentations()
    letter = _issuer("100000").issue_letter(
        _record("01"), approval=Approval(by="registration", on=date(2026, 10, 30)), as_of=date(2026, 10, 31)
    )
    yield Plate(name="letter", page=page_of(letter.view, letter.qr_text))


def reduced(page: Page) -> Image.Image:
    """A page as the documentation shows it: half as large or less, in few colours. Certificates never look so."""
    picture = raster.paint(page, fonts=Fonts())
    parts = 2 if picture.width <= 2 * _WIDEST else 3
    return picture.reduce(parts).quantize(_COLOURS, dither=Image.Dither.NONE)


def _presentations() -> Iterator[Plate]:
    holder_key = key(7)
    bound, bearer = (Holder(_issued("16", holder_key=one), clock=lambda: NOW) for one in (holder_key, None))
    fields = ("inspections", "birth_date")
    shown = bound.present(fields, audience="bank.example", valid_for=timedelta(minutes=10), key=holder_key)
    view = PresentationView(fields=fields, audience="bank.example", expires_at=shown.expires_at)
    for suffix, lang in _LANGUAGES:
        yield Plate(name=f"presentation{suffix}", page=page_of(view, shown.qr_text, lang=lang))
    anybody = PresentationView(fields=fields)
    yield Plate(name="presentation-bearer", page=page_of(anybody, bearer.present(fields).qr_text))


def _issued(
    member: str, *, holder_key: InProcessSigner | None = None, access_code: AccessCode | None = None
) -> IssuedCertificate:
    record = _record(member)
    return _issuer(str(record.association)).issue(
        record, holder_key=holder_key.public_key if holder_key else None, access_code=access_code
    )


def _issuer(association: str) -> Issuer:
    mandate = Mandate(
        association=association,
        categories=frozenset(Category),
        not_before=NOW - timedelta(days=1),
        not_after=NOW + timedelta(days=1095),
    )
    return Issuer(
        CertifiedSigner(signer=key(int(association)), mandate=mandate),
        base_url="https://verify.example.org/",
        clock=lambda: NOW,
        random_bytes=Random(1).randbytes,  # noqa: S311 - sample certificates, the same each time
    )


def key(number: int) -> InProcessSigner:
    """A key that is the same in every run; associations have that of their code."""
    return InProcessSigner(ec.derive_private_key(number, ec.SECP256R1()))


def _record(member: str) -> MemberRecord:
    return MemberRecord.from_json((MEMBERS / f"{member}.json").read_bytes())


def _photo(member: str) -> bytes:
    return (MEMBERS / f"{member}.png").read_bytes()


def main() -> None:
    """Draw every plate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=IMAGES, help="folder that the pictures are written to")
    arguments = parser.parse_args()
    for plate in plates():
        path = arguments.target / f"{plate.name}.png"
        reduced(plate.page).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
