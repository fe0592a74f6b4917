"""Codes that are met where PDF files are sealed and seals are verified; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.NO_SEAL,
        "文件中没有电子印章。",
        "没有电子印章的文件，印章图样不能证明任何事；请向持证人或注协索取加盖电子印章的原件。",
        "The file bears no electronic seal.",
        "A drawing of a seal proves nothing; ask the holder or the association for the sealed original.",
    ),
    (
        Code.SEAL_BROKEN,
        "电子印章已失效：文件内容与加盖时不一致。",
        "不要采信，并将此情况告知所属注协；请索取原件（不是转换或另存的副本）。",
        "The seal is broken: the file is not what was sealed.",
        "Do not believe it, and tell the association; ask for the original file, not one that was saved anew.",
    ),
    (
        Code.SEAL_UNTRUSTED,
        "电子印章的证书不能追溯到您所信任的根。",
        "不要采信；请确认使用的是正确的根证书，并向所属注协核实。",
        "The seal's certificate does not lead to the root that you trust.",
        "Do not believe it; make sure that you use the right root certificate, and ask the association.",
    ),
    (
        Code.CHANGED_AFTER_SEAL,
        "加盖电子印章之后，文件又被改动。",
        "不要采信，并将此情况告知所属注协；请索取原件。",
        "The file was changed after it had been sealed.",
        "Do not believe it, and tell the association; ask for the original.",
    ),
    (
        Code.SEAL_EXPIRED,
        "电子印章的证书已过期，且没有可信的时间戳证明是在有效期内加盖的。",
        "请索取新加盖的文件，或向所属注协核实；有时间戳的，请给出时间戳机构的根证书。",
        "The seal's certificate has run out, and no trusted timestamp proves that it was set before.",
        "Ask for a file sealed anew, or ask the association; if it has a timestamp, name the authority's root.",
    ),
    (
        Code.SEAL_MISSING,
        "文件上还缺电子印章：有印章的位置是空的。",
        "请索取全部印章都已加盖的文件。",
        "A seal is missing: a place for one is still empty.",
        "Ask for the file with all its seals.",
    ),
    (
        Code.SEAL_CLOSED,
        "文件不能再加盖电子印章：印章已全部加盖，或印章的位置不能再增加。",
        "请使用尚未加盖的文件。",
        "The file takes no further seal: all its seals are set, or its places can no longer be made.",
        "Take the file as it was before it was sealed.",
    ),
    (
        Code.TIMESTAMP_FAILED,
        "没有取得可用的时间戳，未加盖电子印章。",
        "请检查时间戳机构的地址和网络，然后重试。",
        "No usable timestamp was given; nothing was sealed.",
        "Check the timestamp authority's address and the network, then try again.",
    ),
)
