from __future__ import annotations

import io
import sys

import pytest
from rich.cells import cell_len
from rich.text import Text

from cicpa_credentials.cli.terminal import banner, console, indented, rows, show, table, text, visible


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(stream: io.StringIO, *parts: object) -> str:
    show(console(stream), *parts)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("林知夏 · Lin", "林知夏 · Lin"),
        ("a\x1b[31mred", "a\\u{1b}[31mred"),
        ("one\ntwo\r\x00", "one\\u{a}two\\u{d}\\u{0}"),
        ("safe\u202etxt.exe", "safe\\u{202e}txt.exe"),
        ("zero\u200bwidth\u2028line", "zero\\u{200b}width\\u{2028}line"),
        ("\ud800", "\\u{d800}"),
        ("\U00031350", "\U00031350"),
        ("\U0010ffff", "\\u{10ffff}"),
    ],
)
def test_nothing_reaches_the_terminal_that_it_would_obey_or_nobody_would_see(content: str, expected: str) -> None:
    assert visible(content) == expected
    assert text(content).plain == expected


def test_markup_in_a_name_is_not_obeyed() -> None:
    assert printed(Terminal(), text("[bold]x[/bold] :smile:")) == "[bold]x[/bold] :smile:\n"


def test_columns_align_where_chinese_and_latin_letters_meet() -> None:
    said = printed(io.StringIO(), rows([("姓名", "A"), ("Certificate number", "B"), (Text("会员类别"), "C")]))
    places = {cell_len(line[: line.index(mark)]) for line, mark in zip(said.splitlines(), "ABC", strict=True)}
    assert len(places) == 1


def test_a_pipe_gets_no_colours_no_wrapping_and_no_blanks_at_the_end_of_a_line() -> None:
    long = "word " * 200
    said = printed(
        io.StringIO(),
        banner(console(io.StringIO()), "VALID", "white on green"),
        rows([("a", Text("short", style="red")), ("b", long)]),
        indented(Text(long)),
    )
    assert "\x1b" not in said
    assert said.splitlines()[0] == "VALID"
    assert len(said.splitlines()) == 4
    assert all(line == line.rstrip() for line in said.splitlines())


def test_a_table_has_a_line_below_its_captions_on_a_terminal_only() -> None:
    for stream, lines in ((io.StringIO(), 2), (Terminal(), 3)):
        on = console(stream)
        grid = table(on, ["文件", "Name"], wraps="Name")
        grid.add_row("01.png", "林知夏")
        show(on, grid)
        assert len(stream.getvalue().splitlines()) == lines


def test_a_terminal_gets_a_block_of_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    on = console(stream)
    show(on, banner(on, "VALID", "white on green"))
    assert "\x1b[" in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 3


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    on = console(stream)
    show(on, banner(on, "VALID", "white on green"), Text("x", style="red"))
    assert "\x1b[3" not in stream.getvalue()
    assert "\x1b[4" not in stream.getvalue()


def test_what_the_encoding_lacks_is_escaped_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    show(console(stream), Text("有效 ✓"))
    stream.flush()
    assert stream.buffer.getvalue() == b"\\u6709\\u6548 \\u2713\n"
