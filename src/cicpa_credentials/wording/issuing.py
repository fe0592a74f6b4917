"""Codes that are met where certificates are made, drawn and scanned; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.INCOMPLETE_RECORD,
        "会员必填信息不完整，未签发。",
        "请将会员必填信息补充完整，再进行下载。",
        "The record lacks particulars that a certificate needs; nothing was issued.",
        "Complete the fields that are named, then issue again.",
    ),
    (
        Code.INVALID_RECORD,
        "会员信息有误，未签发。",
        "请按提示逐项更正后重试。",
        "The record breaks rules; nothing was issued.",
        "Correct what is named, then issue again.",
    ),
    (
        Code.PHOTO_ROUTE,
        "照片来源不符合要求，未签发。",
        "请到注协现场核验照片，或进行远程比对。",
        "The photo's origin is not good enough for this member; nothing was issued.",
        "Have the photo verified on site, or by remote comparison.",
    ),
    (
        Code.APPROVAL_MISSING,
        "没有有效的批准，未出具证明。",
        "请写明批准人和批准日期；批准日期不得早于入会时间，也不得晚于今天。",
        "There is no approval that holds; the letter was not issued.",
        "Say who approved it, and on which day: not before the member joined, and not after today.",
    ),
    (
        Code.AS_OF_INVALID,
        "存续截至日期不合理，未出具证明。",
        "该日期不得早于入会时间，也不得晚于今天。",
        "The day as of which good standing is certified cannot be; the letter was not issued.",
        "Choose a day from the member's joining up to today.",
    ),
    (
        Code.MISSING_GLYPH,
        "字库中缺少某些字。",
        "请安装含有这些字的字体，并提供给本软件。",
        "No font at hand has some of the characters.",
        "Provide a font that has them.",
    ),
    (
        Code.DOES_NOT_FIT,
        "内容过长，版面或二维码容纳不下。",
        "请缩短所指项目；网址越短，二维码越清晰。",
        "The content is too long for the layout or the QR code.",
        "Shorten what is named; the shorter the base URL, the clearer the code.",
    ),
    (
        Code.PHOTO_INVALID,
        "照片不符合要求。",
        "请提供清晰的正面免冠证件照：JPEG或PNG，竖幅，至少240×320像素。",
        "The photo cannot be used.",
        "Provide an ID photo: JPEG or PNG, sharp, upright, 240 by 320 pixels at least.",
    ),
    (
        Code.NO_CODE_FOUND,
        "图片中没有找到会员证的二维码。",
        "请使用清晰、完整、无反光的图片重试，二维码四周要留有空白。",
        "No certificate's code was found in the picture.",
        "Try a picture that is sharp and whole, without glare, and with some margin around the code.",
    ),
    (
        Code.UNREADABLE_CODE,
        "图片已绘制，但回读时其中的二维码与应有内容不符，图片未交付。",
        "请检查模板的颜色和徽标是否遮盖或影响了二维码；使用默认模板仍出现时请报告。",
        "The finished file's code was read back and did not say what it should, so the file was not handed out.",
        "See whether the template's colours or logo get in the way of the code; report it if it happens without one.",
    ),
)
