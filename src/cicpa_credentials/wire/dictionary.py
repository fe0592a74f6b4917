"""The frozen preset dictionary of QR text version 2 (docs/wire-format.md §QR text).

What every certificate has in common, so that DEFLATE can point at it. It holds nothing of any one host. Its bytes are
part of the wire format: another dictionary would be another version. The commonest stands last, where a reference to it
is shortest.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DICTIONARY"]

DICTIONARY: Final = b"".join(
    (
        # Parts of the longest names that Chinese characters write: Uyghur and Kazakh ones.
        "古丽努尔艾力江·依明·艾山·玉素甫·吐尔逊·艾合买提·麦麦提·买买提阿布都热依木阿卜杜热合曼".encode(),
        # Values of details, in presentations: firms, approval numbers, mail hosts.
        "有限责任会计师事务所有限公司分所会计师事务所(特殊普通合伙)会计师事务所（特殊普通合伙）会协〔2020〕注协〔202".encode(),
        "年第号@outlook.com@163.com@126.com@qq.com".encode(),
        # A key binding token around a credential, and disclosures.
        bytes.fromhex("d28459d28458a301280dd28459 10190126a05818a3036c a1118258 f83b885820 83d86419 8219 07e8d86419"),
        # A status list's name, so far as all hosts share it.
        b".org.cn/status/lists/https://status.",
        # cnf with a P-256 key, y as either sign bit, and the headers of a bound credential.
        bytes.fromhex("08a101a401022001215820 22f40b70 22f50b70 10190125a058"),
        # vct and status.
        bytes.fromhex("0b70"),
        b"urn:cicpa:member",
        bytes.fromhex("19ffffa16b"),
        b"status_list",
        bytes.fromhex("a263"),
        b"idx",
        bytes.fromhex("1a0063"),
        b"uri",
        bytes.fromhex("7823"),
        b"https://",
        # The certificate map: gender and category in all four pairs, date of joining, the details' hash.
        bytes.fromhex("3a00010000a50166 3a00010000a50169 0201030104d86419 0202030104d86419 0201030204d86419"),
        bytes.fromhex("0202030204d86419 f83b815820"),
        # Headers, issuer and subject, and the way from the times to the name.
        b"110000310000440000",
        bytes.fromhex("026c 1075"),
        b"application/vnd.cicpa",
        bytes.fromhex("a05872a60166 d2845824a301280448 0b70"),
        b"urn:cicpa:member",
        bytes.fromhex("3a00010000a50169"),
    )
)
"""At most 1,024 bytes, so that a small window reaches all of it."""
