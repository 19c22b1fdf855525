"""What follows from what: after a scan files are probed, local pictures taken, new items identified, …"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from lobbycard.jobs.context import JobContext
from lobbycard.model.library import Library
from lobbycard.store.scanning import Counts

if TYPE_CHECKING:
    from lobbycard.tools import Tools


async def after_scan(tools: "Tools", job: JobContext, library: Library, counts: Counts) -> None:
    """Queue what a scan's findings ask for."""
    from lobbycard.tasks.probe_files import ProbeFiles

    if tools.settings.scan.probe and counts.files:
        await job.enqueue(ProbeFiles(library_id=library.id))
    if counts.art_items and find_spec("lobbycard.tasks.take_local_art"):
        from lobbycard.tasks.take_local_art import TakeLocalArt

        await job.enqueue(TakeLocalArt(library_id=library.id))
