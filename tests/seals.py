"""Seals of two associations, pages to set them on, and a forger's tools: keys and certificates of every wrong kind."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.store import KeyPurpose, KeyStore
from cicpa_credentials.members import ASSOCIATIONS, association
from cicpa_credentials.render import typeset
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import Layer, Page, Rectangle, SealPlace, Text
from cicpa_credentials.sealing import Seal, SealReport, seal_pdf, verify_pdf
from office import DAY, ROOT, clock
from pki import NOW, Entity, Recipe, a_ca, ec_key, mint

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from cicpa_credentials.keys.x509 import RootAuthority
    from counter import Counter

BEIJING: Final = "110000"
CICPA: Final = "100000"
RED: Final = "#c4202a"
PASSPHRASE: Final = "of the seals"


def a_seal(
    code: str = BEIJING,
    *,
    seed: int = 9101,
    window: tuple[datetime, datetime] = (NOW - 30 * DAY, NOW + 700 * DAY),
    by: RootAuthority = ROOT,
) -> Seal:
    """A seal in order, unless its window says otherwise."""
    signer = InProcessSigner(ec_key(seed))
    certificate = by.certify_seal(
        signer.public_key, association=association(code), not_before=window[0], not_after=window[1]
    )
    return Seal(signer=signer, chain=(certificate,))


def keep(counter: Counter, name: str, *codes: str, window: timedelta = 700 * DAY) -> None:
    """A store with certified seals at a counter, whose passphrase is in the variable PASSPHRASE."""
    counter.environ["PASSPHRASE"] = PASSPHRASE
    store = KeyStore.create(counter.folder / name, PASSPHRASE.encode(), clock=clock())
    for code in codes:
        entry = store.new(code, purpose=KeyPurpose.SEAL)
        certificate = ROOT.certify_seal(
            entry.public_key, association=association(code), not_before=NOW - DAY, not_after=NOW + window
        )
        store.attach(entry.kid, (certificate,))


BEIJINGS: Final = a_seal()
CICPAS: Final = a_seal(CICPA, seed=9102)
BOTH: Final = (BEIJINGS, CICPAS)


def a_place(code: str = BEIJING, *, x: float = 117.8, y: float = 75.6, radius: float = 10.2) -> SealPlace:
    return SealPlace(name=ASSOCIATIONS[code].zh, x=x, y=y, radius=radius, colour=RED)


ONE_PLACE: Final = (a_place(),)
TWO_PLACES: Final = (a_place(), a_place(CICPA, x=95.8))


@cache
def a_page(*places: SealPlace, words: str = "会员证 a page of a certificate") -> bytes:
    """A page of a card's size as PDF/A-2u, with drawn seals where it is told."""
    ground = Rectangle(x=0, y=0, width=135.5, height=95.7, fill="#fdfbf3")
    line = Text(x=20, y=75, text=words, face=Face.SERIF, size=6, colour="#222222")
    layer = Layer(primitives=(ground, line), lasting=False)
    page = Page(width=135.5, height=95.7, layers=(layer,), seals=places)
    return typeset.pdf_bytes(page, fonts=Fonts(), title="a page", lang="zh")


@cache
def sealed_once() -> bytes:
    """A page with one seal, which allows nothing to follow."""
    return seal_pdf(a_page(), seals=[BEIJINGS], places=ONE_PLACE, clock=clock())


@cache
def sealed_twice() -> bytes:
    """A page with two seals."""
    return seal_pdf(a_page(), seals=BOTH, places=TWO_PLACES, clock=clock())


@cache
def half_sealed() -> bytes:
    """A page with the first of two seals."""
    return seal_pdf(a_page(), seals=[BEIJINGS], places=TWO_PLACES, complete=False, clock=clock())


def verified(pdf: bytes, *, at: datetime = NOW, root: x509.Certificate = ROOT.certificate) -> SealReport:
    return verify_pdf(pdf, root=root, at=at)


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The PDF with one more revision, in which something is changed."""
    stream = BytesIO(pdf)
    writer = IncrementalPdfFileWriter(stream)
    change(writer)
    writer.write_in_place()  # type: ignore[no-untyped-call]
    return stream.getvalue()


def ranges(pdf: bytes) -> tuple[range, range]:
    """What the last signature covers: the bytes before its contents, and those behind."""
    at = pdf.rindex(b"/ByteRange")
    numbers = pdf[pdf.index(b"[", at) + 1 : pdf.index(b"]", at)].split()
    first, size, second, rest = map(int, numbers)
    return range(first, first + size), range(second, second + rest)


class Authority(DummyTimeStamper):
    """A timestamp authority with a root of its own; its clock stands at a moment of the test's choice."""

    def __init__(self, *, at: datetime, window: tuple[datetime, datetime] = (NOW - DAY, NOW + 5000 * DAY)) -> None:
        self.root = _timestamp_root().certificate
        key = _timestamp_key()
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        recipe = Recipe(
            name="tsa",
            seed=9301,
            identifiers=(),
            usages=None,
            window=window,
            public_key=key.public_key(),
            extra=[(usage, True)],
        )
        own = mint(recipe, by=_timestamp_root(), key=key)
        super().__init__(
            asn1_x509.Certificate.load(own.certificate.public_bytes(Encoding.DER)),
            asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            fixed_dt=at,
        )


@cache
def _timestamp_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _timestamp_root() -> Entity:
    return mint(a_ca("timestamps", 9300, window=(NOW - 400 * DAY, NOW + 6000 * DAY)))
