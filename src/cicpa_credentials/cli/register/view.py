"""What the register says, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.cli.captions import local
from cicpa_credentials.cli.terminal import rows, table, text
from cicpa_credentials.members import CredentialKind
from cicpa_credentials.register import EventKind
from cicpa_credentials.status import Status
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.register import Entry, Event
    from cicpa_credentials.wording import Bilingual

__all__ = ["STANDINGS", "entry_view", "tell_entry", "tell_history", "tell_standing"]

STANDINGS: Final = {
    Status.VALID: Phrase(zh="有效", en="valid"),
    Status.INVALID: Phrase(zh="已撤销", en="revoked"),
    Status.SUSPENDED: Phrase(zh="已暂停", en="suspended"),
    Status.SUPERSEDED: Phrase(zh="已被取代", en="superseded"),
}
"""What has become of a certificate."""

_EVENTS: Final = {
    EventKind.ISSUED: Phrase(zh="签发", en="issued"),
    EventKind.APPROVED: Phrase(zh="批准", en="approved"),
    EventKind.SUSPENDED: Phrase(zh="暂停", en="suspended"),
    EventKind.RESUMED: Phrase(zh="恢复", en="resumed"),
    EventKind.REVOKED: Phrase(zh="撤销", en="revoked"),
    EventKind.SUPERSEDED: Phrase(zh="被取代", en="superseded"),
    EventKind.INSPECTION_PASSED: Phrase(zh="年检通过", en="inspection passed"),
    EventKind.TRANSFERRED: Phrase(zh="转会或转所", en="transferred"),
}

_STANDING: Final = Phrase(zh="状态", en="Status")
_CATEGORY: Final = Phrase(zh="会员类别", en="Category")
_ASSOCIATION: Final = Phrase(zh="签发注协", en="Association")
_ISSUED: Final = Phrase(zh="签发时间", en="Issued")
_EXPIRES: Final = Phrase(zh="有效期至", en="Valid until")
_LIST: Final = Phrase(zh="状态列表", en="Status list")
_KEY: Final = Phrase(zh="签发密钥", en="Signing key")
_DIGEST: Final = Phrase(zh="凭证摘要", en="SHA-256")

_WHEN: Final = Phrase(zh="时间", en="When")
_WHAT: Final = Phrase(zh="事项", en="What")
_WHY: Final = Phrase(zh="原因", en="Why")
_WHO: Final = Phrase(zh="经办人", en="By")
_DOCUMENT: Final = Phrase(zh="文号", en="Decision")


def tell_entry(session: Session, entry: Entry, *, as_json: bool) -> None:
    """Print how a certificate stands. Its number is not repeated: the output goes further than the question."""
    if as_json:
        session.tell_json(entry_view(entry))
        return
    facts: tuple[tuple[Bilingual, str], ...] = (
        (_STANDING, session.say(STANDINGS[entry.status])),
        (_CATEGORY, session.say(entry.category)),
        (_ASSOCIATION, entry.association),
        (_ISSUED, local(entry.issued_at)),
        (_EXPIRES, local(entry.expires_at)),
        (_LIST, f"{entry.reference.uri} {entry.reference.index}"),
        (_KEY, entry.kid.hex()),
        (_DIGEST, entry.credential_digest.hex()),
    )
    session.tell(rows(((text(session.say(caption), "dim"), text(value)) for caption, value in facts), indent=0))


def tell_standing(session: Session, entry: Entry) -> None:
    """Print what a certificate has become."""
    session.tell(text(session.say(STANDINGS[entry.status])))


def entry_view(entry: Entry) -> dict[str, Any]:
    """A certificate's entry as JSON."""
    return {
        "status": STANDINGS[entry.status].en,
        "category": entry.category.json_name,
        "kind": entry.kind.value,
        "association": entry.association,
        "issued_at": entry.issued_at.isoformat(),
        "expires_at": entry.expires_at.isoformat(),
        "list": entry.reference.uri,
        "index": entry.reference.index,
        "kid": entry.kid.hex(),
        "sha256": entry.credential_digest.hex(),
        "request_id": entry.request_id,
    }


def tell_history(session: Session, events: tuple[Event, ...], *, as_json: bool) -> None:
    """Print what happened to the certificates of a number, in order."""
    if as_json:
        for event in events:
            session.tell_json(_event_view(event))
        return
    columns = [session.say(phrase) for phrase in (_WHEN, _WHAT, _CATEGORY, _WHY, _WHO, _DOCUMENT)]
    made = table(session.out, columns, wraps=columns[3])
    for event in events:
        made.add_row(*_event_row(session, event))
    session.tell(made)


def _event_row(session: Session, event: Event) -> tuple[RenderableType, ...]:
    what = session.say(_EVENTS[event.kind])
    if event.effective_on is not None:
        what = f"{what} ({event.effective_on})"
    if event.credential is CredentialKind.LETTER:
        what = f"{session.say(event.credential)}: {what}"
    return (
        text(local(event.at)),
        text(what),
        text(session.say(event.category)),
        text("" if event.reason is None else session.say(event.reason)),
        text(event.actor or ""),
        text(event.document or ""),
    )


def _event_view(event: Event) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "event": event.kind.value,
        "category": event.category.json_name,
        "kind": event.credential.value,
        "list": event.reference.uri,
        "index": event.reference.index,
        "reason": None if event.reason is None else event.reason.value,
        "actor": event.actor,
        "document": event.document,
        "effective_on": None if event.effective_on is None else event.effective_on.isoformat(),
    }
