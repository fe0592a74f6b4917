"""What this reader demands beyond the algorithm itself, and the access code that opens details."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.files import read
from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.members import CredentialKind
from cicpa_credentials.verifier import Policy

__all__ = ["AccessCodeOption", "AudienceOption", "KindOption", "NonceOption", "access_code", "nonce_of", "policy"]

AudienceOption = Annotated[
    str | None,
    typer.Option(
        "--audience",
        metavar="NAME",
        help=both("您的名称；只接受持证人专为您出示的内容", "Who you are; only what the holder shows to you counts"),
    ),
]
NonceOption = Annotated[
    str | None,
    typer.Option(
        "--nonce", metavar="HEX", help=both("您这次交给持证人的随机数", "What you gave the holder for this occasion")
    ),
]
AccessCodeOption = Annotated[
    Path | None,
    typer.Option(
        "--access-code-file",
        metavar="FILE",
        help=both("存有访问码的文件；访问码不作为参数传递", "A file with the access code, which is never an argument"),
    ),
]

_MAX_CODE_BYTES: Final = 1024
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")


KindOption = Annotated[
    CredentialKind | None,
    typer.Option(
        "--kind",
        metavar="|".join(CredentialKind),
        help=both(
            "只接受会员证（certificate），或只接受会员资格良好存续证明（letter）；默认都接受，并说明是哪一种",
            "Accept nothing but a member certificate, or a letter of good standing; by default either, saying which",
        ),
    ),
]


def policy(*, audience: str | None, nonce: str | None, kind: CredentialKind | None) -> Policy:
    """The policy that the options ask for.

    Raises:
        CommandError: `usage` for an empty audience, or a nonce that is not in hexadecimal digits.
    """
    if audience == "":
        raise CommandError(Code.USAGE, "--audience: must not be empty")
    accept = frozenset(CredentialKind if kind is None else {kind})
    return Policy(accept=accept, audience=audience, nonce=nonce_of(nonce))


def nonce_of(digits: str | None) -> bytes | None:
    """A nonce as it is given on the command line.

    Raises:
        CommandError: `usage` for what is not hexadecimal digits in pairs.
    """
    if digits is not None and not _HEX.fullmatch(digits):
        raise CommandError(Code.USAGE, "--nonce: hexadecimal digits, in pairs")
    return None if digits is None else bytes.fromhex(digits)


def access_code(path: Path | None) -> AccessCode | None:
    """The access code in a file.

    Raises:
        CommandError: `file_unreadable`.
        KeyHandlingError: `weak_access_code` for what is none.
    """
    if path is None:
        return None
    return AccessCode(read(path, max_bytes=_MAX_CODE_BYTES).decode("utf-8", "replace").strip())
