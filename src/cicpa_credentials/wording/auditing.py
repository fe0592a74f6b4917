"""Codes that are met where many certificates are audited; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.NOT_A_FILE,
        "这不是普通文件（是链接、管道或设备），未打开。",
        "请将文件本身放入待审计的文件夹，然后重新审计。",
        "This is no ordinary file but a link, a pipe or a device; it was not opened.",
        "Put the file itself into the folder, then audit again.",
    ),
    (
        Code.TOO_LARGE,
        "文件或行过大，不会是会员证，未读取。",
        "请拆分文件，或改用分辨率较低的扫描件，然后重新审计。",
        "The file or line is larger than any certificate could be; it was not read.",
        "Split the file, or scan at a lower resolution, then audit again.",
    ),
    (
        Code.COLUMN_MISSING,
        "没有找到存放二维码文本的列。",
        "请指明存放二维码文本的列名（--column）；表格的第一行应为列名。",
        "The column with the QR texts is not there.",
        "Name the column that has them (--column); the first row of a table must hold the names.",
    ),
    (
        Code.AUDIT_CHANGED,
        "该文件夹里是另一次审计，或审计对象、信任包、核验要求已有变化，无法继续。",
        "请换一个文件夹重新审计。",
        "The folder holds another audit, or what it audits or relies on has changed since: it cannot go on.",
        "Audit anew, into another folder.",
    ),
)
