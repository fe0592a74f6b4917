"""Each assertion lets pass what is right, and stops what it is there to stop."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest
from hypothesis import given, settings

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.status import Status
from cicpa_credentials.testing import (
    NOW,
    World,
    assert_json_conforms,
    assert_render_scan_identity,
    assert_revocation_monotone,
    assert_undisclosed_absent,
    assert_verdict_depends_only_on,
    issued_certificates,
    member_records,
)
from cicpa_credentials.verifier import Verdict, Verifier
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.sign1 import Sign1
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.members import CertificateView, MemberRecord
    from cicpa_credentials.verifier import Policy

WORLD: Final = World.standard()
MEMBER: Final = record()
ISSUED: Final = WORLD.issue(MEMBER, photo=PHOTO)
BOUND: Final = WORLD.issue(MEMBER, bound=True, photo=PHOTO)
MOBILE: Final = b"19900000001"
FILE: Final = (Path(__file__).parents[3] / "examples" / "members" / "01.png").read_bytes()


def shown(fields: Iterable[str], of: IssuedCertificate = ISSUED) -> Presentation:
    holder = WORLD.take(of)
    if holder.holder_key is None:
        return holder.present(fields)
    return holder.present(fields, audience="bank.example", key=WORLD.holder)


# undisclosed values


@pytest.mark.parametrize("issued", [ISSUED, BOUND], ids=["bearer", "bound"])
def test_every_detail_that_should_not_be_there_is_found_by_its_name(issued: IssuedCertificate) -> None:
    names = WORLD.take(issued).details
    assert_undisclosed_absent(shown(names, issued), issued, shown=names)
    for name in names:
        told = [other for other in names if other != name]
        with pytest.raises(AssertionError, match=f"^{name} was not shown|^the salt"):
            assert_undisclosed_absent(shown(names, issued), issued, shown=told)


HIDDEN: Final[dict[str, bytes | str]] = {
    "as it is": MOBILE,
    "in hexadecimal": MOBILE.hex().upper(),
    "as a decimal number": str(int.from_bytes(MOBILE, "little")),
    "in the digits of a code": transport.to_digits(MOBILE),
    "in base32": base64.b32encode(MOBILE),
    "in base64": base64.b64encode(b"x" + MOBILE + b"y"),
    "in base64url": base64.urlsafe_b64encode(b"xy" + MOBILE + b"z").rstrip(b"="),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_the_search_sees_through_the_usual_encodings(way: str) -> None:
    hidden = HIDDEN[way]
    surrounded = f"page {hidden} end" if isinstance(hidden, str) else b"page " + hidden + b" end"
    with pytest.raises(AssertionError, match=rf"^mobile was not shown and can be read, .*\b{way}\b"):
        assert_undisclosed_absent(surrounded, ISSUED, shown=())


AS_PEOPLE_WRITE: Final[dict[str, tuple[str, str]]] = {
    "a day in Chinese": ("birth_date", "1988年6月21日"),
    "a day in Chinese, with zeros": ("birth_date", "1988 年 06 月 21 日"),
    "a day with slashes": ("birth_date", "1988/6/21"),
    "a day with dots": ("birth_date", "1988.06.21"),
    "a day without anything between": ("birth_date", "<td>19880621</td>"),
    "a number with hyphens": ("mobile", "199-0000-0001"),
    "a number with spaces": ("mobile", "199 0000 0001"),
    "an address of mail in a URL": ("email", "?to=lin.zhixia%40example.org&page=2"),
    "JSON that is ASCII": ("approval_number", json.dumps({"approval": "京注协〔2017〕28号 𠮷"})),
    "HTML that is ASCII": ("approval_number", "京注协〔2017〕28号".encode("ascii", "xmlcharrefreplace").decode()),
    "a URL": ("approval_number", quote("京注协〔2017〕28号")),
}


@pytest.mark.parametrize("way", AS_PEOPLE_WRITE)
@pytest.mark.parametrize("kind", [str, str.encode])
def test_the_search_reads_a_page_as_those_do_whom_it_is_for(way: str, kind: Callable[[str], str | bytes]) -> None:
    name, text = AS_PEOPLE_WRITE[way]
    with pytest.raises(AssertionError, match=f"(?m)^{name} was not shown and can be read, as it is$"):
        assert_undisclosed_absent(kind(f"page {text}, end"), ISSUED, shown=())


@pytest.mark.parametrize("text", ["119880621", "1988062", "1988年6月", r"\ud83d alone", "%E4%BA alone", "&#x110000;"])
def test_what_is_no_detail_is_not_taken_for_one(text: str) -> None:
    assert_undisclosed_absent(text, ISSUED, shown=())


def test_the_search_sees_through_base45() -> None:
    # RFC 9285 §4.3: "base-45" is written UJCLQE7W581
    from cicpa_credentials.testing.traces import ways_found  # noqa: PLC0415 - not one of the public names

    assert "in base45" in ways_found([b"base-4"], [b"..UJCLQE7W581.."])


def test_the_search_sees_through_the_digits_of_a_code() -> None:
    message = Sign1.decode(ISSUED.credential)
    leaking = replace(message, unprotected={99: MOBILE}).encode()
    with pytest.raises(AssertionError, match=r"^mobile"):
        assert_undisclosed_absent(transport.encode(leaking, base_url="https://a.example/"), ISSUED, shown=())


def test_a_salt_that_was_not_shown_is_found() -> None:
    salt: Any = cbor.decode(ISSUED.disclosures[0])
    with pytest.raises(AssertionError, match=r"^the salt"):
        assert_undisclosed_absent(bytes(salt[0]), ISSUED, shown=())


def test_the_parents_salt_is_told_with_any_detail_and_with_none_it_is_not() -> None:
    assert_undisclosed_absent(shown(["mobile"]), ISSUED, shown=["mobile"])
    assert_undisclosed_absent(shown([]), ISSUED, shown=())
    with pytest.raises(AssertionError, match=r"^the salt|^mobile"):
        assert_undisclosed_absent(shown(["mobile"]), ISSUED, shown=())


def test_no_value_is_in_the_message() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_undisclosed_absent(MOBILE, ISSUED, shown=())
    assert MOBILE.decode() not in str(caught.value)


def test_what_stands_on_the_face_is_no_secret() -> None:
    assert_undisclosed_absent(f"{ISSUED.view.to_dict()}", ISSUED, shown=())


# the verdict


@pytest.mark.parametrize("received", [ISSUED.qr_text, ISSUED.credential, "nonsense", b"\xd2"])
def test_a_verdict_depends_on_what_it_should(received: str | bytes) -> None:
    assert_verdict_depends_only_on(received, WORLD.bundle, at=NOW)


def test_a_verifier_that_remembers_is_found() -> None:
    asked: list[object] = []

    def counting(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> object:
        asked.append(received)
        return Verifier(bundle, policy=policy, clock=lambda: at).evaluate(received).verdict, len(asked)

    with pytest.raises(AssertionError, match="the same question"):
        assert_verdict_depends_only_on(ISSUED.qr_text, WORLD.bundle, at=NOW, evaluate=counting)


def test_a_verifier_that_keeps_its_first_answer_is_found() -> None:
    kept: dict[str | bytes, object] = {}

    def keeping(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> object:
        answer = Verifier(bundle, policy=policy, clock=lambda: at).evaluate(received).verdict
        return kept.setdefault(str(received).rpartition("#")[2], answer)

    assert_verdict_depends_only_on("nonsense", WORLD.bundle, at=NOW, evaluate=keeping)
    with pytest.raises(AssertionError, match="the certificate has ended"):
        assert_verdict_depends_only_on(ISSUED.qr_text, WORLD.bundle, at=NOW, evaluate=keeping)


def blind_to_time_zones(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> object:
    return received, policy, bundle.sequence, at.replace(tzinfo=None)


def by_the_object(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> object:
    return received, policy, id(bundle), at


def by_the_host(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> object:
    return received, policy, bundle.sequence, at


@pytest.mark.parametrize(
    ("evaluate", "fault"),
    [(blind_to_time_zones, "time zone"), (by_the_object, "read anew"), (by_the_host, "URL")],
)
def test_a_verifier_that_looks_elsewhere_is_found(evaluate: Callable[..., object], fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        assert_verdict_depends_only_on(ISSUED.qr_text, WORLD.bundle, at=NOW, evaluate=evaluate)


# revocation


def standings(*of: Status) -> tuple[str, list[TrustBundle]]:
    """A certificate, and a bundle for each standing that follows another."""
    world = WORLD.with_member(MEMBER)
    (member,) = world.members
    bundles = []
    for standing in of:
        world = world.with_standing(member, standing)
        bundles.append(world.bundle)
    return member.issued.qr_text, bundles


VALID, REVOKED, SUSPENDED, SUPERSEDED = Status.VALID, Status.INVALID, Status.SUSPENDED, Status.SUPERSEDED


@pytest.mark.parametrize(
    "of", [(VALID, SUSPENDED, VALID, REVOKED, REVOKED), (SUPERSEDED, REVOKED), (SUSPENDED, SUPERSEDED), (VALID,), ()]
)
def test_a_life_that_is_right_passes_in_any_order(of: tuple[Status, ...]) -> None:
    received, bundles = standings(*of)
    assert_revocation_monotone(received, reversed(bundles), at=NOW)


@pytest.mark.parametrize(
    "of", [(REVOKED, VALID), (SUPERSEDED, SUSPENDED), (REVOKED, REVOKED, VALID), (REVOKED, SUPERSEDED, VALID)]
)
def test_whoever_was_revoked_and_comes_back_is_found(of: tuple[Status, ...]) -> None:
    received, bundles = standings(*of)
    with pytest.raises(AssertionError, match="in an earlier bundle"):
        assert_revocation_monotone(received, bundles, at=NOW)


def test_a_bundle_that_only_lost_its_lists_lets_nobody_pass() -> None:
    world = WORLD.with_member(MEMBER, standing=REVOKED)
    bare = world.bundle_of(status_lists=[], sequence=world.sequence + 1)
    received = world.members[0].issued.qr_text
    assert_revocation_monotone(received, [world.bundle, bare], at=NOW)
    back = world.with_standing(world.members[0], VALID).bundle_of(sequence=world.sequence + 2)
    with pytest.raises(AssertionError, match="in an earlier bundle"):
        assert_revocation_monotone(received, [world.bundle, bare, back], at=NOW)


def test_two_bundles_of_one_sequence_must_say_the_same() -> None:
    received, bundles = standings(REVOKED)
    other = WORLD.with_member(MEMBER).bundle_of(sequence=bundles[0].sequence)
    with pytest.raises(AssertionError, match="two bundles of sequence"):
        assert_revocation_monotone(received, [*bundles, other], at=NOW)


def passes(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> bool:
    return Verifier(bundle, policy=policy, clock=lambda: at).evaluate(received).verdict is Verdict.VALID


def test_a_host_that_does_as_the_library_says_lets_nobody_pass() -> None:
    received, bundles = standings(VALID, SUSPENDED, VALID, REVOKED, REVOKED)
    assert_revocation_monotone(received, bundles, at=NOW, passes=passes)


@pytest.mark.parametrize("of", [(VALID, REVOKED), (VALID, SUSPENDED, SUPERSEDED)])
def test_a_host_that_remembers_who_was_valid_is_found(of: tuple[Status, ...]) -> None:
    remembered: list[bool] = []

    def remembering(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> bool:
        remembered.append(passes(received, bundle, policy=policy, at=at))
        return any(remembered)

    received, bundles = standings(*of)
    with pytest.raises(AssertionError, match="and it passes"):
        assert_revocation_monotone(received, reversed(bundles), at=NOW, passes=remembering)


# pictures and JSON


def test_what_is_drawn_is_read() -> None:
    pytest.importorskip("zxingcpp")
    assert_render_scan_identity(ISSUED.view, ISSUED.qr_text, FILE)


def test_a_picture_of_another_certificate_is_found() -> None:
    pytest.importorskip("zxingcpp")
    from cicpa_credentials import render  # noqa: PLC0415 - only where it can be read

    def another(view: CertificateView, _: str, photo: bytes) -> bytes:
        return render.png(view, BOUND.qr_text, photo, check=False)

    with pytest.raises(AssertionError, match="does not say"):
        assert_render_scan_identity(ISSUED.view, ISSUED.qr_text, FILE, draw=another)


def test_json_forms_conform() -> None:
    assert_json_conforms(MEMBER)
    assert_json_conforms(WORLD.bundle)
    report = WORLD.verifier().evaluate(ISSUED.qr_text)
    assert_json_conforms(report)
    assert_json_conforms(report.to_dict(), "report")


def test_a_form_that_breaks_its_schema_is_found() -> None:
    form = WORLD.verifier().evaluate(ISSUED.qr_text).to_dict()
    with pytest.raises(AssertionError, match="breaks the schema report"):
        assert_json_conforms(form | {"verdict": "perhaps"}, "report")


def test_a_form_that_json_changes_is_found() -> None:
    form = MEMBER.to_dict() | {"honours": ("资深会员",)}
    with pytest.raises(AssertionError):
        assert_json_conforms(form, "member-record")


# the world


@settings(max_examples=10)
@given(member_records())
def test_the_same_record_gets_the_same_certificate_and_another_one_gets_other_salts(kept: MemberRecord) -> None:
    assert WORLD.issue(kept) == WORLD.issue(kept)
    assert not set(WORLD.issue(kept).disclosures) & set(WORLD.issue(kept, bound=True).disclosures)


def test_what_happens_in_a_world_leaves_the_one_before_as_it_was() -> None:
    world = WORLD.with_member(MEMBER)
    gone = world.with_standing(world.members[0], REVOKED)
    received = world.members[0].issued.qr_text
    assert world.verifier().evaluate(received).code is None
    assert gone.verifier().evaluate(received).code is Code.REVOKED
    assert gone.bundle.sequence == world.bundle.sequence + 1
    assert WORLD.members == ()


def test_a_key_that_leaked_is_no_longer_believed() -> None:
    leaked = WORLD.with_key("310000", KeyState.COMPROMISED, NOW - timedelta(days=1))
    assert leaked.verifier().evaluate(ISSUED.qr_text).code is Code.KEY_COMPROMISED


def test_time_passes() -> None:
    later = WORLD.later(timedelta(days=400))
    assert later.verifier().evaluate(ISSUED.qr_text).code is Code.EXPIRED
    assert later.issue(MEMBER).issued_at == NOW + timedelta(days=400)


@settings(max_examples=5)
@given(issued_certificates(of=WORLD, bound=True))
def test_bound_certificates_are_bound_to_the_worlds_holder(issued: IssuedCertificate) -> None:
    assert WORLD.take(issued).holder_key == WORLD.holder.public_key
