"""One root error; a stable code on each.

Hosts branch on `CicpaError.code`, never on the sentence. No error carries a claim value, an ID number, a key or a
passphrase: the sentence names the place, never the content.
"""

from cicpa_credentials.errors.codes import Code, ScanHint
from cicpa_credentials.errors.kinds import (
    AlreadyIssuedError,
    AuditError,
    BindingError,
    CicpaError,
    CommandError,
    DisclosureError,
    HolderFileError,
    IncompleteRecordError,
    KeyHandlingError,
    MissingGlyphError,
    RecordError,
    RegisterError,
    RenderError,
    ScanError,
    SealError,
    StatusError,
    TrustError,
    WireError,
)

__all__ = [
    "AlreadyIssuedError",
    "AuditError",
    "BindingError",
    "CicpaError",
    "Code",
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
    "ScanHint",
    "SealError",
    "StatusError",
    "TrustError",
    "WireError",
]
