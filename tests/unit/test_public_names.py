"""What a host imports by name from the top, and what comes along with it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import cicpa_credentials

OPTIONAL = {
    "PIL",
    "segno",
    "jsonschema",
    "jwt",
    "sqlalchemy",
    "typer",
    "rich",
    "zxingcpp",
    "typst",
    "pyhanko",
    "hypothesis",
}


def loaded_by(code: str) -> set[str]:
    script = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return set(run.stdout.split())


@pytest.mark.parametrize("name", cicpa_credentials.__all__)
def test_every_public_name_is_the_one_of_its_home(name: str) -> None:
    value = getattr(cicpa_credentials, name)
    assert value is getattr(import_module(value.__module__), name)


def test_the_public_names_are_listed_and_others_are_none() -> None:
    assert dir(cicpa_credentials) == sorted(cicpa_credentials.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Certificate'"):
        _ = cicpa_credentials.Certificate  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["import cicpa_credentials", "from cicpa_credentials import *"])
def test_importing_the_library_brings_nothing_that_not_every_host_needs(code: str) -> None:
    assert not loaded_by(code) & OPTIONAL


def test_a_name_is_loaded_when_it_is_first_asked_for() -> None:
    assert "cryptography" not in loaded_by("import cicpa_credentials")
    assert "cryptography" in loaded_by("from cicpa_credentials import Verifier")
