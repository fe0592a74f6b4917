"""Sealed files in the hands of others: Poppler's pdfsig and pdftoppm, OpenSSL, and an HSM that seals."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageChops, ImageStat

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from pyhanko.pdf_utils.reader import PdfFileReader

from cicpa_credentials.members import association
from cicpa_credentials.sealing import Seal, seal_pdf
from cicpa_credentials.verifier import Verdict
from office import DAY, ROOT, clock
from pki import NOW
from seals import BOTH, TWO_PLACES, a_page, half_sealed, ranges, sealed_once, sealed_twice, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.keys.pkcs11 import Pkcs11Token

needs_poppler = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="Poppler's tools are not installed (Debian: poppler-utils)"
)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed")

PIN = "pin-of-1949"


def run(*words: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(word) for word in words], check=False, capture_output=True)  # noqa: S603 - fixed words


def pdfsig(pdf: bytes, folder: Path) -> list[str]:
    """What pdfsig says of each signature."""
    file = folder / "sealed.pdf"
    file.write_bytes(pdf)
    said = run("pdfsig", file).stdout.decode()
    return re.findall(r"Signature Validation: (.*)", said)


@needs_poppler
class TestPdfsig:
    @pytest.mark.parametrize(("pdf", "count"), [(sealed_once, 1), (half_sealed, 1), (sealed_twice, 2)])
    def test_agrees_that_the_seals_hold(self, pdf: Callable[[], bytes], count: int, tmp_path: Path) -> None:
        assert pdfsig(pdf(), tmp_path) == ["Signature is Valid."] * count

    def test_reads_who_sealed_and_when_and_how_far_each_seal_goes(self, tmp_path: Path) -> None:
        file = tmp_path / "sealed.pdf"
        file.write_bytes(sealed_twice())
        said = run("env", "TZ=UTC", "LC_ALL=C.UTF-8", "pdfsig", file).stdout.decode()
        assert re.findall(r"Distinguished Name: .*O=(\w+),", said) == ["北京注册会计师协会", "中国注册会计师协会"]
        assert re.findall(r"Signing Time: (.*)", said) == ["Jun 01 2026 12:00:00"] * 2
        assert re.findall(r"Signature Type: (.*)", said) == ["ETSI.CAdES.detached"] * 2
        assert re.findall(r"- (.*otal document signed)", said) == ["Not total document signed", "Total document signed"]

    def test_agrees_that_one_flipped_byte_breaks_a_seal(self, tmp_path: Path) -> None:
        first, second = ranges(sealed_once())
        for at in (first.start + 20, first.start + 4000, second.stop - 20):
            bad = bytearray(sealed_once())
            bad[at] ^= 1
            assert pdfsig(bytes(bad), tmp_path) != ["Signature is Valid."]
            assert verified(bytes(bad)).verdict is Verdict.INVALID


@needs_openssl
@pytest.mark.parametrize("pdf", [sealed_once, sealed_twice])
def test_openssl_verifies_each_signature_up_to_the_root(pdf: Callable[[], bytes], tmp_path: Path) -> None:
    """pdfsig knows certificates for e-mail only; OpenSSL takes any purpose."""
    (tmp_path / "root.pem").write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    for signature in PdfFileReader(BytesIO(pdf())).embedded_regular_signatures:
        start, size, rest, length = map(int, signature.byte_range)
        (tmp_path / "content").write_bytes(pdf()[start : start + size] + pdf()[rest : rest + length])
        (tmp_path / "cms").write_bytes(signature.pkcs7_content)
        words = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms", "-cades")
        given = ("-content", tmp_path / "content", "-out", "/dev/null", "-CAfile", tmp_path / "root.pem")
        done = run(*words, *given, "-purpose", "any", "-attime", int(NOW.timestamp()))
        assert done.returncode == 0, done.stderr.decode()


@needs_poppler
def test_a_set_seal_looks_as_the_drawn_one_and_stands_where_it_stood(tmp_path: Path) -> None:
    pictures = []
    for name, pdf in (("drawn", a_page(*TWO_PLACES)), ("sealed", sealed_twice()), ("blank", a_page())):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        run("pdftoppm", "-r", 300, "-png", "-singlefile", tmp_path / f"{name}.pdf", tmp_path / name)
        pictures.append(Image.open(tmp_path / f"{name}.png").convert("RGB"))
    drawn, sealed, blank = pictures
    assert difference(drawn, blank) > 2
    assert difference(drawn, sealed) < 0.05


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def fields(pdf: bytes) -> list[Any]:
    return [one.get_object() for one in PdfFileReader(BytesIO(pdf)).root["/AcroForm"]["/Fields"]]


class TestPdfA:
    """What ISO 19005-2 asks of the parts that a seal adds; the page itself is Typst's."""

    @pytest.mark.parametrize("pdf", [sealed_once, half_sealed, sealed_twice])
    def test_each_field_is_printed_shown_and_has_an_appearance(self, pdf: Callable[[], bytes]) -> None:
        """§6.3.2 and §6.3.3."""
        for field in fields(pdf()):
            assert field["/F"] & 0b100111 == 0b100  # print; not invisible, hidden, or without view
            assert field["/AP"].keys() == {"/N"}
            assert not field.keys() & {"/A", "/AA"}

    def test_the_form_asks_no_reader_to_draw_or_run_anything(self) -> None:
        """§6.4.1 and §6.5."""
        root = PdfFileReader(BytesIO(sealed_twice())).root
        assert "/NeedAppearances" not in root["/AcroForm"]
        assert not root.keys() & {"/OpenAction", "/AA", "/Names"}

    def test_the_seals_fonts_and_colours_come_with_the_file(self) -> None:
        """§6.2.4 and §6.2.11: fonts are embedded, each glyph has a character, colours do not depend on a device."""
        for field in fields(sealed_twice()):
            resources = field["/AP"]["/N"]["/Resources"]
            assert resources["/Font"]
            for font in resources["/Font"].values():
                described = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & described.keys()
                assert font.get_object()["/ToUnicode"].data
            for space in resources["/ColorSpace"].values():
                assert space.get_object()[0] == "/ICCBased"


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pkcs11Token]:
    """A token of a SoftHSM of its own."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed (extra `pkcs11`)")
    util, library = shutil.which("softhsm2-util"), Path("/usr/lib/softhsm/libsofthsm2.so")
    if util is None or not library.exists():
        pytest.skip("SoftHSM is not installed (Debian: softhsm2)")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    run(util, "--init-token", "--free", "--label", "seals", "--so-pin", "so-pin-1949", "--pin", PIN)
    pkcs11.lib(str(library)).reinitialize()
    with import_module("cicpa_credentials.keys.pkcs11").Pkcs11Token(library, label="seals", pin=PIN) as opened:
        yield opened
    pkcs11.lib(str(library)).finalize()


def test_a_seal_whose_key_never_leaves_an_hsm(token: Pkcs11Token) -> None:
    signer = token.generate("the seal of Beijing")
    certificate = ROOT.certify_seal(
        signer.public_key, association=association("110000"), not_before=NOW - DAY, not_after=NOW + DAY
    )
    seal = Seal(signer=signer, chain=(certificate,))
    pdf = seal_pdf(a_page(), seals=[seal, BOTH[1]], places=TWO_PLACES, clock=clock())
    assert verified(pdf).verdict is Verdict.VALID
