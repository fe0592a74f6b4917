"""`cicpa audit reconcile`, `cicpa audit blast-radius` and `cicpa register checkpoint`."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from audits import json_lines
from ledger import NUMBER, SHANGHAI, Ledger, open_ledger
from office import DAY, KEY, bundle
from pki import NOW

if TYPE_CHECKING:
    from counter import Counter, Said

KID = KEY.public_key.kid.hex()


@pytest.fixture
def ledger(counter: Counter) -> Ledger:
    """A register with one certificate, its checkpoint, and a bundle with its list."""
    made = open_ledger(counter)
    assert made.issue().status == 0
    assert checkpoint(made).status == 0
    assert made.publish().status == 0
    lists = [path.read_bytes() for path in (counter.folder / "lists").glob("*.statuslist")]
    counter.file("bundle.cbor", bundle(status_lists=lists, issued=NOW).encoded)
    return made


def checkpoint(ledger: Ledger, *more: object, out: str = "kept.checkpoint") -> Said:
    counter = ledger.counter
    key = more or counter.signing[:4]
    return counter("register", "checkpoint", "--register", ledger.place, "--out", counter.folder / out, *key)


def reconcile(ledger: Ledger, *more: object, out: str = "out") -> Said:
    counter = ledger.counter
    places = ("--register", ledger.place, "--out", counter.folder / out)
    return counter("audit", "reconcile", *places, *counter.trust, *more)


def radius(ledger: Ledger, *more: object, kid: str = KID) -> Said:
    folder = ledger.counter.folder
    return ledger.counter(
        "audit", "blast-radius", "--register", ledger.place, "--kid", kid, "--out", folder / "plan", *more
    )


def refused(said: Said) -> tuple[int, str]:
    return said.status, said.err.split(": ")[1]


def test_a_register_in_order_is_success(ledger: Ledger) -> None:
    said = reconcile(ledger)
    assert (said.status, said.err) == (0, "")
    assert [line.split() for line in said.out.splitlines()] == [
        ["events", "1"],
        ["certificates,", "letters", "1"],
        ["status", "lists", "1"],
        ["The", "report:", str(ledger.counter.folder / "out" / "report.html")],
    ]
    assert ledger.counter.names("out") == [".cicpa-lock", "findings.jsonl", "report.html", "summary.json"]


def test_what_is_severe_is_told_by_the_exit_status(ledger: Ledger) -> None:
    folder = ledger.counter.folder
    said = reconcile(ledger, "--credentials", folder / "good.txt", "--lang", "zh")
    assert said.status == 1
    assert "有人在登记簿之外使用了签发密钥。 [orphan]" in said.out
    assert "所核对的会员证  1" in said.out


def test_results_of_an_audit_of_credentials_do_as_well(ledger: Ledger) -> None:
    folder = ledger.counter.folder
    source = json_lines(folder / "codes.jsonl", [(folder / "good.txt").read_text(encoding="utf-8")])
    ledger.counter("audit", "credentials", source, *ledger.counter.trust, "--out", folder / "done", "--processes", 1)
    assert reconcile(ledger, "--credentials", folder / "done").status == 1


def test_lists_and_checkpoints_may_be_given_as_files(ledger: Ledger) -> None:
    folder = ledger.counter.folder
    (published,) = (folder / "lists").glob("*.statuslist")
    ledger.counter.file("bundle.cbor", bundle(issued=NOW).encoded)
    assert reconcile(ledger, "--status-list", published, "--checkpoint", folder / "kept.checkpoint").status == 0
    assert "list_missing" in reconcile(ledger, out="other").out


def test_what_cannot_be_used_decides_nothing(ledger: Ledger) -> None:
    folder = ledger.counter.folder
    assert refused(reconcile(ledger, "--checkpoint", folder / "none")) == (3, "file_unreadable")
    assert reconcile(ledger).status == 0
    assert refused(reconcile(ledger)) == (3, "output_exists")
    ledger.place.unlink()
    assert refused(reconcile(ledger, out="another"))[0] == 3


def test_what_a_key_signed_is_planned_for(ledger: Ledger) -> None:
    said = radius(ledger)
    assert said.status == 1
    assert [line.split() for line in said.out.splitlines()[:2]] == [["signed", "in", "all", "1"], ["Batches", "1"]]
    assert "[reissue_due]" in said.out
    assert NUMBER not in said.out + said.err
    plan = ledger.counter.folder / "plan" / "plan.jsonl"
    assert NUMBER in plan.read_text(encoding="utf-8")
    assert stat.S_IMODE(plan.stat().st_mode) == 0o600


def test_the_plan_is_for_a_time_and_in_batches(ledger: Ledger) -> None:
    before = (NOW - DAY).isoformat()
    assert radius(ledger, "--until", before, "--batch-size", 10).status == 0
    assert refused(radius(ledger, "--since", "yesterday")) == (3, "usage")
    assert refused(radius(ledger, kid="12")) == (3, "usage")
    assert refused(radius(ledger)) == (3, "output_exists")


def test_a_checkpoint_is_written_once_and_kept_in_the_register(ledger: Ledger) -> None:
    assert refused(checkpoint(ledger)) == (1, "output_exists")
    said = checkpoint(ledger, out="second.checkpoint")
    assert said.out == f"Signed up to event 1 {ledger.counter.folder / 'second.checkpoint'}\n"
    with ledger.opened() as register:
        assert register.verify_chain(keys=[KEY.public_key]).covered == 1


def test_a_key_of_another_association_signs_no_checkpoint(ledger: Ledger) -> None:
    key = ledger.counter.signing[:4]
    assert refused(checkpoint(ledger, *key, "--association", "110000", out="new")) == (1, "out_of_scope")
    assert "new" not in ledger.counter.names()


def test_a_key_store_signs_for_an_association_that_is_named(ledger: Ledger) -> None:
    store = ledger.counter.folder / "store"
    assert refused(checkpoint(ledger, "--store", store, out="new")) == (3, "usage")
    assert "new" not in ledger.counter.names()
    said = checkpoint(ledger, "--store", store, "--association", SHANGHAI, out="new")
    assert said.status != 0
