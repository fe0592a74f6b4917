"""Signing at AWS KMS: boto3 talks HTTP to moto, which plays AWS on the loopback interface."""

from __future__ import annotations

import hashlib
import runpy
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.x509 import Purpose, RootAuthority, issuer_request, verify_chain
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from pki import NOW

boto3 = pytest.importorskip("boto3", reason="boto3 is not installed (extra `aws-kms`)")
pytest.importorskip("moto", reason="moto is not installed")

from moto.kms.responses import KmsResponse  # noqa: E402 - only where it is installed
from moto.kms.utils import ECDSAPrivateKey  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

from cicpa_credentials.keys import aws_kms as module  # noqa: E402
from cicpa_credentials.keys.aws_kms import AwsKmsSigner  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def sign_digest(key: Any, message: bytes, *_: object) -> bytes:  # noqa: ANN401 - moto's own class
    """What AWS does with a digest; the signatures are of the rare kind whose r begins with a zero byte."""
    while True:
        signature: bytes = key.private_key.sign(message, ec.ECDSA(Prehashed(SHA256())))
        if decode_dss_signature(signature)[0] < 2**248:
            return signature


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch, moto: Any) -> Any:  # noqa: ANN401
    """KMS as AWS documents it: moto leaves `MessageType` unread and hashes a digest once more (getmoto/moto#10202)."""
    as_moto_has_it = KmsResponse.sign

    def sign(response: Any) -> object:  # noqa: ANN401
        assert response._get_param("MessageType") == "DIGEST"
        return as_moto_has_it(response)

    monkeypatch.setattr(KmsResponse, "sign", sign)
    monkeypatch.setattr(ECDSAPrivateKey, "sign", sign_digest)
    return moto


@pytest.fixture(scope="module")
def moto() -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", host)
        yield client(f"http://{host}:{port}")
    server.stop()


def client(address: str) -> Any:  # noqa: ANN401
    config = pytest.importorskip("botocore.config").Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    credentials = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
    return boto3.client("kms", region_name="cn-north-1", endpoint_url=address, config=config, **credentials)


