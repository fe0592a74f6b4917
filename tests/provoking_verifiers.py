"""For each code of verifying, showing and holding: something that is answered with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from audits import BUNDLE, SAMPLES
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.status import Status
from cicpa_credentials.testing import FrozenClock, World
from cicpa_credentials.testing.offices import root_authority
from cicpa_credentials.verifier import Policy
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1
from holder_files import refusal, sealed, taken, written
from office import evaluate, verifier
from sample_records import record
from secretariat import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cicpa_credentials.verifier import Report

DAY: Final = timedelta(days=1)
START: Final = World.standard()
WORLD: Final = START.with_member(record(), bound=True)
MEMBER: Final = WORLD.members[0]
BANK: Final = "bank.example"
TEXTS: Final = {codes[0]: text for text, codes in SAMPLES.items() if codes}


def code_of(report: Report) -> Code:
    assert report.code is not None
    return report.code


def by(world: World = WORLD, policy: Policy | None = None, *, after: timedelta = timedelta(0)) -> Code:
    """What the member hears who shows the certificate itself."""
    reader = world.verifier(policy, clock=FrozenClock(world.now + after))
    return code_of(reader.evaluate(MEMBER.issued.qr_text))


def sample(code: Code) -> Callable[[Path], Code]:
    return lambda _: code_of(verifier(BUNDLE).evaluate(TEXTS[code]))


def present(*fields: str, **changes: Any) -> str:  # noqa: ANN401 - whatever `present` takes
    given: dict[str, Any] = {"audience": BANK, "key": WORLD.holder}
    return WORLD.take(MEMBER.issued).present(fields, **(given | changes)).qr_text


def shown(policy: Policy, *, after: timedelta = timedelta(0)) -> Code:
    reader = WORLD.verifier(policy, clock=FrozenClock(WORLD.now + after))
    return code_of(reader.evaluate(present()))


def roll_a_list_back() -> object:
    lists = WORLD.later(DAY).verifier().lists
    return lists.add(WORLD.list_tokens()[0])


def foreign_disclosure() -> Code:
    message = Sign1.decode(MEMBER.issued.credential)
    foreign = START.issue(record()).disclosures[-1]
    return code_of(WORLD.verifier().evaluate(replace(message, unprotected={int(Header.SD_CLAIMS): [foreign]}).encode()))


def another_access_code() -> Code:
    return code_of(verifier().evaluate(sealed().qr_text, access_code=AccessCode("ABCD-EFGH-IJKL-MNOP")))


def stranger() -> World:
    return replace(WORLD, root=root_authority(3))


PROVOCATIONS: Final[Mapping[Code, Callable[[Path], Code]]] = {
    Code.NOT_A_CERTIFICATE: sample(Code.NOT_A_CERTIFICATE),
    Code.MALFORMED: sample(Code.MALFORMED),
    Code.UNSUPPORTED: lambda _: code_of(evaluate(f"#{transport.to_digits(bytes([3, 1]))}")),
    Code.WRONG_KIND: lambda _: code_of(read(START.issue(record()).qr_text, START.bundle)),
    Code.UNKNOWN_ISSUER: sample(Code.UNKNOWN_ISSUER),
    Code.BAD_SIGNATURE: sample(Code.BAD_SIGNATURE),
    Code.KEY_NOT_VALID: lambda _: by(WORLD.with_key("310000", KeyState.RETIRED, WORLD.now - DAY)),
    Code.KEY_COMPROMISED: lambda _: by(WORLD.with_key("310000", KeyState.COMPROMISED, WORLD.now - DAY)),
    Code.OUT_OF_SCOPE: lambda _: refusal(lambda: WORLD.issuer("110000").issue(record())),
    Code.NOT_YET_VALID: lambda _: by(after=-DAY),
    Code.EXPIRED: lambda _: by(after=400 * DAY),
    Code.REVOKED: lambda _: by(WORLD.with_standing(MEMBER, Status.INVALID)),
    Code.SUSPENDED: lambda _: by(WORLD.with_standing(MEMBER, Status.SUSPENDED)),
    Code.SUPERSEDED: lambda _: by(WORLD.with_standing(MEMBER, Status.SUPERSEDED)),
    Code.STATUS_STALE: lambda _: by(after=2 * DAY),
    Code.STATUS_UNKNOWN: lambda _: by(replace(WORLD, members=())),
    Code.STATUS_ROLLBACK: lambda _: refusal(roll_a_list_back),
    Code.DISCLOSURE_MISMATCH: lambda _: foreign_disclosure(),
    Code.BINDING_MISSING: lambda _: by(policy=Policy(require_holder_binding=True)),
    Code.BINDING_INVALID: lambda _: refusal(lambda: present(key=WORLD.root.signer)),
    Code.AUDIENCE_MISMATCH: lambda _: shown(Policy(audience="another.example")),
    Code.NONCE_MISMATCH: lambda _: shown(Policy(audience=BANK, nonce=b"12345678")),
    Code.PRESENTATION_EXPIRED: lambda _: shown(Policy(audience=BANK), after=timedelta(hours=1)),
    Code.WEAK_ACCESS_CODE: lambda _: refusal(lambda: AccessCode("AAAA-AAAA-AAAA-AAAA")),
    Code.WRONG_ACCESS_CODE: lambda _: another_access_code(),
    Code.FIELD_MISSING: lambda _: shown(Policy(audience=BANK, required_fields=("mobile",))),
    Code.FIELD_UNKNOWN: lambda _: refusal(lambda: present("shoe_size")),
    Code.CONTENT_INVALID: sample(Code.CONTENT_INVALID),
    Code.NOT_A_HOLDER_FILE: lambda _: refusal(lambda: taken(b"%PDF-1.7")),
    Code.PASSPHRASE_MISSING: lambda _: refusal(lambda: taken(written(passphrase=b"secret"))),
    Code.BUNDLE_UNTRUSTED: lambda _: refusal(
        lambda: TrustBundle.load(WORLD.bundle.encoded, root=stranger().root.certificate)
    ),
    Code.BUNDLE_EXPIRED: lambda _: code_of(
        START.verifier(clock=FrozenClock(START.now + 31 * DAY)).evaluate(START.issue(record()).qr_text)
    ),
    Code.BUNDLE_ROLLBACK: lambda _: refusal(
        lambda: TrustBundle.load(WORLD.bundle.encoded, root=WORLD.root.certificate, minimum_sequence=99)
    ),
}
