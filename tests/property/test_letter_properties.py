"""Letters of good standing: what goes in comes out, whatever a name may be; and whatever is changed is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from card_samples import outcome
from cicpa_credentials import schemas
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.members import Approval, Category, MemberRecord
from cicpa_credentials.members.shapes import line
from cicpa_credentials.render import Fonts, page_of
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Text
from cicpa_credentials.render.paragraph import lines_of
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.wire.sign1 import Sign1
from office import Draft, reassembled
from secretariat import CICPA_KEY, EITHER, TODAY, letter, member, read

JOINED = date(2017, 3, 16)
LETTER = letter()
DRAFT = Draft.of(LETTER.credential)
MESSAGE = Sign1.decode(LETTER.credential)
FONTS = Fonts()


def is_line(text: str) -> bool:
    try:
        return line(text) == text
    except Exception:  # noqa: BLE001 - whatever it is not
        return False


def named(name: str, name_latin: str, category: Category) -> MemberRecord:
    of = member(name=name, name_latin=name_latin)
    practising = category is Category.PRACTISING
    return of if practising else replace(of, category=category, firm=None, firm_transfers=())


lines = st.text(min_size=1, max_size=60).filter(is_line)
latin = st.from_regex(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ ,.'’-]{0,40}[A-Za-z]", fullmatch=True)
days = st.dates(JOINED, TODAY)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers() | st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    of=st.builds(named, name=lines, name_latin=latin, category=st.sampled_from(Category)),
    reader=st.none() | lines,
    as_of=days,
    on=days,
    valid_for=st.timedeltas(timedelta(seconds=1), timedelta(days=366)),
)
def test_what_goes_in_comes_out(
    of: MemberRecord, reader: str | None, as_of: date, on: date, valid_for: timedelta
) -> None:
    issued = letter(of, approval=Approval(by="a", on=on), as_of=as_of, reader=reader, valid_for=valid_for)
    report = read(issued.qr_text)
    assert report.verdict is Verdict.VALID
    assert report.require_valid().view == issued.view
    assert (issued.view.name, issued.view.name_latin) == (of.name, of.name_latin)
    assert (issued.view.as_of, issued.view.reader) == (as_of, reader)
    assert schemas.problems("report", report.to_dict()) == ()


@given(
    st.sampled_from([1, 2, 4, 5, 6, 8, 11, 65535, -65537, -65538]) | st.integers(),
    values,
)
def test_whatever_cicpa_might_sign_gets_a_report(label: int, value: object) -> None:
    report = read(DRAFT.with_claims({label: value}).signed(CICPA_KEY), policy=EITHER)
    assert schemas.problems("report", report.to_dict()) == ()
    if report.verdict is Verdict.VALID:
        assert report.require_valid().view == LETTER.view or label in {2, 4, 6}


@given(st.sampled_from([1, 2, 3, 4, 5, 6]) | st.integers(), values)
def test_whatever_particular_cicpa_might_sign_gets_a_report(label: int, value: object) -> None:
    content = {**DRAFT.payload[-65538], label: value}
    report = read(DRAFT.with_claims({-65538: content}).signed(CICPA_KEY), policy=EITHER)
    assert schemas.problems("report", report.to_dict()) == ()


@given(st.integers(0, len(MESSAGE.payload) * 8 - 1))
def test_no_bit_of_the_payload_can_be_turned(bit: int) -> None:
    payload = bytearray(MESSAGE.payload)
    payload[bit // 8] ^= 1 << bit % 8
    assert read(reassembled(LETTER.credential, payload=bytes(payload)), policy=EITHER).verdict is Verdict.INVALID


@given(lines | st.text("abc ，林\u00a0", min_size=1, max_size=200), st.floats(10, 200))
def test_lines_hold_every_character_in_order_and_none_is_too_wide(text: str, width: float) -> None:
    try:
        made = lines_of(text, face=Face.SERIF, fonts=FONTS, size=4.0, width=width)
    except CicpaError:
        return  # a character that no font has
    plain = text.replace("\u00a0", "").replace(" ", "")
    assert "".join(made).replace(" ", "") == plain
    assert all(FONTS.width(one, Face.SERIF, size=4.0) <= width + 1e-6 for one in made)


@given(
    name=st.text("林知夏䶮·阿", min_size=1, max_size=60),
    name_latin=latin,
    reader=st.none() | st.text("AB c", max_size=200),
)
def test_a_letter_fits_its_page_or_is_refused_by_field(name: str, name_latin: str, reader: str | None) -> None:
    try:
        issued = letter(member(name=name, name_latin=name_latin), reader=reader)
    except CicpaError:
        return
    page = outcome(lambda: page_of(issued.view, issued.qr_text))
    if isinstance(page, CicpaError):
        assert page.code in {Code.DOES_NOT_FIT, Code.MISSING_GLYPH}
        return
    for layer in page.layers:
        for one in layer.primitives:
            if isinstance(one, Text):
                width = FONTS.width(one.text, one.face, size=one.size, tracking=one.tracking)
                assert width <= 154.01
                assert 0 < one.y < page.height
