"""claim169: QR text (ES256) with a person's particulars, all in clear, and back again."""

from __future__ import annotations

from time import time

import claim169
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.member import ASSOCIATION, DETAILS, FACE, NUMBER, VALIDITY
from bench.peers.report import report

FEMALE = 2


def main() -> None:
    """Measure and print."""
    private = ec.generate_private_key(ec.SECP256R1())
    signing = private.private_numbers().private_value.to_bytes(32)
    verifying = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    person = claim169.Claim169Input(id=NUMBER, full_name=FACE["name"])
    person.gender = FEMALE
    person.legal_status = FACE["category"]
    person.date_of_birth = DETAILS["birth_date"]
    person.phone = DETAILS["mobile"]
    person.email = DETAILS["email"]
    meta = claim169.CwtMetaInput(issuer=ASSOCIATION, expires_at=int(time()) + VALIDITY)
    meta.subject = NUMBER
    meta.issued_at = int(time())

    def issue() -> str:
        return claim169.encode(person, meta, sign_with_ecdsa_p256=signing)

    def verify() -> object:
        return claim169.decode(text, verify_with_ecdsa_p256=verifying)

    text = issue()
    if not verify().is_verified() or verify().claim169.full_name != FACE["name"]:
        raise SystemExit("claim169: the claims did not come back")
    report("claim169", issuing={"issue": issue, "issue_with_qr_text": issue}, verifying={"verify": verify})


if __name__ == "__main__":
    main()
