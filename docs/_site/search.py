"""Search that finds Chinese words inside Chinese sentences, in a browser, without a dictionary and without a server."""  # noqa: INP001 - beside conf.py, which is in no package

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from sphinx.search.en import SearchEnglish

__all__ = ["Bigrams"]

_WORDS: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+|[^\W\u3400-\u9fff\U00020000-\U000323af]+")
_FIRST_HAN: Final = "\u3400"


class Bigrams(SearchEnglish):
    """English, where each two Chinese characters that stand side by side count as a word.

    What is typed is taken apart in the same way, so 年检通过 finds every page that has 年检, 检通 and 通过.
    """

    lang = "zh-en"
    js_splitter_code = r"""
var hanWordsAndOthers = /[\u3400-\u9fff\u{20000}-\u{323af}]+|[[\p{L}\p{N}_]--[\u3400-\u9fff\u{20000}-\u{323af}]]+/gv;
var splitQuery = (query) => (query.match(hanWordsAndOthers) ?? []).flatMap((word) => {
  const characters = [...word];
  return word < "\u3400" || characters.length < 2
    ? [word]
    : characters.slice(1).map((character, index) => characters[index] + character);
});
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - the name that Sphinx passes
        """The words of a text."""
        return [part for word in _WORDS.findall(input) for part in _parts(word)]


def _parts(word: str) -> list[str]:
    if word < _FIRST_HAN or len(word) == 1:
        return [word]
    return [first + second for first, second in pairwise(word)]
