"""Status lists and what remembers bundles: round trips, and nothing but our errors whatever the bytes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code, StatusError, TrustError
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.keys.seen import SeenBundles
from cicpa_credentials.status import StatusList, StatusLists, StatusListToken, StatusReference
from hostile import values
from office import BUNDLE, KEY, ROOT, SHANGHAI, Draft, bundle, issue, verifier
from status_samples import REFERENCE, URI, a_list, a_token

CREDENTIAL = issue(status=REFERENCE).credential
widths = st.sampled_from([1, 2, 4, 8])
anything = values(keys=st.sampled_from(["bits", "lst", "status_list", "idx", "uri"]), tags=[1, 24, 60, 100])
claims = st.dictionaries(st.sampled_from([2, 4, 6, 65533, 65534, 1]), anything, max_size=3)


@st.composite
def contents(draw: st.DrawFn) -> tuple[int, list[int]]:
    bits = draw(widths)
    return bits, draw(st.lists(st.integers(0, (1 << bits) - 1), min_size=1, max_size=70))


@given(content=contents())
def test_a_list_says_what_was_put_into_it(content: tuple[int, list[int]]) -> None:
    bits, statuses = content
    built = StatusList.build(len(statuses), enumerate(statuses), bits=bits)
    assert list(built)[: len(statuses)] == statuses
    assert not any(list(built)[len(statuses) :])
    assert StatusList.decompress(built.compress(), bits=bits) == built


@given(
    content=contents(),
    uri=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    issued=st.integers(0, 2**35),
    lasts=st.none() | st.integers(1, 2**30),
    ttl=st.none() | st.integers(1, 2**37),
)
def test_a_token_says_what_was_signed(
    content: tuple[int, list[int]], uri: str, issued: int, lasts: int | None, ttl: int | None
) -> None:
    token = a_token(
        uri=uri,
        issued=datetime.fromtimestamp(issued, UTC),
        expires=None if lasts is None else datetime.fromtimestamp(issued + lasts, UTC),
        ttl=None if ttl is None else timedelta(seconds=ttl),
    )
    token = replace(token, entries=StatusList.build(len(content[1]), enumerate(content[1]), bits=content[0]))
    read = StatusListToken.verify(token.sign(KEY), KEY.public_key)
    assert (read.uri, read.issued, read.expires, read.ttl) == (token.uri, token.issued, token.expires, token.ttl)
    assert read.entries == token.entries
    assert read.fresh_until is None or read.fresh_until >= read.issued


@given(lst=st.binary(max_size=60), bits=widths)
def test_entries_of_any_bytes_are_read_or_refused(lst: bytes, bits: int) -> None:
    with suppress(StatusError):
        StatusList.decompress(lst, bits=bits)


@given(data=st.binary(max_size=90))
def test_a_token_of_any_bytes_is_refused(data: bytes) -> None:
    lists = StatusLists(BUNDLE)
    with suppress(CicpaError):
        lists.add(data)
    assert lists.find(URI, association=SHANGHAI) is None


@given(place=st.integers(0, 400), bits=st.integers(1, 255))
def test_a_token_with_a_byte_changed_is_refused(place: int, bits: int) -> None:
    data = bytearray(a_list())
    data[place % len(data)] ^= bits
    lists = StatusLists(BUNDLE)
    with suppress(CicpaError):
        lists.add(bytes(data))
    assert lists.find(URI, association=SHANGHAI) is None


@settings(max_examples=300)
@given(changes=claims, headers=st.dictionaries(st.sampled_from([4, 16, 17, 33]), anything, max_size=2))
def test_whatever_an_association_signs_never_stops_a_verification(
    changes: dict[Any, Any], headers: dict[Any, Any]
) -> None:
    draft = Draft.of(a_list([(REFERENCE.index, 1)]))
    token = Draft(protected={**draft.protected, **headers}, payload={**draft.payload, **changes}).signed()
    of = verifier(bundle(status_lists=[token]))
    assert of.evaluate(CREDENTIAL).to_dict()["verdict"] in {"valid", "invalid", "indeterminate"}


@given(claim=anything)
def test_any_status_claim_is_a_reference_or_refused(claim: object) -> None:
    with suppress(StatusError):
        reference = StatusReference.from_claim(claim)
        assert StatusReference.from_claim(reference.to_claim()) == reference
    credential = Draft.of(CREDENTIAL).with_claims({65535: claim}).signed()
    report = verifier(bundle(status_lists=[a_list()])).evaluate(credential)
    assert report.to_dict()["verdict"] in {"valid", "invalid", "indeterminate"}


@given(content=st.binary(max_size=200) | st.text(st.sampled_from('{}[]":, 0127aeflnrstu'), max_size=60).map(str.encode))
def test_a_file_of_any_content_is_never_a_fresh_start(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("seen") / "seen.json"
    path.write_bytes(content)
    with pytest.raises(TrustError) as caught:
        SeenBundles(path).load(BUNDLE.encoded, root=fingerprint(ROOT.certificate))
    assert caught.value.code is Code.MALFORMED
