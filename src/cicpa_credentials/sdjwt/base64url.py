"""base64url without padding (RFC 7515 §2), in the one way in which bytes are written."""

from __future__ import annotations

import base64

from cicpa_credentials.errors import Code, WireError

__all__ = ["decode", "encode"]


def encode(data: bytes) -> str:
    """Write bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The reverse of `encode`.

    Raises:
        WireError: `malformed` for anything that `encode` never writes: padding, another alphabet, bits left over.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        data = None
    # Python passes over what is not of the alphabet.
    if data is None or encode(data) != text:
        raise WireError(Code.MALFORMED, "base64url: not as bytes are written")
    return data
