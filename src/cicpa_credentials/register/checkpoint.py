"""Checkpoints: the end of the chain of events, signed.

A checkpoint vouches for every event up to its own. The register keeps all of them; an auditor who keeps a copy of one
elsewhere can prove later that the register was cut back, or written anew, since then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import CicpaError, Code, RegisterError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.register.chain import Head
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Checkpoint as Label
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["CHECKPOINT_TYP", "Checkpoint"]

CHECKPOINT_TYP: Final = "application/vnd.cicpa.register-checkpoint"
"""The `typ` header of a checkpoint."""

_DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed end of the chain. Made by `sign`, or by `verify`, which checks it.

    Attributes:
        head: the event that it ends with, its digest, and the moment at which it was signed.
        encoded: the COSE_Sign1.
    """

    head: Head
    encoded: bytes

    @classmethod
    def sign(cls, head: Head, signer: Signer) -> Checkpoint:
        """Sign the end of a chain.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        protected = cbor.encode(
            {
                int(Header.ALG): signer.algorithm.id,
                int(Header.KID): signer.public_key.kid,
                int(Header.TYP): CHECKPOINT_TYP,
            }
        )
        content = {int(Label.SEQUENCE): head.sequence, int(Label.DIGEST): head.digest, int(Label.TIME): head.at}
        payload = cbor.encode(content)
        signature = signer.sign(sign1.to_be_signed(protected, payload))
        return cls(head=head, encoded=sign1.assemble(protected, payload, signature))

    @classmethod
    def verify(cls, encoded: bytes, *, keys: Iterable[PublicKey]) -> Checkpoint:
        """Check a checkpoint's signature and read it.

        Args:
            encoded: the COSE_Sign1.
            keys: the keys that are believed. Key identifiers may collide, so all that match are tried.

        Raises:
            RegisterError: `bad_signature` where none of the keys made it; `malformed`.
        """
        try:
            message = Sign1.decode(encoded)
            scheme = algorithm(message.protected.get(Header.ALG))
            if message.protected.get(Header.TYP) != CHECKPOINT_TYP:
                raise RegisterError(Code.MALFORMED, "checkpoint: not of this type")
            head = _head(cbor.decode_map(message.payload))
        except CicpaError as error:
            raise RegisterError(Code.MALFORMED, f"checkpoint: {error}") from None
        for key in keys:
            if key.kid == message.protected.get(Header.KID):
                try:
                    key.verify(message.to_be_signed(), message.signature, algorithm=scheme)
                except CicpaError:
                    continue
                return cls(head=head, encoded=encoded)
        raise RegisterError(Code.BAD_SIGNATURE, "checkpoint: none of the keys that are believed signed it")


def _head(content: dict[object, object]) -> Head:
    sequence, digest, at = (content.get(label) for label in (Label.SEQUENCE, Label.DIGEST, Label.TIME))
    if (
        type(sequence) is int
        and sequence >= 0
        and type(digest) is bytes
        and len(digest) == _DIGEST_BYTES
        and type(at) is int
        and at >= 0
    ):
        return Head(sequence=sequence, digest=digest, at=at)
    raise RegisterError(Code.MALFORMED, "a part is missing or of the wrong type")
