"""Root authority, requests and mandates, as a key ceremony uses them."""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.mandate import Mandate
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner, Signer
from cicpa_credentials.keys.x509 import (
    ISSUING_USAGES,
    SEAL_USAGE,
    Purpose,
    RootAuthority,
    association_of,
    issuer_request,
    load_certificates,
    load_request,
    mandate_of,
    seal_request,
    verify_chain,
)
from cicpa_credentials.keys.x509.adapter import as_private_key
from cicpa_credentials.members.associations import ASSOCIATIONS, Association, association
from cicpa_credentials.members.values import Category
from pki import ISSUING, NOW, Entity, Recipe, a_ca, a_root, ec_key, key_usage, mint

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.keys.algorithms import Algorithm

BEIJING = association("110000")
BOTH = frozenset(Category)
YEAR = timedelta(days=365)
SIGNER = InProcessSigner(ec_key(20))
ED25519 = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))


def authority(signer: Signer | None = None, *, valid_for: timedelta = 20 * YEAR) -> RootAuthority:
    signer = signer or InProcessSigner(ec_key(10))
    return RootAuthority.create(signer, name="CPA certificates root", valid_for=valid_for, clock=lambda: NOW)


def certify(
    key: PublicKey | x509.CertificateSigningRequest = SIGNER.public_key,
    *,
    by: RootAuthority | None = None,
    of: Association = BEIJING,
    categories: frozenset[Category] = BOTH,
    window: tuple[datetime, datetime] = (NOW, NOW + YEAR),
) -> x509.Certificate:
    return (by or authority()).certify_issuer(
        key, association=of, categories=categories, not_before=window[0], not_after=window[1]
    )


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises((KeyHandlingError, TrustError)) as caught:
        act()
    return caught.value.code


class TestRoot:
    def test_is_a_ca_of_its_own_without_others_below(self) -> None:
        root = authority().certificate
        assert root.subject == root.issuer
        assert root.subject.rfc4514_string() == "CN=CPA certificates root,C=CN"
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
        assert (constraints.critical, constraints.value) == (True, x509.BasicConstraints(ca=True, path_length=0))
        usage = root.extensions.get_extension_for_class(x509.KeyUsage)
        assert (usage.critical, usage.value) == (True, key_usage(sign=True, certify=True))
        assert root.not_valid_before_utc == NOW
        assert root.not_valid_after_utc == NOW + 20 * YEAR
        root.verify_directly_issued_by(root)

    def test_goes_on_from_its_certificate_and_signer(self) -> None:
        signer = InProcessSigner(ec_key(10))
        again = RootAuthority(certificate=authority(signer).certificate, signer=signer)
        assert mandate_of(certify(by=again)).association == "110000"

    def test_refuses_a_signer_that_is_not_the_roots(self) -> None:
        root = authority().certificate
        assert refusal(lambda: RootAuthority(certificate=root, signer=SIGNER)) is Code.KEY_NOT_VALID

    @pytest.mark.parametrize(
        ("curve", "algorithm"),
        [
            (ec.SECP384R1(), SignatureAlgorithmOID.ECDSA_WITH_SHA384),
            (ec.SECP521R1(), SignatureAlgorithmOID.ECDSA_WITH_SHA512),
        ],
    )
    def test_may_be_on_a_larger_curve(self, curve: ec.EllipticCurve, algorithm: x509.ObjectIdentifier) -> None:
        certificate = certify(by=authority(InProcessSigner(ec.derive_private_key(5, curve))))
        assert certificate.signature_algorithm_oid == algorithm

    def test_is_never_ed25519(self) -> None:
        assert refusal(lambda: authority(ED25519)) is Code.UNSUPPORTED

    @pytest.mark.parametrize("name", ["", "x" * 65, "根" * 22, "a\nb", "\udcff"])
    def test_needs_a_name_that_fits(self, name: str) -> None:
        assert refusal(lambda: RootAuthority.create(SIGNER, name=name, valid_for=YEAR)) is Code.MALFORMED

    def test_refuses_to_end_before_it_begins(self) -> None:
        assert refusal(lambda: authority(valid_for=-YEAR)) is Code.KEY_NOT_VALID

    def test_takes_the_systems_clock_and_randomness_by_default(self) -> None:
        first, second = (RootAuthority.create(SIGNER, name="root", valid_for=YEAR).certificate for _ in range(2))
        assert first.serial_number != second.serial_number
        assert abs(first.not_valid_before_utc - datetime.now(UTC)) < timedelta(minutes=1)

    def test_takes_the_key_identifier_of_a_root_made_elsewhere(self) -> None:
        root = mint(a_ca("root", 30, sign=True, key_identifier=b"of another kind"))
        found = certify(by=self.continued(root)).extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        assert found.key_identifier == b"of another kind"

    def test_manages_without_a_key_identifier(self) -> None:
        root = mint(a_ca("root", 30, key_identifier=None))
        found = certify(by=self.continued(root)).extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        assert found == x509.AuthorityKeyIdentifier.from_issuer_public_key(ec_key(30).public_key())

    def test_certifies_nothing_with_a_certificate_that_no_verifier_would_believe(self) -> None:
        no_ca = self.continued(mint(Recipe(seed=30)))
        assert refusal(lambda: certify(by=no_ca)) is Code.BUNDLE_UNTRUSTED

    @staticmethod
    def continued(root: Entity) -> RootAuthority:
        """An authority whose certificate another tool made."""
        return RootAuthority(certificate=root.certificate, signer=InProcessSigner(root.key))


