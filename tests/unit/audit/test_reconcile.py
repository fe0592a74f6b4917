"""Each finding of a reconciliation, provoked by the fault that it names; on both databases."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from audits import PARTICULARS
from cicpa_credentials import audit, schemas
from cicpa_credentials.audit.reconciling import reports as reports_module
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.register import Checkpoint, ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.status import Status, StatusList, StatusReference
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, CERTIFICATE, DAY, HOLDER, KEY, Draft, certified, issue, issuer
from office import bundle as a_bundle
from pki import NOW, ec_key
from presenting import present
from reconciled import LIST, PRACTISING, House, house, token
from registers import BEIJING, NON_PRACTISING, issue_letter
from registers import issue as enter
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(place: str | Path, tmp_path: Path) -> Iterator[House]:
    yield from house(place, tmp_path)


def revoke(office: House, number: str = "310000000001") -> None:
    office.register.revoke(number, PRACTISING, reason=RevocationReason.LEFT, actor="clerk-7")


def text(credential: bytes) -> str:
    return transport.encode(credential, base_url=BASE_URL)


def lines(office: House, *texts: str) -> Path:
    path = office.folder / f"codes-{office.runs}.txt"
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_house_in_order_gives_no_findings_and_says_so(office: House) -> None:
    shown = [office.issue("310000000003"), office.issue("310000000004", holder_key=HOLDER.public_key)]
    revoke(office)
    office.register.checkpoint(KEY)
    found = office.reconcile(credentials=office.codes(shown))
    assert office.lines() == []
    assert (found.severe, found.entries, found.status_lists) == (False, 4, 1)
    assert (found.chain.head.sequence, found.chain.covered) == (5, 5)
    assert found.presented is not None
    assert (found.presented.certificates, found.presented.known, found.presented.elsewhere) == (2, 2, 0)
    assert "There is nothing to report." in (office.out / "report.html").read_text(encoding="utf-8")


def test_an_empty_register_is_in_order(office: House) -> None:
    office.forger.disarm()
    for table in ("events", "checkpoints", "credentials", "lists"):
        office.forger.run(f"DELETE FROM cicpa_{table}")  # noqa: S608 - fixed words
    assert office.found() == []


def test_what_is_written_conforms_to_its_schemas_and_tells_nobodys_particulars(office: House) -> None:
    stranger = text(Draft.of(issue().credential).with_claims({4: int((NOW + 9 * DAY).timestamp())}).signed())
    office.forger.run("UPDATE cicpa_credentials SET status = 1")
    office.reconcile(credentials=lines(office, stranger))
    assert {line["code"] for line in office.lines()} >= {"credential_altered", "orphan", "status_disagrees"}
    for line in office.lines():
        assert schemas.problems("audit-finding", line) == ()
    summary = json.loads((office.out / "summary.json").read_text(encoding="utf-8"))
    assert schemas.problems("audit-reconciliation", summary) == ()
    for name in ("findings.jsonl", "summary.json", "report.html"):
        written = (office.out / name).read_text(encoding="utf-8")
        for particular in (*PARTICULARS, "310000000001"):
            assert particular not in written


class TestChain:
    def test_what_verify_chain_finds_is_severe(self, office: House) -> None:
        office.forger.run("UPDATE cicpa_credentials SET status = 1 WHERE id = 1")
        assert ("credential_altered", "severe") in office.found()
        finding = next(line for line in office.lines() if line["code"] == "credential_altered")
        assert finding["evidence"] == {"event": 1}

    def test_events_that_no_checkpoint_vouches_for_are_noted(self, office: House) -> None:
        office.issue("310000000003")
        assert office.found() == [("checkpoint_missing", "note")]
        assert office.lines()[0]["evidence"] == {"event": 3}

    def test_a_register_without_any_checkpoint_is_a_warning(self, office: House) -> None:
        office.forger.disarm()
        office.forger.run("DELETE FROM cicpa_checkpoints")
        assert office.found() == [("checkpoint_missing", "warning")]

    def test_a_checkpoint_by_a_key_that_nobody_believes_proves_nothing(self, office: House) -> None:
        office.register.checkpoint(HOLDER)
        assert office.found() == [("checkpoint_untrusted", "warning")]
        assert office.found(checkpoint_keys=[HOLDER.public_key]) == []

    def test_a_checkpoint_by_a_compromised_key_proves_nothing(self, office: House) -> None:
        lost = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW + DAY)
        found = office.found(bundle=office.bundle(issued=NOW), checkpoint_keys=[])
        assert ("checkpoint_untrusted", "warning") not in found
        assert ("checkpoint_untrusted", "warning") in office.found(bundle=a_bundle(lost))

    def test_a_checkpoint_kept_elsewhere_contradicts_a_shorter_register(self, office: House) -> None:
        office.issue("310000000003")
        kept = office.register.checkpoint(KEY).encoded
        office.forger.disarm()
        office.forger.run("DELETE FROM cicpa_events WHERE sequence = 3", "DELETE FROM cicpa_credentials WHERE id = 3")
        office.forger.run("DELETE FROM cicpa_checkpoints WHERE id = 2")
        assert office.found() == []
        assert office.found(checkpoints=[kept]) == [("events_cut_off", "severe")]


class TestSigning:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"kid": b"stranger"}, "signed_by_unknown_key"),
            ({"association": BEIJING}, "signed_out_of_scope"),
            ({"issued_at": NOW - 31 * DAY}, "signed_outside_window"),
        ],
    )
    def test_a_key_that_was_not_allowed_to(self, office: House, change: dict[str, Any], code: str) -> None:
        entry = enter(
            office.register, "310000000009", **({"association": "310000", "kid": KEY.public_key.kid} | change)
        )
        office.register.checkpoint(KEY)
        found = office.found()
        assert (code, "severe") in found
        finding = next(line for line in office.lines() if line["code"] == code)
        assert finding["evidence"] == {
            "digest": entry.credential_digest.hex(),
            "event": 3,
            "kid": entry.kid.hex(),
            "status": {"uri": entry.reference.uri, "index": entry.reference.index},
        }

    def test_a_key_that_the_bundle_no_longer_names_is_noted_where_all_it_signed_has_ended(self, office: House) -> None:
        enter(office.register, "310000000009", association="310000", kid=b"stranger", expires_at=NOW)
        office.register.checkpoint(KEY)
        assert office.found() == [("signed_by_unknown_key", "note")]

    def test_a_key_of_one_category_signs_no_other(self, office: House) -> None:
        narrow = TrustedIssuer.of((certified(categories=frozenset({PRACTISING})),))
        enter(office.register, "310000000009", NON_PRACTISING, association="310000", kid=KEY.public_key.kid)
        office.register.checkpoint(KEY)
        given = a_bundle(narrow, status_lists=office.publish(), issued=NOW)
        assert office.found(bundle=given) == [("signed_out_of_scope", "severe")]

    @pytest.mark.parametrize(
        ("state", "since", "expected"),
        [
            (KeyState.RETIRED, NOW, []),
            (KeyState.RETIRED, NOW - SECOND, [("signed_outside_window", "severe")] * 2),
            (KeyState.COMPROMISED, NOW, [("signed_by_compromised_key", "severe")] * 2),
            (KeyState.COMPROMISED, NOW + SECOND, [("signed_by_compromised_key", "warning")] * 2),
        ],
    )
    def test_what_became_of_the_key(
        self,
        office: House,
        state: KeyState,
        since: datetime,
        expected: list[tuple[str, str]],
    ) -> None:
        entry = TrustedIssuer.of((CERTIFICATE,), state=state, since=since)
        found = office.found(bundle=a_bundle(entry, issued=NOW))
        assert [one for one in found if one[0].startswith("signed")] == expected

    def test_what_a_compromised_key_signed_before_and_is_over_needs_nothing(self, office: House) -> None:
        revoke(office)
        entry = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW + SECOND)
        assert office.found(bundle=a_bundle(entry, issued=NOW)).count(("signed_by_compromised_key", "warning")) == 1

    def test_two_certificates_in_force_for_one_member_and_category(self, office: House) -> None:
        office.forger.run("DROP INDEX cicpa_one_in_force")
        office.forger.disarm()
        office.forger.run("UPDATE cicpa_credentials SET number = '310000000001'")
        assert office.found().count(("in_force_twice", "severe")) == 2

    def test_letters_do_not_count_as_a_second_certificate(self, office: House) -> None:
        issue_letter(office.register, "310000000001")
        issue_letter(office.register, "310000000001")
        assert "in_force_twice" not in {code for code, _ in office.found()}

    @pytest.mark.parametrize("edit", ["kid = 'text'", "association = x'00'", "status = 9", "issued_at = 'x'"])
    def test_a_row_that_nobody_can_read_is_a_finding(self, office: House, edit: str) -> None:
        if isinstance(office.forger.place, str) and edit != "status = 9":
            pytest.skip("PostgreSQL keeps to the types of its columns")
        office.forger.disarm()
        office.forger.run(f"UPDATE cicpa_credentials SET {edit} WHERE id = 2")  # noqa: S608 - fixed words
        assert ("credential_altered", "severe") in office.found(bundle=office.bundle())
        assert {"event": 2} in [line["evidence"] for line in office.lines()]


class TestPublished:
    def test_a_list_that_nobody_has_is_missing(self, office: House) -> None:
        assert office.found(bundle=office.bundle()) == [("list_missing", "warning")]
        assert office.lines()[0]["evidence"] == {"list": LIST}

    def test_lists_may_come_beside_the_bundle(self, office: House) -> None:
        assert office.found(bundle=office.bundle(), status_lists=office.publish()) == []

    def test_what_happened_after_the_list_was_made_is_to_be_published(self, office: House) -> None:
        lists = office.publish()
        office.clock.now += SECOND
        revoke(office)
        office.register.checkpoint(KEY)
        assert office.found(bundle=office.bundle(lists)) == [("status_unpublished", "warning")]
        entry = office.register.find("310000000001", PRACTISING)
        assert entry is not None
        assert office.lines()[0]["evidence"] == {"event": 3, "status": {"uri": LIST, "index": entry.reference.index}}

    def test_what_happened_in_the_same_second_may_be_in_it_or_not(self, office: House) -> None:
        before = office.publish()
        revoke(office)
        office.register.checkpoint(KEY)
        assert office.found(bundle=office.bundle(before)) == [("status_unpublished", "warning")]
        assert office.found() == []

    def test_a_suspension_that_has_ended_counts_for_its_time(self, office: House) -> None:
        office.register.suspend("310000000001", PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="clerk-7")
        office.clock.now += SECOND
        during = office.publish()
        office.clock.now += SECOND
        office.register.resume("310000000001", PRACTISING, reason=ResumptionReason.REMEDIED, actor="clerk-7")
        office.register.checkpoint(KEY)
        assert office.found(bundle=office.bundle(during)) == [("status_unpublished", "warning")]
        office.clock.now += SECOND
        assert office.found() == []

    def test_superseded_counts_too(self, office: House) -> None:
        old = office.register.find("310000000001", PRACTISING)
        assert old is not None
        office.issue("310000000001", replaces=[old.reference], reason=ReissueReason.RENEWED)
        office.register.checkpoint(KEY)
        assert office.found() == []

    def test_what_has_expired_long_ago_is_left_out(self, office: House) -> None:
        entry = enter(
            office.register, "310000000009", association="310000", kid=KEY.public_key.kid, expires_at=NOW + DAY
        )
        office.register.revoke("310000000009", PRACTISING, reason=RevocationReason.LEFT, actor="a")
        office.register.checkpoint(KEY)
        told = office.publish()
        assert office.found(bundle=office.bundle(told)) == []
        office.clock.now += 40 * DAY
        assert office.publish() != told
        assert office.found() == []
        still = StatusList.build(1000, [(entry.reference.index, Status.INVALID)])
        assert office.found(bundle=office.bundle([token(LIST, still, at=office.clock)])) == []

    def test_a_list_past_its_time_is_outdated(self, office: House) -> None:
        lists = office.publish()
        office.clock.now += 8 * DAY
        assert office.found(bundle=office.bundle(lists)) == [("list_outdated", "warning")]

    def test_a_list_that_the_register_does_not_have(self, office: House) -> None:
        strange = token("https://status.example.org/310000/9", StatusList.build(8, []), at=office.clock)
        found = office.found(bundle=office.bundle([*office.publish(), strange]))
        assert found == [("list_unknown", "warning")]
        assert office.lines()[0]["evidence"]["ordinal"] == 2

    def test_lists_of_associations_that_are_not_in_the_register_are_theirs(self, office: House) -> None:
        key = InProcessSigner(ec_key(77))
        beijing = TrustedIssuer.of((certified(key, of=BEIJING),))
        other = token("https://status.example.org/110000/1", StatusList.build(8, [(0, 1)]), at=office.clock, by=key)
        given = a_bundle(TrustedIssuer.of((CERTIFICATE,)), beijing, status_lists=(*office.publish(), other), issued=NOW)
        assert office.found(bundle=given) == []

    def test_a_list_that_is_too_short_for_its_certificates_disagrees(self, office: House) -> None:
        revoke(office)
        short = token(LIST, StatusList.build(4, []), at=office.clock)
        assert ("status_disagrees", "severe") in office.found(bundle=office.bundle([short]))


class TestPresented:
    def test_what_is_shown_of_a_certificate_does_not_hide_which_it_is(self, office: House) -> None:
        bound = office.issue("310000000003", holder_key=HOLDER.public_key)
        bearer = office.issue("310000000004")
        office.register.checkpoint(KEY)
        shown = [text(present(of=bound)), text(present(of=bearer, key=None, audience=None)), bearer.qr_text]
        found = office.reconcile(credentials=lines(office, *shown))
        assert found.presented is not None
        assert (found.presented.certificates, found.presented.known) == (3, 3)
        assert [(line["code"], line["severity"], line["evidence"]["line"]) for line in office.lines()] == [
            ("repeated", "note", 3)
        ]

    def test_a_certificate_that_was_never_registered_is_an_orphan(self, office: House) -> None:
        unregistered = issuer().issue(record(), photo=PHOTO)
        elsewhere = StatusReference(uri=LIST, index=999)
        placed = issuer().issue(record(), photo=PHOTO, status=elsewhere)
        assert office.found(credentials=office.codes([unregistered, placed])) == [("orphan", "severe")] * 2

    def test_a_place_that_was_only_reserved_explains_nothing(self, office: House) -> None:
        with office.register.batch() as batch:
            place = batch.reserve(number="310000000003", category=PRACTISING, association="310000")
        signed = issuer().issue(record(), photo=PHOTO, status=place)
        assert office.found(credentials=office.codes([signed])) == [("orphan", "severe")]

    def test_a_second_certificate_in_a_registered_place(self, office: House) -> None:
        entry = office.register.find("310000000001", PRACTISING)
        assert entry is not None
        second = issuer().issue(record(), photo=PHOTO, status=entry.reference)
        assert office.found(credentials=office.codes([second])) == [("place_doubled", "severe")]

    def test_a_signature_over_what_is_no_certificate_is_an_orphan(self, office: House) -> None:
        issued = office.issue("310000000003")
        office.register.checkpoint(KEY)
        wrong = text(Draft.of(issued.credential).with_claims({2: "nobody"}).signed())
        found = office.found(credentials=lines(office, wrong))
        assert found == [("orphan", "severe")]
        assert office.lines()[0]["evidence"] == {"line": 1}

    def test_what_nobody_signed_is_for_the_audit_of_credentials(self, office: House) -> None:
        issued = office.issue("310000000003")
        office.register.checkpoint(KEY)
        message = Sign1.decode(issued.credential)
        forged = replace(message, signature=bytes(len(message.signature))).encode()
        found = office.reconcile(credentials=lines(office, text(forged), "nothing"))
        assert office.lines() == []
        assert found.presented is not None
        assert found.presented.certificates == 0

    def test_certificates_of_associations_that_are_not_in_the_register(self, office: House) -> None:
        key = InProcessSigner(ec_key(77))
        certificate = certified(key, of=BEIJING)
        other = issuer(key, certificate).issue(record(association=BEIJING, association_transfers=None), photo=PHOTO)
        given = a_bundle(
            TrustedIssuer.of((CERTIFICATE,)),
            TrustedIssuer.of((certificate,)),
            status_lists=office.publish(),
            issued=NOW,
        )
        assert office.found(bundle=given, credentials=office.codes([other])) == [("other_register", "note")]

    def test_a_row_that_says_something_else_than_the_certificate(self, office: House) -> None:
        issued = office.issue("310000000003")
        office.register.checkpoint(KEY)
        office.forger.disarm()
        office.forger.run("UPDATE cicpa_credentials SET expires_at = expires_at + 86400 WHERE id = 3")
        found = office.found(credentials=office.codes([issued]))
        assert ("entry_contradicted", "severe") in found

    def test_an_audit_that_was_done_is_not_done_again(self, office: House) -> None:
        issued = [office.issue("310000000003"), issuer().issue(record(), photo=PHOTO)]
        office.register.checkpoint(KEY)
        bundle = office.bundle(office.publish())
        audit.credentials(
            office.codes(issued), bundle=bundle, out=office.folder / "done", clock=office.clock, processes=1
        )
        assert office.found(bundle=bundle, credentials=office.folder / "done") == [("orphan", "severe")]
        assert not (office.out / "credentials").exists()

    @pytest.mark.parametrize(
        "line",
        [
            "x",
            "[]",
            '{"certificate": 7}',
            '{"certificate": null, "problems": 3}',
            '{"line": 1, "certificate": {"digest": "xx"}}',
        ],
    )
    def test_reports_that_are_none_are_refused(self, office: House, line: str) -> None:
        done = office.folder / "done"
        done.mkdir()
        self._write(done, line)
        with pytest.raises(AuditError) as refused:
            office.reconcile(credentials=done)
        assert refused.value.code is Code.MALFORMED
        assert "line 1" in str(refused.value)

    @pytest.mark.parametrize("damage", ["", "[]", "{}", '{"files": 7}', '{"files": {"reports.jsonl": 7}}'])
    def test_a_summary_that_does_not_vouch_for_the_reports_is_refused(self, office: House, damage: str) -> None:
        done = self._done(office)
        (done / "summary.json").write_text(damage, encoding="utf-8")
        assert self._refusal(office, done) is Code.MALFORMED

    def test_a_report_that_somebody_took_out_is_noticed(self, office: House) -> None:
        done = self._done(office)
        reports = (done / "reports.jsonl").read_bytes().splitlines(keepends=True)
        (done / "reports.jsonl").write_bytes(b"".join(reports[1:]))
        assert self._refusal(office, done) is Code.MALFORMED

    def test_reports_that_the_system_does_not_give_out(self, office: House, monkeypatch: pytest.MonkeyPatch) -> None:
        def denied(_: Path) -> bytes:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(reports_module, "digest_of", denied)
        assert self._refusal(office, self._done(office)) is Code.FILE_UNREADABLE

    def test_a_source_that_is_not_there_leaves_the_folder_for_a_second_try(self, office: House) -> None:
        assert self._refusal(office, office.folder / "gone.txt") is Code.FILE_UNREADABLE
        assert self._refusal(office, office.folder) is Code.USAGE  # what is written would be read again
        assert not office.out.exists()

    def test_a_full_disk_under_what_was_seen_is_a_clear_error(
        self, office: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = self._done(office)
        connect = sqlite3.connect

        def cramped(*given: Any, **how: Any) -> sqlite3.Connection:  # noqa: ANN401 - whatever `connect` takes
            connection: sqlite3.Connection = connect(*given, **how)
            if given == ("",):
                connection.execute("PRAGMA max_page_count=2")
            return connection

        monkeypatch.setattr(sqlite3, "connect", cramped)
        line = json.loads((done / "reports.jsonl").read_text(encoding="utf-8").splitlines()[0])
        many = ""
        for number in range(200):
            line["certificate"]["digest"] = f"{number:064x}"
            many += f"{json.dumps(line)}\n"
        self._write(done, many)
        assert self._refusal(office, done) is Code.STORAGE_FAILED

    def _write(self, done: Path, reports: str) -> None:
        """Reports, and a summary that vouches for them."""
        digest = hashlib.sha256(reports.encode()).hexdigest()
        (done / "reports.jsonl").write_text(reports, encoding="utf-8")
        (done / "summary.json").write_text(json.dumps({"files": {"reports.jsonl": digest}}), encoding="utf-8")

    def _done(self, office: House) -> Path:
        done = office.folder / "done"
        issued = [office.issue("310000000003"), issuer().issue(record(), photo=PHOTO)]
        audit.credentials(office.codes(issued), bundle=office.bundle(), out=done, clock=office.clock, processes=1)
        return done

    def _refusal(self, office: House, source: Path) -> Code:
        with pytest.raises(AuditError) as refused:
            office.reconcile(credentials=source)
        return refused.value.code


def test_a_folder_with_anything_in_it_is_left_alone(office: House) -> None:
    office.reconcile()
    with pytest.raises(AuditError) as refused:
        office.reconcile(out=office.folder / "out-1")
    assert refused.value.code is Code.OUTPUT_EXISTS


def test_the_checkpoint_of_the_command_is_one(office: House) -> None:
    signed = office.register.checkpoint(KEY)
    assert Checkpoint.verify(signed.encoded, keys=[KEY.public_key]) == signed
