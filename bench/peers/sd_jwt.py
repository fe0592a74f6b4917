"""sd-jwt: an SD-JWT (ES256), the face in clear and six details to disclose; verified with none of them, as printed."""

from __future__ import annotations

from time import time

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from bench.member import ASSOCIATION, DETAILS, FACE, NUMBER, VALIDITY
from bench.peers.report import report


def main() -> None:
    """Measure and print."""
    private = JWK.generate(kty="EC", crv="P-256")
    public = JWK.from_json(private.export_public())
    now = int(time())
    claims = {"iss": ASSOCIATION, "sub": NUMBER, "exp": now + VALIDITY, "iat": now, "vct": "urn:example:member", **FACE}
    claims |= {SDObj(name): value for name, value in DETAILS.items()}

    def issue() -> str:
        return SDJWTIssuer(claims, private, sign_alg="ES256").sd_jwt_issuance

    def verify(presentation: str) -> dict[str, object]:
        return SDJWTVerifier(presentation, lambda _issuer, _header: public).get_verified_payload()

    everything = issue()
    nothing = everything.partition("~")[0] + "~"
    if verify(everything)["birth_date"] != DETAILS["birth_date"] or "birth_date" in verify(nothing):
        raise SystemExit("sd-jwt: the claims did not come back")
    report("sd-jwt", issuing={"issue": issue}, verifying={"verify": lambda: verify(nothing)})


if __name__ == "__main__":
    main()
