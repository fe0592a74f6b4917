"""From the member's record to the verifier and back: what the register says, a stranger with the next bundle knows."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from central_body import ENV, CentralBody
from cicpa_credentials.cli.app import run
from cicpa_credentials.status import StatusListToken
from counter import PHOTO, Counter, furnish
from key_stores import make_scrypt_cheap
from ledger import SHANGHAI, Ledger, open_ledger
from office import KEY, clock
from sample_records import particulars

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Said

pytest.importorskip("zxingcpp")

_PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from cicpa_credentials.cli.app import run
from office import clock
if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], clock=clock()))
"""


@dataclass(kw_only=True)
class Association:
    """Shanghai, with a key from the central body, a register, and somebody who verifies."""

    body: CentralBody
    ledger: Ledger
    bundles: list[Path] = field(default_factory=list)

    @property
    def counter(self) -> Counter:
        return self.body.counter

    def issue(self, out: str, *more: object, **changes: object) -> Said:
        record = self.counter.record(f"{out}.json", **changes)
        keys = ("--store", self.body.path("shanghai"), *ENV, "--base-url", "https://verify.example.org/")
        places = ("--photo", self.body.path("photo.png"), "--out", self.body.path(out))
        return self.counter("issue", record, *places, *keys, "--register", self.ledger.place, *more)

    def publish(self, *more: object) -> None:
        """Publish the list, and have the central body put it into its next bundle."""
        keys = ("--store", self.body.path("shanghai"), *ENV, "--association", SHANGHAI)
        places = ("--register", self.ledger.place, "--out", self.body.path("lists"))
        said = self.counter("status", "publish", *places, *keys, *more)
        assert (said.status, said.err) == (0, "")
        name = f"bundle-{len(self.bundles)}.cbor"
        before = ("--previous", self.bundles[-1]) if self.bundles else ()
        token = self.body.path("lists") / f"{SHANGHAI}-1.statuslist"
        self.body.build(name, self.body.path("shanghai"), "--status-list", token, *before)
        self.bundles.append(self.body.path(name))

    def verified(self, picture: str, bundle: int = -1) -> tuple[int, str | None]:
        """The exit status, and the first code that the report gives."""
        trust = ("--bundle", self.bundles[bundle], "--root", self.body.path("root.pem"))
        said = self.counter("verify", self.body.path(picture), *trust, "--json")
        (report,) = said.lines
        return said.status, next((check["code"] for check in report["checks"] if check.get("code")), None)


