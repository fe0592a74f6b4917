"""What the demonstration made and how it was verified, as a table; and what to try next."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.report_view import STYLES
from cicpa_credentials.cli.terminal import indented, rows, table, text
from cicpa_credentials.render import qr
from cicpa_credentials.verifier.wording import VERDICTS
from cicpa_credentials.wording import Phrase, advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rich.console import RenderableType
    from rich.table import Table

    from cicpa_credentials.cli.demo_set import Made
    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.verifier import Report

__all__ = ["demo_view"]

_ROOM: Final = 100.0  # millimetres, for a code of any size

_FILE: Final = Phrase(zh="文件", en="File")
_NAME: Final = Phrase(zh="姓名", en="Name")
_NUMBER: Final = Phrase(zh="证书编号", en="Number")
_CATEGORY: Final = Phrase(zh="类别", en="Category")
_ASSOCIATION: Final = Phrase(zh="注协", en="Association")
_CODE: Final = Phrase(zh="二维码", en="QR")
_VERDICT: Final = Phrase(zh="离线核验", en="Verified")
_SUMMARY: Final = Phrase(
    zh="{count} 张会员证已签发、绘制，并从图片扫描、离线核验；用时 {seconds:.1f} 秒。",
    en="{count} certificates issued and drawn, scanned from their pictures and verified offline in {seconds:.1f} s.",
)
_FORGERY: Final = Phrase(
    zh="另有一张伪造件（{name}）：证书编号倒写，证面和二维码都已改动，签名照旧：",
    en="And a forgery, {name}: the certificate number written backwards, on the face and in the code, "
    "under the old signature:",
)
_FILES: Final = Phrase(zh="文件", en="Files")
_PICTURES: Final = Phrase(zh="会员证图片", en="the certificates")
_TRUST: Final = Phrase(zh="信任包：核验方离线所需的一切", en="the trust bundle: all that an offline verifier needs")
_PINNED: Final = Phrase(zh="根证书：核验方唯一要预先信任的", en="the root: all that a verifier must trust beforehand")
_NEXT: Final = Phrase(zh="接下来可以试试", en="Try next")


def demo_view(
    made: Mapping[str, Made],
    reports: Mapping[str, Report],
    tampered: Report,
    *,
    seconds: float,
    paths: tuple[Path, Path, Path, Path],
    program: str,
    session: Session,
) -> Iterator[RenderableType]:
    """The parts of the demonstration's account.

    Args:
        made: the certificates by file name.
        reports: what the verifier says of each.
        tampered: what it says of the forgery.
        seconds: how long all took.
        paths: the first picture, the forgery, the trust bundle, the root certificate.
        program: how this command is called.
        session: whose language to speak.
    """
    language = session.language
    first, forgery, bundle, root = paths
    yield _table(made, reports, session)
    yield Text("\n" + language.of(_SUMMARY).format(count=len(made), seconds=seconds))
    yield Text(f"\n{language.of(_FORGERY).format(name=forgery.name)}")
    yield indented(_verdict(tampered, language))
    yield _heading(_FILES, language)
    yield rows(
        (text(str(path)), Text(language.of(phrase), style="dim"))
        for path, phrase in ((first.with_name("*.png"), _PICTURES), (bundle, _TRUST), (root, _PINNED))
    )
    yield _heading(_NEXT, language)
    trust = ("--bundle", str(bundle), "--root", str(root))
    for arguments in (("verify", str(first), *trust), ("verify", str(forgery), *trust), ("inspect", str(first))):
        yield text(f"  {shlex.join((program, *arguments))}", "bold")


def _table(made: Mapping[str, Made], reports: Mapping[str, Report], session: Session) -> Table:
    captions = [session.say(phrase) for phrase in (_FILE, _NAME, _NUMBER, _CATEGORY, _ASSOCIATION, _CODE, _VERDICT)]
    grid = table(session.out, captions, wraps=session.say(_NAME))
    for name, one in made.items():
        view = one.issued.view
        grid.add_row(
            name,
            text(view.name),
            view.number,
            session.say(Phrase(zh=view.category.zh, en=view.category.json_name.replace("_", "-"))),
            session.say(Phrase(zh=view.association.region_zh, en=view.association.region_en)),
            f"{qr.symbol(one.issued.qr_text, room=_ROOM).version}-M",
            _verdict(reports[name], session.language),
        )
    return grid


def _verdict(report: Report, language: Language) -> Text:
    word = language.of(VERDICTS[report.verdict].meaning)
    reason = f" [{report.code}] {language.of(advice(report.code).meaning)}" if report.code else ""
    return Text(f"{'✗' if reason else '✓'} {word}{reason}", style=STYLES[report.verdict])


def _heading(phrase: Phrase, language: Language) -> Text:
    return Text(f"\n{language.of(phrase)}", style="bold")
