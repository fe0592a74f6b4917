"""The numbers of the standards we speak, one `IntEnum` for each registry."""

from __future__ import annotations

from enum import IntEnum

__all__ = [
    "Bundle",
    "BundleIssuer",
    "Checkpoint",
    "Claim",
    "Confirmation",
    "CoseKey",
    "Curve",
    "Header",
    "KeyType",
    "Simple",
    "Tag",
    "Typ",
]


class Header(IntEnum):
    """COSE header parameters (RFC 9052 §3.1, RFC 9528, RFC 9596, RFC 9597, SD-CWT §17.1)."""

    ALG = 1
    CRIT = 2
    KID = 4
    KCWT = 13
    CWT_CLAIMS = 15
    TYP = 16
    SD_CLAIMS = 17
    X5CHAIN = 33
    SD_ALG = 170
    SD_AEAD_ENCRYPTED_CLAIMS = 171
    SD_AEAD = 172


class Claim(IntEnum):
    """CWT claims (RFC 8392 §4, RFC 8747, RFC 9711, SD-CWT, Token Status List) and the two that are ours."""

    ISS = 1
    SUB = 2
    AUD = 3
    EXP = 4
    NBF = 5
    IAT = 6
    CTI = 7
    CNF = 8
    VCT = 11
    CNONCE = 39
    STATUS_LIST = 65533
    TTL = 65534
    STATUS = 65535
    # Labels below -65536 are for private use (RFC 8392 §9.1.1).
    CERTIFICATE = -65537
    LETTER = -65538


class Confirmation(IntEnum):
    """Members of the confirmation claim `cnf` (RFC 8747 §3.1)."""

    COSE_KEY = 1


class Typ(IntEnum):
    """CoAP content formats used as the `typ` header (RFC 9596, SD-CWT §17.4)."""

    SD_CWT = 293
    KB_CWT = 294


class Tag(IntEnum):
    """CBOR tags (RFC 8949 §3.4, RFC 8943, SD-CWT §5 and §11)."""

    COSE_SIGN1 = 18
    TO_BE_REDACTED = 58
    REDACTED_ELEMENT = 60
    CWT = 61
    TO_BE_DECOY = 62
    EPOCH_DAYS = 100


class Simple(IntEnum):
    """CBOR simple values (SD-CWT §5.1)."""

    REDACTED_CLAIM_KEYS = 59


class CoseKey(IntEnum):
    """COSE_Key parameters (RFC 9052 §7.1, RFC 9053 §7); the curve's parameters share their numbers with RSA's."""

    KTY = 1
    KID = 2
    ALG = 3
    KEY_OPS = 4
    CRV = -1
    X = -2
    Y = -3


class KeyType(IntEnum):
    """COSE key types (RFC 9053 §7)."""

    OKP = 1
    EC2 = 2
    RSA = 3


class Curve(IntEnum):
    """COSE elliptic curves (RFC 9053 §7.1)."""

    P_256 = 1
    P_384 = 2
    P_521 = 3
    ED25519 = 6


class Bundle(IntEnum):
    """The trust bundle's map (docs/wire-format.md §Trust bundle)."""

    SEQUENCE = 1
    ISSUED = 2
    EXPIRES = 3
    ISSUERS = 4
    STATUS_LISTS = 5
    INTRODUCTIONS = 6
    ANCHORS = 7


class BundleIssuer(IntEnum):
    """One issuer's map in a trust bundle (docs/wire-format.md §Trust bundle)."""

    ASSOCIATION = 1
    NAMES = 2
    X5CHAIN = 3
    CATEGORIES = 4
    NOT_BEFORE = 5
    NOT_AFTER = 6
    STATE = 7
    SINCE = 8


class Checkpoint(IntEnum):
    """A register checkpoint's map (docs/wire-format.md §Register checkpoint)."""

    SEQUENCE = 1
    DIGEST = 2
    TIME = 3
