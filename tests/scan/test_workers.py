"""Processes of our own."""

from pathlib import Path

import pytest

from lobbycard.scan import workers


@pytest.mark.parametrize(
    "module", ["lobbycard.scan.comparing", "lobbycard.scan.probe_worker", "lobbycard.tasks.scanning.grouping_worker"]
)
def test_files_in_the_current_folder_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    spring = f"open({str(tmp_path / 'sprung')!r}, 'w')\n"
    for name in ("json.py", "pickle.py", "array.py", "lobbycard.py"):
        (tmp_path / name).write_text(spring)
    monkeypatch.chdir(tmp_path)
    with workers.start(module) as process:
        process.communicate(timeout=60)
    assert not (tmp_path / "sprung").exists()
