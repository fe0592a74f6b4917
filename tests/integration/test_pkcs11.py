"""Signing with SoftHSM: a real PKCS #11 library with a token in a temporary folder."""

from __future__ import annotations

import logging
import runpy
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.x509 import Purpose, RootAuthority, issuer_request, mandate_of, verify_chain
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import NOW, ec_key

pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed (extra `pkcs11`)")

from pkcs11 import Attribute, KeyType, MechanismFlag, ObjectClass  # noqa: E402 - only where it is installed

from cicpa_credentials.keys import pkcs11 as module  # noqa: E402
from cicpa_credentials.keys.pkcs11 import Pkcs11Token  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pkcs11 import Object

    from cicpa_credentials.keys.signer import Signer

UTIL = shutil.which("softhsm2-util")
LIBRARY = next(
    (
        path
        for folder in ("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm")
        if (path := Path(folder, "libsofthsm2.so")).exists()
    ),
    Path("libsofthsm2.so"),
)
pytestmark = [
    pytest.mark.skipif(UTIL is None, reason="SoftHSM is not installed (Debian: softhsm2)"),
    # python-pkcs11 tidies up after a search that failed, in a session that is gone, and fails once more.
    pytest.mark.filterwarnings(r"ignore:.*OperationContext\.__del__:pytest.PytestUnraisableExceptionWarning"),
]

PIN = "pin-of-1949"
P256 = bytes.fromhex("06082a8648ce3d030107")
P384 = bytes.fromhex("06052b81040022")


def init_token(label: str) -> None:
    assert UTIL is not None
    words = [UTIL, "--init-token", "--free", "--label", label, "--so-pin", "so-pin-1949", "--pin", PIN]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - fixed words


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An HSM with some tokens; its folder."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        for label in ("association", "twin", "twin"):
            init_token(label)
        yield folder
        pkcs11.lib(str(LIBRARY)).finalize()


@pytest.fixture
def token(hsm: Path) -> Iterator[Pkcs11Token]:  # noqa: ARG001 - there must be an HSM
    with Pkcs11Token(LIBRARY, label="association", pin=PIN) as token:
        yield token


@pytest.fixture
def label(request: pytest.FixtureRequest) -> str:
    """A label that no other test uses."""
    return str(request.node.name)


def behind_the_back(act: Callable[[Any], object]) -> None:
    """Do something on the token without our code, as `pkcs11-tool` might."""
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="association").open(rw=True) as session:
        act(session)


def make_pair(label: str, *, curve: bytes = P256, key_id: bytes = b"", **template: bool) -> Callable[[Any], object]:
    def act(session: Any) -> object:  # noqa: ANN401 - python-pkcs11's own classes
        parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
        return parameters.generate_keypair(
            store=True, label=label, id=key_id, capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
            private_template={Attribute[name.upper()]: value for name, value in template.items()},
        )  # fmt: skip

    return act


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(KeyHandlingError) as caught:
        act()
    assert PIN not in str(caught.value)
    return caught.value.code


def signs(signer: Signer) -> bool:
    data = b"what is to be signed"
    signature = signer.sign(data)
    signer.public_key.verify(data, signature, algorithm=signer.algorithm)
    return len(signature) == 64


