"""The real command in a process of its own, as the shell and scripts meet it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

SAMPLES: Final = Path(__file__).parent.parent.parent / "examples" / "members"
COMMAND: Final = (sys.executable, "-c", "import sys; from cicpa_credentials.cli import main; sys.exit(main())")
_OURS: Final = ("LC_", "LANG", "NO_COLOR", "FORCE_COLOR", "TTY_", "COLUMNS", "LINES", "PYTHONUNBUFFERED")
PLAIN: Final = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def cicpa(*arguments: object, cwd: Path, content: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=PLAIN | {"LANG": "C.UTF-8"} | environ,
        input=content,
        capture_output=True,
        check=False,
    )


def on_a_terminal(*arguments: object, cwd: Path, **environ: str) -> str:
    """What the command writes to a terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=PLAIN | {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLUMNS": "100"} | environ,
        stdin=its,
        stdout=its,
        stderr=its,
    ) as process:
        os.close(its)
        said = b""
        while chunk := _read(ours):
            said += chunk
        process.wait()
    os.close(ours)
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # what Linux says when the other side is closed
        return b""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration has run."""
    folder = tmp_path_factory.mktemp("place")
    done = cicpa("demo", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    (folder / "said.txt").write_bytes(done.stdout)
    return folder


TRUST: Final = ("--bundle", "demo/bundle.cbor", "--root", "demo/root.pem")


def test_the_demonstration_makes_a_certificate_for_every_sample_member(place: Path) -> None:
    numbers = {path.stem for path in SAMPLES.glob("*.json")}
    made = {path.stem for path in (place / "demo").glob("*.png")}
    assert made == numbers | {"tampered"}


def test_every_certificate_verifies_and_the_forgery_does_not(place: Path) -> None:
    pictures = sorted(path.relative_to(place) for path in (place / "demo").glob("*.png"))
    done = cicpa("verify", "--json", *pictures, *TRUST, cwd=place)
    verdicts = {
        path.stem: json.loads(line)["verdict"] for path, line in zip(pictures, done.stdout.splitlines(), strict=True)
    }
    assert verdicts.pop("tampered") == "invalid"
    assert set(verdicts.values()) == {"valid"}
    assert done.returncode == 1


def test_a_picture_may_come_through_a_pipe(place: Path) -> None:
    picture = (place / "demo" / "02.png").read_bytes()
    assert cicpa("verify", "-", *TRUST, cwd=place, content=picture).returncode == 0


def test_the_locale_chooses_the_language(place: Path) -> None:
    done = cicpa("verify", "demo/01.png", *TRUST, cwd=place, LANG="zh_CN.UTF-8")
    assert done.stdout.decode().startswith("有效\n")


def test_a_pipe_gets_neither_colours_nor_boxes(place: Path) -> None:
    commands = (("verify", "demo/01.png", *TRUST), ("inspect", "demo/01.png"), ("--help",))
    outputs = [cicpa(*arguments, cwd=place).stdout for arguments in commands]
    for said in map(bytes.decode, (*outputs, (place / "said.txt").read_bytes())):
        assert not {"\x1b", "─", "│", "┃", "━"} & set(said)


def test_a_terminal_gets_colours_unless_no_color_is_set(place: Path) -> None:
    arguments = ("verify", "demo/01.png", *TRUST)
    assert "\x1b[" in on_a_terminal(*arguments, cwd=place)
    plain = on_a_terminal(*arguments, cwd=place, NO_COLOR="1")
    assert "\x1b[3" not in plain
    assert "\x1b[4" not in plain
    assert "VALID" in plain


def test_an_encoding_without_chinese_is_no_reason_to_fail(place: Path) -> None:
    done = cicpa("verify", "demo/01.png", *TRUST, cwd=place, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"\\u6797\\u77e5\\u590f" in done.stdout
    done = cicpa("verify", "--json", "demo/01.png", *TRUST, cwd=place, PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["certificate"]["name"] == "林知夏"


@pytest.mark.parametrize("environ", [{}, {"PYTHONUNBUFFERED": "1"}, {"FORCE_COLOR": "1"}], ids=str)
def test_a_reader_that_goes_early_gets_no_traceback_nor_a_verdict(place: Path, environ: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, "inspect", "demo/01.png"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=place, env=PLAIN | environ, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_garbage_of_any_kind_ends_in_a_status_and_never_in_a_traceback(place: Path) -> None:
    for content in (
        b"",
        b"\0" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"\xd2\x84\xff",
        "垃圾".encode(),
        b"%PDF-1.7\n\xff",
    ):
        for command in (("verify", "-", *TRUST), ("inspect", "-")):
            done = cicpa(*command, cwd=place, content=content)
            assert done.returncode in {0, 1, 3}
            assert b"Traceback" not in done.stderr


def test_the_console_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("cicpa")
    if not script.exists():
        pytest.skip("the distribution's script is not installed")
    done = subprocess.run([script, "--version"], capture_output=True, check=True)  # noqa: S603 - our own command
    assert done.stdout.startswith(b"cicpa ")


needs_mount = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting takes root")


@needs_mount
def test_a_disk_that_fills_up_is_told_and_no_picture_is_cut_off(place: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False)  # noqa: S603, S607
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        done = cicpa("demo", "--out", disk / "demo", cwd=place)
        left = [path.read_bytes() for path in (disk / "demo").iterdir() if path.suffix == ".png"]
        names = sorted(path.name for path in (disk / "demo").iterdir())
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S603, S607
    assert done.returncode == 1
    assert done.stderr.startswith(b"cicpa: storage_failed: ")
    assert b"ENOSPC" in done.stderr
    assert all(picture.endswith(b"IEND\xaeB`\x82") for picture in left)
    assert all(name == ".cicpa-demo" or name.endswith(".png") for name in names)
