"""Attacks on sealed PDF files, each named after what the attacker does."""

from __future__ import annotations

import zlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.generic import FloatObject, NumberObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import ISSUING_USAGES, SEAL_USAGE
from cicpa_credentials.sealing import Seal, awaited_seals, seal_pdf
from cicpa_credentials.sealing.cms import SealSigner, to_asn1
from cicpa_credentials.sealing.document import MAX_BYTES
from cicpa_credentials.verifier import Verdict
from office import CERTIFICATE, DAY, KEY, ROOT, SHANGHAI, a_root, clock
from pki import NOW, Entity, Recipe, a_ca, ec_key, mint
from seals import (
    BEIJINGS,
    BOTH,
    CICPAS,
    ONE_PLACE,
    TWO_PLACES,
    a_page,
    a_place,
    a_seal,
    half_sealed,
    ranges,
    sealed_once,
    sealed_twice,
    updated,
    verified,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509
    from cryptography.x509 import ObjectIdentifier

    from cicpa_credentials.members import Association


class Careless(Seal):
    """A seal whose keeper checks nothing."""

    __slots__ = ()

    def __post_init__(self) -> None: ...

    def require_in_force(self, at: datetime) -> None: ...


class Impostor(Careless):
    """A seal that takes the place of another association's."""

    __slots__ = ()

    @property
    def association(self) -> Association:
        return CICPAS.association


def found(pdf: bytes, **how: Any) -> tuple[Verdict, Code | None]:  # noqa: ANN401
    report = verified(pdf, **how)
    return report.verdict, report.code


def sealed_by(seal: Seal, *, at: Any = NOW) -> bytes:  # noqa: ANN401
    return seal_pdf(a_page(), seals=[seal], places=ONE_PLACE, clock=clock(at))


class TestContentChanged:
    @pytest.mark.parametrize("pdf", [sealed_once, sealed_twice])
    def test_a_letter_of_the_page_replaced(self, pdf: Callable[[], bytes]) -> None:
        good = pdf()
        at = good.index(b"stream", 3000) + 40
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        verdict, code = found(bad)
        assert verdict is Verdict.INVALID
        assert code in (Code.SEAL_BROKEN, Code.MALFORMED)

    @pytest.mark.parametrize("tail", [b"\0", b"\n"])
    @pytest.mark.parametrize("pdf", [sealed_once, sealed_twice])
    def test_bytes_put_behind_the_end(self, pdf: Callable[[], bytes], tail: bytes) -> None:
        assert found(pdf() + tail) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)

    def test_the_date_of_sealing_moved(self) -> None:
        bad = sealed_once().replace(b"20260601120000Z", b"20260501120000Z")
        assert bad != sealed_once()
        assert found(bad) == (Verdict.INVALID, Code.SEAL_BROKEN)

    def test_the_signed_ranges_made_smaller(self) -> None:
        first, second = ranges(sealed_once())
        old = b"%d %d]" % (second.start, len(second))
        bad = sealed_once().replace(old, (b"%d %d]" % (second.start, len(second) - 10)).ljust(len(old)))
        assert bad != sealed_once()
        assert found(bad)[0] is Verdict.INVALID
        assert len(first) > 0


def revision(change: Callable[[IncrementalPdfFileWriter], None], of: bytes) -> tuple[Verdict, Code | None]:
    return found(updated(of, change))


def page_of(writer: IncrementalPdfFileWriter) -> Any:  # noqa: ANN401
    return writer.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]


