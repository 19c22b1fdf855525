"""Pipes, devices and folders under the names of files: nobody waits for them."""

import os
from pathlib import Path

import pytest

from lobbycard.scan import ignores, walk
from lobbycard.scan.listing import FolderState

MARKERS = sorted(ignores.MARKERS)


@pytest.mark.parametrize("marker", MARKERS)
def test_a_pipe_or_folder_in_place_of_an_ignore_file_is_not_waited_for(tmp_path: Path, marker: str) -> None:
    for number, make in enumerate((os.mkfifo, os.mkdir)):
        folder = tmp_path / f"film {number}"
        folder.mkdir()
        make(folder / marker)
        (folder / "film.mkv").touch()
    listings = {one.path: one for one in walk.walk(str(tmp_path))}
    assert {listings[name].state for name in ("film 0", "film 1")} <= {FolderState.LISTED, FolderState.IGNORED}
