"""The chain's digest, frozen, and the checkpoints over it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.register import Checkpoint, Head, Register
from cicpa_credentials.register.chain import COVERED, FACTS, GENESIS, event_digest
from cicpa_credentials.register.checkpoint import CHECKPOINT_TYP
from cicpa_credentials.register.schema import EVENTS
from cicpa_credentials.wire import cbor, sign1
from key_stores import NOW, Clock
from office import reassembled
from pki import ec_key
from registers import KID, NUMBER, YEAR, credential_digest, issue

SIGNER = InProcessSigner(ec_key(41))
OTHER = InProcessSigner(ec_key(42))
HEAD = Head(sequence=3, digest=bytes(range(32)), at=1780315200)


def test_a_digest_covers_every_column_of_an_event_but_itself() -> None:
    assert {column.name for column in COVERED} == {column.name for column in EVENTS.c} - {"digest"}
    assert [column.name for column in FACTS] == [
        *("request_id", "number", "category", "association", "uri", "idx"),
        *("kid", "issued_at", "expires_at", "digest", "photo_digest"),
    ]


def test_the_digest_of_an_event_can_be_computed_by_hand(register: Register) -> None:
    entry = issue(register, request_id="r-1", actor="clerk-7")
    iat, exp = int(NOW.timestamp()), int((NOW + YEAR).timestamp())
    place = entry.reference
    facts = ["r-1", NUMBER, 1, "110000", place.uri, place.index, KID, iat, exp, credential_digest(place), None]
    issued = [bytes(32), 1, iat, "issued", 1, None, "clerk-7", None, None, None, None, facts]
    (event,) = register.history(NUMBER)
    assert event.digest == hashlib.sha256(cbor.encode(issued)).digest()


def test_the_digest_is_frozen() -> None:
    event = (1, 1780315200, "revoked", 7, None, "clerk-7", "left", None, None, None)
    digest = event_digest(GENESIS.digest, event, None).hex()
    assert digest == "5f2e79db9843904e9cb315d55a96d3feda6ada2f26cea9a3fcd322179070aa9c"


def test_each_digest_covers_the_one_before(register: Register) -> None:
    issue(register)
    issue(register, "110000000018")
    first, second = (register.history(number)[0].digest for number in (NUMBER, "110000000018"))
    assert first != second
    with register.batch() as batch:
        assert batch._chain._head == Head(sequence=2, digest=second, at=int(NOW.timestamp()))


class TestCheckpoint:
    def test_it_says_what_was_signed(self) -> None:
        checkpoint = Checkpoint.sign(HEAD, SIGNER)
        assert Checkpoint.verify(checkpoint.encoded, keys=[OTHER.public_key, SIGNER.public_key]) == checkpoint
        assert checkpoint.head == HEAD

    def test_it_is_the_same_every_time(self) -> None:
        assert Checkpoint.sign(HEAD, SIGNER) == Checkpoint.sign(HEAD, SIGNER)

    def test_the_register_signs_its_end_and_the_moment(self, register: Register, clock: Clock) -> None:
        issue(register)
        clock.now = NOW + YEAR
        head = register.checkpoint(SIGNER).head
        assert (head.sequence, head.digest) == (1, register.history(NUMBER)[0].digest)
        assert head.at == int((NOW + YEAR).timestamp())

    def test_an_empty_register_can_be_signed_too(self, register: Register) -> None:
        assert register.checkpoint(SIGNER).head.sequence == 0
        report = register.verify_chain(keys=[SIGNER.public_key])
        assert (report.findings, report.covered) == ((), 0)

    @pytest.mark.parametrize("keys", [[], [OTHER.public_key]])
    def test_a_key_that_is_not_believed_signs_nothing(self, keys: list[Any]) -> None:
        with pytest.raises(RegisterError) as refused:
            Checkpoint.verify(Checkpoint.sign(HEAD, SIGNER).encoded, keys=keys)
        assert refused.value.code is Code.BAD_SIGNATURE

    def test_an_altered_one_is_refused(self) -> None:
        altered = Checkpoint.sign(Head(sequence=2, digest=HEAD.digest, at=HEAD.at), SIGNER)
        payload = sign1.Sign1.decode(altered.encoded).payload
        with pytest.raises(RegisterError) as refused:
            Checkpoint.verify(
                reassembled(Checkpoint.sign(HEAD, SIGNER).encoded, payload=payload), keys=[SIGNER.public_key]
            )
        assert refused.value.code is Code.BAD_SIGNATURE

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {1: 3, 2: bytes(32)},
            {1: "3", 2: bytes(32), 3: 4},
            {1: True, 2: bytes(32), 3: 4},
            {1: -1, 2: bytes(32), 3: 4},
            {1: 3, 2: bytes(31), 3: 4},
            {1: 3, 2: "x" * 32, 3: 4},
            {1: 3, 2: bytes(32), 3: 4.0},
            {1: 3, 2: bytes(32), 3: -4},
        ],
    )
    def test_what_is_signed_but_no_checkpoint_is_malformed(self, content: dict[int, Any]) -> None:
        assert self._refusal(signed(content)) is Code.MALFORMED

    @pytest.mark.parametrize("encoded", [b"", b"\xff", cbor.encode([1])])
    def test_anything_else_is_malformed(self, encoded: bytes) -> None:
        assert self._refusal(encoded) is Code.MALFORMED

    def test_what_was_signed_as_something_else_is_no_checkpoint(self) -> None:
        content = {1: HEAD.sequence, 2: HEAD.digest, 3: HEAD.at}
        assert self._refusal(signed(content)) is None
        assert self._refusal(signed(content, typ="application/vnd.cicpa.trust-bundle")) is Code.MALFORMED

    def _refusal(self, encoded: bytes) -> Code | None:
        try:
            Checkpoint.verify(encoded, keys=[SIGNER.public_key])
        except RegisterError as error:
            return error.code
        return None


def signed(content: dict[int, Any], *, typ: str = CHECKPOINT_TYP) -> bytes:
    protected = cbor.encode({1: SIGNER.algorithm.id, 4: SIGNER.public_key.kid, 16: typ})
    payload = cbor.encode(content)
    return sign1.assemble(protected, payload, SIGNER.sign(sign1.to_be_signed(protected, payload)))
