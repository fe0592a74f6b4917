"""`cicpa render`: draw a certificate that was issued, or a letter, anew and in another form."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import render
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.extras import extras_named
from cicpa_credentials.cli.files import naming, read, require_absent, write
from cicpa_credentials.cli.formats import DRAW, Format
from cicpa_credentials.cli.holder_source import HOLDER_FILE_SUFFIX, holder_of
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.received import receive
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import show, text
from cicpa_credentials.cli.trust_source import FingerprintOption, RootOption, SeenOption, load_bundle
from cicpa_credentials.cli.unverified import unverified_view
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.members import LetterView
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.members.view import CredentialView
from cicpa_credentials.verifier import Policy, Verifier
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "把已签发的会员证或证明重新绘制为图片、PDF 或 SVG。证面取自二维码中签名的内容。"
    "给出信任包（--bundle）时先核验，无效的不绘制。\n\n"
    "退出码：0 已绘制，1 未绘制，3 命令或文件不可用。",
    "Draw a certificate or letter that was issued as a picture, PDF or SVG. The face is what is signed in the code. "
    "With a trust bundle (--bundle) it is verified first, and what is not valid is not drawn.\n\n"
    "Exit status: 0 drawn, 1 not drawn, 3 command or file unusable.",
)

_DRAWN: Final = Phrase(zh="已绘制", en="drawn")
_UNVERIFIED: Final = Phrase(
    zh="未核验（没有给出 --bundle）：图片只照录二维码所载内容，不说明其有效。",
    en="Not verified (no --bundle): the picture repeats what the code says, and that may be anything.",
)


class Form(StrEnum):
    """The layouts, by the words of `--layout`."""

    CARD = "card"
    A4 = "a4"
    LETTER = "letter"


_SUFFIXES: Final = {f".{one}": one for one in Format} | {".jpg": Format.JPEG}

Source = Annotated[
    str,
    typer.Argument(
        metavar="PICTURE|TEXT|FILE.cicpa",
        help=both(
            "会员证的图片、二维码文本或持证人文件；“-”表示标准输入",
            "A picture of the certificate, its QR text, or a holder's file; '-' is standard input",
        ),
    ),
]
Out = Annotated[Path, typer.Option(metavar="FILE", help=both("要生成的文件", "The file to be made"))]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="png|jpeg|pdf|svg",
        help=both("文件格式；默认依 --out 的后缀", "Its format; by default what --out ends in"),
    ),
]
LayoutOption = Annotated[
    Form | None,
    typer.Option(
        "--layout",
        metavar="card|a4|letter",
        help=both(
            "版式：卡片（默认）或 A4 横版；证明只有 A4 竖版（letter）",
            "The layout: card (the default) or a4, landscape; a letter has its own, A4 upright",
        ),
    ),
]
Photo = Annotated[Path | None, typer.Option(metavar="FILE", help=both("会员证上的照片", "The photo on a certificate"))]
English = Annotated[
    bool,
    typer.Option("--english", help=both("以英文为主、中文为辅", "English first, with Chinese beside it")),
]
Bundle = Annotated[
    Path | None,
    typer.Option("--bundle", metavar="FILE", help=both("信任包：绘制前先核验", "A trust bundle, to verify first")),
]
SealOption = Annotated[
    Path | None,
    typer.Option(
        "--seal",
        metavar="STORE",
        help=both(
            "为 PDF 加盖该密钥库中的电子印章；须给出 --bundle",
            "Seal the PDF with the seal keys of this store; needs --bundle",
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    source: Source,
    out: Out,
    format_: FormatOption = None,
    layout: LayoutOption = None,
    photo: Photo = None,
    english: English = False,
    bundle: Bundle = None,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    seen: SeenOption = None,
    seal: SealOption = None,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Draw one certificate or letter."""
    session = session_of(context)
    form = format_ or _by_suffix(out)
    require_absent(out, force=force)
    if seal is not None and (form is not Format.PDF or bundle is None or _is_holders(source)):
        raise CommandError(Code.USAGE, "--seal: for a PDF of what --bundle verifies, and not from a holder's file")
    if bundle is None and any(option is not None for option in (root, root_fingerprint, seen)):
        raise CommandError(Code.USAGE, "--root, --root-fingerprint, --seen: only with --bundle")
    name, qr_text = _read(source, session, fd=passphrase_fd, env=passphrase_env)
    believed = None if bundle is None else load_bundle(bundle, root=root, fingerprint=root_fingerprint, seen=seen)
    with naming(name):
        if believed is None:
            view = unverified_view(qr_text)
        else:
            policy = Policy(accept=frozenset(CredentialKind))
            view = Verifier(believed, policy=policy, clock=session.clock).verify(qr_text).view
    draw = DRAW[form] if seal is None else _sealed(session, seal, fd=passphrase_fd, env=passphrase_env)
    data = draw(
        view,
        qr_text,
        None if photo is None else read(photo, called="photo"),
        layout=_require_layout(layout, view, photo=photo),
        lang=render.Language.EN if english else render.Language.ZH,
    )
    write(out, data, force=force)
    session.tell(text(f"{session.say(_DRAWN)} {out}"))
    if believed is None:
        show(session.err, text(session.say(_UNVERIFIED), "yellow"))
    return ExitStatus.OK


def _by_suffix(out: Path) -> Format:
    if out.suffix.lower() not in _SUFFIXES:
        raise CommandError(Code.USAGE, f"--out: must end in {', '.join(_SUFFIXES)}; or say --format")
    return _SUFFIXES[out.suffix.lower()]


def _sealed(session: Session, store: Path, *, fd: int | None, env: str | None) -> Callable[..., bytes]:
    with extras_named():
        from cicpa_credentials.cli.seal.source import sealed_drawing  # noqa: PLC0415 - what it needs is an extra
    return sealed_drawing(session, store, fd=fd, env=env)


def _is_holders(source: str) -> bool:
    return Path(source).suffix.lower() == HOLDER_FILE_SUFFIX


def _read(source: str, session: Session, *, fd: int | None, env: str | None) -> tuple[str, str]:
    """What messages call the source, and its QR text."""
    if _is_holders(source):
        return source, holder_of(session, Path(source), fd=fd, env=env).qr_text
    received = receive(source)
    if isinstance(received.content, bytes):
        raise CommandError(Code.USAGE, f"{received.name}: bare bytes, which do not say what page the code opens")
    return received.name, received.content


def _require_layout(asked: Form | None, view: CredentialView, *, photo: Path | None) -> render.Layout:
    """The layout of a certificate; a letter has one alone, and no photo."""
    letter = isinstance(view, LetterView)
    if asked is not None and letter is not (asked is Form.LETTER):
        raise CommandError(Code.USAGE, "--layout: card or a4 for a certificate, letter for a letter of good standing")
    if letter is not (photo is None):
        raise CommandError(Code.USAGE, "--photo: needed for a certificate, and never for a letter")
    return render.Layout.A4 if asked is Form.A4 else render.Layout.CARD
