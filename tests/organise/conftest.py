"""Fixtures of the file operations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.organise import desk


@pytest.fixture
def library(tmp_path: Path) -> Iterator[desk.Desk]:
    """An empty library with its journal."""
    root = tmp_path / "films"
    root.mkdir()
    with desk.opened(str(root), str(tmp_path / "data.db")) as opened:
        yield opened
