"""Where the program keeps its own things. The only module that knows the folders of the platform."""

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lobbycard.errors import ConfigError, FileError

HOME = "LOBBYCARD_HOME"
"""The variable that puts configuration, data, cache and logs below one folder."""

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_APP = "lobbycard"


@dataclass(frozen=True, slots=True)
class Paths:
    """The four folders, and the name of everything in them."""

    config_dir: Path
    data_dir: Path
    cache_dir: Path
    log_dir: Path

    @classmethod
    def below(cls, home: Path) -> "Paths":
        """Everything below one folder: portable use, tests, the demo."""
        return cls(home / "config", home / "data", home / "cache", home / "logs")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Paths":
        """Below `LOBBYCARD_HOME` when that is set, else in the folders of the platform (XDG on Linux)."""
        home = env.get(HOME, "").strip()
        if home:
            return cls.below(_absolute(home))
        return cls._of_platform(env)

    @classmethod
    def _of_platform(cls, env: Mapping[str, str]) -> "Paths":
        import platformdirs

        def folder(variable: str, default: Callable[..., Path]) -> Path:
            """XDG says that a relative path is to be ignored."""
            chosen = env.get(variable, "")
            if os.path.isabs(chosen):
                return Path(chosen) / _APP
            try:
                path = default(_APP, appauthor=False)
            except RuntimeError as error:
                raise _homeless() from error
            if not path.is_absolute():
                raise _homeless()
            return path

        return cls(
            config_dir=folder("XDG_CONFIG_HOME", platformdirs.user_config_path),
            data_dir=folder("XDG_DATA_HOME", platformdirs.user_data_path),
            cache_dir=folder("XDG_CACHE_HOME", platformdirs.user_cache_path),
            log_dir=folder("XDG_STATE_HOME", platformdirs.user_log_path),
        )

    @property
    def config_file(self) -> Path:
        """The settings; may hold secrets, so mode 0600."""
        return self.config_dir / "config.toml"

    @property
    def themes_dir(self) -> Path:
        """Themes that the user added."""
        return self.config_dir / "themes"

    @property
    def database_file(self) -> Path:
        """The SQLite database, unless the settings name another."""
        return self.data_dir / "lobbycard.db"

    @property
    def backup_dir(self) -> Path:
        """Copies of the database."""
        return self.data_dir / "backups"

    @property
    def blob_dir(self) -> Path:
        """The protected copies of artwork and trailers: data, not cache, since they are the source of truth."""
        return self.data_dir / "blobs"

    @property
    def state_file(self) -> Path:
        """What the program remembers between runs and can do without, such as what the terminal answered."""
        return self.data_dir / "state.json"

    @property
    def thumb_dir(self) -> Path:
        """Small pictures made for the screen."""
        return self.cache_dir / "thumbs"

    @property
    def preview_dir(self) -> Path:
        """Candidates that were looked at but not chosen."""
        return self.cache_dir / "previews"

    @property
    def drawing_dir(self) -> Path:
        """Pictures as a terminal was sent them."""
        return self.cache_dir / "drawings"

    @property
    def log_file(self) -> Path:
        """The log that is written now; older ones carry a number."""
        return self.log_dir / "lobbycard.log"

    def make(self) -> None:
        """Create the folders, and say which one is impossible before anything depends on it.

        The configuration need only be readable: in a container it often is no more than that.
        """
        _make_folder(self.config_dir, PRIVATE_FOLDER)
        for folder in (self.data_dir, self.cache_dir, self.log_dir):
            _make_folder(folder, PRIVATE_FOLDER)
            _require_writable(folder)


def shipped_themes() -> Path:
    """The themes that come with the program: inside the installed package, or at the top of the source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parents[1] / "themes"


def write_atomic(path: Path, content: bytes | str, mode: int | None = None) -> None:
    """Write a file of our own whole or not at all; a symlink stays one, and its target is replaced.

    Without `mode` a file that exists keeps its own, and a new one gets what the umask leaves.
    """
    target = os.path.realpath(path)
    blob = content.encode() if isinstance(content, str) else content
    temporary = os.path.join(os.path.dirname(target), f".lobbycard-{os.urandom(6).hex()}.tmp")
    try:
        mode = _mode_of(target) if mode is None else mode
        _write_synced(temporary, blob, mode)
        os.replace(temporary, target)
        _sync_folder(os.path.dirname(target))
    except OSError as error:
        raise FileError(f"The file {path} cannot be written: {reason(error)}.", hint_for(error)) from error
    finally:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            os.unlink(temporary)


def plain_file(path: str, flags: int) -> int:
    """The `opener` of a file that others may have put there: a pipe is waited for, and a device may have no end."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is not a file")
    return descriptor


def reason(error: OSError) -> str:
    """Why the system refused, without the number and the path that Python puts around it."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def hint_for(error: OSError) -> str:
    """What to do about the refusals that people meet."""
    return _HINTS.get(error.errno or 0, "")


_HINTS = {
    errno.EACCES: "Check the owner and the permissions of the folder.",
    errno.EPERM: "Check the owner and the permissions of the folder.",
    errno.EROFS: "The disk is mounted read-only.",
    errno.ENOSPC: "Free some space on that disk.",
    errno.EDQUOT: "The quota of this user is used up.",
}


def _homeless() -> ConfigError:
    return ConfigError(
        "There is no place for Lobbycard's own files: this user has no home folder.",
        f"Set {HOME} to a folder in which it may keep its things.",
    )


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(os.path.expanduser(path)))


def _make_folder(folder: Path, mode: int) -> None:
    """Parents get the usual mode, the folder itself this one; a folder that exists keeps the mode it has."""
    try:
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode, exist_ok=True)
    except FileExistsError as error:
        raise FileError(
            f"{folder} is in the way: a folder is needed there.", "Move it, or use another place."
        ) from error
    except OSError as error:
        hint = hint_for(error) or f"Set {HOME} to a folder that can be written."
        raise FileError(f"The folder {folder} cannot be made: {reason(error)}.", hint) from error


def _require_writable(folder: Path) -> None:
    """Try it: permission bits do not tell about read-only mounts, and root passes any check of them."""
    probe = folder / f".lobbycard-{os.urandom(6).hex()}.tmp"
    try:
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        os.unlink(probe)
    except OSError as error:
        hint = hint_for(error) or f"Set {HOME} to a folder that can be written."
        raise FileError(f"The folder {folder} cannot be written: {reason(error)}.", hint) from error


def _mode_of(target: str) -> int | None:
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        return None


def _write_synced(path: str, blob: bytes, mode: int | None) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else PRIVATE_FILE)
    with open(descriptor, "wb") as file:
        file.write(blob)
        file.flush()
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def _sync_folder(folder: str) -> None:
    """Some network file systems cannot sync a folder; the file itself is safe already."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)
