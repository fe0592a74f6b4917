"""Independent readers of what we sign: python-cwt, and OpenSSL over the bytes that RFC 9052 says are signed.

python-cwt and we want different major versions of cbor2, so it runs in the environment of its own that `make bench`
makes (`.venv/bench-cwt`), or in the one whose interpreter CWT_PYTHON names.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members.fields import DETAIL_SLOTS
from cicpa_credentials.status import StatusReference
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, ENTRY, HOLDER, KEY, clock, dice, on_curve, reassembled
from sample_records import record

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer

OPENSSL = shutil.which("openssl")
PYTHON = Path(os.environ.get("CWT_PYTHON") or Path(__file__).parents[2] / ".venv/bench-cwt/bin/python")
SIGNERS: dict[str, Signer] = {
    "ESP256": KEY,
    "ESP384": on_curve(ec.SECP384R1()),
    "ESP512": on_curve(ec.SECP521R1()),
    "Ed25519": InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))),
}
READER = """
import json, sys
from cwt import COSE, COSEKey
told = json.load(sys.stdin)
key = COSEKey.from_pem(told["pem"], kid=bytes.fromhex(told["kid"]), alg=told["alg"])
protected, unprotected, payload = COSE.new().decode_with_headers(bytes.fromhex(told["credential"]), key)
print(json.dumps({"alg": protected[1], "shown": len(unprotected.get(17, [])), "payload": payload.hex()}))
"""


def issued(signer: Signer, *, bound: bool = True) -> bytes:
    """A credential with everything in it that a credential can have, all details shown."""
    office = Issuer(
        CertifiedSigner(signer=signer, mandate=ENTRY.mandate), base_url=BASE_URL, clock=clock(), random_bytes=dice()
    )
    made = office.issue(
        record(),
        holder_key=HOLDER.public_key if bound else None,
        status=StatusReference(uri="https://status.example.org/lists/07", index=5),
    )
    return reassembled(made.credential, unprotected={17: list(made.disclosures)})


@pytest.mark.skipif(not PYTHON.exists(), reason="python-cwt is not there: `make bench` installs it")
class TestPythonCwt:
    @staticmethod
    def read(credential: bytes, signer: Signer) -> subprocess.CompletedProcess[str]:
        told = {
            "credential": credential.hex(),
            "pem": signer.public_key.to_pem().decode(),
            "kid": signer.public_key.kid.hex(),
            "alg": signer.algorithm.name,
        }
        return subprocess.run(  # noqa: S603 - our own script
            [PYTHON, "-c", READER], input=json.dumps(told), capture_output=True, text=True, check=False, timeout=60
        )

    @pytest.mark.parametrize("name", SIGNERS)
    def test_believes_what_we_sign(self, name: str) -> None:
        credential = issued(SIGNERS[name])
        done = self.read(credential, SIGNERS[name])
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        assert found == {
            "alg": SIGNERS[name].algorithm.id,
            "shown": DETAIL_SLOTS + 1,  # and the one that holds them
            "payload": Sign1.decode(credential).payload.hex(),
        }

    @pytest.mark.parametrize("changes", [{"payload": b"\xa0"}, {"signature": bytes(64)}], ids=["payload", "signature"])
    def test_believes_nothing_else(self, changes: dict[str, bytes]) -> None:
        done = self.read(reassembled(issued(KEY), **changes), KEY)
        assert done.returncode != 0
        assert "VerifyError" in done.stderr


@pytest.mark.skipif(OPENSSL is None, reason="the openssl command is not there")
class TestOpenssl:
    """Knows nothing of COSE: the structure is put together here, byte by byte (RFC 9052 §4.4)."""

    @staticmethod
    def verifies(message: Sign1, signer: Signer, folder: Path) -> bool:
        key, digest = signer.public_key.key, signer.algorithm.hash
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert digest is not None
        half = len(message.signature) // 2
        r, s = int.from_bytes(message.signature[:half]), int.from_bytes(message.signature[half:])
        protected, payload = message.protected_bytes, message.payload
        structure = b"\x84\x6aSignature1" + head(protected) + protected + b"\x40" + head(payload) + payload
        (folder / "data").write_bytes(structure)
        (folder / "signature").write_bytes(encode_dss_signature(r, s))
        (folder / "key.pem").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        assert OPENSSL is not None
        done = subprocess.run(  # noqa: S603 - our own arguments
            [OPENSSL, "dgst", f"-{digest.name}", "-verify", "key.pem", "-signature", "signature", "data"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    @pytest.mark.parametrize("name", ["ESP256", "ESP384", "ESP512"])
    @pytest.mark.parametrize("bound", [False, True])
    def test_verifies_what_we_sign(self, name: str, tmp_path: Path, *, bound: bool) -> None:
        signer = SIGNERS[name]
        message = Sign1.decode(issued(signer, bound=bound))
        assert self.verifies(message, signer, tmp_path)
        changed = reassembled(message.encode(), payload=message.payload[:-1] + b"\x00")
        assert not self.verifies(Sign1.decode(changed), signer, tmp_path)


def head(content: bytes) -> bytes:
    """The head of a CBOR byte string of 24 to 65,535 bytes, or of fewer (RFC 8949 §3)."""
    size = len(content)
    if size < 24:
        return bytes([0x40 | size])
    return b"\x58" + bytes([size]) if size < 256 else b"\x59" + size.to_bytes(2)
