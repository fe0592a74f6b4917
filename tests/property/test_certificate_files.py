"""Whatever stands in a certificate or a request, the answer is an object or an error of ours.

What is compared is what was signed: the signature's own encoding is not, and ECDSA knows two for each.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import KeyHandlingError, TrustError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import (
    Purpose,
    association_of,
    issuer_request,
    load_certificates,
    load_request,
    mandate_of,
    verify_chain,
)
from cicpa_credentials.keys.x509.profile import issuing
from cicpa_credentials.keys.x509.request import requested_key
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import NOW, Recipe, a_ca, a_root, ec_key, mint

if TYPE_CHECKING:
    from cryptography import x509

ROOT = a_root()
MIDDLE = mint(a_ca("middle", 2), by=ROOT)
LEAF = mint(Recipe(), by=MIDDLE)
REQUEST = issuer_request(InProcessSigner(ec_key(3)), association=association("110000"), categories=frozenset(Category))
DER = LEAF.certificate.public_bytes(Encoding.DER)
NEGATIVE_SERIAL = DER.replace(b"\x02\x02\x03\xe8", b"\x02\x02\x83\xe8")
assert NEGATIVE_SERIAL != DER


@st.composite
def damaged(draw: st.DrawFn, original: bytes) -> bytes:
    """Bytes with up to eight of them changed, taken out or put in."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(data)


def try_load(data: bytes) -> tuple[x509.Certificate, ...]:
    with suppress(TrustError):
        return load_certificates(data)
    return ()


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text().map(str.encode))
@example(b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")
@example(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")
@example(b"-----BEGIN CERTIFICATE-----")
def test_any_bytes(data: bytes) -> None:
    try_load(data)
    with suppress(KeyHandlingError):
        load_request(data)


@settings(max_examples=1500)
@given(damaged(DER))
@example(NEGATIVE_SERIAL)
def test_damaged_leaf_is_never_believed(data: bytes) -> None:
    for leaf in try_load(data):
        for read in (mandate_of, association_of):
            with suppress(TrustError):
                read(leaf)
        chain = [leaf, MIDDLE.certificate]
        if believed(chain, root=ROOT.certificate):
            assert leaf.tbs_certificate_bytes == LEAF.certificate.tbs_certificate_bytes


@settings(max_examples=700)
@given(damaged(MIDDLE.certificate.public_bytes(Encoding.DER)))
def test_damaged_intermediate_is_never_believed(data: bytes) -> None:
    for middle in try_load(data):
        if believed([LEAF.certificate, middle], root=ROOT.certificate):
            assert middle.tbs_certificate_bytes == MIDDLE.certificate.tbs_certificate_bytes


@settings(max_examples=700)
@given(damaged(ROOT.certificate.public_bytes(Encoding.DER)))
def test_damaged_root_raises_nothing_else(data: bytes) -> None:
    for root in try_load(data):
        believed([LEAF.certificate, MIDDLE.certificate], root=root)


@settings(max_examples=700)
@given(damaged(REQUEST.public_bytes(Encoding.DER)))
def test_damaged_request_is_never_certified(data: bytes) -> None:
    try:
        request = load_request(data)
        requested_key(request, association("110000"), issuing(frozenset(Category)))
    except KeyHandlingError:
        return
    assert request.tbs_certrequest_bytes == REQUEST.tbs_certrequest_bytes


def believed(chain: list[x509.Certificate], *, root: x509.Certificate) -> bool:
    try:
        verify_chain(chain, root=root, at=NOW, purpose=Purpose.ISSUING)
    except TrustError:
        return False
    return True
