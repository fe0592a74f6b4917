"""OpenSSL, which shares no code with our check, must come to the same verdict; and what it makes, we must take."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cicpa_credentials.errors import TrustError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import (
    Purpose,
    RootAuthority,
    issuer_request,
    load_certificates,
    load_request,
    mandate_of,
    seal_request,
    verify_chain,
)
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import ISSUING, NOW, Entity, Recipe, a_ca, a_root, ec_key, mint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")

BEIJING = association("110000")
BOTH = frozenset(Category)
PAST = (NOW - timedelta(days=60), NOW - timedelta(days=1))
UNKNOWN_CRITICAL = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"), True)
SIGNER = InProcessSigner(ec_key(20))


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    assert OPENSSL is not None
    return subprocess.run([OPENSSL, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - fixed words


def pem(folder: Path, name: str, *certificates: x509.Certificate) -> Path:
    path = folder / f"{name}.pem"
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    return path


def openssl_believes(folder: Path, root: x509.Certificate, chain: list[x509.Certificate]) -> bool:
    return (
        openssl(
            "verify", "-x509_strict", "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore",
            "-CAfile", pem(folder, "root", root), "-untrusted", pem(folder, "chain", *chain[1:], root),
            pem(folder, "leaf", chain[0]),
        ).returncode
        == 0
    )  # fmt: skip


def we_believe(root: x509.Certificate, chain: list[x509.Certificate]) -> bool:
    try:
        verify_chain(chain, root=root, at=NOW, purpose=Purpose.ISSUING)
    except TrustError:
        return False
    return True


def below(*authorities: Entity) -> tuple[Entity, ...]:
    """A good leaf below these, the root last."""
    return (mint(Recipe(), by=authorities[0]), *authorities)


def through_one(root: Entity | None = None, **changes: object) -> tuple[Entity, ...]:
    root = root or a_root()
    return below(mint(a_ca("middle", 2, **changes), by=root), root)


def through_two() -> tuple[Entity, ...]:
    root = a_root()
    upper = mint(a_ca("upper", 2), by=root)
    return below(mint(a_ca("lower", 3), by=upper), upper, root)


def leaf_with(**changes: object) -> tuple[Entity, ...]:
    root = a_root()
    return mint(Recipe(**changes), by=root), root  # type: ignore[arg-type]


def impostor() -> tuple[Entity, ...]:
    return mint(Recipe(), by=mint(a_ca("root", 66))), a_root()


def tampered() -> tuple[Entity, ...]:
    leaf, root = below(a_root())
    der = leaf.certificate.public_bytes(Encoding.DER).replace(b"AD:CN-110000", b"AD:CN-310000")
    return Entity(certificate=x509.load_der_x509_certificate(der), key=leaf.key), root


def without_the_intermediate() -> tuple[Entity, ...]:
    leaf, _, root = through_one()
    return leaf, root


def issuer_as_ca() -> tuple[Entity, ...]:
    root = a_root()
    return below(mint(Recipe(seed=5), by=root), root)


@pytest.mark.parametrize(
    ("make", "verdict"),
    [
        pytest.param(lambda: below(a_root()), True, id="root and leaf"),
        pytest.param(through_one, True, id="one intermediate"),
        pytest.param(through_two, True, id="two intermediates"),
        pytest.param(lambda: leaf_with(window=PAST), False, id="expired leaf"),
        pytest.param(lambda: leaf_with(window=(NOW + timedelta(1), NOW + timedelta(2))), False, id="leaf of tomorrow"),
        pytest.param(lambda: leaf_with(extra=[UNKNOWN_CRITICAL]), False, id="unknown critical extension"),
        pytest.param(lambda: below(a_root(window=PAST)), False, id="expired root"),
        pytest.param(lambda: through_one(window=PAST), False, id="expired intermediate"),
        pytest.param(lambda: through_one(ca=False), False, id="intermediate that is no CA"),
        pytest.param(lambda: through_one(certify=False, sign=True), False, id="intermediate that may not certify"),
        pytest.param(lambda: through_one(root=a_root(path_length=0)), False, id="too long for the root"),
        pytest.param(impostor, False, id="another root of that name"),
        pytest.param(tampered, False, id="tampered leaf"),
        pytest.param(without_the_intermediate, False, id="intermediate left out"),
        pytest.param(issuer_as_ca, False, id="issuer as a CA"),
        pytest.param(lambda: (mint(Recipe()), a_root()), False, id="self-signed leaf"),
    ],
)
def test_openssl_agrees(tmp_path: Path, make: Callable[[], tuple[Entity, ...]], *, verdict: bool) -> None:
    *chain, root = (one.certificate for one in make())
    assert we_believe(root, chain) is verdict
    assert openssl_believes(tmp_path, root, chain) is verdict


class TestOurAuthority:
    root = RootAuthority.create(
        InProcessSigner(ec_key(10)), name="CPA certificates root", valid_for=timedelta(days=3650), clock=lambda: NOW
    )

    def test_openssl_believes_what_it_certifies(self, tmp_path: Path) -> None:
        window = {"not_before": NOW, "not_after": NOW + timedelta(days=730)}
        issuer = self.root.certify_issuer(SIGNER.public_key, association=BEIJING, categories=BOTH, **window)
        seal = self.root.certify_seal(SIGNER.public_key, association=BEIJING, **window)
        for certificate in (issuer, seal):
            assert openssl_believes(tmp_path, self.root.certificate, [certificate])

    def test_openssl_prints_what_we_wrote(self, tmp_path: Path) -> None:
        issuer = self.root.certify_issuer(
            SIGNER.public_key, association=BEIJING, categories=BOTH, not_before=NOW, not_after=NOW
        )
        shown = openssl("x509", "-noout", "-text", "-nameopt", "utf8", "-in", pem(tmp_path, "issuer", issuer)).stdout
        assert "organizationIdentifier=AD:CN-110000" in shown
        assert "O=北京注册会计师协会" in shown
        assert ", ".join(usage.dotted_string for usage in ISSUING) in shown

    def test_takes_a_request_made_by_openssl(self, tmp_path: Path) -> None:
        made = openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=issuing",
            "-keyout", tmp_path / "key.pem", "-out", tmp_path / "request.pem",
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        certificate = self.root.certify_issuer(
            load_request((tmp_path / "request.pem").read_bytes()),
            association=BEIJING, categories=BOTH, not_before=NOW, not_after=NOW,
        )  # fmt: skip
        assert mandate_of(certificate).categories == BOTH


class TestLicensedCa:
    """OpenSSL plays the licensed CA: it gets our request and certifies what the request asks for."""

    def certify(self, folder: Path, request: x509.CertificateSigningRequest) -> tuple[x509.Certificate, Entity]:
        # OpenSSL takes the time from the machine, whatever it says.
        root = a_root(window=(datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)))
        key = root.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "ca.key").write_bytes(key)
        (folder / "request.pem").write_bytes(request.public_bytes(Encoding.PEM))
        (folder / "extra.cnf").write_text("authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n")
        made = openssl(
            "x509", "-req", "-in", folder / "request.pem", "-CA", pem(folder, "ca", root.certificate),
            "-CAkey", folder / "ca.key", "-copy_extensions", "copy", "-extfile", folder / "extra.cnf",
            "-days", "365", "-out", folder / "issued.pem",
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return load_certificates((folder / "issued.pem").read_bytes())[0], root

    def test_certificate_for_issuing_comes_back(self, tmp_path: Path) -> None:
        request = issuer_request(SIGNER, association=BEIJING, categories=BOTH)
        checked = openssl("req", "-verify", "-noout", "-in", self.saved(tmp_path, request))
        assert "verify OK" in checked.stderr + checked.stdout
        certificate, root = self.certify(tmp_path, request)
        verify_chain([certificate], root=root.certificate, at=certificate.not_valid_before_utc, purpose=Purpose.ISSUING)
        mandate = mandate_of(certificate)
        assert (mandate.association, mandate.categories) == ("110000", BOTH)

    def test_certificate_for_a_seal_comes_back(self, tmp_path: Path) -> None:
        certificate, root = self.certify(tmp_path, seal_request(SIGNER, association=BEIJING))
        verify_chain([certificate], root=root.certificate, at=certificate.not_valid_before_utc, purpose=Purpose.SEAL)

    @staticmethod
    def saved(folder: Path, request: x509.CertificateSigningRequest) -> Path:
        path = folder / "checked.pem"
        path.write_bytes(request.public_bytes(Encoding.PEM))
        return path
