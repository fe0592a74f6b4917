"""What people install: a wheel that pip builds from the source archive, so that both are complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib import util
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


def build(of: str, *, out: Path, tree: Path = ROOT, **environment: str) -> Path:
    """Build the `sdist` or the `wheel` of a source tree."""
    run("-m", "hatchling", "build", "-t", of, "-d", out, cwd=tree, **environment)
    (archive,) = out.glob("*.tar.gz" if of == "sdist" else "*.whl")
    return archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", out=tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    run("-m", "pip", "wheel", *offline, "--wheel-dir", folder, sdist, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same source in another folder: unpacked at another time, by somebody whose files are private."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and later
        archive.extractall(folder)  # noqa: S202 - our own
    (tree,) = folder.iterdir()
    for path in tree.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1_900_000_000, 1_900_000_000))
    return tree


def test_the_same_source_gives_the_same_archives(sdist: Path, wheel: Path, elsewhere: Path, tmp_path: Path) -> None:
    again = build("sdist", out=tmp_path, tree=elsewhere, TZ="Asia/Shanghai")
    assert again.name == sdist.name
    assert again.read_bytes() == sdist.read_bytes()
    assert build("wheel", out=tmp_path, tree=elsewhere, TZ="Asia/Shanghai").read_bytes() == wheel.read_bytes()


def test_the_source_archive_holds_every_file_of_the_repository(sdist: Path) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("there is no git here to say which files are the repository's")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - found by `which`
    kept = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    with tarfile.open(sdist) as archive:
        packed = {member.name.partition("/")[2] for member in archive}
    assert kept <= packed


def test_the_installed_package_brings_its_types_to_a_strict_host(wheel: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    run("-m", "pip", f"--python={python}", "install", *offline, wheel, cwd=tmp_path)
    (packages,) = environment.glob("lib/python*/site-packages")
    # What the library itself needs is beside it; our editable installation is not found that way.
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    shutil.copy(Path(__file__).parent / "consumer" / "host.py", tmp_path)
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = True\n", encoding="utf-8")
    checking = ("-m", "mypy", "--config-file", "mypy.ini", f"--python-executable={python}", "host.py")
    assert "Success: no issues found in 1 source file" in run(*checking, cwd=tmp_path)
    (packages / "cicpa_credentials" / "py.typed").unlink()
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run(*checking, cwd=tmp_path)
    assert "py.typed marker" in caught.value.output


def test_the_wheel_holds_every_file_of_the_package_once(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/" not in name)
    folders = (SOURCE.parent, SOURCE / "cli" / "samples")  # the second is a link, which a search does not follow
    files = {
        path.relative_to(SOURCE.parent).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == sorted({*files, "cicpa_credentials_pytest.py"})
    for name in ("py.typed", "schemas/member-record.schema.json", "render/fonts/NotoSerifSC-Regular.otf"):
        assert f"cicpa_credentials/{name}" in names


def test_the_wheel_names_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    assert "License-Expression: Apache-2.0" in text
    assert "License-File: LICENSE" in text
    assert "License-File: src/cicpa_credentials/render/fonts/OFL.txt" in text
    assert "License-File: THIRD-PARTY-NOTICES.md" in text


def test_the_notices_name_every_package_that_comes_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {Requirement(one).name: "always" for one in project["dependencies"]}
    for extra, listed in project["optional-dependencies"].items():
        wanted |= {Requirement(one).name: f"extra `{extra}`" for one in listed}
    del wanted[project["name"]]  # extras that bring others along
    notices = (ROOT / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| ([a-z0-9-]+) \| .+ \| (.+) \|$", notices, re.MULTILINE)) == wanted | {"package": "for"}


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
