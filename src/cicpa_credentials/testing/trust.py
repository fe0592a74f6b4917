"""Who is believed, when, and by what rules: signers, clocks, status lists, trust bundles, policies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from cicpa_credentials.keys.algorithms import KeyKind
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members import DETAILS, CredentialKind
from cicpa_credentials.status import StatusList, StatusListToken
from cicpa_credentials.testing.frozen import NOW, FrozenClock
from cicpa_credentials.testing.offices import nearest_first, signing_key
from cicpa_credentials.testing.readable import print_in_full
from cicpa_credentials.testing.worlds import LISTS, World
from cicpa_credentials.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["clocks", "policies", "signers", "status_lists", "trust_bundles"]

print_in_full()

_DAY: Final = timedelta(days=1)
_NUMBERS: Final = st.integers(1_000, 1_000_000)
_AUDIENCES: Final = st.sampled_from(["bank.example", "tender.example", "招标办.example"])
_NAMES: Final = [field.name for field in DETAILS]
_KINDS: Final = (KeyKind.P_256, KeyKind.ED25519)


def signers(*, kinds: Collection[KeyKind] = _KINDS) -> st.SearchStrategy[InProcessSigner]:
    """Keys that sign; cheap, for each comes from a small number.

    Args:
        kinds: P-256 and Ed25519, or one of them.
    """
    makers: dict[KeyKind, Callable[[int], InProcessSigner]] = {KeyKind.P_256: signing_key, KeyKind.ED25519: _ed25519}
    return st.one_of(*(_NUMBERS.map(makers[kind]) for kind in kinds))


def _ed25519(number: int) -> InProcessSigner:
    return InProcessSigner(Ed25519PrivateKey.from_private_bytes(number.to_bytes(32)))


def clocks(*, since: datetime = NOW, until: datetime = NOW + 3650 * _DAY) -> st.SearchStrategy[FrozenClock]:
    """Clocks that stand still at a whole second; the simplest shows `since`.

    Args:
        since: the first moment, aware.
        until: the last one.
    """
    return st.integers(0, (until - since) // timedelta(seconds=1)).map(
        lambda seconds: FrozenClock(since + timedelta(seconds=seconds))
    )


@st.composite
def status_lists(draw: st.DrawFn, *, uri: str = f"{LISTS}110000/1", at: datetime = NOW) -> StatusListToken:
    """Status list tokens that are fresh at a moment; `.entries` is the list, and `.sign(signer)` its bytes.

    Args:
        uri: the list's name.
        at: the moment.
    """
    bits = draw(st.sampled_from([2, 1, 4, 8]))
    standings = draw(st.lists(st.integers(0, (1 << bits) - 1), min_size=1, max_size=40))
    hours = timedelta(hours=1)
    return StatusListToken(
        uri=uri,
        issued=at - hours * draw(st.integers(0, 12)),
        expires=draw(st.none() | st.integers(1, 400).map(lambda ahead: at + hours * ahead)),
        ttl=draw(st.none() | st.integers(13, 400).map(lambda ahead: hours * ahead)),
        entries=StatusList.build(len(standings), enumerate(standings), bits=bits),
    )


@st.composite
def trust_bundles(draw: st.DrawFn, *, of: World | None = None) -> TrustBundle:
    """Bundles by the root of a world, each with some of its offices, their keys in any state, and lists of theirs.

    Args:
        of: the world; else the standard one.
    """
    world = of or World.standard()
    codes = draw(st.lists(st.sampled_from(nearest_first(world.offices)), min_size=1, max_size=4, unique=True))
    tokens = []
    for code in codes:
        state = draw(st.sampled_from(KeyState))
        since = None if state is KeyState.ACTIVE else world.now - _DAY * draw(st.integers(0, 300))
        world = world.with_key(code, state, since)
        lists = draw(st.lists(status_lists(uri=f"{LISTS}{code}/1", at=world.now), max_size=1))
        tokens += [one.sign(world.offices[code].signer) for one in lists]
    chosen = World(
        now=world.now,
        root=world.root,
        offices={code: world.offices[code] for code in sorted(codes)},
        sequence=draw(st.integers(1, 1_000)),
    )
    return chosen.bundle_of(status_lists=tokens, expires=world.now + _DAY * draw(st.integers(1, 60)))


def policies() -> st.SearchStrategy[Policy]:
    """What verifiers may demand; the simplest is `Policy()`, and many refuse what others take."""
    spans = st.integers(0, 48 * 60).map(lambda minutes: timedelta(minutes=minutes))
    kinds = st.sampled_from([frozenset({CredentialKind.CERTIFICATE}), frozenset(CredentialKind)])
    return st.just(Policy()) | st.builds(
        Policy,
        accept=kinds,
        leeway=spans,
        accept_stale_for=spans,
        audience=st.none() | _AUDIENCES,
        nonce=st.none() | st.binary(min_size=1, max_size=16),
        require_holder_binding=st.booleans(),
        required_fields=st.lists(st.sampled_from(_NAMES), unique=True, max_size=3).map(tuple),
        max_presentation_age=spans,
        unsafe_any_audience=st.booleans(),
    )
