"""`cicpa seal`: seals set and verified on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.sealing import seal_pdf
from office import DAY, clock
from pki import NOW
from seals import (
    BEIJINGS,
    ONE_PLACE,
    PASSPHRASE,
    Authority,
    a_page,
    half_sealed,
    keep,
    sealed_once,
    sealed_twice,
    updated,
    verified,
)

if TYPE_CHECKING:
    from counter import Counter, Said

AFTER = NOW + 800 * DAY


def apply(counter: Counter, file: str, out: str, *options: object, store: str = "store") -> Said:
    counter.file("page.pdf", a_page())
    source, target, folder = (counter.folder / name for name in (file, out, store))
    options = ("--store", folder, "--out", target, "--passphrase-env", "PASSPHRASE", *options)
    return counter("seal", "apply", source, *options)


def verify(counter: Counter, *options: object) -> Said:
    return counter("seal", "verify", *options, "--root", counter.folder / "root.pem")


class TestApply:
    def test_sets_both_seals_of_one_store(self, counter: Counter) -> None:
        keep(counter, "store", "110000", "100000")
        places = ("--place", "110000=117.8,75.6", "--place", "100000=95.8,75.6,9")
        said = apply(counter, "page.pdf", "sealed.pdf", *places)
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith("sealed ")
        seals = verified((counter.folder / "sealed.pdf").read_bytes()).require_valid()
        assert [one.association.code for one in seals if one.association] == ["110000", "100000"]

    def test_sets_them_one_after_the_other_where_two_bodies_keep_them(self, counter: Counter) -> None:
        keep(counter, "beijing", "110000")
        keep(counter, "cicpa", "100000")
        places = ("--place", "110000=117.8,75.6", "--place", "100000=95.8,75.6")
        first = apply(counter, "page.pdf", "half.pdf", *places, "--leave-open", store="beijing")
        assert (first.status, first.err) == (
            0,
            "Still awaited: The Chinese Institute of Certified Public Accountants\n",
        )
        assert apply(counter, "half.pdf", "sealed.pdf", store="cicpa").status == 0
        assert len(verified((counter.folder / "sealed.pdf").read_bytes()).require_valid()) == 2

    def test_names_the_seal_that_is_missing(self, counter: Counter) -> None:
        keep(counter, "store", "110000")
        said = apply(counter, "page.pdf", "sealed.pdf", "--place", "110000=117.8,75.6", "--place", "100000=95.8,75.6")
        assert said.status == 1
        assert "key_not_found" in said.err
        assert "100000" in said.err
        assert "sealed.pdf" not in counter.names()

    def test_says_why_a_seal_that_is_kept_cannot_be_used(self, counter: Counter) -> None:
        keep(counter, "store", "110000", window=DAY)
        counter.now = NOW + 2 * DAY
        said = apply(counter, "page.pdf", "sealed.pdf", "--place", "110000=117.8,75.6")
        assert said.status == 1
        assert "key_not_valid" in said.err

    @pytest.mark.parametrize(
        ("file", "code"), [("sealed.pdf", "seal_closed"), ("page.pdf", "seal_closed"), ("text.pdf", "malformed")]
    )
    def test_refuses_a_file_that_takes_no_seal(self, counter: Counter, file: str, code: str) -> None:
        keep(counter, "store", "110000")
        counter.file("sealed.pdf", sealed_once())
        counter.file("text.pdf", b"text")
        said = apply(counter, file, "out.pdf")
        assert said.status == 1
        assert f"{code}:" in said.err
        assert file in said.err

    def test_overwrites_only_when_told(self, counter: Counter) -> None:
        keep(counter, "store", "110000")
        counter.file("out.pdf", b"old")
        place = ("--place", "110000=117.8,75.6")
        assert "output_exists" in apply(counter, "page.pdf", "out.pdf", *place).err
        assert apply(counter, "page.pdf", "out.pdf", *place, "--force").status == 0

    @pytest.mark.parametrize(
        "place", ["110000", "110000=", "110000=1", "110000=1,2,3,4", "110000=a,b", "999999=10,10", "=", "北京=10,10"]
    )
    def test_a_place_that_is_none_is_a_matter_of_usage(self, counter: Counter, place: str) -> None:
        said = apply(counter, "page.pdf", "out.pdf", "--place", place)
        assert said.status == 3
        assert "110000=117.8,75.6" in said.err

    def test_a_place_beyond_the_page_is_refused(self, counter: Counter) -> None:
        keep(counter, "store", "110000")
        assert "does_not_fit" in apply(counter, "page.pdf", "out.pdf", "--place", "110000=117.8,775.6").err


class TestRender:
    """`cicpa render --seal`."""

    def sealed(self, counter: Counter, *options: object, out: str = "sealed.pdf", source: str = "good.png") -> Said:
        counter.environ["PASSPHRASE"] = PASSPHRASE
        folder = counter.folder
        words = (folder / source, "--out", folder / out, "--photo", folder / "photo.png", "--seal", folder / "store")
        return counter("render", *words, "--passphrase-env", "PASSPHRASE", *options)

    def test_draws_what_was_verified_with_real_seals(self, counter: Counter) -> None:
        keep(counter, "store", "310000", "100000")
        assert self.sealed(counter, *counter.trust).status == 0
        seals = verified((counter.folder / "sealed.pdf").read_bytes()).require_valid()
        assert [one.association.code for one in seals if one.association] == ["310000", "100000"]

    def test_seals_nothing_that_was_not_verified(self, counter: Counter) -> None:
        assert "usage" in self.sealed(counter).err

    def test_seals_no_picture(self, counter: Counter) -> None:
        assert "usage" in self.sealed(counter, *counter.trust, out="sealed.png").err

    def test_seals_nothing_from_a_holders_file(self, counter: Counter) -> None:
        assert "usage" in self.sealed(counter, *counter.trust, source="mine.cicpa").err

    def test_says_which_seal_is_missing(self, counter: Counter) -> None:
        keep(counter, "store", "310000")
        said = self.sealed(counter, *counter.trust)
        assert said.status == 1
        assert "100000" in said.err
        assert "sealed.pdf" not in counter.names()

    def test_says_what_to_install(self, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        forget(monkeypatch)
        assert "cicpa-credentials[sign]" in self.sealed(counter, *counter.trust).err


class TestVerify:
    def test_says_who_sealed(self, counter: Counter) -> None:
        said = verify(counter, counter.file("a.pdf", sealed_twice()))
        assert said.status == 0
        assert said.out.startswith("VALID\n")
        assert "Beijing Institute of Certified Public Accountants (110000)" in said.out
        assert "The Chinese Institute of Certified Public Accountants (100000)" in said.out

    def test_speaks_chinese(self, counter: Counter) -> None:
        said = verify(counter, counter.file("a.pdf", sealed_once()), "--lang", "zh")
        assert "北京注册会计师协会 (110000)" in said.out
        assert "加盖者自述" in said.out

    def test_tells_invalid_indeterminate_and_unusable_apart(self, counter: Counter) -> None:
        def change(writer: object) -> None:
            writer.root["/Lang"] = writer.root["/MarkInfo"]  # type: ignore[attr-defined]
            writer.update_root()  # type: ignore[attr-defined]

        changed = counter.file("changed.pdf", updated(sealed_once(), change))
        half = counter.file("half.pdf", half_sealed())
        said = [verify(counter, one) for one in (changed, half, counter.folder / "nowhere.pdf")]
        assert [one.status for one in said] == [1, 2, 3]
        assert "[changed_after_seal]" in said[0].out
        assert "[seal_missing]" in said[1].out
        assert "file_unreadable" in said[2].err

    def test_the_worst_of_several_files_is_the_status(self, counter: Counter) -> None:
        files = [counter.file("a.pdf", sealed_once()), counter.file("b.pdf", a_page())]
        said = verify(counter, *files, "--json")
        assert said.status == 1
        assert [(one["verdict"], one["code"]) for one in said.lines] == [("valid", None), ("invalid", "no_seal")]
        assert [one["source"] for one in said.lines] == [str(file) for file in files]

    def test_names_nobody_where_nothing_is_proven(self, counter: Counter) -> None:
        bad = bytearray(sealed_once())
        bad[3000] ^= 1
        said = verify(counter, counter.file("a.pdf", bytes(bad)))
        assert said.status == 1
        assert "Beijing" not in said.out

    def test_believes_the_timestamp_authority_that_is_named(self, counter: Counter) -> None:
        authority = Authority(at=NOW)
        pdf = seal_pdf(a_page(), seals=[BEIJINGS], places=ONE_PLACE, clock=clock(), timestamper=authority)
        file = counter.file("a.pdf", pdf)
        counter.file("tsa.pem", authority.root.public_bytes(Encoding.PEM))
        counter.now = AFTER
        assert verify(counter, file).status == 2
        said = verify(counter, file, "--timestamp-root", counter.folder / "tsa.pem")
        assert said.status == 0
        assert "proven by a timestamp" in said.out

    def test_answers_for_another_moment(self, counter: Counter) -> None:
        file = counter.file("a.pdf", sealed_once())
        assert verify(counter, file, "--at", (NOW - DAY).isoformat()).status == 1
        counter.now = AFTER
        assert verify(counter, file).status == 2
        assert verify(counter, file, "--at", (NOW + DAY).date().isoformat()).status == 0

    def test_gives_no_answer_about_the_future(self, counter: Counter) -> None:
        said = verify(counter, counter.file("a.pdf", sealed_once()), "--at", AFTER.isoformat())
        assert said.status == 3
        assert "not in the future" in said.err


def test_without_the_extra_the_command_says_what_to_install(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch)
    said = verify(counter, counter.file("a.pdf", b""))
    assert said.status == 3
    assert "cicpa-credentials[sign]" in said.err


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it so that pyHanko is not installed."""
    ours = ("cicpa_credentials.sealing", "cicpa_credentials.cli.seal")
    for name in [one for one in sys.modules if one.startswith(ours)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyhanko", None)
