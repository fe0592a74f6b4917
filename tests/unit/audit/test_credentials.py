from __future__ import annotations

import errno
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

import audit_workers
from audits import BUNDLE, PARTICULARS, REVOKED, SAMPLES, URI, VALID, json_lines, lines, run, written
from cicpa_credentials import audit, schemas
from cicpa_credentials.audit import checking, credentials_audit, footing, output
from cicpa_credentials.audit.footing import Footing, ground_of, known_ground
from cicpa_credentials.audit.work import Job, check, check_on
from cicpa_credentials.errors import AuditError, CicpaError, Code
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.verifier import Policy
from office import DAY, HOLDER, ROOT, clock, evaluate, issue
from pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

MANY = [*SAMPLES] * 100
"""Three batches."""


def refusal(source: Path, out: Path, **changes: Any) -> Code:  # noqa: ANN401 - whatever `credentials` takes
    with pytest.raises(CicpaError) as refused:
        run(source, out, **changes)
    return refused.value.code


def test_every_code_gets_the_verdict_that_a_verifier_gives_it(tmp_path: Path) -> None:
    summary = run(json_lines(tmp_path / "a.jsonl", SAMPLES), tmp_path / "out")
    for number, (text, line) in enumerate(zip(SAMPLES, lines(tmp_path / "out"), strict=True), start=1):
        report = evaluate(text, BUNDLE)
        assert line["line"] == number
        assert (line["verdict"], line["code"]) == (report.verdict.value, report.code and report.code.value)
        assert [problem["code"] for problem in line["problems"]] == [code.value for code in SAMPLES[text]]
        assert (line["certificate"] is None) is (report.certificate is None)
    assert summary.verdicts == {"indeterminate": 1, "invalid": 7, "valid": 3}
    assert summary.severe


def test_what_is_written_conforms_to_its_schemas(tmp_path: Path) -> None:
    bound = issue(holder_key=HOLDER.public_key).qr_text
    run(json_lines(tmp_path / "a.jsonl", [*SAMPLES, bound, 7]), tmp_path / "out")
    for name, schema in (("reports.jsonl", "audit-report"), ("findings.jsonl", "audit-finding")):
        for line in lines(tmp_path / "out", name):
            assert schemas.problems(schema, line) == ()
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert schemas.problems("audit-summary", summary) == ()


def test_a_finding_names_line_key_and_place_and_the_digest_that_the_register_has(tmp_path: Path) -> None:
    run(json_lines(tmp_path / "a.jsonl", [VALID, REVOKED]), tmp_path / "out")
    (finding,) = lines(tmp_path / "out", "findings.jsonl")
    report = lines(tmp_path / "out")[1]["certificate"]
    assert (finding["code"], finding["severity"]) == ("revoked", "severe")
    assert finding["evidence"] == {
        "line": 2,
        "digest": report["digest"],
        "kid": report["kid"],
        "status": {"uri": URI, "index": 1},
    }


def test_nothing_that_is_written_tells_whose_the_certificates_are(tmp_path: Path) -> None:
    run(json_lines(tmp_path / "a.jsonl", SAMPLES), tmp_path / "out")
    for content in written(tmp_path / "out").values():
        for particular in PARTICULARS:
            assert particular not in content.decode()
            assert particular.encode("unicode_escape") not in content


@pytest.mark.parametrize("workers", [1, 3])
def test_any_executor_gives_the_same_files(tmp_path: Path, workers: int) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "here")
    with ThreadPoolExecutor(workers) as executor:
        run(source, tmp_path / "there", executor=executor, window=2)
    assert written(tmp_path / "here") == written(tmp_path / "there")


def test_processes_give_the_same_files(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "one")
    run(source, tmp_path / "two", processes=2)
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_a_policy_and_lists_of_the_hosts_own_count(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [REVOKED])
    run(source, tmp_path / "a", policy=Policy(require_holder_binding=True))
    assert [problem["code"] for problem in lines(tmp_path / "a")[0]["problems"]] == ["revoked", "binding_missing"]
    from office import BUNDLE as WITHOUT  # noqa: PLC0415 - the same but for the list

    run(source, tmp_path / "b", bundle=WITHOUT)
    assert lines(tmp_path / "b")[0]["code"] == "status_unknown"
    summary = run(source, tmp_path / "c", bundle=WITHOUT, status_lists=BUNDLE.status_lists)
    assert (lines(tmp_path / "c")[0]["code"], summary.status_lists) == ("revoked", 1)


