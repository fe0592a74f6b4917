"""`cicpa verify`: check certificates offline and say what was found."""

from collections.abc import Callable
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.archive_source import ArchiveOption, AtOption, load_archive, past_moment
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.policy_source import (
    AccessCodeOption,
    AudienceOption,
    KindOption,
    NonceOption,
    access_code,
    policy,
)
from cicpa_credentials.cli.received import Received, Sources, receive_all
from cicpa_credentials.cli.report_view import report_view
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust_source import BundleOption, FingerprintOption, RootOption, SeenOption, load_bundle
from cicpa_credentials.errors import CicpaError, ScanError
from cicpa_credentials.verifier import Report, Verifier
from cicpa_credentials.verifier.printed import compare_print

__all__ = ["HELP", "command"]

HELP: Final = both(
    "离线核验会员证和会员资格良好存续证明。\n\n退出码：0 有效，1 无效，2 无法确认，3 命令、文件或信任包不可用。",
    "Verify certificates and letters of good standing offline.\n\n"
    "Exit status: 0 valid, 1 invalid, 2 indeterminate, 3 command, file or trust bundle unusable.",
)

JsonFlag = Annotated[
    bool,
    typer.Option(
        "--json",
        help=both(
            "每个会员证输出一行 JSON（report.schema.json）",
            "One line of JSON for each certificate (report.schema.json)",
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    sources: Sources,
    bundle: BundleOption,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    seen: SeenOption = None,
    audience: AudienceOption = None,
    nonce: NonceOption = None,
    kind: KindOption = None,
    access_code_file: AccessCodeOption = None,
    at: AtOption = None,
    archive: ArchiveOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Verify each source and report on it; the worst result is the exit status."""
    session = session_of(context)
    then = past_moment(at, now=session.clock(), archive=archive)
    demanded, code = policy(audience=audience, nonce=nonce, kind=kind), access_code(access_code_file)
    believed = load_bundle(bundle, root=root, fingerprint=root_fingerprint, seen=seen)
    kept = load_archive(archive, root=root, fingerprint=root_fingerprint)
    verifier = Verifier(believed, policy=demanded, archive=kept, clock=session.clock)

    def evaluate(received: Received) -> Report:
        report = verifier.evaluate(received.content, access_code=code, at=then)
        return compare_print(report, received.pages) if received.pages else report

    return ExitStatus.worst(*[_verify(source, evaluate, session, as_json=as_json) for source in sources])


def _verify(source: str, evaluate: Callable[[Received], Report], session: Session, *, as_json: bool) -> ExitStatus:
    try:
        received = receive_all(source)
    except CicpaError as error:
        session.complain(error)
        if as_json:
            session.tell_json({"source": source, "error": _error(error)})
        return ExitStatus.USAGE
    return ExitStatus.worst(*[_report(one, evaluate(one), session, as_json=as_json) for one in received])


def _report(received: Received, report: Report, session: Session, *, as_json: bool) -> ExitStatus:
    if as_json:
        session.tell_json(report.to_dict())
    else:
        where = [received.name, *([session.say(received.place)] if received.place else [])]
        session.tell(*report_view(report, source=" · ".join(where), session=session), "")
    return ExitStatus.of(report.verdict)


def _error(error: CicpaError) -> dict[str, str]:
    hint = {"hint": error.hint.value} if isinstance(error, ScanError) and error.hint else {}
    return {"code": error.code.value, "message": str(error), **hint}
