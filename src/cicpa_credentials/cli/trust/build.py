"""`cicpa trust build`: the next trust bundle."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography import x509

from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming, read, require_absent, write
from cicpa_credentials.cli.keys.options import ValidForOption, open_store, root_authority
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust.changes_view import changes_view
from cicpa_credentials.cli.trust.sources import gather, issuers_in
from cicpa_credentials.cli.trust.view import summary
from cicpa_credentials.cli.trust_source import load_root
from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.root import fingerprint, follow
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trust_diff import compare
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.status import StatusLists
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

_DAYS: Final = 92

HELP: Final = both(
    f"用根密钥编制并签署信任包（默认有效 {_DAYS} 天），写出后显示与上一个信任包的差别。"
    "上一个信任包中的密钥、状态、交接书和其他根都会沿用，序号加一；状态列表不沿用，每次都要给出。",
    f"Put a trust bundle together and sign it with the root ({_DAYS} days by default), then show what changed. From "
    "the bundle before, the keys with their states, the introductions and the anchors are carried over, and the "
    "sequence rises by one. Status lists are not carried over: give the newest each time.",
)

_NO_WAY: Final = Phrase(
    zh="注意：没有从旧根到新根的交接书；每个核验方都要另行取得新的根证书。",
    en="Mind: no introduction leads from the old root to this one; every verifier must be given the new root by hand.",
)

Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="STORE|CERT.pem",
        help=both(
            "密钥库文件夹（不需要其口令），或注协的证书文件",
            "Key stores, whose passphrase is not needed, or certificate files of associations",
        ),
    ),
]
RootStore = Annotated[
    Path, typer.Option("--store", metavar="STORE", help=both("根密钥所在的密钥库", "The key store with the root's key"))
]
Out = Annotated[Path, typer.Option(metavar="FILE", help=both("信任包文件", "The bundle's file"))]
Previous = Annotated[
    Path | None, typer.Option(metavar="FILE", help=both("上一个信任包", "The trust bundle before this one"))
]
PreviousRoot = Annotated[
    Path | None,
    typer.Option(
        metavar="ROOT.pem",
        help=both("上一个信任包的根证书（换根时）", "The root of the bundle before, where it was another"),
    ),
]
Sequence = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help=both("序号；默认为上一个加一，或 1", "The sequence; one more than before by default, or 1"),
    ),
]
StatusListFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--status-list", metavar="FILE", help=both("状态列表，可重复", "A status list token; can be repeated")
    ),
]
Introductions = Annotated[
    list[Path] | None,
    typer.Option(
        "--introduce",
        metavar="FILE",
        help=both("旧根对新根的交接书，可重复", "An introduction of this root by the one before; can be repeated"),
    ),
]
Anchors = Annotated[
    list[Path] | None,
    typer.Option(
        "--anchor",
        metavar="ROOT.pem",
        help=both("其他根证书，如持牌CA的根，可重复", "Another root, such as a licensed CA's; can be repeated"),
    ),
]
_MARK: Final = "KEY=MOMENT"
Retired = Annotated[
    list[arguments.Mark] | None,
    typer.Option(
        "--retired",
        metavar=_MARK,
        parser=arguments.mark,
        help=both("自该时刻起停用的密钥，可重复", "A key that is retired since then; can be repeated"),
    ),
]
Compromised = Annotated[
    list[arguments.Mark] | None,
    typer.Option(
        "--compromised",
        metavar=_MARK,
        parser=arguments.mark,
        help=both("自该时刻起泄露的密钥，可重复", "A key that is compromised since then; can be repeated"),
    ),
]


def command(
    context: typer.Context,
    *,
    sources: Sources = None,
    store: RootStore,
    out: Out,
    previous: Previous = None,
    previous_root: PreviousRoot = None,
    sequence: Sequence = None,
    status_list: StatusListFiles = None,
    introduce: Introductions = None,
    anchor: Anchors = None,
    retired: Retired = None,
    compromised: Compromised = None,
    valid_for: ValidForOption = _DAYS,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Build, check and write the bundle, and say what changed."""
    session = session_of(context)
    require_absent(out, force=force)
    marks = [
        *((mark, KeyState.RETIRED) for mark in retired or ()),
        *((mark, KeyState.COMPROMISED) for mark in compromised or ()),
    ]
    now = session.clock()
    if any(mark.since > now for mark, _ in marks):
        raise CommandError(Code.USAGE, "--retired, --compromised: the moment lies in the future")
    root = root_authority(session, open_store(session, store, fd=passphrase_fd, env=passphrase_env))
    before = _previous(previous, previous_root, root) if previous else None
    issuers = [issuer for source in sources or () for issuer in issuers_in(source)]
    bundle = TrustBundle.build(
        gather([*(before.issuers if before else ()), *issuers], marks),
        sequence=_next(before, sequence),
        issued=now,
        expires=now + timedelta(days=valid_for),
        signer=root.signer,
        root=root.certificate,
        status_lists=[read(path) for path in status_list or ()],
        introductions=_introductions(before, introduce or []),
        anchors=_anchors(before, anchor or [], root),
    )
    _require_lists(bundle, status_list or [])
    write(out, bundle.encoded, force=force)
    _tell(session, out, before, bundle)
    return ExitStatus.OK


def _previous(path: Path, root: Path | None, present: RootAuthority) -> TrustBundle:
    """The bundle before, believed only if it is by the present root or by the one that the caller names."""
    pinned = load_root(root) if root else present.certificate
    with naming(path):
        return TrustBundle.load(read(path), root=pinned)


def _next(before: TrustBundle | None, wanted: int | None) -> int:
    least = before.sequence + 1 if before else 1
    if wanted is not None and wanted < least:
        raise CommandError(Code.USAGE, f"--sequence: must be at least {least}; verifiers refuse a lower one")
    return wanted or least


def _introductions(before: TrustBundle | None, files: list[Path]) -> list[bytes]:
    carried = before.introductions if before else ()
    return list(dict.fromkeys((*carried, *map(read, files))))


def _anchors(before: TrustBundle | None, files: list[Path], root: RootAuthority) -> list[x509.Certificate]:
    """Those of before, a root of before itself, for it certified the keys that are carried over, and new ones."""
    carried = (*before.anchors, before.root) if before else ()
    return [one for one in dict.fromkeys((*carried, *map(load_root, files))) if one != root.certificate]


def _require_lists(bundle: TrustBundle, files: list[Path]) -> None:
    """Refuse a list that verifiers of this bundle would pass over."""
    lists = StatusLists(bundle)
    for path, token in zip(files, bundle.status_lists, strict=True):
        with naming(path):
            lists.add(token)


def _tell(session: Session, out: Path, before: TrustBundle | None, bundle: TrustBundle) -> None:
    session.tell(summary(bundle, session, path=out))
    if before is None:
        return
    session.tell("", *changes_view(compare(before, bundle), session))
    if before.root != bundle.root and not _leads(before.root, bundle):
        session.hint(_NO_WAY)


def _leads(root: x509.Certificate, bundle: TrustBundle) -> bool:
    try:
        follow(fingerprint(root), bundle.root, bundle.introductions)
    except CicpaError:
        return False
    return True
