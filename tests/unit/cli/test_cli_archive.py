"""`cicpa verify --at`: answers for past days, from a folder with what was kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.cli.archive_source import past_moment
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import Status
from office import DAY, a_root, bundle, certified, issue
from pki import NOW
from status_samples import INDEX, REFERENCE, URI, a_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter import Counter, Said

WEEK: Final = 7 * DAY


def kept(days: float, status: Status, *, sequence: int) -> bytes:
    """A bundle of some days ago, with its list."""
    made = NOW - days * DAY
    entries = [(INDEX, status)]
    lists = (a_list(entries, issued=made, ttl=WEEK, expires=made + 2 * WEEK),)
    return bundle(sequence=sequence, issued=made, expires=made + 30 * DAY, status_lists=lists).encoded


@pytest.fixture
def ask(counter: Counter) -> Callable[..., Said]:
    """A certificate of three weeks ago, valid then, suspended a week ago, valid again today."""
    folder = counter.folder / "archive"
    folder.mkdir()
    (folder / "2026-05-11.cbor").write_bytes(kept(21, Status.VALID, sequence=1))
    (folder / "2026-05-25.cbor").write_bytes(kept(7, Status.SUSPENDED, sequence=2))
    (folder / ".DS_Store").write_bytes(b"\0")
    counter.file("bundle.cbor", kept(0, Status.VALID, sequence=9))
    counter.file("old.cbor", issue(status=REFERENCE, at=NOW - 21 * DAY).credential)

    def asked(*options: object) -> Said:
        return counter("verify", counter.folder / "old.cbor", *counter.trust, *options)

    return asked


def test_the_status_is_that_of_the_day(ask: Callable[..., Said], counter: Counter) -> None:
    archive = ("--archive", counter.folder / "archive")
    assert ask().status == 0
    assert ask("--at", "2026-05-12", *archive).status == 0
    suspended = ask("--at", "2026-05-27", *archive)
    assert suspended.status == 1
    assert "[suspended]" in suspended.out
    assert "Relies on trust bundle 2 of 2026-05-25" in suspended.out
    assert "for what became of keys on trust bundle 9 of 2026-06-01" in suspended.out
    assert f"status list {URI} of 2026-05-25" in suspended.out


def test_scripts_are_told_the_same(ask: Callable[..., Said], counter: Counter) -> None:
    (report,) = ask("--at", "2026-05-27", "--archive", counter.folder / "archive", "--json").lines
    assert schemas.problems("report", report) == ()
    assert (report["code"], report["at"]) == ("suspended", "2026-05-27T15:59:59+00:00")
    assert [report["basis"][name]["sequence"] for name in ("bundle", "keys")] == [2, 9]
    assert report["basis"]["status_list"] == {"uri": URI, "issued": "2026-05-25T12:00:00+00:00"}


def test_without_an_archive_there_is_what_the_bundle_itself_knows(ask: Callable[..., Said]) -> None:
    said = ask("--at", "2026-05-27")
    assert said.status == 2
    assert "[bundle_expired]" in said.out
    assert "[status_unknown]" in said.out


def test_a_list_beside_the_bundles_counts(ask: Callable[..., Said], counter: Counter) -> None:
    later = a_list([(INDEX, Status.SUSPENDED)], issued=NOW - 20 * DAY, ttl=WEEK, expires=None)
    counter.file("archive/extra.statuslist", later)
    archive = ("--archive", counter.folder / "archive")
    assert ask("--at", "2026-05-13", *archive).status == 1
    assert ask("--at", "2026-05-11", *archive).status == 0


def test_an_archive_says_something_about_the_past_alone(ask: Callable[..., Said], counter: Counter) -> None:
    said = ask("--archive", counter.folder / "archive")
    assert said.status == 3
    assert "--archive: only for an answer about the past" in said.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"notes", "archive/odd"),
        (issue().credential, "archive/odd: neither a trust bundle nor a status list"),
        (b"", "archive/odd"),
    ],
)
def test_a_file_that_is_neither_is_refused_by_name(
    ask: Callable[..., Said], counter: Counter, content: bytes, words: str
) -> None:
    counter.file("archive/odd", content)
    said = ask("--at", "2026-05-27", "--archive", counter.folder / "archive")
    assert (said.status, said.out) == (3, "")
    assert words in said.err


def test_a_bundle_that_another_root_signed_is_refused(ask: Callable[..., Said], counter: Counter) -> None:
    other = a_root(77, name="Other")
    entry = TrustedIssuer.of((certified(by=other),))
    counter.file("archive/odd", bundle(entry, root=other, sequence=1).encoded)
    said = ask("--at", "2026-05-27", "--archive", counter.folder / "archive")
    assert said.status == 3
    assert "odd: " in said.err
    assert "bundle_untrusted" in said.err


@pytest.mark.parametrize("folder", ["missing", "good.txt"])
def test_a_folder_that_is_none_is_refused(ask: Callable[..., Said], counter: Counter, folder: str) -> None:
    said = ask("--at", "2026-05-27", "--archive", counter.folder / folder)
    assert said.status == 3
    assert folder in said.err


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2026-05-27", "2026-05-27T15:59:59+00:00"),
            ("2026-06-01", "2026-06-01T12:00:00+00:00"),
            ("2026-05-27T09:30+08:00", "2026-05-27T01:30:00+00:00"),
            ("2026-05-27T09:30:15Z", "2026-05-27T09:30:15+00:00"),
        ],
    )
    def test_a_day_is_its_end_in_china_and_today_is_now(self, text: str, expected: str) -> None:
        told = past_moment(text, now=NOW)
        assert told is not None
        assert told.isoformat() == expected

    def test_none_is_now(self) -> None:
        assert past_moment(None, now=NOW) is None

    def test_china_may_have_another_day(self) -> None:
        late = NOW + timedelta(hours=8)
        assert past_moment("2026-06-02", now=late) == late

    @pytest.mark.parametrize(
        "text",
        ["", "yesterday", "2026-05-27T09:30", "2026-06-02", "2026-06-01T12:00:01+00:00", "2026-13-01", "20260527"],
    )
    def test_others_are_refused(self, text: str) -> None:
        with pytest.raises(CommandError, match="--at") as refused:
            past_moment(text, now=NOW)
        assert refused.value.code is Code.USAGE


@pytest.mark.usefixtures("ask")
def test_an_audit_answers_for_a_past_day_too(counter: Counter) -> None:
    (counter.folder / "scans").mkdir()
    (counter.folder / "old.cbor").rename(counter.folder / "scans" / "old.cbor")
    audit = ("audit", "credentials", counter.folder / "scans", *counter.trust, "--processes", 1, "--out")
    past = ("--at", "2026-05-27", "--archive", counter.folder / "archive")
    said = counter(*audit, counter.folder / "then", *past)
    assert (said.status, "[suspended]" in said.out) == (1, True)
    assert counter(*audit, counter.folder / "then", *past, "--resume").out == said.out
    assert counter(*audit, counter.folder / "now").status == 0
    said = counter(*audit, counter.folder / "unasked", *past[2:])
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")
