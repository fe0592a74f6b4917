"""Characters that old registers keep at private-use code points, because Unicode had none for them yet.

GBK has 105 such characters, in the private use area of Unicode's first plane. All of them have code points of their own
today (docs/decisions/0015-private-use.md). What any other private-use code point means, nobody but its author knows.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["private_use", "standardised"]

_MEANT: Final = {
    0xE78D: "︐︒︑︓︔︕︖︗︘︙",
    0xE7C7: "ḿǹ",
    0xE7E7: "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻",
    0xE815: (
        "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟"
        "㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
        "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟"
        "䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
    ),
}
"""What stands at the code points from each of these on."""

_TABLE: Final = {first + place: ord(one) for first, run in _MEANT.items() for place, one in enumerate(run)}
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


def standardised(text: str) -> str:
    """The text with those characters at their own code points."""
    return text.translate(_TABLE) if _PRIVATE.search(text) else text


def private_use(text: str) -> tuple[str, ...]:
    """The private-use code points in a text, as `U+E000`, each once."""
    found = _PRIVATE.findall(text)
    return tuple(dict.fromkeys(f"U+{ord(one):04X}" for one in found)) if found else ()
