"""What a hostile folder does to an auditor: each is a finding, and none of them a crash, a hang or a lie."""

from __future__ import annotations

import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from audits import VALID, json_lines, lines, run
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.wire import transport
from office import BASE_URL, Draft, issue
from pki import ec_key

if TYPE_CHECKING:
    from cicpa_credentials.audit import Summary

_PAGES: Final = 10_000


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb() -> bytes:
    """A PNG of 60 KB that declares 400 million pixels and has them."""
    side = 20_000
    rows = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def endless_pdf() -> bytes:
    """A PDF with ten thousand pages, all of them the same object."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (_PAGES, b"3 0 R " * _PAGES),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    body, places = b"%PDF-1.4\n%\xff\xff\xff\xff\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + tail


def audit(folder: Path) -> tuple[Summary, dict[str, str | None]]:
    with ThreadPoolExecutor(1) as executor:
        summary = run(folder, folder.parent / "out", executor=executor)
    return summary, {line["file"]: line["code"] for line in lines(folder.parent / "out")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good code that must be found whatever lies beside it."""
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "good.txt").write_text(VALID, encoding="utf-8")
    return tmp_path / "codes"


def test_a_folder_full_of_traps_is_walked_to_its_end(folder: Path) -> None:
    (folder / "bomb.png").write_bytes(bomb())
    (folder / "endless.pdf").write_bytes(endless_pdf())
    (folder / "loop").symlink_to(folder)
    (folder / "itself").symlink_to("itself")
    (folder / "outside.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    with (folder / "huge.png").open("wb") as file:
        file.truncate(2 * 1024**3)
    (folder / "wide.txt").write_bytes("１２３".encode("utf-16"))
    (folder / "half.png").write_bytes(bomb()[:500])
    (folder / "text.txt").write_bytes(b"\0" * 1000)
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "empty.pdf").touch()
    summary, codes = audit(folder)
    assert codes == {
        "bomb.png": "unsupported",
        "deep/er/empty.pdf": "no_code_found",
        "endless.pdf": "unsupported",
        "good.txt": None,
        "half.png": "unsupported",
        "huge.png": "too_large",
        "itself": "not_a_file",
        "loop": "not_a_file",
        "outside.txt": "not_a_file",
        "pipe": "not_a_file",
        "text.txt": "not_a_certificate",
        "wide.txt": "malformed",
    }
    assert not summary.severe


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_finding(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0)
    (folder / "secret.txt").touch(mode=0)
    try:
        assert audit(folder)[1] == {"closed/": "file_unreadable", "good.txt": None, "secret.txt": "file_unreadable"}
    finally:
        (folder / "closed").chmod(0o700)


def test_folders_without_end_are_followed_to_their_end(folder: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(600):
            os.mkdir("deeper")  # noqa: PTH102 - a path as long as this cannot be named at once
            os.chdir("deeper")
    finally:
        os.chdir(here)
    assert audit(folder)[1]["good.txt"] is None


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt"])
def test_a_line_of_a_hundred_megabytes_is_not_held(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"qr_text\n" if name.endswith("csv") else b"")
        for _ in range(100):
            file.write(b"1" * 1024 * 1024)
        file.write(b"\n" + (f'"{VALID}"' if name.endswith("jsonl") else VALID).encode())
    summary = run(path, tmp_path / "out")
    assert [line["code"] for line in lines(tmp_path / "out")] == [Code.TOO_LARGE, None]
    assert summary.verdicts == {"unread": 1, "valid": 1}


def test_a_quotation_mark_that_nobody_closes_hides_no_row(tmp_path: Path) -> None:
    rows = [f'"A,{VALID}', *(f"B,{VALID}" for _ in range(300))]
    (tmp_path / "a.csv").write_text("\n".join(["name,qr_text", *rows]), encoding="utf-8")
    assert run(tmp_path / "a.csv", tmp_path / "out").verdicts == {"unread": 1, "valid": 300}


def test_an_issuer_that_nobody_knows_cannot_write_into_the_findings(tmp_path: Path) -> None:
    draft = Draft.of(issue().credential).with_headers({4: b"call 10086 for a new certificate"})
    text = transport.encode(draft.signed(InProcessSigner(ec_key(1))), base_url=BASE_URL)
    run(json_lines(tmp_path / "a.jsonl", [text]), tmp_path / "out")
    (finding,) = lines(tmp_path / "out", "findings.jsonl")
    assert (finding["code"], finding["evidence"]) == ("unknown_issuer", {"line": 1})


def test_a_source_that_is_cut_short_while_it_is_read_does_not_pass_for_a_whole_one(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [VALID] * 5000)
    with pytest.raises(AuditError) as refused:
        run(source, tmp_path / "out", progress=lambda *_: os.truncate(source, 0))
    assert refused.value.code is Code.AUDIT_CHANGED
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_file_that_is_slipped_in_while_others_are_read_does_not_go_unnoticed(folder: Path) -> None:
    with pytest.raises(AuditError) as refused:
        run(folder, folder.parent / "out", progress=lambda *_: (folder / "late.txt").touch())
    assert refused.value.code is Code.AUDIT_CHANGED
