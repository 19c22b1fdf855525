"""Get a picture from wherever it lies into the cache: the web, the library, the demo."""

import os
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from lobbycard.errors import AppError, Denied, FileError, Temporary
from lobbycard.model.columns import now
from lobbycard.model.kinds import AssetFailure
from lobbycard.store import libraries
from lobbycard.store.blobs import Fetched, Wanted

if TYPE_CHECKING:
    from lobbycard.assets.cache import BlobInfo
    from lobbycard.tools import Tools

LATER = timedelta(minutes=30)
DEMO = "demo:"
LOCAL = "local:"


async def fetch(tools: "Tools", wanted: Wanted) -> Fetched:
    """Fetch one picture; a failure of the picture is told in what is given, one of ours is raised."""
    try:
        info = await _into_cache(tools, wanted)
    except AppError as error:
        if _is_ours(error, wanted):
            raise
        return failed(wanted.id, error)
    return Fetched(wanted.id, asdict(info))


def _is_ours(error: AppError, wanted: Wanted) -> bool:
    """A full disk or an unwritable cache is not the picture's fault."""
    from lobbycard.assets.pictures import Refused

    return isinstance(error, FileError) and not isinstance(error, Refused) and not wanted.url.startswith(LOCAL)


def failed(candidate_id: int, error: AppError) -> Fetched:
    """What is noted of a picture that could not be got."""
    from lobbycard.assets.download import failure_of

    failure = failure_of(error)
    if isinstance(error, Denied):
        failure = AssetFailure.UNAVAILABLE
    retry_after = None
    if failure in (AssetFailure.RATE_LIMITED, AssetFailure.DOWNLOAD_ERROR):
        seconds = error.retry_after if isinstance(error, Temporary) else None
        retry_after = now() + (timedelta(seconds=seconds) if seconds else LATER)
    return Fetched(candidate_id, None, failure, error.message, retry_after)


async def _into_cache(tools: "Tools", wanted: Wanted) -> "BlobInfo":
    if wanted.url.startswith(DEMO):
        return await tools.in_thread(tools.blobs.put_bytes, await demo_picture(tools, wanted.url), wanted.url)
    if wanted.url.startswith(LOCAL):
        return await tools.in_thread(tools.blobs.put_file, await local_path(tools, wanted))
    return await tools.downloader.blob(wanted.url, tools.blobs)


async def demo_picture(tools: "Tools", url: str) -> bytes:
    """A picture of the demo, drawn in a thread."""
    from lobbycard.demo import gallery

    return await tools.in_thread(gallery.fetch, url, None)


async def local_path(tools: "Tools", wanted: Wanted) -> str:
    """The full path of a picture in a library."""
    if wanted.library_id is None or wanted.path is None:
        raise FileError("The picture's place is not known any more.")
    library = await tools.store.read(libraries.by_id, wanted.library_id)
    return inside(library.path, wanted.path)


def inside(root: str, path: str) -> str:
    """A path in a library; FileError when it leads out of it."""
    full = os.path.join(root, path)
    if os.path.isabs(path) or not os.path.realpath(full).startswith(os.path.realpath(root).rstrip("/") + "/"):
        raise FileError(f"{path} leads out of the library.", "It was left alone.")
    return full
