"""What a vector is, and the JSON form of a file of them (schemas/conformance-vectors.schema.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FORMAT", "Vector", "VectorFile"]

FORMAT: Final = 1
"""The version of the file format."""

_MAX_BYTES: Final = 1 << 22
_BUNDLE: Final = "bundle"
_SCHEMA: Final = "conformance-vectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One question to a verifier, and the answer that it must give.

    Attributes:
        id: what it is called, unique in the whole set.
        about: what it proves, in a sentence.
        operation: what is asked.
        input: what the verifier is given; JSON values alone.
        expected: what the answer must have; `codes` lists those of which its `code` must be one.
    """

    id: str
    about: str
    operation: str
    input: Mapping[str, Any]
    expected: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The vector in JSON form."""
        return {
            "id": self.id,
            "about": self.about,
            "operation": self.operation,
            "input": dict(self.input),
            "expected": dict(self.expected),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorFile:
    """Vectors of one kind, with what they share.

    Attributes:
        name: of the file, without `.json`.
        about: what is in it.
        vectors: their inputs name bundles, where they need one.
        bundles: trust bundles by name: the bytes in hexadecimal, and the fingerprint of the root that is pinned.
        keys: private keys by name, so that others can make vectors of their own: everybody knows them.
    """

    name: str
    about: str
    vectors: tuple[Vector, ...]
    bundles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """The file's text, the same in every run."""
        content = {
            "format": FORMAT,
            "about": self.about,
            "keys": {name: dict(key) for name, key in self.keys.items()},
            "bundles": {name: dict(bundle) for name, bundle in self.bundles.items()},
            "vectors": [vector.to_dict() for vector in self.vectors],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, name: str, text: bytes) -> VectorFile:
        """Read a file.

        Raises:
            WireError: `malformed` for what is no file of vectors; `unsupported` for another format.
        """
        content = json_text.decode(text, what=f"vectors {name}", max_bytes=_MAX_BYTES)
        if isinstance(content, dict) and content.get("format") not in (None, FORMAT):
            raise WireError(Code.UNSUPPORTED, f"vectors {name}: a format that this reader does not know")
        problems = schemas.problems(_SCHEMA, content)
        if problems:
            raise WireError(Code.MALFORMED, f"vectors {name}: {problems[0]}")
        vectors = tuple(Vector(**one) for one in content["vectors"])
        if {_named(one) for one in vectors} - {None, *content["bundles"]}:
            raise WireError(Code.MALFORMED, f"vectors {name}: a bundle is named that is not there")
        return cls(name=name, about=content["about"], vectors=vectors, bundles=content["bundles"], keys=content["keys"])

    @classmethod
    def load(cls, path: Path) -> VectorFile:
        """Read a file from disk; see `from_json`.

        Raises:
            WireError: see `from_json`; `file_unreadable`.
        """
        try:
            return cls.from_json(path.stem, path.read_bytes())
        except OSError:
            raise WireError(Code.FILE_UNREADABLE, f"vectors {path.stem}: cannot be read") from None

    def questions(self) -> tuple[Vector, ...]:
        """The vectors with the bundles that they name put in: as a verifier is asked."""
        return tuple(
            replace(one, input={**one.input, _BUNDLE: self.bundles[name]}) if (name := _named(one)) else one
            for one in self.vectors
        )


def _named(vector: Vector) -> str | None:
    """The bundle that a vector names; none where it has one of its own, or needs none."""
    bundle = vector.input.get(_BUNDLE)
    return bundle if isinstance(bundle, str) else None
