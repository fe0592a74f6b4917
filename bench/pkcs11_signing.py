"""What `Pkcs11Signer` adds to a signature of SoftHSM: the same key, asked by bare C calls and through us.

Run it with SoftHSM installed: `python bench/pkcs11_signing.py [libsofthsm2.so]`. The ways take turns, so that a busy
machine slows all of them; the medians are of single signatures, in microseconds.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkcs11 import Attribute

from cicpa_credentials.keys.pkcs11 import Pkcs11Token

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = sys.argv[1] if len(sys.argv) > 1 else "/usr/lib/softhsm/libsofthsm2.so"
ROUNDS, SIGNATURES = 100, 40
DATA = bytes(200)
CKM_ECDSA = 0x1041


class Mechanism(ctypes.Structure):
    """CK_MECHANISM."""

    _fields_ = (("mechanism", ctypes.c_ulong), ("parameter", ctypes.c_void_p), ("length", ctypes.c_ulong))


def bare(session: int, key: int) -> Callable[[], None]:
    """C_SignInit and C_Sign, and nothing else."""
    library = ctypes.CDLL(LIBRARY)
    mechanism = ctypes.byref(Mechanism(CKM_ECDSA, None, 0))
    signature = ctypes.create_string_buffer(64)
    digest = hashlib.sha256(DATA).digest()

    def sign() -> None:
        length = ctypes.c_ulong(64)
        library.C_SignInit(ctypes.c_ulong(session), mechanism, ctypes.c_ulong(key))
        library.C_Sign(ctypes.c_ulong(session), digest, ctypes.c_ulong(32), signature, ctypes.byref(length))

    return sign


def medians(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median time of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            for _ in range(SIGNATURES):
                way()
            times[name].append((time.perf_counter() - start) / SIGNATURES * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Make a token, sign in each way, print."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tokens").mkdir()
        Path(folder, "conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = f"{folder}/conf"
        words = ["softhsm2-util", "--init-token", "--free", "--label", "bench", "--so-pin", "12345678", "--pin", "1234"]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - fixed words
        with Pkcs11Token(LIBRARY, label="bench", pin="1234") as token:
            signer = token.generate("bench")
            signature = signer.sign(DATA)
            where = ((Attribute.LABEL, "bench"),)
            key: Any = token._keys[where]  # noqa: SLF001 - the very key that our signer uses
            bare_sign = bare(key.session.handle, key.handle)
            digest = hashlib.sha256(DATA).digest()

            def check() -> None:
                signer.public_key.verify(DATA, signature, algorithm=signer.algorithm)

            def bare_and_check() -> None:
                bare_sign()
                check()

            found = medians(
                {
                    "C_SignInit + C_Sign": bare_sign,
                    "through the token, unchecked": lambda: token.sign_digest(where, digest),
                    "C_SignInit + C_Sign, then our check": bare_and_check,
                    "Pkcs11Signer.sign (checked)": lambda: signer.sign(DATA),
                    "our check alone": check,
                }
            )
    first = next(iter(found.values()))
    for name, microseconds in found.items():
        print(f"{microseconds:7.1f} µs  ×{microseconds / first:.2f}  {name}")


if __name__ == "__main__":
    main()
