"""The small picture of a candidate, for the picker: from the cache, or fetched now."""

import os
from typing import TYPE_CHECKING

from lobbycard import paths
from lobbycard.errors import AppError
from lobbycard.store import artwork, blobs
from lobbycard.store.artwork import CandidateRow
from lobbycard.tasks.pictures import fetching

if TYPE_CHECKING:
    from lobbycard.assets.previews import Preview
    from lobbycard.tools import Tools


async def preview(tools: "Tools", candidate: CandidateRow) -> str:
    """The path of a picture that shows a candidate. Raises `AppError` when there is none to be had.

    The caller decides the order in which it asks; nothing here waits for anything but the picture.
    """
    if candidate.sha256 and candidate.extension:
        path = tools.blobs.path_of(candidate.sha256, candidate.extension)
        if await tools.in_thread(os.path.exists, path):
            return path
    url = candidate.preview_url or candidate.url
    known = await tools.in_thread(tools.previews.find, url)
    if known is not None:
        return known
    seen = await _fetched(tools, candidate, url)
    if candidate.phash is None:
        await tools.store.write(artwork.note_preview, candidate.id, seen.phash, seen.dhash)
    return seen.path


async def forget(tools: "Tools", candidate: CandidateRow) -> None:
    """Let go of a picture from the cache that cannot be shown, so that it is fetched anew."""
    await tools.in_thread(tools.previews.forget, candidate.preview_url or candidate.url)


async def _fetched(tools: "Tools", candidate: CandidateRow, url: str) -> "Preview":
    if url.startswith(fetching.DEMO):
        return await tools.in_thread(tools.previews.put, url, await fetching.demo_picture(tools, url))
    if url.startswith(fetching.LOCAL):
        wanted = await tools.store.read(blobs.one_wanted, candidate.id)
        if wanted is None:
            raise AppError("This picture is not there any more.")
        path = await fetching.local_path(tools, wanted)
        return await tools.in_thread(keep_file, tools, url, path)
    return await tools.downloader.preview(url, tools.previews)


def keep_file(tools: "Tools", url: str, path: str) -> "Preview":
    """Keep what lies at a path as the preview of an address. Raises `AppError` when it is no picture."""
    from lobbycard.errors import FileError

    try:
        with open(path, "rb", opener=paths.plain_file) as file:
            data = file.read(tools.settings.artwork.max_megabytes * 1_000_000 + 1)
    except OSError as error:
        raise FileError(f"{os.path.basename(path)} cannot be read: {error.strerror}.") from error
    return tools.previews.put(url, data)
