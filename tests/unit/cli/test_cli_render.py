from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cicpa_credentials.cli.unverified import unverified_view
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.members import CertificateView
from cicpa_credentials.scan import qr_text
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.labels import Claim
from office import HOLDER, Draft, clock, issue, reassembled
from secretariat import letter

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter, Said


def render(counter: Counter, *more: object, source: object = "good.txt", out: str = "out.png") -> Said:
    photo = ("--photo", counter.folder / "photo.png")
    return counter("render", counter.folder / str(source), *photo, "--out", counter.folder / out, *more)


@pytest.mark.parametrize(
    ("out", "options", "begins"),
    [
        ("out.png", (), b"\x89PNG"),
        ("out.jpg", ("--layout", "a4"), b"\xff\xd8"),
        ("out.jpeg", ("--english",), b"\xff\xd8"),
        ("out.pdf", ("--layout", "a4", "--english"), b"%PDF-"),
        ("out.svg", (), b"<svg"),
        ("page", ("--format", "pdf"), b"%PDF-"),
    ],
)
def test_a_code_becomes_any_kind_of_file(counter: Counter, out: str, options: tuple[str, ...], begins: bytes) -> None:
    said = render(counter, *options, out=out)
    assert (said.status, said.out) == (0, f"drawn {counter.folder / out}\n")
    data = (counter.folder / out).read_bytes()
    assert data.startswith(begins)
    if begins != b"<svg":
        assert qr_text(data) == (counter.folder / "good.txt").read_text()


def test_layouts_and_languages_differ(counter: Counter) -> None:
    render(counter, out="card.png")
    render(counter, "--english", out="english.png")
    render(counter, "--layout", "a4", out="a4.png")
    pictures = {name: Image.open(BytesIO((counter.folder / f"{name}.png").read_bytes())) for name in ("card", "a4")}
    assert (pictures["card"].size, pictures["a4"].size) == ((1600, 1130), (3508, 2480))
    assert (counter.folder / "card.png").read_bytes() != (counter.folder / "english.png").read_bytes()


def test_a_picture_will_do_as_well_as_its_text(counter: Counter) -> None:
    render(counter, out="one.png")
    render(counter, source="good.png", out="other.png")
    assert (counter.folder / "one.png").read_bytes() == (counter.folder / "other.png").read_bytes()


@pytest.mark.parametrize("passphrase", [None, "of the holder"])
def test_a_holder_s_file_is_drawn_without_its_details(counter: Counter, passphrase: str | None) -> None:
    issued = issue(holder_key=HOLDER.public_key)
    given = None if passphrase is None else passphrase.encode()
    Holder(issued).save(counter.folder / "mine.cicpa", passphrase=given)
    counter.environ["PASS"] = passphrase or ""
    said = render(counter, *(("--passphrase-env", "PASS") if passphrase else ()), source="mine.cicpa")
    assert said.status == 0
    assert qr_text((counter.folder / "out.png").read_bytes()) == issued.qr_text


def test_without_trust_it_says_that_nothing_was_verified(counter: Counter) -> None:
    assert "Not verified" in render(counter).err
    assert "Not verified" not in render(counter, *counter.trust, "--force").err


def forged(counter: Counter) -> Path:
    """A code under a signature that nobody made."""
    credential = reassembled(issue().credential, signature=bytes(64))
    return counter.file("forged.txt", transport.encode(credential, base_url="https://x.example/").encode())


def test_with_trust_a_forgery_is_not_drawn(counter: Counter) -> None:
    source = forged(counter)
    said = render(counter, *counter.trust, source=source.name)
    assert said.status == 1
    assert "bad_signature" in said.err
    assert "out.png" not in counter.names()
    assert render(counter, source=source.name).status == 0  # which is why it says so


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--layout", "letter"), "--layout"),
        (("--root", "root.pem"), "--bundle"),
        (("--layout", "poster"), "poster"),
        (("--format", "gif"), "gif"),
    ],
)
def test_what_makes_no_sense_is_a_matter_of_usage(counter: Counter, options: tuple[str, ...], word: str) -> None:
    said = render(counter, *options)
    assert said.status == 3
    assert word in said.err
    assert "out.png" not in counter.names()


def test_a_certificate_needs_a_photo_and_a_file_name_an_ending(counter: Counter) -> None:
    said = counter("render", counter.folder / "good.txt", "--out", counter.folder / "out.png")
    assert (said.status, "--photo" in said.err) == (3, True)
    assert render(counter, out="out.gif").status == 3
    assert render(counter, out="out").status == 3


def test_a_file_that_is_there_is_left_unless_forced(counter: Counter) -> None:
    counter.file("out.png", b"old")
    assert "output_exists" in render(counter).err
    assert (counter.folder / "out.png").read_bytes() == b"old"
    assert render(counter, "--force").status == 0


def test_bare_bytes_are_not_drawn_for_they_name_no_page(counter: Counter) -> None:
    counter.file("bare.cbor", issue().credential)
    said = render(counter, source="bare.cbor")
    assert (said.status, "usage" in said.err) == (3, True)


def test_a_presentation_is_not_what_is_printed(counter: Counter) -> None:
    for holder_key in (HOLDER, None):
        issued = issue(holder_key=holder_key.public_key if holder_key else None)
        shown = Holder(issued, clock=clock()).present(
            ["birth_date"], audience="bank.example" if holder_key else None, key=holder_key
        )
        counter.file("shown.txt", shown.qr_text.encode())
        said = render(counter, source="shown.txt")
        assert (said.status, "not_a_certificate" in said.err) == (1, True)


def test_a_letter_is_drawn_in_its_own_layout_without_a_photo(counter: Counter) -> None:
    counter.file("letter.txt", letter().qr_text.encode())
    place = (counter.folder / "letter.txt", "--out", counter.folder / "letter.png")
    assert counter("render", *place, "--layout", "letter").status == 0
    assert qr_text((counter.folder / "letter.png").read_bytes()) == letter().qr_text
    assert counter("render", *place, "--layout", "a4", "--force").status == 3
    assert counter("render", *place, "--photo", counter.folder / "photo.png", "--force").status == 3


SOUND = Draft.of(issue().credential)
CHANGES: st.SearchStrategy[object] = st.one_of(
    st.none(), st.integers(), st.text(max_size=8), st.lists(st.integers(), max_size=2), st.just({})
)


@settings(max_examples=200, deadline=None)
@given(label=st.sampled_from([*SOUND.payload, int(Claim.VCT), int(Claim.LETTER)]), value=CHANGES)
def test_whatever_a_claim_says_there_is_a_view_or_our_error(label: int, value: object) -> None:
    credential = SOUND.with_claims({label: value}).signed()
    text = transport.encode(credential, base_url="https://x.example/")
    try:
        assert isinstance(unverified_view(text), CertificateView)
    except CicpaError as error:
        assert isinstance(error.code, Code)  # noqa: PT017 - either will do


@settings(max_examples=200, deadline=None)
@given(particulars=st.dictionaries(st.integers(0, 8), CHANGES, max_size=6))
def test_whatever_the_particulars_there_is_a_view_or_our_error(particulars: dict[int, object]) -> None:
    credential = SOUND.with_claims({int(Claim.CERTIFICATE): particulars}).signed()
    text = transport.encode(credential, base_url="https://x.example/")
    with pytest.raises(CicpaError) as refusal:
        unverified_view(text)
    assert refusal.value.code is Code.CONTENT_INVALID


def test_what_is_signed_is_what_is_seen() -> None:
    assert unverified_view(issue().qr_text) == issue().view
    assert unverified_view(letter().qr_text) == letter().view
