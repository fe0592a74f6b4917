"""The fixed words on a certificate that belong to no field; captions of fields come from the field table."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members import ASSOCIATIONS, Category

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["INSTITUTE", "SCAN_TO_VERIFY", "SEAL_LEGEND", "TITLES", "Phrase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The same in Chinese and in English."""

    zh: str
    en: str


INSTITUTE: Final = Phrase(zh=ASSOCIATIONS["100000"].zh, en=ASSOCIATIONS["100000"].en)

TITLES: Final[Mapping[Category, Phrase]] = MappingProxyType(
    {
        Category.PRACTISING: Phrase(zh="电子执业会员证", en="Electronic Practising Member Certificate"),
        Category.NON_PRACTISING: Phrase(zh="电子非执业会员证", en="Electronic Non-Practising Member Certificate"),
    }
)

SCAN_TO_VERIFY: Final = Phrase(zh="扫码离线验证", en="Scan to verify offline")

SEAL_LEGEND: Final = "电子印章"
