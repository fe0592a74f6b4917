"""The guide for authors of test suites: its tests pass where a host would run them; the plugin costs nobody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement

from cicpa_credentials import testing

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GUIDE: Final = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
FEWER: Final = "import hypothesis\n\nhypothesis.settings.register_profile('few', max_examples=20, deadline=None)\n"
TESTS: Final = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process, in a folder that knows nothing of this project."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-q", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return subprocess.run(  # noqa: S603 - our own words
        command, cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8"
    )


def brought(extra: str) -> set[str]:
    """The packages that come with an extra."""
    listed = [Requirement(one) for one in PROJECT["optional-dependencies"][extra]]
    others = [brought(name) for one in listed if one.name == PROJECT["name"] for name in one.extras]
    return {one.name for one in listed}.union(*others)


def modules_of(packages: set[str]) -> list[str]:
    return [name for name, of in packages_distributions().items() if packages & {one.lower() for one in of}]


def test_the_guides_tests_pass_from_an_empty_folder_with_the_extra_testing_alone(tmp_path: Path) -> None:
    absent = modules_of(brought("all") - brought("testing"))
    assert {"typst", "zxingcpp"} <= set(absent)
    alone = f"import sys\n\nsys.modules.update(dict.fromkeys({absent!r}))\n"
    few = f"{FEWER}hypothesis.settings.load_profile('few')\n"
    (tmp_path / "conftest.py").write_text(alone + few, encoding="utf-8")
    for number, code in enumerate(TESTS):
        (tmp_path / f"test_guide_{number}.py").write_text(code, encoding="utf-8")
    run = run_pytest(tmp_path)
    assert run.returncode == 0, run.stdout
    assert f"{sum(code.count('def test_') for code in TESTS)} passed" in run.stdout


def test_a_first_property_test_is_ten_lines() -> None:
    written = [line for line in TESTS[0].splitlines() if line.strip()]
    assert len(written) <= 10
    assert "@given" in TESTS[0]


def test_the_guides_first_test_finds_what_it_is_there_to_find(tmp_path: Path) -> None:
    leaking = TESTS[0].replace("def page(qr_text):", "def page(qr_text, mobile='19900000000'):")
    leaking = leaking.replace("<code>{qr_text}", "<code>{qr_text} {mobile}")
    (tmp_path / "test_leak.py").write_text(leaking, encoding="utf-8")
    run = run_pytest(tmp_path)
    assert run.returncode == 1
    assert "mobile was not shown and can be read, as it is" in run.stdout
    assert "'name': '李安'" in run.stdout


def test_every_public_name_is_in_the_guide() -> None:
    named = set(re.findall(r"\w+", GUIDE))
    assert set(testing.__all__) <= named


@pytest.mark.parametrize("asks", [False, True], ids=["without", "with"])
def test_the_plugin_imports_nothing_until_a_fixture_is_asked_for(asks: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    (tmp_path / "test_other.py").write_text(
        "import sys\n\n"
        f"def test_nothing_is_loaded({'cicpa_clock' if asks else ''}):\n"
        f"    assert ('cicpa_credentials' in sys.modules) is {asks}\n",
        encoding="utf-8",
    )
    run = run_pytest(tmp_path)
    assert run.returncode == 0, run.stdout


def test_a_host_that_measures_coverage_sees_the_packages_first_lines(tmp_path: Path) -> None:
    (tmp_path / "test_host.py").write_text(
        "from cicpa_credentials.errors import Code\n\n\ndef test_one(cicpa_clock):\n    assert Code.EXPIRED\n",
        encoding="utf-8",
    )
    run = run_pytest(tmp_path, "--cov=cicpa_credentials", "--cov-report=term")
    assert run.returncode == 0, run.stdout
    (seen,) = re.findall(r"cicpa_credentials/errors/codes\.py\s+\d+\s+\d+\s+(\d+)%", run.stdout)
    assert int(seen) >= 80  # of its lines, nearly all define something when it is imported


def test_random_bytes_differ_between_tests_and_not_between_runs(tmp_path: Path) -> None:
    code = "def test_{0}(cicpa_random):\n    print('drawn', cicpa_random(8).hex())\n\n"
    (tmp_path / "test_chance.py").write_text(code.format("one") + code.format("two"), encoding="utf-8")
    drawn = [re.findall(r"drawn (\w+)", run_pytest(tmp_path, "-s").stdout) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 2
