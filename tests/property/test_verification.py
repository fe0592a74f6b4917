"""Whatever a verifier is given, there is a report; and what it says is what was issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cbor2 import CBORSimpleValue, undefined
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials import schemas
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Outcome, Report, Step, Verdict
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.sign1 import Sign1
from hostile import values
from office import BASE_URL, DAY, HOLDER, Draft, evaluate, issue, issuer, reassembled, verifier
from pki import NOW
from sample_records import details, record

STATUS = StatusReference(uri="https://status.example.org/lists/07", index=5)
ISSUED = [issue(), issue(holder_key=HOLDER.public_key), issue(status=STATUS)]
SHOWN = [reassembled(one.credential, unprotected={17: list(one.disclosures)}) for one in ISSUED]
CREDENTIALS = [one.credential for one in ISSUED] + SHOWN
FACE = ISSUED[0].view


@cache
def expected() -> dict[str, Any]:
    return details()


def sound(report: Report) -> Report:
    """A report that can be handed on: all steps in order, the verdict they make, and a JSON form."""
    assert [check.step for check in report.checks] == list(Step)
    outcomes = {check.outcome for check in report.checks}
    if Outcome.FAILED in outcomes:
        assert report.verdict is Verdict.INVALID
    elif Outcome.INDETERMINATE in outcomes:
        assert report.verdict is Verdict.INDETERMINATE
    else:
        assert report.verdict is Verdict.VALID
    assert (report.code is None) is (report.verdict is Verdict.VALID)
    assert schemas.problems("report", report.to_dict()) == ()
    return report


@given(st.text(max_size=100) | st.text("0123456789#", max_size=300) | st.binary(max_size=300))
def test_any_text_or_bytes_get_a_report(received: str | bytes) -> None:
    assert sound(evaluate(received)).verdict is Verdict.INVALID


@given(st.binary(max_size=300), st.sampled_from([0, 1, 2, 3]))
def test_any_body_in_a_code_gets_a_report(body: bytes, version: int) -> None:
    text = f"{BASE_URL}#{transport.to_digits(bytes([version]) + body)}"
    assert sound(evaluate(text)).verdict is Verdict.INVALID


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good credential with up to four bytes changed, taken out or put in."""
    data = bytearray(draw(st.sampled_from(CREDENTIALS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(data)


@settings(max_examples=600)
@given(damaged())
def test_a_damaged_credential_says_what_was_issued_or_nothing(data: bytes) -> None:
    report = sound(evaluate(data))
    if report.certificate is not None:
        assert report.certificate.view == FACE
        assert all(expected()[name] == value for name, value in report.certificate.details.items())
    if report.verdict is Verdict.VALID:
        assert signed_parts(data) in [signed_parts(one) for one in CREDENTIALS]


def signed_parts(data: bytes) -> tuple[bytes, bytes]:
    message = Sign1.decode(data)
    return message.protected_bytes, message.payload


@given(st.sampled_from([one.qr_text for one in ISSUED]), st.data())
def test_a_misread_code_is_never_another_certificate(text: str, data: st.DataObject) -> None:
    digits = list(text)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(len(BASE_URL) + 1, len(digits) - 1))
        digits[at] = data.draw(st.sampled_from("0123456789"))
    report = sound(evaluate("".join(digits)))
    assert report.verdict is Verdict.INVALID or "".join(digits) == text


anything = values(
    keys=st.integers(-3, 8) | st.just(CBORSimpleValue(59)) | st.text(max_size=3),
    tags=[2, 18, 58, 60, 61, 62, 100],
    also=st.sampled_from(
        [undefined, CBORSimpleValue(59), CBORSimpleValue(1), 293, 294, -9, "310000", int(NOW.timestamp())]
    ),
)
labels = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 15, 16, 17, 39, 170, 171, 65535, -65537])


@settings(max_examples=600)
@given(
    st.sampled_from(CREDENTIALS),
    st.dictionaries(labels, anything, max_size=2),
    st.dictionaries(labels, anything, max_size=2),
    st.dictionaries(st.sampled_from([4, 17, 171]), anything, max_size=1),
)
def test_whatever_an_issuer_signs_gets_a_report(
    credential: bytes, headers: dict[Any, Any], claims: dict[Any, Any], unprotected: dict[Any, Any]
) -> None:
    """Signed by the right key: every step has to stand on its own."""
    draft = Draft.of(credential)
    changed = replace(
        draft,
        protected={**draft.protected, 4: draft.protected[4], **headers},
        payload={**draft.payload, **claims},
        unprotected={**draft.unprotected, **unprotected},
    )
    sound(evaluate(changed.signed()))


@settings(max_examples=300)
@given(
    st.dictionaries(st.integers(1, 9), anything, max_size=3), st.dictionaries(st.integers(1, 9), anything, max_size=3)
)
def test_whatever_stands_in_the_certificate_map_gets_a_report(face: dict[Any, Any], details: dict[Any, Any]) -> None:
    draft = Draft.of(ISSUED[0].credential)
    certificate = {**draft.payload[-65537], 5: details, **face}
    report = sound(evaluate(draft.with_claims({-65537: certificate}).signed()))
    if report.verdict is Verdict.VALID:
        assert report.certificate is not None
        assert report.certificate.view.number == FACE.number


@given(st.data())
def test_what_is_shown_equals_the_record_and_what_is_hidden_is_not_told(data: st.DataObject) -> None:
    issued = data.draw(st.sampled_from(ISSUED))
    *inner, parent = issued.disclosures
    chosen = data.draw(st.lists(st.sampled_from(inner), unique=True))
    shown = reassembled(issued.credential, unprotected={17: data.draw(st.permutations([parent, *chosen]))})
    report = sound(evaluate(shown))
    assert report.certificate is not None
    assert report.certificate.view == FACE
    names = [name for name, one in zip(expected(), inner, strict=False) if one in chosen]
    assert dict(report.certificate.details) == {name: expected()[name] for name in names}


@given(
    st.datetimes(datetime(2026, 5, 3), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001 - made aware here
    st.integers(1, 1000),
)
def test_a_certificate_holds_from_issue_to_expiry_and_at_no_other_time(at: datetime, days: int) -> None:
    issued = issuer(valid_for=timedelta(days=days)).issue(record())
    report = sound(evaluate(issued.credential, at=at))
    leeway = timedelta(minutes=5)
    in_time = issued.issued_at - leeway <= at < issued.expires_at + leeway
    assert (report.checks[Step.TIMES - 1].outcome is Outcome.PASSED) is in_time
    assert report.at == at


@given(st.sampled_from(ISSUED), st.text(st.characters(codec="ascii", exclude_characters="#"), max_size=20))
def test_any_url_before_the_digits_gets_the_same_answer(issued: Any, url: str) -> None:  # noqa: ANN401 - an issued certificate
    digits = issued.qr_text.rpartition("#")[2]
    assert verifier().evaluate(f"{url}#{digits}") == evaluate(issued.qr_text)
    assert evaluate(digits, at=NOW + DAY).certificate == evaluate(issued.qr_text).certificate
