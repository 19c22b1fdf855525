"""Compare what we published in a library with what is there: by size and time, and only where these differ by content.

Nothing is repaired: what others changed is shown, and a person decides (`resolve_drift`).
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from lobbycard.errors import FileError
from lobbycard.events import Notice
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.columns import now
from lobbycard.model.kinds import DriftKind
from lobbycard.model.library import Library
from lobbycard.model.publishing import NFO_TYPE, DriftFound, Published
from lobbycard.model.words import plural
from lobbycard.store import libraries, operations
from lobbycard.store.publish import drifts, publish_queue, published, publishing
from lobbycard.store.publish.published import BlobRow
from lobbycard.tasks import recover_files, task

if TYPE_CHECKING:
    from lobbycard.model.operation import Fingerprint
    from lobbycard.publish.rivals import Entry
    from lobbycard.tools import Tools

PAGE = 2000
MARGIN = timedelta(minutes=10)
"""A publish that began so long before may still be telling what it did."""


class VerifyLibrary(Request):
    """Compare what was published in a library with what is there."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    library_id: int
    deep: bool = False
    """Read every file, and the picture cache, also where size and time have not changed."""

    def title(self) -> str:
        """What the job list shows."""
        return "Verify what was published" + (" (reading every file)" if self.deep else "")

    def library(self) -> int | None:
        """The library."""
        return self.library_id


class Checked(NamedTuple):
    """What a portion of files gave."""

    drifts: list[DriftFound]
    same: list[tuple[int, int, int]]
    """(row, size, time) of files that were only touched."""
    suspects: set[int]
    """Items beside whose files others lie, or whose names are no longer right."""


@task(VerifyLibrary)
async def run(tools: "Tools", job: JobContext, request: VerifyLibrary) -> str:
    """Page by page; the list of changes is replaced at the end, so that an interruption leaves the old one."""
    library = await tools.store.read(libraries.by_id, request.library_id)
    if not await tools.in_thread(os.path.isdir, library.path):
        raise FileError(
            f"The library “{library.name}” cannot be reached; nothing was verified.", "Is the disk mounted?"
        )
    await recover_files.awaited(tools, job)
    begun = now()
    total = await tools.store.read(published.count, library.id)
    found: list[DriftFound] = []
    suspects: set[int] = set(await tools.store.read(publish_queue.displaced, library.id))
    done = 0
    last = 0
    while rows := await tools.store.read(published.page, library.id, last, PAGE):
        last = rows[-1].id
        job.checkpoint()
        job.progress(done, total, rows[0].path.encode("utf-8", "replace").decode())
        checked = await tools.in_thread(_check, tools, library, rows, request.deep)
        if checked.same:
            await tools.store.write(published.refresh_rows, checked.same)
        found += checked.drifts
        suspects |= checked.suspects
        done += len(rows)
    found += await _blobs(tools, job, library.id, deep=request.deep)
    found += await _neighbours(tools, job, library, sorted(suspects))
    left = await tools.store.read(operations.left_since, library.id, begun - MARGIN, begun)
    found = await tools.in_thread(_of_others, library.path, found, left)
    new = await tools.store.write(drifts.replace, library.id, found)
    if new:
        tools.emit(Notice(f"{library.name}: {new:,} published files were changed by others.", "warning"))
    return f"{library.name}: {plural(done, 'file')} verified{_told(found)}"


def _of_others(root: str, found: Iterable[DriftFound], left: "Mapping[str, Fingerprint | None]") -> list[DriftFound]:
    """Without what we did ourselves meanwhile: a publish tells the journal before the rows."""
    from lobbycard.organise import files

    def is_ours(one: DriftFound) -> bool:
        path = os.path.join(root, one.path)
        if one.kind not in _BY_OTHERS or path not in left:
            return False
        ours, there = left[path], files.fingerprint(path, hashed=False)
        if ours is None or there is None:
            return ours is there
        if one.theirs_sha256 and ours.sha256 and one.theirs_sha256 != ours.sha256:
            return False
        return (ours.size, ours.mtime_ns) == (there.size, there.mtime_ns)

    return [one for one in found if not is_ours(one)]


_BY_OTHERS = (DriftKind.MISSING, DriftKind.CHANGED, DriftKind.RIVAL)


def _told(found: Sequence[DriftFound]) -> str:
    counts = Counter(one.kind for one in found)
    return (
        "".join(f", {counts[kind]:,} {_WORDS[kind]}" for kind in DriftKind if counts[kind]) or ", all as we left them"
    )


_WORDS = {
    DriftKind.MISSING: "missing",
    DriftKind.CHANGED: "changed by others",
    DriftKind.RIVAL: "rivals",
    DriftKind.MISNAMED: "with names that are no longer right",
    DriftKind.CORRUPT_BLOB: "with a damaged copy in the cache",
}


# --- one file ------------------------------------------------------------------------------------------------------


def _check(tools: "Tools", library: Library, rows: Sequence[Published], deep: bool) -> Checked:
    """Folder by folder: one listing answers for all files in it."""
    from lobbycard.publish import listing, names

    by_folder: dict[str, list[Published]] = defaultdict(list)
    for row in rows:
        by_folder[names.folder_of(row.path)].append(row)
    listings, failed = listing.listings(library.path, by_folder)
    checked = Checked([], [], set())
    for folder, members in by_folder.items():
        if folder in failed:
            continue
        for row in members:
            entry = listings[folder].get(row.path.rpartition("/")[2])
            _check_file(tools, library, row, entry, deep, checked)
        if _has_strangers(listings[folder].values(), members):
            checked.suspects.update(row.item_id for row in members)
    return checked


