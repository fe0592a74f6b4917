from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.cli.batch import items, photo_of
from cicpa_credentials.errors import CicpaError, Code, CommandError
from sample_records import record

if TYPE_CHECKING:
    from counter import Counter

OUT = Path("out")


def test_one_record_goes_to_the_file_that_is_named(counter: Counter) -> None:
    (item,) = items([counter.record("a.json")], Path("card.PNG"))
    assert item.output == Path("card.PNG")
    assert item.record() == record()


def test_into_a_folder_pictures_are_named_after_the_files_of_the_records(counter: Counter) -> None:
    found = items([counter.record("a.json"), counter.record("b.json")], OUT)
    assert [item.output for item in found] == [OUT / "a.png", OUT / "b.png"]


def test_each_line_of_json_lines_is_a_record_and_known_by_its_number(counter: Counter) -> None:
    path = counter.file("all.jsonl", b'{"name": "x"}\n\n  \n{"name": "y"}')
    found = items([path], OUT)
    assert [item.name for item in found] == [f"{path}:1", f"{path}:4"]
    assert [item.output.name for item in found] == ["all-1.png", "all-4.png"]
    with pytest.raises(CicpaError) as refused:
        found[0].record()
    assert refused.value.code is Code.INCOMPLETE_RECORD


def test_a_file_that_cannot_be_read_is_an_item_that_fails(counter: Counter) -> None:
    missing, good = items([counter.folder / "none.json", counter.record("a.json")], OUT)
    with pytest.raises(CicpaError) as refused:
        missing.record()
    assert refused.value.code is Code.FILE_UNREADABLE
    assert missing.output == OUT / "none.png"
    assert good.record() == record()


def test_two_pictures_of_one_name_are_refused_before_any_work(counter: Counter) -> None:
    (counter.folder / "other").mkdir()
    for records, out in (
        ([counter.record("a.json"), counter.record("other/a.json")], OUT),
        ([counter.record("a.json"), counter.record("b.json")], Path("card.png")),
    ):
        with pytest.raises(CommandError) as refused:
            items(records, out)
        assert refused.value.code is Code.USAGE


def test_a_photo_file_serves_whatever_the_record_calls_it(counter: Counter) -> None:
    photo = counter.folder / "photo.png"
    assert photo_of(record(photo="other.png"), photo) == photo.read_bytes()


def test_in_a_folder_the_record_names_its_photo(counter: Counter) -> None:
    assert photo_of(record(photo="photo.png"), counter.folder) == (counter.folder / "photo.png").read_bytes()


def test_a_photo_that_is_missing_is_not_named_for_its_name_may_be_the_members(counter: Counter) -> None:
    with pytest.raises(CommandError) as refused:
        photo_of(record(photo="林知夏.png"), counter.folder)
    assert refused.value.code is Code.FILE_UNREADABLE
    assert "林知夏" not in str(refused.value)
