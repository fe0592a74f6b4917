"""What a root signs, and how it hands over to its successor."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.sign1 import Sign1
from office import KEY, ROOT, a_root
from pki import a_ca, mint

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.keys.x509 import RootAuthority

NEXT = a_root(9101, name="Root 2")
LAST = a_root(9102, name="Root 3")
NEXT_DER = NEXT.certificate.public_bytes(Encoding.DER)
SIGNED = roots.sign(b"payload", signer=ROOT.signer, root=ROOT.certificate)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(TrustError) as caught:
        act()
    return caught.value.code


def introduced(successor: RootAuthority, *, by: RootAuthority) -> bytes:
    return roots.introduce(successor.certificate, signer=by.signer, root=by.certificate)


def follow(pinned: RootAuthority, signed_by: RootAuthority, *introductions: bytes) -> None:
    roots.follow(roots.fingerprint(pinned.certificate), signed_by.certificate, introductions)


def resigned(**headers: Any) -> bytes:  # noqa: ANN401 - header values
    """What the root signed, under other headers, signed again by its own key."""
    names = {"alg": 1, "kid": 4, "typ": 16, "x5chain": 33}
    changed: dict[Any, Any] = {**Sign1.decode(SIGNED).protected}
    changed.update({names[name]: value for name, value in headers.items()})
    protected = cbor.encode({key: value for key, value in changed.items() if value is not None})
    return sign1.assemble(protected, b"payload", ROOT.signer.sign(sign1.to_be_signed(protected, b"payload")))


def test_a_fingerprint_is_the_sha_256_of_the_certificate() -> None:
    der = ROOT.certificate.public_bytes(Encoding.DER)
    assert roots.fingerprint(ROOT.certificate) == hashlib.sha256(der).digest()
    assert len(roots.fingerprint(ROOT.certificate)) == roots.FINGERPRINT_BYTES


class TestSigning:
    def test_what_is_signed_carries_the_roots_certificate(self) -> None:
        assert roots.open_signed(SIGNED) == (b"payload", ROOT.certificate)
        assert dict(Sign1.decode(SIGNED).protected) == {
            1: -9,
            4: ROOT.signer.public_key.kid,
            16: "application/vnd.cicpa.trust-bundle",
            33: ROOT.certificate.public_bytes(Encoding.DER),
        }

    def test_a_key_that_is_not_the_certificates_signs_nothing(self) -> None:
        for signer in (KEY, NEXT.signer):
            assert (
                refusal(lambda: roots.sign(b"x", signer=signer, root=ROOT.certificate)) is Code.BUNDLE_UNTRUSTED  # noqa: B023 - called at once
            )

    @pytest.mark.parametrize(
        ("headers", "code"),
        [
            pytest.param({"typ": None}, Code.BUNDLE_UNTRUSTED, id="no typ"),
            pytest.param({"typ": "application/vnd.cicpa"}, Code.BUNDLE_UNTRUSTED, id="a certificate's typ"),
            pytest.param({"typ": []}, Code.BUNDLE_UNTRUSTED, id="a list for a typ"),
            pytest.param({"alg": -8}, Code.BUNDLE_UNTRUSTED, id="another algorithm"),
            pytest.param({"alg": None}, Code.BUNDLE_UNTRUSTED, id="no algorithm"),
            pytest.param({"alg": -51}, Code.BUNDLE_UNTRUSTED, id="an algorithm of another curve"),
            pytest.param({"x5chain": None}, Code.MALFORMED, id="no certificate"),
            pytest.param({"x5chain": b""}, Code.MALFORMED, id="an empty certificate"),
            pytest.param({"x5chain": "x"}, Code.MALFORMED, id="text for a certificate"),
            pytest.param({"x5chain": []}, Code.MALFORMED, id="no certificates"),
            pytest.param({"x5chain": NEXT_DER}, Code.BUNDLE_UNTRUSTED, id="another's certificate"),
        ],
    )  # fmt: skip
    def test_other_headers_are_refused(self, headers: dict[str, Any], code: Code) -> None:
        assert refusal(lambda: roots.open_signed(resigned(**headers))) is code

    def test_a_certificate_with_a_key_of_another_kind_is_refused(self) -> None:
        small = mint(a_ca("root", 1), key=ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
        der = small.certificate.public_bytes(Encoding.DER)
        assert refusal(lambda: roots.open_signed(resigned(x5chain=der))) is Code.BUNDLE_UNTRUSTED

    def test_changed_bytes_are_refused(self) -> None:
        message = Sign1.decode(SIGNED)
        for changed in (replace(message, payload=b"Payload"), replace(message, signature=bytes(64))):
            assert refusal(lambda: roots.open_signed(changed.encode())) is Code.BUNDLE_UNTRUSTED  # noqa: B023 - called at once
        for data in (SIGNED[:-1], SIGNED + b"\x00", b"", b"\xa0"):
            assert refusal(lambda: roots.open_signed(data)) is Code.MALFORMED  # noqa: B023 - called at once


class TestHandingOver:
    def test_the_pinned_root_needs_no_introduction(self) -> None:
        follow(ROOT, ROOT)

    def test_a_successor_is_reached_by_introductions_however_many(self) -> None:
        first, second = introduced(NEXT, by=ROOT), introduced(LAST, by=NEXT)
        follow(ROOT, NEXT, first)
        follow(ROOT, LAST, first, second)

    def test_introductions_from_before_the_pinned_root_are_passed_over(self) -> None:
        first, second = introduced(NEXT, by=ROOT), introduced(LAST, by=NEXT)
        follow(NEXT, LAST, first, second)
        follow(LAST, LAST, first, second)

    def test_a_root_that_nobody_introduced_is_not_believed(self) -> None:
        first, second = introduced(NEXT, by=ROOT), introduced(LAST, by=NEXT)
        for pinned, signed_by, introductions in (
            (ROOT, NEXT, ()),
            (ROOT, LAST, (first,)),
            (ROOT, LAST, (second,)),
            (ROOT, LAST, (second, first)),
            (NEXT, ROOT, (first,)),
            (LAST, NEXT, (first, second)),
        ):
            assert refusal(lambda: follow(pinned, signed_by, *introductions)) is Code.BUNDLE_UNTRUSTED  # noqa: B023 - called at once

    def test_nobody_introduces_himself(self) -> None:
        forged = replace(Sign1.decode(introduced(NEXT, by=ROOT)), signature=bytes(64)).encode()
        assert refusal(lambda: follow(ROOT, NEXT, forged)) is Code.BUNDLE_UNTRUSTED
        assert refusal(lambda: follow(ROOT, NEXT, introduced(NEXT, by=NEXT))) is Code.BUNDLE_UNTRUSTED

    def test_a_bundle_is_no_introduction(self) -> None:
        der = NEXT.certificate.public_bytes(Encoding.DER)
        posing = roots.sign(der, signer=ROOT.signer, root=ROOT.certificate)
        assert refusal(lambda: follow(ROOT, NEXT, posing)) is Code.BUNDLE_UNTRUSTED

    def test_an_introduction_of_nothing_is_malformed(self) -> None:
        typ = "application/vnd.cicpa.root-introduction"
        empty = roots.sign(b"", signer=ROOT.signer, root=ROOT.certificate, typ=typ)
        assert refusal(lambda: follow(ROOT, NEXT, empty)) is Code.MALFORMED
        assert refusal(lambda: follow(ROOT, NEXT, b"")) is Code.MALFORMED

    def test_endless_introductions_are_not_looked_at(self) -> None:
        useless = introduced(LAST, by=NEXT)
        useful = introduced(NEXT, by=ROOT)
        follow(ROOT, NEXT, *[useless] * 15, useful)
        assert refusal(lambda: follow(ROOT, NEXT, *[useless] * 16, useful)) is Code.BUNDLE_UNTRUSTED

    def test_a_root_may_sign_with_any_key_that_signs(self) -> None:
        signer = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
        root = mint(a_ca("root", 1), key=ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
        signed = roots.sign(b"payload", signer=signer, root=root.certificate)
        assert roots.open_signed(signed) == (b"payload", root.certificate)
