"""The guide to letters of good standing is run as it is printed."""

from __future__ import annotations

import re
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import cicpa_credentials
from central_body import ENV, CentralBody
from cicpa_credentials.errors import Code
from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.store import KeyStore
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.register import Register
from cicpa_credentials.verifier import VerificationError, Verifier
from counter import Counter, furnish
from key_stores import make_scrypt_cheap
from ledger import open_ledger
from office import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counter import Said

GUIDE: Final = (Path(__file__).parents[2] / "docs/issuing/letter.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```(sh|python)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)

pytest.importorskip("zxingcpp")
pytest.importorskip("typst")


@pytest.fixture
def counter(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A folder with what the guide takes for granted, and every clock at the same hour."""
    make_scrypt_cheap(monkeypatch)
    furnish(tmp_path)
    made = Counter(folder=tmp_path, capsys=capsys)
    body = CentralBody(counter=made)
    body.root("root")
    body.certified("cicpa", of=CICPA)
    body.build("bundle.cbor", body.path("cicpa"), "--force")
    assert open_ledger(made).issue(name_latin="LIN Zhixia").status == 0
    made.record("member.json", name_latin="LIN Zhixia")
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def names(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the guide's Python takes for granted."""
    for known in (Issuer, Verifier):
        monkeypatch.setattr(cicpa_credentials, known.__name__, partial(known, clock=clock()), raising=False)
    folder = counter.folder
    root = load_certificates((folder / "root.pem").read_bytes())[0]
    with Register.open(folder / "register.db", clock=clock()) as register:
        yield {
            "signer": KeyStore.open(folder / "cicpa", counter.environ["SECRET"].encode()).signer(CICPA),
            "register": register,
            "record": MemberRecord.from_json((folder / "member.json").read_bytes()),
            "bundle": TrustBundle.load((folder / "bundle.cbor").read_bytes(), root=root),
        }


def called(counter: Counter, block: str) -> list[Said]:
    """What the commands of a block say."""
    return [counter(*shlex.split(line)[1:]) for line in block.replace("\\\n", "").splitlines()]


def test_the_guide_does_what_it_says(
    counter: Counter, names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (first, issue), (_, in_python), (_, check), (_, strict), (_, withdraw) = BLOCKS
    assert first == "sh"
    (issued,) = called(counter, issue)
    assert (issued.status, issued.out, issued.err) == (0, "issued letter.pdf\n", "")
    exec(in_python, names)  # noqa: S102 - the guide's own words
    assert names["page"].startswith(b"\x89PNG")
    (checked,) = called(counter, check)
    assert (checked.status, checked.err) == (2, ""), "the bundle has no list yet"
    assert "LETTER OF GOOD STANDING" in checked.out
    assert "status_unknown" in checked.out
    with pytest.raises(VerificationError) as unsettled:
        exec(strict, names)  # noqa: S102 - the guide's own words
    assert unsettled.value.code is Code.STATUS_UNKNOWN
    revoked, told = called(counter, withdraw)
    assert (revoked.status, revoked.out) == (0, "letters revoked: 2\n")
    assert told.out.count("approved (2026-05-29)") == 2
    assert capsys.readouterr().err == ""


def test_with_a_list_the_letter_is_valid_until_it_is_withdrawn(
    counter: Counter, names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (_, issue), (_, in_python), (_, check), (_, strict), (_, withdraw) = BLOCKS
    called(counter, issue)
    exec(in_python, names)  # noqa: S102 - the guide's own words
    publish(counter)
    names["bundle"] = TrustBundle.load((counter.folder / "bundle.cbor").read_bytes(), root=names["bundle"].root)
    (checked,) = called(counter, check)
    assert checked.status == 0
    assert "Member in good standing as of 1 June 2026" in checked.out
    capsys.readouterr()
    exec(strict, names)  # noqa: S102 - the guide's own words
    assert capsys.readouterr().out == "2026-06-01\n"
    called(counter, withdraw)
    publish(counter)
    (refused,) = called(counter, check)
    assert (refused.status, "[revoked]" in refused.out) == (1, True)


def publish(counter: Counter) -> None:
    """Publish CICPA's list, and have it in the bundle."""
    folder = counter.folder
    keys = ("--store", folder / "cicpa", *ENV)
    lists = ("--register", folder / "register.db", "--association", CICPA, "--out", folder / "lists")
    assert counter("status", "publish", *lists, *keys).status == 0
    before = ("--previous", folder / "bundle.cbor", "--force")
    CentralBody(counter=counter).build(
        "bundle.cbor", folder / "cicpa", "--status-list", folder / "lists" / f"{CICPA}-1.statuslist", *before
    )
