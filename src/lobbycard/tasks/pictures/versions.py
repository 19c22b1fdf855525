"""Both versions of a picture that somebody else has changed: what we published, and what lies there now."""

import os
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.errors import FileError
from lobbycard.model.kinds import AssetType
from lobbycard.store import item_page, libraries
from lobbycard.store.publish import published
from lobbycard.store.publish.drifts import DriftRow
from lobbycard.tasks.pictures import fetching, previewing

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class Version(NamedTuple):
    """A picture to look at."""

    path: str
    width: int
    height: int
    size: int
    """Bytes of the file."""


async def ours(tools: "Tools", drift: DriftRow) -> Version:
    """What we published, or would; raises `AppError` when our copy is gone."""
    known = await tools.store.read(published.by_id, drift.published_id)
    blob = await tools.store.read(published.blob, known.blob_id) if known and known.blob_id else None
    named = (blob.sha256, blob.extension) if blob is not None else await _chosen(tools, drift)
    if named is None:
        raise FileError("Our copy of it is not in the cache.")
    return await tools.in_thread(_version, tools.blobs.path_of(*named))


async def _chosen(tools: "Tools", drift: DriftRow) -> tuple[str, str] | None:
    rows = await tools.store.read(item_page.art_rows, drift.item_id)
    chosen = next((row.chosen for row in rows if row.standing.asset_type is AssetType(drift.asset_type)), ())
    return chosen[0].blob if chosen else None


def _version(path: str) -> Version:
    from lobbycard.assets import pictures

    seen = pictures.look(path).picture
    return Version(path, seen.width, seen.height, os.path.getsize(path))


async def theirs(tools: "Tools", drift: DriftRow) -> Version:
    """What lies there now; raises `AppError` when it is no picture, or gone."""
    library = await tools.store.read(libraries.by_id, drift.library_id)
    return await tools.in_thread(_there, tools, fetching.inside(library.path, drift.path))


def _there(tools: "Tools", path: str) -> Version:
    seen = previewing.keep_file(tools, f"theirs:{path}", path)
    return Version(seen.path, seen.width, seen.height, os.path.getsize(seen.path))
