"""Codes that are met where certificates are registered, suspended and revoked; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.ALREADY_ISSUED,
        "登记簿中已有此证，未重复签发。",
        "请使用已签发的会员证；确需换发的，请指明被取代的会员证和换发原因。",
        "The register has such a certificate already; nothing was issued twice.",
        "Use the one that was issued. To replace it, name it together with the reason.",
    ),
    (
        Code.REQUEST_CONFLICT,
        "同一请求编号已用于另一张会员证。",
        "请为每一次签发使用不同的请求编号。",
        "The request identifier was used for another certificate.",
        "Give each request an identifier of its own.",
    ),
    (
        Code.NOT_REGISTERED,
        "登记簿中没有这张会员证。",
        "请检查会员证书编号和会员类别，并确认打开的是正确的登记簿。",
        "The register has no such certificate.",
        "Check the certificate number and the category, and that this is the right register.",
    ),
    (
        Code.NOT_IN_GOOD_STANDING,
        "登记簿不能证明该会员在该日资格良好存续，未出具证明。",
        "请查询会员证的现状和历史记录；会员证须现时有效，且在该日有效。",
        "The register does not show the member in good standing on that day; the letter was not issued.",
        "Look at the certificate's status and history: it must be valid now, and have been valid on that day.",
    ),
    (
        Code.ILLEGAL_TRANSITION,
        "会员证的当前状态不允许这样变更。",
        "请先查询其历史记录；已撤销的会员证不能恢复，只能重新签发。",
        "The certificate's status does not allow this change.",
        "Look at its history first. A revoked certificate stays revoked; only a new one can be issued.",
    ),
    (
        Code.CLOCK_SET_BACK,
        "系统时间早于登记簿中最近一次登记的时间。",
        "请校准系统时间，然后重试。",
        "The clock is behind the last entry of the register.",
        "Set the clock right, then try again.",
    ),
    (
        Code.REGISTER_EXISTS,
        "此处已有登记簿，未作任何更改。",
        "请打开已有的登记簿，或另选位置。",
        "There is a register in this place already; nothing was changed.",
        "Open the one that is there, or choose another place.",
    ),
    (
        Code.REGISTER_FOREIGN,
        "此处没有登记簿，或是另一种数据库。",
        "请检查登记簿的位置；新的登记簿须先创建。",
        "There is no register here, or the database is another application's.",
        "Check the place; a new register must be created first.",
    ),
    (
        Code.REGISTER_NEWER,
        "登记簿由更新版本的软件写成，未作任何更改。",
        "请将软件升级到最新版本，然后重试。",
        "A newer version of this software wrote the register; nothing was changed.",
        "Update the software, then try again.",
    ),
    (
        Code.REGISTER_BUSY,
        "登记簿正被其他程序占用。",
        "请稍后重试。",
        "Another writer holds the register.",
        "Try again in a moment.",
    ),
    (
        Code.REGISTER_UNAVAILABLE,
        "无法连接登记簿所在的数据库。",
        "请检查数据库服务和网络后重试；已登记的内容不会丢失。",
        "The register's database cannot be reached.",
        "Check the database server and the way to it, then try again; nothing that was registered is lost.",
    ),
)
