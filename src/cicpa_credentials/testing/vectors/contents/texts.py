"""QR text: both versions, every tail, and what no writer makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.testing.mutators import QR_TEXT_MUTATORS
from cicpa_credentials.testing.vectors.contents.scene import BUNDLE, PRACTISING, WORLD, attacked, completed
from cicpa_credentials.testing.vectors.form import Vector, VectorFile
from cicpa_credentials.wire import transport

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["texts"]

_PAGE: Final = "https://verify.example.org/c"
_DIGIT_COUNTS: Final = (1, 2, 4, 6, 7, 9, 11, 12, 14, 16)
_TOO_LARGE: Final = {3: "256", 5: "65536", 8: "16777216", 10: "4294967296", 13: "1099511627776", 15: "281474976710656"}


def texts() -> VectorFile:
    """QR text: both versions, every tail, and what no writer makes."""
    return completed((*_tails(), *_versions(), *_refused(), *_attacks()), {"office": BUNDLE})


def _tails() -> Iterator[Vector]:
    noise = seeded("tails")
    for size in range(1, 16):
        for name, data in (("noise", noise(size)), ("zeros", bytes(size)), ("ones", b"\xff" * size)):
            yield Vector(
                id=f"digits/{size}-{name}",
                about=f"{size} bytes as digits.",
                operation="write_digits",
                input={"hex": data.hex()},
                expected={"digits": transport.to_digits(data)},
            )
    for size in range(7):
        body = noise(7 + size)
        yield _read(f"text/tail-{size}", f"A tail of {(size + 1) % 7} bytes.", _written(b"\x01" + body), body)


def _versions() -> Iterator[Vector]:
    credential = WORLD.issue(PRACTISING).credential
    hashes = WORLD.take(WORLD.issue(PRACTISING)).present(["mobile"]).encoded
    plain = _written(b"\x01" + credential)
    yield _read("text/plain", "Version 1.", plain, credential)
    for name, about, data in (
        ("deflated", "Version 2.", credential),
        ("deflated-hashes", "Version 2, with hashes in a stored block.", hashes),
        ("deflated-empty", "Version 2 around nothing.", b""),
    ):
        yield _read(f"text/{name}", about, _written(b"\x02" + transport.deflate(data)), data)
    digits = plain.rpartition("#")[2]
    for name, text in (
        ("no-page", digits),
        ("mark-alone", f"#{digits}"),
        ("other-page", f"http://elsewhere.example/?a=1#x#{digits}"),
        ("white-space", f"{plain}\r\n"),
    ):
        yield _read(f"text/{name}", "What stands before the last # counts for nothing.", text, credential)


def _refused() -> Iterator[Vector]:
    malformed, none = Code.MALFORMED, Code.NOT_A_CERTIFICATE
    for count in _DIGIT_COUNTS:
        yield _no(f"text/{count}-digits", "A tail of so many digits stands for no bytes.", "#" + "1" * count, malformed)
    for count, digits in _TOO_LARGE.items():
        yield _no(f"text/{count}-too-large", "A tail that needs one byte more.", f"#{digits:0>{count}}", malformed)
    yield _no("text/17-too-large", "Seven bytes and one more.", f"#{2**56:017}", malformed)
    for version in (0, 3, 255):
        body = _written(bytes([version]) + b"body")
        yield _no(f"text/version-{version}", "A version that there is not.", body, Code.UNSUPPORTED)
    for name, text in (
        ("empty", ""),
        ("page", _PAGE),
        ("page-and-mark", f"{_PAGE}#"),
        ("minus", "#-12"),
        ("words", "#一二三"),
    ):
        yield _no(f"text/{name}", "Not one digit.", text, none)
    longest = "#" + "0" * (transport.MAX_TEXT)
    yield _no("text/too-long", "One character more than is looked at.", longest, none)
    for name, stream in (
        ("cut-off", transport.deflate(b"certificate")[:-1]),
        ("trailing", transport.deflate(b"x") + b"x"),
        ("reserved", b"\x07"),
    ):
        yield _no(f"text/deflate-{name}", "No whole DEFLATE stream.", _written(b"\x02" + stream), malformed)


def _attacks() -> Iterator[Vector]:
    yield from attacked("attack/text", WORLD.issue(PRACTISING).qr_text, QR_TEXT_MUTATORS)


def _written(body: bytes) -> str:
    return f"{_PAGE}#{transport.to_digits(body)}"


def _read(name: str, about: str, text: str, data: bytes) -> Vector:
    expected = {"code": None, "hex": data.hex()}
    return Vector(id=name, about=about, operation="read_text", input={"text": text}, expected=expected)


def _no(name: str, about: str, text: str, code: Code) -> Vector:
    expected = {"codes": [code.value]}
    return Vector(id=name, about=about, operation="read_text", input={"text": text}, expected=expected)
