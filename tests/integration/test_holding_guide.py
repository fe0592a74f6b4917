"""The guide for holders: its commands and its code run as they are printed, and its table of sizes has every kind."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from counter import Counter, furnish
from holder_files import make_scrypt_cheap
from office import DAY, bundle, certified, issuer
from sample_records import particulars, record

if TYPE_CHECKING:
    from counter import Said

GUIDE: Final = (Path(__file__).parents[2] / "docs" / "holding.md").read_text(encoding="utf-8")
SECRETS: Final = {"KEY_SECRET": "of the key, and long", "FILE_SECRET": "of the file, and longer"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    monkeypatch.chdir(tmp_path)
    furnish(tmp_path)
    made = Counter(folder=tmp_path, capsys=capsys, environ=dict(SECRETS))
    made.record("member.json")
    return made


def run(counter: Counter) -> dict[str, Said]:
    """All commands in order: our own in this process, where the clock stands still; what each said, by name."""
    said = {}
    for line in "".join(blocks("sh")).replace("\\\n", " ").splitlines():
        program, command, *arguments = shlex.split(line)
        if program == "cicpa":
            outcome = counter(command, *arguments)
            assert outcome.status == 0, outcome.err
            said[" ".join((command, arguments[0]))] = outcome
        else:
            assert program == "openssl"
            subprocess.run(line, shell=True, check=True, env=os.environ | SECRETS, capture_output=True)  # noqa: S602 - our own guide
    return said


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the member makes a key with openssl")
def test_the_commands_do_what_the_guide_says(counter: Counter) -> None:
    pytest.importorskip("zxingcpp")
    said = run(counter)
    member = particulars()
    assert member["birth_date"] in said["verify code.png"].out
    assert member["mobile"] not in said["verify code.png"].out
    assert member["mobile"] in said["verify certificate.png"].out
    secret_files = {"holder.pem", "member.cicpa", "code.png", "access-code.txt"}
    assert {name for name in counter.names() if (counter.folder / name).stat().st_mode & 0o077 == 0} == secret_files
    for secret in SECRETS.values():
        assert not [one for one in said.values() if secret in one.out + one.err]
        assert not [name for name in counter.names() if secret.encode() in (counter.folder / name).read_bytes()]


def test_the_code_does_what_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("zxingcpp")
    monkeypatch.chdir(tmp_path)
    now = datetime.now(UTC)
    certificate = certified(window=(now - DAY, now + 700 * DAY))
    names: dict[str, Any] = {
        "issuer": issuer(certificate=certificate, clock=lambda: now),
        "record": record(),
        "passphrase": b"of the file",
        "nonce": bytes(range(16)),
        "bundle": bundle(TrustedIssuer.of((certificate,)), issued=now - DAY, expires=now + 30 * DAY),
    }
    for block in blocks("python"):
        exec(block, names)  # noqa: S102 - the guide's own words
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == f"{record().name} {record().birth_date}"
    assert [line.split()[0] for line in printed[:-1]] == list(names["holder"].details)
    assert set(names["certificate"].details) == {"birth_date", "inspections"}
    assert timedelta(minutes=9) < names["shown"].expires_at - now <= timedelta(minutes=11)
    assert names["picture"].startswith(b"\x89PNG")


def test_every_detail_that_the_guide_names_is_one() -> None:
    table = GUIDE[GUIDE.index("## What to show whom") : GUIDE.index("Ask in the wallet")]
    named = set(re.findall(r"`(\w+)`", table))
    assert named <= DETAIL_BY_NAME.keys()
    assert {"birth_date", "photo"} <= named
