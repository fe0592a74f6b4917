"""Whatever the bytes, reading a picture raises nothing but `ScanError`; whatever the place, a code is read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from card_samples import outcome, qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import codes, qr_text_in
from pictures import blank, code, document, saved, tiff, vector_page

TEXT = qr_text(120)
SYMBOL = code(TEXT, pixels=3)
SOUND = {
    **{form: saved(SYMBOL, form) for form in ("PNG", "JPEG", "WEBP", "TIFF")},
    "TIFF of a scanner": tiff(SYMBOL.convert("1"), SYMBOL.convert("1"), compression="group4"),
    "TIFF of a camera": tiff(SYMBOL.convert("RGB"), compression="tiff_lzw"),
}
PDF = document([vector_page(TEXT, module=0.4)])
REFUSALS = {Code.MALFORMED, Code.UNSUPPORTED}

damage = st.dictionaries(st.integers(0, 4000), st.integers(0, 255), max_size=8)


def spoilt(sound: bytes, changes: dict[int, int], cut: int) -> bytes:
    data = bytearray(sound)
    for place, value in changes.items():
        data[place % len(data)] = value
    return bytes(data[: len(data) - cut])


def assert_read_or_refused(data: bytes) -> None:
    found = outcome(lambda: codes(data))
    assert isinstance(found, tuple) or (isinstance(found, ScanError) and found.code in REFUSALS)


@settings(max_examples=300, deadline=None)
@given(form=st.sampled_from(sorted(SOUND)), changes=damage, cut=st.integers(0, 60))
def test_damaged_pictures(form: str, changes: dict[int, int], cut: int) -> None:
    assert_read_or_refused(spoilt(SOUND[form], changes, cut))


@settings(max_examples=12, deadline=None)
@given(changes=damage, cut=st.integers(0, 60))
def test_damaged_documents(changes: dict[int, int], cut: int) -> None:
    assert_read_or_refused(spoilt(PDF, changes, cut))


@settings(max_examples=60, deadline=None)
@given(changes=damage, cut=st.integers(0, 60))
def test_damaged_documents_read_in_a_part(changes: dict[int, int], cut: int) -> None:
    found = outcome(lambda: qr_text_in(spoilt(PDF, changes, cut), box=(35, 35, 70, 70)))
    assert isinstance(found, str) or found.code in {*REFUSALS, Code.NO_CODE_FOUND}


@settings(deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"])
)
def test_any_bytes(data: bytes, mark: bytes) -> None:
    assert_read_or_refused(mark + data)


@settings(max_examples=60, deadline=None)
@given(
    angle=st.floats(0, 360),
    left=st.integers(0, 300),
    top=st.integers(0, 300),
    scale=st.floats(0.6, 3),
    mode=st.sampled_from(["1", "L", "RGB", "RGBA", "P", "CMYK"]),
)
def test_a_code_is_read_wherever_it_stands_and_its_corners_surround_it(
    *, angle: float, left: int, top: int, scale: float, mode: str
) -> None:
    side = round(SYMBOL.width * scale)
    turned = SYMBOL.resize((side, side), Image.Resampling.BICUBIC).rotate(
        angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    page = blank((left + turned.width + 20, top + turned.height + 20), (turned, (left, top)))
    (found,) = codes(page.convert(mode))
    assert found.text == TEXT
    xs, ys = zip(*found.corners, strict=True)
    assert left <= min(xs) < max(xs) <= left + turned.width
    assert top <= min(ys) < max(ys) <= top + turned.height
