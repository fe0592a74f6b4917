"""Processes that use a register at the same time, or are killed while they do."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import RegisterError
from cicpa_credentials.issuer import IssuedCertificate, IssueRequest
from cicpa_credentials.register import Register, ReissueReason, RevocationReason
from key_stores import NOW
from office import KEY, SHANGHAI, issuer
from registers import LISTS, PRACTISING, record
from sample_records import record as member

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from multiprocessing.connection import Connection
    from pathlib import Path

    from cicpa_credentials.register import Batch, Entry

AT_ONCE: Final = 4


def hurried() -> datetime:
    """A clock that all processes share, and that runs a thousand times too fast: no two moments are the same second."""
    return NOW + timedelta(seconds=int(time.monotonic() * 1000))


def open_register(place: str | Path, **changes: Any) -> Register:  # noqa: ANN401 - whatever `open` takes
    return Register.open(place, **({"clock": hurried} | changes))


def reserve_and_record(place: str | Path, told: Connection, numbers: Sequence[str]) -> None:
    """Take places and fill them while others do the same; tell the places."""
    places = []
    with open_register(place) as register:
        for start in range(0, len(numbers), AT_ONCE):
            with register.batch() as batch:
                reserved = [
                    batch.reserve(number=number, category=PRACTISING, association=SHANGHAI)
                    for number in numbers[start : start + AT_ONCE]
                ]
            with register.batch() as batch:
                for reference in reserved:
                    record(batch, reference)
            places += reserved
    told.send(places)


def make_register(place: str | Path, told: Connection) -> None:
    """Try to be the one who makes the register; tell what came of it."""
    try:
        Register.create(place, list_base_uri=LISTS).close()
    except RegisterError as error:
        told.send(error.code)
    else:
        told.send(None)


def revoke_all(place: str | Path, told: Connection, numbers: Sequence[str]) -> None:
    with open_register(place) as register:
        for number in numbers:
            register.revoke(number, PRACTISING, reason=RevocationReason.LEFT, actor="a")
    told.send("done")


def publish_often(place: str | Path, told: Connection, times: int) -> None:
    """Publish again and again; tell as of when, and what."""
    with open_register(place) as register:
        for _ in range(times):
            (published,) = register.publish(SHANGHAI)
            told.send((published.as_of, published.entries.data))
            time.sleep(0.01)  # SQLite knows no queue: whoever asks without end lets nobody in


class Mortal:
    """A register, and a signer, in whose hands the process dies at a named moment."""

    def __init__(self, register: Register, moment: str) -> None:
        self._register = register
        self._moment = moment
        self.algorithm = KEY.algorithm
        self.public_key = KEY.public_key
        self._batches = 0

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        self._batches += 1
        step = ("", "reserve", "record")[self._batches % 2 or 2]
        with self._register.batch() as batch:
            yield batch
            self.pass_by(f"before {step}")
        self.pass_by(f"after {step}")

    def sign(self, data: bytes) -> bytes:
        self.pass_by("while signing")
        return KEY.sign(data)

    def pass_by(self, moment: str) -> None:
        if moment == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)


MOMENTS: Final = (
    "before reserve",
    "after reserve",
    "while signing",
    "before record",
    "after record",
    "before the file",
    "after the file",
)


def issue_files(
    place: str | Path, told: Connection, folder: Path, numbers: Sequence[str], moment: str = "never"
) -> None:
    """Issue a certificate for each number into a file of its own, and tell; whoever was cut off is started again."""
    with open_register(place) as register:
        mortal = Mortal(register, moment)
        office = issuer(signer=mortal, register=mortal, clock=hurried, random_bytes=os.urandom)
        for start in range(0, len(numbers), AT_ONCE):
            known = {number: register.find_request(number) for number in numbers[start : start + AT_ONCE]}
            missing = [_request(*one) for one in known.items() if not _is_there(folder, *one)]
            for issued in office.issue_many(missing) if missing else ():
                assert isinstance(issued, IssuedCertificate), issued
                mortal.pass_by("before the file")
                _write(folder, issued)
                mortal.pass_by("after the file")
                told.send(issued.view.number)


def _request(number: str, lost: Entry | None) -> IssueRequest:
    if lost is None:
        return IssueRequest(record=member(number=number), request_id=number)
    return IssueRequest(
        record=member(number=number),
        request_id=number,
        replaces=(lost.reference,),
        reason=ReissueReason.NOT_DELIVERED,
    )


def _is_there(folder: Path, number: str, entry: Entry | None) -> bool:
    path = folder / number
    return entry is not None and path.exists() and file_digest(path) == entry.credential_digest


def file_digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _write(folder: Path, issued: IssuedCertificate) -> None:
    unfinished = folder / f".{issued.view.number}"
    unfinished.write_bytes(issued.credential)
    unfinished.replace(folder / issued.view.number)


def hold_the_lock(place: str | Path, told: Connection) -> None:
    """Stand in the middle of a transaction until killed."""
    with open_register(place) as register, register.batch():
        told.send("locked")
        signal.pause()
