"""For the property-based test suites of hosts, and for ours (extra `testing`): generators, a world, invariants.

A test of a host::

    @given(presentations())
    def test_nothing_is_told_that_was_not_shown(handover):
        assert_undisclosed_absent(handover.presentation, handover.issued, shown=handover.fields)

Everything comes out the same in every run: keys come from numbers, salts from seeds, signatures have no chance in them,
and the clock stands still at `NOW`. The guide is docs/testing.md.

What is named here is loaded when it is first asked for: what needs no Hypothesis does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cicpa_credentials.testing.credentials import (
        Handover,
        disclosure_choices,
        issued_certificates,
        photos,
        presentations,
    )
    from cicpa_credentials.testing.documents import id_numbers, invalid_id_numbers
    from cicpa_credentials.testing.drawing import world
    from cicpa_credentials.testing.frozen import NOW, FrozenClock, seeded
    from cicpa_credentials.testing.invariants import (
        assert_json_conforms,
        assert_render_scan_identity,
        assert_revocation_monotone,
        assert_undisclosed_absent,
        assert_verdict_depends_only_on,
    )
    from cicpa_credentials.testing.offices import Office, signing_key
    from cicpa_credentials.testing.people import firm_names, names
    from cicpa_credentials.testing.records import incomplete_records, member_records
    from cicpa_credentials.testing.trust import clocks, policies, signers, status_lists, trust_bundles
    from cicpa_credentials.testing.worlds import Member, World

__all__ = [
    "NOW",
    "FrozenClock",
    "Handover",
    "Member",
    "Office",
    "World",
    "assert_json_conforms",
    "assert_render_scan_identity",
    "assert_revocation_monotone",
    "assert_undisclosed_absent",
    "assert_verdict_depends_only_on",
    "clocks",
    "disclosure_choices",
    "firm_names",
    "id_numbers",
    "incomplete_records",
    "invalid_id_numbers",
    "issued_certificates",
    "member_records",
    "names",
    "photos",
    "policies",
    "presentations",
    "seeded",
    "signers",
    "signing_key",
    "status_lists",
    "trust_bundles",
    "world",
]

_HOMES: Final = {
    "credentials": ("Handover", "disclosure_choices", "issued_certificates", "photos", "presentations"),
    "frozen": ("NOW", "FrozenClock", "seeded"),
    "documents": ("id_numbers", "invalid_id_numbers"),
    "invariants": (
        "assert_json_conforms",
        "assert_render_scan_identity",
        "assert_revocation_monotone",
        "assert_undisclosed_absent",
        "assert_verdict_depends_only_on",
    ),
    "people": ("firm_names", "names"),
    "offices": ("Office", "signing_key"),
    "records": ("incomplete_records", "member_records"),
    "trust": ("clocks", "policies", "signers", "status_lists", "trust_bundles"),
    "worlds": ("Member", "World"),
    "drawing": ("world",),
}
_HOME: Final = {name: home for home, names_ in _HOMES.items() for name in names_}


if not TYPE_CHECKING:  # a type checker that sees this would believe every name

    def __getattr__(name: str) -> object:
        """Load a name of `__all__` from its home (PEP 562)."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
