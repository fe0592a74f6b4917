"""The corpus: what fuzzing starts from, one folder for each target; `python -m fuzz.seeds` writes it.

Files whose names begin with `seed-` are written from `scene.py`, the same in every run. All others were found by
fuzzing, are kept by hand, and stay: what once broke a parser, and what reaches far into one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from cicpa_credentials.disclosure import disclosures_of
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.passphrase import ScryptCost
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.sign1 import Sign1
from fuzz.scene import BASE_URL, CLOCK, ISSUED, PASSPHRASE, TOKEN, WALLET, WALLET_TOKEN, WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["CORPUS", "seeds", "write"]

CORPUS: Final = Path(__file__).parent / "corpus"
_PREFIX: Final = "seed-"
_CHEAP: Final = ScryptCost(n=2, r=1, p=1)


def write() -> None:
    """Write every seed, and take away those that are none any more."""
    files = {CORPUS / target / name: data for target, name, data in seeds()}
    for path in CORPUS.glob(f"*/{_PREFIX}*"):
        if path not in files:
            path.unlink()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def seeds() -> Iterator[tuple[str, str, bytes]]:
    """Target, file name and bytes of each seed: whole ones, and each of them cut off and with one bit turned."""
    for target, wholes in _wholes().items():
        for number, whole in enumerate(wholes):
            middle = len(whole) // 2
            turned = whole[:middle] + bytes((whole[middle] ^ 1,)) + whole[middle + 1 :]
            for name, data in (("whole", whole), ("cut", whole[:middle]), ("turned", turned)):
                yield target, f"{_PREFIX}{number}-{name}", data


def _wholes() -> dict[str, Sequence[bytes]]:
    shown = Holder(ISSUED[0], clock=CLOCK)
    opened = shown.present(shown.details).encoded
    credentials = [*(issued.credential for issued in ISSUED), opened]
    printed = [transport.encode(one, base_url=BASE_URL) for one in (*credentials, TOKEN)]
    digits = transport.to_digits(b"\x01" + ISSUED[0].credential)
    return {
        "qr_text": [text.encode() for text in (*printed, digits)],
        "credential": credentials,
        "key_binding_token": [TOKEN],
        "bundle": [WORLD.bundle.encoded, WORLD.bundle_of(status_lists=()).encoded],
        "status_list": WORLD.list_tokens(),
        "private_key": [_private_key()],
        "holder_file": [
            *(Holder(issued, clock=CLOCK).to_bytes() for issued in ISSUED),
            shown.to_bytes(passphrase=PASSPHRASE, random_bytes=seeded("holder's file")),
        ],
        "disclosures": [cbor.encode(list(disclosures_of(Sign1.decode(opened)))), cbor.encode(list(_by_hand()))],
        "sd_jwt": [WALLET.encode(), WALLET_TOKEN.encode()],
    }


def _private_key() -> bytes:
    """Under a passphrase that costs next to nothing to try: a fuzzer tries it often."""
    with mock.patch.object(pkcs8, "COST", _CHEAP):
        return pkcs8.encrypt(derive_private_key(7, SECP256R1()), PASSPHRASE, random_bytes=seeded("private key"))


def _by_hand() -> Iterator[bytes]:
    """A claim, one that holds others, and a decoy."""
    salt = bytes(16)
    yield cbor.encode([salt, "value", 501])
    yield cbor.encode([salt, {1: [True, None, 2.5], "nested": {2: b"bytes"}}, "text key"])
    yield cbor.encode([salt])


if __name__ == "__main__":
    write()
