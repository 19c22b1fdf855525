"""Pictures to look at closely, and those that have an address only; from the cache, or fetched now."""

from typing import TYPE_CHECKING

from lobbycard.store.artwork import CandidateRow
from lobbycard.tasks.pictures import fetching, previewing

if TYPE_CHECKING:
    from lobbycard.tools import Tools


async def full(tools: "Tools", candidate: CandidateRow) -> str:
    """The path of a candidate in its full size. Raises `AppError` when it is not to be had."""
    if candidate.sha256 or candidate.url.startswith((fetching.LOCAL, "user:")):
        return await previewing.preview(tools, candidate)
    return await at(tools, candidate.url)


async def at(tools: "Tools", url: str) -> str:
    """The path of the picture at an address."""
    known = await tools.in_thread(tools.previews.find, url)
    if known is not None:
        return known
    if url.startswith(fetching.DEMO):
        seen = await tools.in_thread(tools.previews.put, url, await fetching.demo_picture(tools, url))
        return seen.path
    return (await tools.downloader.preview(url, tools.previews)).path
