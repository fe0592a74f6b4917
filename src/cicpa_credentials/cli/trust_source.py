"""Who is believed: a trust bundle, and the root that must have signed it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.root import FINGERPRINT_BYTES
from cicpa_credentials.keys.seen import SeenBundles
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.x509 import load_certificates

if TYPE_CHECKING:
    from cryptography import x509

__all__ = [
    "BundleOption",
    "FingerprintOption",
    "RootOption",
    "SeenOption",
    "check_bundle",
    "load_bundle",
    "load_root",
    "pinned",
]

BundleOption = Annotated[
    Path,
    typer.Option("--bundle", metavar="FILE", help=both("信任包", "The trust bundle")),
]
RootOption = Annotated[
    Path | None,
    typer.Option("--root", metavar="CERT.pem", help=both("您所信任的根证书", "The root certificate that you trust")),
]
FingerprintOption = Annotated[
    str | None,
    typer.Option(
        "--root-fingerprint",
        metavar="HEX",
        help=both("或只给出其SHA-256指纹", "Or only its SHA-256 fingerprint"),
    ),
]

SeenOption = Annotated[
    Path | None,
    typer.Option(
        "--seen",
        metavar="FILE",
        help=both(
            "记住见过的最高序号的文件，首次使用时生成；更旧的信任包将被拒绝",
            "Remembers the highest sequence seen, made by the first call; an older bundle is refused",
        ),
    ),
]

_HEX: Final = re.compile(rf"[0-9a-fA-F]{{{2 * FINGERPRINT_BYTES}}}")
_SEPARATORS: Final = re.compile(r"[:\s]")


def load_bundle(
    bundle: Path, *, root: Path | None, fingerprint: str | None = None, seen: Path | None = None
) -> TrustBundle:
    """Load a trust bundle against a root that the caller names.

    Args:
        bundle: the file.
        root: the root's certificate.
        fingerprint: or its fingerprint.
        seen: where the highest sequence seen is remembered.

    Raises:
        CommandError: as `pinned`; `file_unreadable`; with the code of what is wrong in a file, as `TrustBundle.load`
            and `SeenBundles.load` say.
    """
    believed, data = pinned(root=root, fingerprint=fingerprint), read(bundle)
    with naming(bundle):
        return check_bundle(data, root=believed, seen=seen)


def check_bundle(data: bytes, *, root: x509.Certificate | bytes, seen: Path | None) -> TrustBundle:
    """Load a bundle that was read already, and remember it where `seen` says so.

    Raises:
        TrustError: see `SeenBundles.load` and `TrustBundle.load`.
    """
    return SeenBundles(seen).load(data, root=root) if seen else TrustBundle.load(data, root=root)


def pinned(*, root: Path | None, fingerprint: str | None) -> x509.Certificate | bytes:
    """The root that the caller believes: its certificate, or only its fingerprint.

    Raises:
        CommandError: `usage` unless there is exactly one of the two; as `load_root`.
    """
    if (root is None) is (fingerprint is None):
        raise CommandError(Code.USAGE, "--root CERT.pem or --root-fingerprint HEX: exactly one of them")
    return _fingerprint(fingerprint) if root is None else load_root(root)


def load_root(path: Path) -> x509.Certificate:
    """The one certificate in a file.

    Raises:
        CommandError: `file_unreadable`; `usage` when there are several; `malformed`, `unsupported`.
    """
    with naming(path):
        certificates = load_certificates(read(path, max_bytes=MAX_CERTIFICATE_BYTES))
    if len(certificates) != 1:
        raise CommandError(Code.USAGE, f"{path}: holds more than one certificate")
    return certificates[0]


def _fingerprint(text: str | None) -> bytes:
    digits = _SEPARATORS.sub("", text or "")
    if not _HEX.fullmatch(digits):
        raise CommandError(Code.USAGE, f"--root-fingerprint: {2 * FINGERPRINT_BYTES} hexadecimal digits (SHA-256)")
    return bytes.fromhex(digits)
