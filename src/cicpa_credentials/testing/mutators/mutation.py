"""What an attacker makes of something valid, and what a reader must answer."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc
from random import Random
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cicpa_credentials.errors import Code
    from cicpa_credentials.keys.signer import Signer

__all__ = ["Mutation", "Mutator", "Pick", "SignedMutator", "mutants", "mutator", "signed_mutator"]

_T = TypeVar("_T", str, bytes)


class Pick(Protocol):
    """Where chance comes from: a number from 0 on that is below the one given, which is positive."""

    def __call__(self, below: int, /) -> int:
        """Draw one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation(Generic[_T]):
    """Something that was valid once.

    Attributes:
        name: of the attack.
        artefact: what the reader gets in place of the valid one.
        expected: the codes of which a reader must report one. Where there are none, it is the same thing in another
            guise, and must get the answer that the valid one gets.
    """

    name: str
    artefact: _T
    expected: frozenset[Code]

    def is_answered(self, code: Code | None, *, before: Code | None = None) -> bool:
        """Whether a reader answered as it must.

        Args:
            code: what it reported; none where it found nothing wrong.
            before: what it reports of the artefact that this was made from.
        """
        return code in self.expected if self.expected else code is before


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator(Generic[_T]):
    """One attack, for which nobody's key is needed.

    Attributes:
        name: what it is called.
        about: what it does, in a sentence.
        expected: as `Mutation` has it.
        change: makes the artefact; none where there is nothing in this one that it could be made of.
    """

    name: str
    about: str
    expected: frozenset[Code]
    change: Callable[[_T, Pick], _T | None]

    def apply(self, artefact: _T, pick: Pick) -> Mutation[_T] | None:
        """Attack something valid.

        Args:
            artefact: the valid thing.
            pick: where chance comes from.

        Returns:
            None where this attack has nothing to work on.
        """
        changed = self.change(artefact, pick)
        return None if changed is None else Mutation(name=self.name, artefact=changed, expected=self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMutator(Generic[_T]):
    """An attack by somebody who has the key: an issuer, a holder or a root that signs what it must not.

    Attributes:
        name: what it is called.
        about: what it does, in a sentence.
        expected: as `Mutation` has it.
        change: as `Mutator` has it, with the key that signed the artefact.
    """

    name: str
    about: str
    expected: frozenset[Code]
    change: Callable[[_T, Pick, Signer], _T | None]

    def by(self, signer: Signer) -> Mutator[_T]:
        """The attack with the attacker's key.

        Args:
            signer: the key that signed the artefacts which are to be attacked.
        """

        def change(artefact: _T, pick: Pick) -> _T | None:
            return self.change(artefact, pick, signer)

        return Mutator(name=self.name, about=self.about, expected=self.expected, change=change)


_Change: TypeAlias = "Callable[[_T, Pick], _T | None]"
_SignedChange: TypeAlias = "Callable[[_T, Pick, Signer], _T | None]"


def mutator(*expected: Code) -> Callable[[_Change[_T]], Mutator[_T]]:
    """Make an attack of a function: its name is that of the attack, its docstring says what it does.

    Args:
        expected: the codes of which a reader must report one.
    """

    def made(change: _Change[_T]) -> Mutator[_T]:
        return Mutator(name=change.__name__, about=_about(change), expected=frozenset(expected), change=change)

    return made


def signed_mutator(*expected: Code) -> Callable[[_SignedChange[_T]], SignedMutator[_T]]:
    """As `mutator`, for a function that is given the key too."""

    def made(change: _SignedChange[_T]) -> SignedMutator[_T]:
        return SignedMutator(name=change.__name__, about=_about(change), expected=frozenset(expected), change=change)

    return made


def mutants(of: _T, by: Iterable[Mutator[_T]], *, seed: int = 0) -> Iterator[Mutation[_T]]:
    """What each attack makes of something valid, the same in every run.

    Args:
        of: the valid thing.
        by: the attacks; those that have nothing to work on are passed over.
        seed: another one has bits flipped in other places.
    """
    for one in by:
        made = one.apply(of, Random(f"{one.name} {seed}").randrange)  # noqa: S311 - for tests, which must repeat themselves
        if made is not None:
            yield made


def _about(change: Callable[..., object]) -> str:
    return cleandoc(change.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
