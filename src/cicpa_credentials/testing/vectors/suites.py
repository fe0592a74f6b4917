"""The reverse: public suites put into the form of our vectors, so that this library is asked their questions.

    assert all(one.result is Result.PASSED for one in check(covid_certificates(folder), answer))

Their files are read where they are, and trusted to be well formed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.x509 import load_certificate
from cicpa_credentials.sdjwt import base64url
from cicpa_credentials.testing.vectors import answering
from cicpa_credentials.testing.vectors.form import Vector
from cicpa_credentials.verifier import Policy
from cicpa_credentials.verifier.sd_cwt import verify_sd_cwt, verify_sd_kbt
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["answer", "covid_certificates", "sd_cwt_examples", "status_list_examples"]

_EXPECTED: Final = "EXPECTED"
_KID_BYTES: Final = 8


# -- the EU's digital COVID certificates: COSE_Sign1 around a CWT


def covid_certificates(folder: Path) -> Iterator[Vector]:
    """The cases of the EU's suite for digital COVID certificates, as far as they are about signature, CBOR and times.

    How a certificate is put into a QR code there, what the EU's X.509 profile allows and what its content looks like
    are not ours to check: there is no vector for these expectations.

    Args:
        folder: of its JSON files.
    """
    for path in sorted(folder.glob("*.json")):
        case: dict[str, Any] = json.loads(path.read_text("utf-8"))
        context = case["TESTCTX"]
        given = {
            "cose": case.get("COSE", ""),
            "hex": case.get("CBOR", ""),
            "certificate": base64.b64decode(context.get("CERTIFICATE") or "").hex(),
            "clock": context.get("VALIDATIONCLOCK"),
        }
        for operation in _COVID:
            name = _EXPECTED + operation.removeprefix("covid_").upper()
            if name in case["EXPECTEDRESULTS"]:
                yield Vector(
                    id=f"covid/{path.stem}/{operation}",
                    about=context.get("DESCRIPTION", ""),
                    operation=operation,
                    input=given,
                    expected={"accepted": case["EXPECTEDRESULTS"][name]},
                )


def _covid_verify(given: Mapping[str, Any]) -> None:
    message = Sign1.decode(bytes.fromhex(given["cose"]))
    der = bytes.fromhex(given["certificate"])
    # A kid in the protected header counts; one outside of it only where there is no other.
    kid, alg = (message.protected.get(label, message.unprotected.get(label)) for label in (Header.KID, Header.ALG))
    if kid != hashlib.sha256(der).digest()[:_KID_BYTES]:
        raise KeyHandlingError(Code.UNKNOWN_ISSUER, "no certificate has this kid")
    key = PublicKey(load_certificate(der).public_key())
    key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(alg))


def _covid_decode(given: Mapping[str, Any]) -> None:
    cbor.decode_map(Sign1.decode(bytes.fromhex(given["cose"] or given["hex"])).payload)


def _covid_expirationcheck(given: Mapping[str, Any]) -> None:
    claims: dict[Any, Any] = cbor.decode_map(Sign1.decode(bytes.fromhex(given["cose"])).payload)
    now = datetime.fromisoformat(given["clock"]).timestamp()
    if not claims[Claim.IAT] <= now < claims[Claim.EXP]:
        raise KeyHandlingError(Code.EXPIRED, "not at this time")


_COVID: Final[Mapping[str, Callable[[Mapping[str, Any]], None]]] = MappingProxyType(
    {
        "covid_verify": _covid_verify,
        "covid_decode": _covid_decode,
        "covid_expirationcheck": _covid_expirationcheck,
    }
)


# -- the working group's examples of SD-CWT


def sd_cwt_examples(folder: Path) -> Iterator[Vector]:
    """The examples of the SD-CWT draft: an issued token, one with decoys, and a key binding token.

    Args:
        folder: of its files.
    """
    issuer_key = (folder / "issuer_key.pem").read_text()
    occasion = {"audience": "https://verifier.example/app", "nonce": "8c0f5f523b95bea44a9a48c649240803"}
    for name, bound, found in (
        ("issuer_cwt", False, {"undisclosed": 0, "decoys": 0}),
        ("decoy", False, {"undisclosed": 0, "decoys": 2}),
        ("kbt", True, {"undisclosed": 2, "decoys": 0}),
    ):
        yield Vector(
            id=f"sd-cwt/{name}",
            about=f"The draft's {name}.",
            operation="verify_sd_cwt",
            input={
                "hex": (folder / f"{name}.cbor").read_bytes().hex(),
                "issuer_key": issuer_key,
                "clock": 1_725_244_237,
                "policy": occasion if bound else {},
            },
            expected={"accepted": True, **found},
        )


def _verify_sd_cwt(given: Mapping[str, Any]) -> dict[str, Any]:
    occasion = given["policy"]
    policy = Policy(audience=occasion.get("audience"), nonce=bytes.fromhex(occasion.get("nonce", "")) or None)
    verify = verify_sd_kbt if occasion else verify_sd_cwt
    resolved = verify(
        bytes.fromhex(given["hex"]),
        issuer_key=InProcessSigner.from_pem(given["issuer_key"].encode()).public_key,
        policy=policy,
        now=datetime.fromtimestamp(given["clock"], UTC),
    )
    return {"undisclosed": resolved.undisclosed, "decoys": resolved.decoys}


# -- the Token Status List


def status_list_examples(file: Path) -> Iterator[Vector]:
    """The signed list of the Token Status List draft (§5.2).

    Args:
        file: its vectors.
    """
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    jwk = content["token_key_jwk"]
    x, y = (int.from_bytes(base64url.decode(jwk[name])) for name in ("x", "y"))
    point = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    yield Vector(
        id="status-list/signed",
        about="The signed list of §5.2.",
        operation="read_status_list",
        input={"token": content["token_cwt"], "key": cbor.encode(PublicKey(point).to_cose_key()).hex()},
        expected={
            "code": None,
            "uri": "https://example.com/statuslists/1",
            "bits": content["cases"][0]["bits"],
            "statuses": content["cases"][0]["statuses"],
        },
    )


def answer(operation: str, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This library's answers to the questions of these suites, and to those of its own vectors."""
    act = _OPERATIONS.get(operation)
    if act is None:
        return answering.answer(operation, given)
    try:
        return {"accepted": True, "code": None, **(act(given) or {})}
    except CicpaError as error:
        return {"accepted": False, "code": error.code.value}


_OPERATIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]]] = MappingProxyType(
    {**_COVID, "verify_sd_cwt": _verify_sd_cwt}
)
