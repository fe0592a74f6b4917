"""What the library logs about keys whose time ends, told to whoever issues with them."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cicpa_credentials.keys.expiry import LOGGER
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.cli.session import Session

__all__ = ["expiry_told"]

_ENDING: Final = Phrase(
    zh="注意：签发密钥 {kid}（{association}）的证书有效期至 {end}，请及时轮换。",
    en="Note: the certificate of signing key {kid} ({association}) ends {end}; rotate the key in time.",
)


class _Teller(logging.Handler):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def emit(self, record: logging.LogRecord) -> None:
        from cicpa_credentials.cli.captions import local  # noqa: PLC0415 - hardly ever needed, and slow to load

        facts = vars(record)
        end = local(datetime.fromisoformat(facts["not_after"]))
        self._session.hint(_ENDING, kid=facts["kid"], association=facts["association"], end=end)


@contextmanager
def expiry_told(session: Session) -> Iterator[None]:
    """Tell of keys whose certified window ends soon, once for each, beside the results."""
    logger, teller = logging.getLogger(LOGGER), _Teller(session)
    logger.addHandler(teller)
    try:
        yield
    finally:
        logger.removeHandler(teller)
