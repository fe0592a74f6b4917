from __future__ import annotations

from datetime import date

import pytest

from cicpa_credentials.members import Gender, IdType
from cicpa_credentials.members.id_numbers import check_character, problems

BORN = date(1988, 6, 21)
CARD = "110100198806210240"
PERMANENT = "93139219860419002"


def found(id_type: IdType, number: str, born: date | None = BORN, gender: Gender | None = Gender.FEMALE) -> list[str]:
    return list(problems(id_type, number, born, gender))


@pytest.mark.parametrize(("seventeen", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_check_character_is_that_of_the_standards_own_examples(seventeen: str, check: str) -> None:
    assert check_character(seventeen) == check


def test_a_right_resident_number_has_no_problem() -> None:
    assert found(IdType.RESIDENT_IDENTITY_CARD, CARD) == []
    assert found(IdType.RESIDENT_IDENTITY_CARD, CARD, None, None) == []


@pytest.mark.parametrize("place", range(17))
def test_any_single_mistyped_digit_is_found(place: int) -> None:
    other = "1" if CARD[place] != "1" else "2"
    mistyped = CARD[:place] + other + CARD[place + 1 :]
    assert found(IdType.RESIDENT_IDENTITY_CARD, mistyped) == ["id_number: the check character is wrong"]


def test_birth_date_and_gender_inside_must_agree() -> None:
    assert found(IdType.RESIDENT_IDENTITY_CARD, CARD, date(1988, 6, 22), Gender.MALE) == [
        "id_number: the birth date inside it is not birth_date",
        "id_number: the gender inside it is not gender",
    ]


@pytest.mark.parametrize("day", ["19880230", "19881321", "19880600", "00000621", "20230229"])
@pytest.mark.parametrize("born", [None, BORN])
def test_a_day_that_never_was_is_no_birth_date_whether_the_record_has_one_or_not(day: str, born: date | None) -> None:
    stem = f"110100{day}024"
    assert found(IdType.RESIDENT_IDENTITY_CARD, stem + check_character(stem), born) == [
        "id_number: the birth date inside it is no real date"
    ]


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.RESIDENT_IDENTITY_CARD, "110105880621024"),
        (IdType.RESIDENT_IDENTITY_CARD, "11010519491231002x"),
        (IdType.RESIDENT_IDENTITY_CARD, CARD + "\n"),
        (IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE, CARD),
        (IdType.PASSPORT, "E123"),
        (IdType.PASSPORT, "e12345678"),
        (IdType.HONG_KONG_MACAO_PERMIT, "A12345678"),
        (IdType.HONG_KONG_MACAO_PERMIT, "H1234567"),
        (IdType.TAIWAN_PERMIT, "1234567"),
        (IdType.FOREIGN_PERMANENT_RESIDENCE, "AB123456789012"),
        (IdType.MILITARY_IDENTITY_CARD, "12345678"),
    ],
)
def test_a_number_that_is_not_of_its_type_is_found(id_type: IdType, number: str) -> None:
    assert found(id_type, number) == [
        "id_number: does not have the form of its id_type (letters are capitals, also a final X)"
    ]


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.PASSPORT, "X99000123"),
        (IdType.HONG_KONG_MACAO_PERMIT, "H99000321"),
        (IdType.HONG_KONG_MACAO_PERMIT, "M9900007701"),
        (IdType.TAIWAN_PERMIT, "99000456"),
        (IdType.TAIWAN_PERMIT, "9900045601"),
        (IdType.FOREIGN_PERMANENT_RESIDENCE, "GBR110099012345"),
        (IdType.MILITARY_IDENTITY_CARD, "军字第1234567"),
    ],
)
def test_other_documents_say_nothing_about_birth_and_gender(id_type: IdType, number: str) -> None:
    assert found(id_type, number, date(2000, 1, 1), Gender.MALE) == []


def test_residence_permits_of_hong_kong_macao_and_taiwan_are_citizen_numbers() -> None:
    stem = "81000019880621024"
    assert found(IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE, stem + check_character(stem)) == []
    assert found(IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE, stem + check_character(stem), gender=Gender.MALE) == [
        "id_number: the gender inside it is not gender"
    ]


def test_the_foreigners_card_of_2023_holds_the_birth_date_but_no_gender_we_know_of() -> None:
    number = PERMANENT + check_character(PERMANENT)
    assert found(IdType.FOREIGN_PERMANENT_RESIDENCE, number, date(1986, 4, 19), Gender.MALE) == []
    assert found(IdType.FOREIGN_PERMANENT_RESIDENCE, number, date(1986, 4, 20)) == [
        "id_number: the birth date inside it is not birth_date"
    ]
