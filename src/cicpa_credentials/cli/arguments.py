"""Arguments of which a text is made into a value of ours, or refused as a matter of usage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import typer

from cicpa_credentials.errors import RecordError
from cicpa_credentials.keys.public_key import KID_BYTES
from cicpa_credentials.members import Association, Category, shapes
from cicpa_credentials.members import association as association_of_code

__all__ = ["Mark", "association", "category", "day", "kid", "mark", "moment", "number"]

_KID: Final = re.compile(rf"[0-9a-f]{{{2 * KID_BYTES}}}", re.IGNORECASE)
_CATEGORIES: Final = {one.json_name.replace("_", "-"): one for one in Category}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that became of a key.

    Attributes:
        kid: which key.
        since: from when on, aware UTC.
    """

    kid: bytes
    since: datetime


def association(text: str) -> Association:
    """An association by its GB/T 2260 code."""
    try:
        return association_of_code(text)
    except RecordError:
        raise typer.BadParameter("no association has this code") from None


def category(text: str) -> Category:
    """A category of certificates by its name."""
    try:
        return _CATEGORIES[text]
    except KeyError:
        raise typer.BadParameter("|".join(_CATEGORIES)) from None


def number(text: str) -> str:
    """A certificate number."""
    try:
        return shapes.certificate_number(text)
    except shapes.Misfit as misfit:
        raise typer.BadParameter(misfit.rule) from None


def kid(text: str) -> bytes:
    """A key by its identifier, in hex."""
    if not _KID.fullmatch(text):
        raise typer.BadParameter(f"a key is named by {2 * KID_BYTES} hexadecimal digits")
    return bytes.fromhex(text)


def moment(text: str) -> datetime:
    """A moment in ISO 8601; one without an offset is this computer's time."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise typer.BadParameter("a moment is written 2026-05-31 or 2026-05-31T09:30:00+08:00") from None


def day(text: str) -> date:
    """A day in ISO 8601, of no time zone's in particular."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day is written 2026-05-31") from None


def mark(text: str) -> Mark:
    """A key and a moment, with an equals sign between them."""
    name, _, when = text.partition("=")
    return Mark(kid=kid(name), since=moment(when))
