"""`cicpa batch` in other forms than a card as PNG, and with electronic seals."""

from __future__ import annotations

import json
import pickle
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from PIL import Image

from cicpa_credentials.cli.bulk import command, work
from cicpa_credentials.cli.bulk import run as runs
from cicpa_credentials.cli.files import write
from cicpa_credentials.errors import Code, CommandError, KeyHandlingError, RenderError
from cicpa_credentials.scan import qr_text
from cicpa_credentials.status import Status
from cicpa_credentials.verifier import Verdict
from ledger import Ledger, member, open_ledger, write_records
from office import DAY, evaluate
from pki import NOW
from sample_records import particulars
from seals import CICPA, keep, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from counter import Counter, Said

SHANGHAI = "310000"


@pytest.fixture
def ledger(counter: Counter) -> Ledger:
    return open_ledger(counter)


def sealed(ledger: Ledger, *more: object, store: str = "seals", out: str = "out") -> Said:
    seals = ("--format", "pdf", "--seal", ledger.counter.folder / store, "--seal-passphrase-env", "PASSPHRASE")
    return ledger.batch(*seals, *more, out=out)


def files(ledger: Ledger, out: str = "out") -> list[Path]:
    return sorted(path for path in (ledger.counter.folder / out).iterdir() if path.suffix in (".pdf", ".png"))


def codes(ledger: Ledger) -> list[str | None]:
    return [line["code"] for line in ledger.manifest()]


