"""What the site says is true: the landing page's report, the tutorial, the drawing of the house, the glossary."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import cicpa_credentials
import draw_architecture
import draw_gallery
from cicpa_credentials import Holder, RootAuthority, TrustBundle, TrustedIssuer
from cicpa_credentials.cli.app import run
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.table import COMMANDS
from cicpa_credentials.members import Category, association
from cicpa_credentials.members.fields import DETAILS, FACE, LETTER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
INDEX: Final = (DOCS / "index.md").read_text(encoding="utf-8")
TUTORIAL: Final = (DOCS / "tutorials" / "issuing.md").read_text(encoding="utf-8")
CARD: Final = draw_gallery.IMAGES / "card-practising.png"
DAY: Final = timedelta(days=1)


def sample_trust(association_code: str, folder: Path) -> tuple[str, ...]:
    """The options that make a verifier believe the issuer of the gallery's certificates."""
    now = draw_gallery.NOW
    root = RootAuthority.create(draw_gallery.key(1), name="Root", valid_for=3650 * DAY, clock=lambda: now - DAY)
    certificate = root.certify_issuer(
        draw_gallery.key(int(association_code)).public_key,
        association=association(association_code),
        categories=frozenset(Category),
        not_before=now - DAY,
        not_after=now + 700 * DAY,
    )
    bundle = TrustBundle.build(
        [TrustedIssuer.of((certificate,))],
        sequence=1,
        issued=now,
        expires=now + 30 * DAY,
        signer=root.signer,
        root=root.certificate,
    )
    (folder / "bundle.cbor").write_bytes(bundle.encoded)
    (folder / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    return "--bundle", "bundle.cbor", "--root", "root.pem"


def test_the_first_page_shows_what_is_said_of_its_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("zxingcpp")
    monkeypatch.chdir(tmp_path)
    shutil.copy(CARD, "card.png")
    trust = sample_trust("650000", tmp_path)
    assert run(["verify", "card.png", *trust], environ={}, clock=lambda: draw_gallery.NOW + 3 * DAY) is ExitStatus.OK
    (report,) = re.findall(r"^```text\n(.*?)^```$", INDEX, re.MULTILINE | re.DOTALL)
    said = capsys.readouterr().out
    assert said.startswith(report)
    assert said[len(report) :].lstrip().startswith("Checks")
    assert f"images/{CARD.name}" in INDEX


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the tutorial's names stand for after its last line."""
    pytest.importorskip("zxingcpp")
    folder = tmp_path_factory.mktemp("tutorial")
    for name in ("01.json", "01.png"):
        shutil.copy(draw_gallery.MEMBERS / name, folder / name)
    names: dict[str, Any] = {"folder": folder, "printed": []}
    names["print"] = lambda *words: names["printed"].append(" ".join(map(str, words)))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for block in re.findall(r"^```python\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL):
            exec(block, names)  # noqa: S102 - the tutorial's own words
        yield names
    names["register"].close()


def test_the_tutorial_issues_verifies_and_revokes(told: dict[str, Any]) -> None:
    assert told["printed"] == [
        "PRACTISING 110000",
        "('birth_date', 'mobile')",
        "valid 林知夏",
        "invalid revoked",
    ]
    assert Holder.load(told["folder"] / "member.cicpa").unverified_details()["firm"] == told["record"].firm


def test_the_drawing_of_the_house_is_that_of_the_import_contract() -> None:
    assert draw_architecture.PICTURE.read_text(encoding="utf-8") == draw_architecture.drawing(), (
        "run tools/draw_architecture.py"
    )


def test_the_house_has_the_rooms_that_the_drawing_and_the_table_name() -> None:
    source = ROOT / "src" / "cicpa_credentials"
    rooms = {path.stem for path in source.iterdir() if (path / "__init__.py").is_file() or path.suffix == ".py"}
    named = [name for row in draw_architecture.rows() for name in row]
    assert sorted(named) == sorted(rooms - {"__init__"})
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \| .* \| `([\w/]+\.py)` \|$", page, re.MULTILINE)
    assert [name for name, _ in table] == named
    assert all((source / begin).is_file() for _, begin in table)


def test_the_glossary_has_every_field_as_the_certificate_calls_it() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {(field.zh, field.en) for field in (*FACE, *DETAILS, *LETTER)} <= set(rows)


def test_every_command_that_a_page_names_is_a_command() -> None:
    known = {entry.name: {one.name for one in entry.commands} for entry in COMMANDS}
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    for group, name in set(re.findall(r"(?:^|`)cicpa ([a-z][a-z-]*)(?: ([a-z-]+))?", text, re.MULTILINE)):
        assert group in known, group
        assert not known[group] or not name or name in known[group], (group, name)


def test_the_reference_has_every_public_name_of_the_library() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))
    documented = set(re.findall(r"^\.\. automodule:: cicpa_credentials\.([\w.]+)$", pages, re.MULTILINE))
    homes = {getattr(cicpa_credentials, name).__module__ for name in cicpa_credentials.__all__}
    for home in homes:
        path = home.removeprefix("cicpa_credentials.")
        assert any(path == room or path.startswith(f"{room}.") for room in documented), path
