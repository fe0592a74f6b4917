"""The allow-list: what is in it, what is not, and that it cannot be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import ALGORITHMS, KeyKind, algorithm, default_algorithm

CURVES = frozenset({KeyKind.P_256, KeyKind.P_384, KeyKind.P_521})


def test_it_holds_these_and_no_other() -> None:
    """RFC 9864 §2, RFC 9053 §2, RFC 8230 §2."""
    rows = {
        (row.id, row.name, row.key_kinds, row.hash.name if row.hash else None, row.may_sign)
        for row in ALGORITHMS.values()
    }
    assert rows == {
        (-9, "ESP256", frozenset({KeyKind.P_256}), "sha256", True),
        (-51, "ESP384", frozenset({KeyKind.P_384}), "sha384", True),
        (-52, "ESP512", frozenset({KeyKind.P_521}), "sha512", True),
        (-19, "Ed25519", frozenset({KeyKind.ED25519}), None, True),
        (-7, "ES256", CURVES, "sha256", True),
        (-35, "ES384", CURVES, "sha384", True),
        (-36, "ES512", CURVES, "sha512", True),
        (-8, "EdDSA", frozenset({KeyKind.ED25519}), None, True),
        (-37, "PS256", frozenset({KeyKind.RSA}), "sha256", False),
    }


@pytest.mark.parametrize("number", sorted(ALGORITHMS))
def test_a_number_finds_its_row(number: int) -> None:
    assert algorithm(number).id == number


@pytest.mark.parametrize(
    "number", [0, 1, 5, -16, -38, -39, -257, -65535, None, True, "ES256", b"", -9.0, 2**64, [], {}, [-9]]
)
def test_anything_else_is_not_supported(number: object) -> None:
    """`none`, MACs, RSA with PKCS#1 v1.5 and SHA-1 among them."""
    with pytest.raises(KeyHandlingError) as caught:
        algorithm(number)
    assert caught.value.code is Code.UNSUPPORTED


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (KeyKind.P_256, "ESP256"),
        (KeyKind.P_384, "ESP384"),
        (KeyKind.P_521, "ESP512"),
        (KeyKind.ED25519, "Ed25519"),
    ],
)
def test_a_key_signs_with_the_fully_specified_algorithm_of_its_kind(kind: KeyKind, name: str) -> None:
    assert default_algorithm(kind).name == name


def test_rsa_keys_only_verify() -> None:
    with pytest.raises(KeyHandlingError) as caught:
        default_algorithm(KeyKind.RSA)
    assert caught.value.code is Code.UNSUPPORTED


def test_the_list_cannot_be_changed_while_the_program_runs() -> None:
    table: Any = ALGORITHMS
    with pytest.raises(TypeError):
        table[-38] = table[-37]
    row: Any = algorithm(-37)
    with pytest.raises(FrozenInstanceError):
        row.may_sign = True