class TestIssuingCertificate:
    def test_says_who_what_and_how_long(self) -> None:
        certificate = certify(categories=frozenset({Category.NON_PRACTISING}))
        assert mandate_of(certificate) == Mandate(
            association="110000", categories=frozenset({Category.NON_PRACTISING}), not_before=NOW, not_after=NOW + YEAR
        )
        assert association_of(certificate) == BEIJING
        names = {name.oid: name.value for name in certificate.subject}
        assert names == {
            NameOID.COUNTRY_NAME: "CN",
            NameOID.ORGANIZATION_NAME: "北京注册会计师协会",
            NameOID.ORGANIZATION_IDENTIFIER: "AD:CN-110000",
            NameOID.COMMON_NAME: f"{BEIJING.en} issuing",
        }
        assert PublicKey(certificate.public_key()) == SIGNER.public_key

    def test_has_the_extensions_of_its_profile(self) -> None:
        root = authority()
        found = {one.value.__class__: (one.critical, one.value) for one in certify(by=root).extensions}
        identifier = x509.SubjectKeyIdentifier.from_public_key(root.certificate.public_key())
        assert found == {
            x509.SubjectKeyIdentifier: (False, x509.SubjectKeyIdentifier.from_public_key(ec_key(20).public_key())),
            x509.AuthorityKeyIdentifier: (
                False,
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            ),
            x509.BasicConstraints: (True, x509.BasicConstraints(ca=False, path_length=None)),
            x509.KeyUsage: (True, key_usage(sign=True, certify=False)),
            x509.ExtendedKeyUsage: (False, x509.ExtendedKeyUsage(ISSUING)),
        }

    def test_the_usages_are_frozen(self) -> None:
        """They are in certificates that live for years: a change here would disown them all."""
        arc = "2.25.337420490258380766819154543845494606046"
        assert {int(category): usage.dotted_string for category, usage in ISSUING_USAGES.items()} == {
            1: f"{arc}.1.1",
            2: f"{arc}.1.2",
        }
        assert SEAL_USAGE.dotted_string == f"{arc}.2"

    def test_serial_numbers_have_159_random_bits(self) -> None:
        for byte, number in [(0xFF, 2**159 - 1), (0x00, 1)]:
            root = RootAuthority.create(
                SIGNER, name="root", valid_for=YEAR, random_bytes=partial(operator.mul, bytes([byte]))
            )
            assert root.certificate.serial_number == number

    @pytest.mark.parametrize("of", ASSOCIATIONS.values(), ids=ASSOCIATIONS)
    def test_names_every_association(self, of: Association) -> None:
        certificate = certify(issuer_request(SIGNER, association=of, categories=BOTH), of=of)
        assert association_of(certificate) == of

    def test_windows_are_cut_to_whole_seconds_in_utc(self) -> None:
        beijing_time = timezone(timedelta(hours=8))
        start = datetime(2026, 7, 1, 8, 0, 0, 999_999, tzinfo=beijing_time)
        certificate = certify(window=(start, start + YEAR))
        assert certificate.not_valid_before_utc == datetime(2026, 7, 1, tzinfo=UTC)
        assert certificate.not_valid_after_utc == datetime(2027, 7, 1, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("window", "code"),
        [
            ((NOW + YEAR, NOW), Code.KEY_NOT_VALID),
            ((NOW - timedelta(seconds=1), NOW), Code.KEY_NOT_VALID),
            ((NOW, NOW + 21 * YEAR), Code.KEY_NOT_VALID),
            ((NOW.replace(tzinfo=None), NOW), Code.MALFORMED),
            ((NOW, NOW.replace(tzinfo=None)), Code.MALFORMED),
        ],
        ids=["backwards", "before the root", "after the root", "naive start", "naive end"],
    )
    def test_refuses_windows_that_make_no_sense(self, window: tuple[datetime, datetime], code: Code) -> None:
        assert refusal(lambda: certify(window=window)) is code

    def test_needs_a_category(self) -> None:
        assert refusal(lambda: certify(categories=frozenset())) is Code.OUT_OF_SCOPE

    @pytest.mark.parametrize("signer", [InProcessSigner(ec.derive_private_key(5, ec.SECP384R1())), ED25519])
    def test_may_be_for_another_kind_of_key(self, signer: InProcessSigner) -> None:
        request = issuer_request(signer, association=BEIJING, categories=BOTH)
        assert PublicKey(certify(request).public_key()) == signer.public_key

    def test_is_never_for_rsa(self) -> None:
        key = PublicKey(rsa.generate_private_key(65537, 2048).public_key())
        with pytest.raises(KeyHandlingError) as caught:  # before anything was signed, and so by no path check
            certify(key)
        assert caught.value.code is Code.UNSUPPORTED

    def test_is_never_for_the_roots_own_key(self) -> None:
        assert refusal(lambda: certify(PublicKey(ec_key(10).public_key()))) is Code.KEY_NOT_VALID


