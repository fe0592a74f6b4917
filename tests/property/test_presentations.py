"""What is not shown is not there, in any encoding; what is shown is what the association has on record."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.fields import DETAILS, FIELDS, Tier
from cicpa_credentials.verifier import Policy, Verdict
from cicpa_credentials.verifier.sd_cwt import verify_sd_kbt
from cicpa_credentials.wire import cbor, transport
from office import HOLDER, KEY, Draft, bundle, certified, clock, dice, issuer, verifier
from pki import NOW
from presenting import AT_THE_BANK, BANK, bound, evaluate, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.trust import TrustBundle

MEMBERS = tuple(
    MemberRecord.from_json(path.read_bytes())
    for path in sorted((Path(__file__).parents[2] / "examples" / "members").glob("*.json"))
)
ASSOCIATIONS = tuple(sorted({member.association or "" for member in MEMBERS}))
CODE = AccessCode("MFRG-GZDF-MZTW-Q2LK")
SHORTEST = 4
"""Bytes: anything shorter turns up by chance among hashes."""
SHORTEST_NUMBER = 10
"""Digits: anything shorter turns up by chance among the digits of a code."""


@cache
def a_bundle() -> TrustBundle:
    return bundle(*(TrustedIssuer.of((certified(of=code),)) for code in ASSOCIATIONS))


@cache
def certificate(number: int, *, bound: bool, sealed: bool) -> IssuedCertificate:
    member = MEMBERS[number]
    by = issuer(certificate=certified(of=member.association or ""), random_bytes=dice(number))
    holder_key = HOLDER.public_key if bound else None
    return by.issue(member, holder_key=holder_key, access_code=CODE if sealed else None)


def shown_by(held: IssuedCertificate, fields: list[str]) -> Presentation:
    holder = Holder(held, clock=clock())
    if holder.holder_key is None:
        return holder.present(fields)
    return holder.present(fields, audience=BANK, key=HOLDER)


def atoms(value: object) -> Iterator[bytes]:
    """Every text and day inside an encoded value, in every way in which it might be written down."""
    if isinstance(value, str):
        yield from (value.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
        if value.isdecimal() and len(value) < 20:
            yield cbor.encode(int(value))
    elif isinstance(value, CBORTag):
        day = date.fromordinal(value.value + date(1970, 1, 1).toordinal())
        yield cbor.encode(value)
        yield from (text.encode() for text in (str(value.value), day.isoformat(), f"{day:%Y%m%d}"))
    elif isinstance(value, (list, tuple)):
        yield cbor.encode(value)
        for item in value:
            yield from atoms(item)


def encodings(needle: bytes) -> Iterator[bytes]:
    yield needle
    yield needle.hex().encode()
    yield needle.hex().upper().encode()
    yield str(int.from_bytes(needle)).encode()
    yield str(int.from_bytes(needle, "little")).encode()
    yield transport.to_digits(needle).encode()
    yield base64.b32encode(needle).rstrip(b"=")
    # Base64 depends on where in a group of three it begins: what does not depend on the neighbours is looked for.
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + needle)[4 if offset else 0 : -4]
        yield encoded
        yield encoded.replace(b"+", b"-").replace(b"/", b"_")


def encoded_fields(member: MemberRecord, names: set[str]) -> list[object]:
    return [field.encode(getattr(member, field.name)) for field in FIELDS if field.name in names]


def leaks(member: MemberRecord, shown: set[str], presentation: Presentation | Presented) -> list[bytes]:
    """What can be read of details that are not shown."""
    present = {field.name for field in DETAILS if getattr(member, field.name)}
    public = {field.name for field in FIELDS if field.tier is Tier.FACE} | shown
    allowed = b"\x00".join(atom for value in encoded_fields(member, public) for atom in atoms(value))
    hidden = {atom for value in encoded_fields(member, present - shown) for atom in atoms(value)}
    secret = [atom for atom in hidden if len(atom) >= SHORTEST and atom not in allowed]
    text = presentation.qr_text
    places = presentation.encoded, text.encode(), transport.from_digits(text.rpartition("#")[2]), transport.decode(text)
    return [
        needle
        for atom in secret
        for needle in encodings(atom)
        if len(needle) >= (SHORTEST_NUMBER if needle.isdigit() else SHORTEST)
        and any(needle in place for place in places)
    ]


def secrets_of(held: IssuedCertificate, shown: int) -> list[bytes]:
    """The salts of the disclosures: whoever has one can guess the value behind its hash."""
    salts = [bytes(cbor.decode(one)[0]) for one in held.disclosures]  # type: ignore[index]
    assert len(set(salts)) == len(salts) >= shown
    return salts


def choices(number: int) -> st.SearchStrategy[list[str]]:
    names = [field.name for field in DETAILS if getattr(MEMBERS[number], field.name)]
    return st.lists(st.sampled_from(names), unique=True)


members_and_choices = st.integers(0, len(MEMBERS) - 1).flatmap(
    lambda number: st.tuples(st.just(number), choices(number))
)


def check(number: int, fields: list[str], *, bound: bool, sealed: bool) -> None:
    held = certificate(number, bound=bound, sealed=sealed)
    presentation = shown_by(held, fields)
    assert not leaks(MEMBERS[number], set(fields), presentation)
    told = sum(salt in presentation.encoded for salt in secrets_of(held, len(fields)))
    assert told == (1 + len(fields) if fields else 0)
    policy = Policy(audience=BANK) if bound else Policy()
    report = verifier(a_bundle(), policy=policy).evaluate(presentation.qr_text)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    expected = {field.name: getattr(MEMBERS[number], field.name) for field in DETAILS if field.name in fields}
    assert list(report.certificate.details.items()) == list(expected.items())


def test_the_sample_members_are_of_many_kinds() -> None:
    assert len(MEMBERS) >= 16
    assert len({(member.association, member.category) for member in MEMBERS}) >= 5


@pytest.mark.parametrize("bound", [False, True], ids=["bearer", "bound"])
@settings(max_examples=60)
@given(chosen=members_and_choices)
def test_what_is_not_shown_is_not_there_and_what_is_shown_is_true(
    chosen: tuple[int, list[str]], *, bound: bool
) -> None:
    check(*chosen, bound=bound, sealed=False)


@pytest.mark.parametrize("number", range(len(MEMBERS)))
def test_nothing_of_any_member_is_there_when_nothing_is_shown_and_everything_when_all_is(number: int) -> None:
    everything = [field.name for field in DETAILS if getattr(MEMBERS[number], field.name)]
    for fields in ([], everything):
        check(number, fields, bound=False, sealed=False)
        check(number, fields, bound=True, sealed=False)


@pytest.mark.parametrize("bound", [False, True], ids=["bearer", "bound"])
@settings(max_examples=12)
@given(fields=choices(0))
def test_a_certificate_with_an_access_code_shows_no_more_than_another(fields: list[str], *, bound: bool) -> None:
    check(0, fields, bound=bound, sealed=True)


def test_the_search_finds_what_is_there() -> None:
    """Each detail that is shown would be found if it were not meant to be."""
    for number, member in enumerate(MEMBERS):
        names = [field.name for field in DETAILS if getattr(member, field.name)]
        presentation = shown_by(certificate(number, bound=True, sealed=False), names)
        for name in names:
            others = set(names) - {name}
            covered = b"\x00".join(atom for value in encoded_fields(member, others) for atom in atoms(value))
            own = [atom for value in encoded_fields(member, {name}) for atom in atoms(value)]
            if all(atom in covered for atom in own if len(atom) >= SHORTEST):
                continue
            assert leaks(member, others, presentation), name


def test_the_search_sees_through_the_usual_encodings() -> None:
    held = certificate(0, bound=False, sealed=False)
    mobile = MEMBERS[0].mobile or ""
    for hidden in (mobile.encode(), mobile.encode().hex().encode(), base64.b64encode(b"x" + mobile.encode() + b"y")):
        opened = Draft.of(held.credential).with_unprotected({99: hidden}).signed()
        assert leaks(MEMBERS[0], set(), Presented(opened)), hidden


class Presented:
    """A presentation that says more than it should."""

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self.qr_text = transport.encode(encoded, base_url="https://verify.example.org/")


# whatever a holder signs, there is a report, and no exception but ours

plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9)
)
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.integers(-70, 70) | st.text(max_size=3), inner, max_size=3)
        | st.builds(CBORTag, st.sampled_from([1, 18, 24, 58, 60, 61, 62, 100, 5000]), inner)
    ),
    max_leaves=6,
)
labels = (
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 13, 15, 16, 17, 39, 170]) | st.integers(-9, 5000) | st.text(max_size=3)
)


@settings(max_examples=300)
@given(headers=st.dictionaries(labels, values, max_size=2), claims=st.dictionaries(labels, values, max_size=3))
def test_whatever_a_holder_signs_gets_a_report(headers: dict[Any, Any], claims: dict[Any, Any]) -> None:
    draft = Draft.of(present())
    token = Draft(protected={**draft.protected, **headers}, payload={**draft.payload, **claims}).signed(HOLDER)
    report = evaluate(token, AT_THE_BANK)
    assert report.to_dict()["verdict"] in {"valid", "invalid"}
    if report.verdict is Verdict.VALID:
        verify_sd_kbt(token, issuer_key=KEY.public_key, policy=AT_THE_BANK, now=NOW)
    else:
        with suppress(CicpaError):
            verify_sd_kbt(token, issuer_key=KEY.public_key, policy=AT_THE_BANK, now=NOW)


@settings(max_examples=200)
@given(claims=st.dictionaries(labels, values, max_size=3), place=st.integers(0, 400), bits=st.integers(1, 255))
def test_whatever_an_issuer_sends_a_holder_takes_or_refuses(claims: dict[Any, Any], place: int, bits: int) -> None:
    draft = Draft.of(bound().credential)
    damaged = bytearray(Draft(protected=draft.protected, payload={**draft.payload, **claims}).signed())
    damaged[place % len(damaged)] ^= bits
    for credential in (bytes(damaged), Draft(protected=draft.protected, payload={**draft.payload, **claims}).signed()):
        with suppress(CicpaError):
            Holder(Held(credential), clock=clock()).present((), audience=BANK, key=HOLDER)


class Held:
    """A certificate as it came from somewhere."""

    def __init__(self, credential: bytes) -> None:
        self.credential = credential
        self.disclosures = bound().disclosures
        self.base_url = bound().base_url
