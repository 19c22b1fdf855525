"""A shelf with films and series that can be published."""

import os
from pathlib import Path

from PIL import Image

from lobbycard.model.kinds import AssetType
from lobbycard.store import fields
from lobbycard.tasks.pictures import own_art
from lobbycard.tasks.publishing.planned import Publication, plan_publish
from tests.assets import drawing
from tests.tasks.scratch import Shelf

FILM = "Harbour Lights (2019)"
VIDEO = f"{FILM}/{FILM}.mkv"
SHOW = "North Quay (2021)"


async def film(shelf: Shelf, *videos: str, extra: dict[str, bytes | str] | None = None) -> int:
    """A film in its own folder, as a scan finds it."""
    for video in videos or (VIDEO,):
        shelf.put(video, f"video {video}")
    for path, content in (extra or {}).items():
        shelf.put(path, content)
    await shelf.scan()
    return (await shelf.items())["Harbour Lights"].id


async def picture(shelf: Shelf, item_id: int, asset_type: AssetType, seed: int = 1, kind: str = "JPEG") -> bytes:
    """Choose a picture that is drawn on the spot; gives its bytes."""
    if asset_type in (AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.DISCART):
        image: Image.Image = drawing.logo((800, 310 + seed))
        kind = "PNG"
    else:
        size = (600, 900) if asset_type in (AssetType.POSTER, AssetType.PORTRAIT) else (1280, 720)
        image = drawing.poster(seed + 100 * list(AssetType).index(asset_type), size)
    data = drawing.encoded(image, kind)
    path = shelf.root.parent / f"own-{asset_type}-{seed}.{kind.lower()}"
    path.write_bytes(data)
    await own_art.add(shelf.core.tools, item_id, asset_type, str(path))
    return data


async def curated_film(shelf: Shelf, *videos: str, extra: dict[str, bytes | str] | None = None) -> int:
    """With a poster, a fanart, a logo and a plot."""
    item_id = await film(shelf, *videos, extra=extra)
    for asset_type in (AssetType.POSTER, AssetType.FANART, AssetType.CLEARLOGO):
        await picture(shelf, item_id, asset_type)
    await shelf.store.write(fields.edit, item_id, {"plot": "A harbour at night.", "genres": ["Drama"]})
    return item_id


async def planned(shelf: Shelf, *item_ids: int, **options: object) -> Publication:
    """What a publish would do now."""
    return await plan_publish(shelf.core.tools, list(item_ids), **options)  # type: ignore[arg-type]  # passed on


def stamps(root: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, size and time of every file."""
    found: dict[str, tuple[int, int, int]] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            info = os.lstat(os.path.join(folder, name))
            found[os.path.relpath(os.path.join(folder, name), root)] = (info.st_ino, info.st_size, info.st_mtime_ns)
    return found


def replace(shelf: Shelf, path: str, content: bytes | str) -> None:
    """Another program writes a file anew: another file of the same name."""
    (shelf.root / path).unlink()
    shelf.put(path, content)
