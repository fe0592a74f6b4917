"""What a member gets beside the picture: the holder's file, and an access code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cicpa_credentials.cli import passphrase
from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, PRIVATE, Output, naming, read
from cicpa_credentials.cli.holder_source import HOLDER_FILE_SUFFIX
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import NEW_HOLDER_FILE
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.issuer import IssuedCertificate

__all__ = [
    "AccessCodeOut",
    "Handover",
    "HolderFileOption",
    "HolderPassphraseEnv",
    "HolderPassphraseFd",
    "HolderPublicKey",
    "UnencryptedFlag",
    "handover",
]

HolderFileOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.cicpa",
        help=both(
            "同时生成持证人文件（加密，含全部详细信息）；只用于单条记录",
            "Write the holder's file too, encrypted, with all details; for one record",
        ),
    ),
]
HolderPassphraseFd = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=both("从文件描述符 N 读取持证人文件的口令", "Read the holder's file's passphrase from file descriptor N"),
    ),
]
HolderPassphraseEnv = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=both(
            "从环境变量 NAME 读取持证人文件的口令",
            "Read the holder's file's passphrase from the environment variable NAME",
        ),
    ),
]
UnencryptedFlag = Annotated[
    bool,
    typer.Option(
        "--unencrypted-holder-file",
        help=both("持证人文件不加密：任何人都能读取", "Leave the holder's file readable for anybody who gets it"),
    ),
]
HolderPublicKey = Annotated[
    Path | None,
    typer.Option(
        metavar="PUBLIC.pem",
        help=both(
            "将会员证绑定到持证人的这把公钥（PEM）；只用于单条记录",
            "Bind the certificate to this public key of its holder (PEM); for one record",
        ),
    ),
]
AccessCodeOut = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=both(
            "把全部详细信息加密装入二维码（图片为 A4 版式），并把随机生成的访问码写入该文件；只用于单条记录",
            "Put all details into the code, encrypted, and write the access code that opens them; the picture is then "
            "the A4 certificate, which has room for it; for one record",
        ),
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What is made for the member beside the picture.

    Attributes:
        holder_key: what the certificate is bound to, if anything.
        file: where the holder's file goes, if anywhere.
        passphrase: what it is encrypted under; None leaves it readable.
        access_code: what opens the details in the printed code, if they are there.
        access_code_out: where it goes.
    """

    holder_key: PublicKey | None = None
    file: Path | None = None
    passphrase: bytes | None = None
    access_code: AccessCode | None = None
    access_code_out: Path | None = None

    def outputs(self, issued: IssuedCertificate) -> Iterator[Output]:
        """The files, for their owner alone."""
        if self.file is not None:
            yield Output(path=self.file, data=Holder(issued).to_bytes(passphrase=self.passphrase), mode=PRIVATE)
        if self.access_code is not None and self.access_code_out is not None:
            yield Output(path=self.access_code_out, data=f"{self.access_code.text}\n".encode(), mode=PRIVATE)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where they go."""
        return tuple(path for path in (self.file, self.access_code_out) if path is not None)


def handover(
    session: Session,
    *,
    file: Path | None,
    unencrypted: bool,
    fd: int | None,
    env: str | None,
    holder_key: Path | None,
    access_code_out: Path | None,
    records: int,
) -> Handover:
    """What the options ask for.

    Args:
        session: for the passphrase; see `passphrase.ask`.
        file: where the holder's file goes.
        unencrypted: leave it readable.
        fd: where its passphrase may come from.
        env: likewise.
        holder_key: the holder's public key in PEM.
        access_code_out: where the access code goes.
        records: how many certificates are issued.

    Raises:
        CommandError: `usage`; `file_unreadable`; `malformed` or `unsupported` for what is no public key of a kind that
            holders have; and as `passphrase.ask`.
    """
    if records > 1 and any(path is not None for path in (file, holder_key, access_code_out)):
        raise CommandError(Code.USAGE, "--holder-file, --holder-key, --access-code-out: for one record")
    _require_sense(file, unencrypted=unencrypted, encrypted=fd is not None or env is not None)
    secret = None
    if file is not None and not unencrypted:
        secret = passphrase.ask(session, fd=fd, env=env, new=True, purpose=NEW_HOLDER_FILE)
    return Handover(
        holder_key=None if holder_key is None else _public_key(holder_key),
        file=file,
        passphrase=secret,
        access_code=None if access_code_out is None else AccessCode.generate(),
        access_code_out=access_code_out,
    )


def _require_sense(file: Path | None, *, unencrypted: bool, encrypted: bool) -> None:
    if file is None and (unencrypted or encrypted):
        raise CommandError(Code.USAGE, "--holder-passphrase-fd, -env, --unencrypted-holder-file: with --holder-file")
    if file is not None and file.suffix.lower() != HOLDER_FILE_SUFFIX:
        raise CommandError(Code.USAGE, f"--holder-file: must end in {HOLDER_FILE_SUFFIX}")
    if unencrypted and encrypted:
        raise CommandError(Code.USAGE, "--unencrypted-holder-file: takes no passphrase")


def _public_key(path: Path) -> PublicKey:
    data = read(path, max_bytes=MAX_CERTIFICATE_BYTES)
    with naming(path):
        key = PublicKey.from_pem(data)
        key.to_cose_key()  # refuses a kind that no holder has
        return key
