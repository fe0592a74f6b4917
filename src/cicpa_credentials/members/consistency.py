"""What a record's particulars say about each other. Absent particulars break no rule here: see `rules.py` for those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.members import id_numbers
from cicpa_credentials.members.values import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members.record import MemberRecord

__all__ = ["contradictions"]


def contradictions(record: MemberRecord) -> Iterator[str]:
    """Every way in which the record contradicts itself, as `field: rule` without a value."""
    if record.id_type is not None and record.id_number is not None:
        yield from id_numbers.problems(record.id_type, record.id_number, record.birth_date, record.gender)
    yield from _joining(record)
    yield from _inspections(record)
    yield from _association_history(record)
    yield from _firm_history(record)


def _joining(record: MemberRecord) -> Iterator[str]:
    joined = record.approval_date
    if joined is None:
        return
    if record.birth_date is not None and record.birth_date >= joined:
        yield "approval_date: must be after birth_date"
    if any(one.on < joined for one in record.association_transfers):
        yield "association_transfers: none can be before approval_date"
    if any(one.on < joined for one in record.firm_transfers):
        yield "firm_transfers: none can be before approval_date"


def _inspections(record: MemberRecord) -> Iterator[str]:
    joined = record.approval_date
    if joined is None:
        return
    if any(one.year <= joined.year for one in record.inspections):
        yield "inspections: a member is first inspected in the year after approval_date"
    if any(one.passed_on < joined for one in record.inspections):
        yield "inspections: none can be passed before approval_date"


def _association_history(record: MemberRecord) -> Iterator[str]:
    transfers = record.association_transfers
    if transfers and record.association is not None and transfers[-1].to_association != record.association:
        yield "association_transfers: the last must lead to association"


def _firm_history(record: MemberRecord) -> Iterator[str]:
    transfers = record.firm_transfers
    if record.category is Category.NON_PRACTISING:
        if record.firm is not None:
            yield "firm: only practising members have one"
        if transfers:
            yield "firm_transfers: only practising members have them"
    elif transfers and record.firm is not None and transfers[-1].to_firm != record.firm:
        yield "firm_transfers: the last must lead to firm"
