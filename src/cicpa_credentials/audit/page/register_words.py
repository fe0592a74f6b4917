"""What the pages about a register say, in both languages."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.wording import Phrase

__all__ = ["RadiusWords", "RegisterWords"]


class RegisterWords:
    """Headings and sentences of the page about a register."""

    TITLE: Final = Phrase(zh="登记簿核对报告", en="Reconciliation of a register")
    REGISTER: Final = Phrase(zh="登记簿", en="Register")
    SEVERE_MORE: Final = Phrase(
        zh="请按下表逐项查明并处理；查明之前请勿签发。",
        en="Look into each of them as the table says, and issue nothing before you have.",
    )
    SOUND_MORE: Final = Phrase(zh="需注意的事项见下表。", en="What is worth attention stands below.")
    EVENTS: Final = Phrase(zh="登记记录", en="events")
    ENTRIES: Final = Phrase(zh="会员证和证明", en="certificates, letters")
    LISTS: Final = Phrase(zh="状态列表", en="status lists")
    CREDENTIALS: Final = Phrase(zh="所核对的会员证", en="looked up")
    FOUND: Final = Phrase(zh="发现", en="findings")
    WHERE: Final = Phrase(zh="位置", en="Where")
    PLACES: Final = Phrase(
        zh="“#”后为登记记录序号，网址后为状态列表中的位置，“№”后为状态列表的次序，其余为行号或文件。",
        en="After # the event's number; after an address the place in that status list; after № which status list; "
        "else a line or a file.",
    )
    HEAD: Final = Phrase(zh="末条记录的摘要", en="Digest of the last event")
    COVERED: Final = Phrase(zh="检查点担保至", en="Vouched for by a checkpoint up to")
    PRIVACY: Final = Phrase(
        zh="本报告只引用登记序号、密钥标识、状态列表位置和摘要，不含会员的个人信息。",
        en="This page refers to events, keys, places in status lists and digests; it has nobody's particulars.",
    )


class RadiusWords:
    """Headings and sentences of the page about what a key has signed."""

    TITLE: Final = Phrase(zh="密钥影响范围与重新签发方案", en="What a key has signed, and how to issue it anew")
    KEY: Final = Phrase(zh="密钥标识", en="Key")
    WINDOW: Final = Phrase(zh="签发时间", en="Signed between")
    DUE: Final = Phrase(zh="{count} 张会员证和证明须处理", en="{count} certificates and letters to see to")
    DUE_MORE: Final = Phrase(
        zh="逐张清单见 plan.jsonl，内有会员证书编号，请妥善保管。",
        en="Each of them stands in plan.jsonl, with certificate numbers: keep that file to yourselves.",
    )
    NOTHING: Final = Phrase(zh="没有须处理的会员证", en="There is nothing to see to")
    NOTHING_MORE: Final = Phrase(
        zh="登记簿中没有该密钥在此期间签发、现仍有效的会员证或证明。",
        en="Nothing that the key signed in this time is still in force, by the register.",
    )
    SIGNED: Final = Phrase(zh="共签发", en="signed in all")
    REISSUE: Final = Phrase(zh="重新签发", en="to issue anew")
    LETTERS: Final = Phrase(zh="撤销证明", en="letters to withdraw")
    RESUME: Final = Phrase(zh="暂停中", en="suspended")
    ENDED: Final = Phrase(zh="已失效", en="ended")
    PLAN: Final = Phrase(zh="方案", en="The plan")
    ASSOCIATION: Final = Phrase(zh="注协", en="Association")
    CATEGORY: Final = Phrase(zh="会员类别", en="Category")
    BATCHES: Final = Phrase(zh="批次", en="Batches")
    STEPS: Final = Phrase(zh="步骤", en="Step by step")
    BASIS: Final = Phrase(zh="依据", en="What this rests on")
    LIST: Final = (
        Phrase(
            zh="标记密钥已泄露（cicpa keys compromise），并尽快发布新的信任包：未登记的伪造证件只有这样才会被拒绝。",
            en="Mark the key as compromised (cicpa keys compromise), and put out a new trust bundle at once: only that "
            "makes verifiers refuse what somebody signed outside the register.",
        ),
        Phrase(
            zh="生成新密钥并取得证书（cicpa keys rotate），编入该信任包。",
            en="Make the next key and have it certified (cicpa keys rotate), and put it into that bundle.",
        ),
        Phrase(
            zh="按 plan.jsonl 的批次准备会员信息，逐批运行 cicpa batch --reason key_compromised：原证同时被取代。",
            en="Take the member records of one batch of plan.jsonl after the other, and run cicpa batch --reason "
            "key_compromised: each old certificate is superseded with it.",
        ),
        Phrase(
            zh="撤销所列证明，通知会员重新申请；暂停中的会员证，恢复后再换发。",
            en="Withdraw the letters and tell their members to apply again. What is suspended is issued anew once it "
            "is resumed.",
        ),
        Phrase(
            zh="发布状态列表（cicpa status publish）和信任包，再运行本命令，直至没有须处理的会员证。",
            en="Publish the status lists (cicpa status publish) and a bundle, and run this command again until nothing "
            "is left.",
        ),
    )
    PRIVACY: Final = Phrase(
        zh="本页不含会员的个人信息；plan.jsonl 含会员证书编号，仅供登记簿的经办人使用。",
        en="This page has nobody's particulars. plan.jsonl has certificate numbers, for the register's operator alone.",
    )
