"""Charts as SVG, with every number beside its bar: nobody has to measure, and black and white will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cicpa_credentials.audit.page.html import Html, element
from cicpa_credentials.audit.page.words import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["bar", "bars", "columns", "number"]

_WIDTH: Final = 880
_ROW: Final = 26
_LABEL: Final = 170
_NUMBER: Final = 90
_HEIGHT: Final = 190
_FOOT: Final = 34
_HEAD: Final = 18
_WIDEST: Final = 64
_GAP: Final = 0.14
_TICKS: Final = 12
"""Columns that have room for a label each."""


def number(count: int) -> str:
    """A number that can be read at a glance."""
    return f"{count:,}"


class _Box(NamedTuple):
    """A place to draw in."""

    x: float
    y: float
    width: float
    height: float


def bar(counts: Mapping[str, int]) -> Html:
    """All verdicts in one bar."""
    return _svg(*_side_by_side(counts, _Box(0, 0, _WIDTH, _ROW)), height=_ROW)


def bars(rows: Mapping[str, Mapping[str, int]]) -> Html:
    """A bar for each row, as long as its total; the largest fills the width."""
    most = max((sum(counts.values()) for counts in rows.values()), default=1)
    drawn: list[Html] = []
    for at, (label, counts) in enumerate(rows.items()):
        top, total = at * _ROW, sum(counts.values())
        box = _Box(_LABEL, top + 4, (_WIDTH - _LABEL - _NUMBER) * total / most, _ROW - 9)
        middle = top + _ROW / 2 + 4
        drawn += [
            element("text", label, x=_LABEL - 12, y=middle, text_anchor="end", class_="label"),
            *_side_by_side(counts, box),
            element("text", number(total), x=f"{box.x + box.width + 8:.1f}", y=middle, class_="value"),
        ]
    return _svg(*drawn, height=len(rows) * _ROW)


def columns(rows: Mapping[str, Mapping[str, int]]) -> Html:
    """A column for each row, as high as its total."""
    most = max((sum(counts.values()) for counts in rows.values()), default=1)
    step = min(_WIDTH / max(len(rows), 1), _WIDEST)
    every = -(-len(rows) // _TICKS)
    ground = _HEIGHT - _FOOT
    drawn = [element("line", x1=0, x2=_WIDTH, y1=ground, y2=ground, class_="axis")]
    for at, (label, counts) in enumerate(rows.items()):
        height = (ground - _HEAD) * sum(counts.values()) / most
        drawn += _one_on_another(counts, _Box((at + _GAP) * step, ground - height, (1 - 2 * _GAP) * step, height))
        if at % every == 0:
            about = {"x": f"{(at + 0.5) * step:.1f}", "text_anchor": "middle"}
            total = number(sum(counts.values()))
            drawn += [
                element("text", total, y=f"{ground - height - 5:.1f}", class_="value", **about),
                element("text", label, y=_HEIGHT - 14, class_="label", **about),
            ]
    return _svg(*drawn, height=_HEIGHT)


def _side_by_side(counts: Mapping[str, int], box: _Box) -> list[Html]:
    return [
        _part(verdict, count, _Box(box.x + begin * box.width, box.y, share * box.width, box.height))
        for verdict, count, begin, share in _shares(counts)
    ]


def _one_on_another(counts: Mapping[str, int], box: _Box) -> list[Html]:
    return [
        _part(verdict, count, _Box(box.x, box.y + (1 - begin - share) * box.height, box.width, share * box.height))
        for verdict, count, begin, share in _shares(counts)
    ]


def _shares(counts: Mapping[str, int]) -> Iterator[tuple[str, int, float, float]]:
    """Each verdict that there is, with its count, and where its share of the whole begins and how large it is."""
    total, before = sum(counts.values()), 0
    for verdict in VERDICTS:
        if count := counts.get(verdict, 0):
            yield verdict, count, before / total, count / total
            before += count


def _part(verdict: str, count: int, box: _Box) -> Html:
    place = {name: f"{length:.1f}" for name, length in box._asdict().items()}
    said = VERDICTS[verdict]
    title = element("title", f"{said.zh} {said.en} {number(count)}")
    return element("g", title, element("rect", **place, class_=f"fill-{verdict}"))


def _svg(*drawn: Html, height: float) -> Html:
    return element("svg", *drawn, viewBox=f"0 0 {_WIDTH} {height}", role="img", class_="chart")
