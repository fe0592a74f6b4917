from __future__ import annotations

from datetime import date

from cicpa_credentials.members import (
    Category,
    CertificateView,
    Gender,
    IdType,
    PhotoSource,
    QualificationRoute,
    association,
)

VIEW = CertificateView(
    name="林知夏",
    gender=Gender.FEMALE,
    number="110007310042",
    category=Category.NON_PRACTISING,
    association=association("110000"),
    joined=date(2017, 3, 16),
)


def test_json_form_is_what_stands_on_the_face() -> None:
    assert VIEW.to_dict() == {
        "name": "林知夏",
        "gender": "female",
        "number": "110007310042",
        "category": "non_practising",
        "association": "110000",
        "joined": "2017-03-16",
    }


def test_repr_tells_nothing() -> None:
    assert repr(VIEW) == "<CertificateView>"


def test_choices_have_captions_in_both_languages() -> None:
    assert (Gender.MALE.zh, Gender.MALE.en) == ("男", "Male")
    assert (Category.PRACTISING.zh, Category.PRACTISING.en) == ("执业会员", "Practising member")
    assert Category(2) is Category.NON_PRACTISING
    for choices in (IdType, PhotoSource, QualificationRoute):
        assert all(choice.zh and choice.en and choices(choice.value) is choice for choice in choices)
