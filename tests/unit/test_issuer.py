"""Record in, credential out: what is signed, what is hidden, and what is never issued."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash, resolve
from cicpa_credentials.errors import Code, IncompleteRecordError, KeyHandlingError, RecordError
from cicpa_credentials.issuer import DEFAULT_VALIDITY, Issuer
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import Category, MemberRecord
from cicpa_credentials.members.fields import DETAIL_SLOTS, details_of
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim
from cicpa_credentials.wire.sign1 import Sign1
from office import (
    BASE_URL,
    BEIJING,
    DAY,
    ENTRY,
    HOLDER,
    KEY,
    SHANGHAI,
    bundle,
    certified,
    evaluate,
    issue,
    issuer,
    on_curve,
)
from pki import NOW
from sample_records import PHOTO, details, particulars, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.signer import Signer

MEMBERS = sorted((Path(__file__).parents[2] / "examples/members").glob("*.json"))
STATUS = StatusReference(uri="https://status.example.org/lists/07", index=123_456)
SECONDS = int(NOW.timestamp())
DAYS_TO_2017_03_16 = 17_241


def claims(issued: IssuedCertificate) -> dict[Any, Any]:
    return cbor.decode_map(Sign1.decode(issued.credential).payload)


def shown(issued: IssuedCertificate) -> dict[Any, Any]:
    """The certificate map with all details disclosed."""
    certificate: Any = resolve(claims(issued), issued.disclosures).claims[Claim.CERTIFICATE]
    return dict(certificate)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises((RecordError, KeyHandlingError)) as caught:
        act()
    return caught.value.code


class TestCredential:
    def test_of_a_bearer_says_exactly_this(self) -> None:
        """docs/wire-format.md §Credential."""
        message = Sign1.decode(issue().credential)
        assert dict(message.protected) == {1: -9, 4: KEY.public_key.kid, 16: "application/vnd.cicpa"}
        assert message.unprotected == {}
        content = claims(issue())
        certificate = content.pop(-65537)
        (details,) = certificate.pop(REDACTED_KEYS)
        assert content == {
            1: SHANGHAI,
            2: "110007310042",
            4: SECONDS + 366 * 86_400,
            6: SECONDS,
            11: "urn:cicpa:member",
        }
        assert certificate == {1: "林知夏", 2: 2, 3: 1, 4: CBORTag(100, DAYS_TO_2017_03_16)}
        assert len(details) == 32

    def test_bound_to_a_holders_key_is_an_sd_cwt(self) -> None:
        message = Sign1.decode(issue(holder_key=HOLDER.public_key).credential)
        assert message.protected[16] == 293
        confirmation = cbor.decode_map(message.payload)[8]
        assert confirmation == {1: HOLDER.public_key.to_cose_key()}

    def test_with_a_status_says_where_to_look(self) -> None:
        assert claims(issue(status=STATUS))[65535] == {"status_list": {"idx": STATUS.index, "uri": STATUS.uri}}

    @pytest.mark.parametrize("bound", [False, True])
    def test_is_written_in_deterministic_form(self, *, bound: bool) -> None:
        """RFC 8949 §4.2.1: map keys in the bytewise order of their encodings, all heads as short as can be."""
        issued = issue(status=STATUS, holder_key=HOLDER.public_key if bound else None)
        message = Sign1.decode(issued.credential)
        for data in (message.protected_bytes, message.payload, *issued.disclosures):
            assert cbor.encode(cbor.decode(data)) == data
            require_order(cbor.decode(data))

    def test_is_the_same_for_the_same_input(self) -> None:
        assert issue() == issue()

    def test_never_has_the_same_salts_twice(self) -> None:
        office = Issuer(CertifiedSigner(signer=KEY, mandate=ENTRY.mandate), base_url=BASE_URL)
        first, second = office.issue(record()), office.issue(record())
        assert not {*first.disclosures} & {*second.disclosures}
        assert abs(first.issued_at - datetime.now(UTC)) < timedelta(minutes=1)

    @pytest.mark.parametrize(
        "signer",
        [
            on_curve(ec.SECP384R1()),
            on_curve(ec.SECP521R1()),
            InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))),
        ],
        ids=["P-384", "P-521", "Ed25519"],
    )
    def test_may_be_signed_with_any_key_that_signs(self, signer: Signer) -> None:
        issued = issuer(signer).issue(record())
        message = Sign1.decode(issued.credential)
        assert message.protected[1] == signer.algorithm.id
        signer.public_key.verify(message.to_be_signed(), message.signature, algorithm=signer.algorithm)


def require_order(value: object) -> None:
    if isinstance(value, dict):
        written = [cbor.encode(key) for key in value]
        assert written == sorted(written)
        for part in value.values():
            require_order(part)
    if isinstance(value, (list, tuple)):
        for part in value:
            require_order(part)
    if isinstance(value, CBORTag):
        require_order(value.value)


class TestDetails:
    def test_are_behind_one_hash(self) -> None:
        issued = issue()
        (outer,) = claims(issued)[-65537][REDACTED_KEYS]
        parents = [one for one in issued.disclosures if redacted_hash(one) == outer]
        assert len(parents) == 1
        array: Any = cbor.decode(parents[0])
        assert array[2] == 5
        assert len(array[1][REDACTED_KEYS]) == DETAIL_SLOTS == 9

    @pytest.mark.parametrize("path", MEMBERS, ids=lambda path: path.stem)
    def test_of_every_sample_member_come_back_and_their_number_tells_nothing(self, path: Path) -> None:
        member = MemberRecord.from_dict(json.loads(path.read_text("utf-8")))
        issued = issuer(certificate=certified(of=str(member.association))).issue(member)
        decoded = {field.name: field.decode(shown(issued)[5][field.label]) for field, _ in details_of(member)}
        assert decoded == details(member, None)
        assert len(issued.disclosures) == DETAIL_SLOTS + 1
        assert len(issued.credential) == len(issue(record(name=member.name)).credential)

    def test_of_nobody_tell_who_has_transfers(self) -> None:
        moved = issue(record())
        settled = issue(record(association_transfers=None, firm_transfers=None, inspections=None))
        assert len(moved.credential) == len(settled.credential)
        assert self.length_of_parent(moved) == self.length_of_parent(settled)

    @staticmethod
    def length_of_parent(issued: IssuedCertificate) -> int:
        (outer,) = claims(issued)[-65537][REDACTED_KEYS]
        (parent,) = (one for one in issued.disclosures if redacted_hash(one) == outer)
        return len(parent)

    def test_never_stand_in_the_printed_credential(self) -> None:
        written = issue(status=STATUS, holder_key=HOLDER.public_key).credential
        for name in ("mobile", "email", "approval_number", "firm", "id_number", "qualification_number", "photo"):
            assert particulars()[name].encode() not in written

    def test_the_id_number_is_in_no_disclosure_either(self) -> None:
        issued = issue()
        everything = issued.credential + b"".join(issued.disclosures)
        for name in ("id_number", "qualification_number", "photo"):
            assert particulars()[name].encode() not in everything


class TestIssued:
    def test_the_qr_text_is_the_credential_behind_the_base_url(self) -> None:
        issued = issue()
        assert issued.qr_text.startswith(f"{BASE_URL}#")
        assert transport.decode(issued.qr_text) == issued.credential

    def test_the_view_is_what_a_verifier_will_see(self) -> None:
        certificate = evaluate(issue().qr_text).certificate
        assert certificate is not None
        assert certificate.view == issue().view
        assert (certificate.issued_at, certificate.expires_at) == (issue().issued_at, issue().expires_at)

    def test_times_are_whole_seconds(self) -> None:
        issued = issuer(at=NOW + timedelta(microseconds=999_999), valid_for=timedelta(days=1, microseconds=5)).issue(
            record()
        )
        assert issued.issued_at == NOW
        assert issued.expires_at == NOW + DAY
        assert (claims(issued)[6], claims(issued)[4]) == (SECONDS, SECONDS + 86_400)

    def test_the_clock_may_be_anywhere(self) -> None:
        in_beijing = NOW.astimezone(timezone(timedelta(hours=8)))
        assert issuer(at=in_beijing).issue(record(), photo=PHOTO).credential == issue().credential

    def test_lasts_a_year_unless_the_host_says_otherwise(self) -> None:
        assert timedelta(days=366) == DEFAULT_VALIDITY
        assert issue().expires_at == NOW + DEFAULT_VALIDITY
        assert issuer(valid_for=DAY).issue(record()).expires_at == NOW + DAY

    def test_its_repr_shows_nothing_of_the_member(self) -> None:
        assert repr(issue()) == "<IssuedCertificate>"


class TestRefusals:
    def test_an_incomplete_record_gives_every_missing_field_and_no_certificate(self) -> None:
        with pytest.raises(IncompleteRecordError) as caught:
            issuer(random_bytes=never).issue(record(mobile=None, email=None, photo=None))
        assert caught.value.code is Code.INCOMPLETE_RECORD
        assert caught.value.missing == ("mobile", "email", "photo")

    def test_a_photo_of_the_wrong_origin(self) -> None:
        old = record(qualified_year=2005)
        assert refusal(lambda: issuer(random_bytes=never).issue(old)) is Code.PHOTO_ROUTE

    @pytest.mark.parametrize(
        ("certificate", "code"),
        [
            pytest.param(certified(of=BEIJING), Code.OUT_OF_SCOPE, id="key of another association"),
            pytest.param(
                certified(categories=frozenset({Category.NON_PRACTISING})),
                Code.OUT_OF_SCOPE,
                id="key of another category",
            ),
            pytest.param(certified(window=(NOW + DAY, NOW + 2 * DAY)), Code.KEY_NOT_VALID, id="key not yet valid"),
            pytest.param(certified(window=(NOW - 2 * DAY, NOW - DAY)), Code.KEY_NOT_VALID, id="key not valid any more"),
        ],
    )
    def test_a_key_that_may_not_sign_this(self, certificate: Any, code: Code) -> None:  # noqa: ANN401 - an X.509 certificate
        assert refusal(lambda: issuer(certificate=certificate, random_bytes=never).issue(record())) is code

    def test_a_signer_that_fails(self) -> None:
        class Broken:
            algorithm, public_key = KEY.algorithm, KEY.public_key

            def sign(self, data: bytes) -> bytes:
                raise KeyHandlingError(Code.SIGNING_FAILED, f"{len(data)} bytes not signed")

        assert refusal(lambda: issuer(Broken()).issue(record())) is Code.SIGNING_FAILED

    def test_a_source_of_randomness_that_fails(self) -> None:
        for size in (0, 16, 255):
            with pytest.raises(struct.error):
                issuer(random_bytes=lambda _: bytes(size)).issue(record())  # noqa: B023 - called at once

    def test_a_clock_without_a_time_zone(self) -> None:
        with pytest.raises(TypeError, match="offset-naive"):
            issuer(at=NOW.replace(tzinfo=None)).issue(record())

    def test_a_holders_key_that_could_never_sign_a_presentation(self) -> None:
        key = PublicKey(rsa.generate_private_key(65537, 2048).public_key())
        assert refusal(lambda: issue(holder_key=key)) is Code.UNSUPPORTED

    @pytest.mark.parametrize(
        "url",
        [
            "http://verify.example.org/",
            "verify.example.org",
            "ftp://verify.example.org/",
            "https://",
            "https:///c",
            "https://:443/c",
            "https://verify.example.org/#here",
            "https://verify.example.org/#",
            "https://核验.example.org/",
            "https://verify.example.org/a b",
            "https://verify.example.org/\n",
            "https://verify.example.org/\x7f",
            'https://verify.example.org/"',
            "https://verify.example.org/<c>",
            "https://[::1",
            "javascript:alert(1)//https://x",
            "",
        ],
    )
    def test_a_base_url_that_no_phone_opens_safely(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"base_url|IPv6"):
            issuer(base_url=url)

    @pytest.mark.parametrize(
        "url", ["https://v.cn", "https://v.cn/", "https://v.cn:8443/c?x=1&y=%20", "https://[::1]/c"]
    )
    def test_any_other_https_url_will_do(self, url: str) -> None:
        assert issuer(base_url=url).issue(record()).qr_text.startswith(f"{url}#")

    @pytest.mark.parametrize("valid_for", [timedelta(0), timedelta(days=-1), timedelta(microseconds=999_999)])
    def test_a_validity_of_less_than_a_second(self, valid_for: timedelta) -> None:
        with pytest.raises(ValueError, match="valid_for"):
            issuer(valid_for=valid_for)


def never(_: int) -> bytes:
    raise AssertionError("salts were drawn for what must not be issued")


def test_each_association_issues_with_its_own_key() -> None:
    other = InProcessSigner(ec.derive_private_key(77, ec.SECP256R1()))
    certificate = certified(other, of=BEIJING)
    both = bundle(ENTRY, TrustedIssuer.of((certificate,)))
    in_beijing = record(association=BEIJING, association_transfers=None)
    for issued, code in ((issuer(other, certificate).issue(in_beijing), BEIJING), (issue(), SHANGHAI)):
        report = evaluate(issued.qr_text, both)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert report.certificate.view.association.code == code
