"""A register at the counter: made by the command, looked into by tests."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.members import Category
from cicpa_credentials.register import Register
from office import clock
from sample_records import particulars

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cicpa_credentials.register import Entry
    from counter import Counter, Said

LISTS: Final = "https://status.example.org/"
NUMBER: Final[str] = particulars()["number"]
SHANGHAI: Final = "310000"


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A counter with a register."""

    counter: Counter

    @property
    def place(self) -> Path:
        return self.counter.folder / "register.db"

    @contextmanager
    def opened(self) -> Iterator[Register]:
        with Register.open(self.place, clock=clock(self.counter.now)) as register:
            yield register

    def entry(self, number: str = NUMBER, category: Category = Category.PRACTISING) -> Entry:
        with self.opened() as register:
            entry = register.find(number, category)
        assert entry is not None
        return entry

    def issue(self, *more: object, out: str = "card.png", **changes: object) -> Said:
        folder = self.counter.folder
        record = self.counter.record("record.json", **changes)
        places = ("--photo", folder / "photo.png", "--out", folder / out, "--force", "--register", self.place)
        return self.counter("issue", record, *places, *self.counter.signing, *more)

    def change(self, verb: str, reason: str, *more: object, number: str = NUMBER) -> Said:
        options = ("--category", "practising", "--register", self.place, "--reason", reason, "--actor", "clerk-7")
        return self.counter(verb, number, *options, *more)

    def publish(self, *more: object) -> Said:
        key = self.counter.signing[:4]
        return self.counter(
            "status", "publish", "--register", self.place, "--out", self.counter.folder / "lists", *key, *more
        )

    def batch(self, *more: object, records: str = "records.jsonl", out: str = "out") -> Said:
        folder = self.counter.folder
        return self.counter("batch", *batch_arguments(folder, records=records, out=out), *self.counter.signing, *more)

    def manifest(self, out: str = "out") -> list[dict[str, Any]]:
        text = (self.counter.folder / out / "manifest.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


def batch_arguments(folder: Path, *, records: str = "records.jsonl", out: str = "out") -> tuple[object, ...]:
    places = ("--photos", folder, "--out", folder / out, "--register", folder / "register.db", "--processes", 1)
    return (folder / records, *places)


def open_ledger(counter: Counter) -> Ledger:
    """Make the register."""
    ledger = Ledger(counter=counter)
    said = counter("register", "create", ledger.place, "--list-base-uri", LISTS)
    assert (said.status, said.out, said.err) == (0, "The register is made.\n", "")
    return ledger


def member(index: int) -> str:
    """The certificate number of a member of a batch."""
    return f"{31:04}{index:08}"


def write_records(folder: Path, count: int, *, name: str = "records.jsonl", **changes: object) -> Path:
    """A file with so many members, line by line."""
    lines = (particulars(number=member(index), photo="photo.png", **changes) for index in range(count))
    path = folder / name
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8")
    return path
