"""Selective disclosure of any claims set (SD-CWT, draft-ietf-spice-sd-cwt): the mechanism, with no idea of a member."""

from cicpa_credentials.disclosure.encrypted import AEAD_KEY_BYTES, decrypt_disclosure, encrypt_disclosure
from cicpa_credentials.disclosure.redact import Redacted, decoy, redact, to_be_redacted
from cicpa_credentials.disclosure.resolve import Resolved, resolve
from cicpa_credentials.disclosure.salted import DEFAULT_SD_ALG, REDACTED_KEYS, disclosures_of, redacted_hash

__all__ = [
    "AEAD_KEY_BYTES",
    "DEFAULT_SD_ALG",
    "REDACTED_KEYS",
    "Redacted",
    "Resolved",
    "decoy",
    "decrypt_disclosure",
    "disclosures_of",
    "encrypt_disclosure",
    "redact",
    "redacted_hash",
    "resolve",
    "to_be_redacted",
]
