"""python-cwt: a CWT (ES256) with the claims of the face, all in clear.

It verifies from QR text as we do. A plain CWT has no QR text of its own; Base45 over zlib, as the EU's health
certificates had it, is the nearest that is in use. From bytes in memory it would do without both: 1.4 instead of 1.8.
"""

from __future__ import annotations

import zlib
from time import time

from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import CWT, COSEKey

from bench.member import ASSOCIATION, FACE, NUMBER, VALIDITY
from bench.peers.report import report

KID = b"12345678"
CERTIFICATE = -65537


def main() -> None:
    """Measure and print."""
    private = ec.generate_private_key(ec.SECP256R1())
    signing = COSEKey.from_pem(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), kid=KID, alg="ES256"
    )
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    verifying = COSEKey.from_pem(public, kid=KID, alg="ES256")
    context = CWT.new()
    now = int(time())
    claims = {1: ASSOCIATION, 2: NUMBER, 4: now + VALIDITY, 5: now, 6: now, CERTIFICATE: dict(enumerate(FACE.values()))}
    token = context.encode_and_sign(claims, signing)
    text = b45encode(zlib.compress(token))

    def verify() -> object:
        return context.decode(zlib.decompress(b45decode(text)), verifying)

    if verify() != claims:
        raise SystemExit("cwt: the claims did not come back")
    report(
        "cwt",
        issuing={"issue": lambda: context.encode_and_sign(claims, signing)},
        verifying={"verify": verify},
    )


if __name__ == "__main__":
    main()
