"""Member records: whole ones that obey every rule, and ones from which nothing can be issued yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from cicpa_credentials.members import (
    ASSOCIATIONS,
    FIELDS,
    AssociationTransfer,
    Category,
    FirmTransfer,
    Gender,
    IdType,
    Inspection,
    MemberRecord,
    PhotoSource,
    QualificationRoute,
)
from cicpa_credentials.members.fields import Mandatory
from cicpa_credentials.testing.documents import id_numbers
from cicpa_credentials.testing.frozen import NOW
from cicpa_credentials.testing.offices import nearest_first
from cicpa_credentials.testing.people import firm_names, names
from cicpa_credentials.testing.readable import print_in_full

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["incomplete_records", "member_records"]

print_in_full()

_DAY: Final = timedelta(days=1)
_TODAY: Final = NOW.date()
_LONGEST_MEMBERSHIP: Final = 9_000
_YOUNGEST: Final = 8_100
_INSPECTED_SINCE: Final = 2017
_FIRST_EXAMINATION: Final = 1991
_EXAMINATION_PHOTOS_SINCE: Final = 2010
_REGIONS: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤深桂琼渝川黔滇藏陕甘青宁新"
_APPROVED_BY: Final = dict(zip(ASSOCIATIONS, ("会协", *map("{}注协".format, _REGIONS)), strict=True))
_VOUCHED: Final = (PhotoSource.ON_SITE, PhotoSource.REMOTE_COMPARISON)

# Made once, for making a strategy takes as long as drawing from it.
_CODES: Final = st.sampled_from(nearest_first(ASSOCIATIONS))
_GENDERS: Final = st.sampled_from(Gender)
_CATEGORIES: Final = st.sampled_from(Category)
_ID_TYPES: Final = st.sampled_from(IdType)
_ROUTES: Final = st.sampled_from(QualificationRoute)
_NAMES: Final = names()
_FIRMS: Final = firm_names()
_DAYS_SINCE_JOINING: Final = st.integers(1, _LONGEST_MEMBERSHIP)
_DAYS_BEFORE_JOINING: Final = st.integers(_YOUNGEST, 2 * _YOUNGEST)
_YEARS_WAITED: Final = st.integers(0, 8)
_APPROVALS: Final = st.integers(1, 99)
_SERIALS: Final = st.integers(1, 999_999)
_PHONES: Final = st.integers(0, 9_999)
_ACHIEVEMENTS: Final = st.sampled_from([None, "注册会计师行业先进个人\n省级课题二项"])
_HONOURS: Final = st.sampled_from([(), ("资深会员",), ("资深会员", "行业领军人才")])
_DAYS_INTO_YEAR: Final = st.integers(0, 150)
_FORMER_CODES: Final = st.lists(_CODES, max_size=3)
_FORMER_FIRMS: Final = st.lists(_FIRMS, max_size=3)


@st.composite
def member_records(
    draw: st.DrawFn,
    *,
    category: Category | None = None,
    association: str | None = None,
    today: date = _TODAY,
) -> MemberRecord:
    """Records from which a certificate can be issued: complete, free of contradictions, the photo's origin in order.

    The simplest is 李安 of Beijing, who joined yesterday and has no history.

    Args:
        category: of the member; else any.
        association: GB/T 2260 code of the member's association; else any.
        today: nothing in the record is later.
    """
    gender, of = draw(_GENDERS), category or draw(_CATEGORIES)
    name, name_latin = draw(_NAMES)
    joined = today - _DAY * draw(_DAYS_SINCE_JOINING)
    born = joined - _DAY * draw(_DAYS_BEFORE_JOINING)
    id_type = draw(_ID_TYPES)
    route, year, source = draw(_qualifications(joined))
    home = association or draw(_CODES)
    firm = draw(_FIRMS) if of is Category.PRACTISING else None
    approval = draw(_APPROVALS)
    return MemberRecord(
        name=name,
        name_latin=name_latin,
        gender=gender,
        id_type=id_type,
        id_number=draw(id_numbers(id_type, born=born, gender=gender)),
        qualification_route=route,
        qualification_number=f"全{year or joined.year}{draw(_SERIALS):06}",
        qualified_year=year,
        approval_number=f"{_APPROVED_BY[home]}〔{joined.year}〕{approval}号",
        approval_date=joined,
        birth_date=born,
        number=f"{home}{draw(_SERIALS):06}",
        category=of,
        association=home,
        achievements=draw(_ACHIEVEMENTS),
        mobile=f"1990000{draw(_PHONES):04}",
        email=f"{''.join(filter(str.isascii, name_latin)).replace(' ', '.').lower()}@example.org",
        honours=draw(_HONOURS),
        inspections=draw(_inspections(joined, today)),
        association_transfers=tuple(
            AssociationTransfer(on=on, from_association=origin, to_association=goal)
            for on, origin, goal in draw(_moves(_FORMER_CODES, to=home, since=joined, until=today))
        ),
        firm=firm,
        firm_transfers=tuple(
            FirmTransfer(on=on, from_firm=origin, to_firm=goal)
            for on, origin, goal in draw(_moves(_FORMER_FIRMS, to=firm, since=joined, until=today))
        ),
        photo="photo.jpg",
        photo_source=source,
    )


@st.composite
def _qualifications(draw: st.DrawFn, joined: date) -> tuple[QualificationRoute, int | None, PhotoSource]:
    """How somebody qualified, when, and a photo's origin that is good enough for that."""
    route = draw(_ROUTES)
    year = max(_FIRST_EXAMINATION, joined.year - draw(_YEARS_WAITED))
    if route is QualificationRoute.ASSESSMENT:
        return route, None, draw(st.sampled_from(_VOUCHED))
    system = (PhotoSource.EXAMINATION_SYSTEM,) if year >= _EXAMINATION_PHOTOS_SINCE else ()
    return route, year, draw(st.sampled_from((*system, *_VOUCHED)))


