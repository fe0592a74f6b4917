"""`cicpa demo`: the whole way from a member record to an offline verification, in one folder."""

import sys
import time
from pathlib import Path
from shutil import which
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.demo_set import Made, Workshop, forge
from cicpa_credentials.cli.demo_view import demo_view
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import make_folder, read, write
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust_source import load_bundle
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.scan import qr_text
from cicpa_credentials.verifier import Report, Verdict, Verifier
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "为示例会员（均为虚构）签发会员证，写出图片、信任包和根证书，再逐张扫描、离线核验。密钥只在内存中，命令结束即消失。",
    "Issue certificates for sample members, all invented; write pictures, trust bundle and root certificate; then scan "
    "each picture and verify it offline. The keys live in memory and are gone when the command ends.",
)

_BUNDLE: Final = "bundle.cbor"
_ROOT: Final = "root.pem"
_TAMPERED: Final = "tampered.png"
_MARKER: Final = ".cicpa-demo"
_NAME: Final = "cicpa"

_MAKING: Final = Phrase(zh="正在签发和绘制……", en="Issuing and drawing …")
_CHECKING: Final = Phrase(zh="正在扫描和核验……", en="Scanning and verifying …")

OutFolder = Annotated[
    Path,
    typer.Option(
        "--out", metavar="DIR", help=both("写入的文件夹，默认 demo", "The folder to write to, demo by default")
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help=both(
            "文件夹里有其他文件时也写入，并覆盖同名文件",
            "Write into a folder that holds other files too, over those of the same name",
        ),
    ),
]


def command(context: typer.Context, *, out: OutFolder = Path("demo"), force: Force = False) -> ExitStatus:
    """Make everything, check it, and give an account of both."""
    session = session_of(context)
    begun = time.monotonic()
    _claim(out, force=force)
    with session.err.status(session.say(_MAKING)):
        pictures = _make(out, session)
    with session.err.status(session.say(_CHECKING)):
        reports = _check(out, [*pictures, _TAMPERED], session)
    tampered = reports.pop(_TAMPERED)
    session.tell(
        *demo_view(
            pictures,
            reports,
            tampered,
            seconds=time.monotonic() - begun,
            paths=(out / next(iter(pictures)), out / _TAMPERED, out / _BUNDLE, out / _ROOT),
            program=_program(),
            session=session,
        )
    )
    as_expected = tampered.verdict is Verdict.INVALID and {one.verdict for one in reports.values()} == {Verdict.VALID}
    return ExitStatus.OK if as_expected else ExitStatus.REFUSED


def _make(folder: Path, session: Session) -> dict[str, Made]:
    """Write all files; the certificates by their names."""
    workshop = Workshop(session.clock())
    pictures = {}
    for one in workshop.make():
        name = f"{one.sample.number}.png"
        write(folder / name, one.picture, force=True)
        pictures[name] = one
    write(folder / _TAMPERED, forge(next(iter(pictures.values()))), force=True)
    write(folder / _BUNDLE, workshop.bundle(), force=True)
    write(folder / _ROOT, workshop.root_pem, force=True)
    return pictures


def _check(folder: Path, names: list[str], session: Session) -> dict[str, Report]:
    """Verify from the files alone, as somebody else would."""
    bundle = load_bundle(folder / _BUNDLE, root=folder / _ROOT)
    verifier = Verifier(bundle, clock=session.clock)
    return {name: verifier.evaluate(qr_text(read(folder / name))) for name in names}


def _claim(folder: Path, *, force: bool) -> None:
    """A folder of an earlier demonstration is written anew; one with anything else in it is not touched."""
    make_folder(folder)
    ours = (folder / _MARKER).exists()
    if not (ours or force) and any(folder.iterdir()):
        raise CommandError(Code.OUTPUT_EXISTS, f"{folder}: there are other files in this folder")
    write(folder / _MARKER, b"", force=True)


def _program() -> str:
    """How to call this command again: by its name where the shell finds it, else as it was called."""
    called = sys.argv[0]
    return _NAME if Path(called).name != _NAME or which(_NAME) else called
