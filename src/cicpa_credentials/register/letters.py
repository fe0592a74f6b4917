"""Letters of good standing: whether a member is in good standing, and was on a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register.entries import moment
from cicpa_credentials.register.lifecycle import EventKind, following
from cicpa_credentials.register.rows import damage_reported, status_of, the_last
from cicpa_credentials.register.schema import CREDENTIALS, EVENTS
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

__all__ = ["require_good_standing"]

_LIFE: Final = (
    select(EVENTS.c.credential_id, EVENTS.c.kind)
    .join_from(EVENTS, CREDENTIALS, CREDENTIALS.c.id == EVENTS.c.credential_id)
    .where(
        CREDENTIALS.c.number == bindparam("number"),
        CREDENTIALS.c.category == bindparam("category"),
        CREDENTIALS.c.kind == str(CredentialKind.CERTIFICATE),
        EVENTS.c.at < bindparam("before"),
    )
    .order_by(EVENTS.c.sequence)
)


def require_good_standing(connection: Connection, number: str, category: int, *, as_of: date, now: int) -> None:
    """Refuse a letter for a member whose certificate is not valid now, or was not at the end of a day.

    That a certificate's own time has run out does not matter: it was not renewed, that is all.

    Args:
        connection: a transaction that keeps other writers out.
        number: certificate number.
        category: which certificate.
        as_of: the day, in China's time.
        now: in seconds since 1970-01-01 (UTC).

    Raises:
        RegisterError: `not_registered` where there is no certificate; `not_in_good_standing`; `malformed` for a day to
            come.
    """
    if as_of > moment(now).astimezone(CHINA).date():
        raise RegisterError(Code.MALFORMED, "the day lies in the future")
    if status_of(the_last(connection, number, category)) is not Status.VALID:
        raise RegisterError(Code.NOT_IN_GOOD_STANDING, "the member's certificate is not valid now")
    before = int(datetime.combine(as_of + timedelta(days=1), time(), CHINA).timestamp())
    standing: dict[int, Status] = {}
    with damage_reported():
        for row in connection.execute(_LIFE, {"number": number, "category": category, "before": before}):
            standing[row.credential_id] = following(EventKind(row.kind), standing.get(row.credential_id))
    if Status.VALID not in standing.values():
        raise RegisterError(Code.NOT_IN_GOOD_STANDING, "no certificate of the member was valid on that day")
