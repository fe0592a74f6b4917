"""What a certificate says about its photo: the digest of the file, and a tiny picture to compare a face with."""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from cicpa_credentials.members.shapes import Misfit
from cicpa_credentials.members.values import Discreet

__all__ = ["MAX_PORTRAIT", "PhotoEvidence", "decode", "encode", "from_json", "to_json"]

MAX_PORTRAIT: Final = 600
"""Bytes that a portrait has at most."""

_SHA256_BYTES: Final = 32
_PARTS: Final = ("sha256", "portrait")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PhotoEvidence(Discreet):
    """The detail `photo`.

    A portrait that was read off the wire is what the issuer signed, and still a picture from elsewhere: open it as you
    would a stranger's file.

    Attributes:
        sha256: SHA-256 of the photo in its normal form (docs/wire-format.md §Photo), 32 bytes.
        portrait: the photo once more as a WebP picture of at most `MAX_PORTRAIT` bytes, where there is one.

    Raises:
        ValueError: for anything else. Of a portrait, only the size and the first bytes are looked at.
    """

    sha256: bytes
    portrait: bytes | None = None

    def __post_init__(self) -> None:
        if type(self.sha256) is not bytes or len(self.sha256) != _SHA256_BYTES:
            raise ValueError(f"the SHA-256 must be a byte string of {_SHA256_BYTES}")
        if self.portrait is not None and not _is_portrait(self.portrait):
            raise ValueError(f"the portrait must be a WebP picture of at most {MAX_PORTRAIT} bytes")


def _is_portrait(value: object) -> bool:
    # RIFF, the size of what follows, and the kind of file (RFC 9649 §2.4)
    return (
        type(value) is bytes
        and len(value) <= MAX_PORTRAIT
        and value[:4] == b"RIFF"
        and value[4:8] == (len(value) - 8).to_bytes(4, "little")
        and value[8:12] == b"WEBP"
    )


def encode(value: PhotoEvidence) -> list[bytes]:
    """To what the CBOR layer is given."""
    return [value.sha256] if value.portrait is None else [value.sha256, value.portrait]


def decode(value: object) -> PhotoEvidence:
    """From what the CBOR layer gives.

    Raises:
        Misfit: when it is no such detail.
    """
    if type(value) is not list or not 0 < len(value) <= len(_PARTS) or None in value:
        raise Misfit("must be a list of a SHA-256 and, perhaps, a portrait")
    parts: dict[str, Any] = dict(zip(_PARTS, value, strict=False))
    try:
        return PhotoEvidence(**parts)
    except ValueError as error:
        rule = str(error)
    raise Misfit(rule)


def to_json(value: PhotoEvidence) -> dict[str, str]:
    """To JSON: the digest in hexadecimal, the portrait in base64 (RFC 4648 §4)."""
    written = {"sha256": value.sha256.hex()}
    return written if value.portrait is None else {**written, "portrait": b64encode(value.portrait).decode()}


def from_json(value: object) -> PhotoEvidence:
    """From JSON; both in their one spelling, for what is compared must not be written in two ways.

    Raises:
        Misfit: when it is no such detail.
    """
    if type(value) is dict and all(type(part) is str for part in value.values()):
        with suppress(ValueError, KeyError):
            portrait = a2b_base64(value["portrait"], strict_mode=True) if "portrait" in value else None
            evidence = PhotoEvidence(sha256=bytes.fromhex(value["sha256"]), portrait=portrait)
            if to_json(evidence) == value:
                return evidence
    raise Misfit("must have sha256 in hexadecimal and, perhaps, portrait in base64")
