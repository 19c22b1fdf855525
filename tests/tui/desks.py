"""A library on a real disk with something for every list: unknown files, published files, a bin."""

from pathlib import Path

from PIL import Image

from lobbycard.core import Core
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import libraries
from lobbycard.tasks.scan_library import ScanLibrary
from tests.tui import reels


async def build(paths: Paths, top: Path) -> Path:
    """A folder of two films, with files beside them that belong to nothing."""
    for name in ("Metropolis (1927)", "Detour (1945)"):
        (top / name).mkdir(parents=True)
        (top / name / f"{name}.mkv").write_bytes(b"\x1aE\xdf\xa3" + name.encode() * 400)
    (top / "Unsorted").mkdir()
    Image.new("RGB", (800, 1200), (120, 30, 30)).save(top / "Unsorted" / "IMG_0042.jpg")
    Image.new("RGB", (300, 200), (1, 3, 30)).save(top / "Unsorted" / "IMG_\x1b[31m\u202e.jpg")
    core = Core(reels.settings(), paths)
    await core.start()
    try:
        found = await core.store.write(libraries.add, str(top), LibraryKind.MOVIE, automation=Automation.HYBRID)
        await core.enqueue(ScanLibrary(library_id=found.id))
        await core.idle()
    finally:
        await core.close()
    return top
