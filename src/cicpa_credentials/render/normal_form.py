"""The normal form of a photo: the one JPEG file that is put on pages, and whose digest is signed.

Baseline JFIF in RGB, with the standard's own tables at quality 90, no colour subsampling, and no segment besides
(docs/wire-format.md §Photo).
"""

from __future__ import annotations

import struct
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["MAX_HEIGHT", "MAX_WIDTH", "is_normal", "written"]

MAX_WIDTH: Final = 600
MAX_HEIGHT: Final = 840
"""25 by 35 mm at 600 dpi: more than any printer or reader makes use of."""

_FRAME: Final = b"\xff\xc0\x00\x11\x08"  # start of frame, baseline, 8 bits; height and width follow (T.81 §B.2.2)
_SIZE: Final = struct.Struct(">HH")
_SCAN: Final = b"\xff\xda\x00\x0c"
_END: Final = b"\xff\xd9"


def written(picture: Picture) -> bytes:
    """Write pixels as such a file; the same pixels give the same bytes.

    Args:
        picture: RGB, of whose `info` nothing is taken over.
    """
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    file = BytesIO()
    bare.save(file, "JPEG", quality=90, subsampling="4:4:4", optimize=False, progressive=False)
    return file.getvalue()


def is_normal(data: bytes, size: tuple[int, int]) -> bool:
    """Whether a JPEG file of this width and height is in the normal form already, and so stays as it is.

    Writing it anew would give other bytes each time, and another encoder than ours may have made the first ones.
    """
    width, height = size
    before, after = _head()
    head = before + _SIZE.pack(height, width) + after
    if width > MAX_WIDTH or height > MAX_HEIGHT or not data.startswith(head):
        return False
    scan = data[len(head) :]
    # One scan up to the end of the file: no marker in it, and nothing behind it.
    return scan.endswith(_END) and scan.count(b"\xff") == scan.count(b"\xff\x00") + 1


@cache
def _head() -> tuple[bytes, bytes]:
    """All that stands before the scan's data, around the size."""
    blank = written(Image.new("RGB", (8, 8)))
    before, _, rest = blank.partition(_FRAME)
    head, marker, data = rest[_SIZE.size :].partition(_SCAN)
    return before + _FRAME, head + marker + data[: _SCAN[-1] - 2]
