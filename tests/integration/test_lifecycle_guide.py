"""The guide to the register: its code runs as it is printed, and its diagram is the table that decides."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.x509 import mandate_of
from cicpa_credentials.members.values import Category
from cicpa_credentials.register import Register, RevocationReason
from cicpa_credentials.register.lifecycle import TRANSITIONS
from cicpa_credentials.status import Status
from office import DAY, KEY, certified
from sample_records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE: Final = (Path(__file__).parents[2] / "docs/issuing/lifecycle.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
NAMES: Final = {
    None: "reserved",
    Status.VALID: "valid",
    Status.SUSPENDED: "suspended",
    Status.INVALID: "revoked",
    Status.SUPERSEDED: "superseded",
}


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[dict[str, Any]]:
    """What the guide's names stand for after its last line, and, as `printed`, what it printed."""
    monkeypatch.chdir(tmp_path)
    now = datetime.now(UTC)
    mandate = mandate_of(certified(window=(now - DAY, now + 700 * DAY)))
    names: dict[str, Any] = {"signer": CertifiedSigner(signer=KEY, mandate=mandate), "record": record()}
    for block in BLOCKS:
        exec(block, names)  # noqa: S102 - the guide's own words
    names["printed"] = capsys.readouterr().out
    yield names
    names["register"].close()


def test_the_code_does_what_the_guide_says(told: dict[str, Any]) -> None:
    register: Register = told["register"]
    assert told["report"].findings == ()
    assert [event.kind for event in register.history("110007310042")] == [
        *("issued", "suspended", "resumed", "superseded", "issued", "inspection_passed")
    ]
    assert "1 0 []\n1 0 []\n" in told["printed"]
    (due,) = register.due("310000")
    assert due == register.find("110007310042", Category.PRACTISING)


def test_a_delivery_that_is_cut_off_ends_with_one_valid_certificate_in_the_file(
    told: dict[str, Any], tmp_path: Path
) -> None:
    register, deliver, path = told["register"], told["deliver"], tmp_path / "1.cwt"
    member = record(number="110007310043")
    deliver(member, "r-1", path)
    first = register.find_request("r-1")
    deliver(member, "r-1", path)
    assert register.find_request("r-1") == first
    path.unlink()  # as if it had never been written
    deliver(member, "r-1", path)
    second = register.find_request("r-1")
    assert second != first
    deliver(member, "r-1", path)
    assert register.find_request("r-1") == second
    register.revoke(member.number, Category.PRACTISING, reason=RevocationReason.LEFT, actor="a")
    path.unlink()
    deliver(member, "r-1", path)
    assert not path.exists()


def test_the_table_of_changes_shows_what_can_happen_and_nothing_else() -> None:
    rows = re.findall(r"^\| ([\w, ]+) \| `(\w+)` \| (\w+) \|$", GUIDE, re.MULTILINE)
    assert {(before, after, kind) for several, kind, after in rows for before in several.split(", ")} == {
        (NAMES[before], NAMES[transition.after], str(kind))
        for kind, transition in TRANSITIONS.items()
        for before in transition.before
        if transition.after is not None
    }


def test_the_table_of_standings_shows_what_a_list_says() -> None:
    rows = dict(re.findall(r"^\| (\w+) \| ([0-3]) \|", GUIDE, re.MULTILINE))
    assert rows == {name: str(int(status or 0)) for status, name in NAMES.items()}
