"""What a member shows and what a reader makes of it, in few words; `office.Draft` forges the rest."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.holder import Holder
from cicpa_credentials.verifier import Policy
from office import BUNDLE, HOLDER, Draft, clock, issue, verifier
from pki import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from cicpa_credentials.errors import Code
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.verifier import Outcome, Report, Step

BANK: Final = "bank.example"
AT_THE_BANK: Final = Policy(audience=BANK)


@cache
def bound() -> IssuedCertificate:
    """A certificate bound to the holder's key."""
    return issue(holder_key=HOLDER.public_key)


@cache
def bearer() -> IssuedCertificate:
    """A certificate that anybody can show who has it."""
    return issue()


def present(
    fields: Iterable[str] = ("birth_date",),
    *,
    of: IssuedCertificate | None = None,
    at: datetime = NOW,
    key: Signer | None = HOLDER,
    audience: str | None = BANK,
    **changes: Any,  # noqa: ANN401 - whatever `present` takes
) -> bytes:
    """A key binding token for the bank."""
    return Holder(of or bound(), clock=clock(at)).present(fields, audience=audience, key=key, **changes).encoded


def show(fields: Iterable[str] = ("birth_date",), *, of: IssuedCertificate | None = None) -> bytes:
    """A bearer certificate with these details."""
    return Holder(of or bearer(), clock=clock()).present(fields).encoded


def forge(
    token: bytes | None = None,
    *,
    by: Signer = HOLDER,
    headers: Mapping[Any, Any] | None = None,
    claims: Mapping[Any, Any] | None = None,
    unprotected: Mapping[Any, Any] | None = None,
) -> bytes:
    """A token with other headers or claims, signed anew; None takes one away."""
    draft = Draft.of(token or present()).with_headers(headers or {}).with_claims(claims or {})
    return draft.with_unprotected(unprotected or {}).signed(by)


def evaluate(
    received: bytes | str, policy: Policy = AT_THE_BANK, *, at: datetime = NOW, of: TrustBundle = BUNDLE
) -> Report:
    return verifier(of, at=at, policy=policy).evaluate(received)


def judged(report: Report, step: Step) -> tuple[Outcome, Code | None]:
    """How one step came out."""
    check = report.checks[step - 1]
    return check.outcome, check.code
