"""The folder of a batch: its secret, its form, its pictures, and the manifest."""

from __future__ import annotations

import hmac
import json
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

from cicpa_credentials.bulk.lock import LOCK, only_one
from cicpa_credentials.cli.bulk.form import Form
from cicpa_credentials.cli.files import PRIVATE, make_folder, read, write
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.files import is_unfinished, sweep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cicpa_credentials.cli.bulk.outcome import Outcome
    from cicpa_credentials.status import StatusReference

__all__ = ["MANIFEST", "BatchFolder"]

MANIFEST: Final = "manifest.jsonl"

_SECRET: Final = ".cicpa-batch"  # noqa: S105 - the name of the file that holds it
_SECRET_BYTES: Final = 32
_MOST_BYTES: Final = 256  # the words of the form follow the secret
_REQUEST_DIGITS: Final = 32
_CARDS: Final = Form()


class BatchFolder:
    """A folder that one run of a batch has to itself; `claim` makes one.

    Attributes:
        path: the folder.
        form: in which its certificates are drawn.
    """

    __slots__ = ("_secret", "form", "path")

    def __init__(self, path: Path, secret: bytes, form: Form) -> None:
        self.path = path
        self.form = form
        self._secret = secret

    @classmethod
    @contextmanager
    def claim(cls, path: Path, form: Form = _CARDS) -> Iterator[Self]:
        """Take the folder of a batch for as long as the block takes, or make it.

        Args:
            path: the folder.
            form: in which the batch is drawn. A picture that is not found counts as lost, and what it showed is
                replaced; so the same batch is not looked at for files of another kind.

        Raises:
            CommandError: `output_exists` for a folder with anything else in it; `usage` for a batch that was begun in
                another form; `folder_busy`; `malformed` for a secret that is damaged; `file_unreadable`,
                `storage_failed`.
        """
        make_folder(path)
        with only_one(path):
            names = {one.name for one in path.iterdir() if not is_unfinished(one.name)} - {LOCK}
            if _SECRET not in names:
                if names:
                    raise CommandError(Code.OUTPUT_EXISTS, f"{path}: holds files that are not of a batch")
                # Before anything is registered under it: with another secret, nothing would be found again.
                write(path / _SECRET, secrets.token_bytes(_SECRET_BYTES) + form.words.encode(), mode=PRIVATE)
            kept = read(path / _SECRET, max_bytes=_MOST_BYTES)
            secret, words = kept[:_SECRET_BYTES], kept[_SECRET_BYTES:]
            if len(secret) != _SECRET_BYTES:
                raise CommandError(Code.MALFORMED, f"{path / _SECRET}: damaged")
            if words != form.words.encode():
                given = "--format, --layout, --seal, --leave-open"
                raise CommandError(Code.USAGE, f"{path}: this batch was begun with other values of {given}")
            sweep(path)
            yield cls(path, secret, form)

    def request_id(self, line: bytes) -> str:
        """The name of the request that a line makes: the same for the same line in the same batch, else another."""
        return hmac.digest(self._secret, line, "sha256").hex()[:_REQUEST_DIGITS]

    def picture(self, reference: StatusReference) -> Path:
        """The picture of the certificate that has a place; the place tells nothing about the member."""
        return self.path / f"{'-'.join(reference.uri.rsplit('/', 2)[1:])}-{reference.index}{self.form.suffix}"

    def write_manifest(self, outcomes: Iterable[Outcome]) -> Path:
        """Write what became of every line, one line of JSON for each.

        Raises:
            CommandError: `storage_failed`.
        """
        path = self.path / MANIFEST
        write(path, "".join(f"{json.dumps(outcome.to_dict())}\n" for outcome in outcomes).encode(), force=True)
        return path
