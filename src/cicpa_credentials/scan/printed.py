"""What stands on the pages of a PDF file: its text in blocks, as a reader sees them, and the photos in it.

Text in a PDF is characters at places. Those that follow each other on a line are one run, and lines set below each
other with the leading of our pages are one block: a name that needed two lines is one block again, and neighbours in a
row are two. What is drawn as a picture or as outlines is no text, and nothing here sees it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from cicpa_credentials.scan import text_process
from cicpa_credentials.scan.pages import MAX_PAGES
from cicpa_credentials.scan.pdf import output_of, require_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Block", "Box", "PrintedPage", "printed_pages"]

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_MAX_CHARACTERS: Final = 20_000
_SAME: Final = 0.05
"""Of the font's size: how far baselines or edges may differ and still be one."""

_GAP: Final = 0.5
_LEADING: Final = (1.1, 1.26)
_ASCENT: Final = 0.8
_DESCENT: Final = 0.1
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text on one line, or on several that belong together.

    Attributes:
        text: as it stands there, without breaks between lines.
        covered: whether other text or an image lies on one of its characters, so that readers see something else.
    """

    text: str
    covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """One page of a PDF file.

    Attributes:
        number: counted from 1.
        blocks: its texts.
        text: all its characters, in the order of the file.
        photos: the SHA-256 of each JPEG file in it.
        is_picture: whether one image fills half of it or more: a scan, whose text is a machine's guess if it has any.
    """

    number: int
    blocks: tuple[Block, ...]
    text: str
    photos: frozenset[bytes]
    is_picture: bool


def printed_pages(data: bytes, *, max_pages: int = MAX_PAGES) -> tuple[PrintedPage, ...]:
    """Read the pages of a PDF file. What they say is a claim of whoever made it.

    Args:
        data: a PDF file.
        max_pages: how many pages it may have.

    Raises:
        ScanError: `malformed` when it is damaged; `unsupported` when it has too many pages, wants a password, takes
            too much memory or time, or an extra is missing.
    """
    with output_of(text_process.__file__, _MAX_CHARACTERS, data=data) as output:
        require_count(output.readline(), max_pages)
        return tuple(_page(number, json.loads(line)) for number, line in enumerate(output, 1))


def _page(number: int, told: dict[str, Any]) -> PrintedPage:
    width, height = told["size"]
    images = [(left, bottom, right, top) for left, bottom, right, top in told["images"]]
    runs = list(_runs(_Character(chr(point), *where) for point, *where in told["characters"]))
    boxes = {id(run): [one.box for one in run] for run in runs}
    return PrintedPage(
        number=number,
        blocks=tuple(_block(lines, boxes, images) for lines in _together(runs)),
        text="".join(run.text for run in runs),
        photos=frozenset(map(bytes.fromhex, told["photos"])),
        is_picture=any(_area(image) >= _HALF * width * height for image in images),
    )


class _Character(NamedTuple):
    text: str
    left: float
    baseline: float
    right: float
    size: float

    @property
    def box(self) -> Box:
        return (self.left, self.baseline - _DESCENT * self.size, self.right, self.baseline + _ASCENT * self.size)


class _Run(list[_Character]):
    """Characters that follow each other on a line; never empty."""

    @property
    def text(self) -> str:
        return "".join(character.text for character in self)

    def continues(self, one: _Character) -> bool:
        """Whether a character comes next."""
        last = self[-1]
        return (
            abs(one.size - last.size) <= _SAME * last.size
            and abs(one.baseline - last.baseline) <= _SAME * last.size
            and abs(one.left - last.right) <= _GAP * last.size
        )

    def is_above(self, other: _Run) -> bool:
        """Whether the other one is the next line of the same text."""
        first, size = self[0], self[0].size
        down = first.baseline - other[0].baseline
        return (
            abs(other[0].size - size) <= _SAME * size
            and abs(other[0].left - first.left) <= _SAME * size
            and _LEADING[0] * size <= down <= _LEADING[1] * size
        )


def _runs(characters: Iterator[_Character]) -> Iterator[_Run]:
    run: _Run | None = None
    for one in characters:
        if run is not None and run.continues(one):
            run.append(one)
        else:
            if run is not None:
                yield run
            run = _Run([one])
    if run is not None:
        yield run


def _together(runs: list[_Run]) -> list[list[_Run]]:
    """The runs by blocks, from the top down."""
    blocks: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: -run[0].baseline):
        above = next((lines for lines in blocks if lines[-1].is_above(run)), None)
        if above is None:
            blocks.append([run])
        else:
            above.append(run)
    return blocks


def _block(lines: Sequence[_Run], boxes: Mapping[int, list[Box]], images: Sequence[Box]) -> Block:
    text = "".join(line.text for line in lines)
    own = [box for line in lines for box, one in zip(boxes[id(line)], line, strict=True) if not one.text.isspace()]
    left, bottom, right, top = _around(own)
    near = [
        other
        for others in (images, *(boxes[run] for run in boxes.keys() - {*map(id, lines)}))
        for other in others
        if other[0] < right and left < other[2] and other[1] < top and bottom < other[3]
    ]
    return Block(text=text, covered=any(_covers(other, box) for box in own for other in near))


def _around(boxes: Sequence[Box]) -> Box:
    edges = tuple(zip(*boxes, strict=True)) or ((0.0,),) * 4
    return (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))


def _covers(other: Box, box: Box) -> bool:
    """Whether half of a character or more lies under something else."""
    left, bottom, right, top = (
        max(other[0], box[0]),
        max(other[1], box[1]),
        min(other[2], box[2]),
        min(other[3], box[3]),
    )
    return left < right and bottom < top and _area((left, bottom, right, top)) >= _HALF * _area(box)


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)
