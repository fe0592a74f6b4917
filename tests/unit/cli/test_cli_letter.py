"""`cicpa letter`, and how the other commands take its letters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cicpa_credentials.members import CredentialKind
from cicpa_credentials.status import Status
from ledger import NUMBER, Ledger, open_ledger
from pki import ec_key
from secretariat import CICPA_CERTIFICATE, EVERYBODY

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.register import Event
    from counter import Counter, Said

ABOUT: Final = ("--approved-by", "membership-3", "--approved-on", "2026-05-29", "--as-of", "2026-06-01")
WHO: Final = (NUMBER, "--category", "practising")


@dataclass(frozen=True, kw_only=True)
class Secretariat:
    """A counter with CICPA's own key."""

    counter: Counter

    def path(self, name: str) -> Path:
        return self.counter.folder / name

    def issue(self, out: str, *more: object, about: tuple[str, ...] = ABOUT, **changes: object) -> Said:
        record = self.counter.record("member.json", **({"name_latin": "LIN Zhixia"} | changes))
        keys = ("--key", self.path("cicpa.key"), "--certificate", self.path("cicpa.pem"))
        page = ("--base-url", "https://verify.example.org/")
        return self.counter("letter", record, *about, "--out", self.path(out), *keys, *page, *more)

    def verify(self, name: str, *more: object) -> Said:
        trust = ("--bundle", self.path("everybody.cbor"), "--root", self.path("root.pem"))
        return self.counter("verify", self.path(name), *trust, *more)


@pytest.fixture
def secretariat(counter: Counter) -> Secretariat:
    key = ec_key(9100).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    counter.file("cicpa.key", key)
    counter.file("cicpa.pem", CICPA_CERTIFICATE.public_bytes(Encoding.PEM))
    counter.file("everybody.cbor", EVERYBODY.encoded)
    return Secretariat(counter=counter)


@pytest.fixture
def ledger(secretariat: Secretariat) -> Ledger:
    """With a certificate of the member."""
    made = open_ledger(secretariat.counter)
    assert made.issue().status == 0
    return made


def events(ledger: Ledger) -> tuple[Event, ...]:
    with ledger.opened() as register:
        return register.history(NUMBER)


@pytest.mark.parametrize(("out", "needs"), [("l.png", "zxingcpp"), ("l.pdf", "typst"), ("l.txt", "typer")])
def test_a_letter_is_issued_and_verified(secretariat: Secretariat, out: str, needs: str) -> None:
    pytest.importorskip(needs)
    pytest.importorskip("zxingcpp")
    said = secretariat.issue(out, "--reader", "The Institute of Examplia")
    assert (said.status, said.out) == (0, f"issued {secretariat.path(out)}\n")
    assert "can never be withdrawn" in said.err
    checked = secretariat.verify(out)
    assert checked.status == 0
    assert checked.out.startswith("VALID · LETTER OF GOOD STANDING\n")
    for told in ("as of 1 June 2026", "LIN Zhixia", "林知夏", NUMBER, "The Institute of Examplia", "2026-08-30"):
        assert told in checked.out


def test_it_is_told_in_chinese_too(secretariat: Secretariat) -> None:
    secretariat.issue("l.txt", "--lang", "zh")
    said = secretariat.verify("l.txt", "--lang", "zh").out
    assert said.startswith("有效 · 会员资格良好存续证明\n")
    assert "截至2026年6月1日，该会员资格良好存续" in said


def test_json_says_which_kind_it_is(secretariat: Secretariat) -> None:
    secretariat.issue("l.txt")
    (report,) = secretariat.verify("l.txt", "--json").lines
    assert (report["kind"], report["certificate"]["as_of"]) == ("letter", "2026-06-01")


def test_a_script_that_wants_a_certificate_says_so(secretariat: Secretariat) -> None:
    secretariat.issue("l.txt")
    assert secretariat.verify("l.txt", "--kind", "letter").status == 0
    refused = secretariat.verify("l.txt", "--kind", "certificate")
    assert (refused.status, "[wrong_kind]" in refused.out) == (1, True)
    assert secretariat.verify("good.txt", "--kind", "letter").status == 1
    assert secretariat.verify("good.txt").status == 0


def test_inspect_takes_a_letter_apart(secretariat: Secretariat) -> None:
    secretariat.issue("l.txt")
    said = secretariat.counter("inspect", secretariat.path("l.txt")).out
    for told in ("urn:cicpa:good-standing", "Letter of good standing", "LIN Zhixia", "2026-06-01"):
        assert told in said
    assert "-65538" not in said


