"""Public keys: forms, thumbprints, signatures, and keys that are none."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import ALGORITHMS, KeyKind, algorithm
from cicpa_credentials.keys.public_key import KID_BYTES, PublicKey
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Callable

RFC_9679: Final[dict[int, Any]] = {
    1: 2,
    -1: 1,
    -2: bytes.fromhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"),
    -3: bytes.fromhex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"),
    2: b"meriadoc.brandybuck@buckland.example",
}
CURVES: Final = {KeyKind.P_256: ec.SECP256R1(), KeyKind.P_384: ec.SECP384R1(), KeyKind.P_521: ec.SECP521R1()}
SIZES: Final = {KeyKind.P_256: 32, KeyKind.P_384: 48, KeyKind.P_521: 66}


def curve_key(kind: KeyKind, seed: int = 7) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(seed, CURVES[kind])


ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RSA = rsa.generate_private_key(65537, 2048)
KEYS = {
    **{kind: PublicKey(curve_key(kind).public_key()) for kind in CURVES},
    KeyKind.ED25519: PublicKey(ED25519.public_key()),
    KeyKind.RSA: PublicKey(RSA.public_key()),
}
COSE_KINDS = [kind for kind in KEYS if kind is not KeyKind.RSA]


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(KeyHandlingError) as caught:
        act()
    return caught.value.code


def sign(kind: KeyKind, data: bytes, *, number: int) -> bytes:
    """A COSE signature, made without our signer."""
    row = algorithm(number)
    if kind is KeyKind.ED25519:
        return ED25519.sign(data)
    if kind is KeyKind.RSA:
        return RSA.sign(data, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
    assert row.hash is not None
    r, s = decode_dss_signature(curve_key(kind).sign(data, ec.ECDSA(row.hash)))
    return r.to_bytes(SIZES[kind]) + s.to_bytes(SIZES[kind])


class TestThumbprint:
    def test_known_answer(self) -> None:
        """RFC 9679 §6; its kid is no part of the thumbprint."""
        key = PublicKey.from_cose_key(RFC_9679)
        expected = "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
        assert key.thumbprint.hex() == expected
        assert key.kid.hex() == expected[: 2 * KID_BYTES]

    @pytest.mark.parametrize("kind", KEYS)
    def test_the_same_whatever_the_key_was_read_from(self, kind: KeyKind) -> None:
        key = KEYS[kind]
        forms = [PublicKey.from_pem(key.to_pem()), PublicKey.from_der(key.to_der()), pickle.loads(pickle.dumps(key))]  # noqa: S301 - our own
        if kind is not KeyKind.RSA:
            forms.append(PublicKey.from_cose_key(key.to_cose_key()))
        assert {form.thumbprint for form in forms} == {key.thumbprint}
        assert {*forms} == {key}
        assert all(form.kind is kind for form in forms)

    def test_keys_differ_by_it(self) -> None:
        assert len({*KEYS.values()}) == len(KEYS)
        assert KEYS[KeyKind.P_256] != PublicKey(curve_key(KeyKind.P_256, 8).public_key())
        assert KEYS[KeyKind.P_256] != KEYS[KeyKind.P_256].thumbprint

    def test_repr_shows_kind_and_kid(self) -> None:
        assert repr(PublicKey.from_cose_key(RFC_9679)) == "PublicKey(P-256, kid=496bd8afadf307e5)"


class TestCoseKey:
    @pytest.mark.parametrize("kind", COSE_KINDS)
    def test_is_written_in_its_shortest_form_and_comes_back(self, kind: KeyKind) -> None:
        written = KEYS[kind].to_cose_key()
        assert written.get(-3) in ((None,) if kind is KeyKind.ED25519 else (True, False))
        assert PublicKey.from_cose_key(cbor.decode_map(cbor.encode(written))) == KEYS[kind]

    @pytest.mark.parametrize("kind", CURVES)
    def test_y_may_be_a_coordinate_or_a_sign(self, kind: KeyKind) -> None:
        """RFC 9053 §7.1.1: seven seeds, so that both signs are among them."""
        signs = set()
        for seed in range(2, 9):
            key = PublicKey(curve_key(kind, seed).public_key())
            compressed = key.to_cose_key()
            signs.add(compressed[-3])
            point = curve_key(kind, seed).public_key().public_numbers()
            assert PublicKey.from_cose_key({**compressed, -3: point.y.to_bytes(SIZES[kind])}) == key
            assert PublicKey.from_cose_key({**compressed, -3: not compressed[-3]}) != key
        assert signs == {True, False}

    @pytest.mark.parametrize("kind", CURVES)
    def test_coordinates_keep_their_leading_zeros(self, kind: KeyKind) -> None:
        size = SIZES[kind]
        seed, point = next(
            (seed, point)
            for seed in range(1, 3000)
            if (point := curve_key(kind, seed).public_key().public_numbers()).x >> 8 * (size - 1) == 0
            and (kind is not KeyKind.P_521 or point.x >> 8 * (size - 2) == 0)
        )
        key = PublicKey(curve_key(kind, seed).public_key())
        written: Any = key.to_cose_key()
        assert len(written[-2]) == size
        assert written[-2][0] == 0
        assert PublicKey.from_cose_key(written) == key
        stripped = point.x.to_bytes((point.x.bit_length() + 7) // 8)
        assert refusal(lambda: PublicKey.from_cose_key({**written, -2: stripped})) is Code.MALFORMED

    def test_rsa_has_none(self) -> None:
        assert refusal(KEYS[KeyKind.RSA].to_cose_key) is Code.UNSUPPORTED

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({1: None}, Code.UNSUPPORTED, id="no kty"),
            pytest.param({1: 1}, Code.UNSUPPORTED, id="kty of another curve"),
            pytest.param({1: 3}, Code.UNSUPPORTED, id="kty RSA"),
            pytest.param({1: 4}, Code.UNSUPPORTED, id="kty symmetric"),
            pytest.param({1: "EC2"}, Code.UNSUPPORTED, id="kty by name"),
            pytest.param({1: []}, Code.UNSUPPORTED, id="kty a list"),
            pytest.param({-1: None}, Code.MALFORMED, id="no crv"),
            pytest.param({-1: 1.0}, Code.MALFORMED, id="crv a float"),
            pytest.param({-1: True}, Code.MALFORMED, id="crv a bool"),
            pytest.param({-1: "P-256"}, Code.MALFORMED, id="crv by name"),
            pytest.param({-1: 4}, Code.UNSUPPORTED, id="crv X25519"),
            pytest.param({-1: 6}, Code.UNSUPPORTED, id="crv Ed25519"),
            pytest.param({-1: 8}, Code.UNSUPPORTED, id="crv secp256k1"),
            pytest.param({-1: 2}, Code.MALFORMED, id="crv of larger coordinates"),
            pytest.param({-2: None}, Code.MALFORMED, id="no x"),
            pytest.param({-2: "x"}, Code.MALFORMED, id="x as text"),
            pytest.param({-2: b""}, Code.MALFORMED, id="x empty"),
            pytest.param({-2: b"\x00" + bytes(RFC_9679[-2])}, Code.MALFORMED, id="x with a zero too many"),
            pytest.param({-2: b"\xff" * 32}, Code.MALFORMED, id="x beyond the field"),
            pytest.param({-3: None}, Code.MALFORMED, id="no y"),
            pytest.param({-3: 1}, Code.MALFORMED, id="y an integer"),
            pytest.param({-3: b"\x01"}, Code.MALFORMED, id="y too short"),
            pytest.param({-3: bytes(32)}, Code.MALFORMED, id="y off the curve"),
            pytest.param({-3: RFC_9679[-2]}, Code.MALFORMED, id="y taken from x"),
            pytest.param({-2: bytes(32), -3: bytes(32)}, Code.MALFORMED, id="zeros"),
        ],
    )  # fmt: skip
    def test_one_that_is_none_is_refused(self, changes: dict[int, object], code: Code) -> None:
        changed: dict[int, Any] = {**RFC_9679, **changes}
        assert refusal(lambda: PublicKey.from_cose_key(changed)) is code

    def test_an_x_of_no_point_is_refused(self) -> None:
        """Half of all x belong to no point: with a sign bit alone, this is where it shows."""
        p = 2**256 - 2**224 + 2**192 + 2**96 - 1
        b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
        off = next(x for x in range(1, 50) if pow(x**3 - 3 * x + b, (p - 1) // 2, p) == p - 1)
        for sign in (True, False):
            parameters = {1: 2, -1: 1, -2: off.to_bytes(32), -3: sign}
            assert refusal(lambda: PublicKey.from_cose_key(parameters)) is Code.MALFORMED  # noqa: B023 - called at once

    @pytest.mark.parametrize("x", [b"", bytes(31), bytes(33)])
    def test_an_ed25519_key_has_32_bytes(self, x: bytes) -> None:
        assert refusal(lambda: PublicKey.from_cose_key({1: 1, -1: 6, -2: x})) is Code.MALFORMED


class TestSmallOrder:
    """Under a key of small order a signature fits other messages too; so no such key is let in."""

    P: Final = 2**255 - 19
    D: Final = -121665 * pow(121666, -1, P) % P

    def points(self) -> set[tuple[int, int]]:
        """All of small order, by plain arithmetic: multiples of a point of order 8."""
        point = next(found for y in range(2, 200) for found in self.of_order_8(y))
        group = {(0, 1)}
        multiple = point
        while multiple != (0, 1):
            group.add(multiple)
            multiple = self.add(multiple, point)
        return group

    def of_order_8(self, y: int) -> list[tuple[int, int]]:
        """The curve's point at y, times the order of its large subgroup, if that has order 8."""
        x = self.x_at(y)
        if x is None:
            return []
        torsion = self.times(2**252 + 27742317777372353535851937790883648493, (x, y))
        return [torsion] if self.times(4, torsion) != (0, 1) else []

    def x_at(self, y: int) -> int | None:
        square = (y * y - 1) * pow(self.D * y * y + 1, -1, self.P) % self.P
        root = pow(square, (self.P + 3) // 8, self.P)
        for x in (root, root * pow(2, (self.P - 1) // 4, self.P) % self.P):
            if x * x % self.P == square:
                return x
        return None

    def add(self, one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
        """RFC 8032 §5.1.4, in affine coordinates."""
        (x1, y1), (x2, y2), p = one, two, self.P
        product = self.D * x1 * x2 * y1 * y2 % p
        return (
            (x1 * y2 + x2 * y1) * pow(1 + product, -1, p) % p,
            (y1 * y2 + x1 * x2) * pow(1 - product, -1, p) % p,
        )

    def times(self, scalar: int, point: tuple[int, int]) -> tuple[int, int]:
        result = (0, 1)
        while scalar:
            if scalar & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            scalar >>= 1
        return result

    def test_there_are_eight_and_each_is_refused_however_it_is_written(self) -> None:
        points = self.points()
        assert len(points) == 8
        written = set()
        for _, y in points:
            for value in (y, y + self.P):
                if value < 2**255:
                    written |= {value, value | 1 << 255}
        assert len(written) == 14
        for value in written:
            x = value.to_bytes(32, "little")
            assert refusal(lambda: PublicKey.from_cose_key({1: 1, -1: 6, -2: x})) is Code.KEY_NOT_VALID  # noqa: B023 - called at once
            key = ed25519.Ed25519PublicKey.from_public_bytes(x)
            assert refusal(lambda: PublicKey(key)) is Code.KEY_NOT_VALID  # noqa: B023 - called at once

    def test_this_is_what_they_would_allow(self) -> None:
        """One signature, every message: `cryptography` itself does not object."""
        identity = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
        signature = (1).to_bytes(32, "little") + bytes(32)
        for message in (b"valid", b"revoked"):
            identity.verify(signature, message)


class TestKinds:
    @pytest.mark.parametrize(
        "key",
        [
            pytest.param(ec.derive_private_key(5, ec.SECP256K1()).public_key(), id="secp256k1"),
            pytest.param(ec.derive_private_key(5, ec.SECP224R1()).public_key(), id="P-224"),
            pytest.param(ec.derive_private_key(5, ec.BrainpoolP256R1()).public_key(), id="Brainpool"),
            pytest.param(ed448.Ed448PrivateKey.from_private_bytes(bytes(57)).public_key(), id="Ed448"),
            pytest.param(x25519.X25519PrivateKey.from_private_bytes(bytes(32)).public_key(), id="X25519"),
            pytest.param(rsa.generate_private_key(65537, 1024).public_key(), id="RSA of 1024 bits"),  # noqa: S505 - that is the point
            pytest.param(dsa.generate_private_key(2048).public_key(), id="DSA"),
        ],
    )
    def test_others_are_not_supported(self, key: Any) -> None:  # noqa: ANN401 - any key of `cryptography`
        assert refusal(lambda: PublicKey(key)) is Code.UNSUPPORTED
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert refusal(lambda: PublicKey.from_der(der)) is Code.UNSUPPORTED

    @pytest.mark.parametrize("data", [b"", b"x", b"-----BEGIN PUBLIC KEY-----\n", bytes(200), b"\x30\x80"])
    def test_what_is_no_key_is_malformed(self, data: bytes) -> None:
        for load in (PublicKey.from_pem, PublicKey.from_der):
            assert refusal(lambda: load(data)) is Code.MALFORMED  # noqa: B023 - called at once


class TestVerify:
    PAIRS: Final = [(kind, row.id) for row in ALGORITHMS.values() for kind in sorted(row.key_kinds)]

    @pytest.mark.parametrize(("kind", "number"), PAIRS)
    def test_a_signature_fits_what_was_signed_and_nothing_else(self, kind: KeyKind, number: int) -> None:
        signature = sign(kind, b"data", number=number)
        key, row = KEYS[kind], algorithm(number)
        key.verify(b"data", signature, algorithm=row)
        wrong = [
            (b"datb", signature),
            (b"", signature),
            (b"data", signature[:-1]),
            (b"data", signature + b"\x00"),
            (b"data", b"\x00" + signature),
            (b"data", signature[: len(signature) // 2] + b"\x00" + signature[len(signature) // 2 :]),
            (b"data", b""),
            (b"data", bytes(len(signature))),
            (b"data", b"\xff" * len(signature)),
            (b"data", signature[:-1] + bytes([signature[-1] ^ 1])),
            (b"data", bytes([signature[0] ^ 1]) + signature[1:]),
        ]
        for data, altered in wrong:
            assert refusal(lambda: key.verify(data, altered, algorithm=row)) is Code.BAD_SIGNATURE  # noqa: B023 - called at once

    @pytest.mark.parametrize("number", sorted(ALGORITHMS))
    def test_no_key_is_used_in_another_way_than_its_kind_allows(self, number: int) -> None:
        row = algorithm(number)
        for kind in KEYS.keys() - row.key_kinds:
            assert refusal(lambda: KEYS[kind].verify(b"data", b"s" * 64, algorithm=row)) is Code.UNSUPPORTED  # noqa: B023 - called at once

    def test_an_ecdsa_signature_in_der_is_none_here(self) -> None:
        """RFC 9053 §2.1: r and s side by side."""
        signature = curve_key(KeyKind.P_256).sign(b"data", ec.ECDSA(SHA256()))
        assert refusal(lambda: KEYS[KeyKind.P_256].verify(b"data", signature, algorithm=algorithm(-9))) is (
            Code.BAD_SIGNATURE
        )

    def test_known_answer(self) -> None:
        """RFC 9052 Appendix C.2.1, with the key "11" of Appendix C.7.1."""
        message = Sign1.decode(
            bytes.fromhex(
                "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23"
                "d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
            )
        )
        key = PublicKey.from_cose_key(
            {
                1: 2,
                -1: 1,
                -2: bytes.fromhex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"),
                -3: bytes.fromhex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e"),
            }
        )
        assert message.payload == b"This is the content."
        key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(message.protected[1]))
