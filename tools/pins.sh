#!/usr/bin/env bash
# Write requirements/: every package that an environment of ours has, exactly, with the hashes of its files.
#
#   tools/pins.sh UV [--upgrade]
#
# UV is the resolver. What is pinned stays as it is where pyproject.toml still allows it, unless `--upgrade` is given. Each
# file holds for every supported Python and system; markers say where a package is wanted.
set -euo pipefail

uv=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pin() {
    local name=$1
    shift
    echo "requirements/$name.txt" >&2
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --output-file "requirements/$name.txt" "$@"
}

pin dev --all-extras --group dev pyproject.toml "$@"
# What is tested is what people get. The first of the two is built here, so it has what builds it.
pin demo --extra cli --extra scan --group build --constraint requirements/dev.txt pyproject.toml "$@"
pin all --extra all --constraint requirements/dev.txt pyproject.toml "$@"
pin bench-cwt --group bench-cwt "$@"
pin release --group release "$@"
echo 'pip>=25.1' | pin pip - "$@"
