"""Signing with a key at AWS KMS; the extra `aws-kms`. Another service is a file like this one.

Only digests travel to the service: what a certificate says stays here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import KeyKind, default_algorithm
from cicpa_credentials.keys.public_key import PublicKey

try:
    import boto3  # type: ignore[import-untyped]
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
except ModuleNotFoundError:
    message = "AWS KMS needs the extra `aws-kms`: pip install 'cicpa-credentials[aws-kms]'"
    raise ModuleNotFoundError(message, name="boto3") from None

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AwsKmsSigner"]

_COORDINATE_BYTES: Final = 32


class _Client(Protocol):
    """What we ask of a client of boto3."""

    def get_public_key(self, **parameters: Any) -> Mapping[str, Any]: ...  # noqa: ANN401 - as boto3 has it

    def sign(self, **parameters: Any) -> Mapping[str, Any]: ...  # noqa: ANN401 - as boto3 has it


class AwsKmsSigner:
    """Signs with a key of the spec `ECC_NIST_P256` and the usage `SIGN_VERIFY`. Threads may share it.

    Attributes:
        algorithm: ESP256 (RFC 9864 §2.1).
        public_key: the key that verifies.
    """

    __slots__ = ("_client", "_key_id", "algorithm", "public_key")

    def __init__(self, key_id: str, *, client: _Client | None = None) -> None:
        """Ask for the public key.

        Args:
            key_id: key ID, key ARN, alias name or alias ARN. An alias is followed now; pointing it to another key later
                changes nothing here.
            client: `boto3.client("kms", ...)`, with its region, credentials, timeouts and retries; without it, one that
                takes all of them from the environment.

        Raises:
            KeyHandlingError: `key_not_found`; `unsupported` for another kind of key; `key_unreachable`.
        """
        try:
            self._client: _Client = client or boto3.client("kms")
            found = self._client.get_public_key(KeyId=key_id)
        except (BotoCoreError, ClientError) as error:
            name = _name(error)
            code = Code.KEY_NOT_FOUND if name == "NotFoundException" else Code.KEY_UNREACHABLE
            raise KeyHandlingError(code, f"AWS KMS did not show the public key: {name}") from None
        self._key_id: str = found["KeyId"]
        self.public_key = PublicKey.from_der(found["PublicKey"])
        if self.public_key.kind is not KeyKind.P_256 or found["KeyUsage"] != "SIGN_VERIFY":
            raise KeyHandlingError(Code.UNSUPPORTED, "the key at AWS KMS is not for signatures on P-256")
        self.algorithm = default_algorithm(self.public_key.kind)

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; see `Signer.sign`. The signature is checked before it leaves.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        try:
            answer = self._client.sign(
                KeyId=self._key_id,
                Message=hashlib.sha256(data).digest(),
                MessageType="DIGEST",
                SigningAlgorithm="ECDSA_SHA_256",
            )
            r, s = decode_dss_signature(answer["Signature"])
            signature = r.to_bytes(_COORDINATE_BYTES) + s.to_bytes(_COORDINATE_BYTES)
            self.public_key.verify(data, signature, algorithm=self.algorithm)
        except (BotoCoreError, ClientError) as error:
            raise KeyHandlingError(Code.SIGNING_FAILED, f"AWS KMS did not sign: {_name(error)}") from None
        except (KeyHandlingError, ValueError, OverflowError):
            raise KeyHandlingError(Code.SIGNING_FAILED, "AWS KMS returned a signature that does not fit") from None
        return signature

    def __repr__(self) -> str:
        return f"AwsKmsSigner({self.public_key!r})"


def _name(error: Exception) -> str:
    """AWS's own name for what went wrong, such as `AccessDeniedException`; its sentence may hold account numbers."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
