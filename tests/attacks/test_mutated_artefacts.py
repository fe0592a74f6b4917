"""Every attack that the package ships, on what it is made for: refused with a code that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.sdjwt import SdJwtVerifier
from cicpa_credentials.status import Status
from cicpa_credentials.testing.mutators import (
    BUNDLE_MUTATORS,
    CREDENTIAL_MUTATORS,
    HOLDER_MUTATORS,
    ISSUER_MUTATORS,
    LIST_MUTATORS,
    PRESENTATION_MUTATORS,
    PUBLISHER_MUTATORS,
    QR_TEXT_MUTATORS,
    ROOT_MUTATORS,
    mutants,
    transplanted,
)
from cicpa_credentials.testing.mutators.envelopes import cut_off, high_s
from cicpa_credentials.testing.mutators.sd_jwt import SD_JWT_ISSUER_MUTATORS, SD_JWT_MUTATORS
from cicpa_credentials.testing.mutators.strategies import mutations
from cicpa_credentials.verifier import Policy
from cicpa_credentials.wire import transport
from office import BASE_URL, BUNDLE, HOLDER, KEY, ROOT, bundle, clock, dice, issue, issuer, verifier
from presenting import BANK, bearer, bound, present, show
from sample_records import record
from status_samples import INDEX, REFERENCE, a_list
from wallets import AT_THE_BANK as WALLET_POLICY
from wallets import bearer as bearer_wallet
from wallets import bound as bound_wallet
from wallets import present as present_wallet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators import Mutation, Mutator, SignedMutator

ROUNDS = 8
FIELDS = ("birth_date", "mobile", "email")
NONCE = b"monday"
LISTED = issue(holder_key=HOLDER.public_key, status=REFERENCE).credential
TOKEN = present(FIELDS, nonce=NONCE)
LIST = a_list([(INDEX, Status.SUSPENDED)])
DONOR = show(FIELDS, of=issuer(random_bytes=dice(5)).issue(record(email="other@example.org")))

ANYBODY = verifier(bundle(status_lists=[a_list()]))
THE_BANK = verifier(policy=Policy(audience=BANK, nonce=NONCE))


def at_the_bank(received: bytes | str) -> Code | None:
    return THE_BANK.evaluate(received).code


def anywhere(received: bytes | str) -> Code | None:
    return ANYBODY.evaluate(received).code


def loading(data: bytes) -> Code | None:
    return refusal(lambda: TrustBundle.load(data, root=ROOT.certificate, minimum_sequence=BUNDLE.sequence))


def taking(data: bytes) -> Code | None:
    return refusal(lambda: verifier(bundle(status_lists=[LIST])).lists.add(data))


def in_a_wallet(text: str) -> Code | None:
    return SdJwtVerifier(BUNDLE, clock=clock()).evaluate(text).code


def from_a_wallet(text: str) -> Code | None:
    return SdJwtVerifier(BUNDLE, policy=WALLET_POLICY, clock=clock()).evaluate(text).code


def refusal(act: Callable[[], object]) -> Code | None:
    try:
        act()
    except CicpaError as error:
        return error.code
    return None


def by(signer: Signer, table: Sequence[SignedMutator[Any]]) -> tuple[Mutator[Any], ...]:
    return tuple(one.by(signer) for one in table)


ON_CREDENTIALS = *CREDENTIAL_MUTATORS, *by(KEY, ISSUER_MUTATORS), transplanted(DONOR)
ON_SD_JWTS = *SD_JWT_MUTATORS, *by(KEY, SD_JWT_ISSUER_MUTATORS)
PLAIN_TEXT = f"{BASE_URL}#{transport.to_digits(bytes([1]) + bearer().credential)}"
ATTACKED: dict[str, tuple[Any, Callable[[Any], Code | None], Sequence[Mutator[Any]]]] = {
    "certificate as printed": (bearer().credential, anywhere, ON_CREDENTIALS),
    "certificate of a holder": (LISTED, anywhere, ON_CREDENTIALS),
    "certificate with details": (show(FIELDS), anywhere, ON_CREDENTIALS),
    "plain text": (PLAIN_TEXT, anywhere, QR_TEXT_MUTATORS),
    "deflated text": (bound().qr_text, anywhere, QR_TEXT_MUTATORS),
    "text with details": (transport.encode(show(FIELDS), base_url=BASE_URL), anywhere, QR_TEXT_MUTATORS),
    "presentation": (TOKEN, at_the_bank, (*PRESENTATION_MUTATORS, *by(HOLDER, HOLDER_MUTATORS))),
    "text of a presentation": (transport.encode(TOKEN, base_url=BASE_URL), at_the_bank, QR_TEXT_MUTATORS),
    "bundle": (BUNDLE.encoded, loading, (*BUNDLE_MUTATORS, *by(ROOT.signer, ROOT_MUTATORS))),
    "list": (LIST, taking, (*LIST_MUTATORS, *by(KEY, PUBLISHER_MUTATORS))),
    "SD-JWT": (bearer_wallet(), in_a_wallet, ON_SD_JWTS),
    "SD-JWT of a holder": (bound_wallet(), in_a_wallet, ON_SD_JWTS),
    "SD-JWT with proof": (present_wallet(), from_a_wallet, ON_SD_JWTS),
}
TABLES = {
    "credentials": ON_CREDENTIALS,
    "texts": QR_TEXT_MUTATORS,
    "presentations": ATTACKED["presentation"][2],
    "bundles": ATTACKED["bundle"][2],
    "lists": ATTACKED["list"][2],
    "SD-JWTs": ON_SD_JWTS,
}


@pytest.mark.parametrize("name", ATTACKED)
def test_every_attack_is_refused_for_its_reason(name: str) -> None:
    artefact, judge, table = ATTACKED[name]
    assert judge(artefact) is None
    for seed in range(ROUNDS):
        for one in mutants(artefact, table, seed=seed):
            code = judge(one.artefact)
            assert one.is_answered(code), (one.name, seed, code)


@pytest.mark.parametrize("name", TABLES)
def test_no_attack_is_without_a_victim(name: str) -> None:
    """Each of them has something to work on in one of the artefacts at least."""
    table = TABLES[name]
    made = {
        one.name
        for artefact, _, attacks in ATTACKED.values()
        if attacks == table
        for seed in range(ROUNDS)
        for one in mutants(artefact, attacks, seed=seed)
    }
    assert made == {one.name for one in table}
    assert len(made) == len(table)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["certificate with details", "deflated text", "presentation", "SD-JWT"]), st.data())
def test_attacks_as_hypothesis_draws_them(name: str, data: st.DataObject) -> None:
    artefact, judge, table = ATTACKED[name]
    one: Mutation[Any] = data.draw(mutations(of=artefact, by=table))
    assert one.is_answered(judge(one.artefact)), one.name


@given(mutations(of=st.sampled_from([LISTED, bearer().credential]), by=CREDENTIAL_MUTATORS))
def test_the_thing_that_is_attacked_may_be_drawn_too(one: Mutation[bytes]) -> None:
    assert one.is_answered(anywhere(one.artefact)), one.name


def test_the_twin_of_a_revoked_certificate_is_revoked_too() -> None:
    desk = verifier(bundle(status_lists=[a_list([(INDEX, Status.INVALID)])]))
    (twin,) = mutants(LISTED, [high_s])
    assert twin.artefact != LISTED
    assert twin.is_answered(desk.evaluate(twin.artefact).code, before=Code.REVOKED)
    assert not twin.is_answered(None, before=Code.REVOKED)


def test_a_refusal_for_another_reason_is_no_answer() -> None:
    (cut,) = mutants(LISTED, [cut_off])
    assert cut.is_answered(Code.MALFORMED)
    assert not cut.is_answered(Code.BAD_SIGNATURE)
    assert not cut.is_answered(None)


def test_the_same_attacks_are_made_in_every_run() -> None:
    once, again = (list(mutants(TOKEN, PRESENTATION_MUTATORS)) for _ in range(2))
    assert once == again
    assert once != list(mutants(TOKEN, PRESENTATION_MUTATORS, seed=1))


def test_every_attack_says_what_it_does() -> None:
    for table in TABLES.values():
        assert all(one.about.endswith(".") and not one.name.startswith("_") for one in table)
