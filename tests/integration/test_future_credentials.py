"""What today's verifier makes of what a later version may write: docs/versioning.md says it, and here it is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from cbor2 import CBORTag
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash
from cicpa_credentials.errors import TrustError
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members.fields import DETAILS_LABEL
from cicpa_credentials.status import StatusList, StatusListToken
from cicpa_credentials.verifier import Outcome, Verdict
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Bundle, BundleIssuer, Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import BUNDLE, CERTIFICATE, DAY, HOLDER, KEY, ROOT, Draft, bundle, certified, evaluate, issue, issuer
from pki import NOW, ec_key
from sample_records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

GUIDE: Final = (Path(__file__).parents[2] / "docs" / "versioning.md").read_text(encoding="utf-8")
NEW: Final = -70_000  # a label that is nobody's yet
ML_DSA_44: Final = -48
SHA3_256: Final = -70_016
AFTER_2038: Final = 2**32 + 86_400
LIST: Final = "https://status.example.org/310000/1"

CREDENTIAL: Final = issue().credential
MESSAGE: Final = Sign1.decode(CREDENTIAL)
DRAFT: Final = Draft.of(CREDENTIAL)
FACE: Final = DRAFT.payload[Claim.CERTIFICATE]
BOUND: Final = Draft.of(issue(holder_key=HOLDER.public_key).credential)
STATUS: Final = {"status_list": {"idx": 3, "uri": LIST}}
ANOTHER_STATUS: Final = {"identifier_list": {"id": b"1", "uri": "https://status.example.org/identifiers"}}


def with_claims(**claims: object) -> bytes:
    return DRAFT.with_claims({Claim[name]: value for name, value in claims.items()}).signed()


def with_face(changes: Mapping[Any, Any]) -> bytes:
    return with_claims(CERTIFICATE={**FACE, **changes})


def with_details(details: Mapping[int, object], *, hashes: int = 9, headers: Mapping[Any, Any] | None = None) -> bytes:
    """A credential that shows these details among so many hashes."""
    shown = [cbor.encode([bytes([key]) * 16, value, key]) for key, value in details.items()]
    decoys = [redacted_hash(bytes([number])) for number in range(hashes - len(shown))]
    inside = {REDACTED_KEYS: sorted([*map(redacted_hash, shown), *decoys])}
    all_details = cbor.encode([bytes(16), inside, DETAILS_LABEL])
    face = {**FACE, REDACTED_KEYS: [redacted_hash(all_details)]}
    draft = DRAFT.with_claims({int(Claim.CERTIFICATE): face}).with_headers(headers or {})
    return draft.with_unprotected({int(Header.SD_CLAIMS): [all_details, *shown]}).signed()


def newcomer() -> str:
    signer = InProcessSigner(ec_key(2036))
    return issuer(signer, certified(signer)).issue(record()).qr_text


FUTURE: Final[dict[str, str | bytes]] = {
    "another claim beside the known ones": DRAFT.with_claims({NEW: {"new": True}}).signed(),
    "another particular in the certificate map": with_face({99: "new"}),
    "another detail, disclosed": with_details({1: "京注协〔2017〕28号", 10: "new"}),
    "more hashes of details than nine": with_details({1: "京注协〔2017〕28号"}, hashes=12),
    "another parameter in the protected header": DRAFT.with_headers({NEW: 1}).signed(),
    "a date of expiry after 2038": with_claims(EXP=AFTER_2038),
    "a second confirmation method beside the key": BOUND.with_claims(
        {int(Claim.CNF): {**BOUND.payload[Claim.CNF], 3: b"12345678"}}
    ).signed(),
    "a status mechanism beside the status list": with_claims(STATUS={**STATUS, **ANOTHER_STATUS}),
    "a version of QR text": "#" + transport.to_digits(b"\x03" + CREDENTIAL),
    "a header parameter that is critical": DRAFT.with_headers({int(Header.CRIT): [NEW], NEW: 1}).signed(),
    "a COSE structure with several signatures": cbor.encode(
        CBORTag(98, [b"", {}, MESSAGE.payload, [[MESSAGE.protected_bytes, {}, MESSAGE.signature]]])
    ),
    "a media type": DRAFT.with_headers({int(Header.TYP): "application/vnd.cicpa.2"}).signed(),
    "a kind of credential (`vct`)": with_claims(VCT="urn:cicpa:member:2"),
    "a parameter in the unprotected header": DRAFT.with_unprotected({NEW: 1}).signed(),
    "times with fractions of a second": with_claims(EXP=AFTER_2038 + 0.5),
    "a key that came after the trust bundle": newcomer(),
    "a signature algorithm": DRAFT.with_headers({int(Header.ALG): ML_DSA_44}).signed(),
    "a category of members": with_face({3: 3}),
    "a status value that nobody has defined yet": with_claims(STATUS=STATUS),
    "a status mechanism in place of the status list": with_claims(STATUS=ANOTHER_STATUS),
    "a hash algorithm of disclosures, with some shown": with_details({}, headers={int(Header.SD_ALG): SHA3_256}),
    "a confirmation method in place of the key": BOUND.with_claims({int(Claim.CNF): {3: b"12345678"}}).signed(),
    "a gender": with_face({2: 9}),
    "another way to write a date": with_face({4: CBORTag(1004, "2017-03-16")}),
}


def undefined_status() -> TrustBundle:
    """A bundle whose status list says of certificate 3 what no version has said before."""
    entries = StatusList.build(8, [(3, 5)], bits=4)
    token = StatusListToken(uri=LIST, issued=NOW - DAY, expires=NOW + DAY, ttl=None, entries=entries)
    return bundle(status_lists=[token.sign(KEY)])


def rows(heading: str) -> list[list[str]]:
    """The table under a heading, without its first two lines."""
    section = GUIDE.partition(f"{heading}\n")[2].partition("\n#")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


CREDENTIAL_ROWS: Final = rows("### A credential of 2036, read in 2026")
BUNDLE_ROWS: Final = rows("### Trust bundles")


def test_every_row_is_made_and_every_one_made_has_its_row() -> None:
    assert [what for what, *_ in CREDENTIAL_ROWS] == [*FUTURE]
    assert [what for what, *_ in BUNDLE_ROWS] == [*FUTURE_BUNDLES]


@pytest.mark.parametrize(("what", "verdict", "code", "step"), CREDENTIAL_ROWS, ids=[row[0] for row in CREDENTIAL_ROWS])
def test_a_credential_of_2036_is_judged_as_the_guide_says(what: str, verdict: str, code: str, step: str) -> None:
    report = evaluate(FUTURE[what], undefined_status() if "status value" in what else BUNDLE)
    first = next((check for check in report.checks if check.outcome not in {Outcome.PASSED, Outcome.NOT_CHECKED}), None)
    found = (str(report.verdict), f"`{first.code}`" if first else "", str(int(first.step)) if first else "")
    assert found == (verdict, code, step)


@pytest.mark.parametrize("what", ["another particular in the certificate map", "another detail, disclosed"])
def test_what_an_old_reader_does_not_know_it_does_not_show(what: str) -> None:
    report = evaluate(FUTURE[what])
    assert report.verdict is Verdict.VALID
    assert "new" not in str(report.to_dict())


# -- trust bundles

CONTENT: Final[dict[Any, Any]] = cbor.decode_map(Sign1.decode(BUNDLE.encoded).payload)
ENTRY: Final = CONTENT[Bundle.ISSUERS][0]
CHAIN: Final = CERTIFICATE.public_bytes(Encoding.DER)
P_256: Final = bytes.fromhex("06082a8648ce3d030107")
NOT_YET_A_CURVE: Final = bytes.fromhex("06082a8648ce3d030177")


def another(changes: Mapping[int, object]) -> dict[int, object]:
    """The bundle with a second issuer that differs from the first."""
    return {int(Bundle.ISSUERS): [ENTRY, {**ENTRY, **changes}]}


def certificate_of(key: InProcessSigner) -> bytes:
    return certified(key).public_bytes(Encoding.DER)


FUTURE_BUNDLES: Final[dict[str, Mapping[int, object]]] = {
    "another key in the bundle's map": {99: "new"},
    "another key in an issuer's entry": {int(Bundle.ISSUERS): [{**ENTRY, 99: "new"}]},
    "an entry with a kind of key that it cannot use": another(
        {int(BundleIssuer.X5CHAIN): [CHAIN.replace(P_256, NOT_YET_A_CURVE)]}
    ),
    "an entry whose certificate it cannot use": another(
        {int(BundleIssuer.X5CHAIN): [certificate_of(KEY), CHAIN.replace(P_256, NOT_YET_A_CURVE)]}
    ),
    "a status list that it cannot read": {int(Bundle.STATUS_LISTS): [b"new"]},
    "a state of keys": another({int(BundleIssuer.STATE): 3, int(BundleIssuer.SINCE): int(NOW.timestamp())}),
    "a category of members": another({int(BundleIssuer.CATEGORIES): [1, 2, 3]}),
    "an association that it does not know": another(
        {
            int(BundleIssuer.ASSOCIATION): "990000",
            int(BundleIssuer.X5CHAIN): [CHAIN.replace(b"AD:CN-310000", b"AD:CN-990000")],
        }
    ),
    "a media type": {},
}


@pytest.mark.parametrize(("what", "answer"), BUNDLE_ROWS, ids=[row[0] for row in BUNDLE_ROWS])
def test_a_bundle_of_2036_is_loaded_or_refused_as_the_guide_says(what: str, answer: str) -> None:
    payload = cbor.encode(CONTENT | dict(FUTURE_BUNDLES[what]))
    typ = "application/vnd.cicpa.trust-bundle.2" if what == "a media type" else roots.BUNDLE_TYP
    data = roots.sign(payload, signer=ROOT.signer, root=ROOT.certificate, typ=typ)
    refusal = re.fullmatch(r"refuses the bundle: `(\w+)`", answer)
    if refusal:
        with pytest.raises(TrustError) as caught:
            TrustBundle.load(data, root=ROOT.certificate)
        assert caught.value.code == refusal[1]
        return
    loaded = TrustBundle.load(data, root=ROOT.certificate)
    assert answer.startswith("loads it")
    assert len(loaded.issuers) == 1
    assert evaluate(CREDENTIAL, loaded).verdict is Verdict.VALID
    with_a_list = evaluate(with_claims(STATUS=STATUS), loaded)
    assert with_a_list.code == "status_unknown"
