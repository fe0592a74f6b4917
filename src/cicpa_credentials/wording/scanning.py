"""What to do about a picture from which no code was read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import ScanHint
from cicpa_credentials.wording.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCAN_HINTS"]

SCAN_HINTS: Final[Mapping[ScanHint, Phrase]] = MappingProxyType(
    {
        ScanHint.TOO_SMALL: Phrase(
            zh="二维码在图片中太小：请靠近拍摄，或以300 dpi扫描，并索取未经压缩的原图。",
            en="The code is too small in the picture: go closer, scan at 300 dpi, or ask for the original file.",
        ),
        ScanHint.CUT_OFF: Phrase(
            zh="二维码没有拍全：请把整个二维码连同四周的空白一起拍入。",
            en="Part of the code is outside the picture: take in all of it, with some margin.",
        ),
        ScanHint.BLURRED: Phrase(
            zh="图片模糊：请对准二维码重新对焦，拿稳后再拍。",
            en="The picture is blurred: focus on the code, and hold the camera still.",
        ),
        ScanHint.NO_QUIET_ZONE: Phrase(
            zh="二维码四周没有空白：请不要裁到边缘，也不要让其他内容紧贴二维码。",
            en="The code has no light margin: do not cut it out along its edge, and keep other things away from it.",
        ),
        ScanHint.FAINT: Phrase(
            zh="图片过暗、过亮或对比度太低：请改善光线，避免反光，然后重拍。",
            en="The picture is too dark, too bright or too faint: take it again in better light, without glare.",
        ),
        ScanHint.DAMAGED: Phrase(
            zh="二维码有遮挡、反光或破损：请移开遮挡物，换个角度重拍，或索取原件。",
            en="The code is covered, damaged or under glare: uncover it, change the angle, or ask for the original.",
        ),
        ScanHint.OTHER_CODE: Phrase(
            zh="图片中的二维码不是会员证的二维码：请扫描会员证上的二维码。",
            en="The code in the picture is not that of a certificate: scan the one on the certificate itself.",
        ),
        ScanHint.SEVERAL: Phrase(
            zh="图片中有多个会员证的二维码：请只保留要查看的那一个。",
            en="There are codes of several certificates in the picture: cut out the one that is meant.",
        ),
    }
)
"""One sentence for each hint."""
