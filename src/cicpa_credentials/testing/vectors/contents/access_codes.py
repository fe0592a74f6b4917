"""Printed codes with all details behind an access code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.testing.mutators.draft import opened, reassembled
from cicpa_credentials.testing.vectors.contents.scene import (
    BEIJING,
    BUNDLE,
    PHOTO,
    PRACTISING,
    WORLD,
    completed,
    told,
    valid,
)
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["access_codes"]

_CODE: Final = "ABCD-EFGH-IJKL-MNOP"
_SEALED: Final = 171


def access_codes() -> VectorFile:
    """Printed codes with all details behind an access code."""
    return completed(_vectors(), {"office": BUNDLE})


def _vectors() -> Iterator[Vector]:
    issuer = WORLD.issuer(BEIJING, random_bytes=seeded("access code"))
    issued = issuer.issue(PRACTISING, access_code=AccessCode(_CODE), photo=PHOTO)
    text = issued.qr_text
    entries: Any = opened(issued.credential).unprotected[_SEALED]
    yield valid("access-code/none", "Without the code, the face.", text)
    yield valid("access-code/right", "With it, all details.", text, access_code=_CODE)
    yield valid(
        "access-code/as-typed",
        "Case, hyphens and digits like letters do not matter.",
        text,
        access_code="abcdefgh1jklmn0p",
    )
    yield told(
        "access-code/wrong",
        "Another code opens nothing, and the face holds.",
        text,
        Code.WRONG_ACCESS_CODE,
        verdict=Verdict.INDETERMINATE,
        access_code="ABCD-EFGH-IJKL-MNOQ",
    )
    yield told(
        "access-code/nothing-behind-it",
        "A certificate that has no encrypted details.",
        WORLD.issue(PRACTISING).qr_text,
        Code.WRONG_ACCESS_CODE,
        verdict=Verdict.INDETERMINATE,
        access_code=_CODE,
    )
    weak = told("access-code/weak", "What was typed is too short to be one.", text, access_code="ABC")
    yield replace(weak, expected={"codes": [Code.WEAK_ACCESS_CODE.value]})
    for name, about, damaged in (
        ("damaged", "The encrypted details are not as they were signed.", _flipped(entries)),
        ("taken-out-in-part", "A part of them is missing.", []),
        ("twice", "They stand there twice: each would cost the reader time.", [*entries, *entries]),
    ):
        forged = reassembled(issued.credential, unprotected={_SEALED: damaged})
        yield told(f"access-code/{name}", about, forged, Code.DISCLOSURE_MISMATCH, access_code=_CODE)


def _flipped(entries: list[list[bytes]]) -> list[list[bytes]]:
    ((nonce, ciphertext, tag),) = entries
    return [[nonce, ciphertext, bytes([tag[0] ^ 1]) + tag[1:]]]
