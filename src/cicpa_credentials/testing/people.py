"""Names of people and firms: Chinese, with characters that old software loses, and their Latin spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["firm_names", "names"]

# What comes first is what a failing example shrinks to; rare characters come last, those outside the first plane of
# Unicode at the very end.
_SURNAMES: Final[Mapping[str, str]] = {
    "李": "Li",
    "王": "Wang",
    "林": "Lin",
    "陈": "Chen",
    "吕": "Lü",
    "单": "Shan",
    "仇": "Qiu",
    "欧阳": "Ouyang",
    "司徒": "Situ",
    "尉迟": "Yuchi",
    "亓": "Qi",
    "逄": "Pang",
    "翟": "Zhai",
    "㑇": "Zhou",
    "䶮": "Yan",
    "𠮷": "Ji",
}
_GIVEN: Final[Mapping[str, str]] = {
    "安": "an",
    "明": "ming",
    "华": "hua",
    "知": "zhi",
    "夏": "xia",
    "婷": "ting",
    "绿": "lü",
    "曌": "zhao",
    "昇": "sheng",
    "堃": "kun",
    "喆": "zhe",
    "翀": "chong",
    "㛃": "jie",
    "䶮": "yan",
    "䴖": "jing",
    "𫖯": "fu",
    "𬭎": "hong",
    "𬀩": "wei",
    "𬘓": "xun",
}
_WITH_DOT: Final[Mapping[str, str]] = {
    "古丽·买买提": "Guli Maimaiti",
    "扎西·次仁": "Zhaxi Ciren",
    "阿依夏木·吐尔逊": "Ayixiamu Tuerxun",
}
_TRADE_NAMES: Final = ("甲示例", "乙示例", "澄怀", "听松", "砚池", "云岫", "荻浦", "䴖湖")
_FORMS: Final = ("（普通合伙）", "（特殊普通合伙）", "有限公司", "（特殊普通合伙）上海分所")


def names() -> st.SearchStrategy[tuple[str, str]]:
    """A person's name and its Latin spelling; it shrinks to 李安.

    One in some has a middle dot, a surname of two characters, or a rare character.
    """
    # Always three draws: Hypothesis holds what takes fewer of them for simpler.
    first = st.sampled_from([*_SURNAMES, *_WITH_DOT])
    return st.builds(_named, first, st.sampled_from(list(_GIVEN)), st.sampled_from(["", *_GIVEN]))


def _named(first: str, *given: str) -> tuple[str, str]:
    if first in _WITH_DOT:
        return first, _WITH_DOT[first]
    spelled = "".join(_GIVEN.get(one, "") for one in given)
    return first + "".join(given), f"{_SURNAMES[first]} {spelled.capitalize()}"


def firm_names() -> st.SearchStrategy[str]:
    """A firm's full name; invented ones."""
    return st.builds("{}会计师事务所{}".format, st.sampled_from(_TRADE_NAMES), st.sampled_from(_FORMS))
