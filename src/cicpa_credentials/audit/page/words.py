"""What the page says, in both languages."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.audit.finding import Severity
from cicpa_credentials.audit.tally import UNREAD
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.verifier.wording import VERDICTS as OF_VERIFIER
from cicpa_credentials.wording import Phrase

__all__ = ["SEVERITIES", "VERDICTS", "Words"]

VERDICTS: Final = {
    **{verdict.value: OF_VERIFIER[verdict].meaning for verdict in (Verdict.VALID, Verdict.INDETERMINATE)},
    Verdict.INVALID.value: OF_VERIFIER[Verdict.INVALID].meaning,
    UNREAD: Phrase(zh="未能读取", en="not read"),
}
"""What became of what was looked at, in the order of charts."""

SEVERITIES: Final = {
    Severity.SEVERE: Phrase(zh="严重", en="severe"),
    Severity.WARNING: Phrase(zh="注意", en="warning"),
    Severity.NOTE: Phrase(zh="提示", en="note"),
}
"""How grave a finding is."""


class Words:
    """Headings and sentences of the page."""

    TITLE: Final = Phrase(zh="会员证核验审计报告", en="Audit of member certificates")
    SOURCE: Final = Phrase(zh="审计对象", en="Audited")
    AT: Final = Phrase(zh="核验时刻", en="As of")
    SEVERE: Final = Phrase(zh="发现严重问题 {count} 项", en="{count} severe findings")
    SOUND: Final = Phrase(zh="未发现严重问题", en="No severe finding")
    SEVERE_MORE: Final = Phrase(
        zh="所列会员证不得采信，请按下表逐项处理。",
        en="These certificates must not be relied on; see below what to do.",
    )
    SOUND_MORE: Final = Phrase(zh="需注意的事项见下表。", en="What is worth attention stands below.")
    NOTHING: Final = Phrase(zh="没有需要说明的问题。", en="There is nothing to report.")
    TOTAL: Final = Phrase(zh="审计总数", en="looked at")
    FINDINGS: Final = Phrase(zh="审计发现", en="Findings")
    SEVERITY: Final = Phrase(zh="程度", en="Severity")
    MEANING: Final = Phrase(zh="发现与处理办法", en="What was found, and what to do")
    COUNT: Final = Phrase(zh="数量", en="Count")
    WHERE: Final = Phrase(zh="位置（行号或文件）", en="Where (line or file)")
    MORE: Final = Phrase(zh="其余 {count} 项见 {file}", en="{count} more in {file}")
    ASSOCIATIONS: Final = Phrase(zh="按签发协会", en="By issuing association")
    MONTHS: Final = Phrase(zh="按签发月份", en="By month of issue")
    YEARS: Final = Phrase(zh="按签发年份", en="By year of issue")
    KEYS: Final = Phrase(zh="按签发密钥", en="By signing key")
    KEY: Final = Phrase(zh="密钥标识", en="Key")
    ASSOCIATION: Final = Phrase(zh="协会", en="Association")
    BASIS: Final = Phrase(zh="核验依据", en="What this rests on")
    SEQUENCE: Final = Phrase(zh="信任包序号", en="Trust bundle, sequence")
    BUNDLE_ISSUED: Final = Phrase(zh="信任包编制时间", en="Trust bundle, made")
    BUNDLE_EXPIRES: Final = Phrase(zh="信任包有效期止", en="Trust bundle, until")
    ROOT: Final = Phrase(zh="根证书指纹", en="Root certificate, SHA-256")
    IN_FORCE: Final = Phrase(zh="当时有效的信任包", en="Trust bundle in force then")
    LISTS: Final = Phrase(zh="可用的状态列表", en="Status lists at hand")
    FILES: Final = Phrase(zh="明细文件（SHA-256）", en="Lines in full (SHA-256)")
    PRIVACY: Final = Phrase(
        zh="本报告只引用行号、文件名、密钥标识和状态列表位置，不含会员的个人信息。",
        en="This page refers to lines, files, keys and places in status lists; it has nobody's particulars.",
    )
