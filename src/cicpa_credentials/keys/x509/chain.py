"""The check of a chain: from a certificate of ours up to the root that the verifier pinned (RFC 5280 §6).

`cryptography` builds and checks the path. What it leaves to its caller is checked here: that a root was given and is
one, that the leaf is not its own anchor, the kind of the leaf's key, the usages, the order, and an aware time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.algorithms import default_algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.times import utc
from cicpa_credentials.keys.x509.profile import Purpose, extended_usages
from cicpa_credentials.keys.x509.reading import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

__all__ = ["MAX_CHAIN", "verify_chain"]

MAX_CHAIN: Final = 3
"""Certificates that a chain has at most below its root: that of the key, and two intermediate ones."""


def verify_chain(chain: Sequence[x509.Certificate], *, root: x509.Certificate, at: datetime, purpose: Purpose) -> None:
    """Check that a chain leads from a certificate for `purpose` to `root`, all of it valid at one moment.

    Args:
        chain: the certificate, then each one's issuer in turn, two at most (RFC 9360 §2); the root may come last.
        root: the certificate of the CA that the verifier trusts. Only this one is trusted, whatever the chain brings.
        at: the moment, aware.
        purpose: what the first certificate's key must be for.

    Raises:
        TrustError: `bundle_untrusted` when the chain does not lead to the root; `key_not_valid` when the first
            certificate's window does not cover the moment; `out_of_scope` when it is for another purpose;
            `unsupported` for a kind of key that does not sign; `malformed` for what cannot be read, and a naive time.
    """
    moment = utc(at)
    anchor = _anchor(root)
    path = tuple(chain[:-1] if len(chain) > 1 and chain[-1] == anchor else chain)
    if not path or path[0] == anchor:
        raise TrustError(Code.BUNDLE_UNTRUSTED, "the chain holds no certificate below its root")
    _require_key(path[0])
    if not path[0].not_valid_before_utc <= moment <= path[0].not_valid_after_utc:
        raise TrustError(Code.KEY_NOT_VALID, "the certificate's window does not cover this moment")
    _require_path(path, anchor, moment)
    _require_usages(path, anchor, purpose)


def _anchor(root: object) -> x509.Certificate:
    """The root, if it is one: a CA that names itself as its issuer, as `openssl verify` wants it too."""
    if not isinstance(root, x509.Certificate):
        raise TrustError(Code.BUNDLE_UNTRUSTED, "no root certificate was given")
    with reading("the root certificate", refusal=TrustError):
        if root.issuer == root.subject:
            return root
    raise TrustError(Code.BUNDLE_UNTRUSTED, "the root is not a root certificate")


def _require_key(leaf: x509.Certificate) -> None:
    """`cryptography` looks at the keys of CAs only; RFC 5280 leaves the leaf's to the application."""
    with reading("the certificate", refusal=TrustError):
        key = leaf.public_key()
    try:
        default_algorithm(PublicKey(key).kind)
    except KeyHandlingError as error:
        raise TrustError(error.code, "the certificate's key is not one that signs") from None


def _require_path(path: Sequence[x509.Certificate], anchor: x509.Certificate, moment: datetime) -> None:
    verifier = (
        PolicyBuilder()
        .store(Store([anchor]))
        .time(moment)
        .max_chain_depth(MAX_CHAIN - 1)
        .extension_policies(ca_policy=_CA, ee_policy=_LEAF)
        .build_client_verifier()
    )
    try:
        found = verifier.verify(path[0], list(path[1:])).chain
    except (VerificationError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TrustError(Code.BUNDLE_UNTRUSTED, "the chain does not lead to the root") from error
    # The verifier picks what it needs, in any order; RFC 9360 §2 has each certificate certify the one before it.
    if found != [*path, anchor]:
        raise TrustError(Code.BUNDLE_UNTRUSTED, "the chain is out of order, or holds what does not belong to it")


def _require_usages(path: Sequence[x509.Certificate], anchor: x509.Certificate, purpose: Purpose) -> None:
    """The leaf has a usage of the purpose, and no CA above it was limited to other usages."""
    wanted = (extended_usages(path[0]) or frozenset()) & purpose.usages
    if not wanted:
        raise TrustError(Code.OUT_OF_SCOPE, f"the certificate is not for {purpose}")
    for issuer in (*path[1:], anchor):
        allowed = extended_usages(issuer)
        if allowed is not None and _ANY_USAGE not in allowed and not wanted <= allowed:
            raise TrustError(Code.OUT_OF_SCOPE, "a CA of the chain may not certify for this purpose")


def _require_signing(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not usage.digital_signature or usage.key_cert_sign:
        raise ValueError("the key is not for signatures alone")


_ANY_USAGE: Final = x509.ObjectIdentifier("2.5.29.37.0")

_CA: Final = (
    # Key usage with keyCertSign, critical basic constraints with cA: from the defaults.
    ExtensionPolicy.webpki_defaults_ca()
    .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None)
    # The verifier would not hold our subjects against them, so a CA that has them is refused.
    .require_not_present(x509.NameConstraints)
)
_LEAF: Final = (
    # No cA, no name constraints, an authority key identifier: from the defaults.
    ExtensionPolicy.webpki_defaults_ee()
    .require_present(x509.KeyUsage, Criticality.AGNOSTIC, _require_signing)
    .require_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None)
    .may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
)
