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
        "请提供正面免冠证件照：JPEG或PNG，竖幅，至少240×320像素。",
        "The photo cannot be used.",
        "Provide an ID photo: JPEG or PNG, upright, 240 by 320 pixels at least.",
    ),
    (
        Code.NO_CODE_FOUND,
        "图片中没有找到会员证的二维码。",
        "请使用清晰、完整、无反光的图片重试，二维码四周要留有空白。",
        "No certificate's code was found in the picture.",
        "Try a picture that is sharp and whole, without glare, and with some margin around the code.",
    ),
    (
        Code.USAGE,
        "命令用法有误。",
        "请用 --help 查看用法。",
        "The command was not given as it should be.",
        "See its --help.",
    ),
    (
        Code.FILE_UNREADABLE,
        "文件无法读取。",
        "请检查文件名和读取权限。",
        "The file cannot be read.",
        "Check its name and permissions.",
    ),
    (
        Code.OUTPUT_EXISTS,
        "输出文件已存在，未覆盖。",
        "请换一个文件名，或用 --force 覆盖。",
        "The output is already there and was left as it is.",
        "Choose another name, or overwrite it with --force.",
    ),
    (
        Code.FOLDER_BUSY,
        "另一个 cicpa 命令正在使用此文件夹。",
        "请等它结束后重试，或另选文件夹。",
        "Another cicpa command is at work in this folder.",
        "Wait until it has ended, or choose another folder.",
    ),
    (
        Code.PROCESS_LOST,
        "负责绘制的进程意外终止，可能是内存不足。",
        "请原样重新运行该命令，可减少 --processes；已完成的部分会保留。",
        "A process that draws was ended from outside, perhaps for want of memory.",
        "Run the same command again, with fewer --processes if need be; what is done stays done.",
    ),
    (
        Code.STORAGE_FAILED,
        "写入磁盘失败，没有留下不完整的文件。",
        "请检查磁盘空间和写入权限，然后重试。",
        "The disk did not take what was to be written; nothing half-written was left.",
        "Check free space and permissions, then try again.",
    ),
)
