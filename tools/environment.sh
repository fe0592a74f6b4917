#!/usr/bin/env bash
# Make a virtual environment from scratch and install into it.
#
#   tools/environment.sh DIRECTORY PIP-INSTALL-ARGUMENT...
#
# PYTHON names the interpreter (python3 where it is not set). Debian's own python3 comes without what `python3 -m venv`
# needs; root gets it installed, anybody else is told what to install.
#
# PINS names a file of requirements/: what it names is installed, byte for byte, and nothing else is. Without it, pip takes
# the newest that fits.
set -euo pipefail

python=${PYTHON:-python3}
pins=${PINS:-}
directory=$1
shift

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    stop "There is no '$python' here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3 ..."

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "'$python' is Python $version; 3.11 or newer is needed. Name another: make PYTHON=/path/to/python3 ..."

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=python$version-venv
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        stop "'$python' cannot make virtual environments: ensurepip is missing." \
            "On Debian and Ubuntu: sudo apt-get install $package"
    fi
    echo "Installing Debian's $package ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --yes --quiet=2 --no-install-recommends "$package" >/dev/null
fi

echo "Making $directory (Python $version${pins:+, $pins}) ..."
"$python" -m venv --clear "$directory"
pip() { "$directory/bin/python" -m pip "$@"; }
if [[ -n $pins ]]; then
    pip install --quiet --require-hashes --requirement requirements/pip.txt
    pip install --quiet --require-hashes --only-binary :all: --requirement "$pins"
    # What the pins do not bring may not come from elsewhere: neither now nor while a wheel is built.
    pip install --quiet --no-index --no-deps --no-build-isolation "$@"
    pip check >/dev/null || stop "$pins does not fit pyproject.toml any more: make pins"
else
    # Debian 12's pip is older than dependency groups (PEP 735).
    pip install --quiet --upgrade 'pip>=25.1'
    pip install --quiet "$@"
fi
