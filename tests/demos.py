"""One finished demo for all tests of a run: making it takes half a minute."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest


def prepare(folder: Path) -> None:
    """Make a demo with all its background work done."""
    command = [sys.executable, "-m", "lobbycard", "demo", "--dir", str(folder), "--prepare"]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Its folder. Tests look at it and change nothing; the workers of one run share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "finished-demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".done").exists():
            prepare(folder)
            folder.with_suffix(".done").touch()
    return folder
