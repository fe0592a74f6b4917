"""`cicpa verify`: check certificates offline and say what was found."""

from collections.abc import Callable
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.policy_source import (
    AccessCodeOption,
    AudienceOption,
    NonceOption,
    access_code,
    policy,
)
from cicpa_credentials.cli.received import Sources, receive
from cicpa_credentials.cli.report_view import report_view
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust_source import BundleOption, FingerprintOption, RootOption, SeenOption, load_bundle
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.verifier import Report, Verdict, Verifier

__all__ = ["HELP", "command"]

HELP: Final = both(
    "离线核验会员证。\n\n退出码：0 有效，1 无效，2 无法确认，3 命令、文件或信任包不可用。",
    "Verify certificates offline.\n\n"
    "Exit status: 0 valid, 1 invalid, 2 indeterminate, 3 command, file or trust bundle unusable.",
)

_STATUSES: Final = {
    Verdict.VALID: ExitStatus.OK,
    Verdict.INVALID: ExitStatus.REFUSED,
    Verdict.INDETERMINATE: ExitStatus.INDETERMINATE,
}

JsonFlag = Annotated[
    bool,
    typer.Option(
        "--json",
        help=both(
            "每个输入输出一行 JSON（report.schema.json）", "One line of JSON for each input (report.schema.json)"
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
    access_code_file: AccessCodeOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Verify each source and report on it; the worst result is the exit status."""
    session = session_of(context)
    demanded, code = policy(audience=audience, nonce=nonce), access_code(access_code_file)
    believed = load_bundle(bundle, root=root, fingerprint=root_fingerprint, seen=seen)
    verifier = Verifier(believed, policy=demanded, clock=session.clock)

    def evaluate(received: str | bytes) -> Report:
        return verifier.evaluate(received, access_code=code)

    return ExitStatus.worst(*[_verify(source, evaluate, session, as_json=as_json) for source in sources])


def _verify(source: str, evaluate: Callable[[str | bytes], Report], session: Session, *, as_json: bool) -> ExitStatus:
    try:
        received = receive(source)
    except CicpaError as error:
        session.complain(error)
        if as_json:
            session.tell_json({"source": source, "error": {"code": error.code.value, "message": str(error)}})
        return ExitStatus.USAGE
    report = evaluate(received.content)
    if as_json:
        session.tell_json(report.to_dict())
    else:
        session.tell(*report_view(report, source=received.name, session=session), "")
    return _STATUSES[report.verdict]
