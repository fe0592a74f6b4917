"""For each code of pictures, audits and the command line: something that is answered with it."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from audits import VALID, json_lines, run
from card_samples import DIGITS, photo, qr_text, view
from cicpa_credentials import scan
from cicpa_credentials.audit.reading import read_file
from cicpa_credentials.audit.sources import open_source
from cicpa_credentials.bulk.lock import only_one
from cicpa_credentials.bulk.pool import pool
from cicpa_credentials.errors import Code
from cicpa_credentials.render import Fonts, page_of, raster
from cicpa_credentials.render.readback import check_picture
from cicpa_credentials.verifier import Policy
from holder_files import refusal
from office import issue
from papers import compared, paper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PHOTO: Final = photo()


def read_another_code() -> None:
    page = page_of(view(), qr_text(seed=1), PHOTO)
    check_picture(raster.paint(page, fonts=Fonts()), page, qr_text(seed=2), encode=raster.png_bytes)


def a_changed_name(_: Path) -> object:
    issued = issue()
    forged = paper(replace(issued.view, name="林夏"), issued.qr_text)
    return compared(issued.qr_text, forged).require_valid()


def a_pipe(folder: Path) -> object:
    os.mkfifo(folder / "pipe")
    return read_file(folder / "pipe", "pipe")


def too_many_lines(folder: Path) -> object:
    (folder / "a").write_bytes(b"1\n" * 10_001)
    return read_file(folder / "a", "a")


def without_the_column(folder: Path) -> object:
    (folder / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return open_source(folder / "a.csv", column="qr_text")


def go_on_by_another_policy(folder: Path) -> object:
    source = json_lines(folder / "a.jsonl", [VALID])
    run(source, folder / "out")
    return run(source, folder / "out", resume=True, policy=Policy(require_holder_binding=True))


def write_into_what_is_read(folder: Path) -> object:
    (folder / "codes").mkdir()
    return run(folder / "codes", folder / "codes" / "out")


def write_twice(folder: Path) -> object:
    source = json_lines(folder / "a.jsonl", [VALID])
    return [run(source, folder / "out") for _ in range(2)]


def two_at_once(folder: Path) -> None:
    with only_one(folder), only_one(folder):
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def lose_a_process(_: Path) -> None:
    with pool(2) as executor:
        executor.submit(die).result()


ACTS: Final[Mapping[Code, Callable[[Path], object]]] = {
    Code.MISSING_GLYPH: lambda _: page_of(view(name="林\ue863"), qr_text(), PHOTO),
    Code.DOES_NOT_FIT: lambda _: page_of(view(), qr_text(DIGITS[14] + 1), PHOTO),
    Code.PHOTO_INVALID: lambda _: page_of(view(), qr_text(), PHOTO[:500]),
    Code.NO_CODE_FOUND: lambda _: scan.qr_text(PHOTO),
    Code.UNREADABLE_CODE: lambda _: read_another_code(),
    Code.PRINT_DIFFERS: a_changed_name,
    Code.NOT_A_FILE: a_pipe,
    Code.TOO_LARGE: too_many_lines,
    Code.COLUMN_MISSING: without_the_column,
    Code.AUDIT_CHANGED: go_on_by_another_policy,
    Code.USAGE: write_into_what_is_read,
    Code.FILE_UNREADABLE: lambda folder: read_file(folder / "gone", "gone"),
    Code.OUTPUT_EXISTS: write_twice,
    Code.FOLDER_BUSY: two_at_once,
    Code.PROCESS_LOST: lose_a_process,
}


def refused(act: Callable[[Path], object]) -> Callable[[Path], Code]:
    return lambda folder: refusal(lambda: act(folder))


PROVOCATIONS: Final[Mapping[Code, Callable[[Path], Code]]] = {code: refused(act) for code, act in ACTS.items()}
