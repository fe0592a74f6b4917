from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from card_samples import photo, qr_text
from cicpa_credentials.render.fonts import Face, Fonts, bundled
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
from cicpa_credentials.render.qr import symbol
from cicpa_credentials.render.sfnt import FontFile
from cicpa_credentials.render.typeset.compiler import compiler
from cicpa_credentials.render.typeset.description import describe
from font_samples import drawn_font, written

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.render.typeset.compiler import Form

FONTS = Fonts()
SYMBOL = symbol(qr_text(), room=35.1)
STROKE = Stroke(colour="#b48a3c80", width=0.2)
ARC = Curve(paths=(((0, 0), (2, 0), (4, 1), (4, 2), (4, 3), (6, 4), (8.004, 4)),), stroke=STROKE)
BEND = Line(paths=(((1, 1), (5, 1), (5, 3)),), stroke=STROKE)


def described(*drawn: Primitive, form: Form = "pdf", seals: tuple[SealPlace, ...] = ()) -> dict[str, Any]:
    layers = (Layer(primitives=(), lasting=False), Layer(primitives=drawn, lasting=True))
    page = Page(width=80, height=40.5, layers=layers, seals=seals)
    told = describe(page, form=form, compiler=compiler(FONTS), title='a "page"', lang="en", seals=True)
    found: dict[str, Any] = json.loads(told)
    return found


def shape(primitive: Primitive, *, form: Form = "pdf") -> dict[str, Any]:
    (found,) = described(primitive, form=form)["shapes"]
    assert isinstance(found, dict)
    return found


def test_a_page_without_shapes_is_a_page() -> None:
    assert described() == {"title": 'a "page"', "lang": "en", "width": 80, "height": 40.5, "shapes": []}


def test_seals_stand_above_everything() -> None:
    place = SealPlace(name="北京注册会计师协会", x=20, y=20, radius=10, colour="#c4202ae0")
    shapes = described(Rectangle(x=0, y=0, width=80, height=40, fill="#ffffff"), seals=(place,))["shapes"]
    assert [one["kind"] for one in shapes[:2]] == ["rectangle", "circle"]


def test_plain_shapes_are_told_as_they_are() -> None:
    assert shape(Rectangle(x=1, y=2, width=3, height=4, fill="#ffffff", radius=0.5)) == {
        "kind": "rectangle",
        "x": 1,
        "y": 2,
        "width": 3,
        "height": 4,
        "fill": "#ffffff",
        "radius": 0.5,
    }
    assert shape(Circle(x=1, y=2, radius=3, stroke=STROKE)) == {
        "kind": "circle",
        "x": 1,
        "y": 2,
        "radius": 3,
        "fill": None,
        "stroke": {"colour": "#b48a3c80", "width": 0.2},
    }
    assert shape(Polygon(points=((0, 0), (4, 0), (2, 3)), fill="#224466")) == {
        "kind": "paths",
        "paths": [[[[0, 0]], [[4, 0]], [[2, 3]]]],
        "fill": "#224466",
        "stroke": None,
    }


@pytest.mark.parametrize(("anchor", "before"), [(Anchor.START, 0), (Anchor.MIDDLE, 0.5), (Anchor.END, 1)])
def test_each_font_of_a_text_has_its_run_and_its_place(tmp_path: Path, anchor: Anchor, before: float) -> None:
    host = FontFile.open(written(tmp_path, drawn_font({ord("ಠ"): 800})))
    text = Text(x=9, y=9, text="林ಠ夏", face=Face.SERIF, size=5, colour="#000000", anchor=anchor, tracking=0.5)
    page = Page(width=80, height=40, layers=(Layer(primitives=(text,), lasting=False),))
    made = compiler(Fonts(extra=(host,)))
    (found,) = json.loads(describe(page, form="pdf", compiler=made, title="", lang="zh", seals=True))["shapes"]
    assert [(run["text"], run["family"], run["weight"]) for run in found["runs"]] == [
        ("林", "Noto Serif CJK SC", 400),
        ("ಠ", "host0", 400),
        ("夏", "Noto Serif CJK SC", 400),
    ]
    assert [run["start"] for run in found["runs"]] == pytest.approx([i * 5.5 - before * 16 for i in range(3)])


