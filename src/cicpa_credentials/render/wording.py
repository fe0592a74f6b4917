"""The words on a page: in which language they come first, and what they are unless a template says otherwise."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members import ASSOCIATIONS
from cicpa_credentials.members.fields import FIELDS
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SEAL_LEGEND", "WORDS", "Language"]


class Language(StrEnum):
    """Which language leads; the other one stands beside it, smaller."""

    ZH = "zh"
    EN = "en"


_FIXED: Final = {
    "institute": Phrase(zh=ASSOCIATIONS["100000"].zh, en=ASSOCIATIONS["100000"].en),
    "practising": Phrase(zh="电子执业会员证", en="Electronic Practising Member Certificate"),
    "non_practising": Phrase(zh="电子非执业会员证", en="Electronic Non-Practising Member Certificate"),
    "scan": Phrase(zh="扫码离线验证", en="Scan to verify offline"),
    "validity": Phrase(
        zh="本证书以二维码中的电子签名为准；是否有效，请扫码核验。",
        en="What counts is the electronic signature in the code: scan it to see whether this certificate is valid.",
    ),
    "letter": Phrase(zh="会员资格良好存续证明", en="Letter of Good Standing"),
    "presentation": Phrase(zh="会员信息出示码", en="Presentation of Member Details"),
    "audience": Phrase(zh="仅出示给", en="Shown only to"),
    "until": Phrase(zh="有效至", en="Valid until"),
    "shown": Phrase(zh="出示内容", en="What it shows"),
    "face": Phrase(zh="证面信息", en="Face of the certificate"),
    "bearer": Phrase(
        zh="此码未绑定持有人：任何人得到它，都可以再次出示。",
        en="Not bound to its holder: anybody who gets this code can show it again.",
    ),
}

WORDS: Final[Mapping[str, Phrase]] = MappingProxyType(
    {**{field.name: Phrase(zh=field.zh, en=field.en) for field in FIELDS}, **_FIXED}
)
"""By name: the captions of the field table, and the fixed words that belong to no field."""

SEAL_LEGEND: Final = "电子印章"
