"""Fixtures of the screens' tests."""

from pathlib import Path

import pytest

from lobbycard.paths import Paths
from tests.tui import reels


@pytest.fixture(scope="session")
def reels_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with artwork, made once."""
    folder = tmp_path_factory.mktemp("reels")
    reels.build(folder)
    return folder


@pytest.fixture
def reels_home(reels_made: Path, tmp_path: Path) -> Paths:
    """The program's folders with that library."""
    return reels.copied(reels_made, tmp_path / "program")
