"""What continuous integration installs: every package exactly, by hash, and fitting what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURSELVES: Final = PROJECT["project"]["name"]
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")

# For each file, the extras and the groups whose packages it pins; `tools/pins.sh` writes them.
FILES: Final = {
    "all": (("all",), ()),
    "bench-cwt": ((), ("bench-cwt",)),
    "demo": (("cli", "scan"), ("build",)),
    "dev": (("all",), ("dev",)),
    "release": ((), ("release",)),
}


def pins(name: str) -> tuple[Requirement, ...]:
    """What one file pins."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(Requirement(line.removesuffix(" \\")) for line in text.splitlines() if line[:1].isalnum())


def extra(name: str) -> Iterator[Requirement]:
    """What an extra brings, and what every installation does."""
    listed = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"][name]]
    for requirement in map(Requirement, listed):
        if requirement.name != OURSELVES:
            yield requirement
        for other in sorted(requirement.extras) if requirement.name == OURSELVES else ():
            yield from extra(other)


def group(name: str) -> Iterator[Requirement]:
    """What a dependency group brings (PEP 735)."""
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield Requirement(entry)
        else:
            yield from group(entry["include-group"])


def wanted(name: str) -> list[Requirement]:
    extras, groups = FILES[name]
    return [one for each in extras for one in extra(each)] + [one for each in groups for one in group(each)]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_pins_fit_what_the_project_asks_for(name: str, python: str) -> None:
    """Where this fails after a change of pyproject.toml: `make pins`."""
    machine = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    pinned = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins(name)
        if pin.marker is None or pin.marker.evaluate(machine)
    }
    unfit = [
        str(requirement)
        for requirement in wanted(name)
        if not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0"), prereleases=True)
    ]
    assert unfit == []


@pytest.mark.parametrize("name", [*FILES, "pip"])
def test_every_pin_is_exact_and_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^[A-Za-z0-9].*(?:\n    .*)*", text, re.MULTILINE)
    assert len(blocks) == len(pins(name)) > 0
    for pin, block in zip(pins(name), blocks, strict=True):
        assert re.fullmatch(r"==[^,*]+", str(pin.specifier))
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block)
    assert "://" not in text  # packages come from wherever the machine gets packages


@pytest.mark.parametrize("name", ["all", "demo"])
def test_what_is_tested_is_what_people_get(name: str) -> None:
    tested = {(canonicalize_name(pin.name), str(pin.specifier)) for pin in pins("dev")}
    assert {(canonicalize_name(pin.name), str(pin.specifier)) for pin in pins(name)} <= tested


def test_the_supported_pythons_are_the_same_everywhere() -> None:
    classifiers = PROJECT["project"]["classifiers"]
    assert tuple(re.findall(r"Python :: (3\.\d+)$", "\n".join(classifiers), re.MULTILINE)) == PYTHONS
    assert tuple(PROJECT["tool"]["tox"]["env_list"]) == PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"