def test_validity_is_given_in_days(secretariat: Secretariat) -> None:
    secretariat.issue("l.txt", "--valid-for", "1")
    (report,) = secretariat.verify("l.txt", "--json").lines
    assert report["certificate"]["valid_until"] == "2026-06-02"
    assert secretariat.issue("m.txt", "--valid-for", "367").status == 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("about", "code"),
        [
            ((*ABOUT[:3], "2026-06-02", *ABOUT[4:]), "approval_missing"),
            (("--approved-by", "13912345678", *ABOUT[2:]), "approval_missing"),
            ((*ABOUT[:5], "2026-06-02"), "as_of_invalid"),
            ((*ABOUT, "--reader", "\u202eevil"), "invalid_record"),
        ],
    )
    def test_what_may_not_be_is_refused_and_nothing_is_written(
        self, secretariat: Secretariat, about: tuple[str, ...], code: str
    ) -> None:
        said = secretariat.issue("l.txt", about=about)
        assert said.status == 1
        assert said.err.startswith(f"cicpa: {code}: ")
        assert not secretariat.path("l.txt").exists()

    @pytest.mark.parametrize("left_out", [0, 2, 4])
    def test_approver_day_and_as_of_are_not_optional(self, secretariat: Secretariat, left_out: int) -> None:
        about = ABOUT[:left_out] + ABOUT[left_out + 2 :]
        said = secretariat.issue("l.txt", about=about)
        assert (said.status, ABOUT[left_out] in said.err) == (3, True)

    def test_an_incomplete_record_is_named_by_field(self, secretariat: Secretariat) -> None:
        said = secretariat.issue("l.txt", name_latin=None, mobile=None)
        assert said.status == 1
        assert "name_latin: is missing; mobile: is missing" in said.err

    def test_a_day_is_a_day(self, secretariat: Secretariat) -> None:
        said = secretariat.issue("l.txt", about=(*ABOUT[:5], "yesterday"))
        assert (said.status, "2026-05-31" in said.err) == (3, True)

    def test_a_form_that_there_is_not(self, secretariat: Secretariat) -> None:
        said = secretariat.issue("l.docx")
        assert (said.status, ".pdf, .png, .txt" in said.err) == (3, True)

    def test_an_actor_needs_a_register(self, secretariat: Secretariat) -> None:
        assert secretariat.issue("l.txt", "--actor", "clerk-7").status == 3

    def test_a_letter_that_is_there_is_left_alone(self, secretariat: Secretariat) -> None:
        secretariat.issue("l.txt")
        before = secretariat.path("l.txt").read_bytes()
        said = secretariat.issue("l.txt", "--reader", "B")
        assert (said.status, said.err.startswith("cicpa: output_exists")) == (1, True)
        assert secretariat.path("l.txt").read_bytes() == before
        assert secretariat.issue("l.txt", "--reader", "B", "--force").status == 0
        assert secretariat.path("l.txt").read_bytes() != before

    def test_an_associations_key_is_not_cicpas(self, secretariat: Secretariat) -> None:
        counter = secretariat.counter
        record = counter.record("member.json", name_latin="LIN Zhixia")
        said = counter("letter", record, *ABOUT, "--out", counter.folder / "l.txt", *counter.signing)
        assert (said.status, "out_of_scope" in said.err) == (1, True)


class TestRegister:
    def issue(self, secretariat: Secretariat, ledger: Ledger, out: str = "l.txt", *more: object, **record: Any) -> Said:  # noqa: ANN401
        return secretariat.issue(out, "--register", ledger.place, *more, **record)

    def test_who_approved_it_is_on_record(self, secretariat: Secretariat, ledger: Ledger) -> None:
        said = self.issue(secretariat, ledger, "l.txt", "--actor", "clerk-7")
        assert (said.status, said.err) == (0, "")
        *_, issued, approved = events(ledger)
        assert (issued.actor, issued.credential) == ("clerk-7", CredentialKind.LETTER)
        assert (approved.actor, str(approved.effective_on)) == ("membership-3", "2026-05-29")
        told = secretariat.counter("history", NUMBER, "--register", ledger.place).out
        assert "Letter of good standing: approved (2026-05-29)" in told
        lines = secretariat.counter("history", NUMBER, "--register", ledger.place, "--json").lines
        assert [line["kind"] for line in lines] == ["certificate", "letter", "letter"]

    def test_a_suspended_member_gets_none(self, secretariat: Secretariat, ledger: Ledger) -> None:
        ledger.change("suspend", "inspection_overdue")
        said = self.issue(secretariat, ledger)
        assert said.status == 1
        assert said.err.startswith("cicpa: not_in_good_standing: ")

    def test_what_cannot_be_drawn_is_not_registered(self, secretariat: Secretariat, ledger: Ledger) -> None:
        said = self.issue(secretariat, ledger, "l.txt", "--reader", "W" * 200)
        assert (said.status, "does_not_fit" in said.err) == (1, True)
        assert len(events(ledger)) == 1

    def test_letters_are_withdrawn_with_the_certificate_or_without(
        self, secretariat: Secretariat, ledger: Ledger
    ) -> None:
        for out in ("a.txt", "b.txt"):
            self.issue(secretariat, ledger, out)
        said = ledger.change("revoke", "issued_in_error", "--letters")
        assert (said.status, said.out) == (0, "letters revoked: 2\n")
        assert ledger.entry().status is Status.VALID
        self.issue(secretariat, ledger, "c.txt")
        assert ledger.change("revoke", "left").out == "revoked\n"
        last = events(ledger)[-1]
        assert (last.kind, last.credential) == ("revoked", CredentialKind.LETTER)

    def test_status_show_speaks_of_the_certificate(self, secretariat: Secretariat, ledger: Ledger) -> None:
        self.issue(secretariat, ledger)
        said = secretariat.counter("status", "show", *WHO, "--register", ledger.place, "--json")
        assert json.loads(said.out)["kind"] == "certificate"
