"""The batch routines on a Dask cluster, by nothing but its executor: real workers, in processes of their own."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from audits import SAMPLES, json_lines, run, written
from cicpa_credentials.cli.bulk import command
from counter import Counter, furnish
from ledger import open_ledger, write_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from pathlib import Path

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Executor]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whatever Dask has to say about itself
        with (
            distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                dashboard_address=None,
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            ) as local,
            distributed.Client(local) as client,
        ):
            yield client.get_executor()


def test_an_audit_on_a_cluster_leaves_the_same_files(tmp_path: Path, cluster: Executor) -> None:
    source = json_lines(tmp_path / "a.jsonl", [*SAMPLES] * 300)
    run(source, tmp_path / "here")
    run(source, tmp_path / "there", executor=cluster, window=4)
    assert written(tmp_path / "here") == written(tmp_path / "there")


def test_a_folder_is_audited_on_a_cluster(tmp_path: Path, cluster: Executor) -> None:
    (tmp_path / "codes").mkdir()
    for number, text in enumerate(SAMPLES):
        (tmp_path / "codes" / f"{number}.txt").write_text(text, encoding="utf-8")
    run(tmp_path / "codes", tmp_path / "here")
    run(tmp_path / "codes", tmp_path / "there", executor=cluster)
    assert written(tmp_path / "here") == written(tmp_path / "there")


def test_certificates_are_issued_on_a_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cluster: Executor
) -> None:
    furnish(tmp_path)
    counter = Counter(folder=tmp_path, capsys=capsys)

    @contextmanager
    def on_the_cluster(_: int) -> Iterator[Executor]:
        yield cluster

    ledger = open_ledger(counter)
    write_records(counter.folder, 4)
    monkeypatch.setattr(command, "pool", on_the_cluster)
    assert ledger.batch().status == 0
    assert len([name for name in counter.names("out") if name.endswith(".png")]) == 4
