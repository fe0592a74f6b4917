from __future__ import annotations

import json
from collections import Counter

from cicpa_credentials.audit import Evidence, Finding, Group, Severity, Tally
from cicpa_credentials.audit.tally import EXAMPLES
from cicpa_credentials.errors import Code


def found(*numbers: int, code: Code = Code.REVOKED, severity: Severity = Severity.SEVERE) -> Tally:
    tally = Tally()
    for line in numbers:
        tally.found(Finding(code=code, severity=severity, evidence=Evidence(line=line)))
    return tally


def test_batches_add_up_to_what_one_count_would_have_been() -> None:
    whole, parts = found(*range(1, 21)), Tally()
    for begin in range(1, 21, 5):
        parts.add(found(*range(begin, begin + 5)))
    assert parts == whole
    assert [example["line"] for example in whole.examples[Code.REVOKED, Severity.SEVERE]] == list(
        range(1, EXAMPLES + 1)
    )


def test_verdicts_are_counted_by_any_attribute_that_is_there() -> None:
    tally = Tally()
    tally.groups.update(
        {
            Group("valid", "310000", "practising", "02", "2026-05"): 3,
            Group("invalid", "310000", "practising", "01", "2026-04"): 1,
            Group("unread"): 9,
        }
    )
    assert tally.total == 13
    assert tally.by("association") == {"310000": Counter(valid=3, invalid=1)}
    assert list(tally.by("month")) == ["2026-04", "2026-05"]


def test_the_gravest_stand_first_then_the_most_frequent() -> None:
    tally = found(1, 2, 3, code=Code.EXPIRED, severity=Severity.WARNING)
    tally.add(found(4))
    tally.add(found(5, 6, code=Code.SUSPENDED))
    assert [code for (code, _), _ in tally.ordered()] == [Code.SUSPENDED, Code.REVOKED, Code.EXPIRED]


def test_a_tally_survives_the_journal() -> None:
    tally = found(1, 2)
    tally.groups[Group("valid", "310000")] = 5
    assert Tally.from_dict(json.loads(json.dumps(tally.to_dict()))) == tally
