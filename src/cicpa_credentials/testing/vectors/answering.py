"""This library's own answers to the questions that vectors ask (vectors/README.md §Questions)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members import CredentialKind
from cicpa_credentials.sdjwt import SdJwtVerifier
from cicpa_credentials.status import StatusListToken
from cicpa_credentials.testing.frozen import FrozenClock
from cicpa_credentials.verifier import Policy, Verifier
from cicpa_credentials.wire import cbor, transport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cicpa_credentials.status import StatusLists
    from cicpa_credentials.verifier import Report

__all__ = ["OPERATIONS", "Answer", "answer"]

Answer: TypeAlias = "Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]"
"""What is checked: takes an operation and its input, gives the answer, or None where it does not know the operation."""

_SECONDS: Final = ("leeway", "accept_stale_for", "max_presentation_age")


def answer(operation: str, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Answer one question; see `Answer`."""
    act = OPERATIONS.get(operation)
    return None if act is None else act(given)


def _evaluate(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        code = AccessCode(given["access_code"]) if "access_code" in given else None
        verifier = Verifier(_bundle(given), policy=_policy(given), clock=_clock(given))
    except CicpaError as error:
        return {"code": error.code.value}
    refused = _add(verifier.lists, given.get("status_lists", ()))
    received = given["text"] if "text" in given else bytes.fromhex(given["hex"])
    return {**_told(verifier.evaluate(received, access_code=code)), "refused_lists": refused}


def _evaluate_sd_jwt(given: Mapping[str, Any]) -> dict[str, Any]:
    verifier = SdJwtVerifier(_bundle(given), policy=_policy(given), clock=_clock(given))
    return _told(verifier.evaluate(given["text"]))


def _told(report: Report) -> dict[str, Any]:
    told = report.to_dict()
    return {name: told[name] for name in ("verdict", "code", "kind", "certificate")}


def _add(lists: StatusLists, tokens: Sequence[str]) -> list[str | None]:
    """Why each of the lists that came by another way was not taken; none where it was."""
    refused: list[str | None] = []
    for token in tokens:
        try:
            lists.add(bytes.fromhex(token))
        except CicpaError as error:
            refused.append(error.code.value)
        else:
            refused.append(None)
    return refused


def _load_bundle(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        bundle = _bundle(given)
    except CicpaError as error:
        return {"code": error.code.value}
    view = bundle.to_dict()
    return {
        "code": None,
        "sequence": bundle.sequence,
        "issuers": [{name: one[name] for name in ("association", "kid", "state")} for one in view["issuers"]],
    }


def _read_status_list(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        key = PublicKey.from_cose_key(cbor.decode_map(bytes.fromhex(given["key"])))
        token = StatusListToken.verify(bytes.fromhex(given["token"]), key)
    except CicpaError as error:
        return {"code": error.code.value}
    return {
        "code": None,
        "uri": token.uri,
        "issued": int(token.issued.timestamp()),
        "expires": None if token.expires is None else int(token.expires.timestamp()),
        "ttl": None if token.ttl is None else int(token.ttl.total_seconds()),
        "bits": token.entries.bits,
        "statuses": list(token.entries),
    }


def _read_text(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"code": None, "hex": transport.decode(given["text"]).hex()}
    except CicpaError as error:
        return {"code": error.code.value}


def _write_digits(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"digits": transport.to_digits(bytes.fromhex(given["hex"]))}


OPERATIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = MappingProxyType(
    {
        "evaluate": _evaluate,
        "evaluate_sd_jwt": _evaluate_sd_jwt,
        "load_bundle": _load_bundle,
        "read_status_list": _read_status_list,
        "read_text": _read_text,
        "write_digits": _write_digits,
    }
)
"""What can be asked."""


def _bundle(given: Mapping[str, Any]) -> TrustBundle:
    bundle = given["bundle"]
    return TrustBundle.load(
        bytes.fromhex(bundle["encoded"]),
        root=bytes.fromhex(bundle["root"]),
        minimum_sequence=given.get("minimum_sequence", 0),
    )


def _clock(given: Mapping[str, Any]) -> FrozenClock:
    return FrozenClock(datetime.fromtimestamp(given["clock"], UTC))


def _policy(given: Mapping[str, Any]) -> Policy:
    rules: dict[str, Any] = dict(given.get("policy", {}))
    for name in _SECONDS:
        if name in rules:
            rules[name] = timedelta(seconds=rules[name])
    if "nonce" in rules:
        rules["nonce"] = bytes.fromhex(rules["nonce"])
    if "accept" in rules:
        rules["accept"] = frozenset(map(CredentialKind, rules["accept"]))
    if "required_fields" in rules:
        rules["required_fields"] = tuple(rules["required_fields"])
    return Policy(**rules)
