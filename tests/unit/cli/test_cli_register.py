from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.cli.register.succession import succession
from cicpa_credentials.members import Category
from cicpa_credentials.members.reasons import ReissueReason
from cicpa_credentials.status import Status
from ledger import LISTS, NUMBER, SHANGHAI, Ledger, open_ledger
from office import DAY
from pki import NOW

if TYPE_CHECKING:
    from counter import Counter, Said


@pytest.fixture
def ledger(counter: Counter) -> Ledger:
    return open_ledger(counter)


def refused(said: Said) -> tuple[int, str]:
    return said.status, said.err.split(": ")[1]


def test_a_register_is_made_once(ledger: Ledger) -> None:
    said = ledger.counter("register", "create", ledger.place, "--list-base-uri", LISTS)
    assert refused(said) == (1, "register_exists")


def test_lists_that_nobody_could_name_are_a_matter_of_usage(counter: Counter) -> None:
    said = counter("register", "create", counter.folder / "r.db", "--list-base-uri", "http://x/")
    assert refused(said) == (3, "usage")
    assert "r.db" not in counter.names()


@pytest.mark.parametrize("number", ["1", "1234567890123", "12345678901x", "\udcff"])
def test_a_number_that_no_certificate_has_is_a_matter_of_usage(ledger: Ledger, number: str) -> None:
    whose = ("--category", "practising", "--register", ledger.place)
    for said in (
        ledger.counter("status", "show", number, *whose),
        ledger.counter("history", number, "--register", ledger.place),
        ledger.counter("revoke", number, *whose, "--reason", "left", "--actor", "clerk-7"),
    ):
        assert refused(said) == (3, "usage")


def test_no_command_makes_a_register_by_the_way(counter: Counter) -> None:
    ledger = Ledger(counter=counter)
    assert refused(ledger.change("revoke", "left")) == (1, "register_foreign")
    assert "register.db" not in counter.names()


def test_what_is_issued_through_a_register_is_in_it(ledger: Ledger) -> None:
    said = ledger.issue("--actor", "clerk-7")
    assert (said.status, said.err) == (0, "")
    entry = ledger.entry()
    assert (entry.status, entry.association) == (Status.VALID, SHANGHAI)
    assert entry.photo_digest is not None


def test_what_is_issued_without_one_is_said_to_be_beyond_revoking(counter: Counter) -> None:
    record = counter.record("record.json")
    places = ("--photo", counter.folder / "photo.png", "--out", counter.folder / "card.png")
    said = counter("issue", record, *places, *counter.signing)
    assert said.status == 0
    assert said.err == "No register (--register): what is issued in this way can never be suspended or revoked.\n"


@pytest.mark.parametrize(
    "more",
    [("--reason", "renewed"), ("--actor", "clerk-7"), ("--former-number", "310000000001")],
)
def test_what_only_a_register_could_keep_needs_one(counter: Counter, more: tuple[str, ...]) -> None:
    record = counter.record("record.json")
    places = ("--photo", counter.folder / "photo.png", "--out", counter.folder / "card.png")
    assert refused(counter("issue", record, *places, *counter.signing, *more)) == (3, "usage")


def test_nothing_is_registered_that_cannot_be_drawn(ledger: Ledger) -> None:
    ledger.counter.file("photo.png", b"no photo")
    assert refused(ledger.issue())[1].endswith("record.json")
    ledger.counter.file("photo.png", (ledger.counter.folder / "good.png").read_bytes())  # not the shape of a portrait
    said = ledger.issue()
    assert said.status == 1
    assert "photo_invalid" in said.err
    with ledger.opened() as register:
        assert register.history(NUMBER) == ()


def test_a_base_url_that_no_certificate_can_have_is_a_matter_of_usage(ledger: Ledger) -> None:
    assert refused(ledger.issue("--base-url", "http://insecure.example.org/")) == (3, "usage")


def test_a_second_certificate_needs_a_reason(ledger: Ledger) -> None:
    ledger.issue()
    said = ledger.issue()
    assert said.status == 1
    assert "already_issued" in said.err
    first = ledger.entry()
    assert ledger.issue("--reason", "firm_changed").status == 0
    second = ledger.entry()
    assert second.reference != first.reference
    with ledger.opened() as register:
        kinds = [(event.kind.value, event.reason) for event in register.history(NUMBER)]
    firm = ReissueReason.FIRM_CHANGED
    assert kinds == [("issued", None), ("superseded", firm), ("issued", firm)]


def test_a_reason_does_no_harm_where_there_is_nothing_to_replace(ledger: Ledger) -> None:
    assert ledger.issue("--reason", "renewed").status == 0
    assert ledger.entry().status is Status.VALID


