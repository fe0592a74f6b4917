from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageFont

from card_samples import photo
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import (
    Anchor,
    Circle,
    Code,
    Curve,
    Layer,
    Line,
    Page,
    Picture,
    Polygon,
    Primitive,
    Rectangle,
    SealPlace,
    Stroke,
    Text,
)
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.qr import PIXEL, symbol
from cicpa_credentials.render.raster import jpeg_bytes, paint, png_bytes

FONTS = Fonts()
SIDE = 100 * PIXEL
WHITE, RED = (255, 255, 255), (255, 0, 0)


def painted(*primitives: Primitive, lasting: bool = False) -> Image.Image:
    """A page of 100 by 100 pixels, whose lengths are given in pixels of ours times PIXEL."""
    ground = Layer(primitives=(Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ffffff"),), lasting=True)
    top = Layer(primitives=primitives, lasting=lasting)
    return paint(Page(width=SIDE, height=SIDE, layers=(ground, top)), fonts=FONTS)


def inked(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box of all that is not white."""
    return picture.convert("L").point([255] * 255 + [0]).getbbox()


def ink(picture: Image.Image) -> float:
    """How many pixels' worth of black there is."""
    return sum((255 - level) * count for level, count in enumerate(picture.convert("L").histogram())) / 255


def at(picture: Image.Image, x: int, y: int) -> object:
    return picture.getpixel((x, y))


def test_a_rectangle_on_pixel_bounds_has_crisp_edges() -> None:
    picture = painted(Rectangle(x=10 * PIXEL, y=20 * PIXEL, width=30 * PIXEL, height=40 * PIXEL, fill="#ff0000"))
    assert inked(picture) == (10, 20, 40, 60)
    assert {at(picture, *corner) for corner in ((10, 20), (39, 20), (10, 59), (39, 59))} == {RED}


def test_an_edge_between_pixels_is_smooth() -> None:
    picture = painted(Rectangle(x=10.5 * PIXEL, y=20 * PIXEL, width=30 * PIXEL, height=40 * PIXEL, fill="#000000"))
    assert at(picture, 10, 30) == pytest.approx((128, 128, 128), abs=2)


def test_round_corners_are_cut() -> None:
    picture = painted(
        Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ff0000", radius=20 * PIXEL),
    )
    assert at(picture, 0, 0) == WHITE
    assert at(picture, 50, 0) == RED


def test_a_circle_is_filled_stroked_or_both() -> None:
    bare = Circle(x=50 * PIXEL, y=50 * PIXEL, radius=30 * PIXEL)
    stroke = Stroke(colour="#ff0000", width=4 * PIXEL)
    filled, ring = painted(replace(bare, fill="#0000ff")), painted(replace(bare, stroke=stroke))
    both = painted(replace(bare, fill="#0000ff", stroke=stroke))
    assert inked(painted(bare)) is None
    assert inked(filled) == (20, 20, 80, 80)
    assert inked(ring) == (18, 18, 82, 82)
    assert (at(filled, 50, 50), at(ring, 50, 50), at(both, 50, 50)) == ((0, 0, 255), WHITE, (0, 0, 255))
    assert at(ring, 20, 50) == at(both, 20, 50) == RED


def test_a_polygon_is_filled() -> None:
    corners = ((10 * PIXEL, 10 * PIXEL), (90 * PIXEL, 10 * PIXEL), (10 * PIXEL, 90 * PIXEL))
    picture = painted(Polygon(points=corners, fill="#ff0000"))
    assert (at(picture, 20, 20), at(picture, 80, 80)) == (RED, WHITE)


def test_where_lines_of_one_stroke_cross_the_colour_does_not_add_up() -> None:
    paths = (((0.0, 50 * PIXEL), (SIDE, 50 * PIXEL)), ((50 * PIXEL, 0.0), (50 * PIXEL, SIDE)))
    picture = painted(Line(paths=paths, stroke=Stroke(colour="#ff000080", width=4 * PIXEL)))
    assert at(picture, 50, 50) == at(picture, 20, 50) == pytest.approx((255, 127, 127), abs=1)


def test_a_hairline_is_as_thin_as_it_is_told_and_never_lost() -> None:
    for width in (0.25, 0.05):
        path = (((10 * PIXEL, 50 * PIXEL), (90 * PIXEL, 50 * PIXEL)),)
        amount = ink(painted(Line(paths=path, stroke=Stroke(colour="#000000", width=width * PIXEL))))
        assert amount == pytest.approx(80 * 0.25, rel=0.05)


def test_a_curve_is_as_long_as_it_is_and_shows_no_chord() -> None:
    # a quarter of a circle, as near as a cubic curve comes to it
    radius, reach = 80 * PIXEL, 0.5523 * 80 * PIXEL
    path = ((0.0, radius), (reach, radius), (radius, reach), (radius, 0.0))
    arc = painted(Curve(paths=(path,), stroke=Stroke(colour="#000000", width=PIXEL)))
    assert ink(arc) == pytest.approx(80 * 3.1416 / 2, rel=0.08)
    for x in range(100):
        for y in range(100):
            if abs((x + 0.5) ** 2 + (y + 0.5) ** 2 - 80**2) > 2 * 80 * 2.5:
                assert at(arc, x, y) == WHITE


def text(word: str, **changes: object) -> Text:
    given: dict[str, object] = {
        "x": 50 * PIXEL,
        "y": 50 * PIXEL,
        "text": word,
        "face": Face.SERIF,
        "size": 20 * PIXEL,
        "colour": "#000000",
    }
    return Text(**(given | changes))  # type: ignore[arg-type]


def box(word: str, **changes: object) -> tuple[int, int, int, int]:
    found = inked(painted(text(word, **changes)))
    assert found is not None
    return found


def test_text_stands_on_its_baseline_at_its_anchor() -> None:
    left, top, right, bottom = box("田")
    assert 50 <= left < right <= 70
    assert 50 - 20 * 0.9 <= top < bottom <= 50 + 20 * 0.12 + 1
    assert box("田", anchor=Anchor.MIDDLE)[::2] == (left - 10, right - 10)
    assert box("田", anchor=Anchor.END)[::2] == (left - 20, right - 20)


def test_glyphs_advance_as_the_font_says_plus_tracking() -> None:
    left, _, right, _ = box("田")
    assert box("田田")[2] == right + 20
    assert box("田田", tracking=5 * PIXEL)[2] == right + 25
    assert box("田田", tracking=5 * PIXEL, anchor=Anchor.END)[0] == left - 45


def test_text_turns_clockwise_about_its_anchor() -> None:
    level, turned = box("一一一"), box("一一一", angle=90)
    assert turned[3] - turned[1] == pytest.approx(level[2] - level[0], abs=1)
    assert turned[1] == pytest.approx(level[0], abs=1)
    half = box("一一一", angle=180)
    assert (half[0], half[2]) == pytest.approx((100 - level[2], 100 - level[0]), abs=1)


def test_turning_loses_no_ink() -> None:
    level = ink(painted(text("田田")))
    assert ink(painted(text("田田", angle=37))) == pytest.approx(level, rel=0.02)


def test_the_pillow_engine_that_differs_between_machines_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    original = ImageFont.truetype

    def truetype(*args: Any, **options: Any) -> ImageFont.FreeTypeFont:  # noqa: ANN401 - handed through
        asked.append(options["layout_engine"])
        return original(*args, **options)

    monkeypatch.setattr(ImageFont, "truetype", truetype)
    box("田", size=17.3 * PIXEL)
    assert asked == [ImageFont.Layout.BASIC]


def test_a_picture_fills_its_rectangle_exactly() -> None:
    taken = portrait(photo((300, 420)))
    picture = painted(Picture(x=10.2 * PIXEL, y=20 * PIXEL, width=50 * PIXEL, height=70 * PIXEL, portrait=taken))
    assert inked(picture) == (10, 20, 60, 90)
    assert at(picture, 12, 22) == pytest.approx((185, 211, 234), abs=3)


def test_modules_are_whole_pixels_of_pure_black() -> None:
    size = 4
    made = replace(symbol("0123456789", room=50), module=size * PIXEL)
    picture = painted(Code(x=8.3 * PIXEL, y=8.4 * PIXEL, symbol=made, colour="#000000"))
    for row, modules in enumerate(made.rows):
        for column, dark in enumerate(modules):
            left, top = 8 + column * size, 8 + row * size
            module = picture.crop((left, top, left + size, top + size))
            assert module.getcolors() == [(size * size, (0, 0, 0) if dark else WHITE)]


def test_what_shows_through_is_mixed() -> None:
    picture = painted(Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ff000080"))
    assert at(picture, 50, 50) == pytest.approx((255, 127, 127), abs=1)


def test_what_hangs_over_the_edge_is_cut_off() -> None:
    far = Rectangle(x=90 * PIXEL, y=-5 * PIXEL, width=30 * PIXEL, height=10 * PIXEL, fill="#ff0000")
    assert inked(painted(far)) == (90, 0, 100, 5)


def test_a_kept_layer_looks_the_same_each_time_and_grounds_are_not_drawn_upon() -> None:
    ground = Layer(primitives=(Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ffffff"),), lasting=True)
    star = Layer(primitives=(Circle(x=50 * PIXEL, y=50 * PIXEL, radius=30 * PIXEL, fill="#ff000080"),), lasting=True)
    page = Page(width=SIDE, height=SIDE, layers=(ground, star))
    first, second = paint(page, fonts=FONTS), paint(page, fonts=FONTS)
    assert first.tobytes() == second.tobytes()
    assert inked(paint(Page(width=SIDE, height=SIDE, layers=(ground,)), fonts=FONTS)) is None


def test_seals_lie_on_top_unless_their_places_are_to_stay_blank() -> None:
    ground = Layer(primitives=(Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ffffff"),), lasting=True)
    place = SealPlace(name="协会", x=50 * PIXEL, y=50 * PIXEL, radius=40 * PIXEL, colour="#ff0000")
    page = Page(width=SIDE, height=SIDE, layers=(ground,), seals=(place,))
    assert inked(paint(page, fonts=FONTS)) == pytest.approx((10, 10, 90, 90), abs=1)
    assert inked(paint(page, fonts=FONTS, seals=False)) is None


def test_a_ground_that_does_not_last_is_drawn_anew() -> None:
    ground = Layer(primitives=(Rectangle(x=0, y=0, width=SIDE, height=SIDE, fill="#ff0000"),), lasting=False)
    assert at(paint(Page(width=SIDE, height=SIDE, layers=(ground,)), fonts=FONTS), 5, 5) == RED


def test_files_are_rgb_at_300_dpi() -> None:
    picture = painted()
    for data, form in ((png_bytes(picture), "PNG"), (jpeg_bytes(picture), "JPEG")):
        with Image.open(BytesIO(data)) as opened:
            assert (opened.format, opened.mode, opened.size) == (form, "RGB", (100, 100))
            assert tuple(opened.info["dpi"]) == pytest.approx((300, 300), abs=0.1)
