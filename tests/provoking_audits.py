"""What only an audit of the register says: it is a finding, no error, and each is provoked in a test of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cicpa_credentials.errors import Code

TESTS: Final = Path(__file__).parent

FINDINGS: Final = frozenset(
    {
        Code.EVENT_ALTERED,
        Code.EVENT_MISSING,
        Code.EVENT_ILLEGAL,
        Code.CREDENTIAL_ALTERED,
        Code.EVENTS_CUT_OFF,
        Code.CHECKPOINT_CONTRADICTED,
        Code.CHECKPOINT_UNTRUSTED,
        Code.CHECKPOINT_MISSING,
        Code.IN_FORCE_TWICE,
        Code.SIGNED_BY_UNKNOWN_KEY,
        Code.SIGNED_OUT_OF_SCOPE,
        Code.SIGNED_OUTSIDE_WINDOW,
        Code.SIGNED_BY_COMPROMISED_KEY,
        Code.LIST_MISSING,
        Code.LIST_UNTRUSTED,
        Code.LIST_UNKNOWN,
        Code.LIST_ROLLED_BACK,
        Code.LIST_OUTDATED,
        Code.STATUS_DISAGREES,
        Code.STATUS_UNPUBLISHED,
        Code.ORPHAN,
        Code.PLACE_DOUBLED,
        Code.ENTRY_CONTRADICTED,
        Code.REPEATED,
        Code.OTHER_REGISTER,
        Code.REISSUE_DUE,
        Code.LETTER_DUE,
        Code.RESUME_FIRST,
        Code.ALREADY_ENDED,
    }
)


def asserted(code: Code) -> bool:
    """Whether a test of audits or of the register names it, as a code, as a kind of finding or by its value."""
    folders = (TESTS / "unit" / "audit", TESTS / "unit" / "register", TESTS / "attacks")
    names = (f"Code.{code.name}", f"FindingKind.{code.name}", f'"{code.value}"')
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("test_*.py")))
    return any(name in text for text in texts for name in names)
