from __future__ import annotations

from datetime import date

import pytest

from cicpa_credentials.members import Category, PaperStanding, paper_certificate_validity


@pytest.mark.parametrize(
    ("category", "on", "joined", "standing"),
    [
        (Category.NON_PRACTISING, date(2025, 12, 30), None, PaperStanding.EXCHANGE),
        (Category.NON_PRACTISING, date(2025, 12, 31), None, PaperStanding.VOID),
        (Category.NON_PRACTISING, date(2026, 6, 1), date(2020, 12, 31), PaperStanding.VOID),
        (Category.NON_PRACTISING, date(2024, 6, 1), date(2020, 12, 31), PaperStanding.EXCHANGE),
        (Category.NON_PRACTISING, date(2024, 6, 1), date(2021, 1, 1), PaperStanding.NEVER_ISSUED),
        (Category.PRACTISING, date(2026, 12, 31), None, PaperStanding.EXCHANGE),
        (Category.PRACTISING, date(2027, 1, 1), date(2021, 1, 1), PaperStanding.OVERDUE),
    ],
)
def test_what_a_paper_certificate_is_worth(
    category: Category, on: date, joined: date | None, standing: PaperStanding
) -> None:
    answer = paper_certificate_validity(category, on, joined=joined)
    assert answer.standing is standing
    assert answer.zh.endswith("。")
    assert answer.en.endswith(".")
