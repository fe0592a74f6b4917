"""Private keys under a passphrase, written by us and read by us."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.der import Tag, element, unsigned
from cicpa_credentials.keys.passphrase import ScryptCost
from cicpa_credentials.keys.pkcs8 import decrypt, encrypt
from key_stores import CHEAP, PASSPHRASE, make_scrypt_cheap, salts
from pki import ec_key


@pytest.fixture
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


def _der(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


def _pem(der: bytes) -> bytes:
    lines = base64.encodebytes(der).replace(b"\n", b"")
    body = b"\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body + b"\n-----END ENCRYPTED PRIVATE KEY-----\n"


def _number(key: object) -> int:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.private_numbers().private_value


def test_the_cost_is_the_one_that_was_decided() -> None:
    assert ScryptCost(n=16384, r=8, p=5) == pkcs8.COST


def test_cryptography_reads_what_is_written_in_pem_and_in_der() -> None:
    pem = encrypt(ec_key(7), PASSPHRASE, random_bytes=salts)
    assert _number(load_pem_private_key(pem, PASSPHRASE)) == 7
    assert _number(load_der_private_key(_der(pem), PASSPHRASE)) == 7


@pytest.mark.usefixtures("_cheap")
@pytest.mark.parametrize("passphrase", [b"p", "口令".encode(), b"\x00\xff", b"p" * 1024])
def test_a_key_comes_back_under_its_passphrase(passphrase: bytes) -> None:
    assert _number(decrypt(encrypt(ec_key(7), passphrase, random_bytes=salts), passphrase)) == 7


@pytest.mark.usefixtures("_cheap")
def test_an_ed25519_key_comes_back() -> None:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    read = decrypt(encrypt(key, PASSPHRASE, random_bytes=salts), PASSPHRASE)
    assert isinstance(read, ed25519.Ed25519PrivateKey)
    assert read.private_bytes_raw() == bytes(range(32))


@pytest.mark.usefixtures("_cheap")
def test_the_same_randomness_gives_the_same_file() -> None:
    assert len({encrypt(ec_key(7), PASSPHRASE, random_bytes=salts) for _ in range(2)}) == 1


@pytest.mark.usefixtures("_cheap")
def test_salt_and_vector_are_drawn_anew_for_each_key() -> None:
    drawn: list[int] = []

    def counting(count: int) -> bytes:
        drawn.append(count)
        return bytes([len(drawn)]) * count

    data = _der(encrypt(ec_key(7), PASSPHRASE, random_bytes=counting))
    assert drawn == [16, 16]
    assert b"\x04\x10" + b"\x01" * 16 in data
    assert b"\x04\x10" + b"\x02" * 16 in data


@pytest.mark.usefixtures("_cheap")
def test_the_lines_of_the_pem_are_as_its_standard_wants_them() -> None:
    first, *body, last = encrypt(ec_key(7), PASSPHRASE, random_bytes=salts).decode().splitlines()
    assert (first, last) == ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----END ENCRYPTED PRIVATE KEY-----")
    assert {len(line) for line in body[:-1]} == {64}


@pytest.mark.usefixtures("_cheap")
def test_another_passphrase_is_wrong() -> None:
    data = encrypt(ec_key(7), PASSPHRASE, random_bytes=salts)
    # One wrong passphrase in 256 leaves what looks like proper padding; so several are tried.
    for number in range(600):
        with pytest.raises(KeyHandlingError) as caught:
            decrypt(data, f"guess {number}".encode())
        assert caught.value.code is Code.WRONG_PASSPHRASE


@pytest.mark.parametrize("passphrase", [b"", b"p" * 1025])
def test_a_passphrase_that_protects_nothing_or_that_openssl_would_cut_is_refused(passphrase: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        encrypt(ec_key(7), passphrase, random_bytes=salts)
    assert caught.value.code is Code.WRONG_PASSPHRASE
    with pytest.raises(KeyHandlingError) as caught:
        decrypt(b"", passphrase)
    assert caught.value.code is Code.WRONG_PASSPHRASE


@pytest.mark.usefixtures("_cheap")
class TestWhatIsNotTaken:
    """Files that differ in one respect from what `encrypt` writes."""

    @pytest.fixture
    def good(self) -> bytes:
        return _der(encrypt(ec_key(7), PASSPHRASE, random_bytes=salts))

    def _refused(self, data: bytes) -> Code:
        with pytest.raises(KeyHandlingError) as caught:
            decrypt(data, PASSPHRASE)
        return caught.value.code

    def test_the_pem_helper_of_this_test_makes_good_files(self, good: bytes) -> None:
        assert _number(decrypt(_pem(good), PASSPHRASE)) == 7

    @pytest.mark.parametrize(
        "change",
        [
            lambda pem: pem[:-40],
            lambda pem: b"\n" + pem,
            lambda pem: pem + b"x",
            lambda pem: pem + pem,
            lambda pem: pem.replace(b"ENCRYPTED ", b""),
            lambda pem: pem.replace(b"\n", b"\r\n"),
            lambda pem: pem.replace(b"=", b"*"),
            lambda pem: pem.replace(b"=", b""),
            lambda _: b"",
            lambda _: b"\x00" * 100,
        ],
    )
    def test_another_armour_is_malformed(self, good: bytes, change: object) -> None:
        assert callable(change)
        assert self._refused(change(_pem(good))) is Code.MALFORMED

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            pytest.param("2a864886f70d01050d", "2a864886f70d010503", Code.UNSUPPORTED, id="PBES1"),
            pytest.param("2b06010401da47040b", "2b06010401da47040c", Code.UNSUPPORTED, id="not scrypt"),
            pytest.param("60864801650304012a", "608648016503040102", Code.UNSUPPORTED, id="AES-128"),
            pytest.param("0410" + "73" * 16 + "020102", "0410" + "73" * 16 + "020103", Code.UNSUPPORTED, id="odd N"),
            pytest.param("020102020101020101", "020102020101020100", Code.UNSUPPORTED, id="p = 0"),
            pytest.param("020102020101020101", "020102020101020181", Code.MALFORMED, id="p < 0"),
            pytest.param("0410" + "73" * 16 + "0481", "0510" + "73" * 16 + "0481", Code.MALFORMED, id="vector is NULL"),
        ],
    )
    def test_other_algorithms_and_parameters(self, good: bytes, old: str, new: str, code: Code) -> None:
        assert good.count(bytes.fromhex(old)) == 1
        assert self._refused(_pem(good.replace(bytes.fromhex(old), bytes.fromhex(new)))) is code

    def test_bytes_after_the_structure(self, good: bytes) -> None:
        assert self._refused(_pem(good + b"\x00")) is Code.MALFORMED

    @pytest.mark.parametrize(
        ("salt", "vector", "secret", "code"),
        [
            (7, 16, 32, Code.UNSUPPORTED),
            (65, 16, 32, Code.UNSUPPORTED),
            (16, 15, 32, Code.MALFORMED),
            (16, 17, 32, Code.MALFORMED),
            (16, 16, 0, Code.MALFORMED),
            (16, 16, 31, Code.MALFORMED),
        ],
    )
    def test_salt_vector_and_ciphertext_of_another_size(self, salt: int, vector: int, secret: int, code: Code) -> None:
        assert self._refused(_pem(pkcs8._assemble(CHEAP, b"s" * salt, b"v" * vector, b"c" * secret))) is code

    @pytest.mark.parametrize(("key_bytes", "code"), [(32, Code.WRONG_PASSPHRASE), (16, Code.UNSUPPORTED)])
    def test_a_key_length_that_is_not_the_ciphers(self, key_bytes: int, code: Code) -> None:
        scrypt = element(Tag.OCTET_STRING, b"s" * 16) + unsigned(2) + unsigned(1) + unsigned(1)
        data = pkcs8._assemble(CHEAP, b"s" * 16, b"v" * 16, b"c" * 32)
        longer = data.replace(bytes((0x30, len(scrypt))) + scrypt, element(Tag.SEQUENCE, scrypt, unsigned(key_bytes)))
        # Every SEQUENCE around it has grown by the three bytes of the key length.
        for start in _enclosing(data):
            longer = longer[: start + 1] + bytes((data[start + 1] + 3,)) + longer[start + 2 :]
        assert self._refused(_pem(longer)) is code

    def test_more_than_sixteen_kibibytes_are_not_looked_at(self) -> None:
        assert self._refused(_pem(pkcs8._assemble(CHEAP, b"s" * 16, b"v" * 16, b"c" * 16384))) is Code.MALFORMED


def _enclosing(data: bytes) -> tuple[int, ...]:
    """Where the sequences begin that hold the parameters of scrypt, all of them short."""
    whole = data.index(b"\x30", 0)
    algorithm = data.index(b"\x30", whole + 1)
    parameters = data.index(b"\x30", algorithm + 1)
    derivation = data.index(b"\x30", parameters + 1)
    return whole, algorithm, parameters, derivation