@st.composite
def _inspections(draw: st.DrawFn, joined: date, today: date) -> tuple[Inspection, ...]:
    years = range(max(_INSPECTED_SINCE, joined.year + 1), today.year + 1)
    passed = draw(st.lists(st.sampled_from(years), unique=True)) if years else []
    return tuple(
        Inspection(year=year, passed_on=min(date(year, 1, 1) + _DAY * draw(_DAYS_INTO_YEAR), today))
        for year in sorted(passed)
    )


@st.composite
def _moves(
    draw: st.DrawFn, stops: st.SearchStrategy[list[str]], *, to: str | None, since: date, until: date
) -> list[tuple[date, str, str]]:
    """Moves in order of time, each from where the one before it led, and the last to where the member is now."""
    if to is None:
        return []
    route = [stop for stop, _ in groupby([*draw(stops), to])]
    moved = len(route) - 1
    days = draw(st.lists(st.integers(0, (until - since).days), min_size=moved, max_size=moved)) if moved else []
    return [(since + _DAY * day, *ends) for day, ends in zip(sorted(days), pairwise(route), strict=True)]


@st.composite
def incomplete_records(
    draw: st.DrawFn, *, category: Category | None = None, association: str | None = None
) -> tuple[MemberRecord, tuple[str, ...]]:
    """Records that lack something, and the JSON names of what they lack, in the order of the members' form.

    What is missing is exactly what `IncompleteRecordError.missing` has to say. The simplest lacks the name alone.

    Args:
        category: as for `member_records`; it may be among what is missing.
        association: likewise.
    """
    whole = draw(member_records(category=category, association=association))
    gone = draw(st.lists(st.sampled_from([*_needed(whole)]), min_size=1, unique=True))
    # Without a category, nobody can tell that a firm is missing; nor the year without the route.
    told = {name for name in gone if not _moot(name, gone)}
    lacking: dict[str, Any] = dict.fromkeys(told)
    record = replace(whole, **lacking)
    return record, tuple(field.name for field in FIELDS if field.name in told)


def _needed(record: MemberRecord) -> Iterator[str]:
    for field in FIELDS:
        examined = field.mandatory is Mandatory.WHEN_EXAMINED and record.qualified_year is not None
        practising = field.mandatory is Mandatory.WHEN_PRACTISING and record.firm is not None
        if field.mandatory is Mandatory.ALWAYS or examined or practising:
            yield field.name


def _moot(name: str, gone: list[str]) -> bool:
    return (name == "firm" and "category" in gone) or (name == "qualified_year" and "qualification_route" in gone)