class TestForms:
    @pytest.mark.parametrize("form", ["png", "jpeg", "pdf"])
    def test_files_of_each_format_verify(self, ledger: Ledger, form: str) -> None:
        write_records(ledger.counter.folder, 1)
        assert ledger.batch("--format", form).status == 0
        (line,) = ledger.manifest()
        assert line["file"].endswith(f".{form}")
        report = evaluate(qr_text((ledger.counter.folder / "out" / line["file"]).read_bytes()))
        assert report.certificate is not None
        assert report.certificate.view.number == member(0)

    def test_the_page_can_be_a4(self, ledger: Ledger) -> None:
        write_records(ledger.counter.folder, 1)
        assert ledger.batch("--layout", "a4").status == 0
        with Image.open(BytesIO(files(ledger)[0].read_bytes())) as picture:
            assert picture.size == (3508, 2480)

    def test_what_fits_the_layout_is_found_out_before_it_is_registered(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []

        def refuse(*_: object, layout: str, **__: object) -> None:
            asked.append(layout)
            raise RenderError(Code.DOES_NOT_FIT, "name")

        monkeypatch.setattr(work, "rehearse", refuse)
        write_records(ledger.counter.folder, 1)
        assert ledger.batch("--layout", "a4").status == 1
        assert asked == ["a4"]
        assert codes(ledger) == ["does_not_fit"]
        with ledger.opened() as register:
            assert register.history(member(0)) == ()

    @pytest.mark.parametrize("other", [(), ("--format", "jpeg"), ("--format", "pdf", "--layout", "a4")])
    def test_a_batch_keeps_the_form_that_it_was_begun_in(self, ledger: Ledger, other: tuple[str, ...]) -> None:
        write_records(ledger.counter.folder, 1)
        assert ledger.batch("--format", "pdf").status == 0
        before = ledger.entry(member(0))
        said = ledger.batch(*other)
        assert (said.status, said.err.split(": ")[1]) == (3, "usage")
        assert ledger.entry(member(0)) == before
        assert ledger.batch("--format", "pdf").out.startswith("0 issued, 1 issued before")

    def test_a_batch_of_cards_as_png_needs_no_word_about_it(self, ledger: Ledger) -> None:
        """So a batch that was begun before there were other forms goes on."""
        write_records(ledger.counter.folder, 1)
        ledger.batch()
        assert (ledger.counter.folder / "out" / ".cicpa-batch").stat().st_size == 32

    @pytest.mark.parametrize(
        "options",
        [("--seal", "seals"), ("--format", "png", "--seal", "seals"), ("--format", "pdf", "--leave-open")],
    )
    def test_seals_are_for_pdf_and_what_is_left_open_for_seals(self, ledger: Ledger, options: tuple[str, ...]) -> None:
        write_records(ledger.counter.folder, 1)
        said = ledger.batch(*options)
        assert (said.status, said.err.split(": ")[1]) == (3, "usage")
        assert "out" not in ledger.counter.names()

    @pytest.mark.parametrize(("module", "extra"), [("typst", "pdf"), ("pyhanko", "sign")])
    def test_nothing_is_registered_that_lacks_an_extra_to_be_drawn(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, module: str, extra: str
    ) -> None:
        write_records(ledger.counter.folder, 1)
        monkeypatch.setitem(sys.modules, module, None)
        said = sealed(ledger)
        assert said.status == 3
        assert f"cicpa-credentials[{extra}]" in said.err
        assert "out" not in ledger.counter.names()


class TestSeals:
    def test_each_file_bears_the_seals_of_its_category(self, ledger: Ledger) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        path = write_records(ledger.counter.folder, 1)
        other = particulars(
            number=member(1), photo="photo.png", category="non_practising", firm=None, firm_transfers=None
        )
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(other))
        said = sealed(ledger)
        assert (said.status, said.out.split(";")[0]) == (0, "2 issued, 0 issued before, 0 not issued")
        bodies = [_sealers(ledger, line["file"]) for line in ledger.manifest()]
        assert bodies == [[SHANGHAI, CICPA], [SHANGHAI]]
        assert {Verdict.VALID} == {verified(file.read_bytes()).verdict for file in files(ledger)}

    def test_the_same_command_again_issues_and_seals_nothing_twice(self, ledger: Ledger) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 2)
        sealed(ledger)
        before = {file: file.read_bytes() for file in files(ledger)}
        assert sealed(ledger).out.startswith("0 issued, 2 issued before, 0 not issued")
        assert {file: file.read_bytes() for file in files(ledger)} == before

    def test_several_processes_draw_what_one_seals(self, ledger: Ledger) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 3)
        assert sealed(ledger, "--processes", "2").status == 0
        assert [verified(file.read_bytes()).verdict for file in files(ledger)] == [Verdict.VALID] * 3

    def test_no_key_is_handed_out(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        executor = Watched(1)
        monkeypatch.setattr(command, "pool", executor.pool)
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 1)
        with executor:
            assert sealed(ledger).status == 0
        assert len(executor.jobs) == 2
        for job in executor.jobs:
            assert b"cicpa_credentials.members" in job or b"cli.bulk.work" in job
            for room in (b"cicpa_credentials.keys", b"cicpa_credentials.sealing", b"cryptography"):
                assert room not in job

    def test_a_later_seal_can_be_left_to_its_keeper(self, ledger: Ledger) -> None:
        counter = ledger.counter
        keep(counter, "seals", SHANGHAI)
        keep(counter, "cicpa", CICPA)
        write_records(counter.folder, 1)
        assert sealed(ledger, "--leave-open").status == 0
        (half,) = files(ledger)
        assert verified(half.read_bytes()).code is Code.SEAL_MISSING
        whole = counter.folder / "whole.pdf"
        options = ("--store", counter.folder / "cicpa", "--out", whole, "--passphrase-env", "PASSPHRASE")
        assert counter("seal", "apply", half, *options).status == 0
        assert len(verified(whole.read_bytes()).require_valid()) == 2


