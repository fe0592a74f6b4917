from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from central_body import BEIJING, SECRET, CentralBody
from cicpa_credentials import schemas
from cicpa_credentials.cli.keys import root as root_command
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.keys.store import EntryState, KeyPurpose
from cicpa_credentials.keys.x509 import association_of, load_certificates, load_request, mandate_of
from cicpa_credentials.members.values import Category
from key_stores import make_scrypt_cheap
from office import evaluate
from pki import NOW
from sample_records import particulars

if TYPE_CHECKING:
    from counter import Counter, Said


@pytest.fixture
def body(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> CentralBody:
    make_scrypt_cheap(monkeypatch)
    return CentralBody(counter=counter)


def refused(said: Said, code: str, status: int = 1) -> None:
    assert (said.status, said.err.split(": ")[:2], said.out) == (status, ["cicpa", code], "")
    assert len(said.err.splitlines()) == 1
    assert SECRET not in said.err


class TestMaking:
    def test_a_store_begins_empty(self, body: CentralBody) -> None:
        assert body.keys("init", "beijing") == f"made the key store {body.path('beijing')}"
        assert body.counter("keys", "list", body.path("beijing")).out == "There is no key in the store yet.\n"
        refused(body.try_keys("init", "beijing"), "keystore_exists")

    def test_a_new_key_prints_its_identifier_alone_and_beside_it_what_comes_next(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        said = body.try_keys("new", "beijing", "--association", BEIJING)
        (entry,) = body.entries("beijing")
        assert said.out == f"{entry.kid.hex()}\n"
        assert said.err == f"Next: cicpa keys csr {body.path('beijing')} --out REQUEST.pem\n"
        assert (entry.association, entry.purpose, entry.state) == (BEIJING, KeyPurpose.ISSUING, EntryState.PENDING)

    def test_a_wrong_passphrase_makes_nothing(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        body.counter.environ["SECRET"] = "wrong"
        refused(body.try_keys("new", "beijing", "--association", BEIJING), "wrong_passphrase")
        assert body.entries("beijing") == ()

    @pytest.mark.parametrize("more", [("--association", "999999"), ("--association", BEIJING, "--purpose", "root"), ()])
    def test_what_nobody_can_mean_is_a_matter_of_usage(self, body: CentralBody, more: tuple[str, ...]) -> None:
        body.keys("init", "beijing")
        refused(body.try_keys("new", "beijing", *more), "usage", 3)

    def test_a_passphrase_is_no_argument(self, body: CentralBody) -> None:
        refused(body.counter("keys", "init", body.path("beijing"), "--passphrase", SECRET), "usage", 3)

    def test_the_next_key_follows_a_certified_one_only(self, body: CentralBody) -> None:
        body.root()
        body.certified()
        second = body.keys("rotate", "beijing", "--association", BEIJING)
        assert [entry.kid.hex() for entry in body.entries("beijing")][1:] == [second]
        refused(body.try_keys("rotate", "beijing", "--association", BEIJING), "key_uncertified")
        refused(body.try_keys("rotate", "beijing", "--association", "310000"), "key_not_found")


class TestRoot:
    def test_a_root_shows_its_fingerprint_and_writes_its_certificate(self, body: CentralBody) -> None:
        body.keys("init", "root")
        out = body.path("our-root.pem")
        said = body.keys("root", "root", "--name", "The root", "--out", out)
        (certificate,) = load_certificates(out.read_bytes())
        assert fingerprint(certificate).hex() in said.replace(":", "")
        (entry,) = body.entries("root")
        assert entry.chain == (certificate,)
        assert entry.kid.hex() in said
        assert certificate.not_valid_after_utc == NOW + timedelta(days=3653)

    def test_a_second_call_makes_the_next_root(self, body: CentralBody) -> None:
        body.root()
        body.wait(days=1)
        body.keys("root", "root", "--name", "The next", "--out", body.path("next.pem"))
        assert [entry.state for entry in body.entries("root")] == [EntryState.ACTIVE, EntryState.ACTIVE]

    def test_a_call_with_a_bad_name_leaves_a_key_that_the_next_call_takes(self, body: CentralBody) -> None:
        body.keys("init", "root")
        refused(body.try_keys("root", "root", "--name", "x" * 65, "--out", body.path("r.pem")), "malformed")
        body.keys("root", "root", "--name", "x", "--out", body.path("r.pem"))
        assert [entry.state for entry in body.entries("root")] == [EntryState.ACTIVE]

    def test_a_certificate_that_could_not_be_written_can_be_exported(
        self, body: CentralBody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise CommandError(Code.STORAGE_FAILED, "ENOSPC")

        body.keys("init", "root")
        with monkeypatch.context() as patched:
            patched.setattr(root_command, "write", full)
            refused(body.try_keys("root", "root", "--name", "x", "--out", body.path("r.pem")), "storage_failed")
        said = body.counter("keys", "export", body.path("root"), "--out", body.path("r.pem"))
        assert said.status == 0
        assert load_certificates(body.path("r.pem").read_bytes()) == body.entries("root")[0].chain

    def test_a_file_that_is_there_is_left_unless_forced_and_no_root_is_made_in_vain(self, body: CentralBody) -> None:
        body.keys("init", "root")
        out = body.counter.file("r.pem", b"old")
        refused(body.try_keys("root", "root", "--name", "x", "--out", out), "output_exists")
        assert (out.read_bytes(), body.entries("root")) == (b"old", ())
        body.keys("root", "root", "--name", "x", "--out", out, "--force")
        assert out.read_bytes() != b"old"


class TestRequest:
    def test_it_asks_for_the_association_and_the_categories(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        body.keys("new", "beijing", "--association", BEIJING)
        out = body.path("r.csr")
        said = body.try_keys("csr", "beijing", "--out", out, "--category", "practising")
        assert said.out == f"wrote the request {out}\n"
        assert "cicpa keys import-certificate" in said.err
        request = load_request(out.read_bytes())
        assert request.is_signature_valid
        body.root()
        refused(
            body.try_keys("certify", "root", out, "--association", BEIJING, "--out", body.path("c.pem")), "out_of_scope"
        )
        body.keys(
            "certify", "root", out, "--association", BEIJING, "--category", "practising", "--out", body.path("c.pem")
        )

    def test_the_key_is_named_where_several_wait(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        out = body.path("r.csr")
        refused(body.try_keys("csr", "beijing", "--out", out), "key_not_found")
        kids = [body.keys("new", "beijing", "--association", BEIJING) for _ in range(2)]
        said = body.try_keys("csr", "beijing", "--out", out)
        refused(said, "key_ambiguous")
        assert all(kid in said.err for kid in kids)
        body.keys("csr", "beijing", "--key", kids[1].upper(), "--out", out)
        refused(body.try_keys("csr", "beijing", "--key", "00" * 8, "--out", out, "--force"), "key_not_found")
        refused(body.try_keys("csr", "beijing", "--key", "xyz", "--out", out), "usage", 3)

    def test_a_root_and_a_seal_for_categories_are_refused(self, body: CentralBody) -> None:
        body.root()
        (entry,) = body.entries("root")
        refused(body.try_keys("csr", "root", "--key", entry.kid.hex(), "--out", body.path("r.csr")), "usage", 3)
        body.keys("new", "root", "--association", BEIJING, "--purpose", "seal")
        refused(body.try_keys("csr", "root", "--category", "practising", "--out", body.path("r.csr")), "usage", 3)
        refused(body.try_keys("csr", "root", "--category", "both", "--out", body.path("r.csr")), "usage", 3)

    def test_a_request_that_is_there_is_left(self, body: CentralBody) -> None:
        body.keys("init", "beijing")
        body.keys("new", "beijing", "--association", BEIJING)
        out = body.counter.file("r.csr", b"old")
        refused(body.try_keys("csr", "beijing", "--out", out), "output_exists")


class TestCertifying:
    def test_a_key_is_certified_for_what_the_root_says(self, body: CentralBody) -> None:
        body.root()
        kid = body.certified("beijing", "--from", "2026-07-01T00:00:00+00:00", "--valid-for", 10)
        (certificate,) = load_certificates(body.path("beijing-1.pem").read_bytes())
        mandate = mandate_of(certificate)
        assert (mandate.association, mandate.categories) == (BEIJING, frozenset(Category))
        assert (mandate.not_after - mandate.not_before).days == 10
        assert mandate.not_before.isoformat() == "2026-07-01T00:00:00+00:00"
        said = body.counter("keys", "list", body.path("beijing")).out.splitlines()
        assert said[1].split()[:4] == [kid, "110000", "Beijing", "issuing"]
        assert said[1].endswith("not yet in its window")

    def test_a_request_of_another_association_is_refused_and_named(self, body: CentralBody) -> None:
        body.root()
        body.certified()
        request = body.path("beijing-1.csr")
        said = body.try_keys("certify", "root", request, "--association", "310000", "--out", body.path("c.pem"))
        refused(said, "out_of_scope")
        assert str(request) in said.err
        assert not body.path("c.pem").exists()

    def test_a_seal_is_certified_as_a_seal(self, body: CentralBody) -> None:
        body.root()
        body.keys("init", "beijing")
        body.keys("new", "beijing", "--association", BEIJING, "--purpose", "seal")
        request, out = body.path("s.csr"), body.path("s.pem")
        body.keys("csr", "beijing", "--out", request)
        asked = ("certify", "root", request, "--association", BEIJING, "--out", out)
        refused(body.try_keys(*asked), "out_of_scope")
        refused(body.try_keys(*asked, "--purpose", "seal", "--category", "practising"), "usage", 3)
        said = body.keys(*asked, "--purpose", "seal")
        assert "seal" in said
        assert "Categories" not in said
        (certificate,) = load_certificates(out.read_bytes())
        assert association_of(certificate).code == BEIJING
        body.keys("import-certificate", "beijing", out)

    def test_without_a_root_nothing_is_certified(self, body: CentralBody) -> None:
        body.root(valid_for=5)
        body.certified("beijing", "--valid-for", 1)
        request = body.path("beijing-1.csr")
        asked = (request, "--association", BEIJING, "--out", body.path("c.pem"))
        refused(body.try_keys("certify", "beijing", *asked), "key_not_found")
        refused(body.try_keys("certify", "root", *asked), "key_not_valid")
        body.wait(days=6)
        refused(body.try_keys("certify", "root", *asked), "key_not_found")

    @pytest.mark.parametrize("content", [b"", b"no request", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"])
    def test_what_is_no_request_is_named(self, body: CentralBody, content: bytes) -> None:
        path = body.counter.file("bad.csr", content)
        said = body.try_keys("certify", "root", path, "--association", BEIJING, "--out", body.path("c.pem"))
        refused(said, "malformed")
        assert "bad.csr" in said.err

    def test_a_window_beyond_the_calendar_is_a_matter_of_usage(self, body: CentralBody) -> None:
        body.root()
        body.keys("init", "beijing")
        body.keys("new", "beijing", "--association", BEIJING)
        request = body.path("k.csr")
        body.keys("csr", "beijing", "--out", request)
        asked = ("--association", BEIJING, "--out", body.path("c.pem"), "--from", "9999-01-01")
        refused(body.try_keys("certify", "root", request, *asked), "usage", 3)

    def test_a_moment_is_iso_8601(self, body: CentralBody) -> None:
        path = body.counter.file("any.csr", b"")
        for moment in ("soon", "0001-01-01", "2026-13-01"):
            asked = ("--association", BEIJING, "--out", body.path("c.pem"), "--from", moment)
            refused(body.try_keys("certify", "root", path, *asked), "usage", 3)


class TestImporting:
    def test_the_certificate_finds_its_key(self, body: CentralBody) -> None:
        body.root()
        body.certified()
        body.certified()
        assert [entry.state for entry in body.entries("beijing")] == [EntryState.ACTIVE, EntryState.ACTIVE]

    def test_a_certificate_for_no_key_of_the_store_is_refused(self, body: CentralBody) -> None:
        body.root()
        body.certified("beijing")
        body.certified("shanghai", of="310000")
        refused(body.try_keys("import-certificate", "beijing", body.path("shanghai-1.pem")), "key_mismatch")
        refused(body.try_keys("import-certificate", "beijing", body.counter.file("x.pem", b"x")), "malformed")
        refused(body.try_keys("import-certificate", "beijing", body.path("gone.pem")), "file_unreadable", 3)

    def test_an_exported_certificate_is_the_imported_one(self, body: CentralBody) -> None:
        body.root()
        body.certified()
        out = body.path("out.pem")
        said = body.counter("keys", "export", body.path("beijing"), "--out", out)
        assert (said.status, said.out) == (0, f"wrote the certificate {out}\n")
        assert out.read_bytes() == body.path("beijing-1.pem").read_bytes()
        refused(body.counter("keys", "export", body.path("beijing"), "--out", out), "output_exists")
        waiting = body.keys("new", "beijing", "--association", BEIJING)
        said = body.counter("keys", "export", body.path("beijing"), "--key", waiting, "--out", out, "--force")
        refused(said, "key_uncertified")


class TestEnding:
    def test_a_retired_key_says_since_when(self, body: CentralBody) -> None:
        body.root()
        kid = body.certified()
        said = body.keys("retire", "beijing", kid, "--at", (NOW - timedelta(hours=1)).isoformat())
        assert "retired 2026-06-01" in said
        (entry,) = body.entries("beijing")
        assert entry.retired_at == NOW - timedelta(hours=1)
        refused(body.try_keys("retire", "beijing", kid), "key_retired")

    def test_a_retired_key_can_turn_out_to_be_compromised(self, body: CentralBody) -> None:
        body.root()
        kid = body.certified()
        body.keys("retire", "beijing", kid)
        since = (NOW - timedelta(days=2)).isoformat()
        said = body.keys("compromise", "beijing", kid, "--since", since, "--reason", "lost laptop")
        assert "compromised since 2026-05-30" in said
        assert body.entries("beijing")[0].reason == "lost laptop"

    def test_the_future_is_refused(self, body: CentralBody) -> None:
        body.root()
        kid = body.certified()
        later = (NOW + timedelta(hours=1)).isoformat()
        refused(body.try_keys("retire", "beijing", kid, "--at", later), "not_yet_valid")
        refused(body.try_keys("compromise", "beijing", kid, "--since", later, "--reason", "x"), "not_yet_valid")
        refused(body.try_keys("compromise", "beijing", kid, "--reason", "x"), "usage", 3)


class TestListing:
    def test_json_conforms_to_the_schema_and_needs_no_passphrase(self, body: CentralBody) -> None:
        body.root()
        body.certified()
        body.certified()
        lines = body.counter("keys", "list", body.path("beijing"), "--json").lines
        document = json.loads((body.path("beijing") / "keystore.json").read_bytes())
        assert lines == document["keys"]
        assert schemas.problems("key-store", document | {"keys": lines}) == ()

    def test_it_says_how_each_key_stands(self, body: CentralBody) -> None:
        body.root()
        body.certified("beijing", "--valid-for", 40)
        body.keys("new", "beijing", "--association", BEIJING)

        def states() -> list[str]:
            return body.counter("keys", "list", body.path("beijing")).out.splitlines()[1:]

        assert states()[0].endswith(" active")
        assert states()[1].endswith("waits for its certificate")
        body.wait(days=20)
        assert states()[0].endswith("active, ends in 20 days")
        body.wait(days=21)
        assert states()[0].endswith("its window has ended")

    def test_it_speaks_chinese(self, body: CentralBody) -> None:
        body.root()
        said = body.counter("keys", "list", body.path("root"), "--lang", "zh").out.splitlines()
        assert said[0].split() == ["密钥", "注协", "用途", "有效期", "状态"]
        assert said[1].split()[1:4] == ["100000", "中注协", "根"]
        assert said[1].endswith("使用中")

    def test_a_folder_that_is_no_store_is_refused(self, body: CentralBody) -> None:
        refused(body.counter("keys", "list", body.path("nothing")), "keystore_foreign")


class TestIntroducing:
    def test_the_next_root_in_the_same_store_is_introduced_by_the_one_before(self, body: CentralBody) -> None:
        first = body.root()
        body.wait(days=1)
        second = body.path("second.pem")
        body.keys("root", "root", "--name", "Second", "--out", second)
        said = body.try_keys("introduce", "root", second, "--out", body.path("i.cbor"))
        assert said.out == f"wrote the introduction {body.path('i.cbor')}\n"
        body.build("b.cbor", "--introduce", body.path("i.cbor"))
        assert body.trust("verify", body.path("b.cbor"), "--root", first).status == 0
        assert body.trust("verify", body.path("b.cbor"), "--root", second).status == 0

    def test_a_root_does_not_introduce_itself(self, body: CentralBody) -> None:
        first = body.root()
        refused(body.try_keys("introduce", "root", first, "--out", body.path("i.cbor")), "key_not_found")

    def test_one_certificate_is_introduced(self, body: CentralBody) -> None:
        first = body.root()
        two = body.counter.file("two.pem", first.read_bytes() * 2)
        refused(body.try_keys("introduce", "root", two, "--out", body.path("i.cbor")), "usage", 3)


def test_no_output_and_no_file_holds_the_passphrase(body: CentralBody) -> None:
    body.root()
    body.certified()
    body.build("b.cbor", body.path("beijing"))
    files = [path.read_bytes() for path in body.counter.folder.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in content for content in files)


def test_a_store_issues(body: CentralBody) -> None:
    root = body.root()
    body.certified("shanghai", of=str(particulars()["association"]))
    body.build("b.cbor", body.path("shanghai"))
    out = body.path("card.png")
    issued = body.counter(
        "issue", body.counter.record("r.json"), "--photo", body.path("photo.png"), "--out", out,
        "--base-url", "https://verify.example.org/", "--store", body.path("shanghai"), "--passphrase-env", "SECRET",
    )  # fmt: skip
    assert issued.status == 0, issued.err
    assert body.counter("verify", out, "--bundle", body.path("b.cbor"), "--root", root).status == 0
    assert evaluate(out.read_bytes()).verdict == "invalid"
    assert root.read_bytes() == body.entries("root")[0].chain[0].public_bytes(Encoding.PEM)