def new_key(kms: Any, *, spec: str = "ECC_NIST_P256", usage: str = "SIGN_VERIFY") -> str:  # noqa: ANN401
    return str(kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"])


def refusal(act: Callable[[], object]) -> KeyHandlingError:
    with pytest.raises(KeyHandlingError) as caught:
        act()
    return caught.value


def test_signs(kms: Any) -> None:  # noqa: ANN401
    signer = AwsKmsSigner(new_key(kms), client=kms)
    data = bytes(5000)  # more than AWS takes as a message
    signature = signer.sign(data)
    assert signature[0] == 0, "leading zeros are kept"
    signer.public_key.verify(data, signature, algorithm=signer.algorithm)


def test_certifies_and_is_certified(kms: Any) -> None:  # noqa: ANN401
    beijing, both = association("110000"), frozenset(Category)
    root = RootAuthority.create(
        AwsKmsSigner(new_key(kms), client=kms), name="root", valid_for=timedelta(days=3650), clock=lambda: NOW
    )
    request = issuer_request(AwsKmsSigner(new_key(kms), client=kms), association=beijing, categories=both)
    certificate = root.certify_issuer(request, association=beijing, categories=both, not_before=NOW, not_after=NOW)
    verify_chain([certificate], root=root.certificate, at=NOW, purpose=Purpose.ISSUING)


def test_follows_an_alias_once(kms: Any) -> None:  # noqa: ANN401
    first, second = new_key(kms), new_key(kms)
    kms.create_alias(AliasName="alias/issuing", TargetKeyId=first)
    signer = AwsKmsSigner("alias/issuing", client=kms)
    kms.update_alias(AliasName="alias/issuing", TargetKeyId=second)
    signer.public_key.verify(b"data", signer.sign(b"data"), algorithm=signer.algorithm)


def test_service_that_hashes_once_more_is_found_out(kms: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    def sign_digest_of_digest(key: Any, message: bytes, *_: object) -> bytes:  # noqa: ANN401
        return sign_digest(key, hashlib.sha256(message).digest())

    signer = AwsKmsSigner(new_key(kms), client=kms)
    signer.sign(b"data")
    monkeypatch.setattr(ECDSAPrivateKey, "sign", sign_digest_of_digest)
    assert refusal(lambda: signer.sign(b"data")).code is Code.SIGNING_FAILED


class Answering:
    """A client whose signatures are somebody's idea."""

    def __init__(self, kms: Any, signature: Callable[[bytes], bytes]) -> None:  # noqa: ANN401
        self._kms, self._signature = kms, signature

    def get_public_key(self, **parameters: Any) -> Mapping[str, Any]:  # noqa: ANN401
        return {**self._kms.get_public_key(**parameters)}

    def sign(self, **parameters: Any) -> Mapping[str, Any]:  # noqa: ANN401
        return {"Signature": self._signature(self._kms.sign(**parameters)["Signature"])}


def raw(signature: bytes) -> bytes:
    return b"".join(number.to_bytes(32) for number in decode_dss_signature(signature))


@pytest.mark.parametrize(
    "signature",
    [lambda _: b"", raw, lambda _: encode_dss_signature(2**300, 1), lambda _: encode_dss_signature(1, 1)],
    ids=["nothing", "not DER", "too large", "wrong"],
)
def test_signature_that_does_not_fit_does_not_leave(kms: Any, signature: Callable[[bytes], bytes]) -> None:  # noqa: ANN401
    signer = AwsKmsSigner(new_key(kms), client=Answering(kms, signature))
    assert refusal(lambda: signer.sign(b"data")).code is Code.SIGNING_FAILED


def test_key_taken_away_meanwhile(kms: Any) -> None:  # noqa: ANN401
    signer = AwsKmsSigner(new_key(kms), client=kms)
    signer._key_id = "11111111-2222-3333-4444-555555555555"
    error = refusal(lambda: signer.sign(b"data"))
    assert error.code is Code.SIGNING_FAILED
    assert str(error) == "AWS KMS did not sign: NotFoundException"


def test_no_such_key(kms: Any) -> None:  # noqa: ANN401
    error = refusal(lambda: AwsKmsSigner("11111111-2222-3333-4444-555555555555", client=kms))
    assert error.code is Code.KEY_NOT_FOUND


@pytest.mark.parametrize("spec", ["ECC_NIST_P384", "ECC_SECG_P256K1", "RSA_2048"])
def test_key_of_another_kind(kms: Any, spec: str) -> None:  # noqa: ANN401
    assert refusal(lambda: AwsKmsSigner(new_key(kms, spec=spec), client=kms)).code is Code.UNSUPPORTED


def test_key_for_another_usage(kms: Any) -> None:  # noqa: ANN401
    class Agreeing(Answering):
        def get_public_key(self, **parameters: Any) -> Mapping[str, Any]:  # noqa: ANN401
            return {**super().get_public_key(**parameters), "KeyUsage": "KEY_AGREEMENT"}

    assert refusal(lambda: AwsKmsSigner(new_key(kms), client=Agreeing(kms, raw))).code is Code.UNSUPPORTED


def test_service_out_of_reach(kms: Any) -> None:  # noqa: ANN401
    gone = client("http://127.0.0.1:9")
    error = refusal(lambda: AwsKmsSigner("any", client=gone))
    assert error.code is Code.KEY_UNREACHABLE
    signer = AwsKmsSigner(new_key(kms), client=kms)
    signer._client = gone
    assert refusal(lambda: signer.sign(b"data")).code is Code.SIGNING_FAILED


def test_client_from_the_environment(kms: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    for name, value in {
        "AWS_DEFAULT_REGION": "cn-north-1",
        "AWS_ENDPOINT_URL": kms.meta.endpoint_url,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }.items():
        monkeypatch.setenv(name, value)
    assert repr(signer := AwsKmsSigner(new_key(kms))) == f"AwsKmsSigner({signer.public_key!r})"


def test_environment_without_a_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:  # noqa: ANN401
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert refusal(lambda: AwsKmsSigner("any")).code is Code.KEY_UNREACHABLE


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(ModuleNotFoundError, match=r"cicpa-credentials\[aws-kms\]"):
        runpy.run_path(module.__file__)
