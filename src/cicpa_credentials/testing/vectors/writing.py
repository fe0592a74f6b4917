"""The package's own set: which files there are, and writing them."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Final

from cicpa_credentials import schemas
from cicpa_credentials.testing.vectors.contents.access_codes import access_codes
from cicpa_credentials.testing.vectors.contents.bundles import bundles
from cicpa_credentials.testing.vectors.contents.certificates import certificates
from cicpa_credentials.testing.vectors.contents.letters import letters
from cicpa_credentials.testing.vectors.contents.presentations import presentations
from cicpa_credentials.testing.vectors.contents.sd_jwts import sd_jwts
from cicpa_credentials.testing.vectors.contents.status_lists import status_lists
from cicpa_credentials.testing.vectors.contents.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cicpa_credentials.testing.vectors.form import VectorFile

__all__ = ["generate", "write"]

_FILES: Final[Mapping[str, Callable[[], VectorFile]]] = {
    "texts": texts,
    "bundles": bundles,
    "status-lists": status_lists,
    "certificates": certificates,
    "access-codes": access_codes,
    "presentations": presentations,
    "letters": letters,
    "sd-jwts": sd_jwts,
}


def generate() -> Iterator[VectorFile]:
    """Every file of the set, the same in every run."""
    for name, make in _FILES.items():
        yield replace(make(), name=name, about=(make.__doc__ or "").strip())


def write(folder: Path) -> None:
    """Write the set, with the guide to it and its JSON Schema; what is in the folder beside them stays.

    Args:
        folder: made where it is not there.

    Raises:
        OSError: where it cannot be written.
    """
    schema = resources.files(schemas).joinpath("conformance-vectors.schema.json").read_bytes()
    guide = resources.files(__package__).joinpath("README.md").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("README.md").write_bytes(guide)
    folder.joinpath("schema").mkdir(exist_ok=True)
    folder.joinpath("schema", "conformance-vectors.schema.json").write_bytes(schema)
    for file in generate():
        folder.joinpath(f"{file.name}.json").write_text(file.to_json(), encoding="utf-8", newline="\n")
