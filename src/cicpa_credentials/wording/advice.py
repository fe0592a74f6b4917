"""Every code with its meaning and its remedy."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.wording import auditing, issuing, keys, reconciling, registering, running, sealing, verifying
from cicpa_credentials.wording.phrases import Advice, Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.errors import Code

__all__ = ["advice"]

_ADVICE: Final[Mapping[Code, Advice]] = MappingProxyType(
    {
        code: Advice(meaning=Phrase(zh=zh, en=en), remedy=Phrase(zh=zh_remedy, en=en_remedy))
        for code, zh, zh_remedy, en, en_remedy in (
            *verifying.ROWS,
            *issuing.ROWS,
            *keys.ROWS,
            *registering.ROWS,
            *sealing.ROWS,
            *auditing.ROWS,
            *reconciling.ROWS,
            *running.ROWS,
        )
    }
)


def advice(code: Code) -> Advice:
    """What a code means, and what to do about it; every code has both."""
    return _ADVICE[code]
