"""Auditing: a file of codes becomes reports, findings and a page, everything counted, by one process.

The baseline verifies as many bare signatures. No peer has such a job.
"""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time_ns
from typing import TYPE_CHECKING, Any, Final

from bench import p256
from bench.house import BASE_URL, ready_record
from bench.measure import Row, table
from bench.trusting import national
from cicpa_credentials import Issuer, audit

if TYPE_CHECKING:
    from collections.abc import Callable

CODES: Final = 20_000
DISTINCT: Final = 500
ROUNDS: Final = 6


def rows() -> dict[str, dict[str, Any]]:
    """The row `audit`: of one code among many."""
    bundle, signers = national()
    record = ready_record()
    issuer = Issuer(signers[str(record.association)], base_url=BASE_URL)
    texts = [issuer.issue(record).qr_text for _ in range(DISTINCT)]
    bare = p256.verify()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "codes.jsonl"
        source.write_text("".join(f"{json.dumps(texts[at % DISTINCT])}\n" for at in range(CODES)), encoding="utf-8")
        numbers = count()

        def whole() -> None:
            out = Path(folder) / str(next(numbers))
            summary = audit.credentials(source, bundle=bundle, out=out, processes=1)
            if summary.verdicts != {"valid": CODES}:
                raise RuntimeError(summary.verdicts)

        times = [(_spent(lambda: [bare() for _ in range(CODES)]), _spent(whole)) for _ in range(ROUNDS)][1:]
    row = Row(
        ratio=round(median(ours / baseline for baseline, ours in times), 2),
        microseconds=round(median(ours for _, ours in times) / CODES / 1000, 1),
    )
    return table({"audit": row}, against=p256.VERIFY)


def _spent(call: Callable[[], object]) -> int:
    start = process_time_ns()
    call()
    return process_time_ns() - start
