from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from cicpa_credentials.bulk.lock import only_one
from cicpa_credentials.cli.bulk import run as runs
from cicpa_credentials.cli.bulk import work
from cicpa_credentials.cli.bulk.folder import BatchFolder
from cicpa_credentials.cli.language import Language
from cicpa_credentials.cli.progress import progress
from cicpa_credentials.cli.session import Session
from cicpa_credentials.errors import CicpaError, Code, CommandError, RegisterError
from cicpa_credentials.members.reasons import ReissueReason
from cicpa_credentials.register import Register
from cicpa_credentials.scan import qr_text
from cicpa_credentials.status import Status, StatusReference
from ledger import Ledger, member, open_ledger, write_records
from office import clock, evaluate
from sample_records import particulars

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter


@pytest.fixture
def ledger(counter: Counter) -> Ledger:
    return open_ledger(counter)


def no_drawing(*_: object) -> CicpaError:
    return CommandError(Code.STORAGE_FAILED, "the disk is full")


def pictures(ledger: Ledger, out: str = "out") -> list[str]:
    return [name for name in ledger.counter.names(out) if name.endswith(".png")]


def test_each_line_becomes_a_picture_named_after_its_place_that_verifies(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 3)
    said = ledger.batch("--actor", "clerk-7")
    assert said.status == 0
    assert said.out.startswith("3 issued, 0 issued before, 0 not issued; see ")
    entries = [ledger.entry(member(index)) for index in range(3)]
    assert pictures(ledger) == sorted(f"310000-1-{entry.reference.index}.png" for entry in entries)
    assert [(line["line"], line["outcome"], line["index"]) for line in ledger.manifest()] == [
        (number, "issued", entry.reference.index) for number, entry in enumerate(entries, start=1)
    ]
    report = evaluate(qr_text((ledger.counter.folder / "out" / ledger.manifest()[0]["file"]).read_bytes()))
    assert report.certificate is not None
    assert report.certificate.view.number == member(0)


def test_nothing_but_the_pictures_tells_whose_they_are(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 2)
    said = ledger.batch()
    manifest = (ledger.counter.folder / "out" / "manifest.jsonl").read_text(encoding="utf-8")
    for text in (manifest, said.out, said.err, " ".join(ledger.counter.names("out"))):
        assert member(0) not in text
        assert "林知夏" not in text


def test_a_line_with_a_fault_names_itself_and_loses_none_of_the_others(ledger: Ledger) -> None:
    folder = ledger.counter.folder
    path = write_records(folder, 1)
    bad: list[dict[str, Any]] = [
        particulars(number=member(1), photo="photo.png", mobile=None),
        particulars(number=member(2), photo="missing.png"),
        particulars(number=member(3), photo="../photo.png"),
        particulars(number=member(4), photo="bundle.cbor"),
        particulars(number=member(5), photo="photo.png", association="110000", association_transfers=None),
    ]
    good = json.dumps(particulars(number=member(6), photo="photo.png"))
    lines = [path.read_text(encoding="utf-8").strip(), "", *map(json.dumps, bad), "{", good]
    path.write_text("\r\n".join(lines), encoding="utf-8")
    said = ledger.batch()
    assert said.status == 1
    assert said.out.startswith("2 issued, 0 issued before, 6 not issued")
    codes = {line["line"]: line["code"] for line in ledger.manifest()}
    assert codes == {
        1: None,
        3: "incomplete_record",
        4: "file_unreadable",
        5: "photo_invalid",
        6: "photo_invalid",
        7: "out_of_scope",
        8: "invalid_record",
        9: None,
    }
    complaints = [line for line in said.err.splitlines() if line.startswith("cicpa: ")]
    assert sorted(line.split(": ")[1] for line in complaints) == sorted(f"{path}:{line}" for line in range(3, 9))


def test_the_same_command_again_issues_nothing_twice(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 2)
    ledger.batch()
    before = pictures(ledger)
    said = ledger.batch()
    assert said.status == 0
    assert said.out.startswith("0 issued, 2 issued before, 0 not issued")
    assert pictures(ledger) == before
    assert {line["outcome"] for line in ledger.manifest()} == {"kept"}


