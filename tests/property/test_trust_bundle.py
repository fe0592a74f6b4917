"""Whatever the bytes, a bundle is loaded as it was signed, or refused by an error of ours."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.algorithms import ALGORITHMS
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.wire import cbor
from hostile import values
from office import BEIJING, BUNDLE, ENTRY, KEY, ROOT, a_root, bundle, certified
from outcomes import outcome
from pki import ec_key

RICH = bundle(
    ENTRY,
    TrustedIssuer.of((certified(InProcessSigner(ec_key(9010)), of=BEIJING),)),
    status_lists=[b"list"],
    anchors=[a_root(9101, name="Another").certificate],
)
PAYLOAD = cbor.decode_map(roots.open_signed(RICH.encoded)[0])
CODES = {Code.MALFORMED, Code.BUNDLE_UNTRUSTED, Code.OUT_OF_SCOPE, Code.UNSUPPORTED, Code.KEY_NOT_VALID}


def load(data: bytes) -> TrustBundle | TrustError:
    loaded = outcome(lambda: TrustBundle.load(data, root=ROOT.certificate))
    assert isinstance(loaded, (TrustBundle, TrustError))
    return loaded


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused = load(data)
    assert isinstance(refused, TrustError)
    assert refused.code is Code.MALFORMED


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_bundle_is_refused_or_says_the_same(data: st.DataObject) -> None:
    changed = bytearray(RICH.encoded)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    loaded = load(bytes(changed))
    if isinstance(loaded, TrustError):
        assert loaded.code in CODES
    else:
        assert loaded.issuers == RICH.issuers


anything = values(keys=st.integers(0, 9), tags=range(101))


@settings(max_examples=300)
@given(
    st.dictionaries(st.integers(1, 8), anything, max_size=2), st.dictionaries(st.integers(1, 9), anything, max_size=2)
)
def test_whatever_a_root_signs_is_loaded_or_refused(changes: dict[int, Any], entry: dict[int, Any]) -> None:
    payload: dict[Any, Any] = {**PAYLOAD, 4: [{**ENTRY.to_map(), **entry}], **changes}
    data = roots.sign(cbor.encode(payload), signer=ROOT.signer, root=ROOT.certificate)
    loaded = load(data)
    if isinstance(loaded, TrustError):
        assert loaded.code in CODES
    else:
        assert all(issuer.mandate.categories <= ENTRY.mandate.categories for issuer in loaded.issuers)


@given(anything)
def test_any_entry_is_read_or_refused(entry: object) -> None:
    read = outcome(lambda: TrustedIssuer.from_map(entry))
    assert isinstance(read, TrustError)
    assert read.code is Code.MALFORMED


@given(st.integers(0, 2**63), st.lists(st.binary(max_size=30), max_size=3))
def test_a_bundle_comes_back(sequence: int, lists: list[bytes]) -> None:
    made = bundle(sequence=sequence, status_lists=lists)
    assert load(made.encoded) == made
    assert load(BUNDLE.encoded) == BUNDLE


keys = st.dictionaries(
    st.sampled_from([1, -1, -2, -3, 3, 4]), anything | st.binary(min_size=32, max_size=32), max_size=5
)


@settings(max_examples=300)
@given(
    keys
    | st.fixed_dictionaries(
        {1: st.just(2), -1: st.integers(1, 3), -2: st.binary(min_size=32, max_size=66), -3: anything}
    )
)
def test_any_cose_key_is_read_or_refused(parameters: dict[int, Any]) -> None:
    read = outcome(lambda: PublicKey.from_cose_key(parameters))
    if isinstance(read, PublicKey):
        assert PublicKey.from_cose_key(read.to_cose_key()) == read
    else:
        assert read.code in {Code.MALFORMED, Code.UNSUPPORTED, Code.KEY_NOT_VALID}


@given(
    st.binary(max_size=150),
    st.sampled_from(sorted(ALGORITHMS)),
    st.binary(max_size=140) | st.binary(min_size=64, max_size=64),
)
def test_no_signature_is_met_by_chance(data: bytes, number: int, signature: bytes) -> None:
    refused = outcome(lambda: KEY.public_key.verify(data, signature, algorithm=ALGORITHMS[number]))
    assert refused is not None
    assert refused.code in {Code.BAD_SIGNATURE, Code.UNSUPPORTED}


@given(st.binary(max_size=300))
def test_what_is_signed_is_verified(data: bytes) -> None:
    KEY.public_key.verify(data, KEY.sign(data), algorithm=KEY.algorithm)


@given(st.binary(max_size=120))
def test_any_file_is_a_key_or_refused(data: bytes) -> None:
    for load_key in (PublicKey.from_pem, PublicKey.from_der, InProcessSigner.from_pem):
        refused = outcome(lambda: load_key(data))  # noqa: B023 - called at once
        assert getattr(refused, "code", None) is Code.MALFORMED
