"""A person's own picture: a file, bytes or an address."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from lobbycard.model.kinds import AssetType
from lobbycard.store import artwork, blobs

if TYPE_CHECKING:
    from sqlmodel import Session

    from lobbycard.assets.cache import BlobInfo
    from lobbycard.tools import Tools


async def add(tools: "Tools", item_id: int, asset_type: AssetType, source: str, *, select: bool = True) -> int:
    """Take a file or the picture behind an address into the cache as a candidate, and choose it. Gives the candidate.

    Raises `AppError` when it is no picture: nothing is changed then.
    """
    if source.startswith(("http://", "https://")):
        info = await tools.downloader.blob(source, tools.blobs)
        url = source
    else:
        info = await tools.in_thread(tools.blobs.put_file, source)
        url = f"user:{info.sha256}"
    return await tools.store.write(_keep, item_id, asset_type, url, info, select)


def _keep(session: "Session", item_id: int, asset_type: AssetType, url: str, info: "BlobInfo", select: bool) -> int:
    blob_id = blobs.put(session, asdict(info))
    return artwork.add_own(session, item_id, asset_type, url, blob_id=blob_id, select=select)
