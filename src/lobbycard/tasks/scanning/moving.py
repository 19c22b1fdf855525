"""Which of the files that a scan calls new are known ones under another name. Runs in a thread."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lobbycard.model.found import VIDEO_ROLES
from lobbycard.model.kinds import FileRole
from lobbycard.store.scan.scanning import Elsewhere, KnownFile, Move
from lobbycard.tasks.scanning.looking import Unit


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that the database has not at this path, or has another one there."""

    path: str
    unit: str
    size: int
    mtime_ns: int
    inode: int
    is_video: bool
    is_replacing: bool
    """There was another file of this name."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def extension(self) -> str:
        """Its ending."""
        return os.path.splitext(self.path)[1].lower()


@dataclass(frozen=True, slots=True)
class Loose:
    """What may belong together: new files, and known ones that are not where they were."""

    new: list[NewFile]
    lost: list[KnownFile]

    def sizes(self) -> set[int]:
        """The sizes of the new videos."""
        return {file.size for file in self.new if file.is_video}

    def disc_inodes(self) -> set[int]:
        """Of new files that may stand for a disc: such a row has the size of the whole disc."""
        from lobbycard.scan import extensions

        keys = {key.rpartition("/")[2] for key in extensions.DISC_KEYS.values()}
        return {file.inode for file in self.new if file.name.lower() in keys}


def loose(units: Sequence[Unit], known: Sequence[KnownFile]) -> Loose:
    """The new and the lost files of changed units. A name that another file bears now is lost and new at once."""
    from lobbycard.scan import extensions

    rows = {row.path: row for row in known}
    new: list[NewFile] = []
    lost = dict(rows)
    for unit in units:
        for listing in unit.listings:
            prefix = f"{listing.path}/" if listing.path else ""
            for name, size, mtime_ns, inode in listing.entries:
                path = prefix + name
                row = rows.get(path)
                is_other = row is not None and row.inode != inode and (row.size, row.mtime_ns) != (size, mtime_ns)
                if row is not None and not is_other:
                    del lost[path]
                is_back = row is not None and row.is_missing and (row.size, row.mtime_ns) != (size, mtime_ns)
                if size and (row is None or is_other or is_back):
                    is_video = extensions.of(name) in extensions.VIDEO
                    new.append(NewFile(path, unit.root, size, mtime_ns, inode, is_video, row is not None))
    return Loose(new, list(lost.values()))


def away(rows: Sequence[Elsewhere], known: Iterable[KnownFile]) -> list[KnownFile]:
    """Those of these files in other places that are not there any more, while their library's folder is."""
    scanned = {row.id for row in known}
    roots: dict[str, bool] = {}
    found: list[KnownFile] = []
    for root, row in rows:
        if row.id in scanned:
            continue
        if row.is_missing:
            found.append(row)
            continue
        if root not in roots:
            roots[root] = _is_there(root)
        if roots[root] and not os.path.lexists(os.path.join(root, row.path)):
            found.append(row)
    return found


def _is_there(root: str) -> bool:
    """Whether a library's folder is mounted: there, and not empty."""
    try:
        with os.scandir(root) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def match(library_id: int, root: str, new: Sequence[NewFile], lost: Sequence[KnownFile]) -> list[Move]:
    """Which new file is a lost one: the same inode and time, else the same quick hash, else the same time to the
    nanosecond where nothing rivals. Each is one thing only.
    """
    by_size: dict[int, list[KnownFile]] = defaultdict(list)
    discs: dict[int, list[KnownFile]] = defaultdict(list)
    for row in lost:
        by_size[row.size].append(row)
        if row.role is FileRole.DISC and row.inode is not None:
            discs[row.inode].append(row)
    twins = Counter((file.size, file.mtime_ns) for file in new)
    taken: set[int] = set()
    moves: list[Move] = []
    for rule in (_same_inode, _same_hash, _same_time):
        hashes: dict[str, str] = {}
        for file in new:
            same_size = by_size.get(file.size, [])
            rivals = [row for row in (*same_size, *discs.get(file.inode, ())) if row.id not in taken]
            if not rivals:
                continue
            found = rule(root, file, rivals, twins, hashes)
            if found is not None:
                taken.add(found.id)
                moves.append(Move(found, file.path, file.unit))
        done = {move.path for move in moves}
        new = [file for file in new if file.path not in done]
    return [move for move in moves if (move.file.library_id, move.file.path) != (library_id, move.path)]


def _same_inode(
    root: str,
    file: NewFile,
    rivals: Sequence[KnownFile],
    twins: Mapping[tuple[int, int], int],
    hashes: dict[str, str],
) -> KnownFile | None:
    same = (row for row in rivals if row.inode == file.inode and row.mtime_ns == file.mtime_ns)
    return next((row for row in same if _extension(row) == file.extension), None)


def _same_hash(
    root: str,
    file: NewFile,
    rivals: Sequence[KnownFile],
    twins: Mapping[tuple[int, int], int],
    hashes: dict[str, str],
) -> KnownFile | None:
    hashed = [row for row in rivals if row.quick_hash and row.role in VIDEO_ROLES]
    if not hashed or not file.is_video:
        return None
    if file.path not in hashes:
        hashes[file.path] = _quick_hash(root, file.path)
    same = [row for row in hashed if row.quick_hash == hashes[file.path]]
    return next((row for row in same if row.path.rpartition("/")[2] == file.name), same[0] if same else None)


def _same_time(
    root: str,
    file: NewFile,
    rivals: Sequence[KnownFile],
    twins: Mapping[tuple[int, int], int],
    hashes: dict[str, str],
) -> KnownFile | None:
    """Another file system gives another inode; size and time to the nanosecond are then the best there is."""
    if not file.is_video or file.is_replacing or twins[file.size, file.mtime_ns] != 1:
        return None
    same = [row for row in rivals if row.mtime_ns == file.mtime_ns and not row.quick_hash and row.role in VIDEO_ROLES]
    return same[0] if len(same) == 1 and _extension(same[0]) == file.extension else None


def _extension(row: KnownFile) -> str:
    return os.path.splitext(row.path)[1].lower()


def _quick_hash(root: str, path: str) -> str:
    from lobbycard.errors import FileError
    from lobbycard.scan.probe import quick_hash

    try:
        return quick_hash(os.path.join(root, path))
    except (OSError, FileError):
        return ""