class TestRevisionAppended:
    @pytest.mark.parametrize("pdf", [sealed_once, half_sealed, sealed_twice])
    def test_text_drawn_over_the_page(self, pdf: Callable[[], bytes]) -> None:
        def overlay(writer: IncrementalPdfFileWriter) -> None:
            writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"0 0 50 50 re f")))  # type: ignore[no-untyped-call]

        assert revision(overlay, pdf()) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)

    @pytest.mark.parametrize("pdf", [sealed_once, half_sealed, sealed_twice])
    def test_a_seal_moved_on_the_page(self, pdf: Callable[[], bytes]) -> None:
        def move(writer: IncrementalPdfFileWriter) -> None:
            field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
            field.get_object()["/Rect"][0] = FloatObject(1)  # type: ignore[no-untyped-call]
            writer.mark_update(field)

        assert revision(move, pdf()) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)

    @pytest.mark.parametrize("pdf", [sealed_once, sealed_twice])
    def test_the_picture_of_a_seal_exchanged(self, pdf: Callable[[], bytes]) -> None:
        def exchange(writer: IncrementalPdfFileWriter) -> None:
            field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
            stream = StreamObject({pdf_name("/Subtype"): pdf_name("/Form")}, stream_data=b"")
            field.get_object()["/AP"][pdf_name("/N")] = writer.add_object(stream)
            writer.mark_update(field)

        assert revision(exchange, pdf()) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)

    def test_the_page_made_larger(self) -> None:
        def enlarge(writer: IncrementalPdfFileWriter) -> None:
            page_of(writer)["/MediaBox"][2] = NumberObject(999)  # type: ignore[no-untyped-call]
            writer.mark_update(writer.find_page_for_modification(0)[0])  # type: ignore[no-untyped-call]

        assert revision(enlarge, sealed_once()) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)

    def test_a_second_signature_by_a_stranger(self) -> None:
        """The first seal lets the second one follow; whose it is must still be proven."""
        stranger = a_seal("100000", seed=9203, by=a_root(9202))
        pdf = seal_pdf(half_sealed(), seals=[stranger], clock=clock())
        report = verified(pdf)
        assert (report.verdict, report.code) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)
        assert [one.verdict for one in report.seals] == [Verdict.VALID, Verdict.INVALID]
        assert report.seals[1].association is None

    def test_a_further_signature_after_the_last_seal(self) -> None:
        spec = SigFieldSpec(sig_field_name="more", box=(0, 0, 50, 50))
        meta = PdfSignatureMetadata(field_name="more", md_algorithm="sha256")
        signer = PdfSigner(meta, SealSigner(BEIJINGS), new_field_spec=spec)
        out = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(sealed_twice())))
        assert found(out.getvalue()) == (Verdict.INVALID, Code.CHANGED_AFTER_SEAL)


class TestPartsTakenAway:
    def test_the_second_seal_cut_off(self) -> None:
        assert sealed_twice().startswith(half_sealed())
        assert found(half_sealed()) == (Verdict.INDETERMINATE, Code.SEAL_MISSING)

    def test_all_seals_cut_off(self) -> None:
        assert found(sealed_twice()[: len(a_page())]) == (Verdict.INVALID, Code.NO_SEAL)

    def test_the_seals_drawn_and_never_set(self) -> None:
        assert found(a_page(*TWO_PLACES)) == (Verdict.INVALID, Code.NO_SEAL)

    def test_the_file_written_anew_with_the_old_seals(self) -> None:
        out = BytesIO()
        copy_into_new_writer(PdfFileReader(BytesIO(sealed_twice()))).write(out)  # type: ignore[no-untyped-call]
        assert found(out.getvalue())[0] is Verdict.INVALID

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_cut_off_in_the_middle(self, share: float) -> None:
        assert found(sealed_twice()[: int(len(sealed_twice()) * share)])[0] is not Verdict.VALID