class TestTrouble:
    @pytest.mark.parametrize(("kept", "more"), [((SHANGHAI,), ()), ((CICPA,), ("--leave-open",)), ((CICPA,), ())])
    def test_what_cannot_be_sealed_is_not_registered(
        self, ledger: Ledger, kept: tuple[str, ...], more: tuple[str, ...]
    ) -> None:
        keep(ledger.counter, "seals", *kept)
        write_records(ledger.counter.folder, 1)
        assert sealed(ledger, *more).status == 1
        assert codes(ledger) == ["key_not_found"]
        with ledger.opened() as register:
            assert register.history(member(0)) == ()

    def test_a_seal_that_is_missing_loses_only_those_who_would_bear_it(self, ledger: Ledger) -> None:
        keep(ledger.counter, "seals", SHANGHAI)
        path = write_records(ledger.counter.folder, 1)
        other = particulars(
            number=member(1), photo="photo.png", category="non_practising", firm=None, firm_transfers=None
        )
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(other))
        assert sealed(ledger).status == 1
        assert codes(ledger) == ["key_not_found", None]

    def test_a_seal_out_of_its_time_is_found_out_before_anything_is_registered(self, ledger: Ledger) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA, window=DAY)
        ledger.counter.now = NOW + 2 * DAY
        write_records(ledger.counter.folder, 1)
        assert sealed(ledger).status == 1
        assert codes(ledger) == ["key_not_valid"]
        with ledger.opened() as register:
            assert register.history(member(0)) == ()

    def test_a_full_disk_is_told_of_the_line_and_the_next_run_replaces_what_was_lost(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 2)
        with monkeypatch.context() as patched:
            patched.setattr(runs, "write", once_full(write))
            assert sealed(ledger).status == 1
        assert codes(ledger) == ["storage_failed", None]
        lost = ledger.entry(member(0))
        assert sealed(ledger).out.startswith("1 issued, 1 issued before, 0 not issued")
        with ledger.opened() as register:
            found = register.find_by_digest(lost.credential_digest)
        assert found is not None
        assert found.status is Status.SUPERSEDED
        assert ledger.entry(member(0)).status is Status.VALID
        assert [verified(file.read_bytes()).verdict for file in files(ledger)] == [Verdict.VALID] * 2

    def test_a_photo_that_is_gone_by_then_loses_its_line_alone(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 1)

        def too_late(prepared: Any, *rest: Any) -> Any:  # noqa: ANN401 - as `draw_unsealed`
            (ledger.counter.folder / "photo.png").unlink()
            return work.draw_unsealed(prepared, *rest)

        monkeypatch.setattr(runs, "draw_unsealed", too_late)
        assert sealed(ledger).status == 1
        assert codes(ledger) == ["file_unreadable"]

    def test_a_key_that_fails_ends_the_run_before_all_is_registered_in_vain(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(ledger.counter, "seals", SHANGHAI, CICPA)
        write_records(ledger.counter.folder, 8)
        monkeypatch.setattr(runs, "_AT_ONCE", 1)
        with monkeypatch.context() as patched:
            patched.setattr("cicpa_credentials.sealing.cms.SealSigner.async_sign_raw", failing)
            said = sealed(ledger)
        assert (said.status, said.err.split(": ")[1]) == (1, "signing_failed")
        with ledger.opened() as register:
            registered = [number for number in map(member, range(8)) if register.history(number)]
        assert 0 < len(registered) < 8
        assert sealed(ledger).out.startswith("8 issued, 0 issued before, 0 not issued")


class Watched(ThreadPoolExecutor):
    """Keeps each job as it would travel to another process."""

    jobs: list[bytes]

    @contextmanager
    def pool(self, _: int) -> Iterator[Executor]:
        self.jobs = []
        yield self

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - as the base
        self.jobs.append(pickle.dumps((fn, args, kwargs)))
        return super().submit(fn, *args, **kwargs)


def once_full(write: Callable[..., None]) -> Callable[..., None]:
    """A disk that is full at first."""
    full = iter((True,))

    def written(*given: Any) -> None:  # noqa: ANN401 - as `write`
        if next(full, False):
            raise CommandError(Code.STORAGE_FAILED, "the disk is full")
        write(*given)

    return written


async def failing(*_: object) -> bytes:
    """An HSM that has gone."""
    raise KeyHandlingError(Code.SIGNING_FAILED, "gone")


def _sealers(ledger: Ledger, name: str) -> list[str]:
    seals = verified((ledger.counter.folder / "out" / name).read_bytes()).require_valid()
    return [seal.association.code for seal in seals if seal.association]
