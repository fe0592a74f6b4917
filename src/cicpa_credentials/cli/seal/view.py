"""A report on seals for people: the verdict first, then each seal, then what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local
from cicpa_credentials.cli.report_view import MARKS, STYLES
from cicpa_credentials.cli.terminal import banner, indented, rows, text
from cicpa_credentials.verifier import Outcome, Verdict
from cicpa_credentials.verifier.wording import VERDICTS
from cicpa_credentials.wording import Phrase, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.sealing import SealFinding, SealReport

__all__ = ["seals_view"]

_OUTCOMES: Final = {
    Verdict.VALID: Outcome.PASSED,
    Verdict.INVALID: Outcome.FAILED,
    Verdict.INDETERMINATE: Outcome.INDETERMINATE,
}
_AT: Final = Phrase(zh="核验时间", en="checked at")
_SEALS: Final = Phrase(zh="电子印章", en="Seals")
_WHAT_TO_DO: Final = Phrase(zh="怎么办", en="What to do")
_NOBODY: Final = Phrase(zh="加盖者未能证实", en="sealer not established")
_HOLDS: Final = Phrase(
    zh="文件与加盖时一致，印章可追溯到您所信任的根。",
    en="The file is as it was sealed, by a seal that your root vouches for.",
)
_PROVEN: Final = Phrase(zh="时间戳证明", en="proven by a timestamp")
_CLAIMED: Final = Phrase(zh="加盖者自述", en="as the sealer says")


def seals_view(report: SealReport, *, source: str, session: Session) -> Iterator[RenderableType]:
    """The parts of a report.

    Args:
        report: what was found.
        source: the file, as the user named it.
        session: whose language to speak, and where it will be printed.
    """
    say = session.say
    yield banner(session.out, say(VERDICTS[report.verdict].meaning).upper(), f"white on {STYLES[report.verdict]}")
    yield Text.assemble(text(source, "bold"), (f"  {say(_AT)} {local(report.at)}", "dim"))
    if report.seals:
        yield Text(f"\n{say(_SEALS)}", style="bold")
        yield rows(_row(seal, session) for seal in report.seals)
    codes = dict.fromkeys(code for code in (report.code, *(seal.code for seal in report.seals)) if code)
    if codes:
        yield Text(f"\n{say(_WHAT_TO_DO)}", style="bold")
        for code in codes:
            yield indented(Text(f"{say(advice(code).meaning)} [{code}] {say(advice(code).remedy)}"))


def _row(seal: SealFinding, session: Session) -> tuple[RenderableType, ...]:
    say = session.say
    who = f"{say(seal.association)} ({seal.association.code})" if seal.association else say(_NOBODY)
    proof = say(_PROVEN if seal.timestamped else _CLAIMED)
    when = f"{local(seal.sealed_at)} ({proof})" if seal.sealed_at else "-"
    found = say(advice(seal.code).meaning) if seal.code else say(_HOLDS)
    return (Text(*MARKS[_OUTCOMES[seal.verdict]]), Text(who), Text(when), Text(found))
