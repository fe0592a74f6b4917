"""Status list tokens: every width, times, and what is no list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.testing.frozen import NOW, seeded
from cicpa_credentials.testing.mutators import LIST_MUTATORS, PUBLISHER_MUTATORS
from cicpa_credentials.testing.vectors.contents.scene import (
    BEIJING,
    BUNDLE,
    PRACTISING,
    SHANGHAI,
    WORLD,
    a_list,
    chance,
    completed,
    place,
    valid,
)
from cicpa_credentials.testing.vectors.form import Vector, VectorFile
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.keys.signer import Signer

__all__ = ["status_lists"]

_KEY: Final = WORLD.offices[BEIJING].signer
_TEXT: Final = WORLD.issue(PRACTISING, status=place(0)).qr_text
_TAKEN: Final = a_list(issued=NOW + timedelta(minutes=1))


def status_lists() -> VectorFile:
    """Status list tokens: every width, times, what is no list, and what a verifier takes in place of the one it has."""
    return completed((*_read(), *_taken()), {"office": BUNDLE})


def _read() -> Iterator[Vector]:
    for bits in (1, 2, 4, 8):
        fill = seeded("status list", bits)
        entries = [(index, fill(1)[0] % (1 << bits)) for index in range(24)]
        token = a_list(bits=bits, entries=entries, size=24)
        statuses = [status for _, status in entries]
        yield _question(f"list/{bits}-bits", f"Entries of {bits} bits.", token, {"bits": bits, "statuses": statuses})
    timed = a_list(expires=None, ttl=timedelta(hours=12), size=8)
    until = {"expires": None, "ttl": 43_200, "issued": int(NOW.timestamp())}
    yield _question("list/ttl", "It says how long it is fresh, and not when it ends.", timed, until)
    other = WORLD.offices[SHANGHAI].signer
    yield _question("list/other-key", "Another key signed it.", a_list(by=other), {"codes": [Code.BAD_SIGNATURE.value]})


def _question(name: str, about: str, token: bytes, expected: dict[str, Any], key: Signer = _KEY) -> Vector:
    return Vector(
        id=name,
        about=about,
        operation="read_status_list",
        input={"token": token.hex(), "key": cbor.encode(key.public_key.to_cose_key()).hex()},
        expected=expected if "codes" in expected else {"code": None, **expected},
    )


def _taken() -> Iterator[Vector]:
    """Lists that come by another way than the bundle: first one that is taken, then what is made of it."""
    by_publisher = [one.by(_KEY) for one in PUBLISHER_MUTATORS]
    for prefix, table in (("attack/list", LIST_MUTATORS), ("attack/publisher", by_publisher)):
        for one in table:
            made = one.apply(_TAKEN, chance(prefix, one.name))
            if made is not None:
                tokens = [_TAKEN.hex(), made.artefact.hex()]
                question = valid(f"{prefix}/{one.name}", one.about, _TEXT, status_lists=tokens)
                codes: list[Code | None] = [*sorted(made.expected)] or [None]
                yield replace(question, expected={**question.expected, "refused_lists": [[None], codes]})
