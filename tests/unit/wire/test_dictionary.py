"""The preset dictionary: frozen, short, nobody's own, and worth having."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from pathlib import Path

import pytest

from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.profile import BEARER_TYP, MEMBER_CERTIFICATE_VCT
from cicpa_credentials.status import StatusReference
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.dictionary import DICTIONARY
from office import BASE_URL, HOLDER, SHANGHAI, certified, issuer

PROJECT = Path(__file__).parents[3]
MEMBERS = sorted((PROJECT / "examples/members").glob("*.json"))
STATUS = StatusReference(uri="https://status.example.org.cn/lists/7", index=412_345)


def test_its_bytes_never_change_under_version_2() -> None:
    digest = "913f1edcd468a2459a7d69d906e6e9298c52e5ed7edbc36c159e1d7e242d7671"
    assert hashlib.sha256(DICTIONARY).hexdigest() == digest
    assert f"{len(DICTIONARY)} bytes, SHA-256 `{digest}`" in (PROJECT / "docs/wire-format.md").read_text("utf-8")


def test_the_smallest_window_that_the_writer_uses_reaches_all_of_it() -> None:
    assert len(DICTIONARY) <= 1024


def test_it_names_no_host() -> None:
    hosts = re.findall(rb"https?://[a-z0-9.-]+", DICTIONARY)
    assert set(hosts) <= {b"https://status."}


def test_it_knows_what_every_certificate_says() -> None:
    assert BEARER_TYP.encode() in DICTIONARY
    assert MEMBER_CERTIFICATE_VCT.encode() in DICTIONARY


@pytest.mark.parametrize("path", MEMBERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["bearer", "with status", "bound with status"])
def test_it_shortens_the_credential_of_every_sample_member(path: Path, kind: str) -> None:
    member = MemberRecord.from_dict(json.loads(path.read_text("utf-8")))
    office = issuer(certificate=certified(of=member.association or SHANGHAI))
    issued = office.issue(
        member,
        holder_key=HOLDER.public_key if "bound" in kind else None,
        status=STATUS if "status" in kind else None,
    )
    body = transport.from_digits(issued.qr_text.removeprefix(f"{BASE_URL}#"))
    without = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = without.compress(issued.credential) + without.flush()
    assert body[0] == 2
    saved = min(len(issued.credential), len(plain)) - len(body)
    assert saved >= {"bearer": 40, "with status": 60, "bound with status": 70}[kind]


def test_there_are_sample_members() -> None:
    assert len(MEMBERS) >= 12
