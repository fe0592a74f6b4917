"""The member that every measurement issues to: the sample member with a rare character and six details.

As plain values, so that peers can have the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

RECORD: Final = Path(__file__).parent.parent / "examples" / "members" / "04.json"

_PARTICULARS: Final[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))

ASSOCIATION: Final[str] = _PARTICULARS["association"]
NUMBER: Final[str] = _PARTICULARS["number"]
FACE: Final = {name: _PARTICULARS[name] for name in ("name", "gender", "category", "approval_date")}
DETAILS: Final = {
    name: _PARTICULARS[name]
    for name in ("approval_number", "birth_date", "mobile", "email", "inspections", "association_transfers")
}
VALIDITY: Final = 366 * 24 * 3600