class TestWrongKeys:
    def test_a_seal_under_another_root_of_the_same_name(self) -> None:
        twin = a_root(9202)
        assert twin.certificate.subject == ROOT.certificate.subject
        assert found(sealed_by(a_seal(by=twin))) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)

    def test_a_root_that_came_with_the_file(self) -> None:
        own = a_root(9202)
        seal = a_seal(by=own)
        brought = replace(seal, chain=(*seal.chain, own.certificate))
        assert found(sealed_by(brought)) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)

    def test_an_issuing_key_used_as_a_seal(self) -> None:
        seal = Careless(signer=KEY, chain=(CERTIFICATE,))
        pdf = seal_pdf(a_page(), seals=[seal], places=[a_place(SHANGHAI)], clock=clock())
        assert found(pdf) == (Verdict.INVALID, Code.OUT_OF_SCOPE)

    @pytest.mark.parametrize(
        ("usages", "code"),
        [
            (tuple(ISSUING_USAGES.values()), Code.OUT_OF_SCOPE),
            ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), Code.OUT_OF_SCOPE),
            (None, Code.SEAL_UNTRUSTED),
        ],
    )
    def test_a_certificate_for_other_usages(self, usages: tuple[ObjectIdentifier, ...] | None, code: Code) -> None:
        root = Entity(certificate=ROOT.certificate, key=ec_key(9001))
        made = mint(Recipe(usages=usages, commit=True), by=root)
        seal = Careless(signer=InProcessSigner(made.key), chain=(made.certificate,))
        assert found(sealed_by(seal)) == (Verdict.INVALID, code)

    def test_the_certificate_exchanged_for_another_of_the_same_key(self) -> None:
        """The signature says which certificate it belongs to (RFC 5035 §5)."""
        (signature,) = PdfFileReader(BytesIO(sealed_once())).embedded_regular_signatures
        message = cms.ContentInfo.load(signature.pkcs7_content)
        other = to_asn1(a_seal("120000").chain[0])
        message["content"]["certificates"] = [cms.CertificateChoices("certificate", other)]
        signer = message["content"]["signer_infos"][0]["sid"].chosen
        signer["issuer"], signer["serial_number"] = other.issuer, other.serial_number
        covered, covered_too = ranges(sealed_once())
        room = covered_too.start - covered.stop - len(b"<>")
        contents = b"<" + message.dump(force=True).hex().encode().ljust(room, b"0") + b">"
        bad = sealed_once()[: covered.stop] + contents + sealed_once()[covered_too.start :]
        assert found(bad) == (Verdict.INVALID, Code.SEAL_BROKEN)

    def test_one_associations_seal_set_in_anothers_place(self) -> None:
        """It would be taken for the other's: the picture says nothing of the key."""
        impostor = Impostor(signer=BEIJINGS.signer, chain=BEIJINGS.chain)
        pdf = seal_pdf(half_sealed(), seals=[impostor], clock=clock())
        assert found(pdf) == (Verdict.INVALID, Code.OUT_OF_SCOPE)

    def test_sealed_after_the_certificate_ran_out(self) -> None:
        old = a_seal(window=(NOW - 30 * DAY, NOW - DAY))
        pdf = sealed_by(Careless(signer=old.signer, chain=old.chain))
        assert found(pdf) == (Verdict.INVALID, Code.KEY_NOT_VALID)

    def test_an_expired_key_that_dates_back(self) -> None:
        old = a_seal(window=(NOW - 30 * DAY, NOW - DAY))
        pdf = sealed_by(old, at=NOW - 2 * DAY)
        assert found(pdf) == (Verdict.INDETERMINATE, Code.SEAL_EXPIRED)

    def test_a_date_in_the_future(self) -> None:
        assert found(sealed_by(BEIJINGS, at=NOW + DAY)) == (Verdict.INVALID, Code.NOT_YET_VALID)
        assert found(sealed_by(BEIJINGS, at=NOW + DAY / 24 / 60))[0] is Verdict.VALID  # a clock may be a minute fast


class TestChains:
    def test_through_an_intermediate_ca_hold(self) -> None:
        root = mint(a_ca("root", 1))
        between = mint(a_ca("between", 2), by=root)
        made = mint(Recipe(usages=(SEAL_USAGE,), seed=3, commit=True), by=between)
        seal = Seal(signer=InProcessSigner(made.key), chain=(made.certificate, between.certificate))
        assert found(sealed_by(seal), root=root.certificate) == (Verdict.VALID, None)

    def test_that_are_longer_than_any_of_ours_are_not_believed(self) -> None:
        root = above = mint(a_ca("root", 1))
        chain: list[x509.Certificate] = []
        for number in range(2, 8):
            above = mint(a_ca(f"between {number}", number), by=above)
            chain.insert(0, above.certificate)
        made = mint(Recipe(usages=(SEAL_USAGE,), seed=9, commit=True), by=above)
        seal = Seal(signer=InProcessSigner(made.key), chain=(made.certificate, *chain))
        assert found(sealed_by(seal), root=root.certificate) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)

    def test_of_a_key_that_may_sign_but_not_commit_do_not_make_a_seal(self) -> None:
        """contentCommitment (RFC 5280 §4.2.1.3): PDF readers ask for it, and so do we."""
        root = mint(a_ca("root", 1))
        made = mint(Recipe(usages=(SEAL_USAGE,), seed=3), by=root)
        seal = Seal(signer=InProcessSigner(made.key), chain=(made.certificate,))
        assert found(sealed_by(seal), root=root.certificate) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)

    def test_that_the_file_does_not_bring_are_not_guessed(self) -> None:
        root = mint(a_ca("root", 1))
        between = mint(a_ca("between", 2), by=root)
        made = mint(Recipe(usages=(SEAL_USAGE,), seed=3, commit=True), by=between)
        seal = Seal(signer=InProcessSigner(made.key), chain=(made.certificate,))
        assert found(sealed_by(seal), root=root.certificate) == (Verdict.INVALID, Code.SEAL_UNTRUSTED)


