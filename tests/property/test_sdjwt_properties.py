"""SD-JWT: whatever comes gets a report or an error of ours; what is hidden is not there; what is shown is on record."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cicpa_credentials import schemas
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.fields import details_of
from cicpa_credentials.sdjwt import SdJwtHolder, base64url
from cicpa_credentials.sdjwt.compact import SdJwt
from cicpa_credentials.sdjwt.disclosures import open_disclosure, unpack
from cicpa_credentials.sdjwt.jose import from_jwk
from cicpa_credentials.sdjwt.jws import Jws
from cicpa_credentials.verifier import Outcome, Report, Step, Verdict
from cicpa_credentials.wire import json_text
from office import HOLDER, bundle, certified, clock
from sample_records import a_photo, details
from wallets import (
    ANYBODY,
    AT_THE_BANK,
    BANK,
    NONCE,
    Binding,
    Draft,
    a_disclosure,
    a_jwt,
    bearer,
    bound,
    digest,
    evaluate,
    present,
    wallet_issuer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.keys.trust import TrustBundle

MEMBERS = tuple(
    MemberRecord.from_json(path.read_bytes())
    for path in sorted((Path(__file__).parents[2] / "examples" / "members").glob("*.json"))
)
SHORTEST = 4
"""Characters: anything shorter turns up by chance among digests."""

RESERVED = frozenset({"_sd", "_sd_alg", "..."})
IN_CLEAR = frozenset({"iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})

plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
)
names = st.text(max_size=6).filter(lambda name: name not in RESERVED | IN_CLEAR)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=10
)
marks = st.sampled_from(
    sorted(RESERVED | IN_CLEAR | {"details", "name", "iat", "sub", "alg", "typ", "kid", "x", "jwk"})
)
wild = st.recursive(
    plain | st.just("ES256"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | marks, inner, max_size=4),
    max_leaves=10,
)
objects = st.dictionaries(names | marks, wild, max_size=6)


def sound(report: Report) -> Report:
    """A report that can be handed on."""
    assert [check.step for check in report.checks] == list(Step)
    assert (report.code is None) is (report.verdict is Verdict.VALID)
    assert (report.verdict is Verdict.INVALID) is any(check.outcome is Outcome.FAILED for check in report.checks)
    assert schemas.problems("report", report.to_dict()) == ()
    return report


class TestWhateverComes:
    @given(st.text(st.characters(categories=None), max_size=80) | st.text("~.eyJAaZ09-_=", max_size=120))
    def test_any_text_gets_a_report(self, text: str) -> None:
        assert sound(evaluate(text, AT_THE_BANK)).verdict is Verdict.INVALID

    @settings(max_examples=60)
    @given(objects, objects, st.lists(wild.map(a_disclosure), max_size=3))
    def test_any_signed_json_gets_a_report(
        self, header: dict[str, Any], payload: dict[str, Any], disclosures: list[str]
    ) -> None:
        text = "~".join([a_jwt(header, payload), *disclosures, ""])
        assert sound(evaluate(text, AT_THE_BANK)).verdict is Verdict.INVALID

    @settings(max_examples=60)
    @given(objects, objects)
    def test_any_change_that_the_issuer_itself_signs_gets_a_report(
        self, header: dict[str, Any], payload: dict[str, Any]
    ) -> None:
        draft = Draft.of(bearer())
        changed = replace(draft, header={**draft.header, **header}, payload={**draft.payload, **payload})
        if changed.header.get("alg") == "ES256":
            sound(evaluate(changed.signed(), ANYBODY))

    @settings(max_examples=60)
    @given(objects, objects)
    def test_any_key_binding_jwt_gets_a_report(self, header: dict[str, Any], payload: dict[str, Any]) -> None:
        binding = Binding.of(present())
        changed = replace(binding, header={**binding.header, **header}, payload={**binding.payload, **payload})
        sound(evaluate(changed.signed(), AT_THE_BANK))

    @given(st.data())
    def test_any_mutation_of_a_presentation_is_refused(self, data: st.DataObject) -> None:
        shown = present(["email", "firm"])
        place = data.draw(st.integers(0, len(shown) - 1))
        put = data.draw(st.text(st.characters(codec="ascii"), max_size=2).filter(lambda text: text != shown[place]))
        report = sound(evaluate(shown[:place] + put + shown[place + 1 :], AT_THE_BANK))
        assert report.verdict is Verdict.INVALID

    @given(st.binary(max_size=60) | st.text(max_size=60), wild, objects, st.lists(st.text(max_size=30), max_size=3))
    def test_parsers_raise_nothing_but_our_errors(
        self, raw: bytes | str, value: object, payload: dict[str, Any], texts: list[str]
    ) -> None:
        text = raw if isinstance(raw, str) else raw.decode("latin-1")
        attempts: list[Callable[[], object]] = [
            lambda: json_text.decode(raw, what="text", max_bytes=50),
            lambda: base64url.decode(text),
            lambda: SdJwt.split(text),
            lambda: Jws.decode(text),
            lambda: Jws.decode(a_jwt(payload, payload)).verify(HOLDER.public_key),
            lambda: open_disclosure(text),
            lambda: open_disclosure(a_disclosure(value)),
            lambda: from_jwk(value),
            lambda: from_jwk({"kty": "EC", "crv": "P-256", **payload}),
            lambda: unpack(payload, [a_disclosure(value), *filter(str.isascii, texts)]),
            lambda: SdJwtHolder(text),
            lambda: SdJwtHolder(a_jwt(payload, payload) + "~"),
            lambda: SdJwtHolder(Draft.of(bound()).with_claims(payload).signed()),
        ]
        for attempt in attempts:
            with suppress(CicpaError):
                attempt()


class Hiding:
    """An issuer of its own making: hides what it is told to, and knows what shows when some of it is disclosed."""

    def __init__(self, hide: Callable[[], bool]) -> None:
        self.hide = hide
        self.disclosures: list[str] = []
        self.parents: list[int | None] = []

    def take(self, value: object, parent: int | None) -> tuple[Any, Callable[[set[int]], Any]]:
        if isinstance(value, dict):
            return self.members(value, parent)
        if isinstance(value, list):
            return self.elements(value, parent)
        return value, lambda _: value

    def members(self, value: dict[str, Any], parent: int | None) -> tuple[Any, Callable[[set[int]], Any]]:
        redacted: dict[str, Any] = {}
        digests: list[str] = []
        shows: list[tuple[int | None, str, Callable[[set[int]], Any]]] = []
        for name, content in value.items():
            index = self.place(parent) if self.hide() else None
            inner, show = self.take(content, parent if index is None else index)
            shows.append((index, name, show))
            if index is None:
                redacted[name] = inner
            else:
                digests.append(self.fill(index, name, inner))
        if digests:
            redacted["_sd"] = [*sorted(digests), digest(f"decoy behind {digests[0]}")]
        return redacted, lambda shown: {
            name: show(shown) for index, name, show in shows if index is None or index in shown
        }

    def elements(self, value: list[Any], parent: int | None) -> tuple[Any, Callable[[set[int]], Any]]:
        redacted: list[Any] = []
        shows: list[tuple[int | None, Callable[[set[int]], Any]]] = []
        for content in value:
            index = self.place(parent) if self.hide() else None
            inner, show = self.take(content, parent if index is None else index)
            shows.append((index, show))
            redacted.append(inner if index is None else {"...": self.fill(index, inner)})
        return redacted, lambda shown: [show(shown) for index, show in shows if index is None or index in shown]

    def place(self, parent: int | None) -> int:
        self.disclosures.append("")
        self.parents.append(parent)
        return len(self.disclosures) - 1

    def fill(self, index: int, *content: object) -> str:
        self.disclosures[index] = a_disclosure(f"salt {index}", *content)
        return digest(self.disclosures[index])


class TestUnpacking:
    @given(st.dictionaries(names, values, max_size=5), st.data())
    def test_just_what_is_disclosed_comes_back(self, claims: dict[str, Any], data: st.DataObject) -> None:
        hiding = Hiding(lambda: data.draw(st.booleans()))
        payload, show = hiding.take(claims, None)
        chosen = data.draw(st.sets(st.integers(0, max(len(hiding.disclosures) - 1, 0))))
        shown: set[int] = set()
        for index, parent in enumerate(hiding.parents):
            if index in chosen and (parent is None or parent in shown):
                shown.add(index)
        disclosures = data.draw(st.permutations([hiding.disclosures[index] for index in sorted(shown)]))
        unpacked = unpack(payload, disclosures)
        assert unpacked.claims == show(shown)
        assert unpack(payload, hiding.disclosures).claims == claims


@cache
def held(number: int) -> SdJwtHolder:
    member = MEMBERS[number]
    own = wallet_issuer(certificate=certified(of=member.association or ""), seed=number)
    issued = own.issue(member, holder_key=HOLDER.public_key, photo=a_photo(number))
    return SdJwtHolder(issued.encoded, clock=clock())


@cache
def a_bundle() -> TrustBundle:
    codes = sorted({member.association or "" for member in MEMBERS})
    return bundle(*(TrustedIssuer.of((certified(of=code),)) for code in codes))


def atoms(value: object) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from atoms(item)


def spellings(text: str) -> Iterator[str]:
    """The text in the encodings that JSON, base64url and people have for it, at each offset that base64 has."""
    yield from (text, json.dumps(text)[1:-1], text.encode().hex())
    for spelled in (text, json.dumps(text)[1:-1]):
        for offset in range(3):
            inner = base64.urlsafe_b64encode(bytes(offset) + spelled.encode()).decode().rstrip("=")
            # The first characters and the last one hold bits of the neighbours.
            yield inner[2 + offset if offset else 0 : -1]


class TestPresenting:
    @settings(max_examples=60)
    @given(st.integers(0, len(MEMBERS) - 1), st.data())
    def test_just_the_chosen_details_are_shown(self, number: int, data: st.DataObject) -> None:
        holder, member = held(number), MEMBERS[number]
        fields = data.draw(st.sets(st.sampled_from(holder.details)))
        shown = holder.present(fields, audience=BANK, nonce=NONCE, key=HOLDER)
        report = sound(evaluate(shown, AT_THE_BANK, of=a_bundle()))
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        everything = details(member, a_photo(number))
        assert report.certificate.details == {name: everything[name] for name in fields}

    @settings(max_examples=40)
    @given(st.integers(0, len(MEMBERS) - 1), st.data())
    def test_what_is_not_shown_is_not_there(self, number: int, data: st.DataObject) -> None:
        holder, member = held(number), MEMBERS[number]
        fields = data.draw(st.sets(st.sampled_from(holder.details)))
        shown = holder.present(fields, audience=BANK, nonce=NONCE, key=HOLDER)
        parts = SdJwt.split(shown)
        layers = [shown, *map(str, (Jws.decode(parts.credential).payload, Jws.decode(parts.key_binding).payload))]
        layers += [str(open_disclosure(one)) for one in parts.disclosures]
        written = {field.name: field.to_json(value) for field, value in details_of(member, a_photo(number))}
        face = {str(one) for one in report_face(shown)}
        seen = face | {atom for name in fields for atom in atoms(written[name])}
        for name in set(holder.details) - fields:
            for atom in atoms(written[name]):
                if len(atom) >= SHORTEST and not any(atom in other for other in seen):
                    for spelling in spellings(atom):
                        assert not any(spelling in layer for layer in layers), name


def report_face(shown: str) -> list[object]:
    """What everybody sees of it."""
    certificate = evaluate(shown, AT_THE_BANK, of=a_bundle()).certificate
    assert certificate is not None
    return list(certificate.view.to_dict().values())
