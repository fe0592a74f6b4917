"""What holds whatever is issued, shown, published and drawn: ready assertions, for any property test.

Each raises AssertionError with a sentence that names what broke, never the value. They take what this library makes and
what a host makes of it: a page, a letter, a database column in which no detail may stand.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

from cicpa_credentials import schemas
from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members import FACE, MemberRecord
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.testing.frozen import FrozenClock
from cicpa_credentials.testing.traces import readings, traces, ways_found
from cicpa_credentials.verifier import Outcome, Report, Step, Verdict, Verifier
from cicpa_credentials.wire import cbor, transport

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.members import CertificateView
    from cicpa_credentials.verifier import Policy

__all__ = [
    "Evaluate",
    "assert_json_conforms",
    "assert_render_scan_identity",
    "assert_revocation_monotone",
    "assert_undisclosed_absent",
    "assert_verdict_depends_only_on",
]

_ENDED: Final = frozenset({Code.REVOKED, Code.SUPERSEDED})
_JSON_FORMS: Final = ((MemberRecord, "member-record"), (Report, "report"), (TrustBundle, "bundle-view"))
_AGE: Final = timedelta(days=36_525)
_JsonForm: TypeAlias = MemberRecord | Report | TrustBundle
_Known_co = TypeVar("_Known_co", covariant=True)


class Evaluate(Protocol[_Known_co]):
    """A verification as a host wraps it; without one of its own, `Verifier.evaluate` is taken."""

    def __call__(self, received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> _Known_co:
        """What is known of a certificate."""
        ...


# -- the holder's choice


def assert_undisclosed_absent(
    presentation: Presentation | str | bytes, issued: IssuedCertificate, *, shown: Collection[str]
) -> None:
    """No detail that was not shown can be read from the output, in any encoding, nor a salt by which to guess it.

    Looked for are text in UTF-8, UTF-16 and GB 18030, days and numbers, each as it is, in hexadecimal, decimal, base32,
    base45, base64 and base64url, and in the digits of a code; in a text, also behind the escapes of HTML, JSON and
    URLs, and days and numbers as people write them. What also stands on the face or in a shown detail is no secret. A
    part of a value is not found, such as a year, or a telephone number without its last digits.

    Args:
        presentation: what left the holder's hands; or any text or bytes a host made of it.
        issued: the certificate, which has them all.
        shown: the names of the details that the holder chose.
    """
    details = Holder(issued).unverified_details()
    encoded = {name: DETAIL_BY_NAME[name].encode(value) for name, value in details.items()}
    told = [*_face(issued.view), *(encoded[name] for name in shown)]
    public = b"\0".join(trace for value in told for trace in traces(value))
    places = tuple(_places(presentation))
    for name, value in encoded.items():
        if name not in shown:
            ways = ways_found((trace for trace in traces(value) if trace not in public), places)
            assert not ways, f"{name} was not shown and can be read, {' and '.join(sorted(ways))}"
    for disclosure in issued.disclosures:
        salt, *content = _contents(disclosure)
        if not (content and _is_shown(content[-1], content[0], encoded, shown)):
            ways = ways_found([salt], places)
            assert not ways, f"the salt of a disclosure that was not shown can be read, {' and '.join(sorted(ways))}"


def _face(view: CertificateView) -> Iterator[object]:
    yield from (view.number, view.association.code)
    for field in FACE:
        yield field.encode(view.joined if field.name == "approval_date" else getattr(view, field.name))


def _contents(disclosure: bytes) -> list[Any]:
    opened: Any = cbor.decode(disclosure)
    return [opened[0], *opened[1:]]


def _is_shown(label: object, value: object, encoded: dict[str, Any], shown: Collection[str]) -> bool:
    if isinstance(value, dict):
        return bool(shown)  # the disclosure that the others stand in goes with any of them
    return any(DETAIL_BY_NAME[name].label == label and encoded[name] == value for name in shown)


def _places(output: Presentation | str | bytes) -> Iterator[bytes]:
    if isinstance(output, bytes):
        yield output
        with suppress(UnicodeDecodeError):
            yield from _read(output.decode())
        return
    text = output if isinstance(output, str) else output.qr_text
    if not isinstance(output, str):
        yield output.encoded
    yield from _read(text)
    with suppress(WireError):
        yield transport.from_digits(text.rpartition("#")[2])
        yield transport.decode(text)


def _read(text: str) -> set[bytes]:
    return {reading.encode("utf-8", "surrogatepass") for reading in readings(text)}


# -- the verdict


def assert_verdict_depends_only_on(
    received: str | bytes,
    bundle: TrustBundle,
    *,
    at: datetime,
    policy: Policy | None = None,
    evaluate: Evaluate[object] | None = None,
) -> None:
    """What is known of a certificate follows from its bytes, the bundle, the clock and the policy, and nothing else.

    The same question is asked again, with the bundle read anew from its bytes, with the clock in another time zone,
    after other questions, and for QR text behind another URL. All answers must be equal. What is valid must get
    another answer when it has long ended, though it has been asked about before.

    Args:
        received: QR text, or a credential's bytes; good or bad.
        bundle: who is believed.
        at: the moment, aware.
        policy: the verifier's rules.
        evaluate: a host's own way to verify; what it returns is compared by `==`, and tells what passes from what does
            not.
    """
    ask = evaluate or _evaluate
    first = ask(received, bundle, policy=policy, at=at)
    again = TrustBundle.load(bundle.encoded, root=bundle.root)
    others: dict[str, tuple[str | bytes, TrustBundle, datetime]] = {
        "the same question": (received, bundle, at),
        "the same bundle, read anew": (received, again, at),
        "the clock's time zone": (received, bundle, at.astimezone(CHINA)),
    }
    if isinstance(received, str) and "#" in received:
        others["the URL before the digits"] = (f"https://elsewhere.example/#{received.rpartition('#')[2]}", bundle, at)
    for what, (text, held, moment) in others.items():
        ask("nonsense", held, policy=policy, at=moment)
        answer = ask(text, held, policy=policy, at=moment)
        assert answer == first, f"the answer changed with {what}"
    if _evaluate(received, bundle, policy=policy, at=at).verdict is Verdict.VALID:
        late = ask(received, bundle, policy=policy, at=at + _AGE)
        assert late != first, "the answer stays when the certificate has ended"


def _evaluate(received: str | bytes, bundle: TrustBundle, *, policy: Policy | None, at: datetime) -> Report:
    return Verifier(bundle, policy=policy, clock=FrozenClock(at)).evaluate(received)


def assert_revocation_monotone(
    received: str | bytes,
    bundles: Iterable[TrustBundle],
    *,
    at: datetime,
    policy: Policy | None = None,
    passes: Evaluate[bool] | None = None,
) -> None:
    """Once a bundle says that a certificate was revoked or superseded, none of a higher sequence lets it pass again.

    Args:
        received: QR text, or a credential's bytes.
        bundles: of one root, in any order; those of one sequence must say the same.
        at: the moment, aware.
        policy: the verifier's rules.
        passes: whether a host's own way to verify lets it pass; asked with every bundle, in their order.
    """
    told: Code | None = None
    before: TrustBundle | None = None
    for bundle in sorted(bundles, key=lambda one: one.sequence):
        status = _evaluate(received, bundle, policy=policy, at=at).checks[Step.STATUS - 1]
        if before is not None and bundle.sequence == before.sequence:
            assert status.code is told, f"two bundles of sequence {bundle.sequence} tell different things"
        elif told in _ENDED:
            passed = status.outcome is Outcome.PASSED or status.code is Code.SUSPENDED
            assert not passed, f"{told} in an earlier bundle, and no more in sequence {bundle.sequence}"
        told = told if told in _ENDED and status.code not in _ENDED else status.code
        before = bundle
        passed = passes is not None and passes(received, bundle, policy=policy, at=at)
        assert not (passed and told in _ENDED), f"{told} by sequence {bundle.sequence}, and it passes"


# -- pictures and JSON


def assert_render_scan_identity(
    view: CertificateView,
    qr_text: str,
    photo: bytes,
    *,
    draw: Callable[[CertificateView, str, bytes], bytes] | None = None,
) -> None:
    """What is drawn is what an independent decoder reads from the picture (extra `scan`).

    Args:
        view: a certificate's face.
        qr_text: what its code says.
        photo: a JPEG or PNG file.
        draw: what makes the PNG, JPEG or PDF file; else `render.png`.
    """
    from cicpa_credentials import scan  # noqa: PLC0415 - an extra of its own

    read = scan.qr_text((draw or _png)(view, qr_text, photo))
    assert read == qr_text, "the code in the picture does not say what was drawn"


def _png(view: CertificateView, qr_text: str, photo: bytes) -> bytes:
    from cicpa_credentials import render  # noqa: PLC0415 - brings fonts and more

    return render.png(view, qr_text, photo, check=False)


def assert_json_conforms(kept: _JsonForm | dict[str, Any], schema: str | None = None) -> None:
    """The JSON form conforms to its schema, and survives being written and read.

    Args:
        kept: a record, report or bundle; or what such a form was made into.
        schema: the schema's name (`schemas/`); for a record, report or bundle, its own.
    """
    name = schema or next(own for kind, own in _JSON_FORMS if isinstance(kept, kind))
    form = kept if isinstance(kept, dict) else kept.to_dict()
    found = schemas.problems(name, form)
    assert not found, f"breaks the schema {name}: {'; '.join(found)}"
    assert json.loads(json.dumps(form, allow_nan=False)) == form, f"a {name} changes when it is written as JSON"
