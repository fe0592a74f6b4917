"""Trust bundles that must not be believed, one attack each."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.values import Category
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.sign1 import Sign1
from office import (
    BEIJING,
    BUNDLE,
    CERTIFICATE,
    DAY,
    ENTRY,
    KEY,
    ROOT,
    Draft,
    a_root,
    bundle,
    certified,
    evaluate,
    issue,
)
from pki import NOW, ec_key

if TYPE_CHECKING:
    from cicpa_credentials.keys.x509 import RootAuthority

FORGER = a_root(6660, name="Root")


def refusal(data: bytes, *, minimum: int = 0, root: Any = ROOT.certificate) -> Code:  # noqa: ANN401 - certificate or fingerprint
    with pytest.raises(TrustError) as caught:
        TrustBundle.load(data, root=root, minimum_sequence=minimum)
    return caught.value.code


def content(of: TrustBundle = BUNDLE) -> dict[Any, Any]:
    return cbor.decode_map(roots.open_signed(of.encoded)[0])


def signed(payload: bytes, *, by: RootAuthority = ROOT) -> bytes:
    return roots.sign(payload, signer=by.signer, root=by.certificate)


class TestForgery:
    def test_root_of_the_same_name(self) -> None:
        assert FORGER.certificate.subject == ROOT.certificate.subject
        entry = TrustedIssuer.of((certified(by=FORGER),))
        assert refusal(bundle(entry, root=FORGER).encoded) is Code.BUNDLE_UNTRUSTED
        assert refusal(bundle(entry, root=FORGER).encoded, root=roots.fingerprint(ROOT.certificate)) is (
            Code.BUNDLE_UNTRUSTED
        )

    def test_certificate_of_the_pinned_root_above_a_signature_of_the_forger(self) -> None:
        protected = Sign1.decode(BUNDLE.encoded).protected_bytes
        payload = cbor.encode({**content(), 1: 99})
        forged = sign1.assemble(protected, payload, FORGER.signer.sign(sign1.to_be_signed(protected, payload)))
        assert refusal(forged) is Code.BUNDLE_UNTRUSTED

    def test_any_byte_altered(self) -> None:
        data = BUNDLE.encoded
        for place in range(0, len(data), 7):
            altered = bytearray(data)
            altered[place] ^= 0x10
            assert refusal(bytes(altered)) in (Code.BUNDLE_UNTRUSTED, Code.MALFORMED)

    def test_signed_by_an_issuing_key(self) -> None:
        """A certified issuer is no root, though its chain leads to one."""
        payload = cbor.encode(content())
        posing = roots.sign(payload, signer=KEY, root=CERTIFICATE)
        assert refusal(posing) is Code.BUNDLE_UNTRUSTED

    def test_introduction_by_the_forger_himself(self) -> None:
        for introducer, introduced in ((FORGER, FORGER), (FORGER, ROOT)):
            introduction = roots.introduce(
                introduced.certificate, signer=introducer.signer, root=introducer.certificate
            )
            honest = bundle(TrustedIssuer.of((certified(by=FORGER),)), root=FORGER)
            forged = signed(cbor.encode({**content(honest), 6: [introduction]}), by=FORGER)
            assert refusal(forged) is Code.BUNDLE_UNTRUSTED

    def test_credential_passed_off_as_a_bundle(self) -> None:
        assert refusal(issue().credential) in (Code.MALFORMED, Code.BUNDLE_UNTRUSTED)

    def test_headers_outside_the_signature(self) -> None:
        """x5chain counts only where it is signed."""
        der = ROOT.certificate.public_bytes(Encoding.DER)
        protected, payload = cbor.encode({1: -9, 16: roots.BUNDLE_TYP}), cbor.encode(content())
        signature = ROOT.signer.sign(sign1.to_be_signed(protected, payload))
        assert refusal(sign1.assemble(protected, payload, signature, unprotected={33: der})) is Code.MALFORMED


class TestRollback:
    def test_older_bundle_played_back(self) -> None:
        """It says that a key is good of which a newer one says that it leaked."""
        newer = bundle(TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW - DAY), sequence=8)
        certificate = issue()
        assert evaluate(certificate.qr_text, newer).verdict is Verdict.INVALID
        assert evaluate(certificate.qr_text, BUNDLE).verdict is Verdict.VALID
        assert refusal(BUNDLE.encoded, minimum=newer.sequence) is Code.BUNDLE_ROLLBACK

    def test_sequence_that_compares_with_nothing(self) -> None:
        for sequence in (float("inf"), float("nan"), True, "99", None, -1, [99]):
            assert refusal(signed(cbor.encode({**content(), 1: sequence}))) is Code.MALFORMED

    def test_bundle_that_never_ends(self) -> None:
        for expires in (float("inf"), 2**63, 2**64 - 1, None, "never"):
            assert refusal(signed(cbor.encode({**content(), 3: expires}))) is Code.MALFORMED
        beyond = int(ROOT.certificate.not_valid_after_utc.timestamp()) + 1
        assert refusal(signed(cbor.encode({**content(), 3: beyond}))) is Code.BUNDLE_UNTRUSTED


class TestOverstepping:
    """A root's own mistakes, and what it was talked into."""

    def test_entry_that_grants_more_than_its_certificate(self) -> None:
        payload = content(bundle(TrustedIssuer.of((certified(categories=frozenset({Category.NON_PRACTISING})),))))
        entry = payload[4][0]
        for changes in ({1: BEIJING}, {4: [1, 2]}, {5: entry[5] - 1}, {6: entry[6] + 1}):
            payload[4] = [{**entry, **changes}]
            assert refusal(signed(cbor.encode(payload))) is Code.OUT_OF_SCOPE

    def test_key_that_leaked_kept_alive_by_a_second_entry(self) -> None:
        leaked = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW - DAY)
        second = TrustedIssuer.of((certified(KEY, of=BEIJING),))
        with pytest.raises(TrustError) as caught:
            bundle(leaked, second)
        assert caught.value.code is Code.MALFORMED

    def test_compromise_undone_by_a_state_that_there_is_not(self) -> None:
        leaked = bundle(TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW))
        payload = content(leaked)
        for state in (-1, -2, 3, True, "active", None):
            changed = {**payload, 4: [{**payload[4][0], 7: state}]}
            assert refusal(signed(cbor.encode(changed))) is Code.MALFORMED

    def test_entry_of_a_stranger_among_honest_ones(self) -> None:
        stranger = TrustedIssuer.of((certified(InProcessSigner(ec_key(6661)), by=FORGER),))
        payload = {**content(), 4: [ENTRY.to_map(), stranger.to_map()]}
        assert refusal(signed(cbor.encode(payload))) is Code.BUNDLE_UNTRUSTED

    def test_bundle_without_issuers_vouches_for_nobody(self) -> None:
        empty = TrustBundle.load(signed(cbor.encode({**content(), 4: []})), root=ROOT.certificate)
        assert evaluate(issue().qr_text, empty).code is Code.UNKNOWN_ISSUER

    def test_certificate_signed_with_a_key_of_no_entry(self) -> None:
        certificate = Draft.of(issue().credential).with_headers({4: ROOT.signer.public_key.kid}).signed(ROOT.signer)
        assert evaluate(certificate).code is Code.UNKNOWN_ISSUER


