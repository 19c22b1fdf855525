"""What has happened to the demo before one looks: its library is written, scanned, partly published and tampered with.

Each step is noted in the demo's folder, so that a demo that was kept goes on where it was left.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lobbycard.demo import library
from lobbycard.demo.catalogue import catalogue
from lobbycard.errors import AppError
from lobbycard.events import Notice
from lobbycard.model.kinds import Automation, LibraryKind, Trigger
from lobbycard.store import items, libraries
from lobbycard.store.items import ListQuery
from lobbycard.tasks.publish_many import PublishMany
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.verify_library import VerifyLibrary

if TYPE_CHECKING:
    from lobbycard.core import Core

log = logging.getLogger(__name__)

STEPS = "steps"
"""The file, in the demo's home, that names the steps that were taken."""
PUBLISHED = ("metropolis-1927", "the-kid-1921", "white-zombie-1932", "nosferatu-1922", "the-general-1926")
"""Films that somebody has published already; other programs have been at the files of the first three since."""
BEGUN = "A few dozen public-domain films and series are being made. They appear in a moment."
TOLD = "Five films were published, and other programs have been at their files since: see Drift, History and the bin."


async def add_libraries(core: "Core", folder: Path) -> None:
    """Both libraries, before there is anything in them."""
    known = {row.path for row in await core.store.read(libraries.all_of)}
    places = library.folders(folder / "library")
    for path, kind, name in ((places.movies, LibraryKind.MOVIE, "Films"), (places.series, LibraryKind.TV, "Series")):
        if str(path) not in known:
            path.mkdir(parents=True, exist_ok=True)
            await core.store.write(libraries.add, str(path), kind, automation=Automation.HYBRID, name=name)


async def live(core: "Core", folder: Path) -> None:
    """Take the steps that have not been taken yet, one after the other."""
    notes = core.paths.data_dir / STEPS
    for name, step in (("written", _write), ("scanned", _scan), ("published", _publish), ("disturbed", _disturb)):
        try:
            taken = notes.read_text("utf-8").split() if notes.exists() else []
            if name not in taken:
                await step(core, folder)
                notes.write_text(" ".join([*taken, name]), "utf-8")
        except (AppError, OSError) as error:
            log.warning("the demo is not whole: %s", error)
            core.events.emit(Notice(f"The demo could not be finished: {error}", "warning"))
            return


async def _write(core: "Core", folder: Path) -> None:
    core.events.emit(Notice(BEGUN))
    await core.tools.in_thread(library.build, folder / "library")


async def _scan(core: "Core", folder: Path) -> None:
    for row in await core.store.read(libraries.all_of):
        await core.enqueue(ScanLibrary(library_id=row.id), trigger=Trigger.USER)
    await core.idle()


async def _publish(core: "Core", folder: Path) -> None:
    await core.enqueue(PublishMany(item_ids=tuple(await _films(core, PUBLISHED))), trigger=Trigger.USER)
    await core.idle()


async def _disturb(core: "Core", folder: Path) -> None:
    await core.tools.in_thread(library.disturb, library.folders(folder / "library"))
    for row in await core.store.read(libraries.all_of):
        await core.enqueue(VerifyLibrary(library_id=row.id), trigger=Trigger.USER)
    await core.idle()
    core.events.emit(Notice(TOLD))


async def _films(core: "Core", slugs: Sequence[str]) -> list[int]:
    """The items of some films."""
    known = catalogue().films
    wanted = {(known[slug].title, known[slug].year) for slug in slugs}
    rows, _ = await core.store.read(items.page, ListQuery(), None, 500)
    return [row.id for row in rows if (row.title, row.year) in wanted]
