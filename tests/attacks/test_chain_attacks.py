"""Chains that must not be believed, one attack each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import (
    SEAL_USAGE,
    Purpose,
    RootAuthority,
    association_of,
    issuer_request,
    load_certificates,
    mandate_of,
    verify_chain,
)
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import BEIJING, ISSUING, NOW, WINDOW, Entity, PublicKey, Recipe, a_ca, a_root, ec_key, mint

if TYPE_CHECKING:
    from datetime import datetime

ROOT = a_root()
LEAF = mint(Recipe(), by=ROOT)
PAST = (NOW - timedelta(days=60), NOW - timedelta(days=1))
ANY_USAGE = x509.ObjectIdentifier("2.5.29.37.0")
_P256 = bytes.fromhex("06082a8648ce3d030107")
_KEY_USAGE, _EXTENDED_KEY_USAGE = b"\x55\x1d\x0f", b"\x55\x1d\x25"
UNKNOWN_CRITICAL = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"), True)


def check(*chain: Entity, root: Entity = ROOT, at: datetime = NOW, purpose: Purpose = Purpose.ISSUING) -> None:
    verify_chain([one.certificate for one in chain], root=root.certificate, at=at, purpose=purpose)


def refusal(*chain: Entity, root: Entity = ROOT, at: datetime = NOW, purpose: Purpose = Purpose.ISSUING) -> Code:
    with pytest.raises(TrustError) as caught:
        check(*chain, root=root, at=at, purpose=purpose)
    return caught.value.code


def altered(entity: Entity, old: bytes, new: bytes) -> x509.Certificate:
    """The certificate with some of its bytes replaced; the signature stays."""
    return x509.load_der_x509_certificate(entity.certificate.public_bytes(Encoding.DER).replace(old, new))


def test_the_honest_chain_passes() -> None:
    check(LEAF)
    check(LEAF, ROOT)


class TestAnchor:
    def test_no_root_given(self) -> None:
        with pytest.raises(TrustError) as caught:
            verify_chain([LEAF.certificate], root=cast("x509.Certificate", None), at=NOW, purpose=Purpose.ISSUING)
        assert caught.value.code is Code.BUNDLE_UNTRUSTED

    def test_empty_chain(self) -> None:
        assert refusal() is Code.BUNDLE_UNTRUSTED

    def test_leaf_put_into_the_store_anchors_itself(self) -> None:
        assert refusal(LEAF, root=LEAF) is Code.BUNDLE_UNTRUSTED
        self_signed = mint(Recipe())
        assert refusal(self_signed, root=self_signed) is Code.BUNDLE_UNTRUSTED

    def test_self_signed_leaf(self) -> None:
        assert refusal(mint(Recipe())) is Code.BUNDLE_UNTRUSTED

    def test_leaf_serves_as_the_root_of_another(self) -> None:
        self_signed = mint(Recipe(name="not a CA"))
        assert refusal(mint(Recipe(seed=2), by=self_signed), root=self_signed) is Code.BUNDLE_UNTRUSTED

    def test_root_poses_as_an_issuer(self) -> None:
        root = a_root(usages=ISSUING, identifiers=(BEIJING,), sign=True)
        assert refusal(root, root=root) is Code.BUNDLE_UNTRUSTED
        assert refusal(root, root, root=root) is Code.BUNDLE_UNTRUSTED

    def test_intermediate_pinned_as_if_it_were_a_root(self) -> None:
        middle = mint(a_ca("middle", 2), by=ROOT)
        assert refusal(mint(Recipe(), by=middle), root=middle) is Code.BUNDLE_UNTRUSTED

    def test_root_of_the_same_name_with_another_key(self) -> None:
        impostor = mint(a_ca("root", 66))
        assert refusal(mint(Recipe(), by=impostor)) is Code.BUNDLE_UNTRUSTED
        assert refusal(mint(Recipe(), by=impostor), impostor) is Code.BUNDLE_UNTRUSTED

    def test_ed25519_root(self) -> None:
        root = mint(a_ca("root", 1), key=ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
        assert refusal(mint(Recipe(), by=root), root=root) is Code.BUNDLE_UNTRUSTED

    def test_root_that_cannot_be_read(self) -> None:
        root = Entity(certificate=altered(ROOT, b"root", b"\xff\xfe\xfd\xfc"), key=ROOT.key)
        assert refusal(LEAF, root=root) is Code.MALFORMED


class TestLeaf:
    def test_tampered_leaf(self) -> None:
        forged = Entity(certificate=altered(LEAF, b"AD:CN-110000", b"AD:CN-310000"), key=LEAF.key)
        assert association_of(forged.certificate) == association("310000")
        assert refusal(forged) is Code.BUNDLE_UNTRUSTED

    def test_ca_as_leaf(self) -> None:
        assert refusal(mint(Recipe(ca=True), by=ROOT)) is Code.BUNDLE_UNTRUSTED

    def test_leaf_that_may_certify(self) -> None:
        assert refusal(mint(Recipe(certify=True), by=ROOT)) is Code.BUNDLE_UNTRUSTED

    def test_leaf_that_may_not_sign(self) -> None:
        assert refusal(mint(Recipe(sign=False), by=ROOT)) is Code.BUNDLE_UNTRUSTED

    @pytest.mark.parametrize(
        "usages",
        [(ExtendedKeyUsageOID.SERVER_AUTH,), (ANY_USAGE,), (SEAL_USAGE,)],
        ids=["web server", "any", "seal"],
    )
    def test_certificate_for_another_purpose(self, usages: tuple[x509.ObjectIdentifier, ...]) -> None:
        leaf = mint(Recipe(usages=usages), by=ROOT)
        assert refusal(leaf) is Code.OUT_OF_SCOPE
        with pytest.raises(TrustError) as caught:
            mandate_of(leaf.certificate)
        assert caught.value.code is Code.OUT_OF_SCOPE

    def test_issuing_certificate_used_for_a_seal(self) -> None:
        assert refusal(LEAF, purpose=Purpose.SEAL) is Code.OUT_OF_SCOPE

    def test_certificate_without_any_usage(self) -> None:
        leaf = mint(Recipe(usages=None), by=ROOT)
        assert refusal(leaf) is Code.BUNDLE_UNTRUSTED
        with pytest.raises(TrustError) as caught:
            mandate_of(leaf.certificate)
        assert caught.value.code is Code.OUT_OF_SCOPE

    def test_unknown_critical_extension(self) -> None:
        assert refusal(mint(Recipe(extra=[UNKNOWN_CRITICAL]), by=ROOT)) is Code.BUNDLE_UNTRUSTED

    @pytest.mark.parametrize(
        ("public_key", "code"),
        [
            (rsa.generate_private_key(65537, 2048).public_key(), Code.UNSUPPORTED),
            (ec.derive_private_key(7, ec.SECP256K1()).public_key(), Code.UNSUPPORTED),
            (ed25519.Ed25519PublicKey.from_public_bytes(b"\x01" + bytes(31)), Code.KEY_NOT_VALID),
        ],
        ids=["RSA", "secp256k1", "small-order Ed25519"],
    )
    def test_key_that_does_not_sign_credentials(self, public_key: PublicKey, code: Code) -> None:
        assert refusal(mint(Recipe(public_key=public_key), by=ROOT)) is code

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            (_P256, bytes.fromhex("06082a811ccf5501822d"), Code.UNSUPPORTED),
            (_P256, bytes.fromhex("06082a8648ce3d030100"), Code.UNSUPPORTED),
            (b"\x03\x42\x00\x04", b"\x03\x42\x00\x05", Code.MALFORMED),
            (_KEY_USAGE, _EXTENDED_KEY_USAGE, Code.BUNDLE_UNTRUSTED),
        ],
        ids=["SM2", "no such curve", "no point", "two extensions alike"],
    )
    def test_what_cannot_be_read(self, old: bytes, new: bytes, code: Code) -> None:
        assert refusal(Entity(certificate=altered(LEAF, old, new), key=LEAF.key)) is code

    def test_expired(self) -> None:
        assert refusal(mint(Recipe(window=PAST), by=ROOT)) is Code.KEY_NOT_VALID
        check(LEAF, at=WINDOW[1])
        assert refusal(LEAF, at=WINDOW[1] + timedelta(microseconds=1)) is Code.KEY_NOT_VALID

    def test_not_yet_valid(self) -> None:
        check(LEAF, at=WINDOW[0])
        assert refusal(LEAF, at=WINDOW[0] - timedelta(microseconds=1)) is Code.KEY_NOT_VALID

    def test_naive_time_is_not_taken_for_utc(self) -> None:
        assert refusal(LEAF, at=NOW.replace(tzinfo=None)) is Code.MALFORMED


class TestIntermediates:
    def test_licensed_ca_of_two_levels_passes(self) -> None:
        upper = mint(a_ca("upper", 2), by=ROOT)
        lower = mint(a_ca("lower", 3), by=upper)
        leaf = mint(Recipe(), by=lower)
        check(leaf, lower, upper)
        check(leaf, lower, upper, ROOT)
        assert refusal(leaf, lower) is Code.BUNDLE_UNTRUSTED

    def test_longer_than_allowed(self) -> None:
        first = mint(a_ca("1st", 2), by=ROOT)
        second = mint(a_ca("2nd", 3), by=first)
        third = mint(a_ca("3rd", 4), by=second)
        assert refusal(mint(Recipe(), by=third), third, second, first) is Code.BUNDLE_UNTRUSTED

    def test_out_of_order(self) -> None:
        upper = mint(a_ca("upper", 2), by=ROOT)
        lower = mint(a_ca("lower", 3), by=upper)
        assert refusal(mint(Recipe(), by=lower), upper, lower) is Code.BUNDLE_UNTRUSTED

    def test_stowaway(self) -> None:
        assert refusal(LEAF, mint(a_ca("stowaway", 9), by=ROOT)) is Code.BUNDLE_UNTRUSTED

    def test_expired_intermediate(self) -> None:
        middle = mint(a_ca("middle", 2, window=PAST), by=ROOT)
        assert refusal(mint(Recipe(), by=middle), middle) is Code.BUNDLE_UNTRUSTED

    def test_expired_root(self) -> None:
        root = a_root(window=PAST)
        assert refusal(mint(Recipe(), by=root), root=root) is Code.BUNDLE_UNTRUSTED

    def test_issuer_certifies_another_issuer(self) -> None:
        assert refusal(mint(Recipe(seed=2), by=LEAF), LEAF) is Code.BUNDLE_UNTRUSTED

    def test_intermediate_without_basic_constraints(self) -> None:
        middle = mint(a_ca("middle", 2, ca=None), by=ROOT)
        assert refusal(mint(Recipe(), by=middle), middle) is Code.BUNDLE_UNTRUSTED

    def test_intermediate_that_may_not_certify(self) -> None:
        middle = mint(a_ca("middle", 2, certify=False, sign=True), by=ROOT)
        assert refusal(mint(Recipe(), by=middle), middle) is Code.BUNDLE_UNTRUSTED

    def test_ca_below_a_root_that_allows_none(self) -> None:
        root = a_root(path_length=0)
        middle = mint(a_ca("middle", 2), by=root)
        assert refusal(mint(Recipe(), by=middle), middle, root=root) is Code.BUNDLE_UNTRUSTED

    def test_ca_limited_to_other_usages(self) -> None:
        for usages in [(ExtendedKeyUsageOID.SERVER_AUTH,), ISSUING[1:]]:
            middle = mint(a_ca("middle", 2, usages=usages), by=ROOT)
            assert refusal(mint(Recipe(usages=ISSUING), by=middle), middle) is Code.OUT_OF_SCOPE

    def test_ca_limited_to_the_usages_at_hand_passes(self) -> None:
        for usages in (ISSUING, (ANY_USAGE,)):
            middle = mint(a_ca("middle", 2, usages=usages), by=ROOT)
            check(mint(Recipe(), by=middle), middle)

    def test_limits_that_the_verifier_would_not_enforce(self) -> None:
        elsewhere = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "AQ")]))
        limit = x509.NameConstraints(permitted_subtrees=[elsewhere], excluded_subtrees=None)
        for critical in (True, False):
            middle = mint(a_ca("middle", 2, extra=[(limit, critical)]), by=ROOT)
            assert refusal(mint(Recipe(), by=middle), middle) is Code.BUNDLE_UNTRUSTED

    def test_unknown_critical_extension_on_a_ca(self) -> None:
        middle = mint(a_ca("middle", 2, extra=[UNKNOWN_CRITICAL]), by=ROOT)
        assert refusal(mint(Recipe(), by=middle), middle) is Code.BUNDLE_UNTRUSTED


class TestAssociation:
    def test_issuer_for_beijing_signs_for_shanghai(self) -> None:
        mandate = mandate_of(LEAF.certificate)
        mandate.require(association="110000", category=Category.PRACTISING, at=NOW)
        with pytest.raises(KeyHandlingError) as caught:
            mandate.require(association="310000", category=Category.PRACTISING, at=NOW)
        assert caught.value.code is Code.OUT_OF_SCOPE

    @pytest.mark.parametrize(
        "identifiers",
        [
            (),
            (BEIJING, "AD:CN-310000"),
            ("AD:CN-110000 ",),
            ("AD:CN-110000\n",),
            ("AD:CN-１１００００",),
            ("xAD:CN-110000",),
            ("AD:CN-999999",),
            ("VATCN-110000",),
        ],
        ids=["none", "two", "space", "newline", "full-width digits", "prefix", "no such one", "another scheme"],
    )
    def test_certificate_that_does_not_name_one_association(self, identifiers: tuple[str, ...]) -> None:
        leaf = mint(Recipe(identifiers=identifiers), by=ROOT)
        with pytest.raises(TrustError) as caught:
            mandate_of(leaf.certificate)
        assert caught.value.code is Code.OUT_OF_SCOPE

    def test_certificate_that_cannot_be_read_has_no_mandate(self) -> None:
        for old, new in [(b"leaf", b"\xff\xfe\xfd\xfc"), (_KEY_USAGE, _EXTENDED_KEY_USAGE)]:
            with pytest.raises(TrustError) as caught:
                mandate_of(altered(LEAF, old, new))
            assert caught.value.code is Code.MALFORMED


class TestRequests:
    signer = InProcessSigner(ec_key(50))
    both = frozenset(Category)

    def certify(self, request: x509.CertificateSigningRequest, code: str, categories: frozenset[Category]) -> Code:
        authority = RootAuthority.create(
            InProcessSigner(ec_key(51)), name="root", valid_for=timedelta(days=365), clock=lambda: NOW
        )
        with pytest.raises(KeyHandlingError) as caught:
            authority.certify_issuer(
                request, association=association(code), categories=categories, not_before=NOW, not_after=NOW
            )
        return caught.value.code

    def test_request_of_beijing_certified_for_shanghai(self) -> None:
        request = issuer_request(self.signer, association=association("110000"), categories=self.both)
        assert self.certify(request, "310000", self.both) is Code.OUT_OF_SCOPE

    def test_request_for_more_than_is_granted(self) -> None:
        request = issuer_request(self.signer, association=association("110000"), categories=self.both)
        assert self.certify(request, "110000", frozenset({Category.PRACTISING})) is Code.OUT_OF_SCOPE

    def test_request_with_the_key_of_somebody_else(self) -> None:
        """Without proof of possession an association could be certified for a key that another one holds."""
        request = issuer_request(self.signer, association=association("110000"), categories=self.both)
        own, stolen = (
            ec_key(seed).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) for seed in (50, 60)
        )
        der = request.public_bytes(Encoding.DER).replace(own, stolen)
        assert self.certify(x509.load_der_x509_csr(der), "110000", self.both) is Code.BAD_SIGNATURE

    def test_request_for_the_roots_own_key(self) -> None:
        request = issuer_request(InProcessSigner(ec_key(51)), association=association("110000"), categories=self.both)
        assert self.certify(request, "110000", self.both) is Code.KEY_NOT_VALID


def test_private_key_in_the_certificate_file() -> None:
    pem = LEAF.certificate.public_bytes(Encoding.PEM)
    with pytest.raises(TrustError) as caught:
        load_certificates(pem + b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n")
    assert caught.value.code is Code.MALFORMED
