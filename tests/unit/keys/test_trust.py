"""The trust bundle: signed, bounded, never older than one that was seen, and found by kid."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys import public_key
from cicpa_credentials.keys import root as roots
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.wire import cbor
from office import BEIJING, BUNDLE, CERTIFICATE, DAY, ENTRY, KEY, ROOT, a_root, bundle, certified
from pki import NOW, ec_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.keys.x509 import RootAuthority

OTHER = InProcessSigner(ec_key(9010))
BEIJING_ENTRY = TrustedIssuer.of((certified(OTHER, of=BEIJING),))
SECOND = timedelta(seconds=1)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(TrustError) as caught:
        act()
    return caught.value.code


def load(data: bytes, *, root: RootAuthority = ROOT, minimum: int = 0) -> TrustBundle:
    return TrustBundle.load(data, root=root.certificate, minimum_sequence=minimum)


def content() -> dict[Any, Any]:
    payload, _ = roots.open_signed(BUNDLE.encoded)
    return cbor.decode_map(payload)


def signed(payload: object) -> bytes:
    return roots.sign(cbor.encode(payload), signer=ROOT.signer, root=ROOT.certificate)


class TestLoading:
    def test_what_was_built_is_loaded(self) -> None:
        made = bundle(
            ENTRY,
            BEIJING_ENTRY,
            status_lists=[b"list"],
            anchors=[a_root(9101).certificate],
            introductions=[
                roots.introduce(ROOT.certificate, signer=a_root(9101).signer, root=a_root(9101).certificate)
            ],
        )
        loaded = load(made.encoded)
        assert loaded == made
        assert (loaded.sequence, loaded.issued, loaded.expires) == (7, NOW - DAY, NOW + 30 * DAY)
        assert loaded.status_lists == (b"list",)
        assert loaded.root == ROOT.certificate

    def test_a_fingerprint_is_enough_to_pin_the_root(self) -> None:
        pinned = roots.fingerprint(ROOT.certificate)
        assert TrustBundle.load(BUNDLE.encoded, root=pinned) == BUNDLE
        for wrong in (bytes(32), pinned[:31], b"", pinned + b"\x00"):
            assert refusal(lambda: TrustBundle.load(BUNDLE.encoded, root=wrong)) is Code.BUNDLE_UNTRUSTED  # noqa: B023 - called at once

    def test_a_bundle_of_another_root_is_not_believed(self) -> None:
        for other in (a_root(9101), a_root(9101, name="Another"), a_root(valid_for=DAY * 900)):
            assert refusal(lambda: load(BUNDLE.encoded, root=other)) is Code.BUNDLE_UNTRUSTED  # noqa: B023 - called at once

    def test_the_same_input_gives_the_same_bytes_in_whatever_order(self) -> None:
        assert bundle(ENTRY, BEIJING_ENTRY).encoded == bundle(BEIJING_ENTRY, ENTRY).encoded
        assert [entry.association.code for entry in bundle(ENTRY, BEIJING_ENTRY).issuers] == ["110000", "310000"]

    def test_a_bundle_may_be_empty(self) -> None:
        empty = TrustBundle.build(
            (), sequence=0, issued=NOW, expires=NOW + DAY, signer=ROOT.signer, root=ROOT.certificate
        )
        assert empty.find(KEY.public_key.kid) == ()

    def test_members_that_are_not_known_here_are_passed_over(self) -> None:
        assert load(signed({**content(), 99: "from the future"})).issuers == BUNDLE.issuers


class TestRollback:
    def test_a_lower_sequence_than_was_seen_is_refused(self) -> None:
        assert refusal(lambda: load(BUNDLE.encoded, minimum=8)) is Code.BUNDLE_ROLLBACK

    @pytest.mark.parametrize("minimum", [0, 6, 7])
    def test_the_same_or_a_higher_one_is_taken(self, minimum: int) -> None:
        assert load(BUNDLE.encoded, minimum=minimum).sequence == 7


class TestWindow:
    @pytest.mark.parametrize(
        ("issued", "expires"),
        [
            pytest.param(NOW, NOW, id="empty"),
            pytest.param(NOW, NOW - DAY, id="ends before it begins"),
            pytest.param(ROOT.certificate.not_valid_before_utc - SECOND, NOW, id="begins before the root"),
            pytest.param(NOW, ROOT.certificate.not_valid_after_utc + SECOND, id="ends after the root"),
        ],
    )
    def test_that_is_empty_or_leaves_the_roots_is_refused(self, issued: Any, expires: Any) -> None:  # noqa: ANN401 - moments
        assert refusal(lambda: bundle(issued=issued, expires=expires)) is Code.BUNDLE_UNTRUSTED

    def test_has_a_time_zone(self) -> None:
        """A naive moment would be taken for one of wherever the computer stands."""
        naive: list[dict[str, Any]] = [
            {"issued": NOW.replace(tzinfo=None)},
            {"expires": (NOW + DAY).replace(tzinfo=None)},
        ]
        for changes in naive:
            assert refusal(lambda: bundle(**changes)) is Code.MALFORMED  # noqa: B023 - called at once

    def test_may_be_the_roots_own(self) -> None:
        whole = bundle(issued=ROOT.certificate.not_valid_before_utc, expires=ROOT.certificate.not_valid_after_utc)
        assert whole.expires == ROOT.certificate.not_valid_after_utc


class TestSuccession:
    NEXT = a_root(9101)
    INTRODUCED = roots.introduce(NEXT.certificate, signer=ROOT.signer, root=ROOT.certificate)

    def successor(self, *entries: TrustedIssuer, **changes: Any) -> TrustBundle:  # noqa: ANN401 - whatever `build` takes
        given = {"introductions": [self.INTRODUCED], "anchors": [ROOT.certificate], "sequence": 8, **changes}
        return bundle(*entries, root=self.NEXT, **given)

    def test_a_verifier_that_pins_the_old_root_follows_to_the_new_one(self) -> None:
        for pinned in (ROOT, self.NEXT):
            assert load(self.successor().encoded, root=pinned).root == self.NEXT.certificate

    def test_without_an_introduction_it_does_not(self) -> None:
        alone = self.successor(introductions=[])
        assert refusal(lambda: load(alone.encoded)) is Code.BUNDLE_UNTRUSTED

    def test_keys_certified_by_the_old_root_count_only_where_it_is_an_anchor(self) -> None:
        new = TrustedIssuer.of((certified(OTHER, of=BEIJING, by=self.NEXT),))
        assert len(self.successor(ENTRY, new).issuers) == 2
        assert refusal(lambda: self.successor(ENTRY, new, anchors=[])) is Code.BUNDLE_UNTRUSTED

    def test_an_anchor_signs_no_bundle(self) -> None:
        bundle_with_anchor = bundle(anchors=[self.NEXT.certificate])
        posing = self.successor(introductions=[])
        assert self.NEXT.certificate in load(bundle_with_anchor.encoded).anchors
        assert refusal(lambda: load(posing.encoded)) is Code.BUNDLE_UNTRUSTED


class TestEntries:
    def test_are_found_by_kid(self) -> None:
        both = bundle(ENTRY, BEIJING_ENTRY)
        assert both.find(KEY.public_key.kid) == (ENTRY,)
        assert both.find(OTHER.public_key.kid) == (BEIJING_ENTRY,)
        for kid in (b"", bytes(8), KEY.public_key.kid[:7], KEY.public_key.thumbprint):
            assert both.find(kid) == ()

    def test_of_two_keys_with_one_kid_are_both_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(public_key, "KID_BYTES", 0)
        assert bundle(ENTRY, BEIJING_ENTRY).find(b"") == (BEIJING_ENTRY, ENTRY)

    def test_of_one_key_for_two_associations_are_both_found(self) -> None:
        second = TrustedIssuer.of((certified(KEY, of=BEIJING),))
        assert bundle(ENTRY, second).find(KEY.public_key.kid) == (second, ENTRY)

    def test_that_lead_to_no_root_make_the_whole_bundle_void(self) -> None:
        stranger = TrustedIssuer.of((certified(OTHER, by=a_root(9101)),))
        assert refusal(lambda: bundle(ENTRY, stranger)) is Code.BUNDLE_UNTRUSTED

    @pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.COMPROMISED])
    def test_may_be_retired_or_compromised(self, state: KeyState) -> None:
        entry = TrustedIssuer.of((CERTIFICATE,), state=state, since=NOW)
        assert load(bundle(entry).encoded).issuers == (entry,)

    def test_cannot_disagree_about_whether_their_key_leaked(self) -> None:
        leaked = {"state": KeyState.COMPROMISED, "since": NOW}
        here, there = (CERTIFICATE,), (certified(KEY, of=BEIJING),)
        told = TrustedIssuer.of(here, **leaked)  # type: ignore[arg-type]
        assert len(bundle(told, TrustedIssuer.of(there, **leaked)).issuers) == 2  # type: ignore[arg-type]
        retired = TrustedIssuer.of(there, state=KeyState.RETIRED, since=NOW)
        earlier = TrustedIssuer.of(there, state=KeyState.COMPROMISED, since=NOW - DAY)
        for untold in (TrustedIssuer.of(there), retired, earlier):
            assert refusal(lambda: bundle(told, untold)) is Code.MALFORMED  # noqa: B023 - called at once
        assert len(bundle(ENTRY, retired).issuers) == 2


class TestForm:
    @pytest.mark.parametrize(
        "changes",
        [
            {1: None}, {1: -1}, {1: True}, {1: 7.0}, {1: "7"}, {2: None}, {2: 1.5}, {2: -1}, {2: "now"}, {2: 2**63},
            {3: None}, {3: True}, {3: 2**64 - 1}, {4: None}, {4: {}}, {4: [5]}, {4: b""}, {5: None}, {5: ["list"]},
            {5: b"list"}, {5: [[]]}, {6: None}, {6: [5]}, {7: None}, {7: [b"x"]}, {7: [b""]}, {7: [None]},
        ],
        ids=str,
    )  # fmt: skip
    def test_of_another_shape_is_malformed(self, changes: dict[int, Any]) -> None:
        changed = {key: value for key, value in {**content(), **changes}.items() if value is not None}
        assert refusal(lambda: load(signed(changed))) is Code.MALFORMED

    @pytest.mark.parametrize("payload", [None, 5, [], "x", {}])
    def test_that_is_no_bundle_at_all_is_malformed(self, payload: object) -> None:
        assert refusal(lambda: load(signed(payload))) is Code.MALFORMED

    @pytest.mark.parametrize("data", [b"", b"\xa0", BUNDLE.encoded[:-1], BUNDLE.encoded + b"\x00"])
    def test_that_nobody_signed_is_malformed(self, data: bytes) -> None:
        assert refusal(lambda: load(data)) is Code.MALFORMED

    def test_payload_that_is_not_cbor_is_malformed_and_a_trust_error_too(self) -> None:
        data = roots.sign(b"\xff", signer=ROOT.signer, root=ROOT.certificate)
        assert refusal(lambda: load(data)) is Code.MALFORMED

    def test_in_json_conforms_to_its_schema(self) -> None:
        retired = TrustedIssuer.of((CERTIFICATE,), state=KeyState.RETIRED, since=NOW)
        for one in (BUNDLE, bundle(retired, BEIJING_ENTRY, status_lists=[b"x"], anchors=[a_root(9101).certificate])):
            assert schemas.problems("bundle-view", one.to_dict()) == ()

    def test_in_json_names_root_and_issuers(self) -> None:
        view = BUNDLE.to_dict()
        assert view["root"]["fingerprint"] == roots.fingerprint(ROOT.certificate).hex()
        assert view["issuers"][0]["kid"] == KEY.public_key.kid.hex()
        assert view["sequence"] == 7

    def test_its_certificates_are_der(self) -> None:
        assert content()[4][0][3] == [CERTIFICATE.public_bytes(Encoding.DER)]
