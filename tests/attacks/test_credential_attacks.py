"""Credentials that must not pass, one attack each: by forgers, by holders, and by issuers who overstep."""

from __future__ import annotations

import hmac
import math
import struct
import zlib
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from cbor2 import CBORTag
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import public_key
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import StatusReference
from cicpa_credentials.testing.mutators import mutants
from cicpa_credentials.testing.mutators.envelopes import P_256_ORDER, high_s
from cicpa_credentials.verifier import Outcome, Step, Verdict
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.dictionary import DICTIONARY
from cicpa_credentials.wire.sign1 import Sign1
from office import (
    BEIJING,
    BUNDLE,
    DAY,
    ENTRY,
    HOLDER,
    KEY,
    Draft,
    bundle,
    certified,
    evaluate,
    issue,
    issuer,
    reassembled,
)
from pki import NOW, ec_key
from sample_records import record

if TYPE_CHECKING:
    from cicpa_credentials.keys.trust import TrustBundle

ISSUED = issue()
CREDENTIAL = ISSUED.credential
DRAFT = Draft.of(CREDENTIAL)
MESSAGE = Sign1.decode(CREDENTIAL)
BOUND = issue(holder_key=HOLDER.public_key)
SECONDS = int(NOW.timestamp())


def refused(received: str | bytes, of: TrustBundle = BUNDLE) -> Code | None:
    report = evaluate(received, of)
    assert report.verdict is Verdict.INVALID
    return report.code


def test_the_honest_certificate_passes() -> None:
    assert evaluate(ISSUED.qr_text).verdict is Verdict.VALID
    assert evaluate(BOUND.qr_text).verdict is Verdict.VALID


class TestUnsigned:
    def test_map_of_claims_taken_for_a_verified_cwt(self) -> None:
        assert refused(MESSAGE.payload) is Code.MALFORMED
        assert refused(cbor.encode(CBORTag(61, cbor.decode(MESSAGE.payload)))) is Code.MALFORMED
        assert refused("#" + transport.to_digits(b"\x01" + MESSAGE.payload)) is Code.MALFORMED

    def test_mac_or_encrypted_message_in_the_place_of_a_signed_one(self) -> None:
        for tag in (16, 17, 96, 97, 98):
            assert refused(cbor.encode(CBORTag(tag, cbor.decode(CREDENTIAL).value))) is Code.MALFORMED  # type: ignore[attr-defined]

    def test_signature_left_out(self) -> None:
        for signature in (b"", bytes(64), bytes(63), bytes(65)):
            assert refused(reassembled(CREDENTIAL, signature=signature)) is Code.BAD_SIGNATURE

    def test_signature_of_zeros_or_of_the_order_itself(self) -> None:
        """r or s of 0 or n: a verifier that forgets to check takes them for any message."""
        for r, s in product((0, 1, P_256_ORDER - 1, P_256_ORDER), repeat=2):
            signature = r.to_bytes(32) + s.to_bytes(32)
            assert refused(reassembled(CREDENTIAL, signature=signature)) is Code.BAD_SIGNATURE

    def test_algorithm_none(self) -> None:
        for alg in (0, None, "none", "None"):
            unsigned = replace(Sign1.decode(DRAFT.with_headers({1: alg}).signed()), signature=b"").encode()
            assert refused(unsigned) is Code.UNSUPPORTED


