"""Runs one target under atheris: `python -m fuzz.engine TARGET [option of libFuzzer ...] FOLDER ...`.

It has a process of its own, because libFuzzer ends the one that it runs in.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cicpa_credentials"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Give the rest of the command line to libFuzzer."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