class TestSealCertificate:
    def test_is_for_sealing_documents_only(self) -> None:
        root = authority()
        request = seal_request(SIGNER, association=BEIJING)
        certificate = root.certify_seal(request, association=BEIJING, not_before=NOW, not_after=NOW + YEAR)
        verify_chain([certificate], root=root.certificate, at=NOW, purpose=Purpose.SEAL)
        assert association_of(certificate) == BEIJING
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(purposes) == [SEAL_USAGE, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]
        assert refusal(lambda: mandate_of(certificate)) is Code.OUT_OF_SCOPE

    def test_a_request_for_a_seal_does_not_certify_an_issuer(self) -> None:
        assert refusal(lambda: certify(seal_request(SIGNER, association=BEIJING))) is Code.OUT_OF_SCOPE


class TestRequest:
    def test_asks_for_what_the_certificate_must_say(self) -> None:
        request = issuer_request(SIGNER, association=BEIJING, categories=frozenset({Category.PRACTISING}))
        assert request.is_signature_valid
        certificate = certify(request, categories=frozenset({Category.PRACTISING}))
        assert request.subject == certificate.subject
        for kind in (x509.KeyUsage, x509.ExtendedKeyUsage):
            asked = request.extensions.get_extension_for_class(kind)
            assert asked == certificate.extensions.get_extension_for_class(kind)

    def test_may_leave_open_what_the_authority_decides(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made by another tool")])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(ec_key(20), SHA256())
        assert mandate_of(certify(request)).association == "110000"

    def test_needs_a_category(self) -> None:
        act = lambda: issuer_request(SIGNER, association=BEIJING, categories=frozenset())  # noqa: E731 - one line
        assert refusal(act) is Code.OUT_OF_SCOPE

    def test_of_an_unknown_kind_of_key(self) -> None:
        der = issuer_request(SIGNER, association=BEIJING, categories=BOTH).public_bytes(Encoding.DER)
        sm2 = der.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d"))
        assert refusal(lambda: certify(x509.load_der_x509_csr(sm2))) is Code.UNSUPPORTED
        assert refusal(lambda: load_request(sm2)) is Code.UNSUPPORTED

    def test_that_cannot_be_read(self) -> None:
        der = issuer_request(SIGNER, association=BEIJING, categories=BOTH).public_bytes(Encoding.DER)
        twice = der.replace(b"\x55\x1d\x0f", b"\x55\x1d\x25")
        assert refusal(lambda: certify(x509.load_der_x509_csr(twice))) is Code.MALFORMED


@dataclass(frozen=True)
class BrokenSigner:
    """An HSM gone wrong: it signs something else."""

    signer: Signer

    @property
    def algorithm(self) -> Algorithm:
        return self.signer.algorithm

    @property
    def public_key(self) -> PublicKey:
        return self.signer.public_key

    def sign(self, data: bytes) -> bytes:
        return self.signer.sign(data + b"!")


class TestSigner:
    """What signs certificates is a `Signer`, not a private key of `cryptography`."""

    @pytest.mark.parametrize("signer", [SIGNER, ED25519])
    def test_a_broken_one_is_found_out_before_anything_leaves(self, signer: Signer) -> None:
        act = lambda: issuer_request(BrokenSigner(signer), association=BEIJING, categories=BOTH)  # noqa: E731
        assert refusal(act) is Code.SIGNING_FAILED

    @pytest.mark.parametrize("signer", [SIGNER, ED25519])
    def test_hands_out_no_secret(self, signer: Signer) -> None:
        assert refusal(lambda: copy.copy(as_private_key(signer))) is Code.UNSUPPORTED

    def test_shows_the_curve_of_its_key(self) -> None:
        key = as_private_key(SIGNER)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        assert (key.curve.name, key.key_size) == ("secp256r1", 256)
        assert key.public_key() == ec_key(20).public_key()

    def test_of_rsa_is_refused(self) -> None:
        @dataclass(frozen=True)
        class RsaSigner(BrokenSigner):
            @property
            def public_key(self) -> PublicKey:
                return PublicKey(rsa.generate_private_key(65537, 2048).public_key())

        assert refusal(lambda: as_private_key(RsaSigner(SIGNER))) is Code.UNSUPPORTED


class TestFiles:
    chain = tuple(one.certificate for one in (a_root(), mint(Recipe(), by=a_root())))

    def test_pem_keeps_the_order_of_the_file(self) -> None:
        text = b"Subject: something that openssl prints\n"
        data = b"".join(text + one.public_bytes(Encoding.PEM) for one in self.chain)
        assert load_certificates(data) == self.chain
        assert load_certificates(data.replace(b"\n", b"\r\n")) == self.chain

    def test_der_holds_one(self) -> None:
        assert load_certificates(self.chain[0].public_bytes(Encoding.DER)) == self.chain[:1]

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"hello",
            b"\x30\x82",
            chain[0].public_bytes(Encoding.DER) + b"\x00",
            chain[0].public_bytes(Encoding.DER) * 2,
            chain[0].public_bytes(Encoding.PEM)[:-10],
            chain[0].public_bytes(Encoding.PEM) + chain[1].public_bytes(Encoding.PEM)[:-10],
            chain[0].public_bytes(Encoding.PEM).replace(b"CERTIFICATE", b"X509 CRL"),
            chain[0].public_bytes(Encoding.PEM) + b" " * 64 * 1024,
            chain[0].public_bytes(Encoding.DER).replace(b"root", b"\xff\xfe\xfd\xfc"),
        ],
        ids=[
            "empty",
            "text",
            "cut",
            "trailing byte",
            "two in DER",
            "cut PEM",
            "second cut",
            "another label",
            "too long",
            "name that is no text",
        ],
    )
    def test_refuses_anything_else(self, data: bytes) -> None:
        assert refusal(lambda: load_certificates(data)) is Code.MALFORMED

    def test_names_a_kind_of_key_that_it_does_not_know(self) -> None:
        p256, sm2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")
        data = self.chain[0].public_bytes(Encoding.DER).replace(p256, sm2)
        assert refusal(lambda: load_certificates(data)) is Code.UNSUPPORTED

    def test_requests(self) -> None:
        request = issuer_request(SIGNER, association=BEIJING, categories=BOTH)
        pem = request.public_bytes(Encoding.PEM)
        assert load_request(pem) == load_request(request.public_bytes(Encoding.DER)) == request
        assert load_request(pem.replace(b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST")) == request
        for data in (b"", pem + pem, self.chain[0].public_bytes(Encoding.PEM), pem[:-30], b"\x30\x82\x00"):
            assert refusal(lambda data=data: load_request(data)) is Code.MALFORMED  # type: ignore[misc]