def test_a_renewal_does_not_bring_back_who_was_expelled_but_a_readmission_does(ledger: Ledger) -> None:
    ledger.issue()
    ledger.change("revoke", "expelled")
    said = ledger.issue("--reason", "renewed")
    assert said.status == 1
    assert "illegal_transition" in said.err
    assert ledger.issue("--reason", "readmitted").status == 0
    assert ledger.entry().status is Status.VALID
    assert "already_issued" in ledger.issue("--reason", "readmitted").err


def test_a_change_of_category_ends_the_certificate_of_the_other_one(ledger: Ledger) -> None:
    ledger.issue()
    said = ledger.issue("--reason", "category_changed", category="non_practising", firm=None, firm_transfers=None)
    assert (said.status, said.err) == (0, "")
    assert ledger.entry().status is Status.SUPERSEDED
    assert ledger.entry(category=Category.NON_PRACTISING).status is Status.VALID


def test_a_change_of_category_may_change_the_number(ledger: Ledger) -> None:
    ledger.issue()
    changes: dict[str, Any] = {
        "category": "non_practising",
        "firm": None,
        "firm_transfers": None,
        "number": "310000000099",
    }
    more = ("--reason", "category_changed", "--former-number", NUMBER)
    assert ledger.issue(*more, **changes).status == 0
    assert ledger.entry().status is Status.SUPERSEDED
    assert refused(ledger.issue("--reason", "renewed", "--former-number", NUMBER, **changes)) == (3, "usage")


def test_what_ended_in_the_other_category_long_ago_is_left_alone(ledger: Ledger) -> None:
    ledger.issue()
    ledger.change("revoke", "left")
    with ledger.opened() as register:
        found = succession(register, NUMBER, Category.NON_PRACTISING, ReissueReason.CATEGORY_CHANGED)
    assert found == ((), None)


def test_suspended_resumed_revoked_and_never_again(ledger: Ledger) -> None:
    ledger.issue()
    for verb, reason, outcome in (
        ("suspend", "inspection_overdue", "suspended"),
        ("resume", "remedied", "valid"),
        ("revoke", "expelled", "revoked"),
    ):
        said = ledger.change(verb, reason, "--document", "沪注协〔2026〕9号")
        assert (said.status, said.out, said.err) == (0, f"{outcome}\n", "")
    said = ledger.change("resume", "remedied")
    assert refused(said) == (1, "illegal_transition")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        (("--actor", "13800000000"), 1, "malformed"),  # a mobile number is somebody's
        (("--category", "retired"), 3, "usage"),
        (("--reason", "whim"), 3, "usage"),
    ],
)
def test_what_the_register_must_not_keep_is_refused_and_not_repeated(
    ledger: Ledger, more: tuple[str, str], status: int, code: str
) -> None:
    ledger.issue()
    said = ledger.change("revoke", "left", *more)
    assert refused(said) == (status, code)
    assert "13800000000" not in said.err
    assert ledger.entry().status is Status.VALID


def test_a_number_that_is_not_registered_is_not_repeated(ledger: Ledger) -> None:
    for said in (
        ledger.change("suspend", "inspection_failed"),
        ledger.counter("status", "show", NUMBER, "--category", "practising", "--register", ledger.place),
        ledger.counter("history", NUMBER, "--register", ledger.place),
    ):
        assert refused(said) == (1, "not_registered")
        assert NUMBER not in said.err


def test_the_status_is_shown_to_people_and_to_programs(ledger: Ledger) -> None:
    ledger.issue()
    entry = ledger.entry()
    question = ("status", "show", NUMBER, "--category", "practising", "--register", ledger.place)
    said = ledger.counter(*question)
    assert said.out.splitlines()[0] == "Status       valid"
    assert f"{entry.reference.uri} {entry.reference.index}" in said.out
    (found,) = ledger.counter(*question, "--json").lines
    assert found["status"] == "valid"
    assert found["index"] == entry.reference.index
    assert found["sha256"] == entry.credential_digest.hex()
    assert NUMBER not in said.out
    assert ledger.counter(*question, "--lang", "zh").out.splitlines()[0] == "状态      有效"


def test_the_history_lists_what_happened_in_order(ledger: Ledger) -> None:
    ledger.issue()
    ledger.change("suspend", "inspection_failed", "--document", "京1")
    csv = ledger.counter.file(
        "i.csv", f"number,category,year,passed_on\n{NUMBER},practising,2025,2025-05-01\n".encode()
    )
    ledger.counter(
        *("import", "inspections", csv, "--association", SHANGHAI, "--register", ledger.place, "--actor", "a")
    )
    said = ledger.counter("history", NUMBER, "--register", ledger.place)
    assert len(said.out.splitlines()) == 4
    assert "Annual inspection failed" in said.out
    assert "inspection passed (2025-05-01)" in said.out
    found = ledger.counter("history", NUMBER, "--register", ledger.place, "--json").lines
    assert [event["event"] for event in found] == ["issued", "suspended", "inspection_passed"]
    assert found[1]["reason"] == "inspection_failed"
    assert found[1]["document"] == "京1"
    assert found[2]["effective_on"] == "2025-05-01"


