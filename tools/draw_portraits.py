"""Draw the portraits of the sample members into a folder: `python tools/draw_portraits.py [examples/members]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from portraits.canvas import Canvas
from portraits.dress import draw_brooch, draw_dress
from portraits.face import draw_features, draw_head, draw_neck, head
from portraits.glasses import draw_earrings, draw_glasses
from portraits.hair import draw_back, draw_front
from portraits.people import PEOPLE

if TYPE_CHECKING:
    from PIL import Image

    from portraits.people import Person


def portrait(person: Person) -> Image.Image:
    """The picture of one person, from the back to the front."""
    canvas = Canvas(person.background)
    face = person.face
    draw_back(canvas, person.hair, person.hair_colour)
    draw_neck(canvas, face, person.dress.neck)
    draw_dress(canvas, person.dress)
    if person.brooch:
        draw_brooch(canvas, person.brooch)
    draw_head(canvas, face, ears=person.hair.ears)
    if person.earrings:
        draw_earrings(canvas, person.earrings)
    draw_features(canvas, face)
    draw_front(canvas, person.hair, person.hair_colour, face.skin, head(face))
    if person.glasses:
        draw_glasses(canvas, person.glasses)
    return canvas.finished()


def main(folder: Path) -> None:
    """Draw everybody."""
    for number, person in PEOPLE.items():
        file = folder / f"{number}.png"
        portrait(person).save(file, optimize=True, dpi=(600, 600))
        print(f"{file}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "examples/members"))
