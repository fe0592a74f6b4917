"""Every code can be reached: for each there is something that is answered with it. A new code needs its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("boto3")
pytest.importorskip("psycopg")
pytest.importorskip("pyhanko")
pytest.importorskip("typst")
pytest.importorskip("zxingcpp")

import provoking_associations
import provoking_audits
import provoking_files
import provoking_verifiers
from cicpa_credentials.errors import Code
from key_stores import make_scrypt_cheap

if TYPE_CHECKING:
    from pathlib import Path

TABLES = (provoking_verifiers.PROVOCATIONS, provoking_associations.PROVOCATIONS, provoking_files.PROVOCATIONS)


@pytest.mark.parametrize("code", sorted(set(Code) - provoking_audits.FINDINGS))
def test_every_code_is_reached(code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)
    provocations = [table[code] for table in TABLES if code in table]
    assert len(provocations) == 1, f"{code}: one row is to provoke it (tests/provoking_*.py)"
    assert provocations[0](tmp_path) is code


@pytest.mark.parametrize("code", sorted(provoking_audits.FINDINGS))
def test_every_finding_of_an_audit_is_provoked_by_a_test(code: Code) -> None:
    assert provoking_audits.asserted(code), f"{code}: no test of audits finds it"
