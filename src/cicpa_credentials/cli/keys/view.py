"""How keys and their certificates are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from cicpa_credentials.cli.captions import local
from cicpa_credentials.cli.terminal import rows, table, text
from cicpa_credentials.keys.expiry import WARN_WITHIN
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.keys.store import EntryState, KeyPurpose
from cicpa_credentials.keys.x509 import Purpose, association_of, mandate_of
from cicpa_credentials.members import ASSOCIATIONS
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509
    from rich.console import RenderableType

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.store import KeyEntry
    from cicpa_credentials.members import Category

__all__ = [
    "categories_view",
    "certificate_view",
    "entries_view",
    "grouped",
    "root_view",
    "tell_changed",
    "tell_made",
    "window",
]

_GROUP: Final = 4

_KEY: Final = Phrase(zh="密钥", en="Key")
_ASSOCIATION: Final = Phrase(zh="注协", en="Association")
_PURPOSE: Final = Phrase(zh="用途", en="For")
_CATEGORIES: Final = Phrase(zh="会员类别", en="Categories")
_WINDOW: Final = Phrase(zh="有效期", en="Certified for")
_STATE: Final = Phrase(zh="状态", en="State")
_FILE: Final = Phrase(zh="文件", en="File")
_FINGERPRINT: Final = Phrase(zh="指纹", en="Fingerprint")
_EMPTY: Final = Phrase(zh="密钥库中还没有密钥。", en="There is no key in the store yet.")

_PURPOSES: Final = {
    KeyPurpose.ISSUING: Phrase(zh="签发", en="issuing"),
    KeyPurpose.SEAL: Phrase(zh="电子印章", en="seal"),
    KeyPurpose.ROOT: Phrase(zh="根", en="root"),
}
_PENDING: Final = Phrase(zh="等待证书", en="waits for its certificate")
_ACTIVE: Final = Phrase(zh="使用中", en="active")
_EARLY: Final = Phrase(zh="未到有效期", en="not yet in its window")
_ENDING: Final = Phrase(zh="使用中，{days} 天后到期", en="active, ends in {days} days")
_ENDED: Final = Phrase(zh="已过期", en="its window has ended")
_RETIRED: Final = Phrase(zh="已停用，{since}", en="retired {since}")
_COMPROMISED: Final = Phrase(zh="已泄露，自 {since}", en="compromised since {since}")

_NEXT: Final = Phrase(
    zh="接下来：cicpa keys csr {store} --out REQUEST.pem", en="Next: cicpa keys csr {store} --out REQUEST.pem"
)


def tell_made(session: Session, entry: KeyEntry, store: Path) -> None:
    """Print the new key's identifier and nothing else, so that a script can take it; beside it, what comes next."""
    session.tell(entry.kid.hex())
    session.hint(_NEXT, store=store)


def tell_changed(session: Session, entry: KeyEntry) -> None:
    """Print how a key stands now."""
    session.tell(entries_view((entry,), session))


def entries_view(entries: Sequence[KeyEntry], session: Session) -> RenderableType:
    """A row for each key."""
    if not entries:
        return Text(session.say(_EMPTY))
    captions = [session.say(phrase) for phrase in (_KEY, _ASSOCIATION, _PURPOSE, _WINDOW, _STATE)]
    grid = table(session.out, captions, wraps=session.say(_STATE))
    for entry in entries:
        region = ASSOCIATIONS[entry.association]
        certified = window(entry.mandate.not_before, entry.mandate.not_after) if entry.chain else "-"
        grid.add_row(
            entry.kid.hex(),
            f"{entry.association} {session.say(Phrase(zh=region.region_zh, en=region.region_en))}",
            session.say(_PURPOSES[entry.purpose]),
            certified,
            _state(entry, session),
        )
    return grid


def root_view(certificate: x509.Certificate, kid: bytes, path: Path, session: Session) -> RenderableType:
    """A root for the minutes of the ceremony."""
    return _facts(
        (
            (_FILE, str(path)),
            (_KEY, kid.hex()),
            (_WINDOW, window(certificate.not_valid_before_utc, certificate.not_valid_after_utc)),
            (_FINGERPRINT, grouped(fingerprint(certificate))),
        ),
        session,
    )


def certificate_view(certificate: x509.Certificate, purpose: Purpose, path: Path, session: Session) -> RenderableType:
    """A certificate that the root has made, for the minutes of the ceremony."""
    of = association_of(certificate)
    granted = mandate_of(certificate).categories if purpose is Purpose.ISSUING else ()
    return _facts(
        (
            (_FILE, str(path)),
            (_KEY, PublicKey(certificate.public_key()).kid.hex()),
            (_ASSOCIATION, f"{of.code} {session.say(of)}"),
            (_PURPOSE, session.say(_PURPOSES[KeyPurpose(purpose)])),
            *([(_CATEGORIES, categories_view(granted, session))] if granted else []),
            (_WINDOW, window(certificate.not_valid_before_utc, certificate.not_valid_after_utc)),
        ),
        session,
    )


def categories_view(categories: Iterable[Category], session: Session) -> str:
    """Categories in one word each."""
    names = (Phrase(zh=one.zh, en=one.json_name.replace("_", "-")) for one in sorted(categories))
    return session.say(Phrase(zh="、", en=", ")).join(map(session.say, names))


def window(not_before: datetime, not_after: datetime) -> str:
    """From when until when, as days of this computer's clock."""
    return f"{not_before.astimezone():%Y-%m-%d} – {not_after.astimezone():%Y-%m-%d}"


def grouped(digest: bytes) -> str:
    """A digest in hex, as people read it out; every command takes it as it stands."""
    digits = digest.hex()
    return ":".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _facts(facts: Iterable[tuple[Phrase, str]], session: Session) -> RenderableType:
    return rows((Text(session.say(caption), style="dim"), text(value, "bold")) for caption, value in facts)


def _state(entry: KeyEntry, session: Session) -> Text:
    if entry.compromised_since is not None:
        return Text(session.say(_COMPROMISED).format(since=local(entry.compromised_since)), style="bold red")
    if entry.retired_at is not None:
        return Text(session.say(_RETIRED).format(since=local(entry.retired_at)), style="dim")
    phrase, style = _standing(entry, session.clock())
    days = (entry.mandate.not_after - session.clock()).days if entry.chain else 0
    return Text(session.say(phrase).format(days=days), style=style)


def _standing(entry: KeyEntry, now: datetime) -> tuple[Phrase, str]:
    if entry.state is EntryState.PENDING:
        return _PENDING, "yellow"
    mandate = entry.mandate
    if now < mandate.not_before:
        return _EARLY, "yellow"
    if now > mandate.not_after:
        return _ENDED, "red"
    return (_ENDING, "yellow") if mandate.not_after - now <= WARN_WITHIN else (_ACTIVE, "green")