def test_what_was_recorded_and_never_drawn_gives_way_to_one_that_is(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records(ledger.counter.folder, 2)
    with monkeypatch.context() as patched:
        patched.setattr(runs, "draw", no_drawing)
        said = ledger.batch()
    assert said.status == 1
    assert [line["code"] for line in ledger.manifest()] == ["storage_failed"] * 2
    lost = ledger.entry(member(0))
    assert ledger.manifest()[0]["index"] == lost.reference.index
    assert ledger.batch().status == 0
    entry = ledger.entry(member(0))
    assert entry.status is Status.VALID
    assert entry.request_id == lost.request_id
    with ledger.opened() as register:
        events = register.history(member(0))
        found = register.find_by_digest(lost.credential_digest)
    assert found is not None
    assert found.status is Status.SUPERSEDED
    assert events[-1].reason is ReissueReason.NOT_DELIVERED
    assert len(pictures(ledger)) == 2


def test_what_was_revoked_before_it_was_drawn_does_not_come_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records(ledger.counter.folder, 2)
    with monkeypatch.context() as patched:
        patched.setattr(runs, "draw", no_drawing)
        ledger.batch()
    ledger.change("revoke", "expelled", number=member(0))
    ledger.change("suspend", "under_investigation", number=member(1))
    said = ledger.batch("--reason", "renewed")
    assert said.status == 1
    assert [line["code"] for line in ledger.manifest()] == ["already_issued", "illegal_transition"]
    assert pictures(ledger) == []


def test_a_place_that_was_only_reserved_is_taken_up_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    write_records(ledger.counter.folder, 1)
    batch, calls = Register.batch, []

    def second_fails(self: Register, **given: bool) -> Any:  # noqa: ANN401 - as `Register.batch`
        calls.append(self)
        if len(calls) == 2:
            raise RegisterError(Code.REGISTER_UNAVAILABLE, "gone")
        return batch(self, **given)

    with monkeypatch.context() as patched:
        patched.setattr(Register, "batch", second_fails)
        said = ledger.batch()
    assert (said.status, said.err.split(": ")[1]) == (1, "register_unavailable")
    assert ledger.batch().status == 0
    with ledger.opened() as register:
        assert [event.kind.value for event in register.history(member(0))] == ["issued"]


def test_a_new_folder_is_a_new_batch_which_needs_a_reason(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 2)
    ledger.batch()
    ledger.change("revoke", "expelled", number=member(1))
    said = ledger.batch(out="next")
    assert said.status == 1
    assert [line["code"] for line in ledger.manifest("next")] == ["already_issued", "illegal_transition"]
    ledger.batch("--reason", "renewed", out="next")
    assert [line["code"] for line in ledger.manifest("next")] == [None, "illegal_transition"]


def test_a_line_that_stands_twice_is_issued_once(ledger: Ledger) -> None:
    path = write_records(ledger.counter.folder, 1)
    path.write_bytes(path.read_bytes() * 2)
    for outcome in ("issued", "kept"):
        said = ledger.batch()
        assert said.status == 1
        assert "(the same as line 1)" in said.err
        assert [line["outcome"] for line in ledger.manifest()] == [outcome, "refused"]
    assert len(pictures(ledger)) == 1


def test_two_lines_about_one_member_become_one_certificate(ledger: Ledger) -> None:
    path = write_records(ledger.counter.folder, 1)
    path.write_bytes(path.read_bytes() + path.read_bytes().replace(b'", "', b'",  "'))
    assert ledger.batch().status == 1
    assert [line["code"] for line in ledger.manifest()] == [None, "already_issued"]
    assert len(pictures(ledger)) == 1


def test_a_photo_that_changes_meanwhile_is_not_drawn_under_the_digest_of_another(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records(ledger.counter.folder, 1)

    def after_a_change(*given: Any) -> CicpaError | None:  # noqa: ANN401 - as `draw`
        photo = ledger.counter.folder / "photo.png"
        photo.write_bytes(photo.read_bytes() + b"\0")
        return work.draw(*given)

    monkeypatch.setattr(runs, "draw", after_a_change)
    ledger.batch()
    assert [line["code"] for line in ledger.manifest()] == ["photo_invalid"]


def test_a_register_that_forgets_what_it_recorded_stops_everything(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records(ledger.counter.folder, 1)
    monkeypatch.setattr(Register, "find_request", lambda *_: None)
    said = ledger.batch()
    assert (said.status, said.err.split(": ")[1]) == (1, "storage_failed")


def test_a_folder_with_anything_else_in_it_is_left_alone(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 1)
    said = ledger.batch(out=".")
    assert (said.status, said.err.split(": ")[1]) == (1, "output_exists")
    with ledger.opened() as register:
        assert register.history(member(0)) == ()


def test_one_run_at_a_time(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 1)
    ledger.batch()
    with only_one(ledger.counter.folder / "out"):
        said = ledger.batch()
    assert (said.status, said.err.split(": ")[1]) == (1, "folder_busy")


def test_what_a_killed_run_left_half_written_is_swept(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 1)
    ledger.batch()
    ledger.counter.file("out/.cicpa-0123456789abcdef", b"half a picture")
    ledger.batch()
    assert ".cicpa-0123456789abcdef" not in ledger.counter.names("out")


def test_a_damaged_secret_is_told(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 1)
    ledger.batch()
    ledger.counter.file("out/.cicpa-batch", b"short")
    said = ledger.batch()
    assert (said.status, said.err.split(": ")[1]) == (1, "malformed")


def test_the_same_line_asks_for_something_else_in_another_batch(tmp_path: Path) -> None:
    with BatchFolder.claim(tmp_path / "a") as one, BatchFolder.claim(tmp_path / "b") as other:
        assert one.request_id(b"x") == one.request_id(b"x") != one.request_id(b"y")
        assert one.request_id(b"x") != other.request_id(b"x")
        assert one.picture(StatusReference(uri="https://s/310000/2", index=7)).name == "310000-2-7.png"
    with BatchFolder.claim(tmp_path / "a") as again:
        assert again.request_id(b"x") == one.request_id(b"x")
    assert (tmp_path / "a" / ".cicpa-batch").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("more", "content"),
    [
        (("--base-url", "http://insecure.example.org/"), None),
        (("--photos", "nowhere"), None),
        (("--processes", "0"), None),
        ((), b"\n \n"),
    ],
)
def test_what_nobody_can_mean_is_a_matter_of_usage(
    ledger: Ledger, more: tuple[str, ...], content: bytes | None
) -> None:
    path = write_records(ledger.counter.folder, 1)
    if content is not None:
        path.write_bytes(content)
    said = ledger.batch(*more)
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")


def test_a_file_that_is_missing_is_named(ledger: Ledger) -> None:
    said = ledger.batch(records="missing.jsonl")
    assert (said.status, said.err.split(": ")[1]) == (3, "file_unreadable")
    assert "missing.jsonl" in said.err


def session(err: Console) -> Session:
    return Session(language=Language.EN, out=err, err=err, environ={}, clock=clock())


def test_a_pipe_gets_a_line_now_and_then() -> None:
    stream = io.StringIO()
    with progress(session(Console(file=stream)), 40) as tell:
        for done in range(1, 41):
            tell(done)
    assert stream.getvalue().splitlines() == [f"{done}/40" for done in range(4, 41, 4)]


def test_a_terminal_gets_a_bar_that_goes_away() -> None:
    stream = io.StringIO()
    with progress(session(Console(file=stream, force_terminal=True, width=80)), 2) as tell:
        tell(2)
    assert "2/2" in stream.getvalue()


def test_several_processes_issue_the_same(ledger: Ledger) -> None:
    write_records(ledger.counter.folder, 3)
    said = ledger.batch("--processes", "2")
    assert said.status == 0
    assert len(pictures(ledger)) == 3
