"""What a register adds to issuing, and how a register with a national membership answers.

The row `issue_registered` is issuing in batches of 200 through a register in an SQLite file, against issuing the same
without one: commits wait for the disk, so time on the clock counts here, not the processor's. The two take turns.

    python -m bench.register [CERTIFICATES]

fills a register (400,000 certificates where no number is given), withdraws one in forty so that 1 % of a list of 2^20
is set, and prints what look-ups, publishing and the audit of the chain take.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from bench.house import issuer_and_verifier, ready_record
from bench.member import ASSOCIATION
from bench.trusting import national
from cicpa_credentials import IssueRequest, MemberRecord, audit
from cicpa_credentials.members import Category
from cicpa_credentials.register import Register, RevocationReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cicpa_credentials import Issuer

LISTS: Final = "https://status.example.org/"
AT_ONCE: Final = 200
ROUNDS: Final = 15
NATIONAL: Final = 400_000
LOOKUPS: Final = 1000


def rows() -> dict[str, dict[str, Any]]:
    """The row `issue_registered`."""
    particulars = ready_record().to_dict()
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory() as folder, new_register(folder) as register:
        bare, _ = issuer_and_verifier()
        registering, _ = issuer_and_verifier(register=register)
        times = []
        for _ in range(ROUNDS):
            some = [MemberRecord.from_dict(particulars | {"number": f"{next(numbers):012}"}) for _ in range(AT_ONCE)]
            requests = [IssueRequest(record=record, request_id=str(record.number)) for record in some]
            times.append((seconds(issue_all, bare, some), seconds(registering.issue_many, requests)))
    ratio = median(both / alone for alone, both in times)
    added = median(both - alone for alone, both in times) / AT_ONCE * 1e6
    return {"issue_registered": {"ratio": round(ratio, 2), "against": "issue", "added_microseconds": round(added, 1)}}


def issue_all(issuer: Issuer, records: Iterable[MemberRecord]) -> None:
    """Issue one after the other, without a register."""
    for record in records:
        issuer.issue(record)


def revoke_all(register: Register, counts: Iterable[int]) -> None:
    """Revoke one after the other, each in a transaction of its own."""
    for count in counts:
        register.revoke(number(count), Category.PRACTISING, reason=RevocationReason.LEFT, actor="bench")


def new_register(folder: str) -> Register:
    """An empty register in a file."""
    return Register.create(Path(folder, "register.db"), list_base_uri=LISTS)


def seconds(call: Callable[..., object], *arguments: object) -> float:
    """How long a call takes by the clock on the wall."""
    start = perf_counter()
    call(*arguments)
    return perf_counter() - start


def number(count: int) -> str:
    """The certificate number of the n-th member."""
    return f"{count:012}"


def fill(register: Register, count: int) -> None:
    """Reserve and record as the issuer does; nothing is signed."""
    now = datetime.now(UTC)
    for start in range(0, count, AT_ONCE):
        some = [number(one) for one in range(start, min(start + AT_ONCE, count))]
        with register.batch() as batch:
            places = [
                batch.reserve(number=one, category=Category.PRACTISING, association=ASSOCIATION, request_id=one)
                for one in some
            ]
        with register.batch() as batch:
            for one, place in zip(some, places, strict=True):
                digest = hashlib.sha256(one.encode()).digest()
                batch.record(
                    place, kid=bytes(8), issued_at=now, expires_at=now + timedelta(days=366), credential_digest=digest
                )


def lookups(register: Register, count: int) -> dict[str, list[float]]:
    """The times of single look-ups, in milliseconds, spread over the whole register."""
    ways: dict[str, Callable[[str], object]] = {
        "find by number": lambda one: register.find(one, Category.PRACTISING),
        "find by digest": lambda one: register.find_by_digest(hashlib.sha256(one.encode()).digest()),
        "find by request": register.find_request,
        "history": register.history,
    }
    asked = [number(one * 7919 % count) for one in range(LOOKUPS)]
    return {name: [seconds(way, one) * 1e3 for one in asked] for name, way in ways.items()}


def audits(register: Register, folder: Path) -> None:
    """The audits of a register at their slowest: no bundle has the key, so that every certificate is a finding."""
    bundle, _ = national()
    spent = seconds(lambda: audit.reconcile(register, bundle=bundle, out=folder / "reconciled"))
    print(f"reconciled in {spent:.0f} s, each certificate a finding")
    spent = seconds(lambda: audit.blast_radius(register, kid=bytes(8), out=folder / "plan"))
    print(f"planned anew in {spent:.0f} s, all of them")


def main() -> None:
    """Fill a register and ask it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else NATIONAL
    with tempfile.TemporaryDirectory() as folder, new_register(folder) as register:
        spent = seconds(fill, register, count)
        print(f"{count} certificates registered in {spent:.0f} s: {spent / count * 1e3:.2f} ms each")
        revoked = range(0, count, 40)
        spent = seconds(revoke_all, register, revoked)
        print(f"{len(revoked)} revoked one by one: {spent / len(revoked) * 1e3:.2f} ms each")
        print(f"the file has {Path(folder, 'register.db').stat().st_size / 2**20:.0f} MiB")
        for name, times in lookups(register, count).items():
            print(f"{name}: median {median(times):.2f} ms, 99 % within {quantiles(times, n=100)[-1]:.2f} ms")
        published: list[Any] = []
        spent = seconds(lambda: published.extend(register.publish(ASSOCIATION)))
        sizes = ", ".join(f"{len(one.entries.compress())} bytes" for one in published)
        print(f"status list built in {spent:.1f} s; compressed: {sizes}")
        found: list[Any] = []
        spent = seconds(lambda: found.append(register.verify_chain(keys=[])))
        print(
            f"chain of {found[0].head.sequence} events gone through in {spent:.1f} s: {len(found[0].findings)} findings"
        )
        audits(register, Path(folder))


if __name__ == "__main__":
    main()