class TestSignedByTheWrongKey:
    def test_key_of_the_forger_under_the_kid_of_the_issuer(self) -> None:
        assert refused(DRAFT.signed(InProcessSigner(ec_key(666)))) is Code.BAD_SIGNATURE

    def test_key_brought_along_in_the_message(self) -> None:
        forger = InProcessSigner(ec_key(666))
        for label, value in ((4, forger.public_key.kid), (33, b"certificate"), (-1, forger.public_key.to_cose_key())):
            assert refused(DRAFT.with_headers({label: value}).signed(forger)) in (
                Code.UNKNOWN_ISSUER,
                Code.BAD_SIGNATURE,
            )

    def test_holder_signs_for_the_issuer(self) -> None:
        assert refused(Draft.of(BOUND.credential).signed(HOLDER)) is Code.BAD_SIGNATURE

    def test_kid_collision_hides_the_right_key_behind_another(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Identifiers are short and may collide; all keys that have one are tried, in whatever order."""
        monkeypatch.setattr(public_key, "KID_BYTES", 0)
        keys = [InProcessSigner(ec_key(9500 + number)) for number in range(5)]
        entries = [TrustedIssuer.of((certified(key),)) for key in keys]
        crowded = bundle(*entries)
        assert len(crowded.find(b"")) == 5
        for key in keys:
            assert evaluate(DRAFT.with_headers({4: b""}).signed(key), crowded).verdict is Verdict.VALID
        assert refused(DRAFT.with_headers({4: b""}).signed(HOLDER), crowded) is Code.BAD_SIGNATURE

    def test_foreign_association_signs_for_another(self) -> None:
        beijing = InProcessSigner(ec_key(9510))
        both = bundle(ENTRY, TrustedIssuer.of((certified(beijing, of=BEIJING),)))
        posing = DRAFT.with_headers({4: beijing.public_key.kid}).signed(beijing)
        assert refused(posing, both) is Code.OUT_OF_SCOPE

    def test_key_used_outside_its_window(self) -> None:
        early = DRAFT.with_claims({6: SECONDS - 86_400 * 31}).signed()
        assert refused(early) is Code.KEY_NOT_VALID
        ended = bundle(TrustedIssuer.of((certified(window=(NOW - 9 * DAY, NOW - DAY)),)))
        assert refused(CREDENTIAL, ended) is Code.KEY_NOT_VALID

    def test_small_order_key_for_which_one_signature_fits_all(self) -> None:
        identity = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
        with pytest.raises(KeyHandlingError) as caught:
            PublicKey(identity)
        assert caught.value.code is Code.KEY_NOT_VALID
        cnf = {1: {1: 1, -1: 6, -2: (1).to_bytes(32, "little")}}
        assert refused(Draft.of(BOUND.credential).with_claims({8: cnf}).signed()) is Code.BINDING_INVALID


ED25519 = InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
P384 = InProcessSigner(ec.derive_private_key(5, ec.SECP384R1()))
SIGNERS = {"P-256": KEY, "Ed25519": ED25519, "P-384": P384}
ALL_TRUSTED = bundle(*(TrustedIssuer.of((certified(key),)) for key in SIGNERS.values()))


class TestAlgorithmSwap:
    @pytest.mark.parametrize(
        ("name", "alg", "code"),
        [
            ("P-256", -8, Code.UNSUPPORTED),
            ("P-256", -19, Code.UNSUPPORTED),
            ("P-256", -37, Code.UNSUPPORTED),
            ("P-256", -51, Code.UNSUPPORTED),
            ("P-256", -35, Code.BAD_SIGNATURE),
            ("P-256", -36, Code.BAD_SIGNATURE),
            ("Ed25519", -9, Code.UNSUPPORTED),
            ("Ed25519", -7, Code.UNSUPPORTED),
            ("Ed25519", -37, Code.UNSUPPORTED),
            ("P-384", -9, Code.UNSUPPORTED),
            ("P-384", -7, Code.BAD_SIGNATURE),
            ("P-384", -8, Code.UNSUPPORTED),
        ],
    )
    def test_message_names_another_algorithm_than_the_key_signs_with(self, name: str, alg: int, code: Code) -> None:
        signer = SIGNERS[name]
        honest = DRAFT.with_headers({4: signer.public_key.kid, 1: signer.algorithm.id})
        assert evaluate(honest.signed(signer), ALL_TRUSTED).verdict is Verdict.VALID
        assert refused(honest.with_headers({1: alg}).signed(signer), ALL_TRUSTED) is code

    def test_mac_keyed_with_the_public_key(self) -> None:
        """HMAC under a public key: the confusion that JWT libraries fell for."""
        for alg in (4, 5, 6, 7):
            drafted = DRAFT.with_headers({1: alg})
            protected, payload = cbor.encode(drafted.protected), cbor.encode(drafted.payload)
            data = sign1.to_be_signed(protected, payload)
            tag = hmac.digest(KEY.public_key.to_der(), data, "sha256")
            assert refused(sign1.assemble(protected, payload, tag)) is Code.UNSUPPORTED

    def test_rsa_signature_of_the_older_padding(self) -> None:
        key = rsa.generate_private_key(65537, 2048)
        signature = key.sign(b"data", padding.PKCS1v15(), SHA256())
        with pytest.raises(KeyHandlingError) as caught:
            PublicKey(key.public_key()).verify(b"data", signature, algorithm=algorithm(-37))
        assert caught.value.code is Code.BAD_SIGNATURE


class TestMalleability:
    def test_high_s_twin_of_a_signature_gets_no_other_answer(self) -> None:
        """Anybody can make a second signature from the first. Nothing here is keyed by a signature's bytes."""
        status = StatusReference(uri="https://status.example.org/lists/07", index=5)
        for issued in (ISSUED, BOUND, issue(status=status)):
            (twin,) = mutants(issued.credential, [high_s])
            assert twin.artefact != issued.credential
            assert evaluate(twin.artefact) == evaluate(issued.credential)

    def test_integers_not_in_their_shortest_form_outside_the_signature(self) -> None:
        protected, payload, signature = MESSAGE.protected_bytes, MESSAGE.payload, MESSAGE.signature
        head = b"\xd2\x84"
        parts = [cbor.bstr(protected), b"\xa0", cbor.bstr(payload), cbor.bstr(signature)]
        assert head + b"".join(parts) == CREDENTIAL
        longer = {
            "tag": b"\xd8\x12\x84" + b"".join(parts),
            "array": b"\xd2\x98\x04" + b"".join(parts),
            "protected": head + b"\x59" + len(protected).to_bytes(2) + protected + b"".join(parts[1:]),
            "unprotected": head + parts[0] + b"\xb8\x00" + b"".join(parts[2:]),
            "payload": head + b"".join(parts[:2]) + b"\x59" + len(payload).to_bytes(2) + payload + parts[3],
            "signature": head + b"".join(parts[:3]) + b"\x59\x00\x40" + signature,
        }
        for data in longer.values():
            assert Sign1.decode(data) == MESSAGE
            assert refused(data) is Code.MALFORMED

    def test_indefinite_lengths_outside_the_signature(self) -> None:
        inner = CREDENTIAL[2:]
        assert refused(b"\xd2\x9f" + inner + b"\xff") is Code.MALFORMED
        assert refused(CREDENTIAL.replace(b"\xa0\x58", b"\xbf\xff\x58", 1)) is Code.MALFORMED

    def test_trailing_bytes(self) -> None:
        for tail in (b"\x00", b"\xff", b"\xf6", CREDENTIAL):
            assert refused(CREDENTIAL + tail) is Code.MALFORMED
            assert refused("#" + transport.to_digits(b"\x01" + CREDENTIAL + tail)) is Code.MALFORMED
        payload = MESSAGE.payload + b"\x00"
        assert refused(signed_payload(payload)) is Code.MALFORMED

    def test_unprotected_headers_smuggled_in(self) -> None:
        """Everybody can write there; so nothing but what is hashed or encrypted under the signature may stand there."""
        for label, value in (
            (1, -9),
            (2, []),
            (4, KEY.public_key.kid),
            (13, b""),
            (15, {4: 2**40}),
            (16, 293),
            ("x", 1),
        ):
            changed = reassembled(CREDENTIAL, unprotected={label: value})
            assert refused(changed) is Code.UNSUPPORTED
        without = DRAFT.with_headers({4: None}).with_unprotected({4: KEY.public_key.kid})
        assert refused(without.signed()) is Code.UNSUPPORTED


def signed_payload(payload: bytes) -> bytes:
    protected = MESSAGE.protected_bytes
    return sign1.assemble(protected, payload, KEY.sign(sign1.to_be_signed(protected, payload)))


class TestAmbiguity:
    def test_duplicate_keys_of_which_the_last_would_win(self) -> None:
        entries = [(key, value) for key, value in DRAFT.payload.items() if key != 4]
        for again in (4, 2, 1):
            pairs = [*entries, (4, SECONDS + 86_400), (again, DRAFT.payload[again])]
            written = b"".join(cbor.encode(key) + cbor.encode(value) for key, value in pairs)
            assert refused(signed_payload(bytes([0xA0 + len(pairs)]) + written)) is Code.MALFORMED

    def test_duplicate_header_of_which_the_last_would_win(self) -> None:
        written = b"\xa4" + MESSAGE.protected_bytes[1:] + cbor.encode(1) + cbor.encode(-9)
        data = sign1.assemble(written, MESSAGE.payload, KEY.sign(sign1.to_be_signed(written, MESSAGE.payload)))
        assert refused(data) is Code.MALFORMED

    def test_critical_header_ignored(self) -> None:
        for critical in ([1], [99], [], "all"):
            assert refused(DRAFT.with_headers({2: critical, 99: True}).signed()) is Code.UNSUPPORTED

    def test_header_claims_that_say_otherwise_than_the_payload(self) -> None:
        """A CWT Claims header (RFC 9597) cannot lengthen a certificate's life, nor any unprotected one."""
        longer = DRAFT.with_headers({15: {4: 2**40}}).with_claims({4: SECONDS + 1})
        report = evaluate(longer.signed(), at=NOW + DAY)
        assert report.code is Code.EXPIRED


class TestConfusion:
    def test_bound_certificate_stripped_of_its_key(self) -> None:
        """cnf taken out would make a certificate that anybody can show."""
        message = Sign1.decode(BOUND.credential)
        claims = cbor.decode_map(message.payload)
        del claims[8]
        stripped = replace(message, payload=cbor.encode(claims)).encode()
        assert refused(stripped) is Code.NOT_A_CERTIFICATE
        renamed = cbor.encode({**message.protected, 16: "application/vnd.cicpa"})
        assert (
            refused(replace(message, payload=cbor.encode(claims), protected_bytes=renamed).encode())
            is Code.BAD_SIGNATURE
        )
        assert refused(replace(message, protected_bytes=renamed).encode()) is Code.NOT_A_CERTIFICATE

    def test_bearer_certificate_passed_off_as_bound(self) -> None:
        for typ in (293, "application/sd-cwt"):
            assert refused(DRAFT.with_headers({16: typ}).signed()) is Code.NOT_A_CERTIFICATE

    def test_other_things_that_the_same_key_signed(self) -> None:
        """A status list token, a bundle or a letter is no certificate, whatever its claims say."""
        for typ in ("application/statuslist+cwt", "application/vnd.cicpa.trust-bundle", "application/cwt", 294, None):
            assert evaluate(DRAFT.with_headers({16: typ}).signed()).verdict is Verdict.INVALID
        assert refused(DRAFT.with_claims({11: "urn:cicpa:letter"}).signed()) is Code.UNSUPPORTED
        assert refused(BUNDLE.encoded) in (Code.NOT_A_CERTIFICATE, Code.MALFORMED)

    def test_type_that_cannot_be_looked_up(self) -> None:
        """A list in the place of a number once ended in a TypeError."""
        for value in ([], {}, [293], {1: 2}, [[1]]):
            for label in (1, 4, 16):
                assert evaluate(DRAFT.with_headers({label: value}).signed()).verdict is Verdict.INVALID
            hashed = DRAFT.with_headers({170: value}).with_unprotected({17: [ISSUED.disclosures[-1]]})
            assert refused(hashed.signed()) is Code.UNSUPPORTED
            for label in (1, 2, 8, 11, 65535):
                assert evaluate(DRAFT.with_claims({label: value}).signed()).verdict is Verdict.INVALID


class TestTimes:
    def test_expired_certificate(self) -> None:
        for days in (367, 3000):
            assert evaluate(CREDENTIAL, bundle(expires=NOW + 3000 * DAY), at=NOW + days * DAY).code is Code.EXPIRED

    def test_certificate_of_the_future(self) -> None:
        assert evaluate(CREDENTIAL, at=NOW - DAY).code is Code.NOT_YET_VALID

    @pytest.mark.parametrize(
        "moment",
        [
            math.nan, math.inf, -math.inf, 1e300, float(SECONDS), SECONDS + 0.5, True, False, None, "2030-01-01",
            b"\x00", -1, 2**63, 2**64 - 1, CBORTag(0, "2030-01-01T00:00:00Z"), CBORTag(1, SECONDS),
            CBORTag(1, math.nan), CBORTag(2, b"\xff" * 20), CBORTag(4, [10**3, 9]), [], {},
        ],
        ids=repr,
    )  # fmt: skip
    @pytest.mark.parametrize("claim", [4, 5, 6])
    def test_moment_that_compares_with_nothing(self, claim: int, moment: object) -> None:
        changed = replace(DRAFT, payload={**DRAFT.payload, claim: moment})
        assert refused(changed.signed()) is Code.MALFORMED

    def test_half_precision_nan_in_other_bits(self) -> None:
        for written in ("f97e00", "f9fe00", "f97c01", "fa7fc00000", "fb7ff8000000000000", "fbfff0000000000001"):
            payload = MESSAGE.payload.replace(
                b"\x04\x1a" + struct.pack(">I", DRAFT.payload[4]), b"\x04" + bytes.fromhex(written)
            )
            assert payload != MESSAGE.payload
            assert refused(signed_payload(payload)) is Code.MALFORMED


class TestExhaustion:
    """Nothing of this may take long, or raise what is not ours."""

    def test_decompression_bomb(self) -> None:
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
        bomb = deflater.compress(bytes(3_000_000)) + deflater.flush()
        assert len(bomb) < 3_300
        assert refused("#" + transport.to_digits(b"\x02" + bomb)) is Code.MALFORMED

    def test_text_of_many_megabytes(self) -> None:
        assert refused("1" * 50_000_000) is Code.NOT_A_CERTIFICATE
        assert refused("#" * 50_000_000) is Code.NOT_A_CERTIFICATE

    def test_deep_nesting(self) -> None:
        for level in (b"\x81", b"\xa1\x00", b"\xc1", b"\x9f", b"\xd8\x3d"):
            nested = level * (16_000 // len(level))
            assert refused(nested) is Code.MALFORMED
            assert refused(signed_payload(b"\xa1\x01" + nested)) is Code.MALFORMED
            assert refused(sign1.assemble(b"\xa1\x01" + nested, MESSAGE.payload, b"")) is Code.MALFORMED
            assert refused(reassembled(CREDENTIAL, unprotected={17: [nested]})) is Code.DISCLOSURE_MISMATCH

    def test_lengths_that_are_a_lie(self) -> None:
        for head in (
            "5b7fffffffffffffff",
            "7b00000fffffffffff",
            "9b00000000ffffffff",
            "bb00000000ffffffff",
            "9affffffff",
        ):
            lie = bytes.fromhex(head)
            assert refused(lie) is Code.MALFORMED
            assert refused(b"\xd2\x84" + lie) is Code.MALFORMED

    def test_keys_made_to_collide(self) -> None:
        """Python's hash of a tuple is no secret, and it takes -1 and -2 for the same."""
        keys = (b"\x8a" + bytes(bits) + b"\x00" for bits in product(b"\x20\x21", repeat=10))
        flood = b"\xb9\x04\x00" + b"".join(keys)
        assert len(flood) < cbor.MAX_BYTES
        assert refused(flood) is Code.MALFORMED
        assert refused(signed_payload(flood)) is Code.UNSUPPORTED

    def test_as_many_disclosures_as_fit(self) -> None:
        many = [struct.pack(">I", number) for number in range(3000)]
        assert refused(reassembled(CREDENTIAL, unprotected={17: many})) is Code.DISCLOSURE_MISMATCH


def test_all_that_is_wrong_is_found_by_the_step_that_is_for_it() -> None:
    """A certificate that is wrong in one way is not refused by accident in another."""
    report = evaluate(DRAFT.with_claims({4: SECONDS - 86_400, 6: SECONDS - 2 * 86_400}).signed())
    assert [check.step for check in report.checks if check.outcome is Outcome.FAILED] == [Step.TIMES]
    r, s = decode_dss_signature(ec_key(9002).sign(MESSAGE.to_be_signed(), ec.ECDSA(SHA256())))
    assert evaluate(reassembled(CREDENTIAL, signature=r.to_bytes(32) + s.to_bytes(32))).verdict is Verdict.VALID
    assert evaluate(issuer().issue(record()).qr_text).verdict is Verdict.VALID
