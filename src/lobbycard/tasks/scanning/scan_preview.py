"""What a scan would find and change, without changing anything: the same walk and the same comparison."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lobbycard.model.found import VIDEO_ROLES
from lobbycard.model.library import Library
from lobbycard.store import libraries
from lobbycard.store.scan import scanning
from lobbycard.store.scan.scanning import KnownFile
from lobbycard.tasks.scanning import looking, moving
from lobbycard.tasks.scanning.looking import Place, Unit, is_below

if TYPE_CHECKING:
    from lobbycard.tools import Tools


@dataclass(slots=True)
class Preview:
    """Videos by what would become of them, as paths in the library."""

    library: str
    path: str
    reachable: bool = True
    steps: list[str] = field(default_factory=list)
    """What automation would do with what is found."""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    held: int = 0
    """So many are missing that a person would be asked."""
    failed: list[str] = field(default_factory=list)
    why: str = ""
    """Why it cannot be reached."""


class _Silent:
    """Hears nothing and lets everything run."""

    def checkpoint(self) -> None:
        """Go on."""

    def progress(self, done: int | None = None, total: int | None = None, message: str = "") -> None:
        """Say nothing."""


async def preview(tools: "Tools", library_id: int, folders: tuple[str, ...] = (), *, full: bool = False) -> Preview:
    """Look, compare, tell."""
    from lobbycard.scan.walk import RootUnavailable

    library = await tools.store.read(libraries.by_id, library_id)
    told = Preview(library.name, library.path, steps=_steps(library))
    known = await tools.store.read(scanning.folders, library.id)
    patterns = await tools.store.read(scanning.ignore_patterns, library.id)
    place = Place(library.path, library.kind, (*tools.settings.scan.ignore, *patterns), folders, full)
    try:
        walked = await tools.in_thread(looking.look, place, known, _Silent())
        units = await tools.in_thread(looking.units_of, place, walked, _Silent()) if walked.changed else []
    except RootUnavailable as error:
        told.reachable, told.why = False, error.message
        return told
    if walked.is_empty and await tools.store.read(scanning.has_files, library.id):
        told.reachable, told.why = False, f"{library.path} is empty; its disk does not seem to be mounted."
        return told
    told.failed = walked.problems
    await _compare(tools, library, units, walked.unseen, told)
    return told


def _steps(library: Library) -> list[str]:
    return ["scan", *(step for step in ("identify", "enrich", "select", "publish") if library.does(step))]


async def _compare(tools: "Tools", library: Library, units: Sequence[Unit], unseen: set[str], told: Preview) -> None:
    known = await tools.store.read(scanning.files_of, library.id, [unit.root for unit in units])
    loose = await tools.in_thread(moving.loose, units, known)
    elsewhere = await tools.store.read(scanning.of_sizes, loose.sizes(), loose.disc_inodes())
    lost = loose.lost + await tools.in_thread(moving.away, elsewhere, known)
    moves = await tools.in_thread(moving.match, library.id, library.path, loose.new, lost)
    told.moved = sorted((move.file.path, move.path) for move in moves if move.file.role in VIDEO_ROLES)
    targets = {move.path for move in moves}
    gone = {move.file.id for move in moves}
    rows = {row.path: row for row in known if row.role in VIDEO_ROLES}
    told.added = sorted(file.path for file in loose.new if file.is_video and _is_new(file.path, rows, targets))
    present = {path: entry for unit in units for path, entry in _entries(unit)}
    for path, row in sorted(rows.items()):
        if row.id in gone or is_below(path, unseen):
            continue
        entry = present.get(path)
        if entry is None and not row.is_missing:
            told.missing.append(path)
        elif entry is not None and row.is_missing:
            told.back.append(path)
        elif entry is not None and (row.size, row.mtime_ns) != (entry.size, entry.mtime_ns):
            told.changed.append(path)
    limits = tools.settings.scan
    total = await tools.store.read(scanning.video_count, library.id)
    if len(told.missing) >= limits.mass_absence_files and len(told.missing) > total * limits.mass_absence_share:
        told.held = len(told.missing)


def _is_new(path: str, rows: dict[str, KnownFile], targets: set[str]) -> bool:
    return path not in rows and path not in targets


def _entries(unit: Unit) -> list[tuple[str, Any]]:
    return list(zip(unit.paths(), (entry for listing in unit.listings for entry in listing.entries), strict=True))
