"""`cryptography` parses late: a certificate that loaded may still fail where one of its parts is asked for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.errors import CicpaError

__all__ = ["reading"]


@contextmanager
def reading(what: str, *, refusal: type[CicpaError]) -> Iterator[None]:
    """Turn whatever the parser raises into one error of ours: `malformed`, or `unsupported` for an unknown kind of key.

    Args:
        what: what is read, as the sentence names it.
        refusal: the class of the error.
    """
    try:
        yield
    except UnsupportedAlgorithm:
        raise refusal(Code.UNSUPPORTED, f"the kind of key in {what} is unknown here") from None
    except (
        ValueError,
        TypeError,
        x509.InvalidVersion,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        # The parser warns of what it will refuse one day, and a host may have turned warnings into errors.
        Warning,
    ):
        raise refusal(Code.MALFORMED, f"{what} cannot be read") from None
