"""What people install: a wheel that pip builds from the source archive, so that both are complete."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "cicpa_credentials"

needs_reader = pytest.mark.skipif(util.find_spec("zxingcpp") is None, reason="zxing-cpp is not installed")


def run(*arguments: object, cwd: Path, **environment: str) -> str:
    """Run this interpreter and return what it prints."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=cwd, env=os.environ | environment, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("distribution")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    run("-m", "pip", "wheel", *offline, "--wheel-dir", folder, archive, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package_once(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/" not in name)
    folders = (SOURCE, SOURCE / "cli" / "samples")  # the second is a link, which a search does not follow
    files = {
        path.relative_to(SOURCE.parent).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == sorted(files)
    for name in ("py.typed", "schemas/member-record.schema.json", "render/fonts/NotoSerifSC-Regular.otf"):
        assert f"cicpa_credentials/{name}" in names


def test_the_wheel_names_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    assert "License-Expression: Apache-2.0" in text
    assert "License-File: LICENSE" in text
    assert "License-File: src/cicpa_credentials/render/fonts/OFL.txt" in text


@needs_reader
def test_the_installed_wheel_runs_the_demonstration_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    run("-m", "pip", "install", *offline, "--target", installed, wheel, cwd=tmp_path)
    where = run(
        "-c", "import cicpa_credentials; print(cicpa_credentials.__file__)", cwd=empty, PYTHONPATH=str(installed)
    )
    assert Path(where.strip()).is_relative_to(installed)
    said = run(installed / "bin" / "cicpa", "demo", "--out", "demo", cwd=empty, PYTHONPATH=str(installed))
    samples = sorted((ROOT / "examples" / "members").glob("*.json"))
    assert f"{len(samples)} certificates" in said
    assert {path.with_suffix(".png").name for path in samples} <= {path.name for path in (empty / "demo").iterdir()}
