"""CICPA's secretariat, which writes letters of good standing: its key, its bundle, a letter, and who reads it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import Approval, CredentialKind
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.verifier import Policy
from office import ENTRY, bundle, certified, issuer, verifier
from pki import NOW, ec_key
from sample_records import record

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.issuer import IssuedLetter, Issuer
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.verifier import Report

CICPA_KEY: Final = InProcessSigner(ec_key(9100))
CICPA_CERTIFICATE: Final = certified(CICPA_KEY, of=CICPA)
CICPA_ENTRY: Final = TrustedIssuer.of((CICPA_CERTIFICATE,))
EVERYBODY: Final = bundle(CICPA_ENTRY, ENTRY)
"""A bundle with the keys of CICPA and of Shanghai."""

TODAY: Final = date(2026, 6, 1)
APPROVAL: Final = Approval(by="membership-3", on=date(2026, 5, 29))
READER: Final = "The Institute of Examplia"
LETTERS: Final = Policy(accept=frozenset({CredentialKind.LETTER}))
EITHER: Final = Policy(accept=frozenset(CredentialKind))


def member(**changes: object) -> MemberRecord:
    return record(**({"name_latin": "LIN Zhixia"} | changes))


def secretariat(**changes: Any) -> Issuer:  # noqa: ANN401 - whatever `office.issuer` takes
    return issuer(CICPA_KEY, CICPA_CERTIFICATE, **changes)


def letter(of: MemberRecord | None = None, *, by: Issuer | None = None, **changes: Any) -> IssuedLetter:  # noqa: ANN401 - whatever `issue_letter` takes
    given: dict[str, Any] = {"approval": APPROVAL, "as_of": TODAY, "reader": READER}
    return (by or secretariat()).issue_letter(of or member(), **(given | changes))


def read(received: str | bytes, of: TrustBundle = EVERYBODY, *, at: datetime = NOW, policy: Policy = LETTERS) -> Report:
    return verifier(of, at=at, policy=policy).evaluate(received)
