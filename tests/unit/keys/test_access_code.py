"""The access code itself: how it is drawn, typed, and made a key."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError
from cicpa_credentials.keys.access_code import AccessCode, seal_digest
from office import dice

TYPED = "MFRG-GZDF-MZTW-Q2LK"


class TestCode:
    def test_a_drawn_code_has_eighty_bits_in_groups_that_people_can_read_out(self) -> None:
        drawn = AccessCode.generate(random_bytes=dice(1))
        assert re.fullmatch(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", drawn.text)
        assert drawn.text != AccessCode.generate(random_bytes=dice(2)).text

    def test_a_poor_draw_is_drawn_again(self) -> None:
        draws = iter([bytes(10), b"0123456789"])
        assert AccessCode.generate(random_bytes=lambda _: next(draws)).text == AccessCode("GAYTEMZUGU3DOOBZ").text

    @pytest.mark.parametrize("typed", ["mfrg gzdf mztw q2lk", "MFRGGZDFMZTWQ2LK", " mfrg-gzdf-mztw-q2lk "])
    def test_case_spaces_and_hyphens_do_not_matter(self, typed: str) -> None:
        assert AccessCode(typed).text == TYPED

    def test_digits_that_base32_lacks_are_read_as_the_letters_they_look_like(self) -> None:
        assert AccessCode("0123-4567-81AB").text == AccessCode("OI23-4567-BIAB").text

    @pytest.mark.parametrize(
        "typed", ["", "ABCDEFGH2", "AAAAAAAAAAAAAAAA", "ABABABABABAB", "PASSWORD!!", "密码密码密码密码密码", "A2" * 40]
    )
    def test_a_weak_code_is_refused_without_being_repeated(self, typed: str) -> None:
        with pytest.raises(CicpaError) as refused:
            AccessCode(typed)
        assert refused.value.code is Code.WEAK_ACCESS_CODE
        assert not typed or typed not in str(refused.value)

    def test_the_code_is_not_in_its_repr(self) -> None:
        assert "MFRG" not in repr(AccessCode(TYPED))


class TestSeal:
    def test_only_the_same_code_and_salt_open_it(self) -> None:
        entry = AccessCode(TYPED).seal(b"disclosure", salt=b"salt", random_bytes=dice())
        assert AccessCode(TYPED).open(entry, salt=b"salt") == b"disclosure"
        for code, salt in ((AccessCode("MFRG-GZDF-MZTW-Q2LL"), b"salt"), (AccessCode(TYPED), b"other")):
            with pytest.raises(CicpaError) as refused:
                code.open(entry, salt=salt)
            assert refused.value.code is Code.DISCLOSURE_MISMATCH

    def test_the_digest_follows_every_bit(self) -> None:
        entry = AccessCode(TYPED).seal(b"disclosure", salt=b"salt", random_bytes=dice())
        changed = [entry[0], bytes([entry[1][0] ^ 1]) + entry[1][1:], entry[2]]
        assert len(seal_digest([entry])) == 8
        assert seal_digest([entry]) != seal_digest([changed])


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_a_clear_refusal(typed: str) -> None:
    code = None
    with suppress(KeyHandlingError):
        code = AccessCode(typed)
    assert code is None or AccessCode(code.text).text == code.text