def a_file(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of which is its catalogue."""
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer, len(body))
    )


def a_cross_reference_stream(*, widths: bytes, index: bytes) -> bytes:
    data = zlib.compress(b"")
    entry = b"<</Type/XRef/Size 10/Root 2 0 R/W%b/Index%b/Filter/FlateDecode/Length %d>>" % (widths, index, len(data))
    return b"%%PDF-1.7\n1 0 obj\n%b\nstream\n%b\nendstream\nendobj\nstartxref\n9\n%%%%EOF\n" % (entry, data)


_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
_FIELDS = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"

_GARBAGE = b"<</T(s%d)/FT/Sig/V<</Type/Sig/Contents<00>/ByteRange[0 1 2 3]/SubFilter/ETSI.CAdES.detached>>>>"

BOMBS = {
    "more than it may have": b"%PDF-1.7\n" + bytes(MAX_BYTES),
    "entries without width": a_cross_reference_stream(widths=b"[0 0 0]", index=b"[0 1000000000]"),
    "many of them": a_cross_reference_stream(widths=b"[0 0 0]", index=b"[" + b"0 90000000 " * 9 + b"]"),
    "a table that leads to itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "a table of a thousand million": b"%PDF-1.7\nxref\n0 999999999\n0000000000 65535 f \n"
    b"trailer\n<</Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
    "arrays in arrays": a_file(b"[" * 100_000),
    "a number of a million digits": a_file(b"<</Type/Catalog/Pages 2 0 R/X " + b"9" * 1_000_000 + b">>", _PAGES),
    "pages that contain themselves": a_file(_FIELDS, b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>", b"<</T(a)>>"),
    "fields that contain themselves": a_file(_FIELDS, _PAGES, b"<</T(a)/FT/Sig/Kids[3 0 R]>>"),
    "fields that double": a_file(
        _FIELDS, _PAGES, *(b"<</T(a)/FT/Sig/Kids[%d 0 R %d 0 R]>>" % (n, n) for n in range(4, 60)), b"<</T(b)/FT/Sig>>"
    ),
    "a reference to itself": a_file(b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>", _PAGES, b"3 0 R"),
    "a field without an end": a_file(_FIELDS, _PAGES, b"<</T(seal-110000)/FT/Sig/Rect[0 0 1e999 1]>>"),
    "a field without a place": a_file(_FIELDS, _PAGES, b"<</T(seal-110000)/FT/Sig>>"),
    "a signature of garbage": a_file(_FIELDS, _PAGES, _GARBAGE % 1),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_made_to_hurt_is_refused(bomb: str) -> None:
    report = verified(BOMBS[bomb])
    assert report.verdict is Verdict.INVALID
    assert report.code in (Code.MALFORMED, Code.NO_SEAL, Code.SEAL_BROKEN)
    for act in (awaited_seals, lambda pdf: seal_pdf(pdf, seals=BOTH, clock=clock())):
        try:
            assert act(BOMBS[bomb]) == ()
        except CicpaError as error:
            assert error.code in (Code.MALFORMED, Code.SEAL_CLOSED)  # noqa: PT017 - some of them can be read


def test_an_encrypted_file_is_refused_by_name() -> None:
    out = BytesIO()
    writer = copy_into_new_writer(PdfFileReader(BytesIO(a_page())))
    writer.encrypt(owner_pass="owner", user_pass="user")  # type: ignore[no-untyped-call]
    writer.write(out)  # type: ignore[no-untyped-call]
    assert found(out.getvalue()) == (Verdict.INVALID, Code.UNSUPPORTED)


def test_more_signatures_than_a_certificate_has_are_not_gone_through() -> None:
    """Each one costs a comparison with all that follows."""
    pdf = a_page()
    for number in range(17):
        meta = PdfSignatureMetadata(field_name=f"s{number}", md_algorithm="sha256")
        signer = PdfSigner(meta, SealSigner(BEIJINGS))
        pdf = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()
    assert found(pdf) == (Verdict.INVALID, Code.MALFORMED)
