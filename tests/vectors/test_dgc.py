"""The EU's test suite for digital COVID certificates: COSE_Sign1 around a CWT, by ES256 and PS256, good and bad.

Of what a case expects, the signature, the decoding of CBOR and the times are ours to check. The rest is not, and a case
that expects nothing else is skipped by name: how a certificate is put into a QR code there (PICTUREDECODE, UNPREFIX,
B45DECODE, COMPRESSION: ours has digits), what the EU's X.509 profile allows (KEYUSAGE), and what its content looks like
(VALIDJSON, SCHEMAVALIDATION).
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1

FOLDER = Path(__file__).parents[2].parent / "shared/vectors/dgc-common"
CASES = sorted(FOLDER.glob("*.json"))

pytestmark = pytest.mark.skipif(not CASES, reason="../shared/vectors/dgc-common is not there")


class Case:
    def __init__(self, path: Path) -> None:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        self.name = path.stem
        self.expected: dict[str, bool] = {
            key.removeprefix("EXPECTED"): value for key, value in content["EXPECTEDRESULTS"].items()
        }
        self.cose = bytes.fromhex(content["COSE"]) if "COSE" in content else None
        self.cbor = bytes.fromhex(content.get("CBOR", ""))
        context = content["TESTCTX"]
        self.der = base64.b64decode(context.get("CERTIFICATE") or "")
        self.clock = context.get("VALIDATIONCLOCK")

    def key(self, kid: object) -> PublicKey:
        """The certificate's key, if it is the one that a kid names: the first 8 bytes of its SHA-256."""
        if kid != hashlib.sha256(self.der).digest()[:8]:
            raise KeyHandlingError(Code.UNKNOWN_ISSUER, "no certificate has this kid")
        return PublicKey(x509.load_der_x509_certificate(self.der).public_key())

    def verify(self) -> None:
        assert self.cose is not None
        message = Sign1.decode(self.cose)
        # A kid in the protected header counts; one outside of it only where there is no other.
        kid = message.protected.get(Header.KID, message.unprotected.get(Header.KID))
        alg = message.protected.get(Header.ALG, message.unprotected.get(Header.ALG))
        self.key(kid).verify(message.to_be_signed(), message.signature, algorithm=algorithm(alg))

    def is_in_time(self) -> bool:
        assert self.cose is not None
        claims: dict[Any, Any] = cbor.decode_map(Sign1.decode(self.cose).payload)
        now = datetime.fromisoformat(self.clock).timestamp()
        return bool(claims[Claim.IAT] <= now < claims[Claim.EXP])

    def is_readable(self) -> bool:
        return passes(lambda: cbor.decode_map(Sign1.decode(self.cose or self.cbor).payload))


def passes(act: Any) -> bool:  # noqa: ANN401 - a method of a case
    try:
        act()
    except CicpaError:
        return False
    return True


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_expected_is_found(path: Path) -> None:
    case = Case(path)
    found = {
        "VERIFY": lambda: passes(case.verify),
        "DECODE": case.is_readable,
        "EXPIRATIONCHECK": case.is_in_time,
    }
    ours = {name: outcome for name, outcome in case.expected.items() if name in found}
    if not ours:
        pytest.skip(f"{case.name}: not ours to check: {', '.join(case.expected)}")
    assert {name: found[name]() for name in ours} == ours


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CBO2", Code.MALFORMED),
        ("CO5", Code.BAD_SIGNATURE),
        ("CO22", Code.UNKNOWN_ISSUER),
        ("CO23", Code.UNKNOWN_ISSUER),
    ],
)
def test_what_must_not_verify_fails_for_the_reason_it_was_made_for(name: str, code: Code) -> None:
    with pytest.raises(CicpaError) as caught:
        Case(FOLDER / f"{name}.json").verify()
    assert caught.value.code is code


def test_nothing_was_left_out() -> None:
    expectations = [case.expected.keys() for case in map(Case, CASES)]
    assert len(expectations) == 38
    assert sum("VERIFY" in names for names in expectations) == 12
    assert sum(bool(names & {"VERIFY", "DECODE", "EXPIRATIONCHECK"}) for names in expectations) == 15
