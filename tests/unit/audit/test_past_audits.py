"""An audit as of a past moment says of every certificate what a verifier would have found then."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from audits import json_lines, lines, run, written
from cicpa_credentials import schemas
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.status import Archive, Status
from cicpa_credentials.verifier import Verifier
from office import DAY, bundle, clock, issue
from pki import NOW
from status_samples import INDEX, REFERENCE, a_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.audit import Summary
    from cicpa_credentials.keys.trust import TrustBundle

MAY: Final = NOW + 80 * DAY
"""When the audit is made."""


def edition(sequence: int, day: float, status: Status) -> TrustBundle:
    """A bundle of some day, with its list, for forty days."""
    made = NOW + day * DAY
    lists = (a_list([(INDEX, status)], issued=made, ttl=30 * DAY, expires=made + 40 * DAY),)
    return bundle(sequence=sequence, issued=made, expires=made + 40 * DAY, status_lists=lists)


FIRST: Final = edition(1, 0, Status.VALID)
SECOND: Final = edition(2, 30, Status.SUSPENDED)
THIRD: Final = edition(3, 60, Status.INVALID)
KEPT: Final = Archive((FIRST, SECOND))
CODES: Final = (issue(status=REFERENCE).qr_text, issue().qr_text, "nothing")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return json_lines(tmp_path / "codes.jsonl", CODES)


def audited(source: Path, out: Path, **changes: Any) -> Summary:  # noqa: ANN401 - whatever `credentials` takes
    return run(source, out, **({"bundle": THIRD, "clock": clock(MAY)} | changes))


@pytest.mark.parametrize("day", [0, 10, 31, 59, 61, 80])
@pytest.mark.parametrize("archive", [KEPT, None])
def test_each_verdict_is_the_verifiers(source: Path, tmp_path: Path, day: int, archive: Archive | None) -> None:
    at = NOW + day * DAY
    verifier = Verifier(THIRD, archive=archive, clock=clock(MAY))
    audited(source, tmp_path / "out", at=at, archive=archive)
    for text, line in zip(CODES, lines(tmp_path / "out"), strict=True):
        report = verifier.evaluate(text, at=at)
        assert (line["verdict"], line["code"]) == (report.verdict.value, report.code and report.code.value)


def test_the_summary_says_which_bundle_was_in_force_and_which_had_the_last_word(source: Path, tmp_path: Path) -> None:
    found = audited(source, tmp_path / "out", at=NOW + 31 * DAY, archive=KEPT)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert schemas.problems("audit-summary", summary) == ()
    assert summary["at"] == (NOW + 31 * DAY).isoformat()
    assert summary["in_force"] == {"sequence": 2, "issued": (NOW + 30 * DAY).isoformat()}
    assert summary["bundle"]["root"] == found.root.hex()
    assert (summary["bundle"]["sequence"], summary["bundle"]["status_lists"]) == (3, 1)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Trust bundle in force then" in page


def test_an_audit_of_the_present_does_not_speak_of_another_bundle(source: Path, tmp_path: Path) -> None:
    assert audited(source, tmp_path / "out").in_force is None
    assert "in_force" not in json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert "in force then" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_lists_beside_the_bundles_count_as_those_of_the_archive_do(source: Path, tmp_path: Path) -> None:
    at = NOW + 20 * DAY
    late = a_list([(INDEX, Status.SUSPENDED)], issued=NOW + 19 * DAY, ttl=30 * DAY, expires=None)
    archive = Archive((FIRST, SECOND), lists=(late, b"of nobody"))
    audited(source, tmp_path / "kept", at=at, archive=archive)
    audited(source, tmp_path / "given", at=at, archive=KEPT, status_lists=(late, b"of nobody"))
    assert lines(tmp_path / "kept")[0]["code"] == Code.SUSPENDED
    assert written(tmp_path / "kept") == written(tmp_path / "given")


def test_it_goes_on_for_the_same_moment_and_the_same_archive_alone(source: Path, tmp_path: Path) -> None:
    at = NOW + 31 * DAY
    done = audited(source, tmp_path / "out", at=at, archive=KEPT)
    again = audited(source, tmp_path / "out", at=at, archive=KEPT, resume=True, clock=clock(MAY + DAY))
    assert again == done
    for changes in ({"at": at + timedelta(seconds=1), "archive": KEPT}, {"at": at, "archive": Archive((FIRST,))}, {}):
        with pytest.raises(AuditError) as refused:
            audited(source, tmp_path / "out", resume=True, **changes)
        assert refused.value.code is Code.AUDIT_CHANGED


def test_an_audit_of_the_present_does_not_go_on_as_one_of_the_past(source: Path, tmp_path: Path) -> None:
    audited(source, tmp_path / "out")
    with pytest.raises(AuditError) as refused:
        audited(source, tmp_path / "out", at=MAY, resume=True)
    assert refused.value.code is Code.AUDIT_CHANGED


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda source, out: audited(source, out, at=MAY + timedelta(seconds=1)), "not in the future"),
        (lambda source, out: audited(source, out, at=datetime(2026, 6, 1)), "must be aware"),  # noqa: DTZ001 - the point
        (lambda source, out: audited(source, out, archive=KEPT), "say which"),
    ],
)
def test_a_moment_that_nobody_can_answer_for_is_refused(
    source: Path, tmp_path: Path, ask: Callable[[Path, Path], object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
