"""What a key has signed, and the plan for issuing it anew; on both databases."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials import audit, schemas
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.register import ReissueReason, RevocationReason, SuspensionReason
from forgers import Forger
from key_stores import NOW
from registers import BEIJING, KID, NON_PRACTISING, PRACTISING, issue, issue_letter

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.audit import BlastRadius
    from cicpa_credentials.register import Register
    from key_stores import Clock

OTHER = b"kid-0002"
SHANGHAI = "310000"
DAY = timedelta(days=1)


def number(last: int) -> str:
    return f"1100000000{last:02}"


@pytest.fixture
def full(register: Register, clock: Clock) -> Register:
    """Eight certificates and letters by one key, in every standing, and two by another."""
    for last in range(1, 4):
        issue(register, number(last))
    issue(register, number(4), NON_PRACTISING)
    issue(register, number(5), association=SHANGHAI)
    issue(register, number(6))
    issue(register, number(7), expires_at=NOW)
    issue(register, number(8), kid=OTHER)
    issue_letter(register, number(1))
    register.suspend(number(2), PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")
    register.revoke(number(3), PRACTISING, reason=RevocationReason.LEFT, actor="a")
    old = register.find(number(6), PRACTISING)
    assert old is not None
    issue(register, number(6), replaces=[old.reference], reason=ReissueReason.KEY_COMPROMISED, kid=OTHER)
    assert clock.now == NOW
    return register


def radius(register: Register, out: Path, clock: Clock, **changes: Any) -> BlastRadius:  # noqa: ANN401 - whatever it takes
    given: dict[str, Any] = {"kid": KID, "out": out, "clock": clock}
    return audit.blast_radius(register, **(given | changes))


def lines(out: Path, name: str = "plan.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def test_all_that_the_key_signed_stands_in_the_order_of_issuing_anew(
    full: Register, tmp_path: Path, clock: Clock
) -> None:
    found = radius(full, tmp_path / "out", clock)
    told = [(line["association"], line["code"], line["number"], line["kind"]) for line in lines(tmp_path / "out")]
    assert told == [
        (CICPA, "letter_due", number(1), "letter"),
        (BEIJING, "reissue_due", number(1), "certificate"),
        (BEIJING, "reissue_due", number(4), "certificate"),
        (BEIJING, "resume_first", number(2), "certificate"),
        (BEIJING, "already_ended", number(3), "certificate"),
        (BEIJING, "already_ended", number(6), "certificate"),
        (BEIJING, "already_ended", number(7), "certificate"),
        (SHANGHAI, "reissue_due", number(5), "certificate"),
    ]
    assert [line["order"] for line in lines(tmp_path / "out")] == list(range(1, 9))
    assert (found.signed, found.severe) == (8, True)


def test_each_line_names_what_is_to_be_superseded(full: Register, tmp_path: Path, clock: Clock) -> None:
    radius(full, tmp_path / "out", clock)
    entry = full.find(number(1), PRACTISING)
    assert entry is not None
    line = next(line for line in lines(tmp_path / "out") if line["kind"] == "certificate")
    assert line["replaces"] == {"uri": entry.reference.uri, "index": entry.reference.index}
    assert (line["digest"], line["standing"]) == (entry.credential_digest.hex(), "valid")


def test_batches_are_counted_for_each_association(full: Register, tmp_path: Path, clock: Clock) -> None:
    found = radius(full, tmp_path / "out", clock, batch_size=1)
    due = [(line["association"], line["batch"]) for line in lines(tmp_path / "out") if line["code"] == "reissue_due"]
    assert due == [(BEIJING, 1), (BEIJING, 2), (SHANGHAI, 1)]
    assert {line["batch"] for line in lines(tmp_path / "out") if line["code"] != "reissue_due"} == {None}
    assert found.to_dict()["batches"] == {BEIJING: 2, SHANGHAI: 1}


@pytest.mark.parametrize(
    ("window", "signed"),
    [
        ((None, None), 8),
        ((NOW, NOW), 8),
        ((NOW + timedelta(seconds=1), None), 0),
        ((None, NOW - timedelta(seconds=1)), 0),
    ],
)
def test_both_moments_are_included(
    full: Register, tmp_path: Path, clock: Clock, window: tuple[datetime | None, datetime | None], signed: int
) -> None:
    clock.now = NOW + DAY
    assert radius(full, tmp_path / "out", clock, since=window[0], until=window[1]).signed == signed


def test_what_is_written_conforms_to_its_schemas(full: Register, tmp_path: Path, clock: Clock) -> None:
    radius(full, tmp_path / "out", clock)
    for name, schema in (("plan.jsonl", "audit-plan"), ("findings.jsonl", "audit-finding")):
        for line in lines(tmp_path / "out", name):
            assert schemas.problems(schema, line) == ()
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert schemas.problems("audit-blast-radius", summary) == ()
    severities = {line["code"]: line["severity"] for line in lines(tmp_path / "out", "findings.jsonl")}
    assert severities == {
        "reissue_due": "severe",
        "letter_due": "severe",
        "resume_first": "warning",
        "already_ended": "note",
    }


def test_numbers_are_in_the_plan_alone_which_is_for_its_owner(full: Register, tmp_path: Path, clock: Clock) -> None:
    radius(full, tmp_path / "out", clock)
    for path in (tmp_path / "out").iterdir():
        assert (number(1) in path.read_text(encoding="utf-8")) is (path.name == "plan.jsonl")
    assert stat.S_IMODE((tmp_path / "out" / "plan.jsonl").stat().st_mode) == 0o600


def test_the_page_says_how_much_there_is_to_do_and_how(full: Register, tmp_path: Path, clock: Clock) -> None:
    radius(full, tmp_path / "out", clock)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for words in ("5 certificates and letters to see to", KID.hex(), "北京 Beijing", "cicpa batch --reason"):
        assert words in page


def test_a_key_that_signed_nothing_leaves_nothing_to_do(full: Register, tmp_path: Path, clock: Clock) -> None:
    found = radius(full, tmp_path / "out", clock, kid=b"stranger")
    assert (found.signed, found.severe, lines(tmp_path / "out")) == (0, False, [])
    assert "There is nothing to see to" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_row_that_nobody_can_read_is_not_passed_over(
    full: Register, place: str | Path, tmp_path: Path, clock: Clock
) -> None:
    forger = Forger(place=place)
    forger.disarm()
    forger.run("UPDATE cicpa_credentials SET status = 9 WHERE id = 1")
    found = radius(full, tmp_path / "out", clock)
    assert (found.signed, found.severe) == (7, True)
    assert {"kid": KID.hex()} in [
        line["evidence"] for line in lines(tmp_path / "out", "findings.jsonl") if line["code"] == "credential_altered"
    ]


def test_what_nobody_can_mean_is_refused(full: Register, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(ValueError, match="a batch"):
        radius(full, tmp_path / "out", clock, batch_size=0)
    with pytest.raises(ValueError, match="aware"):
        radius(full, tmp_path / "naive", clock, since=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
    assert list(tmp_path.glob("out*")) == []
    radius(full, tmp_path / "done", clock)
    with pytest.raises(AuditError) as refused:
        radius(full, tmp_path / "done", clock)
    assert refused.value.code is Code.OUTPUT_EXISTS


def test_moments_in_the_wrong_order_are_no_good_news(full: Register, tmp_path: Path, clock: Clock) -> None:
    """An empty plan would say that the thief's key signed nothing."""
    with pytest.raises(AuditError) as refused:
        radius(full, tmp_path / "out", clock, since=NOW, until=NOW - DAY)
    assert refused.value.code is Code.USAGE
    assert not (tmp_path / "out").exists()
