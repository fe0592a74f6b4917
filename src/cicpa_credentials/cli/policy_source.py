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
from cicpa_credentials.verifier import Policy

__all__ = ["AccessCodeOption", "AudienceOption", "NonceOption", "access_code", "policy"]

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


def policy(*, audience: str | None, nonce: str | None) -> Policy:
    """The policy that the options ask for.

    Raises:
        CommandError: `usage` for an empty audience, or a nonce that is not in hexadecimal digits.
    """
    if audience == "" or (nonce is not None and not _HEX.fullmatch(nonce)):
        raise CommandError(Code.USAGE, "--audience: a name; --nonce: hexadecimal digits")
    return Policy(audience=audience, nonce=None if nonce is None else bytes.fromhex(nonce))


def access_code(path: Path | None) -> AccessCode | None:
    """The access code in a file.

    Raises:
        CommandError: `file_unreadable`.
        KeyHandlingError: `weak_access_code` for what is none.
    """
    if path is None:
        return None
    return AccessCode(read(path, max_bytes=_MAX_CODE_BYTES).decode("utf-8", "replace").strip())
