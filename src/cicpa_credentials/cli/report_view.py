"""A report for people: the verdict first, then what was signed, then every check, then what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local, particulars
from cicpa_credentials.cli.terminal import banner, indented, rows, text
from cicpa_credentials.verifier import Outcome, Verdict
from cicpa_credentials.verifier.wording import OUTCOMES, STEPS, VERDICTS, Phrase, advice, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.verifier import Report

__all__ = ["MARKS", "STYLES", "report_view"]

STYLES: Final = {Verdict.VALID: "green", Verdict.INVALID: "red", Verdict.INDETERMINATE: "yellow"}
"""The colour of each verdict."""

MARKS: Final = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "bold red"),
    Outcome.INDETERMINATE: ("?", "bold yellow"),
    Outcome.NOT_CHECKED: ("-", "dim"),
}
"""The mark and the colour of each outcome."""

_COMPARE: Final = Phrase(zh="签名所载内容（请与证面比对）", en="What was signed (compare it with the print)")
_DO_NOT_RELY: Final = Phrase(
    zh="签名所载内容（仅供比对，会员证并非有效）", en="What was signed (only to compare; the certificate is not valid)"
)
_NOTHING: Final = Phrase(zh="没有可供比对的内容：没有经核验的签名。", en="Nothing to compare: no signature holds.")
_CHECKS: Final = Phrase(zh="逐项检查", en="Checks")
_WHAT_TO_DO: Final = Phrase(zh="怎么办", en="What to do")
_AT: Final = Phrase(zh="核验时间", en="checked at")


def report_view(report: Report, *, source: str, session: Session) -> Iterator[RenderableType]:
    """The parts of a report.

    Args:
        report: what was found.
        source: what was checked, as the user named it.
        session: whose language to speak, and where it will be printed.
    """
    language = session.language
    verdict = VERDICTS[report.verdict]
    yield banner(session.out, language.of(verdict.meaning).upper(), f"white on {STYLES[report.verdict]}")
    yield Text.assemble(text(source, "bold"), (f"  {language.of(_AT)} {local(report.at)}", "dim"))
    yield Text(language.of(verdict.remedy))
    if report.certificate is None:
        yield Text(f"\n{language.of(_NOTHING)}")
    else:
        yield _heading(_COMPARE if report.verdict is Verdict.VALID else _DO_NOT_RELY, language)
        pairs = particulars(report.certificate, language)
        yield rows((Text(caption, style="dim"), text(value, "bold")) for caption, value in pairs)
    yield _heading(_CHECKS, language)
    yield _checks(report, language)
    remedies = dict.fromkeys(language.of(advice(check.code).remedy) for check in report.checks if check.code)
    if remedies:
        yield _heading(_WHAT_TO_DO, language)
        yield from (indented(Text(remedy)) for remedy in remedies)


def _heading(phrase: Phrase, language: Language) -> Text:
    return Text(f"\n{language.of(phrase)}", style="bold")


def _checks(report: Report, language: Language) -> RenderableType:
    return rows(
        (
            Text.assemble(f"{check.step:2} ", MARKS[check.outcome]),
            Text(language.of(STEPS[check.step].title)),
            Text(language.of(OUTCOMES[check.outcome]), style=MARKS[check.outcome][1]),
            Text(language.of(explain(check, report)) + (f" [{check.code}]" if check.code else "")),
        )
        for check in report.checks
    )
