"""Holders' files for tests: of every kind of certificate, written in no time, taken apart and put together again."""

from __future__ import annotations

import hashlib
import os
import signal
from contextlib import ExitStack
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import pytest

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder, file
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.wire import cbor
from key_stores import CHEAP
from office import HOLDER, clock, dice, issuer
from presenting import bearer, bound
from sample_records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cicpa_credentials.issuer import IssuedCertificate

PASSPHRASE: Final = "口令 correct horse".encode()
HEAD: Final = len(b"CICPA\x01")
CHECK: Final = 8
SALT: Final = slice(HEAD, HEAD + 16)
NONCE: Final = slice(HEAD + 16, HEAD + 28)


def make_scrypt_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "_COST", CHEAP)


@cache
def sealed() -> IssuedCertificate:
    """A certificate with details behind an access code."""
    return issuer().issue(record(), holder_key=HOLDER.public_key, access_code=AccessCode("MFRG-GZDF-MZTW-Q2LK"))


def every_kind() -> tuple[IssuedCertificate, ...]:
    return bearer(), bound(), sealed()


def written(held: IssuedCertificate | None = None, passphrase: bytes | None = None, *, seed: int = 0) -> bytes:
    """A holder's file; its salt is none of the certificate's own."""
    return Holder(held or bound(), clock=clock()).to_bytes(passphrase=passphrase, random_bytes=dice(-1 - seed))


def mended(body: bytes) -> bytes:
    """A file whose digest somebody made anew."""
    return body + hashlib.sha256(body).digest()[:CHECK]


def plain(content: Mapping[Any, Any] | bytes) -> bytes:
    """A plain file with this content."""
    return mended(b"CICPA\x01" + (content if isinstance(content, bytes) else cbor.encode(content)))


def content_of(data: bytes) -> dict[Any, Any]:
    """What a plain file says."""
    return cbor.decode_map(data[HEAD:-CHECK])


def refusal(attempt: Callable[[], object]) -> Code:
    with pytest.raises(CicpaError) as caught:
        attempt()
    return caught.value.code


def taken(data: bytes, passphrase: bytes | None = None) -> Holder:
    return Holder.from_bytes(data, passphrase=passphrase, clock=clock())


def refused(data: bytes, passphrase: bytes | None = None) -> Code:
    """Why a file is not taken."""
    return refusal(lambda: taken(data, passphrase))


def save_and_die(path: Path, call: int) -> None:
    """Replace a file, in a process of its own, and be killed at the n-th call that reaches the disk."""
    calls = count(1)

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: object, **kwargs: object) -> object:
            if next(calls) == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return act

    holder = Holder(bound(), clock=clock())
    with ExitStack() as patches:
        for name in ("open", "fsync", "link", "replace", "unlink"):
            patches.enter_context(mock.patch.object(os, name, dying(getattr(os, name))))
        holder.save(path, overwrite=path.exists())
