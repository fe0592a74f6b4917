"""The table of commands: what each is called, where it is, and what its errors mean for the shell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both

__all__ = ["COMMANDS", "Entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command, or a group of them.

    Attributes:
        name: what it is called by.
        short: what it does, in both languages.
        module: where it is, below this package; it defines `command` and its full `HELP`. None for a group.
        trouble: the exit status when an error of the library ends it.
        commands: the commands of a group.
    """

    name: str
    short: str
    module: str = ""
    trouble: ExitStatus = ExitStatus.REFUSED
    commands: tuple[Entry, ...] = ()


_KEYS: Final = (
    Entry(name="init", module="keys.init", short=both("新建密钥库", "Make an empty key store")),
    Entry(name="new", module="keys.new", short=both("生成密钥", "Make a key")),
    Entry(name="list", module="keys.listing", short=both("列出密钥及其状态", "List the keys and how they stand")),
    Entry(
        name="csr",
        module="keys.csr",
        short=both("为密钥申请证书：写出证书请求", "Ask for a key's certificate: write a request"),
    ),
    Entry(
        name="import-certificate",
        module="keys.import_certificate",
        short=both("导入密钥的证书", "Give a key the certificate that was made for it"),
    ),
    Entry(
        name="export",
        module="keys.export",
        short=both("导出密钥的证书（不含私钥）", "Write out a key's certificate, never the private key"),
    ),
    Entry(name="rotate", module="keys.rotate", short=both("生成下一把密钥", "Make the next key")),
    Entry(
        name="retire",
        module="keys.retire",
        short=both("停用密钥；此前的签名仍有效", "End a key's signing; what it signed stays valid"),
    ),
    Entry(
        name="compromise",
        module="keys.compromise",
        short=both("将密钥标记为已泄露", "Mark a key as compromised"),
    ),
    Entry(name="root", module="keys.root", short=both("生成根密钥和根证书", "Make a root key and its certificate")),
    Entry(
        name="certify",
        module="keys.certify",
        short=both("用根密钥为证书请求签发证书", "Certify a request with the root key"),
    ),
    Entry(
        name="introduce",
        module="keys.introduce",
        short=both("由现任根交接给下一任根", "Let the present root vouch for the next one"),
    ),
)