def _check_file(
    tools: "Tools", library: Library, row: Published, entry: "Entry | None", deep: bool, checked: Checked
) -> None:
    if entry is None:
        checked.drifts.append(_drift(row, DriftKind.MISSING, "somebody removed it"))
        return
    if not entry.is_file:
        checked.drifts.append(_drift(row, DriftKind.CHANGED, f"there is a {entry.what} of this name now"))
        return
    is_same = (entry.size, entry.mtime_ns) == (row.size, row.mtime_ns)
    if is_same and not deep:
        return
    theirs = _hash(os.path.join(library.path, row.path))
    if theirs is None:
        checked.drifts.append(_drift(row, DriftKind.CHANGED, "it cannot be read"))
    elif theirs == row.sha256:
        if not is_same:
            checked.same.append((row.id, entry.size, entry.mtime_ns))
    else:
        detail = _changes(tools, library, row) if row.asset_type == NFO_TYPE else "another picture"
        checked.drifts.append(_drift(row, DriftKind.CHANGED, detail, theirs))


def _drift(row: Published, kind: DriftKind, detail: str, theirs: str | None = None) -> DriftFound:
    return DriftFound(row.item_id, row.path, kind, row.asset_type, detail, row.id, theirs)


def _hash(path: str) -> str | None:
    from lobbycard.organise import files

    try:
        return files.sha256_of(path)
    except OSError:
        return None


def _changes(tools: "Tools", library: Library, row: Published) -> str:
    """Which fields of an NFO somebody changed, in words."""
    from lobbycard.tasks.publishing import nfo_inputs

    text = tools.store.read_now(published.last_nfo, row.item_id, row.sha256)
    try:
        with open(os.path.join(library.path, row.path), "rb") as file:
            fields = nfo_inputs.differing_fields(file.read(), text.encode() if text else b"")
    except OSError:
        return "it cannot be read"
    return f"somebody changed {', '.join(fields)}" if fields else "somebody changed what players note in it"


# --- what lies beside ----------------------------------------------------------------------------------------------


def _has_strangers(entries: "Iterable[Entry]", ours: Sequence[Published]) -> bool:
    """Whether a picture or NFO lies in the folder that we did not write."""
    from lobbycard.publish import rivals

    own = {row.path.rpartition("/")[2] for row in ours}
    return any(
        entry.name not in own and entry.name.rpartition(".")[2].lower() in (*rivals.IMAGES, "nfo") for entry in entries
    )


async def _neighbours(tools: "Tools", job: JobContext, library: Library, suspects: Sequence[int]) -> list[DriftFound]:
    """Rivals, and files of ours under names that are no longer right."""
    found: list[DriftFound] = []
    for start in range(0, len(suspects), 100):
        job.checkpoint()
        job.progress(start, len(suspects), "what lies beside them")
        gathered = await tools.store.read(publishing.gather, suspects[start : start + 100])
        for one in gathered:
            if one.library.id == library.id:
                found += await tools.in_thread(_compare_names, tools, one)
    return found


def _compare_names(tools: "Tools", gathered: publishing.Gathered) -> list[DriftFound]:
    from lobbycard.publish import listing, names, rivals, wanted
    from lobbycard.tasks.publishing.planned import profile_of

    subjects, rows = gathered.subjects, {row.path: row for row in gathered.published}
    targets = wanted.wanted(subjects, profile_of(tools)).targets
    folders = {names.folder_of(path) for path in (*rows, *(target.path for target in targets))}
    listings, _ = listing.listings(gathered.library.path, folders)
    ours = [target for target in targets if target.path in rows]
    keep = tools.store.read_now(published.kept_patterns, gathered.library.id)
    found = [
        DriftFound(one.item_id, one.path, DriftKind.RIVAL, one.asset_type, one.reason, rows[one.target].id)
        for one in rivals.find(subjects, ours, listings, rows, keep)
    ]
    waiting = {(subject.item_id, str(kind)) for subject in subjects for kind in subject.lost_pictures}
    paths = {target.path.rpartition(".")[0] for target in targets}
    there = {target.item_id for target in targets}
    for row in rows.values():
        is_there = row.path.rpartition("/")[2] in listings[names.folder_of(row.path)]
        is_placed = row.path.rpartition(".")[0] in paths or (row.item_id, row.asset_type) in waiting
        if is_there and row.item_id in there and not is_placed:
            found.append(_drift(row, DriftKind.MISNAMED, "the video's name has changed, or it has no place any more"))
    return found


# --- the cache -----------------------------------------------------------------------------------------------------


async def _blobs(tools: "Tools", job: JobContext, library_id: int, *, deep: bool) -> list[DriftFound]:
    """Whether the protected copies of what is published are there; with `deep` whether they are whole."""
    found: list[DriftFound] = []
    used = await tools.store.read(published.blobs_of, library_id)
    for start in range(0, len(used), PAGE):
        job.checkpoint()
        job.progress(start, len(used), "the picture cache")
        portion = used[start : start + PAGE]
        bad = await tools.in_thread(_bad_blobs, tools, [blob for blob, _ in portion], deep)
        found += [
            _drift(row, DriftKind.CORRUPT_BLOB, bad[blob.id])
            for blob, rows in portion
            if blob.id in bad
            for row in rows
        ]
    return found


def _bad_blobs(tools: "Tools", blobs: Sequence[BlobRow], deep: bool) -> dict[int, str]:
    from lobbycard.assets.cache import Health

    found: dict[int, str] = {}
    for blob in blobs:
        if not os.path.exists(tools.blobs.path_of(blob.sha256, blob.extension)):
            found[blob.id] = "its protected copy is missing in the picture cache"
        elif deep and tools.blobs.verify(blob.sha256, blob.extension) is not Health.OK:
            found[blob.id] = "its protected copy in the picture cache is damaged"
    return found
