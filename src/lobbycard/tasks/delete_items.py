"""Delete items for a while, and when asked their files too, by way of the recycle bin; undo brings back both."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import UsageError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import ItemKind
from lobbycard.model.library import Library
from lobbycard.model.words import plural
from lobbycard.store import deleting, history, libraries
from lobbycard.store.deleting import Doomed, Video
from lobbycard.store.history import Change
from lobbycard.tasks import applying, task

if TYPE_CHECKING:
    from lobbycard.organise.plan import Kept, Plan, Step
    from lobbycard.tools import Tools


class DeleteItems(Request):
    """Delete items, for the time of grace; with their files if asked."""

    queue: ClassVar[str] = "publish"

    item_ids: tuple[int, ...]
    files: bool = False

    def title(self) -> str:
        """What the job list shows."""
        what = "an item" if len(self.item_ids) == 1 else f"{len(self.item_ids):,} items"
        return f"Delete {what} with all files" if self.files else f"Delete {what}"

    def item(self) -> int | None:
        """The item."""
        return self.item_ids[0] if len(self.item_ids) == 1 else None


@dataclass(frozen=True, slots=True)
class Deletion:
    """What would be deleted: shown first."""

    batch: str
    items: tuple[Doomed, ...]
    """The items and all below them."""
    plans: "tuple[Plan, ...]"
    """One for each library with files to recycle."""


async def plan_delete(tools: "Tools", item_ids: Collection[int], *, files: bool = False, batch: str = "") -> Deletion:
    """What deleting these items means; nothing is touched."""
    batch = batch or history.new_batch()
    doomed = await tools.store.read(deleting.family, item_ids)
    if not doomed:
        raise UsageError("There is nothing to delete: these items are not there any more.")
    if not files:
        return Deletion(batch, tuple(doomed), ())
    by_library: dict[int, list[Doomed]] = defaultdict(list)
    for item in doomed:
        if item.library_id is not None:
            by_library[item.library_id].append(item)
    plans = []
    for library_id, items_ in by_library.items():
        library = await tools.store.read(libraries.by_id, library_id)
        applying.require_writable(library)
        plans.append(await _plan(tools, library, items_, batch))
    return Deletion(batch, tuple(doomed), tuple(plan for plan in plans if plan.steps or plan.kept))


async def _plan(tools: "Tools", library: Library, doomed: Sequence[Doomed], batch: str) -> "Plan":
    from lobbycard.organise.plan import Plan

    ids = {item.id for item in doomed}
    videos = await tools.store.read(deleting.videos, ids)
    folders = [item for item in doomed if item.folder and item.own_folder]
    around = {
        folder: await tools.store.read(deleting.videos_below, library.id, folder)
        for folder in {os.path.dirname(video.path) for video in videos} | {item.folder or "" for item in folders}
    }
    steps, kept = await tools.in_thread(_steps, library.path, doomed, videos, around)
    titles = [item.title for item in doomed if item.parent_id not in ids]
    what = f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles):,} items"
    return Plan(library.path, tuple(steps), batch, f"Put the files of {what} into the recycle bin", library.id, kept)


def _steps(
    root: str, doomed: Sequence[Doomed], videos: Sequence[Video], around: dict[str, list[Video]]
) -> "tuple[list[Step], tuple[Kept, ...]]":
    from lobbycard.organise.plan import Kept

    ids = {item.id for item in doomed}
    shared = _shared(videos, ids, around)
    whole = _whole_folders(doomed, ids, around) | _discs(videos, shared)
    steps = [_recycled(root, folder, item_id) for folder, item_id in whole.items()]
    kept = tuple(Kept(os.path.join(root, path), "is also another item's") for path in sorted(shared))
    by_folder: dict[str, dict[str, int]] = defaultdict(dict)
    for video in videos:
        if video.path not in shared and not _is_below(video.path, whole):
            by_folder[os.path.dirname(video.path)][os.path.basename(video.path)] = video.item_id
    for folder, names in by_folder.items():
        others = {os.path.basename(v.path) for v in around[folder] if os.path.dirname(v.path) == folder} - set(names)
        steps += _families(root, folder, names, others)
    for item in doomed:
        steps += _season_art(root, item, whole)
    return [step for step in steps if step is not None], kept


def _whole_folders(doomed: Sequence[Doomed], ids: Collection[int], around: dict[str, list[Video]]) -> dict[str, int]:
    """Folders in which nothing but what is deleted lies, the outermost only."""
    found: dict[str, int] = {}
    for item in sorted(doomed, key=lambda item: len(item.folder or "")):
        folder = item.folder
        if not folder or not item.own_folder or _is_below(folder, found):
            continue
        if all(video.item_id in ids for video in around[folder]):
            found[folder] = item.id
    return found


def _discs(videos: Sequence[Video], shared: Collection[str]) -> dict[str, int]:
    """Folders that are one disc."""
    from lobbycard.scan import extensions

    found: dict[str, int] = {}
    for video in videos:
        folder = os.path.dirname(video.path)
        if video.path not in shared and os.path.basename(folder).casefold() in extensions.DISC_FOLDERS:
            found[folder] = video.item_id
    return found


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _shared(videos: Sequence[Video], ids: Collection[int], around: dict[str, list[Video]]) -> set[str]:
    """Files that hold an episode which stays, too."""
    paths = {video.path for video in videos}
    return {video.path for below in around.values() for video in below if video.item_id not in ids} & paths


def _recycled(root: str, relative: str, item_id: int | None) -> "Step | None":
    from lobbycard.organise import files, plan

    path = os.path.join(root, relative)
    with files.told("examined", path):
        seen = files.fingerprint(path)
        if seen is None:
            return None
        is_folder = os.path.isdir(path) and not os.path.islink(path)
    return plan.recycle(path, seen, item_id=item_id, is_folder=is_folder, reason="deleted")


def _families(root: str, folder: str, videos: dict[str, int], others: Collection[str]) -> "list[Step | None]":
    from lobbycard.organise import family, files

    place = os.path.join(root, folder)
    with files.told("read", place):
        if not os.path.isdir(place):
            return []
        entries = list(os.scandir(place))
        metadata = os.path.join(place, "metadata")
        inside = os.listdir(metadata) if os.path.isdir(metadata) else []
    names = [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]
    folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    mine = family.of_videos(list(videos), names, _main_videos(names, others, videos))
    mine += [name for name in family.beside(list(videos), folders, inside) if name not in mine]
    first = next(iter(videos.values()))
    return [_recycled(root, os.path.join(folder, name), videos.get(name, first)) for name in mine]


def _main_videos(names: Sequence[str], others: Collection[str], own: Collection[str]) -> list[str]:
    """Other videos of a folder: those known, and those not known yet that are no extras."""
    from lobbycard.scan import extensions

    videos = [name for name in names if name not in own and extensions.of(name) in extensions.VIDEO]
    return sorted({*others, *(name for name in videos if not _is_extra(os.path.splitext(name)[0]))})


def _is_extra(stem: str) -> bool:
    from lobbycard.scan import extras

    return bool(extras.suffix(stem)[0]) or extras.is_trailer(stem) or extras.is_sample(stem)


def _season_art(root: str, item: Doomed, whole: dict[str, int]) -> "list[Step | None]":
    """A season's pictures lie in its series' folder."""
    series = item.parent_folder
    if item.kind is not ItemKind.SEASON or item.number is None or not series or _is_below(series, whole):
        return []
    place = os.path.join(root, series)
    if not os.path.isdir(place):
        return []
    word = "season-specials" if item.number == 0 else f"season{item.number:02}"
    names = sorted(name for name in os.listdir(place) if name.casefold().startswith(f"{word}-"))
    return [_recycled(root, os.path.join(series, name), item.id) for name in names]


# --- doing ---------------------------------------------------------------------------------------------------------


@task(DeleteItems)
async def run(tools: "Tools", job: JobContext, request: DeleteItems) -> str:
    """Files first: an item is deleted once its files are in the bin."""
    deletion = await plan_delete(tools, request.item_ids, files=request.files, batch=job.batch)
    return await carry_out(tools, deletion, Change(job.batch, job.actor, "delete"), job)


async def carry_out(tools: "Tools", deletion: Deletion, change: Change, job: JobContext | None = None) -> str:
    """Delete what was shown. Gives the line for the job list."""
    moved = 0
    for plan in deletion.plans:
        if plan.steps:
            moved += (await applying.apply_plan(tools, plan, change, job)).steps
            if job is not None:
                job.checkpoint()
    grace = timedelta(days=tools.settings.deletion.grace_days)
    ids = [item.id for item in deletion.items]
    count = await tools.store.write(deleting.soft_delete, ids, change, grace)
    if job is not None:
        await job.enqueue(*scans(deletion.plans))
    files = f", {plural(moved, 'file or folder', 'files and folders')} in the recycle bin" if moved else ""
    they = "it" if count == 1 else "they"
    return f"Deleted {plural(count, 'item')}{files}; {they} can come back for {grace.days} days"


def scans(plans: "Iterable[Plan]") -> list[Request]:
    """What lets the library notice what was done to its files."""
    from lobbycard.organise import names
    from lobbycard.tasks.scan_library import ScanLibrary

    found: list[Request] = []
    for plan in plans:
        if plan.library_id is None or not plan.steps:
            continue
        folders = {os.path.dirname(names.relative(plan.root, path)) for step in plan.steps for path in _both(step)}
        folders |= {names.relative(plan.root, step.path) for step in plan.steps if step.is_folder}
        found.append(
            ScanLibrary(library_id=plan.library_id, folders=tuple(sorted(folders)), full=False, confirm_absence=True)
        )
    return found


def _both(step: "Step") -> list[str]:
    return [path for path in (step.path, step.target) if path]