class TestKeys:
    def test_are_made_so_that_they_cannot_leave(self, token: Pkcs11Token, label: str) -> None:
        assert signs(token.generate(label))

        def look(session: Any) -> None:  # noqa: ANN401
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
            facts = {
                name: key[Attribute[name]] for name in ("SENSITIVE", "NEVER_EXTRACTABLE", "LOCAL", "TOKEN", "SIGN")
            }
            assert set(facts.values()) == {True}, facts
            assert not key[Attribute.EXTRACTABLE]
            with pytest.raises(pkcs11.AttributeSensitive):
                key[Attribute.VALUE]

        behind_the_back(look)

    def test_are_found_by_label_identifier_or_both(self, token: Pkcs11Token, label: str) -> None:
        behind_the_back(make_pair(label, key_id=b"\x01\x02\x03"))
        found = [
            token.signer(label=label), token.signer(key_id=b"\x01\x02\x03"),
            token.signer(label=label, key_id=b"\x01\x02\x03"),
        ]  # fmt: skip
        assert len({signer.public_key for signer in found}) == 1
        assert all(signs(signer) for signer in found)

    def test_get_an_identifier_of_their_own(self, hsm: Path, label: str) -> None:  # noqa: ARG002
        with Pkcs11Token(LIBRARY, label="association", pin=PIN, random_bytes=lambda count: b"\x07" * count) as token:
            made = token.generate(label)
            assert token.signer(key_id=b"\x07" * 8).public_key == made.public_key

    def test_not_there(self, token: Pkcs11Token) -> None:
        assert refusal(lambda: token.signer(label="nobody")) is Code.KEY_NOT_FOUND
        assert refusal(lambda: token.signer(key_id=b"nobody")) is Code.KEY_NOT_FOUND

    def test_two_of_one_label_are_an_error(self, token: Pkcs11Token, label: str) -> None:
        behind_the_back(make_pair(label, key_id=b"\x0a"))
        behind_the_back(make_pair(label, key_id=b"\x0b"))
        assert refusal(lambda: token.signer(label=label)) is Code.KEY_AMBIGUOUS
        assert signs(token.signer(label=label, key_id=b"\x0b"))

    def test_without_a_name_are_an_error(self, token: Pkcs11Token) -> None:
        assert refusal(token.signer) is Code.KEY_AMBIGUOUS

    def test_are_not_made_twice_under_one_label(self, token: Pkcs11Token, label: str) -> None:
        token.generate(label)
        assert refusal(lambda: token.generate(label)) is Code.KEY_AMBIGUOUS

    def test_on_another_curve(self, token: Pkcs11Token, label: str) -> None:
        behind_the_back(make_pair(label, curve=P384))
        assert refusal(lambda: token.signer(label=label)) is Code.UNSUPPORTED

    def test_not_for_signing(self, token: Pkcs11Token, label: str) -> None:
        behind_the_back(make_pair(label, sign=False))
        assert refusal(lambda: token.signer(label=label)) is Code.UNSUPPORTED

    @pytest.mark.parametrize("header", [b"\x04\x41", b""], ids=["octet string", "bare point"])
    @pytest.mark.parametrize("scalar", [1, 37], ids=["any", "one that begins as a header does"])
    def test_points_in_both_forms(self, header: bytes, scalar: int) -> None:
        point = ec_key(scalar).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found = cast("Object", {Attribute.EC_PARAMS: P256, Attribute.EC_POINT: header + point})
        assert module._public_key(found).to_der().endswith(point)

    def test_point_that_is_none(self) -> None:
        found = cast("Object", {Attribute.EC_PARAMS: P256, Attribute.EC_POINT: b"\x04\x41\x04" + bytes(64)})
        assert refusal(lambda: module._public_key(found)) is Code.MALFORMED


class TestSignatures:
    def test_are_over_the_digest_that_we_make(self, token: Pkcs11Token, label: str) -> None:
        """The HSM itself signs three bytes without a word; nobody can hand it such a digest through us."""
        signer = token.generate(label)
        signer.public_key.verify(b"abc", signer.sign(b"abc"), algorithm=signer.algorithm)

    def test_by_many_threads(self, token: Pkcs11Token, label: str) -> None:
        signer = token.generate(label)
        messages = [bytes([number]) * 100 for number in range(60)]
        pkcs11.lib(str(LIBRARY)).reinitialize()  # so that all of them find the session lost at once
        with ThreadPoolExecutor(6) as pool:
            for message, signature in zip(messages, pool.map(signer.sign, messages), strict=True):
                signer.public_key.verify(message, signature, algorithm=signer.algorithm)

    def test_that_do_not_fit_the_public_key_do_not_leave(self, token: Pkcs11Token, label: str) -> None:
        other = token.generate(f"other-{label}").public_key.to_der()[-65:]

        def swap(session: Any) -> None:  # noqa: ANN401
            make_pair(label)(session)
            session.get_key(object_class=ObjectClass.PUBLIC_KEY, label=label).destroy()
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.KEY_TYPE: KeyType.EC, Attribute.TOKEN: True,
                    Attribute.LABEL: label, Attribute.EC_PARAMS: P256, Attribute.EC_POINT: b"\x04\x41" + other,
                }
            )  # fmt: skip

        behind_the_back(swap)
        signer = token.signer(label=label)
        assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED

    def test_certify_a_whole_chain_inside_the_hsm(self, token: Pkcs11Token, label: str) -> None:
        """The key ceremony of a central body whose root never leaves the HSM."""
        beijing, both = association("110000"), frozenset(Category)
        root = RootAuthority.create(
            token.generate(f"root-{label}"), name="root", valid_for=timedelta(days=3650), clock=lambda: NOW
        )
        request = issuer_request(token.generate(label), association=beijing, categories=both)
        certificate = root.certify_issuer(
            request, association=beijing, categories=both, not_before=NOW, not_after=NOW + timedelta(days=730)
        )
        verify_chain([certificate], root=root.certificate, at=NOW, purpose=Purpose.ISSUING)
        assert mandate_of(certificate).association == "110000"


