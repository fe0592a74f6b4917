from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials import schemas
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.verifier.wording import VERDICTS
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.labels import Header
from office import BASE_URL, LATER, ROOT, a_root, bundle, issue, reassembled
from pictures import beside, code, document, saved, tiff, vector_page
from pki import NOW

if TYPE_CHECKING:
    from PIL import Image

    from counter import Counter

GOOD = issue()
TAMPERED = transport.encode(reassembled(GOOD.credential, signature=bytes(64)), base_url=BASE_URL)
UNSETTLED = issue(status=StatusReference(uri="https://status.example.org/1", index=3)).qr_text
REPORT_SCHEMA = Path(schemas.__file__).with_name("report.schema.json")


def test_a_valid_certificate_is_status_0_and_shows_what_was_signed(counter: Counter) -> None:
    said = counter("verify", counter.folder / "good.png", *counter.trust)
    assert said.status == 0
    assert said.out.startswith("VALID\n")
    for signed in (GOOD.view.name, GOOD.view.number, "2017-03-16", GOOD.view.association.en, "Practising member"):
        assert signed in said.out
    assert said.err == ""


def test_all_eleven_checks_are_told_with_their_numbers(counter: Counter) -> None:
    said = counter("verify", GOOD.qr_text, *counter.trust)
    checks = said.out.partition("Checks\n")[2].splitlines()[:11]
    assert [int(line.split()[0]) for line in checks] == list(range(1, 12))
    assert [line.split()[1] for line in checks] == ["✓", "✓", "✓", "✓", "✓", "✓", "✓", "-", "✓", "-", "✓"]


def test_a_tampered_certificate_is_status_1_and_shows_nothing_to_rely_on(counter: Counter) -> None:
    said = counter("verify", TAMPERED, *counter.trust)
    assert said.status == 1
    assert said.out.startswith("INVALID\n")
    assert "[bad_signature]" in said.out
    assert GOOD.view.name not in said.out
    assert "tell the association" in said.out


def test_an_expired_certificate_shows_what_was_signed_but_says_that_it_does_not_hold(counter: Counter) -> None:
    counter.now = NOW + timedelta(days=400)
    counter.file("bundle.cbor", bundle(expires=NOW + timedelta(days=500)).encoded)
    said = counter("verify", GOOD.qr_text, *counter.trust)
    assert said.status == 1
    assert "[expired]" in said.out
    assert "the certificate is not valid" in said.out
    assert GOOD.view.name in said.out


def test_what_cannot_be_settled_is_status_2_with_what_to_do(counter: Counter) -> None:
    said = counter("verify", UNSETTLED, *counter.trust)
    assert said.status == 2
    assert said.out.startswith("INDETERMINATE\n")
    assert "Update the trust bundle" in said.out
    counter.now = LATER
    assert counter("verify", GOOD.qr_text, *counter.trust).status == 2


@pytest.mark.parametrize("garbage", ["https://verify.example.org/#", "x://#1", "0" * 9000, "12345"])
def test_garbage_that_looks_like_a_code_is_invalid(counter: Counter, garbage: str) -> None:
    assert counter("verify", garbage, *counter.trust).status == 1


def test_of_several_the_worst_decides_and_all_are_told(counter: Counter) -> None:
    said = counter("verify", GOOD.qr_text, "missing.png", UNSETTLED, TAMPERED, *counter.trust)
    assert said.status == 1
    assert [word for word in said.out.split() if word in {"VALID", "INVALID", "INDETERMINATE"}] == [
        "VALID",
        "INDETERMINATE",
        "INVALID",
    ]
    assert said.err.startswith("cicpa: file_unreadable: ")
    assert counter("verify", GOOD.qr_text, "missing.png", UNSETTLED, *counter.trust).status == 3
    assert counter("verify", GOOD.qr_text, UNSETTLED, *counter.trust).status == 2


def test_details_that_are_shown_stand_behind_the_face(counter: Counter) -> None:
    shown = reassembled(GOOD.credential, unprotected={int(Header.SD_CLAIMS): list(GOOD.disclosures)})
    said = counter("verify", counter.file("shown.cbor", shown), *counter.trust)
    assert said.status == 0
    for detail in ("1988-06-21", "2018 (2018-05-11); 2019 (2019-05-17)", "京注协〔2017〕28号"):
        assert detail in said.out


def test_json_is_one_report_on_each_line_in_the_order_of_the_arguments(counter: Counter) -> None:
    said = counter("verify", "--json", GOOD.qr_text, counter.folder / "photo.png", TAMPERED, *counter.trust)
    valid, unread, invalid = said.lines
    assert (valid["verdict"], invalid["verdict"]) == ("valid", "invalid")
    assert valid["certificate"]["name"] == GOOD.view.name
    assert unread["error"]["code"] == "no_code_found"
    assert unread["source"].endswith("photo.png")
    assert GOOD.view.name in said.out, "Chinese is written as it is"


@pytest.mark.skipif(not REPORT_SCHEMA.exists(), reason="the report has no schema yet")
@pytest.mark.parametrize("source", [GOOD.qr_text, TAMPERED, UNSETTLED, "0123"])
def test_each_line_of_json_conforms_to_the_reports_schema(counter: Counter, source: str) -> None:
    (line,) = counter("verify", "--json", source, *counter.trust).lines
    assert schemas.problems("report", line) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("source", "verdict"), [(GOOD.qr_text, Verdict.VALID), (TAMPERED, Verdict.INVALID)])
def test_it_speaks_the_language_asked_for(counter: Counter, language: str, source: str, verdict: Verdict) -> None:
    said = counter("verify", source, *counter.trust, "--lang", language)
    assert said.out.startswith(getattr(VERDICTS[verdict].meaning, language).upper())