@pytest.fixture
def shanghai(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Association:
    make_scrypt_cheap(monkeypatch)
    counter = Counter(folder=tmp_path, capsys=capsys)
    (tmp_path / "photo.png").write_bytes(PHOTO.read_bytes())
    body = CentralBody(counter=counter)
    body.root()
    body.certified("shanghai", of=SHANGHAI)
    made = Association(body=body, ledger=open_ledger(counter))
    said = made.issue("card.png")
    assert (said.status, said.err) == (0, "")
    return made


def test_what_is_issued_is_valid_once_its_list_is_published(shanghai: Association) -> None:
    shanghai.publish()
    assert shanghai.verified("card.png") == (0, None)


def test_what_is_revoked_is_refused_from_the_next_bundle_on(shanghai: Association) -> None:
    shanghai.publish()
    shanghai.ledger.change("revoke", "expelled", "--document", "沪注协〔2026〕9号")
    assert shanghai.verified("card.png") == (0, None)  # nobody has told the verifier
    shanghai.body.wait(hours=1)
    shanghai.publish()
    assert shanghai.verified("card.png") == (1, "revoked")


def test_what_is_suspended_is_refused_until_it_is_resumed(shanghai: Association) -> None:
    shanghai.ledger.change("suspend", "inspection_overdue")
    shanghai.publish()
    assert shanghai.verified("card.png") == (1, "suspended")
    shanghai.body.wait(hours=1)
    shanghai.ledger.change("resume", "remedied")
    shanghai.publish()
    assert shanghai.verified("card.png") == (0, None)


def test_what_is_issued_anew_supersedes_what_was_before(shanghai: Association) -> None:
    said = shanghai.issue("new.png", "--reason", "particulars_changed", "--actor", "clerk-7", mobile="19900000002")
    assert said.status == 0
    shanghai.publish()
    assert shanghai.verified("card.png") == (1, "superseded")
    assert shanghai.verified("new.png") == (0, None)


def test_an_inspection_is_imported_and_a_new_certificate_says_so(shanghai: Association) -> None:
    number = particulars()["number"]
    rows = f"number,category,year,passed_on\n{number},practising,2026,2026-05-20\n"
    path = shanghai.counter.file("inspections.csv", rows.encode())
    options = ("--association", SHANGHAI, "--register", shanghai.ledger.place, "--actor", "clerk-7")
    said = shanghai.counter("import", "inspections", path, *options)
    assert (said.status, said.out) == (0, "1 noted, 0 noted before, 0 refused.\n")
    with shanghai.ledger.opened() as register:
        assert [entry.number for entry in register.due(SHANGHAI)] == [number]
    shanghai.issue("new.png", "--reason", "inspection_passed")
    with shanghai.ledger.opened() as register:
        assert register.due(SHANGHAI) == ()


def test_a_list_that_is_out_of_date_settles_nothing(shanghai: Association) -> None:
    shanghai.publish("--ttl", 24, "--expires", 2)
    shanghai.body.wait(hours=23)
    assert shanghai.verified("card.png") == (0, None)
    shanghai.body.wait(hours=2)
    assert shanghai.verified("card.png") == (2, "status_stale")


def test_a_bundle_without_the_list_settles_nothing(shanghai: Association) -> None:
    shanghai.body.build("bare.cbor", shanghai.body.path("shanghai"))
    shanghai.bundles.append(shanghai.body.path("bare.cbor"))
    assert shanghai.verified("card.png") == (2, "status_unknown")


def test_who_was_revoked_comes_back_with_a_new_certificate_only(shanghai: Association) -> None:
    shanghai.ledger.change("revoke", "left")
    assert shanghai.issue("new.png").status == 1
    assert shanghai.issue("new.png", "--reason", "readmitted").status == 0
    shanghai.publish()
    assert shanghai.verified("card.png") == (1, "revoked")
    assert shanghai.verified("new.png") == (0, None)


def _publish_often(arguments: list[str]) -> None:
    for _ in range(10):
        assert run(arguments, environ={}, clock=clock()) == 0


def test_two_publishers_at_once_leave_a_whole_list_that_knows_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    furnish(tmp_path)
    counter = Counter(folder=tmp_path, capsys=capsys)
    ledger = open_ledger(counter)
    ledger.issue()
    arguments = ["status", "publish", "--register", str(ledger.place), "--out", str(counter.folder / "lists")]
    arguments += counter.signing[:4]
    context = multiprocessing.get_context("spawn")
    publishers = [context.Process(target=_publish_often, args=(arguments,)) for _ in range(2)]
    for publisher in publishers:
        publisher.start()
    ledger.change("revoke", "left")
    for publisher in publishers:
        publisher.join(120)
        assert publisher.exitcode == 0
    token = (counter.folder / "lists" / f"{SHANGHAI}-1.statuslist").read_bytes()
    found = StatusListToken.verify(token, KEY.public_key)
    assert found.entries[ledger.entry().reference.index] == ledger.entry().status
    assert counter.names("lists") == [".cicpa-lock", f"{SHANGHAI}-1.statuslist"]


def test_the_guide_works_as_it_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")
    seals = pytest.importorskip("seals", reason="pyHanko is not installed (extra `sign`)", exc_type=ImportError)
    root = request.config.rootpath
    guide = (root / "docs" / "issuing" / "from-the-command-line.md").read_text(encoding="utf-8")
    counter = Counter(folder=tmp_path, capsys=capsys)
    body = CentralBody(counter=counter)
    body.root()
    body.certified("shanghai", of=SHANGHAI)
    seals.keep(counter, "seals", SHANGHAI, seals.CICPA)
    counter.environ["SEALS_SECRET"] = seals.PASSPHRASE
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "01.png").write_bytes(PHOTO.read_bytes())
    numbers = ("310000000017", "310000000018")
    lines = (json.dumps(particulars(number=number)) for number in numbers)
    counter.file("members.jsonl", "\n".join(lines).encode())
    counter.record("member.json", number=numbers[1], mobile="19900000002")
    row = f"number,category,year,passed_on\n{numbers[1]},practising,2026,2026-05-20\n"
    counter.file("inspections.csv", row.encode())
    command = tmp_path / "cicpa"
    command.write_text(f"#!{sys.executable}\n{_PROGRAM.format(tests=str(root / 'tests'))}", encoding="utf-8")
    command.chmod(0o755)
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    done = subprocess.run(  # noqa: S603 - our own guide
        ["bash", "-euxo", "pipefail", "-c", "".join(blocks)],  # noqa: S607 - wherever it is
        cwd=tmp_path,
        env=os.environ | counter.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    manifest = (tmp_path / "spring" / "manifest.jsonl").read_text(encoding="utf-8")
    pictures = [json.loads(line)["file"] for line in manifest.splitlines()]
    trust = ("--bundle", tmp_path / "bundle-2.cbor", "--root", tmp_path / "root.pem")
    shown = [*(tmp_path / "spring" / name for name in pictures), tmp_path / "new.png"]
    reports = counter("verify", *shown, *trust, "--json").lines
    assert [report["verdict"] for report in reports] == ["invalid", "invalid", "valid"]
    renewed = list((tmp_path / "renewal").glob("*.pdf"))
    assert [len(seals.verified(file.read_bytes()).require_valid()) for file in renewed] == [2, 2]
