#!/usr/bin/env bash
# The Debian packages that some tests use. Root gets them installed; for anybody else those tests are skipped by name.
set -euo pipefail

packages=(
    openssl       # an independent reader of our certificates, requests and seals
    poppler-utils # independent readers of our PDF files and their seals
    postgresql    # the other database that a register can be kept in
    softhsm2      # a hardware security module in software
)

if ! command -v dpkg-query >/dev/null; then
    echo "Not Debian: tests that miss ${packages[*]} are skipped." >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
        missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

if [[ $(id -u) -ne 0 ]]; then
    echo "Tests that need ${missing[*]} are skipped. To run them too: sudo tools/debian-packages.sh" >&2
    exit 0
fi

echo "Installing Debian's ${missing[*]} ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >/dev/null
