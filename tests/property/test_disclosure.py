"""Selective disclosure of arbitrary claims: whatever is marked, wherever it stands."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from cbor2 import CBORTag
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.disclosure import REDACTED_KEYS, decoy, redact, redacted_hash, resolve, to_be_redacted
from cicpa_credentials.disclosure.salted import NEVER_REDACTED
from cicpa_credentials.errors import CicpaError, Code, DisclosureError
from cicpa_credentials.wire import cbor
from office import dice
from outcomes import outcome

labels = st.integers(-70000, 70000).filter(lambda key: key not in NEVER_REDACTED | {59}) | st.text(
    min_size=1, max_size=8
)
scalars = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8)


class Marked:
    """Claims with marks, beside the same claims without them; numbers decoys."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.decoys = 0

    def value(self, depth: int) -> tuple[Any, Any]:
        kind = self.draw(st.sampled_from(["scalar", "scalar", "map", "array", "tag"])) if depth < 5 else "scalar"
        if kind == "map":
            return self.map(depth)
        if kind == "array":
            return self.array(depth)
        if kind == "tag":
            marked, plain = self.value(depth + 1)
            return CBORTag(100, marked), CBORTag(100, plain)
        scalar = self.draw(scalars)
        return scalar, scalar

    def map(self, depth: int) -> tuple[dict[Any, Any], dict[Any, Any]]:
        marked, plain = {}, {}
        for key in self.draw(st.lists(labels, max_size=4, unique=True)):
            inner, clear = self.value(depth + 1)
            marked[to_be_redacted(key) if self.draw(st.booleans()) else key] = inner
            plain[key] = clear
        if self.draw(st.booleans()):
            marked[self.decoy()] = None
        return marked, plain

    def array(self, depth: int) -> tuple[list[Any], list[Any]]:
        marked, plain = [], []
        for kind in self.draw(st.lists(st.sampled_from(["clear", "marked", "decoy"]), max_size=4)):
            if kind == "decoy":
                marked.append(self.decoy())
                continue
            inner, clear = self.value(depth + 1)
            marked.append(to_be_redacted(inner) if kind == "marked" else inner)
            plain.append(clear)
        return marked, plain

    def decoy(self) -> CBORTag:
        self.decoys += 1
        return decoy(self.decoys)


@st.composite
def claims(draw: st.DrawFn) -> tuple[dict[Any, Any], dict[Any, Any], int]:
    made = Marked(draw)
    marked, plain = made.map(1)
    return marked, plain, made.decoys


def same(one: object, other: object) -> bool:
    """Equal, and of the same types: True is not 1 here."""
    return cbor.encode(ordered(one)) == cbor.encode(ordered(other))


def ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=cbor.encode)}
    if isinstance(value, list):
        return [ordered(one) for one in value]
    if isinstance(value, CBORTag):
        return CBORTag(value.tag, ordered(value.value))
    return value


def signed_and_read(payload: dict[object, object]) -> dict[object, object]:
    return cbor.decode_map(cbor.encode(payload))


@settings(max_examples=200)
@given(claims(), st.randoms(use_true_random=False))
def test_all_shown_equals_what_was_hidden(made: tuple[Any, Any, int], random: Any) -> None:  # noqa: ANN401 - Hypothesis has no name for it
    marked, plain, decoys = made
    redacted = redact(marked, random_bytes=dice())
    disclosures = [*redacted.disclosures]
    random.shuffle(disclosures)
    resolved = resolve(signed_and_read(redacted.payload), disclosures)
    assert same(resolved.claims, plain)
    assert (resolved.undisclosed, resolved.decoys) == (0, decoys)


@settings(max_examples=200)
@given(claims())
def test_nothing_shown_shows_nothing(made: tuple[Any, Any, int]) -> None:
    marked, plain, _ = made
    redacted = redact(marked, random_bytes=dice())
    resolved = resolve(signed_and_read(redacted.payload), ())
    assert covers(plain, resolved.claims)
    assert resolved.undisclosed <= len(redacted.disclosures)


