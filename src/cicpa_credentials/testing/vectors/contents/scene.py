"""What all vectors share: two associations and CICPA itself, two invented members, moments, words for a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members import MemberRecord, PhotoEvidence
from cicpa_credentials.status import Status, StatusList, StatusListToken, StatusReference
from cicpa_credentials.testing.frozen import NOW, seeded
from cicpa_credentials.testing.offices import certified_office, signing_key
from cicpa_credentials.testing.vectors.answering import answer
from cicpa_credentials.testing.vectors.form import Vector, VectorFile
from cicpa_credentials.testing.worlds import World
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from cicpa_credentials.errors import Code
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
    from cicpa_credentials.testing.mutators import Mutator, Pick

__all__ = [
    "AUDIENCE",
    "BEIJING",
    "BUNDLE",
    "CICPA",
    "DAY",
    "HOLDER",
    "KEYS",
    "LIST_URI",
    "NONCE",
    "NON_PRACTISING",
    "PHOTO",
    "PRACTISING",
    "SECONDS",
    "SHANGHAI",
    "WORLD",
    "a_list",
    "attacked",
    "bundle_with",
    "chance",
    "completed",
    "place",
    "told",
    "valid",
    "written",
]

CICPA, BEIJING, SHANGHAI = "100000", "110000", "310000"
DAY: Final = timedelta(days=1)
SECONDS: Final = int(NOW.timestamp())
AUDIENCE: Final = "bank.example"
NONCE: Final = b"n-0S6_WzA2Mj"
LIST_URI: Final = "https://status.example.org/110000/1"
_LIST_SIZE: Final = 64

_PARTICULARS: Final[dict[str, Any]] = {
    "name": "龙䶮",
    "name_latin": "Long Yan",
    "gender": "female",
    "id_type": "passport",
    "id_number": "E00000001",
    "qualification_route": "examination",
    "qualification_number": "全2014010001",
    "qualified_year": 2014,
    "approval_number": "京注协〔2017〕28号",
    "approval_date": "2017-03-16",
    "birth_date": "1988-06-21",
    "number": "110000000001",
    "category": "practising",
    "association": BEIJING,
    "mobile": "19900000001",
    "email": "long.yan@example.org",
    "inspections": [{"year": 2018, "passed_on": "2018-05-11"}, {"year": 2019, "passed_on": "2019-05-17"}],
    "association_transfers": [{"on": "2018-09-03", "from_association": SHANGHAI, "to_association": BEIJING}],
    "firm": "甲示例会计师事务所（特殊普通合伙）",
    "firm_transfers": [
        {"on": "2018-09-03", "from_firm": "乙示例会计师事务所", "to_firm": "甲示例会计师事务所（特殊普通合伙）"}
    ],
    "photo": "01.jpg",
    "photo_source": "examination_system",
}
_OF_FIRMS: Final = ("firm", "firm_transfers", "inspections", "association_transfers")

PRACTISING: Final = MemberRecord.from_dict(_PARTICULARS)
"""With every detail."""

NON_PRACTISING: Final = MemberRecord.from_dict(
    {name: value for name, value in _PARTICULARS.items() if name not in _OF_FIRMS}
    | {
        "name": "古丽努尔·艾合买提",
        "name_latin": "Gulnur Ahmat",
        "number": "110000000002",
        "category": "non_practising",
        "email": "gulnur@example.org",
    }
)
"""With few: decoys stand for the others."""

PHOTO: Final = PhotoEvidence(sha256=bytes(range(32)), portrait=b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0")

WORLD: Final = World(
    offices=MappingProxyType({code: certified_office(code) for code in (CICPA, BEIJING, SHANGHAI)}),
    sequence=7,
)
HOLDER: Final = WORLD.holder

# The numbers of `offices.signing_key` and `certified_office`: there is no secret about them.
_NUMBERS: Final = {"root": 1, "holder": 2} | {code: 1_000_000 + int(code) for code in WORLD.offices}
KEYS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        name: {"curve": "P-256", "d": number.to_bytes(32).hex(), "kid": signing_key(number).public_key.kid.hex()}
        for name, number in _NUMBERS.items()
    }
)
"""Every private key."""

_PASSES: Final[Mapping[str, Any]] = MappingProxyType({"verdict": Verdict.VALID.value, "code": None})
_REPORTING: Final = ("evaluate", "evaluate_sd_jwt")
_STANDINGS: Final = (Status.VALID, Status.INVALID, Status.SUSPENDED, Status.SUPERSEDED)


def a_list(
    *,
    bits: int = 2,
    issued: datetime = NOW,
    expires: datetime | None = NOW + DAY,
    ttl: timedelta | None = None,
    entries: Iterable[tuple[int, int]] | None = None,
    uri: str = LIST_URI,
    size: int = _LIST_SIZE,
    by: Signer | None = None,
) -> bytes:
    """A status list of Beijing's; its first four entries are valid, revoked, suspended and superseded."""
    standings = enumerate(_STANDINGS) if entries is None else entries
    token = StatusListToken(
        uri=uri, issued=issued, expires=expires, ttl=ttl, entries=StatusList.build(size, standings, bits=bits)
    )
    return token.sign(by or WORLD.offices[BEIJING].signer)