def test_a_list_that_is_not_to_be_believed_stops_everything(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    assert refusal(source, tmp_path / "out", status_lists=(b"\0",)) is Code.MALFORMED


class StopError(Exception):
    """Somebody has had enough."""


def stopping_after(batches: int) -> Any:  # noqa: ANN401 - a callable that never returns normally in the end
    told = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) >= batches:
            raise StopError

    return tell


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_a_run_that_was_stopped_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "whole")
    monkeypatch.setattr(credentials_audit, "_SECONDS_AT_RISK", 0)
    with pytest.raises(StopError):
        run(source, tmp_path / "out", progress=stopping_after(batches))
    with (tmp_path / "out" / "reports.jsonl").open("ab") as file:
        file.write(b'{"half a li')
    later = clock(NOW + timedelta(hours=1))
    summary = run(source, tmp_path / "out", resume=True, clock=later)
    assert written(tmp_path / "out") == written(tmp_path / "whole")
    assert summary.at == NOW


def test_what_was_not_committed_is_done_again(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "whole")
    with pytest.raises(StopError):
        run(source, tmp_path / "out", progress=stopping_after(2))
    run(source, tmp_path / "out", resume=True)
    assert written(tmp_path / "out") == written(tmp_path / "whole")


def test_an_audit_that_is_done_can_be_resumed_and_changes_nothing(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", SAMPLES)
    run(source, tmp_path / "out", resume=True)
    before = written(tmp_path / "out")
    run(source, tmp_path / "out", resume=True, clock=clock(NOW + DAY))
    assert written(tmp_path / "out") == before


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    told: list[tuple[int, int]] = []
    run(source, tmp_path / "out", progress=lambda done, total: told.append((done, total)))
    size = source.stat().st_size
    assert [total for _, total in told] == [size] * 3
    assert told[-1] == (size, size)
    assert told == sorted(told)


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    (tmp_path / "file").write_bytes(b"mine")
    assert refusal(source, tmp_path / name) is Code.OUTPUT_EXISTS
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_what_another_program_writes_there_at_the_moment_is_left_alone(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    (tmp_path / "out").mkdir()
    for name in ("mine", ".cicpa-0123456789abcdef"):
        (tmp_path / "out" / name).touch()
    assert refusal(source, tmp_path / "out") is Code.OUTPUT_EXISTS
    assert (tmp_path / "out" / ".cicpa-0123456789abcdef").exists()


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    for resume in (False, True):
        assert refusal(source, tmp_path / "out", resume=resume) is Code.OUTPUT_EXISTS
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
    run(source, tmp_path / "done")
    assert refusal(source, tmp_path / "done") is Code.OUTPUT_EXISTS


def test_an_audit_does_not_go_on_with_something_else(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    run(source, tmp_path / "out")
    policy = Policy(require_holder_binding=True)
    assert refusal(source, tmp_path / "out", resume=True, policy=policy) is Code.AUDIT_CHANGED
    json_lines(source, [VALID, VALID])
    assert refusal(source, tmp_path / "out", resume=True) is Code.AUDIT_CHANGED


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"version": 9}', b"[" * 9999])
def test_a_damaged_journal_is_told(tmp_path: Path, damage: bytes) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    run(source, tmp_path / "out")
    (tmp_path / "out" / ".cicpa-audit").write_bytes(damage)
    assert refusal(source, tmp_path / "out", resume=True) is Code.MALFORMED


def test_lines_that_are_gone_are_told(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    run(source, tmp_path / "out")
    (tmp_path / "out" / "reports.jsonl").write_bytes(b"")
    assert refusal(source, tmp_path / "out", resume=True) is Code.MALFORMED


def test_a_journal_lost_with_everything_behind_it_is_a_fresh_start(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    with pytest.raises(StopError):
        run(source, tmp_path / "out", progress=stopping_after(1))
    (tmp_path / "out" / ".cicpa-0123456789abcdef").write_bytes(b"half a journal")
    run(source, tmp_path / "out", resume=True)
    assert not (tmp_path / "out" / ".cicpa-0123456789abcdef").exists()


@pytest.mark.parametrize("call", ["fsync", "write_whole"])
def test_a_full_disk_is_a_clear_error_and_the_audit_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "whole")
    with pytest.raises(StopError):
        run(source, tmp_path / "out", progress=stopping_after(1))

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os if call == "fsync" else output, call, full)
        assert refusal(source, tmp_path / "out", resume=True) is Code.STORAGE_FAILED
    run(source, tmp_path / "out", resume=True)
    assert written(tmp_path / "out") == written(tmp_path / "whole")


def test_two_audits_do_not_share_a_folder(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    refused: list[Code] = []
    run(
        source,
        tmp_path / "out",
        progress=lambda *_: refused.append(refusal(source, tmp_path / "out", resume=True)),
    )
    assert refused == [Code.FOLDER_BUSY]


def test_what_is_written_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    assert refusal(tmp_path / "codes", tmp_path / "codes" / "out") is Code.USAGE
    assert not (tmp_path / "codes" / "out").exists()


def folder_of_codes(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "codes"
    folder.mkdir()
    for name in names:
        (folder / name).write_text(VALID, encoding="utf-8")
    return folder


def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("check", "check_on"):
        monkeypatch.setattr(checking, name, getattr(audit_workers, name))


def test_who_crashes_at_a_file_makes_it_a_finding_and_loses_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = folder_of_codes(tmp_path, "a", "b-poison", "c")
    poison(monkeypatch)
    summary = run(source, tmp_path / "out")
    assert summary.verdicts == {"unread": 1, "valid": 2}
    (finding,) = lines(tmp_path / "out", "findings.jsonl")
    assert (finding["code"], finding["evidence"]) == ("process_lost", {"file": "b-poison"})
    assert [line["file"] for line in lines(tmp_path / "out")] == ["a", "b-poison", "c"]


def test_where_nobody_survives_anything_it_is_not_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder_of_codes(tmp_path, *(f"poison-{number}" for number in range(4)))
    poison(monkeypatch)
    assert refusal(source, tmp_path / "out") is Code.PROCESS_LOST


def test_a_process_that_is_lost_over_lines_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poison(monkeypatch)
    source = json_lines(tmp_path / "a.jsonl", ["poison"])
    assert refusal(source, tmp_path / "out", processes=2) is Code.PROCESS_LOST


def the_footing(**changes: Any) -> Footing:  # noqa: ANN401 - fields of a footing
    given: dict[str, Any] = {
        "bundle": BUNDLE.encoded,
        "root": fingerprint(ROOT.certificate),
        "status_lists": (),
        "policy": Policy(),
        "at": NOW,
    }
    return Footing(**(given | changes))


def test_a_worker_asks_for_a_footing_that_it_has_not_been_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footing, "_known", {})
    one = the_footing()
    job = Job(entries=((1, VALID),), column="qr_text", digest=one.digest)
    assert check(job) is None
    first = check_on(job, one)
    assert first.tally.total == 1
    assert check(job) == first
    assert ground_of(one) is known_ground(one.digest)


def test_a_worker_keeps_a_few_footings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footing, "_known", {})
    footings = [the_footing(at=NOW + number * DAY) for number in range(6)]
    for one in footings:
        ground_of(one)
    assert [known_ground(one.digest) is not None for one in footings] == [False, False, True, True, True, True]


def test_footings_differ_in_whatever_may_change_a_verdict() -> None:
    footings = [
        the_footing(),
        the_footing(status_lists=(b"x",)),
        the_footing(policy=Policy(leeway=timedelta(0))),
        the_footing(at=NOW + DAY),
        the_footing(bundle=b"x"),
        the_footing(root=bytes(32)),
    ]
    assert len({one.digest for one in footings}) == len(footings)
    assert the_footing().digest == the_footing().digest


def test_a_footing_that_does_not_hold_is_an_error_of_the_audit() -> None:
    with pytest.raises(CicpaError) as refused:
        ground_of(the_footing(root=bytes(32)))
    assert refused.value.code is Code.BUNDLE_UNTRUSTED


def test_an_error_of_the_host_s_executor_is_passed_on(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID])
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(RuntimeError, match="cannot schedule new futures"):
        run(source, tmp_path / "out", executor=executor)


def test_ctrl_c_leaves_an_audit_that_goes_on(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", MANY)
    run(source, tmp_path / "whole")

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path / "out", progress=interrupt)
    assert threading.active_count() == before
    run(source, tmp_path / "out", resume=True)
    assert written(tmp_path / "out") == written(tmp_path / "whole")


def test_the_refusal_of_an_audit_is_one_of_ours() -> None:
    assert issubclass(AuditError, CicpaError)
    assert audit.credentials is credentials_audit.credentials
