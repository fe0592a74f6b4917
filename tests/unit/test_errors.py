"""Errors travel between processes with all they know."""

from __future__ import annotations

import pickle

import pytest

from cicpa_credentials.errors import CicpaError, Code, IncompleteRecordError, ScanError, ScanHint, WireError
from cicpa_credentials.verifier import VerificationError
from office import HOLDER, evaluate, issue


@pytest.mark.parametrize(
    "error",
    [
        WireError(Code.MALFORMED, "why"),
        IncompleteRecordError(("name", "mobile")),
        ScanError(Code.NO_CODE_FOUND, "why", hint=ScanHint.BLURRED),
    ],
)
def test_an_error_comes_out_of_another_process_as_it_went_in(error: CicpaError) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - what this test has just written
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_a_report_does_too_with_the_holders_key() -> None:
    report = evaluate(issue(holder_key=HOLDER.public_key).qr_text)
    assert report.certificate is not None
    assert report.certificate.holder_key == HOLDER.public_key
    error = VerificationError(report)
    assert pickle.loads(pickle.dumps(error)).report == report  # noqa: S301 - as above
