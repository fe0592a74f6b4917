"""A report for people: the verdict first, then what was signed, then every check, then what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local, particulars
from cicpa_credentials.cli.terminal import banner, indented, rows, text, visible
from cicpa_credentials.verifier import Outcome, Verdict
from cicpa_credentials.verifier.wording import OUTCOMES, STEPS, explain, verdict_on
from cicpa_credentials.wording import Phrase, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.verifier import Report, VerifiedCertificate

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
_NOTHING: Final = Phrase(zh="没有可供比对的内容：没有通过核验的签名。", en="Nothing to compare: no signature holds.")
_CHECKS: Final = Phrase(zh="逐项检查", en="Checks")
_WHAT_TO_DO: Final = Phrase(zh="怎么办", en="What to do")
_AT: Final = Phrase(zh="核验时点", en="as of")
_BASIS: Final = Phrase(zh="依据：信任包 {sequence}（{issued}）", en="Relies on trust bundle {sequence} of {issued}")
_KEYS: Final = Phrase(
    zh="密钥情况据信任包 {sequence}（{issued}）", en="for what became of keys on trust bundle {sequence} of {issued}"
)
_LIST: Final = Phrase(zh="状态列表 {uri}（{issued}）", en="status list {uri} of {issued}")
_PRINTED: Final = {
    Outcome.PASSED: Phrase(
        zh="文件中的文字与签名所载一致；您看到的内容仍请逐项比对。",
        en="The text in the file says what was signed; compare what you see all the same.",
    ),
    Outcome.FAILED: Phrase(
        zh="页面内容与签名所载不一致，见标有 ✗ 的项目。",
        en="The page does not say what was signed: see what is marked ✗.",
    ),
    Outcome.NOT_CHECKED: Phrase(
        zh="这个页面没有可供自动比对的文字，请逐项目视比对。",
        en="This page has no text to be compared by machine: compare it line by line.",
    ),
}
_AGREES: Final = ("✓", "green")
_DIFFERS: Final = ("✗", "bold red")


def report_view(report: Report, *, source: str, session: Session) -> Iterator[RenderableType]:
    """The parts of a report.

    Args:
        report: what was found.
        source: what was checked, as the user named it.
        session: whose language to speak, and where it will be printed.
    """
    language = session.language
    verdict = verdict_on(report)
    yield banner(session.out, language.of(verdict.meaning).upper(), f"white on {STYLES[report.verdict]}")
    yield Text.assemble(text(source, "bold"), (f"  {language.of(_AT)} {local(report.at)}", "dim"))
    yield Text(_basis(report, language), style="dim")
    yield Text(language.of(verdict.remedy))
    if report.certificate is None:
        yield Text(f"\n{language.of(_NOTHING)}")
    else:
        yield _heading(_COMPARE if report.verdict is Verdict.VALID else _DO_NOT_RELY, language)
        yield _particulars(report, report.certificate, language)
        if report.printed is not None:
            yield Text(language.of(_PRINTED[report.printed.outcome]), style=MARKS[report.printed.outcome][1])
    yield _heading(_CHECKS, language)
    yield _checks(report, language)
    codes = dict.fromkeys(code for code in (report.code, *(check.code for check in report.checks)) if code)
    remedies = dict.fromkeys(language.of(advice(code).remedy) for code in codes)
    if remedies:
        yield _heading(_WHAT_TO_DO, language)
        yield from (indented(Text(remedy)) for remedy in remedies)


def _heading(phrase: Phrase, language: Language) -> Text:
    return Text(f"\n{language.of(phrase)}", style="bold")


def _basis(report: Report, language: Language) -> str:
    basis = report.basis
    parts = [language.of(_BASIS).format(sequence=basis.bundle.sequence, issued=local(basis.bundle.issued))]
    if basis.keys != basis.bundle:
        parts.append(language.of(_KEYS).format(sequence=basis.keys.sequence, issued=local(basis.keys.issued)))
    if basis.status_list is not None:
        parts.append(
            language.of(_LIST).format(uri=visible(basis.status_list.uri), issued=local(basis.status_list.issued))
        )
    return " · ".join(parts)


def _particulars(report: Report, certificate: VerifiedCertificate, language: Language) -> RenderableType:
    """What was signed, marked where a page was compared with it."""
    compared, differing = (report.printed.compared, report.printed.differing) if report.printed else ((), ())
    marks = dict.fromkeys(compared, _AGREES) | dict.fromkeys(differing, _DIFFERS)
    return rows(
        (Text(caption, style="dim"), text(value, "bold"), *([Text(*marks.get(name, ("", "")))] if marks else []))
        for name, caption, value in particulars(certificate, language)
    )


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
