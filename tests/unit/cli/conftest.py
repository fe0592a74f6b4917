from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from counter import Counter, copied, furnish

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counter")
    furnish(folder)
    return folder


@pytest.fixture
def counter(furnished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    return Counter(folder=copied(furnished, tmp_path), capsys=capsys)
