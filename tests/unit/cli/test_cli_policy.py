"""`cicpa verify` for readers who demand more, or who were given an access code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from office import HOLDER, clock, issue, issuer
from sample_records import record

if TYPE_CHECKING:
    from counter import Counter

CODE = AccessCode("MFRG-GZDF-MZTW-Q2LK")
SEALED = issuer().issue(record(), access_code=CODE).qr_text
NONCE = bytes(range(16))
SHOWN = (
    Holder(issue(holder_key=HOLDER.public_key), clock=clock())
    .present(["birth_date"], audience="bank.example", nonce=NONCE, key=HOLDER)
    .qr_text
)


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        (("--audience", "bank.example", "--nonce", NONCE.hex()), 0, ""),
        (("--audience", "bank.example"), 0, ""),
        (("--audience", "other.example"), 1, "[audience_mismatch]"),
        (("--audience", "bank.example", "--nonce", "00"), 1, "[nonce_mismatch]"),
        ((), 1, "[audience_mismatch]"),
    ],
)
def test_a_presentation_counts_for_whom_it_was_made(
    counter: Counter, options: tuple[str, ...], status: int, code: str
) -> None:
    said = counter("verify", SHOWN, *options, *counter.trust)
    assert said.status == status
    assert code in said.out


def test_who_names_an_audience_is_not_satisfied_by_a_printed_code(counter: Counter) -> None:
    said = counter("verify", issue().qr_text, "--audience", "bank.example", *counter.trust)
    assert said.status == 1
    assert "[binding_missing]" in said.out


def test_the_access_code_opens_the_details(counter: Counter) -> None:
    code = counter.folder / "code.txt"
    code.write_text(f"{CODE.text}\n")
    said = counter("verify", SEALED, "--access-code-file", code, *counter.trust)
    assert said.status == 0
    assert str(record().email) in said.out
    assert CODE.text not in said.out + said.err
    assert str(record().email) not in counter("verify", SEALED, *counter.trust).out


@pytest.mark.parametrize(
    ("typed", "status", "code"), [("MFRG-GZDF-MZTW-Q2LL", 2, "wrong_access_code"), ("QQQQ-QQQQ-QQQQ", 3, "weak")]
)
def test_a_wrong_code_is_told_from_what_is_none(counter: Counter, typed: str, status: int, code: str) -> None:
    path = counter.folder / "code.txt"
    path.write_text(typed)
    said = counter("verify", SEALED, "--access-code-file", path, *counter.trust)
    assert said.status == status
    assert code in said.out + said.err
    assert typed not in said.out + said.err


@pytest.mark.parametrize("options", [("--nonce", "xyz"), ("--nonce", ""), ("--audience", "")])
def test_an_option_that_nobody_can_mean_is_a_usage_error(counter: Counter, options: tuple[str, ...]) -> None:
    said = counter("verify", SEALED, *options, *counter.trust)
    assert said.status == 3
    assert said.err.startswith("cicpa: usage: ")