def place(index: int, uri: str = LIST_URI) -> StatusReference:
    """A place in that list."""
    return StatusReference(uri=uri, index=index)


BUNDLE: Final = WORLD.bundle_of(status_lists=[a_list()])
"""The bundle that most questions are asked with: all keys are good, and there is Beijing's list."""


def bundle_with(*entries: TrustedIssuer) -> TrustBundle:
    """A bundle of these keys, without lists."""
    return TrustBundle.build(
        entries,
        sequence=WORLD.sequence,
        issued=NOW,
        expires=NOW + 30 * DAY,
        signer=WORLD.root.signer,
        root=WORLD.root.certificate,
    )


def written(bundle: TrustBundle) -> dict[str, str]:
    """A bundle as a file of vectors holds it."""
    return {"encoded": bundle.encoded.hex(), "root": roots.fingerprint(WORLD.root.certificate).hex()}


def told(
    name: str,
    about: str,
    received: bytes | str,
    *codes: Code,
    verdict: Verdict = Verdict.INVALID,
    operation: str = "evaluate",
    bundle: str = "office",
    at: datetime = NOW,
    **given: Any,  # noqa: ANN401 - as the operation has it
) -> Vector:
    """A question about something that does not pass.

    Args:
        name: of the vector.
        about: what it proves.
        received: QR text, SD-JWT, or bytes.
        codes: of which one must be reported.
        verdict: the verdict.
        operation: what is asked.
        bundle: by its name in the file.
        at: the moment.
        given: what else the verifier gets.
    """
    shape = {"text": received} if isinstance(received, str) else {"hex": received.hex()}
    return Vector(
        id=name,
        about=about,
        operation=operation,
        input={**shape, "bundle": bundle, "clock": int(at.timestamp()), **given},
        expected={"verdict": verdict.value, "codes": [code.value for code in codes]},
    )


def valid(name: str, about: str, received: bytes | str, **given: Any) -> Vector:  # noqa: ANN401 - for `told`
    """A question about something that passes; see `told`. What it says is put in by `completed`."""
    return replace(told(name, about, received, **given), expected=dict(_PASSES))


def completed(vectors: Iterable[Vector], bundles: Mapping[str, TrustBundle]) -> VectorFile:
    """The content of a file: what passes says what it is and what is in it.

    Raises:
        ValueError: for something that should pass and does not.
    """
    file = VectorFile(
        name="",
        about="",
        keys=KEYS,
        bundles={name: written(bundle) for name, bundle in bundles.items()},
        vectors=tuple(vectors),
    )
    return replace(file, vectors=tuple(map(_completed, file.vectors, file.questions())))


def _completed(vector: Vector, question: Vector) -> Vector:
    if not vector.expected.items() >= _PASSES.items() or vector.operation not in _REPORTING:
        return vector
    given = answer(question.operation, question.input) or {}
    if given.get("verdict") != Verdict.VALID:
        raise ValueError(f"{vector.id} does not pass: {given.get('code')}")
    said = {name: given[name] for name in ("kind", "certificate")}
    return replace(vector, expected={**vector.expected, **said})


def attacked(
    prefix: str,
    received: bytes | str,
    by: Iterable[Mutator[Any]],
    **given: Any,  # noqa: ANN401 - for `told`
) -> Iterator[Vector]:
    """A question about what each attack makes of something that passes.

    Args:
        prefix: of the vectors' names.
        received: what passes.
        by: the attacks.
        given: for `told`.
    """
    for one in by:
        made = one.apply(received, chance(prefix, one.name))
        if made is not None and made.expected:
            yield told(f"{prefix}/{one.name}", one.about, made.artefact, *sorted(made.expected), **given)
        elif made is not None:
            yield valid(f"{prefix}/{one.name}", one.about, made.artefact, **given)


def chance(*seed: object) -> Pick:
    """Chance that repeats itself."""
    source = seeded(*seed)
    return lambda below, /: int.from_bytes(source(8)) % below
