"""The certificate as SD-JWT VC, for online wallets (RFC 9901; docs/wire-format.md §SD-JWT VC form).

    wallet = SdJwtIssuer(issuer, chain=chain).issue(record, holder_key=key.public_key).encoded
    shown = SdJwtHolder(wallet).present(["birth_date"], audience="bank.example", nonce="n-7", key=key)
    report = SdJwtVerifier(bundle, policy=Policy(audience="bank.example", nonce=b"n-7")).evaluate(shown)

It is imported by name, because it brings PyJWT with it.
"""

from cicpa_credentials.sdjwt.holder import SdJwtHolder
from cicpa_credentials.sdjwt.issuer import IssuedSdJwt, SdJwtIssuer
from cicpa_credentials.sdjwt.verifier import SdJwtVerifier

__all__ = ["IssuedSdJwt", "SdJwtHolder", "SdJwtIssuer", "SdJwtVerifier"]