def test_in_chinese_nothing_is_left_in_english_but_codes(counter: Counter) -> None:
    said = counter("verify", TAMPERED, *counter.trust, "--lang", "zh")
    letters = "".join(one for one in said.out.partition("\n")[2].partition("\n")[2] if one.isascii() and one.isalpha())
    assert letters == "badsignature"


@pytest.mark.parametrize("form", [str, str.upper, lambda text: ":".join(text[i : i + 2] for i in range(0, 64, 2))])
def test_a_fingerprint_is_as_good_as_the_certificate(counter: Counter, form: object) -> None:
    digits = form(ROOT.certificate.fingerprint(SHA256()).hex())  # type: ignore[operator]
    trust = ("--bundle", counter.folder / "bundle.cbor", "--root-fingerprint", digits)
    assert counter("verify", GOOD.qr_text, *trust).status == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "usage"),
        (("--root", "{root}", "--root-fingerprint", "00" * 32), "usage"),
        (("--root-fingerprint", "00" * 31), "usage"),
        (("--root-fingerprint", "zz" * 32), "usage"),
        (("--root-fingerprint", "00" * 32), "bundle_untrusted"),
        (("--root", "{folder}/missing.pem"), "file_unreadable"),
        (("--root", "{folder}/photo.png"), "malformed"),
        (("--root", "{folder}/two.pem"), "usage"),
        (("--root", "{folder}/other.pem"), "bundle_untrusted"),
    ],
)
def test_whoever_is_to_be_believed_must_be_clear(counter: Counter, options: tuple[str, ...], code: str) -> None:
    other = a_root(1234).certificate.public_bytes(Encoding.PEM)
    counter.file("other.pem", other)
    counter.file("two.pem", other + (counter.folder / "root.pem").read_bytes())
    places = {"root": counter.folder / "root.pem", "folder": counter.folder}
    given = [option.format(**places) for option in options]
    said = counter("verify", GOOD.qr_text, "--bundle", counter.folder / "bundle.cbor", *given)
    assert said.status == 3
    assert said.err.startswith(f"cicpa: {code}: ")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "malformed"), (b"\xff" * 99, "malformed"), (None, "file_unreadable")]
)
def test_a_bad_bundle_decides_nothing(counter: Counter, content: bytes | None, code: str) -> None:
    if content is None:
        (counter.folder / "bundle.cbor").unlink()
    else:
        counter.file("bundle.cbor", content)
    said = counter("verify", GOOD.qr_text, *counter.trust)
    assert said.status == 3
    assert said.err.startswith(f"cicpa: {code}: ")
    assert "bundle.cbor" in said.err
    assert said.out == ""


def on_paper(*texts: str) -> Image.Image:
    """Codes in a row on a white page."""
    return beside(*(code(text, pixels=3) for text in texts))


def test_every_code_of_a_scan_is_verified_and_the_worst_decides(counter: Counter) -> None:
    scan = counter.file(
        "scan.tif", tiff(on_paper(GOOD.qr_text, UNSETTLED), on_paper(TAMPERED, "https://shop.example/"))
    )
    said = counter("verify", scan, *counter.trust)
    assert said.status == 1
    told = [line for line in said.out.splitlines() if "scan.tif" in line]
    assert [line.partition("  ")[0].removeprefix(f"{scan} · ") for line in told] == [
        "code 1, page 1",
        "code 2, page 1",
        "code 3, page 2",
    ]
    assert [line["verdict"] for line in counter("verify", "--json", scan, *counter.trust).lines] == [
        "valid",
        "indeterminate",
        "invalid",
    ]


def test_a_code_that_stands_there_twice_is_verified_once(counter: Counter) -> None:
    twice = counter.file("twice.png", saved(on_paper(GOOD.qr_text, GOOD.qr_text)))
    said = counter("verify", twice, *counter.trust)
    assert said.status == 0
    assert said.out.count("VALID") == 1
    assert "code 1" not in said.out


def test_a_pdf_is_verified_even_one_that_is_text_throughout(counter: Counter) -> None:
    pdf = document([vector_page(GOOD.qr_text, module=0.4)])
    assert pdf.isascii()
    said = counter("verify", counter.file("certificate.pdf", pdf), *counter.trust)
    assert said.status == 0
    assert GOOD.view.name in said.out


def test_who_hands_in_a_bad_picture_is_told_how_to_make_a_better_one(counter: Counter) -> None:
    whole = code(GOOD.qr_text, pixels=5)
    cut = counter.file("cut.png", saved(whole.crop((0, 0, whole.width * 2 // 3, whole.height))))
    said = counter("verify", "--json", cut, *counter.trust)
    assert said.status == 3
    assert said.err.startswith("cicpa: no_code_found: Part of the code is outside the picture")
    assert said.lines[0]["error"]["hint"] == "cut_off"
    assert counter("verify", cut, *counter.trust, "--lang", "zh").err.startswith("cicpa: no_code_found: 二维码没有拍全")


def test_a_picture_that_shows_nothing_gets_no_hint(counter: Counter) -> None:
    said = counter("verify", "--json", counter.folder / "photo.png", *counter.trust)
    assert "hint" not in said.lines[0]["error"]


def test_a_file_of_two_gigabytes_is_not_read_into_memory(counter: Counter) -> None:
    large = counter.folder / "large.png"
    with large.open("wb") as file:
        file.truncate(2 * 1024**3)
    said = counter("verify", large, *counter.trust)
    assert said.status == 3
    assert said.err.startswith("cicpa: file_unreadable: ")
