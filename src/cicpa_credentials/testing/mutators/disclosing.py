"""Disclosures taken from their list, changed and put back: what holders and go-betweens try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.testing.mutators.draft import opened
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cicpa_credentials.testing.mutators.mutation import Pick
    from cicpa_credentials.wire.sign1 import Sign1

__all__ = ["CHANGES", "SALT", "disclosures_in", "doubled", "longer", "orphaned", "reworded", "swapped", "unreferenced"]

SALT: Final = bytes(range(16))
_SD_CLAIMS: Final = int(Header.SD_CLAIMS)
_ENTRY: Final = 3
_SHORT_ARRAY, _LONG_ARRAY = b"\x83", b"\x98\x03"


def disclosures_in(message: Sign1 | bytes) -> list[bytes]:
    """The disclosures that a credential carries, as they stand there."""
    shown: Any = (opened(message) if isinstance(message, bytes) else message).unprotected.get(_SD_CLAIMS, ())
    return list(shown)


def doubled(shown: Sequence[bytes], pick: Pick) -> list[bytes] | None:
    """One of the disclosures stands there twice."""
    return [*shown, shown[pick(len(shown))]] if shown else None


def orphaned(shown: Sequence[bytes], _: Pick) -> list[bytes] | None:
    """Details are shown without the claim that they stand in."""
    children = [one for one in shown if not _is_parent(one)]
    return children if children and len(children) < len(shown) else None


def unreferenced(shown: Sequence[bytes], pick: Pick) -> list[bytes]:
    """A detail, a decoy or an element is added that the issuer never hashed."""
    invented: tuple[list[object], ...] = ([SALT, "partner@example.org", 4], [SALT, 1], [SALT])
    return [*shown, cbor.encode(invented[pick(len(invented))])]


def swapped(shown: Sequence[bytes], pick: Pick) -> list[bytes] | None:
    """Two details have exchanged their values."""
    entries = [at for at, one in enumerate(shown) if _is_detail(one)]
    if len(entries) < 2:  # noqa: PLR2004 - it takes two
        return None
    first = entries.pop(pick(len(entries)))
    second = entries[pick(len(entries))]
    (salt, value, key), (other_salt, other_value, other_key) = _content(shown[first]), _content(shown[second])
    changed = list(shown)
    changed[first], changed[second] = (
        cbor.encode([salt, other_value, key]),
        cbor.encode([other_salt, value, other_key]),
    )
    return changed


def reworded(shown: Sequence[bytes], pick: Pick) -> list[bytes] | None:
    """A detail has another value under the same salt."""
    return _one_changed(shown, pick, lambda content: cbor.encode([content[0], "another value", content[2]]))


def longer(shown: Sequence[bytes], pick: Pick) -> list[bytes] | None:
    """A detail is written as the same array with a longer head: the content is the same, its hash is not."""
    return _one_changed(shown, pick, lambda content: _LONG_ARRAY + cbor.encode(content)[len(_SHORT_ARRAY) :])


CHANGES: Final = (doubled, orphaned, unreferenced, swapped, reworded, longer)
"""All of these: what comes out has a disclosure without its hash, or one twice."""


def _one_changed(shown: Sequence[bytes], pick: Pick, change: Callable[[list[Any]], bytes]) -> list[bytes] | None:
    entries = [at for at, one in enumerate(shown) if _is_detail(one)]
    if not entries:
        return None
    at = entries[pick(len(entries))]
    return [*shown[:at], change(_content(shown[at])), *shown[at + 1 :]]


def _content(disclosure: bytes) -> list[Any]:
    content: Any = cbor.decode(disclosure)
    return list(content)


def _is_parent(disclosure: bytes) -> bool:
    content = _content(disclosure)
    return len(content) == _ENTRY and isinstance(content[1], dict)


def _is_detail(disclosure: bytes) -> bool:
    return len(_content(disclosure)) == _ENTRY and not _is_parent(disclosure)