class TestExhaustion:
    """A bundle is looked at before anything about it is believed."""

    def test_keys_made_to_collide(self) -> None:
        """Tuples of -1 and -2 all have one hash in Python: a map of them takes hours to fill."""
        keys = islice((b"\x95" + bytes(bits) + b"\x00" for bits in product(b"\x20\x21", repeat=21)), 2**17)
        flood = b"\xba\x00\x02\x00\x00" + b"".join(keys)
        protected = Sign1.decode(BUNDLE.encoded).protected_bytes
        for data in (
            flood,
            b"\xd2\x84" + cbor.bstr(protected) + flood + b"\x40\x40",
            roots.sign(flood, signer=FORGER.signer, root=FORGER.certificate),
        ):
            assert refusal(data) is Code.MALFORMED

    def test_millions_of_empty_arrays(self) -> None:
        """One byte each in the file, 64 in memory."""
        arrays = b"\x9a\x02\x00\x00\x00" + b"\x80" * 2**25
        assert refusal(arrays) is Code.MALFORMED
        assert refusal(roots.sign(arrays, signer=FORGER.signer, root=FORGER.certificate)) is Code.MALFORMED

    def test_larger_than_any_bundle(self) -> None:
        assert refusal(bytes(roots.MAX_BUNDLE_BYTES + 1)) is Code.MALFORMED

    def test_nested_without_end(self) -> None:
        for level in (b"\x81", b"\xa1\x01", b"\xc1"):
            assert refusal(signed(level * 100_000)) is Code.MALFORMED

    def test_introductions_without_end(self) -> None:
        introduction = roots.introduce(FORGER.certificate, signer=ROOT.signer, root=ROOT.certificate)
        many = {**content(), 6: [introduction] * 5000}
        assert refusal(signed(cbor.encode(many))) is Code.BUNDLE_UNTRUSTED


def test_the_root_that_is_pinned_cannot_be_left_out() -> None:
    for nothing in (b"", bytes(32), bytes(31)):
        assert refusal(BUNDLE.encoded, root=nothing) is Code.BUNDLE_UNTRUSTED
    self_pinned = replace(BUNDLE, root=FORGER.certificate)
    assert refusal(BUNDLE.encoded, root=self_pinned.root) is Code.BUNDLE_UNTRUSTED
