"""What is signed of a photo."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from card_samples import photo
from cicpa_credentials import render
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.members.photo import MAX_PORTRAIT
from cicpa_credentials.render.photo import portrait
from office import dice

MEMBERS = sorted((Path(__file__).parents[3] / "examples" / "members").glob("*.png"))


def opened(portrait: bytes | None) -> Image.Image:
    assert portrait is not None
    assert len(portrait) <= MAX_PORTRAIT
    with Image.open(BytesIO(portrait), formats=("WEBP",)) as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize("path", MEMBERS, ids=lambda path: path.stem)
def test_the_portrait_looks_like_the_photo(path: Path) -> None:
    photo_file = path.read_bytes()
    tiny = opened(render.photo_evidence(photo_file).portrait)
    whole = Image.open(path).convert("RGB").resize(tiny.size, Image.Resampling.LANCZOS)
    assert tiny.width >= 64
    assert tiny.width / tiny.height == pytest.approx(590 / 826, abs=0.01)
    assert max(ImageStat.Stat(ImageChops.difference(tiny, whole)).mean) < 7


def test_the_digest_is_that_of_the_file_that_is_put_on_pages() -> None:
    taken = portrait(photo())
    assert render.photo_evidence(photo()).sha256 == sha256(taken.jpeg).digest()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_the_photo_in_its_normal_form_is_signed_as_the_one_it_was_made_from(form: str) -> None:
    first = photo((1200, 1680), form=form)
    again = portrait(first).jpeg
    assert render.photo_evidence(again).sha256 == render.photo_evidence(first).sha256


def test_the_digest_alone_where_no_portrait_is_wanted() -> None:
    whole, bare = render.photo_evidence(photo()), render.photo_evidence(photo(), with_portrait=False)
    assert bare.portrait is None
    assert bare.sha256 == whole.sha256


def test_a_photo_of_nothing_but_noise_has_one_too() -> None:
    noise = Image.frombytes("RGB", (48, 67), dice(1)(48 * 67 * 3))
    file = BytesIO()
    noise.resize((480, 670), Image.Resampling.NEAREST).save(file, "PNG")
    tiny = opened(render.photo_evidence(file.getvalue()).portrait)
    assert tiny.width == 48


def test_nothing_but_pixels_is_in_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    with_more = photo(form="JPEG", exif=exif, icc_profile=b"profile" * 20, comment=b"comment")
    evidence = render.photo_evidence(with_more)
    assert evidence == render.photo_evidence(photo(form="JPEG"))
    for secret in (b"taken at home", b"profile", b"comment", b"EXIF", b"ICCP"):
        assert secret not in (evidence.portrait or b"")
        assert secret not in portrait(with_more).jpeg


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(RenderError) as refused:
        render.photo_evidence(b"GIF89a")
    assert refused.value.code is Code.PHOTO_INVALID