_TRUST: Final = (
    Entry(name="build", module="trust.build", short=both("编制并签署信任包", "Put together and sign a trust bundle")),
    Entry(
        name="show",
        module="trust.show",
        short=both("查看信任包的内容", "Show what a trust bundle says"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="diff",
        module="trust.diff",
        short=both("比较两个信任包", "Show what changed between two trust bundles"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="verify",
        module="trust.verify",
        short=both("核对信任包是否可信", "Check whether a trust bundle can be believed"),
        trouble=ExitStatus.USAGE,
    ),
)

_REGISTER: Final = (
    Entry(name="create", module="register.create", short=both("新建登记簿", "Make an empty register")),
    Entry(
        name="checkpoint",
        module="register.checkpoint",
        short=both("为登记簿签署检查点", "Sign a checkpoint of the register"),
    ),
)

_STATUS: Final = (
    Entry(
        name="show",
        module="register.show",
        short=both("查询会员证在登记簿中的现状", "Show how a certificate stands in the register"),
    ),
    Entry(
        name="publish",
        module="register.publish",
        short=both("生成并签署状态列表", "Make and sign the status lists"),
    ),
)

_IMPORT: Final = (
    Entry(
        name="inspections",
        module="register.import_inspections",
        short=both("导入年检通过记录", "Import annual inspections that were passed"),
    ),
    Entry(
        name="transfers",
        module="register.import_transfers",
        short=both("导入转会、转所记录", "Import transfers between associations or firms"),
    ),
)

_SEAL: Final = (
    Entry(
        name="verify",
        module="seal.verify",
        short=both("离线核验PDF上的电子印章", "Verify the seals of PDF files offline"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(name="apply", module="seal.apply", short=both("为PDF加盖电子印章", "Seal a PDF")),
)

_AUDIT: Final = (
    Entry(
        name="credentials",
        module="audit.credentials",
        short=both("批量核验会员证，给出发现和报告", "Check many certificates; findings and a report"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="reconcile",
        module="audit.reconcile",
        short=both("核对登记簿、密钥、状态列表与会员证", "Hold a register against keys, status lists and certificates"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="blast-radius",
        module="audit.blast_radius",
        short=both("列出密钥签发的会员证，给出重新签发方案", "What a key has signed, and the plan to issue it anew"),
        trouble=ExitStatus.USAGE,
    ),
)

COMMANDS: Final = (
    Entry(
        name="demo",
        module="demo",
        short=both(
            "试一试：为示例会员签发会员证，并离线核验",
            "Try it out: issue certificates for sample members and verify them offline",
        ),
    ),
    Entry(
        name="issue",
        module="issue",
        short=both("由会员信息签发会员证图片", "Issue certificate pictures from member records"),
    ),
    Entry(
        name="letter",
        module="letter",
        short=both(
            "出具会员资格良好存续证明（英文）", "Issue a letter of good standing, in English, for readers abroad"
        ),
    ),
    Entry(
        name="render",
        module="render",
        short=both("把已签发的会员证绘制为图片、PDF 或 SVG", "Draw a certificate as a picture, PDF or SVG"),
    ),
    Entry(
        name="verify",
        module="verify",
        short=both("离线核验会员证", "Verify certificates offline"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="inspect",
        module="inspection",
        short=both("查看二维码里有什么（不核验）", "Show what is inside a code, without verifying it"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="details",
        module="details",
        short=both("列出持证人文件中的详细信息", "List the details in a holder's file"),
        trouble=ExitStatus.USAGE,
    ),
    Entry(
        name="present",
        module="present",
        short=both("向一位查验者出示选定的详细信息", "Show chosen details to one reader"),
    ),
    Entry(
        name="batch",
        module="bulk.command",
        short=both("批量签发并登记，可中断后继续", "Issue many certificates through a register; can be resumed"),
    ),
    Entry(
        name="audit",
        short=both("审计：批量核验，核对登记簿", "Audit: check many at once, and the register"),
        commands=_AUDIT,
    ),
    Entry(
        name="register",
        short=both("建立登记簿，签署检查点", "Make a register, sign its checkpoints"),
        commands=_REGISTER,
    ),
    Entry(name="revoke", module="register.revoke", short=both("撤销会员证", "Withdraw a certificate for good")),
    Entry(name="suspend", module="register.suspend", short=both("暂停会员证", "Withdraw a certificate for a time")),
    Entry(name="resume", module="register.resume", short=both("恢复被暂停的会员证", "End a suspension")),
    Entry(
        name="status",
        short=both("查询会员证现状，发布状态列表", "Show how certificates stand, and publish it"),
        commands=_STATUS,
    ),
    Entry(
        name="history",
        module="register.history",
        short=both("列出会员证的全部登记记录", "List all that happened to a member's certificates"),
    ),
    Entry(
        name="import",
        short=both("导入年检、转会和转所记录", "Import inspections and transfers"),
        commands=_IMPORT,
    ),
    Entry(
        name="seal",
        short=both("加盖和核验PDF上的电子印章", "Seal PDF files, and verify their seals"),
        commands=_SEAL,
    ),
    Entry(
        name="keys",
        short=both("管理签发密钥、电子印章密钥和根密钥", "Look after issuing keys, seal keys and roots"),
        commands=_KEYS,
    ),
    Entry(
        name="trust",
        short=both("编制、查看、比较和核对信任包", "Build, show, compare and check trust bundles"),
        commands=_TRUST,
    ),
)
"""All commands, in the order of the help."""