class TestSession:
    def test_lost_and_opened_again(self, token: Pkcs11Token, label: str) -> None:
        signer = token.generate(label)
        pkcs11.lib(str(LIBRARY)).reinitialize()
        assert signs(signer)
        pkcs11.lib(str(LIBRARY)).reinitialize()
        assert signs(token.signer(label=label))

    def test_hsm_gone_and_back(self, token: Pkcs11Token, label: str, hsm: Path) -> None:
        signer = token.generate(label)
        (hsm / "tokens").rename(hsm / "away")
        (hsm / "tokens").mkdir()
        pkcs11.lib(str(LIBRARY)).reinitialize()
        assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED
        assert refusal(lambda: token.signer(label=label)) is Code.KEY_UNREACHABLE
        (hsm / "tokens").rmdir()
        (hsm / "away").rename(hsm / "tokens")
        pkcs11.lib(str(LIBRARY)).reinitialize()
        assert signs(signer)

    def test_key_taken_away_meanwhile(self, token: Pkcs11Token, label: str) -> None:
        signer = token.generate(label)
        behind_the_back(lambda session: [one.destroy() for one in session.get_objects({Attribute.LABEL: label})])
        assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED

    def test_pin_refused_is_not_tried_again(self, token: Pkcs11Token, label: str) -> None:
        """Tokens lock themselves after a few wrong PINs, and an issuer signs often."""
        signer = token.generate(label)
        behind_the_back(lambda session: session.set_pin(PIN, "changed-meanwhile"))
        pkcs11.lib(str(LIBRARY)).reinitialize()
        try:
            assert refusal(lambda: token.signer(label=label)) is Code.WRONG_PASSPHRASE
        finally:
            with (
                pkcs11.lib(str(LIBRARY))
                .get_token(token_label="association")
                .open(rw=True, user_pin="changed-meanwhile") as session
            ):
                session.set_pin("changed-meanwhile", PIN)
        assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED

    def test_shared_with_somebody_else_in_the_process(self, token: Pkcs11Token, label: str) -> None:
        token.generate(label)
        second = Pkcs11Token(LIBRARY, label="association", pin=PIN.encode())
        signer = second.signer(label=label)
        assert signs(signer)
        token.close()  # which logs the whole process out
        assert signs(signer)
        second.close()

    def test_closed(self, token: Pkcs11Token, label: str) -> None:
        signer = token.generate(label)
        token.close()
        assert refusal(lambda: signer.sign(b"data")) is Code.SIGNING_FAILED
        assert refusal(lambda: token.generate("another")) is Code.KEY_UNREACHABLE

    def test_key_that_the_token_does_not_make(
        self, token: Pkcs11Token, label: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "_P256", P256[:-1])
        assert refusal(lambda: token.generate(label)) is Code.KEY_UNREACHABLE


class TestToken:
    @pytest.mark.parametrize("pin", ["wrong", b"wrong", "", b"\xff"])
    def test_wrong_pin(self, hsm: Path, pin: str | bytes) -> None:  # noqa: ARG002
        assert refusal(lambda: Pkcs11Token(LIBRARY, label="association", pin=pin)) is Code.WRONG_PASSPHRASE

    @pytest.mark.parametrize("label", ["nobody", "twin"], ids=["no such token", "two of that label"])
    def test_not_found(self, hsm: Path, label: str) -> None:  # noqa: ARG002
        assert refusal(lambda: Pkcs11Token(LIBRARY, label=label, pin=PIN)) is Code.KEY_UNREACHABLE

    def test_library_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "text.so").write_text("no library")
        for path in (tmp_path / "text.so", tmp_path / "nothing.so"):
            assert refusal(lambda path=path: Pkcs11Token(path, label="x", pin=PIN)) is Code.KEY_UNREACHABLE  # type: ignore[misc]

    def test_tells_nobody_its_pin(self, token: Pkcs11Token, label: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        signer = token.generate(label)
        signs(signer)
        assert repr(signer) == f"Pkcs11Signer({signer.public_key!r})"
        assert PIN not in repr(token) + repr(signer) + caplog.text


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(ModuleNotFoundError, match=r"cicpa-credentials\[pkcs11\]"):
        runpy.run_path(module.__file__)
