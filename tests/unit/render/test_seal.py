from __future__ import annotations

from itertools import pairwise
from math import hypot

from cicpa_credentials.render.layout import SealPlace, Text
from cicpa_credentials.render.seal import seal


def test_letters_on_a_rim_never_touch_and_stay_inside_its_ring() -> None:
    for name in ("协会", "中国注册会计师协会", "新疆维吾尔自治区注册会计师协会", "很" * 40):
        drawn = seal(SealPlace(name=name, x=0, y=0, radius=10, colour="#c00000"))
        letters = [one for one in drawn.primitives if isinstance(one, Text)]
        rim_letters = letters[:-1]
        assert "".join(one.text for one in rim_letters) == name
        for one, following in pairwise(rim_letters):
            assert hypot(one.x - following.x, one.y - following.y) >= one.size * 0.97
        assert all(hypot(one.x, one.y) + 0.88 * one.size < 9 for one in rim_letters)
