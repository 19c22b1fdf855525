import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lobbycard import paths
from lobbycard.errors import FileError
from lobbycard.paths import Paths


def test_one_variable_puts_everything_below_one_folder(tmp_path: Path) -> None:
    found = Paths.from_environment({"LOBBYCARD_HOME": str(tmp_path), "XDG_DATA_HOME": "/elsewhere"})
    every = [found.config_file, found.themes_dir, found.database_file, found.backup_dir, found.blob_dir]
    every += [found.state_file, found.thumb_dir, found.preview_dir, found.log_file]
    assert all(path.is_relative_to(tmp_path) for path in every)
    assert len(set(every)) == len(every)


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.from_environment({"LOBBYCARD_HOME": "here"}).config_dir == tmp_path / "here" / "config"


def test_without_it_the_folders_of_the_platform_are_used() -> None:
    env = {f"XDG_{name}_HOME": f"/x/{name}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    found = Paths.from_environment(env | {"LOBBYCARD_HOME": "  "})
    assert found.config_file == Path("/x/CONFIG/lobbycard/config.toml")
    assert found.database_file == Path("/x/DATA/lobbycard/lobbycard.db")
    assert found.thumb_dir == Path("/x/CACHE/lobbycard/thumbs")
    assert found.log_file.is_relative_to("/x/STATE/lobbycard")


def test_a_relative_xdg_folder_is_ignored_as_the_standard_says() -> None:
    assert "sub" not in Paths.from_environment({"XDG_DATA_HOME": "sub"}).data_dir.parts


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody whom the system does not know")
def test_a_user_without_a_home_is_told_what_to_set() -> None:
    code = """
import os, platformdirs
from lobbycard.errors import ConfigError
from lobbycard.paths import Paths
os.environ.pop("HOME", None)
os.setuid(54321)
try:
    Paths.from_environment({})
except ConfigError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("There is no place")
    assert "LOBBYCARD_HOME" in said


def test_the_artwork_we_keep_is_data_and_not_cache(tmp_path: Path) -> None:
    found = Paths.below(tmp_path)
    assert found.blob_dir.is_relative_to(found.data_dir)
    assert found.thumb_dir.is_relative_to(found.cache_dir)


def test_folders_are_made_private_and_existing_ones_keep_their_mode(tmp_path: Path) -> None:
    found = Paths.below(tmp_path / "new")
    found.data_dir.mkdir(parents=True, mode=0o755)
    found.make()
    found.make()
    assert stat.S_IMODE(found.config_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(found.data_dir.stat().st_mode) == 0o755
    assert not any(found.data_dir.iterdir())


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(FileError, match="data is in the way"):
        Paths.below(tmp_path).make()


def test_a_file_in_the_place_of_a_parent_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(FileError, match="home"):
        Paths.below(tmp_path / "home").make()


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do() -> None:
    locked = Path("/proc/lobbycard")
    with pytest.raises(FileError, match="/proc/lobbycard") as caught:
        Paths(Path("/tmp"), locked, locked, locked).make()
    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(FileError, match="permission denied") as caught:
        Paths(tmp_path, closed, closed, closed).make()
    assert "permissions" in caught.value.hint


def test_the_shipped_themes_are_the_folder_of_this_tree() -> None:
    assert paths.shipped_themes() == Path(__file__).parents[1] / "themes"


def test_written_whole_with_the_mode_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    paths.write_atomic(file, "käse", 0o600)
    assert file.read_bytes() == "käse".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)
    paths.write_atomic(file, b"new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)


def test_a_new_file_gets_what_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        paths.write_atomic(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_symlink_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "real"
    real.parent.mkdir()
    real.write_text("old")
    link = tmp_path / "link"
    link.symlink_to("dotfiles/real")
    paths.write_atomic(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="folder"):
        paths.write_atomic(tmp_path / "folder", b"x")
    assert os.listdir(tmp_path) == ["folder"]
    with pytest.raises(FileError, match="gone"):
        paths.write_atomic(tmp_path / "gone" / "a", b"x")


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path) -> None:
    """A limit on file size stands for the full disk, which needs a mount."""
    file = tmp_path / "a.toml"
    file.write_text("old")
    program = (
        "import resource, signal, sys; from pathlib import Path; from lobbycard import errors, paths\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: paths.write_atomic(Path(sys.argv[1]), b'x' * 5000)\n"
        "except errors.FileError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert "cannot be written: file too large" in ran.stdout
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.toml"]


def test_importing_it_loads_no_platformdirs() -> None:
    program = (
        "import sys, lobbycard.paths, lobbycard.config; print(sorted({'platformdirs', 'tomlkit'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match="not a file"), open(name, "rb", opener=paths.plain_file):
            pass
    (tmp_path / "file").write_bytes(b"text")
    with open(tmp_path / "file", "rb", opener=paths.plain_file) as file:
        assert file.read() == b"text"
