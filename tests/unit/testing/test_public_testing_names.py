"""What `cicpa_credentials.testing` names is there, and what needs no Hypothesis does without it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import Phase, given, settings
from hypothesis.vendor.pretty import pretty

from cicpa_credentials import testing
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.testing import FrozenClock, World, member_records, photos, trust_bundles
from sample_records import record


@pytest.mark.parametrize("name", testing.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    assert getattr(testing, name) is getattr(testing, name)
    assert name == "NOW" or getattr(testing, name).__doc__


def test_the_names_are_listed_and_no_others() -> None:
    assert dir(testing) == sorted(testing.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        testing.nonsense  # type: ignore[attr-defined]  # noqa: B018 - what is tested


def test_a_world_needs_no_hypothesis() -> None:
    code = (
        "import sys\n"
        "from cicpa_credentials.testing import World\n"
        "World.standard()\n"
        "assert 'hypothesis' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words


def test_hypothesis_prints_in_full_what_tells_nobody_anything_elsewhere() -> None:
    """Only where Hypothesis prints: a log that has the `repr` still says nothing."""
    world = World.standard().with_member(record())
    issued = world.members[0].issued
    shown = world.take(issued).present([])
    for kept in (record(), issued, world):
        assert "林知夏" in pretty(kept)
    for discreet in (record(), issued, shown):
        assert "林知夏" not in repr(discreet)
    assert issued.qr_text in pretty(issued)
    assert shown.qr_text in pretty(shown)


def test_what_is_printed_of_a_record_can_be_pasted_into_a_test() -> None:
    kept = record()
    assert eval(pretty(kept), {"MemberRecord": MemberRecord}) == kept  # noqa: S307 - our own words
    text = pretty([kept])
    assert max(map(len, text.splitlines())) < 90


def test_a_failing_example_is_printed_as_what_it_is_and_not_as_how_it_was_made() -> None:
    @settings(max_examples=1, phases=[Phase.generate])
    @given(kept=member_records(), bundle=trust_bundles(), photo=photos())
    def fails(**drawn: object) -> None:
        assert not drawn

    with pytest.raises(AssertionError) as caught:
        fails()
    told = "\n".join(caught.value.__notes__)
    assert "'id_number': '110100200403270011'" in told
    assert "'firm': '甲示例会计师事务所（普通合伙）'" in told
    assert "<TrustBundle {'sequence': 1" in told
    assert "<PhotoEvidence {'sha256': '" in told
    assert "\\x" not in told


def test_a_clock_says_what_it_shows() -> None:
    assert repr(FrozenClock()) == "FrozenClock(2026-06-01T12:00:00+00:00)"
