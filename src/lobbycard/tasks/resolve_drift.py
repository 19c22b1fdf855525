"""What others changed: take theirs as a choice of ours (locked), put ours back, or both where that makes sense."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from lobbycard.errors import AppError, Conflict, FileError, UsageError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model import fields, plain
from lobbycard.model.facts import Facts
from lobbycard.model.fields import ARTWORK
from lobbycard.model.kinds import AssetType, DriftKind
from lobbycard.model.library import Library
from lobbycard.model.publishing import NFO_TYPE
from lobbycard.store import artwork, blobs, items, libraries, values
from lobbycard.store import fields as stored_fields
from lobbycard.store.history import Change
from lobbycard.store.publish import drifts, published
from lobbycard.store.publish.drifts import DriftRow
from lobbycard.tasks import task
from lobbycard.tasks.fetch_art import FetchArt
from lobbycard.tasks.publish_item import PublishItem

if TYPE_CHECKING:
    from sqlmodel import Session

    from lobbycard.nfo.values import NfoBlock
    from lobbycard.tools import Tools


class How(StrEnum):
    """What is decided."""

    THEIRS = "theirs"
    """A changed picture or rival becomes the chosen one, changed fields become ours; both locked."""
    OURS = "ours"
    """What we published comes back; theirs goes to the bin."""
    MERGE = "merge"
    """Of an NFO: theirs where nothing is locked, ours where it is. Of a picture: theirs is offered, ours stays."""
    KEEP = "keep"
    """A rival stays where it is, and is not spoken of again."""


class ResolveDrift(Request):
    """Decide about what others changed."""

    queue: ClassVar[str] = "publish"

    ids: tuple[int, ...] = ()
    how: How

    def title(self) -> str:
        """What the job list shows."""
        return {How.THEIRS: "Take theirs", How.OURS: "Put ours back", How.MERGE: "Merge", How.KEEP: "Keep"}[self.how]


@task(ResolveDrift)
async def run(tools: "Tools", job: JobContext, request: ResolveDrift) -> str:
    """One by one; then the items are published, so that all names of a picture are the same again."""
    rows = await tools.store.read(drifts.undecided, ids=request.ids)
    change = Change(job.batch, job.actor, "resolve")
    failed: list[AppError] = []
    to_publish: dict[int, list[DriftRow]] = defaultdict(list)
    for done, row in enumerate(rows):
        job.checkpoint()
        job.progress(done, len(rows), row.item_title)
        try:
            if await resolve(tools, row, request.how, change):
                to_publish[row.item_id].append(row)
        except AppError as error:
            failed.append(error)
    await job.enqueue(*_publishes(to_publish, request.how), trigger=job.trigger)
    broken = {row.item_id for row in rows if row.kind is DriftKind.CORRUPT_BLOB}
    await job.enqueue(*(FetchArt(item_id=item_id) for item_id in broken), trigger=job.trigger)
    if failed:
        raise AppError(f"{len(rows) - len(failed)} decided, {len(failed)} not: {failed[0].message}", failed[0].hint)
    return f"{len(rows):,} decided"


def _publishes(rows: Mapping[int, Sequence[DriftRow]], how: How) -> Iterable[PublishItem]:
    for item_id, of_item in rows.items():
        is_forced = how is not How.THEIRS
        only = tuple(sorted(row.path for row in of_item if row.kind in _OF_FILES))
        is_confined = is_forced and len(only) == len(of_item)
        yield PublishItem(item_id=item_id, mode="force" if is_forced else "", only=only if is_confined else ())
        if is_confined and how is How.MERGE and any(row.asset_type == NFO_TYPE for row in of_item):
            # What was taken over goes into the item's other NFO files, too, but over nothing that others did there.
            yield PublishItem(item_id=item_id)


_OF_FILES = (DriftKind.MISSING, DriftKind.CHANGED)


async def resolve(tools: "Tools", row: DriftRow, how: How, change: Change) -> bool:
    """Decide about one; gives whether its item is to be published then."""
    library = await tools.store.read(libraries.by_id, row.library_id)
    full = os.path.join(library.path, row.path)
    if how is How.KEEP:
        if row.kind is not DriftKind.RIVAL:
            raise UsageError(f"{_shown(row.path)} is ours: it can be taken as it is, or put back, not kept.")
        await tools.store.write(_keep, row)
        return False
    if row.kind is DriftKind.CORRUPT_BLOB:
        await _heal(tools, row, full)
        return False
    if how is How.OURS or row.kind is DriftKind.MISNAMED:
        await tools.store.write(drifts.forget, [row.id])
        return True
    if row.kind is DriftKind.MISSING:
        return await _accept_absence(tools, row, change)
    if row.asset_type == NFO_TYPE:
        return await _take_fields(tools, library, row, how, change)
    return await _take_picture(tools, row, full, how, change)


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _keep(session: "Session", row: DriftRow) -> None:
    from lobbycard.model.file import IgnorePattern

    session.add(IgnorePattern(library_id=row.library_id, pattern=row.path))
    drifts.forget(session, [row.id])


async def _heal(tools: "Tools", row: DriftRow, full: str) -> None:
    """The published file may be the last good copy: the cache takes it back."""
    known = await tools.store.read(published.by_id, row.published_id)
    blob = await tools.store.read(published.blob, known.blob_id) if known and known.blob_id else None
    if blob is None or known is None:
        await tools.store.write(drifts.forget, [row.id])
        return
    if known.sha256 == blob.sha256 and await tools.in_thread(os.path.isfile, full):
        info = await tools.in_thread(tools.blobs.put_file, full)
        if info.sha256 == blob.sha256:
            await tools.store.write(drifts.forget, [row.id])
            return
    await tools.store.write(published.lose_blob, blob.id, row.id)


async def _accept_absence(tools: "Tools", row: DriftRow, change: Change) -> bool:
    """Somebody does not want this file: the choice goes, locked, so that nothing brings it back."""
    if row.asset_type == NFO_TYPE:
        raise UsageError(
            f"{_shown(row.path)} was removed; an item without an NFO cannot be published.",
            "Put it back, or switch publishing off for the library.",
        )
    await tools.store.write(_deselect, row, change)
    return True


def _deselect(session: "Session", row: DriftRow, change: Change) -> None:
    name = ARTWORK + row.asset_type
    item = stored_fields.item_by_id(session, row.item_id)
    chosen = values.get(session, item, fields.FIELDS[name]) or []
    known = published.find(session, row.published_id)
    position = known.position if known is not None else 0
    rest = [one for place, one in enumerate(chosen) if place != position]
    stored_fields.edit(session, row.item_id, {name: rest}, change)
    drifts.forget(session, [row.id])


# --- pictures ------------------------------------------------------------------------------------------------------


async def _take_picture(tools: "Tools", row: DriftRow, full: str, how: How, change: Change) -> bool:
    if row.asset_type == AssetType.TRAILER:
        raise UsageError("A trailer is no picture that can be chosen.")
    info = await tools.in_thread(tools.blobs.put_file, full)
    if row.theirs_sha256 is not None and info.sha256 != row.theirs_sha256:
        raise Conflict(f"{_shown(row.path)} was changed once more.", "Verify the library again.")
    await tools.store.write(_adopt_picture, row, asdict(info), how, change)
    return True


def _adopt_picture(session: "Session", row: DriftRow, info: Mapping[str, Any], how: How, change: Change) -> None:
    """Theirs as a candidate; chosen and locked when it is taken."""
    blob_id = blobs.put(session, info)
    asset_type = AssetType(row.asset_type)
    url = f"user:{info['sha256']}"
    if how is How.THEIRS:
        old = published.find(session, row.published_id)
        candidate = artwork.add_own(session, row.item_id, asset_type, url, blob_id=blob_id, select=False, change=change)
        _select(session, row, candidate, old.position if old is not None else 0, change)
        if row.kind is DriftKind.CHANGED and row.published_id is not None:
            published.adopt(session, row.published_id, blob_id, str(info["sha256"]), change)
    else:
        artwork.add_own(session, row.item_id, asset_type, url, blob_id=blob_id, select=False, change=change)
    drifts.forget(session, [row.id])


def _select(session: "Session", row: DriftRow, candidate: int, position: int, change: Change) -> None:
    """In the place of the one that it replaced; the other fanarts stay."""
    name = ARTWORK + row.asset_type
    item = stored_fields.item_by_id(session, row.item_id)
    chosen = list(values.get(session, item, fields.FIELDS[name]) or [])
    if candidate in chosen:
        chosen.remove(candidate)
    chosen[position : position + 1] = [candidate]
    stored_fields.edit(session, row.item_id, {name: chosen}, change)


# --- NFO -----------------------------------------------------------------------------------------------------------


async def _take_fields(tools: "Tools", library: Library, row: DriftRow, how: How, change: Change) -> bool:
    """Their values become ours, locked; with `merge` only where nothing is locked."""
    known = await tools.store.read(published.by_id, row.published_id)
    base = await tools.store.read(published.last_nfo, row.item_id, known.sha256 if known else "")
    members = await tools.store.read(published.members_of, row.published_id, row.item_id)
    blocks = await tools.in_thread(_read_blocks, os.path.join(library.path, row.path), base)
    for item_id in members:
        theirs, before = await _blocks_of(tools, item_id, blocks)
        if theirs is not None:
            await tools.store.write(_edit, item_id, theirs.facts, before.facts if before else Facts(), how, change)
    await tools.store.write(drifts.forget, [row.id])
    return True


def _read_blocks(path: str, base: str | None) -> "tuple[tuple[NfoBlock, ...], tuple[NfoBlock, ...]]":
    from lobbycard.nfo import read
    from lobbycard.nfo.values import LARGEST

    try:
        with open(path, "rb") as file:
            theirs = read.read(file.read(LARGEST + 1)).blocks
    except OSError as error:
        raise FileError(f"{_shown(path)} cannot be read: {error.strerror}.") from error
    if not theirs:
        raise FileError(f"{_shown(path)} holds nothing that could be taken over.", "Put ours back.")
    return theirs, read.read((base or "").encode()).blocks


async def _blocks_of(
    tools: "Tools", item_id: int, blocks_: "tuple[tuple[NfoBlock, ...], tuple[NfoBlock, ...]]"
) -> "tuple[NfoBlock | None, NfoBlock | None]":
    item = await tools.store.read(items.by_id, item_id)
    if item is None:
        return None, None
    theirs, before = (
        next((one for one in side if one.kind is item.kind and one.episode in (None, item.number)), None)
        for side in blocks_
    )
    return theirs, before


def _edit(session: "Session", item_id: int, theirs: Facts, before: Facts, how: How, change: Change) -> None:
    item = stored_fields.item_by_id(session, item_id)
    locked = stored_fields.locked(session, item_id) if how is How.MERGE else set()
    new: dict[str, Any] = {}
    for name in {*theirs.fields, *before.fields}:
        info = fields.FIELDS[name]
        is_theirs = theirs.fields.get(name) != before.fields.get(name)
        if (
            is_theirs
            and name not in locked
            and item.kind in info.kinds
            and (name != "title" or theirs.fields.get(name))
        ):
            new[name] = plain.to_plain(name, theirs.fields.get(name))
    if dict(theirs.ids) != dict(before.ids) and "ids" not in locked and theirs.ids:
        new["ids"] = dict(theirs.ids)
    if new:
        stored_fields.edit(session, item_id, new, change, source="nfo")
