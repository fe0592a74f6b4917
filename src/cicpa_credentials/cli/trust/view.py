"""How a trust bundle is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local
from cicpa_credentials.cli.keys.view import categories_view, grouped, window
from cicpa_credentials.cli.terminal import banner, rows, table, text
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.status import StatusLists
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography import x509
    from rich.console import RenderableType

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer

__all__ = ["CAPTIONS", "STATES", "UNCHECKED", "bundle_view", "state_view", "summary", "verdict"]

UNCHECKED: Final = Phrase(
    zh="未核对：没有给出所信任的根（--root 或 --root-fingerprint）。",
    en="Not checked: no root was given that you trust (--root or --root-fingerprint).",
)
"""What is said of a bundle that nobody vouched for."""

CAPTIONS: Final = {
    "sequence": Phrase(zh="序号", en="Sequence"),
    "issued": Phrase(zh="生成时间", en="Made"),
    "expires": Phrase(zh="有效期至", en="Valid until"),
    "root": Phrase(zh="根", en="Root"),
    "introductions": Phrase(zh="交接书", en="Introductions"),
    "anchors": Phrase(zh="其他根", en="Other roots"),
    "status_lists": Phrase(zh="状态列表", en="Status lists"),
    "issuers": Phrase(zh="签发密钥", en="Issuing keys"),
}
"""What the parts of a bundle are called, by their names in JSON."""

STATES: Final = {
    KeyState.ACTIVE: (Phrase(zh="使用中", en="active"), "green"),
    KeyState.RETIRED: (Phrase(zh="已停用", en="retired"), "dim"),
    KeyState.COMPROMISED: (Phrase(zh="已泄露", en="compromised"), "bold red"),
}
"""What the states are called, and their colours."""

_FILE: Final = Phrase(zh="文件", en="File")
_FINGERPRINT: Final = Phrase(zh="根的指纹", en="Fingerprint")
_ASSOCIATION: Final = Phrase(zh="注协", en="Association")
_KEY: Final = Phrase(zh="密钥", en="Key")
_CATEGORIES: Final = Phrase(zh="会员类别", en="Categories")
_WINDOW: Final = Phrase(zh="有效期", en="Certified for")
_STATE: Final = Phrase(zh="状态", en="State")
_SINCE: Final = Phrase(zh="{state}，自 {since}", en="{state} since {since}")
_MADE: Final = Phrase(zh="生成于 {issued}", en="made {issued}")
_REFUSED: Final = Phrase(zh="不可用", en="not usable")
_EXPIRED: Final = Phrase(zh="（已过期）", en=" (has run out)")
_BELIEVED: Final = Phrase(zh="可信", en="BELIEVED")
_OUTSIDE: Final = Phrase(zh="不在有效期内", en="OUTSIDE ITS WINDOW")


def bundle_view(bundle: TrustBundle, session: Session, *, path: Path, checked: bool) -> Iterator[RenderableType]:
    """The parts of a bundle's account.

    Args:
        bundle: what to show.
        session: whose language to speak, and where it will be printed.
        path: the bundle's file.
        checked: whether it was checked against a root that the caller trusts.
    """
    if not checked:
        yield Text(session.say(UNCHECKED), style="bold yellow")
    yield summary(bundle, session, path=path)
    if bundle.issuers:
        yield Text(f"\n{session.say(CAPTIONS['issuers'])}", style="bold")
        yield _issuers(bundle, session)
    if bundle.anchors:
        yield Text(f"\n{session.say(CAPTIONS['anchors'])}", style="bold")
        yield rows((text(_name(anchor)), grouped(fingerprint(anchor))) for anchor in bundle.anchors)
    if bundle.status_lists:
        yield Text(f"\n{session.say(CAPTIONS['status_lists'])}", style="bold")
        yield rows(_lists(bundle, session))


def summary(bundle: TrustBundle, session: Session, *, path: Path) -> RenderableType:
    """What a bundle is, in a few lines."""
    ended = session.say(_EXPIRED) if bundle.expires <= session.clock() else ""
    facts = (
        (_FILE, str(path)),
        (CAPTIONS["sequence"], str(bundle.sequence)),
        (CAPTIONS["issued"], local(bundle.issued)),
        (CAPTIONS["expires"], f"{local(bundle.expires)}{ended}"),
        (CAPTIONS["root"], _name(bundle.root)),
        (_FINGERPRINT, grouped(fingerprint(bundle.root))),
        *(
            (CAPTIONS[name], str(len(parts)))
            for name, parts in (
                ("issuers", bundle.issuers),
                ("status_lists", bundle.status_lists),
                ("introductions", bundle.introductions),
                ("anchors", bundle.anchors),
            )
        ),
    )
    return rows((Text(session.say(caption), style="dim"), text(value, "bold")) for caption, value in facts)


def verdict(session: Session, *, believed: bool) -> RenderableType:
    """How the check came out, for nobody to overlook."""
    word, style = (_BELIEVED, "white on green") if believed else (_OUTSIDE, "white on yellow")
    return banner(session.out, session.say(word), style)


def state_view(issuer: TrustedIssuer, session: Session) -> Text:
    """What has become of a key."""
    word, style = STATES[issuer.state]
    said = session.say(word)
    if issuer.since is not None:
        said = session.say(_SINCE).format(state=said, since=local(issuer.since))
    return Text(said, style=style)


def _issuers(bundle: TrustBundle, session: Session) -> RenderableType:
    captions = [session.say(phrase) for phrase in (_ASSOCIATION, _KEY, _CATEGORIES, _WINDOW, _STATE)]
    grid = table(session.out, captions, wraps=session.say(_STATE))
    for issuer in bundle.issuers:
        of = issuer.association
        grid.add_row(
            f"{of.code} {session.say(Phrase(zh=of.region_zh, en=of.region_en))}",
            issuer.public_key.kid.hex(),
            categories_view(issuer.mandate.categories, session),
            window(issuer.mandate.not_before, issuer.mandate.not_after),
            state_view(issuer, session),
        )
    return grid


def _lists(bundle: TrustBundle, session: Session) -> Iterator[tuple[RenderableType, ...]]:
    lists = StatusLists(bundle)
    for data in bundle.status_lists:
        try:
            token = lists.add(data)
        except CicpaError as error:
            yield Text(session.say(_REFUSED), style="bold red"), Text(error.code.value, style="bold red")
        else:
            yield text(token.uri), Text(session.say(_MADE).format(issued=local(token.issued)))


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
