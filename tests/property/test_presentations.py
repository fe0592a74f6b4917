"""What is not shown is not there, in any encoding; what is shown is what the association has on record."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.testing import assert_undisclosed_absent
from cicpa_credentials.verifier import Policy, Verdict
from cicpa_credentials.verifier.sd_cwt import verify_sd_kbt
from cicpa_credentials.wire import cbor
from hostile import values
from office import HOLDER, KEY, Draft, bundle, certified, clock, dice, issuer, verifier
from pki import NOW
from presenting import AT_THE_BANK, BANK, bound, evaluate, present
from sample_records import a_photo, details

if TYPE_CHECKING:
    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.trust import TrustBundle

MEMBERS = tuple(
    MemberRecord.from_json(path.read_bytes())
    for path in sorted((Path(__file__).parents[2] / "examples" / "members").glob("*.json"))
)
ASSOCIATIONS = tuple(sorted({member.association or "" for member in MEMBERS}))
PHOTOS = tuple(map(a_photo, range(len(MEMBERS))))
CODE = AccessCode("MFRG-GZDF-MZTW-Q2LK")


@cache
def a_bundle() -> TrustBundle:
    return bundle(*(TrustedIssuer.of((certified(of=code),)) for code in ASSOCIATIONS))


@cache
def certificate(number: int, *, bound: bool, sealed: bool) -> IssuedCertificate:
    member = MEMBERS[number]
    by = issuer(certificate=certified(of=member.association or ""), random_bytes=dice(number))
    holder_key = HOLDER.public_key if bound else None
    return by.issue(member, holder_key=holder_key, access_code=CODE if sealed else None, photo=PHOTOS[number])


def shown_by(held: IssuedCertificate, fields: list[str]) -> Presentation:
    holder = Holder(held, clock=clock())
    if holder.holder_key is None:
        return holder.present(fields)
    return holder.present(fields, audience=BANK, key=HOLDER)


def known(number: int) -> dict[str, Any]:
    return details(MEMBERS[number], PHOTOS[number])


def secrets_of(held: IssuedCertificate, shown: int) -> list[bytes]:
    """The salts of the disclosures: whoever has one can guess the value behind its hash."""
    salts = [bytes(cbor.decode(one)[0]) for one in held.disclosures]  # type: ignore[index]
    assert len(set(salts)) == len(salts) >= shown
    return salts


def choices(number: int) -> st.SearchStrategy[list[str]]:
    names = list(known(number))
    return st.lists(st.sampled_from(names), unique=True)


members_and_choices = st.integers(0, len(MEMBERS) - 1).flatmap(
    lambda number: st.tuples(st.just(number), choices(number))
)


def check(number: int, fields: list[str], *, bound: bool, sealed: bool) -> None:
    held = certificate(number, bound=bound, sealed=sealed)
    presentation = shown_by(held, fields)
    assert_undisclosed_absent(presentation, held, shown=fields)
    told = sum(salt in presentation.encoded for salt in secrets_of(held, len(fields)))
    assert told == (1 + len(fields) if fields else 0)
    policy = Policy(audience=BANK) if bound else Policy()
    report = verifier(a_bundle(), policy=policy).evaluate(presentation.qr_text)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    expected = {name: value for name, value in known(number).items() if name in fields}
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
    for fields in ([], list(known(number))):
        check(number, fields, bound=False, sealed=False)
        check(number, fields, bound=True, sealed=False)


@pytest.mark.parametrize("bound", [False, True], ids=["bearer", "bound"])
@settings(max_examples=12)
@given(fields=choices(0))
def test_a_certificate_with_an_access_code_shows_no_more_than_another(fields: list[str], *, bound: bool) -> None:
    check(0, fields, bound=bound, sealed=True)


# whatever a holder signs, there is a report, and no exception but ours

anything = values(keys=st.integers(-70, 70) | st.text(max_size=3), tags=[1, 18, 24, 58, 60, 61, 62, 100, 5000])
labels = (
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 13, 15, 16, 17, 39, 170]) | st.integers(-9, 5000) | st.text(max_size=3)
)


@settings(max_examples=300)
@given(headers=st.dictionaries(labels, anything, max_size=2), claims=st.dictionaries(labels, anything, max_size=3))
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
@given(claims=st.dictionaries(labels, anything, max_size=3), place=st.integers(0, 400), bits=st.integers(1, 255))
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
