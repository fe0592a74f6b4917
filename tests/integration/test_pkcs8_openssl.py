"""OpenSSL reads the private keys that we write, and we read those that it writes."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.pkcs8 import decrypt, encrypt
from cicpa_credentials.keys.public_key import PublicKey
from key_stores import PASSPHRASE, salts
from pki import ec_key

if TYPE_CHECKING:
    from pathlib import Path

OPENSSL = shutil.which("openssl")

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")


def _openssl(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [str(OPENSSL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed arguments


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.pem"
    path.write_bytes(ec_key(7).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_bytes(PASSPHRASE)
    return path


def _scrypt(plain: Path, passphrase: Path, *options: str) -> bytes:
    done = _openssl("pkcs8", "-topk8", "-in", plain, "-passout", f"file:{passphrase}", *options)
    assert done.returncode == 0
    return done.stdout


def test_openssl_reads_what_we_write(tmp_path: Path, passphrase: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(encrypt(ec_key(7), PASSPHRASE, random_bytes=salts))
    done = _openssl("pkey", "-in", path, "-passin", f"file:{passphrase}", "-pubout")
    assert done.returncode == 0
    assert PublicKey.from_pem(done.stdout) == PublicKey(ec_key(7).public_key())


def test_openssl_does_not_read_it_with_another_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(encrypt(ec_key(7), PASSPHRASE, random_bytes=salts))
    assert _openssl("pkey", "-in", path, "-passin", "pass:wrong", "-noout").returncode != 0


def test_openssl_names_the_algorithms_as_we_do(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(encrypt(ec_key(7), PASSPHRASE, random_bytes=salts))
    structure = _openssl("asn1parse", "-in", path).stdout.decode()
    for part in (":PBES2", ":scrypt", ":aes-256-cbc", "INTEGER           :4000", "INTEGER           :05"):
        assert part in structure


@pytest.mark.parametrize("options", [("-scrypt",), ("-scrypt", "-scrypt_N", "8192", "-scrypt_p", "2")])
def test_we_read_what_openssl_writes(plain: Path, passphrase: Path, options: tuple[str, ...]) -> None:
    key = decrypt(_scrypt(plain, passphrase, *options), PASSPHRASE)
    assert isinstance(key, EllipticCurvePrivateKey)
    assert key.private_numbers().private_value == 7


@pytest.mark.parametrize(
    "options", [("-v2", "aes-256-cbc"), ("-scrypt", "-v2", "aes-128-cbc"), ("-v1", "PBE-SHA1-3DES")]
)
def test_we_do_not_take_its_weaker_kinds(plain: Path, passphrase: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        decrypt(_scrypt(plain, passphrase, *options), PASSPHRASE)
    assert caught.value.code is Code.UNSUPPORTED


def test_we_do_not_take_an_unencrypted_key(plain: Path) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        decrypt(plain.read_bytes(), PASSPHRASE)
    assert caught.value.code is Code.MALFORMED
