"""How the changes between two trust bundles are shown: first those of the bundle, then key by key."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local
from cicpa_credentials.cli.keys.view import categories_view, grouped, window
from cicpa_credentials.cli.terminal import rows, text
from cicpa_credentials.cli.trust.view import CAPTIONS, STATES, state_view
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trust_diff import Aspect
from cicpa_credentials.members import Category
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.trust_diff import Change
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer

__all__ = ["changes_view"]

_CAPTIONS: Final = {
    **{Aspect(name): caption for name, caption in CAPTIONS.items() if name != "issuers"},
    Aspect.STATE: Phrase(zh="状态", en="state"),
    Aspect.SINCE: Phrase(zh="起始时间", en="since"),
    Aspect.CATEGORIES: Phrase(zh="会员类别", en="categories"),
    Aspect.NOT_BEFORE: Phrase(zh="有效期起", en="certified from"),
    Aspect.NOT_AFTER: Phrase(zh="有效期止", en="certified until"),
    Aspect.NAMES: Phrase(zh="名称", en="names"),
    Aspect.CHAIN: Phrase(zh="证书", en="certificate"),
}
_ADDED: Final = Phrase(zh="新增", en="added")
_REMOVED: Final = Phrase(zh="移除：其签发的会员证将无法核验", en="removed: what it signed can no longer be verified")
_CHANGED: Final = Phrase(zh="变更", en="changed")
_NOTHING: Final = Phrase(zh="没有变化。", en="Nothing changed.")
_SAME: Final = Phrase(zh="签发密钥没有变化。", en="No issuing key changed.")
_COUNT: Final = Phrase(
    zh="{before} → {after}（新 {fresh}，去 {gone}）", en="{before} → {after} ({fresh} new, {gone} gone)"
)


def changes_view(changes: Sequence[Change], session: Session) -> Iterator[RenderableType]:
    """The parts of the account.

    Args:
        changes: as `compare` lists them.
        session: whose language to speak.
    """
    if not changes:
        yield Text(session.say(_NOTHING))
        return
    ours = [change for change in changes if change.issuer is None]
    if ours:
        yield rows((_caption(change, session), _both(change, session)) for change in ours)
    keys = [(change.issuer, change) for change in changes if change.issuer is not None]
    if not keys:
        yield Text(f"\n{session.say(_SAME)}")
    for _, group in groupby(keys, key=lambda pair: id(pair[0])):
        (issuer, *_), of_key = zip(*group, strict=True)
        yield from _of_key(issuer, of_key, session)


def _of_key(issuer: TrustedIssuer, changes: Sequence[Change], session: Session) -> Iterator[RenderableType]:
    first = changes[0]
    of = issuer.association
    name = f"{of.code} {session.say(Phrase(zh=of.region_zh, en=of.region_en))}  {issuer.public_key.kid.hex()}"
    if first.aspect is not Aspect.ISSUER:
        yield Text.assemble(("\n~ ", "bold yellow"), text(name, "bold"), f"  {session.say(_CHANGED)}")
        yield rows(((_caption(change, session), _both(change, session)) for change in changes), indent=4)
        return
    added = first.after is not None
    mark, word, style = ("+", _ADDED, "green") if added else ("-", _REMOVED, "bold red")
    yield Text.assemble((f"\n{mark} ", style), text(name, "bold"), (f"  {session.say(word)}", style))
    facts = (
        categories_view(issuer.mandate.categories, session),
        window(issuer.mandate.not_before, issuer.mandate.not_after),
    )
    yield Text.assemble("    ", "  ".join(facts), "  ", state_view(issuer, session))


def _caption(change: Change, session: Session) -> Text:
    return Text(session.say(_CAPTIONS[change.aspect]), style="dim")


def _both(change: Change, session: Session) -> Text:
    before, after = change.before, change.after
    if change.issuer is None and isinstance(before, tuple) and isinstance(after, tuple):
        fresh, gone = len(set(after) - set(before)), len(set(before) - set(after))
        return Text(session.say(_COUNT).format(before=len(before), after=len(after), fresh=fresh, gone=gone))
    # Two fingerprints fit on no line of a terminal.
    arrow = "\n→ " if isinstance(after, bytes) else " → "
    return Text.assemble(text(_value(before, session)), arrow, text(_value(after, session)))


def _value(value: object, session: Session) -> str:  # noqa: PLR0911 - one return for each kind of value
    match value:
        case None:
            return "-"
        case KeyState():
            return session.say(STATES[value][0])
        case datetime():
            return local(value)
        case bytes():
            return grouped(value)
        case tuple() if all(isinstance(one, Category) for one in value):
            return categories_view(value, session)
        case tuple():
            return "; ".join(_value(one, session) for one in value)
    return str(value)