def test_the_bundled_faces_have_names_of_their_own() -> None:
    names = [compiler(FONTS).names[bundled(face)] for face in Face]
    assert len(set(names)) == len(names)


def test_in_a_pdf_a_smooth_path_is_a_drawing_in_whole_dots_that_shows_all_of_it() -> None:
    found = shape(ARC)
    assert found["kind"] == "drawing"
    box = [found[side] for side in ("x", "y", "width", "height")]
    assert box == pytest.approx([-0.1, -0.1, 8.204, 4.2])
    (view,) = re.findall(r'viewBox="([^"]+)"', found["svg"])
    assert [float(side) for side in view.split()] == pytest.approx([100 * side for side in box])
    assert 'stroke-width="20.0"' in found["svg"]
    assert re.findall(r' d="([^"]+)"', found["svg"]) == ["M0 0C200 0 400 100 400 200 400 300 600 400 800 400"]


def test_a_straight_one_has_its_corners() -> None:
    assert re.findall(r' d="([^"]+)"', shape(BEND)["svg"]) == ["M100 100 500 100 500 300"]


def test_lines_that_hide_what_is_below_are_shapes_of_their_own_and_others_one() -> None:
    lines = replace(BEND, paths=(*BEND.paths, ((2, 2), (3, 2))))
    hiding = replace(lines, stroke=replace(STROKE, colour="#b48a3c"))
    assert [shape(one)["svg"].count("<path") for one in (lines, hiding)] == [1, 2]


def test_in_an_svg_file_they_are_points() -> None:
    curved, bent = shape(ARC, form="svg"), shape(BEND, form="svg")
    assert curved["kind"] == bent["kind"] == "paths"
    assert curved["paths"] == [[[[0, 0]], [[2, 0], [4, 1], [4, 2]], [[4, 3], [6, 4], [8.004, 4]]]]
    assert bent["paths"] == [[[[1, 1]], [[5, 1]], [[5, 3]]]]
    assert curved["stroke"] == bent["stroke"] == {"colour": "#b48a3c80", "width": 0.2}


@pytest.mark.parametrize("form", ["pdf", "svg"])
def test_a_code_has_its_dark_modules_and_no_other(form: Form) -> None:
    found = shape(Code(x=10, y=5, symbol=SYMBOL, colour="#000000"), form=form)
    size = SYMBOL.module
    if form == "pdf":
        told = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", found["svg"])
        assert all(there == back for _, _, there, back in told)
        runs = [(int(column), int(row), int(there)) for column, row, there, _ in told]
        assert (found["x"], found["y"]) == (10, 5)
        assert (found["width"], found["height"]) == pytest.approx((SYMBOL.side, SYMBOL.side))
    else:
        corners = [[step[0] for step in path] for path in found["paths"]]
        assert all((a[1], b[0], c[1], d[0]) == (b[1], c[0], d[1], a[0]) for a, b, c, d in corners)
        runs = [
            (round((a[0] - 10) / size), round((a[1] - 5) / size), round((c[0] - a[0]) / size)) for a, _, c, _ in corners
        ]
    dark = [(column + i, row) for column, row, length in runs for i in range(length)]
    assert sorted(dark) == sorted((x, y) for y, row in enumerate(SYMBOL.rows) for x, module in enumerate(row) if module)


def test_a_photo_is_cut_by_its_frame_and_stays_whole() -> None:
    taken = portrait(photo((300, 420)))
    found = shape(Picture(x=1, y=2, width=20, height=20, portrait=taken))
    assert (found["kind"], found["width"], found["height"]) == ("drawing", 20, 20)
    assert 'viewBox="0.0 30.0 300.0 300.0"' in found["svg"]
    assert '<image width="300" height="420"' in found["svg"]
