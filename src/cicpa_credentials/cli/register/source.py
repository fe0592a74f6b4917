"""Which register is meant, and whose certificate in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.extras import extras_named
from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.members import Category
from cicpa_credentials.members.reasons import ReissueReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.members.values import CaptionedWord
    from cicpa_credentials.register import Register

__all__ = [
    "PLACE",
    "WHY",
    "ActorOption",
    "CategoryOption",
    "DocumentOption",
    "IssuingActorOption",
    "IssuingReasonOption",
    "IssuingRegisterOption",
    "NumberArgument",
    "RegisterOption",
    "make_register",
    "open_register",
    "reason_help",
]

PLACE: Final = "FILE|URL"
"""How help shows where a register is."""

WHY: Final = "WHY"
"""How help shows a reason; `reason_help` names them all."""

_WHERE: Final = both(
    "登记簿：文件，或 PostgreSQL 数据库的 URL", "The register: a file, or the URL of a PostgreSQL database"
)


def reason_help(kind: type[CaptionedWord], *, about: tuple[str, str] = ("原因", "Why")) -> str:
    """Help for such an option: what each value means."""
    zh, en = about
    named_zh = "；".join(f"{reason.value} {reason.zh}" for reason in kind)
    named_en = "; ".join(f"{reason.value}: {reason.en}" for reason in kind)
    return both(f"{zh}：{named_zh}", f"{en}. {named_en}")


NumberArgument = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER",
        parser=arguments.number,
        help=both("会员证书编号（12位）", "The certificate number, 12 digits"),
    ),
]
CategoryOption = Annotated[
    Category,
    typer.Option(
        "--category",
        metavar="practising|non-practising",
        parser=arguments.category,
        help=both("会员类别", "Which of the member's certificates"),
    ),
]
RegisterOption = Annotated[str, typer.Option("--register", metavar=PLACE, help=_WHERE)]
ActorOption = Annotated[
    str,
    typer.Option(
        "--actor", metavar="NAME", help=both("经办人在贵单位系统中的代号", "Who does it, as your house names its users")
    ),
]
DocumentOption = Annotated[
    str | None,
    typer.Option(
        "--document", metavar="NUMBER", help=both("所依据决定的文号", "The number of the decision it rests on")
    ),
]
IssuingRegisterOption = Annotated[
    str | None,
    typer.Option(
        "--register",
        metavar=PLACE,
        help=both(
            "登记簿（文件，或 PostgreSQL 数据库的 URL）；不登记的会员证无法撤销",
            "The register (a file, or the URL of a PostgreSQL database); what is in none cannot be revoked",
        ),
    ),
]
IssuingActorOption = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar="NAME",
        help=both("经办人在贵单位系统中的代号", "Who has it issued, as your house names its users"),
    ),
]
IssuingReasonOption = Annotated[
    ReissueReason | None,
    typer.Option(
        "--reason",
        metavar=WHY,
        help=reason_help(
            ReissueReason,
            about=(
                "换发原因，会员已有会员证时必填",
                "Why the certificate that the member has is replaced, where there is one",
            ),
        ),
    ),
]


@contextmanager
def open_register(session: Session, place: str) -> Iterator[Register]:
    """Open a register for as long as the block takes.

    Args:
        session: what time it is.
        place: a file's path, or a database's URL.

    Raises:
        CommandError: `usage` where what registers need is not installed.
        RegisterError: as `Register.open`.
    """
    with _register_class().open(place, clock=session.clock) as register:
        yield register


def make_register(session: Session, place: str, *, list_base_uri: str) -> None:
    """Make an empty register.

    Args:
        session: what time it is.
        place: as for `open_register`.
        list_base_uri: as for `Register.create`.

    Raises:
        CommandError: `usage`, as for `open_register`, or for a base URI that no list can have.
        RegisterError: as `Register.create`.
    """
    made = _register_class()
    try:
        made.create(place, list_base_uri=list_base_uri, clock=session.clock).close()
    except ValueError as error:
        raise CommandError(Code.USAGE, f"--list-base-uri: {error}") from None


def _register_class() -> type[Register]:
    with extras_named():
        from cicpa_credentials.register import Register  # noqa: PLC0415 - what it needs is an extra
    return Register
