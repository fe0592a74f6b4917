"""The kinds of errors: one root, and a class for each room that raises them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.errors.codes import Code

if TYPE_CHECKING:
    from cicpa_credentials.errors.codes import ScanHint

__all__ = [
    "AlreadyIssuedError",
    "AuditError",
    "BindingError",
    "CicpaError",
    "CommandError",
    "DisclosureError",
    "HolderFileError",
    "IncompleteRecordError",
    "KeyHandlingError",
    "MissingGlyphError",
    "RecordError",
    "RegisterError",
    "RenderError",
    "ScanError",
    "SealError",
    "StatusError",
    "TrustError",
    "WireError",
]


class CicpaError(Exception):
    """Root of every error this library raises.

    Attributes:
        code: the stable reason.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between processes, whatever a subclass's constructor takes."""
        return _rebuild, (type(self), self.args, vars(self))


def _rebuild(kind: type[CicpaError], args: tuple[object, ...], attributes: dict[str, object]) -> CicpaError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


class WireError(CicpaError):
    """Bytes or text that are not well formed (`wire/`, `sdjwt/`)."""


class DisclosureError(CicpaError):
    """Disclosures that do not fit their payload, or claims that cannot be redacted (`disclosure/`, `sdjwt/`)."""


class BindingError(CicpaError):
    """A proof of the holder's key that is missing or does not hold, or cannot be made (`verifier/`, `holder/`)."""


class HolderFileError(CicpaError):
    """A holder's file that cannot be opened, read or written (`holder/file.py`)."""


class RecordError(CicpaError):
    """A member record, or a certificate's content, that breaks a rule (`members/`).

    Attributes:
        problems: every problem found, each as `field: rule`; none carries a value.
    """

    def __init__(self, code: Code, message: str, *, problems: tuple[str, ...] = ()) -> None:
        super().__init__(code, message)
        self.problems = problems


class IncompleteRecordError(RecordError):
    """A record from which nothing can be issued yet.

    Attributes:
        missing: the JSON names of every missing field, in the field table's order.
    """

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            Code.INCOMPLETE_RECORD,
            f"请将会员必填信息补充完整，再进行下载 (missing: {', '.join(missing)})",
            problems=tuple(f"{name}: is missing" for name in missing),
        )
        self.missing = missing


class KeyHandlingError(CicpaError):
    """A key that cannot be used, read or kept (`keys/`)."""


class TrustError(CicpaError):
    """A trust bundle or certificate chain that cannot be believed (`keys/trust.py`, `keys/x509/`)."""


class RegisterError(CicpaError):
    """What the register does not allow, or cannot do now (`register/`)."""


class AlreadyIssuedError(RegisterError):
    """A certificate that is not issued, because there is one: for this request, or for this number and category.

    Attributes:
        credential_digest: SHA-256 of the credential that the register holds.
        list_uri: the status list it is in.
        index: its entry there.
    """

    def __init__(self, message: str, *, credential_digest: bytes, list_uri: str, index: int) -> None:
        super().__init__(Code.ALREADY_ISSUED, message)
        self.credential_digest = credential_digest
        self.list_uri = list_uri
        self.index = index


class RenderError(CicpaError):
    """Something that cannot be drawn as asked (`render/`)."""


class MissingGlyphError(RenderError):
    """Text that no font of the chain can draw.

    The one error that names characters, because nobody could mend the fonts otherwise: only those that are missing,
    each once and in the order of their code points, so that the text cannot be read back.

    Attributes:
        characters: the missing characters.
    """

    def __init__(self, characters: tuple[str, ...]) -> None:
        named = ", ".join(f"{c} (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}" for c in characters)
        super().__init__(Code.MISSING_GLYPH, f"no font has a glyph for {named}")
        self.characters = characters


class ScanError(CicpaError):
    """A picture that cannot be read (`scan/`).

    Attributes:
        hint: what the person who made the picture can do better, where it shows.
    """

    def __init__(self, code: Code, message: str, *, hint: ScanHint | None = None) -> None:
        super().__init__(code, message)
        self.hint = hint


class SealError(CicpaError):
    """A PDF that cannot be sealed, or that is none (`sealing/`)."""


class StatusError(CicpaError):
    """A status list, or a reference into one, that cannot be used (`status/`)."""


class AuditError(CicpaError):
    """An audit that cannot begin or go on (`audit/`)."""


class CommandError(CicpaError):
    """A command that was given wrongly, or whose files or processes do not do as told (`cli/`, `bulk/`)."""
