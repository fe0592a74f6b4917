"""Codes to be audited: some good, each other one wrong in a way of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials import audit
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.status import Status, StatusList, StatusListToken, StatusReference
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, DAY, KEY, Draft, bundle, clock, issue
from pki import NOW, ec_key
from sample_records import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cicpa_credentials.audit import Summary

URI: Final = "https://status.example.org/310000/1"


def _token() -> bytes:
    entries = StatusList.build(4, enumerate(map(int, (Status.VALID, Status.INVALID, Status.SUPERSEDED, Status.VALID))))
    return StatusListToken(uri=URI, issued=NOW - DAY, expires=NOW + 9 * DAY, ttl=7 * DAY, entries=entries).sign(KEY)


BUNDLE: Final = bundle(status_lists=(_token(),))


def listed(index: int) -> str:
    """A certificate with a place in the status list."""
    return issue(status=StatusReference(uri=URI, index=index)).qr_text


def _forged() -> str:
    message = Sign1.decode(issue().credential)
    return _text(replace(message, signature=bytes(len(message.signature))).encode())


def _strange() -> str:
    return _text(Draft.of(issue().credential).with_headers({4: b"stranger"}).signed(InProcessSigner(ec_key(1))))


def _text(credential: bytes) -> str:
    return transport.encode(credential, base_url=BASE_URL)


VALID: Final = issue().qr_text
REVOKED: Final = listed(1)
SAMPLES: Final = {
    VALID: (),
    listed(0): (),
    REVOKED: (Code.REVOKED,),
    listed(2): (Code.SUPERSEDED,),
    listed(9): (Code.STATUS_UNKNOWN,),
    issue(at=NOW - 29 * DAY).qr_text: (),
    _forged(): (Code.BAD_SIGNATURE,),
    _strange(): (Code.UNKNOWN_ISSUER,),
    _text(Draft.of(issue().credential).with_claims({65535: {"status_list": 7}}).signed()): (Code.CONTENT_INVALID,),
    "https://example.org/": (Code.NOT_A_CERTIFICATE,),
    VALID[:-40]: (Code.MALFORMED,),
}
"""Codes, and what is wrong with each, as of `NOW`."""

PARTICULARS: Final = (str(record().name), str(record().number))
"""What must never be written."""


def json_lines(path: Path, texts: Iterable[object]) -> Path:
    path.write_text("".join(f"{json.dumps(text)}\n" for text in texts), encoding="utf-8")
    return path


def run(source: Path, out: Path, **changes: Any) -> Summary:  # noqa: ANN401 - whatever `credentials` takes
    given: dict[str, Any] = {"bundle": BUNDLE, "out": out, "processes": 1, "clock": clock()}
    return audit.credentials(source, **(given | changes))


def lines(out: Path, name: str = "reports.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def written(out: Path) -> dict[str, bytes]:
    """All that an audit leaves for others to read."""
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if not path.name.startswith(".")}
