"""The numbers are the standards': a slip here would speak to nobody else, and to nobody we have issued for."""

from __future__ import annotations

from cicpa_credentials.wire.labels import Claim, Confirmation, CoseKey, Curve, Header, KeyType, Simple, Tag, Typ


def numbers(
    registry: type[Header | Claim | Confirmation | CoseKey | Curve | KeyType | Simple | Tag | Typ],
) -> dict[str, int]:
    return {one.name: int(one) for one in registry}


def test_header_parameters() -> None:
    expected = {"ALG": 1, "CRIT": 2, "KID": 4, "KCWT": 13, "CWT_CLAIMS": 15, "TYP": 16, "SD_CLAIMS": 17}
    assert numbers(Header).items() >= {**expected, "X5CHAIN": 33, "SD_ALG": 170}.items()


def test_claims() -> None:
    registered = {
        "ISS": 1,
        "SUB": 2,
        "AUD": 3,
        "EXP": 4,
        "NBF": 5,
        "IAT": 6,
        "CTI": 7,
        "CNF": 8,
        "VCT": 11,
        "CNONCE": 39,
    }
    status = {"STATUS": 65535, "TTL": 65534, "STATUS_LIST": 65533}
    assert numbers(Claim) == {**registered, **status, "CERTIFICATE": -65537, "LETTER": -65538}


def test_tags_simple_values_and_types() -> None:
    marks = {"TO_BE_REDACTED": 58, "REDACTED_ELEMENT": 60, "TO_BE_DECOY": 62}
    assert numbers(Tag) == {"COSE_SIGN1": 18, "CWT": 61, "EPOCH_DAYS": 100, **marks}
    assert numbers(Simple) == {"REDACTED_CLAIM_KEYS": 59}
    assert numbers(Typ) == {"SD_CWT": 293, "KB_CWT": 294}


def test_keys() -> None:
    assert numbers(CoseKey) == {"KTY": 1, "KID": 2, "ALG": 3, "KEY_OPS": 4, "CRV": -1, "X": -2, "Y": -3}
    assert numbers(KeyType) == {"OKP": 1, "EC2": 2, "RSA": 3}
    assert numbers(Curve) == {"P_256": 1, "P_384": 2, "P_521": 3, "ED25519": 6}
    assert numbers(Confirmation) == {"COSE_KEY": 1}
