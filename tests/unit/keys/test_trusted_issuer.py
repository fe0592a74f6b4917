"""One entry of a trust bundle: never more than its certificate says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.values import Category
from cicpa_credentials.wire import cbor
from office import BEIJING, CERTIFICATE, DAY, ENTRY, KEY, ROOT, SHANGHAI, a_root
from pki import NOW, Recipe, a_ca, mint

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.keys.mandate import Mandate

SECOND = timedelta(seconds=1)
MANDATE = ENTRY.mandate
RETIRED = TrustedIssuer.of((CERTIFICATE,), state=KeyState.RETIRED, since=NOW)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(TrustError) as caught:
        act()
    return caught.value.code


def limited(**changes: Any) -> Mandate:  # noqa: ANN401 - fields of a mandate
    return replace(MANDATE, **changes)


class TestMaking:
    def test_a_certificate_says_what_its_key_may_sign(self) -> None:
        assert ENTRY.mandate.association == SHANGHAI
        assert ENTRY.association.zh == "上海市注册会计师协会"
        assert ENTRY.public_key == KEY.public_key
        assert (ENTRY.state, ENTRY.since) == (KeyState.ACTIVE, None)

    def test_names_may_have_changed(self) -> None:
        renamed = TrustedIssuer.of((CERTIFICATE,), names=("新名", "New Name"))
        assert (renamed.association.code, renamed.association.zh, renamed.association.en) == (
            SHANGHAI,
            "新名",
            "New Name",
        )

    def test_it_may_grant_less_than_its_certificate(self) -> None:
        less = limited(categories=frozenset({Category.PRACTISING}), not_before=NOW, not_after=NOW + DAY)
        assert TrustedIssuer.of((CERTIFICATE,), mandate=less).mandate == less

    @pytest.mark.parametrize(
        "mandate",
        [
            pytest.param(limited(association=BEIJING), id="another association"),
            pytest.param(limited(not_before=MANDATE.not_before - SECOND), id="earlier"),
            pytest.param(limited(not_after=MANDATE.not_after + SECOND), id="later"),
            pytest.param(limited(not_before=NOW, not_after=NOW), id="no time at all"),
            pytest.param(limited(not_before=NOW + DAY, not_after=NOW), id="an end before the beginning"),
        ],
    )
    def test_it_never_grants_more(self, mandate: Mandate) -> None:
        assert refusal(lambda: TrustedIssuer.of((CERTIFICATE,), mandate=mandate)) is Code.OUT_OF_SCOPE

    def test_nor_another_category(self) -> None:
        one = ROOT.certify_issuer(
            KEY.public_key,
            association=ENTRY.association,
            categories=frozenset({Category.PRACTISING}),
            not_before=NOW,
            not_after=NOW + DAY,
        )
        both = limited(not_before=NOW, not_after=NOW + DAY)
        assert refusal(lambda: TrustedIssuer.of((one,), mandate=both)) is Code.OUT_OF_SCOPE

    @pytest.mark.parametrize(
        ("state", "since"), [(KeyState.ACTIVE, NOW), (KeyState.RETIRED, None), (KeyState.COMPROMISED, None)]
    )
    def test_a_state_and_its_moment_belong_together(self, state: KeyState, since: datetime | None) -> None:
        assert refusal(lambda: TrustedIssuer.of((CERTIFICATE,), state=state, since=since)) is Code.MALFORMED

    def test_its_moment_has_a_time_zone(self) -> None:
        naive = NOW.replace(tzinfo=None)
        for state in (KeyState.RETIRED, KeyState.COMPROMISED):
            assert refusal(lambda: TrustedIssuer.of((CERTIFICATE,), state=state, since=naive)) is Code.MALFORMED  # noqa: B023 - called at once

    def test_it_has_a_certificate(self) -> None:
        assert refusal(lambda: TrustedIssuer.of(())) is Code.MALFORMED

    def test_a_certificate_that_is_not_for_issuing_is_refused(self) -> None:
        assert refusal(lambda: TrustedIssuer.of((ROOT.certificate,))) is Code.OUT_OF_SCOPE

    def test_a_key_that_is_not_in_the_allow_list_is_refused(self) -> None:
        foreign = mint(Recipe(public_key=ec.derive_private_key(5, ec.SECP256K1()).public_key()), by=ROOT_ENTITY)
        assert refusal(lambda: TrustedIssuer.of((foreign.certificate,))) is Code.UNSUPPORTED
        small = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
        weak = mint(Recipe(public_key=small), by=ROOT_ENTITY)
        assert refusal(lambda: TrustedIssuer.of((weak.certificate,))) is Code.KEY_NOT_VALID


ROOT_ENTITY = mint(a_ca("root", 1))
MIDDLE = mint(a_ca("middle", 2, path_length=0), by=ROOT_ENTITY)
LEAF = mint(Recipe(), by=MIDDLE)


class TestChain:
    def test_leads_to_its_root(self) -> None:
        ENTRY.require_chain([ROOT.certificate])

    def test_may_have_an_intermediate(self) -> None:
        entry = TrustedIssuer.of((LEAF.certificate, MIDDLE.certificate))
        entry.require_chain([ROOT.certificate, ROOT_ENTITY.certificate])

    def test_that_lacks_its_intermediate_leads_nowhere(self) -> None:
        entry = TrustedIssuer.of((LEAF.certificate,))
        assert refusal(lambda: entry.require_chain([ROOT_ENTITY.certificate])) is Code.BUNDLE_UNTRUSTED

    @pytest.mark.parametrize("roots", [(), (a_root(9101, name="Another"),), (a_root(9101, name="Root"),)])
    def test_leads_to_no_other_root(self, roots: tuple[Any, ...]) -> None:
        given = [one.certificate for one in roots]
        assert refusal(lambda: ENTRY.require_chain(given)) is Code.BUNDLE_UNTRUSTED

    def test_finds_its_root_among_several_of_one_name(self) -> None:
        """A root and its successor may well have the same name."""
        successor = a_root(9101, name="Root")
        assert successor.certificate.subject == ROOT.certificate.subject
        ENTRY.require_chain([successor.certificate, ROOT.certificate])

    def test_is_checked_at_the_start_of_the_keys_window(self) -> None:
        """A root that ends before the key does has still vouched for it."""
        ended = a_root(9103, valid_for=400 * DAY)
        certificate = ended.certify_issuer(
            KEY.public_key,
            association=ENTRY.association,
            categories=MANDATE.categories,
            not_before=NOW,
            not_after=NOW + DAY,
        )
        TrustedIssuer.of((certificate,)).require_chain([ended.certificate])


class TestForm:
    @pytest.mark.parametrize("entry", [ENTRY, RETIRED, replace(RETIRED, state=KeyState.COMPROMISED)])
    def test_comes_back(self, entry: TrustedIssuer) -> None:
        assert TrustedIssuer.from_map(cbor.decode_map(cbor.encode(entry.to_map()))) == entry

    def test_is_the_published_one(self) -> None:
        assert RETIRED.to_map() == {
            1: SHANGHAI,
            2: ["上海市注册会计师协会", "Shanghai Institute of Certified Public Accountants"],
            3: [CERTIFICATE.public_bytes(Encoding.DER)],
            4: [1, 2],
            5: int(MANDATE.not_before.timestamp()),
            6: int(MANDATE.not_after.timestamp()),
            7: 1,
            8: int(NOW.timestamp()),
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {1: None}, {1: 310000}, {1: ""}, {2: None}, {2: []}, {2: ["x"]}, {2: ["x", "y", "z"]}, {2: ["x", ""]},
            {2: ["x", 5]}, {2: "xy"[:1]}, {3: None}, {3: []}, {3: [b"x"] * 4}, {3: [b""]}, {3: ["x"]}, {3: 5},
            {3: [CERTIFICATE.public_bytes(Encoding.DER)[:-1]]}, {4: None}, {4: 5}, {4: [3]}, {4: ["1"]}, {4: [[1]]},
            {5: None}, {5: -1}, {5: 1.5}, {5: True}, {5: "0"}, {5: 2**63}, {5: 2**64 - 1}, {6: None}, {6: 2**63},
            {7: None}, {7: 3}, {7: -1}, {7: True}, {7: "active"}, {7: 0}, {8: None}, {8: -1}, {8: 1.0}, {8: 2**62},
        ],
        ids=str,
    )  # fmt: skip
    def test_of_another_shape_is_malformed(self, changes: dict[int, Any]) -> None:
        entry = {key: value for key, value in {**RETIRED.to_map(), **changes}.items() if value is not None}
        assert refusal(lambda: TrustedIssuer.from_map(entry)) is Code.MALFORMED

    @pytest.mark.parametrize("entry", [None, 5, "entry", b"", [], [1] * 9, {}, {1: {}}])
    def test_that_is_no_map_at_all_is_malformed(self, entry: object) -> None:
        assert refusal(lambda: TrustedIssuer.from_map(entry)) is Code.MALFORMED

    @pytest.mark.parametrize(
        "changes", [{1: BEIJING}, {1: "990000"}, {5: 0}, {6: 2**32}, {5: int(NOW.timestamp()) + 10**9}], ids=str
    )
    def test_that_grants_more_than_its_certificate_is_out_of_scope(self, changes: dict[int, Any]) -> None:
        assert refusal(lambda: TrustedIssuer.from_map({**RETIRED.to_map(), **changes})) is Code.OUT_OF_SCOPE

    def test_in_json_conforms_to_the_schema(self) -> None:
        schema = schemas.load("bundle-view")
        assert RETIRED.to_dict().keys() == schema["$defs"]["issuer"]["properties"].keys()
        assert RETIRED.to_dict()["state"] == "retired"
        assert RETIRED.to_dict()["since"] == NOW.isoformat()
