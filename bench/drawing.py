"""Drawing: QR text and photo become a card as PNG, JPEG, PDF/A-2u and SVG, each read back as it leaves (`check=True`).

Every card is a new certificate of a new member, as in a batch, so that none profits from the one before. The photo
is a JPEG in the normal form, as associations keep them.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import process_time_ns
from typing import TYPE_CHECKING, Any, Final

from bench.house import issuer_and_verifier, ready_record
from bench.member import RECORD
from cicpa_credentials import render
from cicpa_credentials.render import qr
from cicpa_credentials.render.photo import portrait

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials import IssuedCertificate

CARDS: Final = 25
WARM_UP: Final = 3
ROOM: Final = 35.1


def rows() -> dict[str, dict[str, Any]]:
    """The rows `qr_ms`, `png_ms`, `jpeg_ms`, `pdf_ms` and `svg_ms`: processor time of one card."""
    issuer, _ = issuer_and_verifier()
    record = ready_record()
    issued = [issuer.issue(replace(record, name=f"林{chr(0x4E00 + i)}夏")) for i in range(WARM_UP + CARDS)]
    photo = portrait(RECORD.with_suffix(".png").read_bytes()).jpeg
    return {
        "qr_ms": _median(issued, lambda one: qr.symbol(one.qr_text, room=ROOM)),
        "png_ms": _median(issued, lambda one: render.png(one.view, one.qr_text, photo)),
        "jpeg_ms": _median(issued, lambda one: render.jpeg(one.view, one.qr_text, photo)),
        "pdf_ms": _median(issued, lambda one: render.pdf(one.view, one.qr_text, photo)),
        "svg_ms": _median(issued, lambda one: render.svg(one.view, one.qr_text, photo)),
    }


def _median(issued: list[IssuedCertificate], draw: Callable[[IssuedCertificate], object]) -> dict[str, Any]:
    for one in issued:
        one.qr_text  # noqa: B018 - made when first asked for, and no part of drawing
    times = [_time(one, draw) for one in issued][WARM_UP:]
    return {"milliseconds": round(median(times) / 1e6, 1)}


def _time(one: IssuedCertificate, draw: Callable[[IssuedCertificate], object]) -> int:
    start = process_time_ns()
    draw(one)
    return process_time_ns() - start


if __name__ == "__main__":
    for name, row in rows().items():
        print(f"{name:10}{row['milliseconds']:8} ms")
