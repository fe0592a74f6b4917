"""`cicpa seal apply`: seal a PDF with the seals of a key store."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming, read, require_absent, write
from cicpa_credentials.cli.keys.options import open_store
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.seal.source import place, seals_of
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.render.layout import SealPlace
from cicpa_credentials.sealing import awaited_seals, seal_pdf
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "用密钥库中的电子印章密钥为PDF加盖印章（PAdES签名）。印章的位置按加盖的先后给出；最后一枚加盖之后，文件不能再改动。\n\n"
    "印章由几方分别保管的，第一方给出全部位置并使用 --leave-open，之后各方不再给出位置。",
    "Seal a PDF with the seal keys of a store (PAdES signatures). Name the places of the seals in their order; after "
    "the last seal nothing may be changed.\n\n"
    "Where several bodies keep the seals, the first one names all places and says --leave-open; the others name none.",
)

_SEALED: Final = Phrase(zh="已加盖印章", en="sealed")
_AWAITED: Final = Phrase(zh="尚待加盖：{names}", en="Still awaited: {names}")

File = Annotated[Path, typer.Argument(metavar="FILE.pdf", help=both("待加盖印章的PDF", "The PDF to be sealed"))]
Out = Annotated[Path, typer.Option(metavar="SEALED.pdf", help=both("加盖印章后的文件", "The sealed file"))]
Store = Annotated[Path, typer.Option(metavar="DIR", help=both("密钥库文件夹", "The key store's folder"))]
Places = Annotated[
    list[SealPlace] | None,
    typer.Option(
        "--place",
        metavar="CODE=X,Y[,RADIUS]",
        parser=place,
        help=both(
            "印章位置：注协代码、圆心和半径（毫米，自首页左上角量起），按加盖的先后重复给出；文件中已有位置的，不再给出",
            "A seal's place: the association's code, centre and radius in millimetres from the first page's top left "
            "corner; repeated in the order of sealing; none when the file has its places",
        ),
    ),
]
LeaveOpen = Annotated[
    bool,
    typer.Option(
        "--leave-open",
        help=both("密钥库中没有的印章，留待他方加盖", "Leave the seals that the store does not have to others"),
    ),
]


def command(
    context: typer.Context,
    *,
    file: File,
    store: Store,
    out: Out,
    places: Places = None,
    leave_open: LeaveOpen = False,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Seal the file with each seal of the store whose turn it is."""
    session = session_of(context)
    require_absent(out, force=force)
    pdf = read(file)
    with naming(file):
        names = tuple(one.name for one in places or ()) or tuple(one.zh for one in awaited_seals(pdf))
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    seals = seals_of(keys, names)
    with naming(file):
        sealed = seal_pdf(pdf, seals=seals, places=places or (), complete=not leave_open, clock=session.clock)
        awaited = awaited_seals(sealed)
    write(out, sealed, force=force)
    session.tell(text(f"{session.say(_SEALED)} {out}"))
    if awaited:
        session.hint(_AWAITED, names=", ".join(map(session.say, awaited)))
    return ExitStatus.OK
