"""Owner, group and mode of what is written: as configured, like what is replaced, or like the folder's other files."""

import contextlib
import grp
import os
import pwd
import stat
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from lobbycard.errors import ConfigError

_NO_EXECUTE = 0o666


@dataclass(frozen=True, slots=True)
class Manner:
    """What is configured; None follows the surroundings."""

    file_mode: int | None = None
    folder_mode: int | None = None
    uid: int | None = None
    gid: int | None = None


class Owned(NamedTuple):
    """What a file is given."""

    uid: int
    gid: int
    mode: int


def manner(file_mode: str = "", folder_mode: str = "", owner: str = "", group: str = "") -> Manner:
    """The configured words as numbers; ConfigError names a user or group that this machine does not have."""
    return Manner(
        int(file_mode, 8) if file_mode else None,
        int(folder_mode, 8) if folder_mode else None,
        _uid(owner),
        _gid(group),
    )


def _uid(owner: str) -> int | None:
    if not owner:
        return None
    try:
        return int(owner) if owner.isdigit() else pwd.getpwnam(owner).pw_uid
    except KeyError as error:
        raise ConfigError(f"publish.owner: there is no user “{owner}” here.", "Set a name or number.") from error


def _gid(group: str) -> int | None:
    if not group:
        return None
    try:
        return int(group) if group.isdigit() else grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise ConfigError(f"publish.group: there is no group “{group}” here.", "Set a name or number.") from error


def of_file(wanted: Manner, folder: str, replaced: os.stat_result | None) -> Owned:
    """What a new file in `folder` is given."""
    like = Owned(replaced.st_uid, replaced.st_gid, stat.S_IMODE(replaced.st_mode)) if replaced else usual(folder)
    return _chosen(wanted, like, wanted.file_mode)


def of_folder(wanted: Manner, parent: str) -> Owned:
    """What a new folder in `parent` is given."""
    info = os.stat(parent)
    return _chosen(wanted, Owned(info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode)), wanted.folder_mode)


def _chosen(wanted: Manner, like: Owned, mode: int | None) -> Owned:
    return Owned(
        like.uid if wanted.uid is None else wanted.uid,
        like.gid if wanted.gid is None else wanted.gid,
        like.mode if mode is None else mode,
    )


def usual(folder: str) -> Owned:
    """What most files of a folder have; of an empty one, what the folder itself has."""
    found: Counter[Owned] = Counter()
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                info = entry.stat(follow_symlinks=False)
                found[Owned(info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode) & _NO_EXECUTE)] += 1
    if found:
        return found.most_common(1)[0][0]
    info = os.stat(folder)
    return Owned(info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode) & _NO_EXECUTE)


def give(descriptor: int, owned: Owned) -> None:
    """Give an open file or folder its owner, group and mode, as far as this user may and the disk knows them."""
    info = os.fstat(descriptor)
    if info.st_uid != owned.uid:
        with contextlib.suppress(OSError):
            os.fchown(descriptor, owned.uid, -1)
    if info.st_gid != owned.gid:
        with contextlib.suppress(OSError):
            os.fchown(descriptor, -1, owned.gid)
    if stat.S_IMODE(info.st_mode) != owned.mode:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, owned.mode)