def imported(ledger: Ledger, name: str, content: str, *more: object, kind: str = "inspections") -> tuple[int, str]:
    path = ledger.counter.file(name, content.encode())
    options = ("--association", SHANGHAI, "--register", ledger.place, "--actor", "clerk-7")
    said = ledger.counter("import", kind, path, *options, *more)
    assert said.err == "" or said.status
    return said.status, said.out.replace(f"{path}", name) + said.err


def test_an_import_notes_good_rows_once_and_names_the_lines_of_bad_ones(ledger: Ledger) -> None:
    ledger.issue()
    content = f"number,category,year,passed_on\n{NUMBER},practising,2025,2025-05-01\n{NUMBER},practising,2025,never\n"
    status, out = imported(ledger, "i.csv", content, "--dry-run")
    assert status == 1
    assert out.splitlines()[-1] == "Dry run, nothing written: 1 to be noted, 0 noted before, 1 refused."
    status, out = imported(ledger, "i.csv", content)
    assert out.splitlines()[0].startswith("i.csv:3: ")
    assert "never" not in out
    assert out.splitlines()[-1] == "1 noted, 0 noted before, 1 refused."
    status, out = imported(ledger, "again.csv", content.rsplit("\n", 2)[0])
    assert (status, out) == (0, "0 noted, 1 noted before, 0 refused.\n")


def test_an_association_imports_nothing_about_the_certificates_of_others(ledger: Ledger) -> None:
    ledger.issue()
    row = f'{{"number":"{NUMBER}","category":"practising","on":"2026-01-06","from_firm":"甲","to_firm":"乙"}}\n'
    status, out = imported(ledger, "t.jsonl", row, "--association", "110000", kind="transfers")
    assert (status, out.splitlines()[0]) == (1, "t.jsonl:1: the certificate is another association's")
    assert imported(ledger, "t.jsonl", row, kind="transfers")[0] == 0


def test_a_file_that_is_no_table_is_refused_as_a_whole(ledger: Ledger) -> None:
    status, out = imported(ledger, "i.txt", "number\n")
    assert (status, out.split(": ")[1]) == (3, "usage")
    status, out = imported(ledger, "i.csv", "name\n")
    assert (status, out.split(": ")[1]) == (1, "malformed")


def test_a_list_is_published_under_its_associations_name_and_number(ledger: Ledger) -> None:
    ledger.issue()
    said = ledger.publish()
    path = ledger.counter.folder / "lists" / f"{SHANGHAI}-1.statuslist"
    assert (said.status, said.out, said.err) == (0, f"published {path}\n", "")
    first = path.read_bytes()
    ledger.change("revoke", "left")
    assert ledger.publish("--association", SHANGHAI).status == 0
    assert path.read_bytes() != first


def test_a_register_without_lists_publishes_none(ledger: Ledger) -> None:
    assert refused(ledger.publish()) == (1, "not_registered")
    assert ledger.counter.names("lists") == [".cicpa-lock"]


def test_a_key_publishes_for_nobody_else_and_only_in_its_window(ledger: Ledger) -> None:
    ledger.issue()
    assert refused(ledger.publish("--association", "110000")) == (1, "out_of_scope")
    ledger.counter.now = NOW + 800 * DAY
    assert refused(ledger.publish()) == (1, "key_not_valid")


def test_with_a_key_store_the_association_must_be_named(ledger: Ledger) -> None:
    said = ledger.counter(
        "status", "publish", "--register", ledger.place, "--out", ledger.counter.folder, "--store", "keys"
    )
    assert refused(said) == (3, "usage")


def test_without_the_extra_the_command_says_what_to_install(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == "sqlalchemy"]:
        monkeypatch.delitem(sys.modules, name)
    for name in [one for one in sys.modules if one.startswith("cicpa_credentials.register")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [one for one in sys.modules if one.startswith("cicpa_credentials.cli.register")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for said in (ledger.change("revoke", "left"), ledger.issue()):
        assert refused(said) == (3, "usage")
        assert "cicpa-credentials[register]" in said.err


def test_moments_are_those_of_the_calls_clock(ledger: Ledger) -> None:
    ledger.counter.now = NOW + timedelta(hours=1)
    ledger.issue()
    assert ledger.entry().issued_at == NOW + timedelta(hours=1)
