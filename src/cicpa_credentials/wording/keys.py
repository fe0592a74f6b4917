"""Codes that are met where keys are kept and used; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.SIGNING_FAILED,
        "签名失败。",
        "请检查密码设备或密钥服务是否正常，然后重试。",
        "The signature could not be made.",
        "Check that the signing device or service works, then try again.",
    ),
    (
        Code.KEY_NOT_FOUND,
        "没有找到所需的密钥。",
        "请检查注协代码、密钥标识和密钥库位置。",
        "There is no such key.",
        "Check the association's code, the key's identifier, and the place of the key store.",
    ),
    (
        Code.KEY_UNCERTIFIED,
        "密钥还没有证书。",
        "请先为密钥申请并导入证书。",
        "The key has no certificate yet.",
        "Have it certified, and import the certificate.",
    ),
    (
        Code.KEY_RETIRED,
        "密钥已停用，不再签名。",
        "请换用现行密钥。",
        "The key is retired and signs nothing any more.",
        "Use the key that is in force.",
    ),
    (
        Code.KEY_MISMATCH,
        "密钥与证书不匹配。",
        "请使用为该密钥签发的证书。",
        "The key and the certificate do not belong together.",
        "Use the certificate that was made for this key.",
    ),
    (
        Code.KEY_AMBIGUOUS,
        "有多个密钥符合条件，无法确定使用哪一个。",
        "请给出唯一的密钥标识，或清理重复的密钥。",
        "Several keys answer to this description.",
        "Name the one that is meant, or remove the duplicates.",
    ),
    (
        Code.KEY_UNREACHABLE,
        "保管密钥的密码设备或密钥服务不可用。",
        "请检查连接、驱动和登录凭据（如PIN），然后重试。",
        "The security device or key service that keeps the key does not do as told.",
        "Check the connection, the driver and the credentials, such as the PIN, then try again.",
    ),
    (
        Code.WRONG_PASSPHRASE,
        "口令不正确。",
        "请核对口令后重试。",
        "The passphrase is not the right one.",
        "Check the passphrase and try again.",
    ),
    (
        Code.KEYSTORE_EXISTS,
        "该位置已有密钥库。",
        "请换一个文件夹，或直接使用现有的密钥库。",
        "There is a key store already.",
        "Choose another folder, or use the store that is there.",
    ),
    (
        Code.KEYSTORE_FOREIGN,
        "该文件夹不是密钥库。",
        "请检查路径；新建密钥库要用空文件夹。",
        "The folder is not a key store.",
        "Check the path; a new key store needs an empty folder.",
    ),
    (
        Code.KEYSTORE_DAMAGED,
        "密钥库已损坏。",
        "停止使用，从备份恢复，并查明原因。",
        "The key store is damaged.",
        "Stop using it, restore it from a backup, and find out why.",
    ),
    (
        Code.KEYSTORE_PERMISSIONS,
        "密钥库的权限过宽、所有者不符，或含有符号链接。",
        "文件夹和私钥应归运行者所有，且他人无权访问；请先查明原因，再更正权限。",
        "The key store is open to others, belongs to somebody else, or contains a symbolic link.",
        "Folder and private keys must belong to whoever runs this, closed to all others. Find out why, then mend it.",
    ),
    (
        Code.KEYSTORE_BUSY,
        "另一个程序正在修改密钥库。",
        "请稍后重试。",
        "Another program is changing the key store.",
        "Try again in a moment.",
    ),
)