@settings(max_examples=200)
@given(claims(), st.data())
def test_any_part_shown_is_a_part_of_the_whole_or_refused(made: tuple[Any, Any, int], data: st.DataObject) -> None:
    marked, plain, _ = made
    redacted = redact(marked, random_bytes=dice())
    part = [one for one in redacted.disclosures if data.draw(st.booleans())]
    resolved = outcome(lambda: resolve(signed_and_read(redacted.payload), part))
    if isinstance(resolved, CicpaError):
        # An inner disclosure was kept and its parent left out.
        assert resolved.code is Code.DISCLOSURE_MISMATCH
    else:
        assert covers(plain, resolved.claims)


def covers(whole: Any, part: Any) -> bool:  # noqa: ANN401 - claims of any type
    """Whether everything in the part stands in the whole, in its place and order."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and covers(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        rest = iter(whole)
        return all(any(covers(one, wanted) for one in rest) for wanted in part)
    if isinstance(part, CBORTag):
        return isinstance(whole, CBORTag) and covers(whole.value, part.value)
    return same(whole, part)


@given(claims(), st.data())
def test_one_changed_byte_in_a_disclosure_is_refused(made: tuple[Any, Any, int], data: st.DataObject) -> None:
    redacted = redact(made[0], random_bytes=dice())
    if not redacted.disclosures:
        return
    place = data.draw(st.integers(0, len(redacted.disclosures) - 1))
    changed = bytearray(redacted.disclosures[place])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    disclosures = [*redacted.disclosures[:place], bytes(changed), *redacted.disclosures[place + 1 :]]
    with pytest.raises(DisclosureError) as caught:
        resolve(redacted.payload, disclosures)
    assert caught.value.code is Code.DISCLOSURE_MISMATCH


hostile: st.SearchStrategy[Any] = st.recursive(
    scalars | st.just(REDACTED_KEYS) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            labels | st.just(REDACTED_KEYS) | st.booleans() | st.none() | st.integers(1, 9), inner, max_size=4
        )
        | st.builds(CBORTag, st.sampled_from([18, 58, 60, 61, 62, 100]), inner)
    ),
    max_leaves=12,
)
fake = st.lists(hostile, max_size=4).map(cbor.encode) | st.binary(max_size=40)


@st.composite
def referenced(draw: st.DrawFn) -> tuple[Any, list[bytes]]:
    """Any claims, with hashes of any disclosures in any places."""
    disclosures = draw(st.lists(fake, max_size=4))
    hashes = [redacted_hash(one) for one in disclosures]
    payload: dict[Any, Any] = {**draw(st.dictionaries(labels, hostile, max_size=3))}
    payload[REDACTED_KEYS] = draw(st.permutations([*hashes, *draw(st.lists(hostile, max_size=1))]))
    payload[500] = [CBORTag(60, one) for one in draw(st.lists(st.sampled_from([*hashes, b""]), max_size=2))]
    return payload, disclosures


@settings(max_examples=500)
@given(referenced() | st.tuples(st.dictionaries(labels, hostile, max_size=4), st.lists(fake, max_size=3)), hostile)
def test_any_claims_and_disclosures_resolve_or_are_refused(made: tuple[Any, list[bytes]], sd_alg: object) -> None:
    payload, disclosures = made
    for header in ({}, {"sd_alg": sd_alg}, {"header_claims": payload}):
        resolved = outcome(partial(resolve, payload, disclosures, **header))
        if isinstance(resolved, CicpaError):
            assert resolved.code in (Code.MALFORMED, Code.DISCLOSURE_MISMATCH, Code.UNSUPPORTED)


@settings(max_examples=300)
@given(st.dictionaries(labels | labels.map(to_be_redacted) | st.integers(-1, 3).map(decoy), hostile, max_size=4))
def test_any_claims_are_redacted_or_refused(marked: dict[Any, Any]) -> None:
    redacted = outcome(lambda: redact(marked, random_bytes=dice()))
    if isinstance(redacted, CicpaError):
        assert redacted.code is Code.MALFORMED
    else:
        resolve(signed_and_read(redacted.payload), redacted.disclosures)
