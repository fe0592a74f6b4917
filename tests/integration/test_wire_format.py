"""The normative text: its grammar, against the vectors, by a tool that shares nothing with us; numbers; an example."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import annotate_example
import write_cddl
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.algorithms import ALGORITHMS
from cicpa_credentials.register import Register
from cicpa_credentials.wire import labels, transport
from cicpa_credentials.wire.dictionary import DICTIONARY
from office import KEY, clock, issue
from registers import issue as register_issue

cddl_verifier = pytest.importorskip("cddl_verifier")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import IntEnum

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docs" / "wire-format.md").read_text(encoding="utf-8")
VECTORS: Final = ROOT / "vectors"

REGISTRIES: Final = {
    "COSE header parameters": labels.Header,
    "CWT claims": labels.Claim,
    "members of `cnf`": labels.Confirmation,
    "CoAP content formats, as `typ`": labels.Typ,
    "CBOR tags": labels.Tag,
    "CBOR simple values": labels.Simple,
    "COSE_Key parameters": labels.CoseKey,
    "COSE key types": labels.KeyType,
    "COSE elliptic curves": labels.Curve,
    "trust bundle": labels.Bundle,
    "issuer in a trust bundle": labels.BundleIssuer,
    "register checkpoint": labels.Checkpoint,
}


@cache
def grammar() -> Any:  # noqa: ANN401 - of a tool without types
    return cddl_verifier.Validator(write_cddl.GRAMMAR)


def fits(rule: str, data: bytes | dict[str, Any]) -> bool:
    return bool(grammar().validate(data, root_type=rule).valid)


def vectors(file: str) -> list[dict[str, Any]]:
    read: dict[str, list[dict[str, Any]]] = json.loads((VECTORS / file).read_text(encoding="utf-8"))
    return read["vectors"]


def credential(vector: dict[str, Any]) -> bytes:
    given = vector["input"]
    return bytes.fromhex(given["hex"]) if "hex" in given else transport.decode(given["text"])


def accepted() -> Iterator[Any]:
    """Every vector that is valid, and the rule that it must follow."""
    rules = {
        "certificates.json": "credential",
        "access-codes.json": "credential",
        "letters.json": "letter",
        "presentations.json": "key-binding-token",
    }
    for file, rule in rules.items():
        for vector in vectors(file):
            if vector["expected"].get("verdict") == "valid" and vector["operation"] == "evaluate":
                kind = "credential" if rule == "letter" and vector["expected"].get("kind") == "certificate" else rule
                yield pytest.param(kind, credential(vector), id=vector["id"])


def good(file: str, operation: str) -> list[Any]:
    """The vectors that ask for this and have nothing to object to."""
    return [
        pytest.param(one, id=one["id"])
        for one in vectors(file)
        if one["operation"] == operation and one["expected"].get("code") is None and "codes" not in one["expected"]
    ]


def test_the_grammar_is_that_of_the_text() -> None:
    assert write_cddl.GRAMMAR.read_text(encoding="utf-8") == write_cddl.grammar(), "run tools/write_cddl.py"


@pytest.mark.parametrize(("rule", "data"), list(accepted()))
def test_what_a_verifier_accepts_follows_the_grammar(rule: str, data: bytes) -> None:
    assert fits(rule, data)


@pytest.mark.parametrize("vector", good("bundles.json", "load_bundle"))
def test_trust_bundles_follow_the_grammar(vector: dict[str, Any]) -> None:
    assert fits("trust-bundle", bytes.fromhex(vector["input"]["bundle"]["encoded"]))


@pytest.mark.parametrize("vector", good("status-lists.json", "read_status_list"))
def test_status_lists_follow_the_grammar(vector: dict[str, Any]) -> None:
    assert fits("status-list-token", bytes.fromhex(vector["input"]["token"]))


def test_a_holders_file_follows_the_grammar() -> None:
    file = Holder(issue(), clock=clock()).to_bytes()
    assert fits("content", file[len(b"CICPA\x01") : -8])


@pytest.mark.parametrize(
    "vector",
    [one for one in vectors("sd-jwts.json") if one["expected"].get("verdict") == "valid"],
    ids=itemgetter("id"),
)
def test_sd_jwts_follow_the_grammar(vector: dict[str, Any]) -> None:
    jwt = vector["input"]["text"].split("~")[0]
    header, claims = (json.loads(urlsafe_b64decode(f"{part}==")) for part in jwt.split(".")[:2])
    assert fits("jose-header", header)
    assert fits("jwt-claims", claims)


def test_a_checkpoint_follows_the_grammar(tmp_path: Path) -> None:
    with Register.create(tmp_path / "register.db", list_base_uri="https://status.example.org/") as register:
        register_issue(register)
        assert fits("checkpoint", register.checkpoint(KEY).encoded)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"urn:cicpa:member", b"urn:cicpa:membex"),
        (bytes.fromhex("d864"), bytes.fromhex("d865")),  # a day under another tag
        (bytes.fromhex("f83b81"), bytes.fromhex("f83c81")),  # hashes under another simple value
        (bytes.fromhex("a3012804"), bytes.fromhex("a3012904")),  # another algorithm
        (b"application/vnd.cicpa", b"application/vnd.cicpb"),
    ],
)
def test_what_is_not_of_the_format_does_not_follow_the_grammar(old: bytes, new: bytes) -> None:
    data = issue().credential
    assert fits("credential", data)
    assert data.count(old) == 1
    assert not fits("credential", data.replace(old, new))


@pytest.mark.parametrize(("row", "registry"), list(REGISTRIES.items()))
def test_all_numbers_are_in_the_table(row: str, registry: type[IntEnum]) -> None:
    assert _row(row) == {int(one): _plain(one.name) for one in registry}


def test_all_algorithms_are_in_the_table() -> None:
    assert _row("COSE algorithms") == {row.id: _plain(row.name) for row in ALGORITHMS.values()}


def test_the_dictionary_stands_in_the_text() -> None:
    (block,) = re.findall(r"^```text\n([0-9a-f\n]+)^```$", TEXT, re.MULTILINE)
    assert bytes.fromhex(block) == DICTIONARY


def test_the_example_is_the_vector_byte_by_byte() -> None:
    page = annotate_example.PAGE.read_text(encoding="utf-8")
    assert page == annotate_example.page(), "run tools/annotate_example.py"
    (block,) = re.findall(r"## The credential\n\n```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (vector,) = (one for one in vectors("certificates.json") if one["id"] == "certificate/bearer")
    assert bytes.fromhex(re.sub("#.*", "", block)) == credential(vector)


def _row(name: str) -> dict[int, str]:
    (cell,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", TEXT, re.MULTILINE)
    pairs = (one.split(" ", 1) for one in re.sub(r" \([^)]*\)", "", cell).split(", "))
    return {int(number): _plain(title) for number, title in pairs}


def _plain(name: str) -> str:
    return re.sub(r"[ _-]", "", name).lower()
