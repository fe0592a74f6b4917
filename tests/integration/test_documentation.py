"""What the documentation says is true: its links lead somewhere, its example runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cicpa_credentials import MemberRecord

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def check_links(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, (ROOT / "tools" / "check_links.py", *arguments))]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - our own


def test_the_readme_example_issues_and_verifies() -> None:
    pytest.importorskip("zxingcpp")
    (example,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    run = subprocess.run([sys.executable, "-c", example], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - README's own words
    record = MemberRecord.from_json((ROOT / "examples" / "members" / "01.json").read_bytes())
    face = ast.literal_eval(run.stdout)
    assert (face["name"], face["number"]) == (record.name, record.number)


def test_the_readme_commands_are_targets_of_the_makefile() -> None:
    commands = re.findall(r"^\$ make (\w+)", README, re.MULTILINE)
    assert commands == ["demo", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)


def test_sound_links_pass(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Two words\n\n# Two words\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(
        "# The `title`, 标题\n\n[a](#the-title-标题) [b](other.md#two-words-1) [c](other.md) [d](https://example.org/gone)\n",
        encoding="utf-8",
    )
    run = check_links(tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "2 documents, 0 broken links\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a](gone.md)", "page.md:1: gone.md: there is no such file"),
        ("line\n\n![a](gone.png)", "page.md:3: gone.png: there is no such file"),
        ("[a](#gone)", "page.md:1: #gone: there is no such heading"),
        ("[a](other.md#gone)", "page.md:1: other.md#gone: there is no such heading"),
        ("[a][b]\n\n[b]: gone/", "page.md:1: gone/: there is no such file"),
        ("| a |\n| - |\n| [a](gone) |", "gone: there is no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Heading\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    run = check_links(tmp_path)
    assert run.returncode == 1
    assert run.stderr.rstrip().endswith(fault)


def test_a_document_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert check_links(tmp_path / "gone.md").returncode == 1
    assert check_links(tmp_path).returncode == 1
