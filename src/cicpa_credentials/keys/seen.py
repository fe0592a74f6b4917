"""What a verifier remembers between bundles, so that nobody can hand it an old one."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, TrustError, WireError
from cicpa_credentials.keys.root import FINGERPRINT_BYTES, fingerprint
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from cryptography import x509

__all__ = ["SeenBundles"]

_MAX_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the file says: the fingerprints of the root that the host pinned and of the one last seen; the sequence."""

    pinned: bytes
    root: bytes
    sequence: int


class SeenBundles:
    """The highest sequence seen, and the root it was signed by, in a small file.

    Once a bundle of a new root has been seen, the old root is believed no more: whoever steals it later comes too late.
    A host that pins another root than before is followed; the sequence must not fall for that either.
    A file that cannot be read is an error and never a fresh start, which would be just what an attacker wants.
    """

    def __init__(self, path: Path | str) -> None:
        """Take the file's name; the first `load` makes it."""
        self._path = Path(path)

    def load(self, data: bytes, *, root: x509.Certificate | bytes) -> TrustBundle:
        """Load a bundle that is not older than any seen before, and remember it.

        Args:
            data: the bundle's bytes.
            root: the pinned root: certificate or fingerprint. One that introduced its successor may stay pinned.

        Raises:
            TrustError: see `TrustBundle.load`; `malformed` for a damaged file, `storage_failed` where it cannot be read
                or written.
        """
        pinned = root if isinstance(root, bytes) else fingerprint(root)
        before = self._read()
        believed = before.root if before and before.pinned == pinned else pinned
        bundle = TrustBundle.load(data, root=believed, minimum_sequence=before.sequence if before else 0)
        after = _Seen(pinned=pinned, root=fingerprint(bundle.root), sequence=bundle.sequence)
        if after != before:
            self._write(after)
        return bundle

    def _read(self) -> _Seen | None:
        try:
            with self._path.open("rb") as file:
                state = json_text.decode(file.read(_MAX_BYTES + 1), what="seen bundles", max_bytes=_MAX_BYTES)
            pinned, root = bytes.fromhex(state["pinned"]), bytes.fromhex(state["root"])
            sequence = state["sequence"]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise TrustError(Code.STORAGE_FAILED, "seen bundles: the file cannot be read") from error
        except (WireError, ValueError, KeyError, TypeError):
            raise TrustError(Code.MALFORMED, "seen bundles: the file is damaged") from None
        if not len(pinned) == len(root) == FINGERPRINT_BYTES or type(sequence) is not int or sequence < 0:
            raise TrustError(Code.MALFORMED, "seen bundles: the file is damaged")
        return _Seen(pinned=pinned, root=root, sequence=sequence)

    def _write(self, seen: _Seen) -> None:
        state = {"pinned": seen.pinned.hex(), "root": seen.root.hex(), "sequence": seen.sequence}
        temporary = self._path.with_name(f"{self._path.name}.{secrets.token_hex(8)}.unfinished")
        try:
            with temporary.open("x") as file:
                json.dump(state, file)
                file.flush()
                os.fsync(file.fileno())
            # Another process may have seen a newer one meanwhile, for a flush takes its time; that one counts. If it
            # comes only just now, its next load puts things right again.
            newer = self._read()
            if newer is None or newer.sequence <= seen.sequence:
                temporary.replace(self._path)
        except OSError as error:
            raise TrustError(Code.STORAGE_FAILED, "seen bundles: the file cannot be written") from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
