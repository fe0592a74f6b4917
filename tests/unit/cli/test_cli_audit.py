from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audits import BUNDLE, REVOKED, SAMPLES, VALID, json_lines

if TYPE_CHECKING:
    from counter import Counter, Said


def audited(counter: Counter, *more: object, source: str = "codes.jsonl") -> Said:
    folder = counter.folder
    counter.file("bundle.cbor", BUNDLE.encoded)
    alone = ("--out", folder / "out", "--processes", 1)
    return counter("audit", "credentials", folder / source, *counter.trust, *alone, *more)


def test_no_severe_finding_is_success(counter: Counter) -> None:
    json_lines(counter.folder / "codes.jsonl", [VALID, "https://example.org/"])
    said = audited(counter)
    assert said.status == 0
    assert [line.split() for line in said.out.splitlines()[:4]] == [
        ["valid", "1"],
        ["indeterminate", "0"],
        ["invalid", "1"],
        ["not", "read", "0"],
    ]
    assert "  warning  1  What was read is not the code of a member certificate. [not_a_certificate]" in said.out
    assert said.out.endswith(f"The report: {counter.folder / 'out' / 'report.html'}\n")
    assert said.err.splitlines()[-1] == "100/100"
    assert counter.names("out") == [
        ".cicpa-audit",
        ".cicpa-lock",
        "findings.jsonl",
        "report.html",
        "reports.jsonl",
        "summary.json",
    ]


def test_a_severe_finding_is_told_by_the_exit_status(counter: Counter) -> None:
    json_lines(counter.folder / "codes.jsonl", SAMPLES)
    said = audited(counter, "--lang", "zh")
    assert said.status == 1
    assert "严重" in said.out
    assert "该会员证已被撤销。 [revoked]" in said.out


def test_a_clean_audit_lists_no_findings(counter: Counter) -> None:
    json_lines(counter.folder / "codes.jsonl", [VALID])
    said = audited(counter)
    assert len(said.out.splitlines()) == 5


def test_a_folder_with_a_picture_is_read(counter: Counter) -> None:
    (counter.folder / "scans").mkdir()
    (counter.folder / "good.png").rename(counter.folder / "scans" / "good.png")
    assert audited(counter, source="scans").status == 0
    report = json.loads((counter.folder / "out" / "reports.jsonl").read_text(encoding="utf-8"))
    assert (report["file"], report["page"], report["verdict"]) == ("good.png", 1, "valid")


def test_the_column_of_a_table_can_be_named(counter: Counter) -> None:
    counter.file("codes.csv", f"name,code\nA,{REVOKED}\n".encode())
    said = audited(counter, source="codes.csv")
    assert (said.status, said.err.split(": ")[1]) == (3, "column_missing")
    assert audited(counter, "--column", "code", source="codes.csv").status == 1


def test_the_same_folder_needs_resume(counter: Counter) -> None:
    json_lines(counter.folder / "codes.jsonl", [VALID])
    audited(counter)
    said = audited(counter)
    assert (said.status, said.err.split(": ")[1]) == (3, "output_exists")
    assert "--resume" in said.err
    assert audited(counter, "--resume").status == 0


def test_a_bundle_that_is_not_believed_decides_nothing(counter: Counter) -> None:
    json_lines(counter.folder / "codes.jsonl", [VALID])
    counter.file("root.pem", (counter.folder / "certificate.pem").read_bytes())
    said = audited(counter)
    assert said.status == 3
    assert not (counter.folder / "out").exists()


def test_a_source_that_is_not_there_is_named(counter: Counter) -> None:
    said = audited(counter, source="missing.csv")
    assert (said.status, said.err.split(": ")[1]) == (3, "file_unreadable")
    assert "missing.csv" in said.err
