from __future__ import annotations

import io
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from central_body import BEIJING, SECRET, CentralBody
from cicpa_credentials import schemas
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.store import KeyStore
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.members.values import Category
from cicpa_credentials.status import StatusList, StatusListToken
from key_stores import make_scrypt_cheap
from office import BUNDLE, DAY, ENTRY, ROOT, a_root, bundle
from pki import NOW, WINDOW, Recipe, a_ca, mint
from pki import a_root as a_ca_root

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter, Said

HOUR = timedelta(hours=1)


@pytest.fixture
def body(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> CentralBody:
    make_scrypt_cheap(monkeypatch)
    made = CentralBody(counter=counter)
    made.root()
    return made


def loaded(body: CentralBody, name: str, root: str = "root.pem") -> TrustBundle:
    (pinned,) = load_certificates(body.path(root).read_bytes())
    return TrustBundle.load(body.path(name).read_bytes(), root=pinned)


def fates(of: TrustBundle) -> dict[str, tuple[KeyState, object]]:
    return {issuer.public_key.kid.hex(): (issuer.state, issuer.since) for issuer in of.issuers}


def refused(said: Said, code: str, status: int = 1) -> None:
    assert (said.status, said.err.split(": ")[:2], said.out) == (status, ["cicpa", code], "")
    assert SECRET not in said.err


class TestBuilding:
    def test_a_store_gives_its_issuing_keys_with_their_fates_and_nothing_else(self, body: CentralBody) -> None:
        active, retired, leaked = (body.certified() for _ in range(3))
        body.keys("retire", "beijing", retired)
        body.keys("compromise", "beijing", leaked, "--since", (NOW - HOUR).isoformat(), "--reason", "x")
        body.keys("new", "beijing", "--association", BEIJING)
        body.build("b.cbor", body.path("beijing"), body.path("root"))
        made = loaded(body, "b.cbor")
        assert fates(made) == {
            active: (KeyState.ACTIVE, None),
            retired: (KeyState.RETIRED, NOW),
            leaked: (KeyState.COMPROMISED, NOW - HOUR),
        }
        assert (made.sequence, made.issued, made.expires) == (1, NOW, NOW + 92 * DAY)

    def test_a_key_that_was_retired_before_it_was_certified_is_left_out(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        body.keys("retire", "beijing", body.keys("new", "beijing", "--association", BEIJING))
        body.build("b.cbor", body.path("beijing"))
        assert loaded(body, "b.cbor").issuers == ()

    def test_the_bundle_before_is_carried_over_and_what_changed_is_said(self, body: CentralBody) -> None:
        first = body.certified()
        body.build("1.cbor", body.path("beijing-1.pem"))
        body.wait(days=1)
        second = body.certified("shanghai", of="310000")
        said = body.build("2.cbor", body.path("shanghai-1.pem"), "--previous", body.path("1.cbor"))
        after = loaded(body, "2.cbor")
        assert (after.sequence, set(fates(after))) == (2, {first, second})
        assert "Sequence     1 → 2\n" in said
        assert f"+ 310000 Shanghai  {second}  added\n" in said
        assert first not in said

    def test_an_old_bundle_may_be_replaced_by_the_next_one_in_its_file(self, body: CentralBody) -> None:
        body.build("b.cbor")
        refused(body.try_build("b.cbor", "--previous", body.path("b.cbor")), "output_exists")
        body.build("b.cbor", "--previous", body.path("b.cbor"), "--force")
        assert loaded(body, "b.cbor").sequence == 2

    def test_nothing_heals_a_compromised_key(self, body: CentralBody) -> None:
        kid = body.certified()
        store = body.path("beijing")
        earlier, later = (NOW - 2 * HOUR).isoformat(), (NOW - HOUR).isoformat()
        body.build("1.cbor", store, "--compromised", f"{kid}={later}")
        body.build("2.cbor", store, "--previous", body.path("1.cbor"))
        body.build("3.cbor", "--previous", body.path("2.cbor"), "--retired", f"{kid}={earlier}")
        assert fates(loaded(body, "3.cbor")) == {kid: (KeyState.COMPROMISED, NOW - HOUR)}
        body.build("4.cbor", "--previous", body.path("3.cbor"), "--compromised", f"{kid}={earlier}")
        assert fates(loaded(body, "4.cbor")) == {kid: (KeyState.COMPROMISED, NOW - 2 * HOUR)}

    def test_a_renewed_certificate_stands_beside_the_old_one_and_shares_its_fate(self, body: CentralBody) -> None:
        kid = body.certified()
        body.build("1.cbor", body.path("beijing"))
        body.wait(days=10)
        renewed = body.path("renewed.pem")
        body.keys("certify", "root", body.path("beijing-1.csr"), "--association", BEIJING, "--out", renewed)
        mark = f"{kid}={NOW.isoformat()}"
        body.build("2.cbor", renewed, "--previous", body.path("1.cbor"), "--compromised", mark)
        issuers = loaded(body, "2.cbor").issuers
        assert [issuer.mandate.not_before for issuer in issuers] == [NOW, NOW + 10 * DAY]
        assert {(issuer.state, issuer.since) for issuer in issuers} == {(KeyState.COMPROMISED, NOW)}

    @pytest.mark.parametrize("option", ["--retired", "--compromised"])
    def test_a_mark_is_of_a_known_key_and_of_the_past(self, body: CentralBody, option: str) -> None:
        kid = body.certified()
        store = body.path("beijing")
        refused(body.try_build("b.cbor", store, option, f"{'00' * 8}={NOW.isoformat()}"), "key_not_found")
        refused(body.try_build("b.cbor", store, option, f"{kid}={(NOW + HOUR).isoformat()}"), "usage", 3)
        for mark in (kid, f"{kid}=", f"={NOW.isoformat()}", "x=y"):
            refused(body.try_build("b.cbor", store, option, mark), "usage", 3)
        assert not body.path("b.cbor").exists()

    def test_the_sequence_can_be_set_but_never_falls(self, body: CentralBody) -> None:
        body.build("1.cbor", "--sequence", 41)
        assert loaded(body, "1.cbor").sequence == 41
        refused(body.try_build("2.cbor", "--previous", body.path("1.cbor"), "--sequence", 41), "usage", 3)
        body.build("2.cbor", "--previous", body.path("1.cbor"), "--sequence", 50)
        assert loaded(body, "2.cbor").sequence == 50

    def test_a_bundle_before_by_another_root_is_not_carried_over(self, body: CentralBody) -> None:
        refused(body.try_build("b.cbor", "--previous", body.path("bundle.cbor")), "bundle_untrusted")

    def test_a_certificate_by_another_root_needs_that_root_as_an_anchor(self, body: CentralBody) -> None:
        ca_root = a_ca_root()
        middle = mint(a_ca("middle", 2, path_length=0), by=ca_root)
        leaf = mint(Recipe(window=(NOW - DAY, WINDOW[1])), by=middle)
        chain = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in (leaf, middle, ca_root))
        path = body.counter.file("chain.pem", chain)
        anchor = body.counter.file("anchor.pem", ca_root.certificate.public_bytes(Encoding.PEM))
        refused(body.try_build("b.cbor", path), "bundle_untrusted")
        body.build("b.cbor", path, "--anchor", anchor)
        made = loaded(body, "b.cbor")
        assert (made.anchors, made.issuers[0].chain) == ((ca_root.certificate,), (leaf.certificate, middle.certificate))

    def test_a_source_that_is_no_issuing_certificate_is_named(self, body: CentralBody) -> None:
        for name, content, code, status in (
            ("gone.pem", None, "file_unreadable", 3),
            ("x.pem", b"x", "malformed", 1),
            ("root.pem", None, "out_of_scope", 1),
        ):
            path = body.path(name) if content is None else body.counter.file(name, content)
            said = body.try_build("b.cbor", path)
            refused(said, code, status)
            assert name in said.err

    def test_a_folder_that_is_no_store_is_named(self, body: CentralBody) -> None:
        body.path("folder").mkdir()
        said = body.try_build("b.cbor", body.path("folder"))
        refused(said, "keystore_foreign")
        assert "folder" in said.err


def a_list(body: CentralBody, store: str = "beijing") -> Path:
    opened = KeyStore.open(body.path(store), SECRET.encode(), clock=lambda: body.counter.now)
    token = StatusListToken(
        uri="https://example.org/1", issued=NOW, expires=None, ttl=None, entries=StatusList.build(8, [])
    )
    return body.counter.file("list.cbor", token.sign(opened.signer(BEIJING)))


class TestStatusLists:
    def test_a_list_of_a_key_of_the_bundle_is_taken(self, body: CentralBody) -> None:
        body.certified()
        path = a_list(body)
        body.build("b.cbor", body.path("beijing"), "--status-list", path)
        assert loaded(body, "b.cbor").status_lists == (path.read_bytes(),)
        assert "https://example.org/1  made 2026-06-01" in body.trust("show", body.path("b.cbor")).out
        body.build("c.cbor", "--previous", body.path("b.cbor"))
        assert loaded(body, "c.cbor").status_lists == ()
        said = body.trust("diff", body.path("b.cbor"), body.path("c.cbor"), "--root", body.path("root.pem")).out
        assert "1 → 0 (0 new, 1 gone)" in said
        assert "No issuing key changed." in said

    def test_a_list_that_verifiers_would_pass_over_is_refused_and_named(self, body: CentralBody) -> None:
        kid = body.certified()
        path = a_list(body)
        for sources, code in (
            ((), "unknown_issuer"),
            ((body.path("beijing"), "--compromised", f"{kid}={NOW.isoformat()}"), "key_compromised"),
        ):
            said = body.try_build("b.cbor", *sources, "--status-list", path)
            refused(said, code)
            assert "list.cbor" in said.err
        refused(body.try_build("b.cbor", "--status-list", body.counter.file("x.cbor", b"x")), "malformed")
        assert not body.path("b.cbor").exists()

    def test_a_list_that_nobody_can_use_is_shown_as_such(self, body: CentralBody) -> None:
        path = body.counter.file("odd.cbor", bundle(status_lists=[b"list"]).encoded)
        assert "not usable" in body.trust("show", path).out


class TestHandover:
    def test_the_next_root_carries_on_and_the_old_pin_follows(self, body: CentralBody) -> None:
        kid = body.certified()
        body.build("1.cbor", body.path("beijing"))
        body.wait(days=1)
        body.root("root-2")
        introduction = body.path("i.cbor")
        body.keys("introduce", "root", body.path("root-2.pem"), "--out", introduction)
        old = ("--previous", body.path("1.cbor"), "--previous-root", body.path("root.pem"))
        said = body.try_build("2.cbor", *old, "--introduce", introduction, store="root-2")
        assert (said.status, said.err) == (0, "")
        for pin in ("root.pem", "root-2.pem"):
            after = loaded(body, "2.cbor", pin)
            assert (after.sequence, list(fates(after))) == (2, [kid])
        assert "Introductions  0 → 1 (1 new, 0 gone)" in said.out
        body.build("3.cbor", "--previous", body.path("2.cbor"), "--introduce", introduction, store="root-2")
        assert loaded(body, "3.cbor", "root.pem").introductions == (introduction.read_bytes(),)

    def test_without_an_introduction_it_says_that_every_verifier_needs_the_root(self, body: CentralBody) -> None:
        body.build("1.cbor")
        body.root("root-2")
        old = ("--previous", body.path("1.cbor"), "--previous-root", body.path("root.pem"))
        said = body.try_build("2.cbor", *old, store="root-2")
        assert said.status == 0
        assert said.err.startswith("Mind: no introduction leads from the old root")

    def test_something_else_is_no_introduction(self, body: CentralBody) -> None:
        refused(body.try_build("b.cbor", "--introduce", body.counter.file("x", b"x")), "malformed")


class TestShowing:
    def test_without_a_root_it_says_that_nothing_was_checked(self, body: CentralBody) -> None:
        path = body.path("bundle.cbor")
        said = body.trust("show", path)
        assert said.status == 0
        assert said.out.startswith("Not checked: ")
        pinned = ("--root", body.counter.file("office.pem", ROOT.certificate.public_bytes(Encoding.PEM)))
        checked = body.trust("show", path, *pinned).out
        assert said.out.endswith(checked)
        assert roots.fingerprint(ROOT.certificate).hex() in checked.replace(":", "")
        assert f"310000 Shanghai {ENTRY.public_key.kid.hex()} practising, non-practising" in " ".join(checked.split())
        refused(body.trust("show", path, "--root", body.path("root.pem")), "bundle_untrusted", 3)
        assert body.trust("show", path, "--root-fingerprint", roots.fingerprint(ROOT.certificate).hex()).out == checked

    def test_it_speaks_chinese(self, body: CentralBody) -> None:
        said = body.trust("show", body.path("bundle.cbor"), "--lang", "zh").out
        assert said.startswith("未核对：")
        assert "310000 上海" in said
        assert "使用中" in said

    def test_anchors_and_the_end_are_shown(self, body: CentralBody) -> None:
        path = body.counter.file("b.cbor", bundle(anchors=[a_root(9101, name="Other").certificate]).encoded)
        body.wait(days=31)
        said = body.trust("show", path).out
        assert "CN=Other,C=CN" in said
        assert "(has run out)" in said

    def test_json_conforms_to_the_schema(self, body: CentralBody) -> None:
        ended = TrustedIssuer.of(ENTRY.chain, state=KeyState.RETIRED, since=NOW)
        path = body.counter.file("b.cbor", bundle(ended).encoded)
        (view,) = body.trust("show", path, "--json").lines
        assert schemas.problems("bundle-view", view) == ()
        assert view["issuers"][0]["state"] == "retired"

    def test_an_empty_bundle_is_shown(self, body: CentralBody) -> None:
        body.build("b.cbor")
        said = body.trust("show", body.path("b.cbor")).out
        assert "Issuing keys   0\n" in said
        assert "Association" not in said

    @pytest.mark.parametrize("command", ["show", "verify"])
    @pytest.mark.parametrize("content", [b"", b"x", b"\xd2\x84", BUNDLE.encoded[:-1]])
    def test_garbage_is_refused(self, body: CentralBody, command: str, content: bytes) -> None:
        said = body.trust(command, body.counter.file("x.cbor", content), "--root", body.path("root.pem"))
        assert said.status == (3 if command == "show" else 1)
        assert said.err.split(": ")[1] in {"malformed", "bundle_untrusted"}
        assert said.out == ""

    def test_a_fingerprint_keeps_its_end_on_a_narrow_terminal(
        self, body: CentralBody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        screen = Terminal()
        monkeypatch.setenv("COLUMNS", "60")
        body.counter.environ["COLUMNS"] = "60"
        monkeypatch.setattr(sys, "stdout", screen)
        body.trust("show", body.path("bundle.cbor"))
        digits = "".join(one for one in screen.getvalue() if one in "0123456789abcdef")
        assert roots.fingerprint(ROOT.certificate).hex()[-12:] in digits
        assert "…" not in screen.getvalue()


class TestComparing:
    def test_no_change(self, body: CentralBody) -> None:
        path = body.path("bundle.cbor")
        said = body.trust("diff", path, path)
        assert (said.status, said.out) == (0, "Nothing changed.\n")
        assert said.err.startswith("Not checked: ")
        assert body.trust("diff", path, path, "--json").out == ""

    def test_each_kind_of_change_is_said_in_both_languages(self, body: CentralBody) -> None:
        ended = TrustedIssuer.of(ENTRY.chain, names=("新名", "New Name"), state=KeyState.RETIRED, since=NOW)
        other = a_root(9101)
        after = bundle(ended, root=other, sequence=8, anchors=[ROOT.certificate])
        new = body.counter.file("new.cbor", after.encoded)
        said = body.trust("diff", body.path("bundle.cbor"), new).out
        for line in (
            "  Sequence     7 → 8",
            f"~ 310000 Shanghai  {ENTRY.public_key.kid.hex()}  changed",
            "    state  active → retired",
            "; New Name",
            "Other roots  0 → 1 (1 new, 0 gone)",
        ):
            assert line in said
        for root in (ROOT, other):
            assert roots.fingerprint(root.certificate).hex()[:4] in said
        in_chinese = body.trust("diff", body.path("bundle.cbor"), new, "--lang", "zh").out
        assert "状态      使用中 → 已停用" in in_chinese

    def test_a_key_that_goes_is_said_with_what_that_means(self, body: CentralBody) -> None:
        body.build("empty.cbor")
        said = body.trust("diff", body.path("bundle.cbor"), body.path("empty.cbor")).out
        assert f"- 310000 Shanghai  {ENTRY.public_key.kid.hex()}  removed: what it signed can no longer" in said

    def test_a_narrower_mandate_is_said(self, body: CentralBody) -> None:
        less = TrustedIssuer.of(
            ENTRY.chain,
            mandate=type(ENTRY.mandate)(
                association=ENTRY.mandate.association,
                categories=frozenset({Category.PRACTISING}),
                not_before=ENTRY.mandate.not_before,
                not_after=ENTRY.mandate.not_after,
            ),
        )
        new = body.counter.file("new.cbor", bundle(less).encoded)
        said = body.trust("diff", body.path("bundle.cbor"), new)
        assert "categories  practising, non-practising → practising" in said.out
        (line,) = body.trust("diff", body.path("bundle.cbor"), new, "--json").lines
        assert (line["aspect"], line["after"]) == ("categories", ["practising"])

    def test_a_root_that_is_given_must_have_signed_both(self, body: CentralBody) -> None:
        body.build("ours.cbor")
        said = body.trust("diff", body.path("bundle.cbor"), body.path("ours.cbor"), "--root", body.path("root.pem"))
        refused(said, "bundle_untrusted", 3)


class TestVerifying:
    def verify(self, body: CentralBody, name: str, *more: object) -> Said:
        return body.trust("verify", body.path(name), "--root", body.path("root.pem"), *more)

    def test_a_bundle_of_the_root_is_believed(self, body: CentralBody) -> None:
        body.build("b.cbor")
        said = self.verify(body, "b.cbor")
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith("BELIEVED\n")
        (view,) = self.verify(body, "b.cbor", "--json").lines
        assert schemas.problems("bundle-view", view) == ()
        (root,) = load_certificates(body.path("root.pem").read_bytes())
        pinned = ("--root-fingerprint", roots.fingerprint(root).hex())
        assert body.trust("verify", body.path("b.cbor"), *pinned).status == 0

    def test_another_root_is_not_believed(self, body: CentralBody) -> None:
        refused(self.verify(body, "bundle.cbor"), "bundle_untrusted")

    def test_outside_its_window_it_is_indeterminate(self, body: CentralBody) -> None:
        body.build("b.cbor")
        for days in (-1, 93):
            body.counter.now = NOW + timedelta(days=days)
            said = self.verify(body, "b.cbor")
            assert said.status == 2
            assert said.out.startswith("OUTSIDE ITS WINDOW\n")
            assert said.err.split(": ")[2] == "bundle_expired"

    def test_an_older_one_than_was_seen_is_refused(self, body: CentralBody) -> None:
        body.build("1.cbor")
        body.build("2.cbor", "--previous", body.path("1.cbor"))
        seen = ("--seen", body.path("seen.json"))
        assert self.verify(body, "2.cbor", *seen).status == 0
        refused(self.verify(body, "1.cbor", *seen), "bundle_rollback")
        assert self.verify(body, "1.cbor").status == 0

    def test_a_state_file_that_cannot_be_used_decides_nothing(self, body: CentralBody) -> None:
        body.build("b.cbor")
        refused(self.verify(body, "b.cbor", "--seen", body.path("none") / "seen.json"), "storage_failed", 3)
        refused(self.verify(body, "b.cbor", "--seen", body.counter.file("seen.json", b"{")), "malformed")

    def test_it_needs_exactly_one_root_and_a_file(self, body: CentralBody) -> None:
        refused(body.trust("verify", body.path("bundle.cbor")), "usage", 3)
        refused(self.verify(body, "gone.cbor"), "file_unreadable", 3)
        said = body.trust("verify", body.path("bundle.cbor"), "--root", body.counter.file("x.pem", b"x"))
        refused(said, "malformed", 3)
