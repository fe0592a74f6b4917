"""The EU's test suite for digital COVID certificates: COSE_Sign1 around a CWT, by ES256 and PS256, good and bad.

Of what a case expects, the signature, the decoding of CBOR and the times are ours to check. The rest is not, and there
is no vector for it: how a certificate is put into a QR code there (PICTUREDECODE, UNPREFIX, B45DECODE, COMPRESSION:
ours has digits), what the EU's X.509 profile allows (KEYUSAGE), what its content looks like (VALIDJSON,
SCHEMAVALIDATION).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cicpa_credentials.errors import Code
from cicpa_credentials.testing.vectors import Result, Vector, check
from cicpa_credentials.testing.vectors.suites import answer, covid_certificates

FOLDER = Path(__file__).parents[2].parent / "shared/vectors/dgc-common"
VECTORS = {one.id: one for one in covid_certificates(FOLDER)}

pytestmark = pytest.mark.skipif(not VECTORS, reason="../shared/vectors/dgc-common is not there")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_what_is_expected_is_found(vector: Vector) -> None:
    (outcome,) = check([vector], answer)
    assert outcome.result is Result.PASSED, outcome.difference


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
    context = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["EXPECTEDRESULTS"]
    operation = "covid_verify" if context.get("EXPECTEDVERIFY") is False else "covid_decode"
    given = (answer("covid_verify", VECTORS[f"covid/{name}/{operation}"].input) or {})["code"]
    assert given == code


def test_nothing_was_left_out() -> None:
    assert len(list(FOLDER.glob("*.json"))) == 38
    assert sum(one.operation == "covid_verify" for one in VECTORS.values()) == 12
    assert len({one.id.split("/")[1] for one in VECTORS.values()}) == 15
