"""Why a certificate is revoked, suspended, resumed or replaced: the register's vocabulary, in both languages.

Closed lists, because a register is for ever: what a clerk types freely would sooner or later be somebody's particulars.
"""

from __future__ import annotations

from cicpa_credentials.members.values import CaptionedWord

__all__ = ["Reason", "ReissueReason", "ResumptionReason", "RevocationReason", "SuspensionReason"]


class RevocationReason(CaptionedWord):
    """Why a certificate is withdrawn for good 撤销."""

    LEFT = "left", "退会", "Left the association"
    EXPELLED = "expelled", "除名", "Expelled"
    REGISTRATION_CANCELLED = "registration_cancelled", "注册被撤销或注销", "Registration cancelled"
    DECEASED = "deceased", "死亡", "Deceased"
    ISSUED_IN_ERROR = "issued_in_error", "签发有误", "Issued in error"
    KEY_COMPROMISED = "key_compromised", "密钥泄露", "A key was compromised"


class SuspensionReason(CaptionedWord):
    """Why a certificate is withdrawn for a time 暂停."""

    INSPECTION_FAILED = "inspection_failed", "年检未通过", "Annual inspection failed"
    INSPECTION_OVERDUE = "inspection_overdue", "逾期未参加年检", "Annual inspection overdue"
    UNDER_INVESTIGATION = "under_investigation", "正在接受调查", "Under investigation"


class ResumptionReason(CaptionedWord):
    """Why a suspension ends 恢复."""

    REMEDIED = "remedied", "暂停事由已消除", "The cause was remedied"
    SUSPENDED_IN_ERROR = "suspended_in_error", "暂停有误", "Suspended in error"


class ReissueReason(CaptionedWord):
    """Why a certificate gives way to another one 换发."""

    NAME_CHANGED = "name_changed", "姓名变更", "Change of name"
    CATEGORY_CHANGED = "category_changed", "会员类别变更", "Change of category"
    ASSOCIATION_CHANGED = "association_changed", "转会", "Transfer between associations"
    FIRM_CHANGED = "firm_changed", "转所", "Transfer between firms"
    PHOTO_CHANGED = "photo_changed", "更换照片", "New photo"
    INSPECTION_PASSED = "inspection_passed", "通过年检", "Annual inspection passed"
    PARTICULARS_CHANGED = "particulars_changed", "其他信息变更", "Change of other particulars"
    HOLDER_KEY_CHANGED = "holder_key_changed", "更换持证密钥", "New holder's key"
    RENEWED = "renewed", "到期换发", "Renewed at the end of its time"
    READMITTED = "readmitted", "重新入会", "Readmitted after a revocation"
    NOT_DELIVERED = "not_delivered", "未送达", "The one before never reached its holder"
    KEY_COMPROMISED = "key_compromised", "签发密钥泄露", "The key that signed it was compromised"


Reason = RevocationReason | SuspensionReason | ResumptionReason | ReissueReason
"""Any of them."""
