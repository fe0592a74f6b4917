"""Private-use code points: 105 of old registers are taken for what they mean, all others are refused by number."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.members.private_use import private_use, standardised

FIRST, LAST = 0xE000, 0xF8FF
BEYOND = ("\U000f0000", "\U000ffffd", "\U00100000", "\U0010fffd")

# Unicode document L2/06-394 (K. Lunde, 2006): what GB 18030-2005 left in private use; and of GB 18030-2000, U+E7C7.
LUNDE = {
    **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True)),
    0xE7C7: 0x1E3F,
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}


def gbk_codes() -> dict[int, bytes]:
    """The two bytes of GBK that its private-use code points stand for."""
    rows = {0xE7C8: [0xA8BF], 0xE7E7: range(0xA989, 0xA996), 0xE815: [*range(0xFE50, 0xFE7F), *range(0xFE80, 0xFEA1)]}
    return {first + place: code.to_bytes(2) for first, row in rows.items() for place, code in enumerate(row)}


def meaning(point: int) -> str | None:
    meant = standardised(chr(point))
    return None if meant == chr(point) else meant


def test_those_that_have_a_meaning_are_known_from_two_sources() -> None:
    """Python's codec is that of GB 18030-2000, which moved most of GBK's private-use characters to their own."""
    expected = dict(LUNDE)
    for point, code in gbk_codes().items():
        moved = ord(code.decode("gb18030"))
        if not FIRST <= moved <= LAST:
            assert expected.setdefault(point, moved) == moved
    found = {point: ord(meant) for point in range(FIRST, LAST + 1) if (meant := meaning(point))}
    assert found == expected
    assert len(found) == len(set(found.values())) == 105


def test_each_becomes_one_character_that_is_assigned_and_in_normal_form() -> None:
    for point in range(FIRST, LAST + 1):
        if meant := meaning(point):
            assert unicodedata.category(meant) != "Co"
            assert unicodedata.is_normalized("NFC", meant)


@pytest.mark.parametrize("point", range(FIRST, LAST + 1, 7))
def test_a_record_has_the_character_or_is_refused_by_field_and_number(point: int) -> None:
    check(point)


@given(st.integers(FIRST, LAST) | st.sampled_from([*map(ord, BEYOND)]) | st.integers(0xF0000, 0xFFFFD))
def test_so_it_is_for_every_private_use_character_there_is(point: int) -> None:
    check(point)


def check(point: int) -> None:
    name = f"林{chr(point)}"
    meant = meaning(point)
    if meant:
        assert MemberRecord.from_dict({"name": name, "honours": [name]}).to_dict() == {
            "name": f"林{meant}",
            "honours": [f"林{meant}"],
        }
    else:
        with pytest.raises(RecordError) as refused:
            MemberRecord.from_dict({"name": name})
        assert refused.value.code is Code.INVALID_RECORD
        assert refused.value.problems == (f"name: must not hold private-use characters (U+{point:04X})",)
    for read in (lambda: MemberRecord(name=name), lambda: BY_NAME["name"].decode(name)):
        with pytest.raises(RecordError):
            read()


def test_the_wire_is_not_normalised() -> None:
    with pytest.raises(RecordError) as refused:
        BY_NAME["name"].decode("林\ue863")
    assert refused.value.code is Code.CONTENT_INVALID


def test_only_some_of_many_are_named() -> None:
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_dict({"firm": "".join(map(chr, range(0xE000, 0xE010)))})
    assert refused.value.problems[0].count("U+") == 5


def test_text_without_any_stays_the_same() -> None:
    for text in ("", "阿卜杜·热合曼", "䶮㛃𬭎𫖯", "\ufdd0\uffff", "\ud800"):
        assert standardised(text) == text
        assert private_use(text) == ()
