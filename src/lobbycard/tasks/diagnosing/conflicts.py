"""Who else writes into a library: second writers of NFO and artwork, rivals, settings that lead to surprises."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lobbycard.model.kinds import DriftKind, FileRole
from lobbycard.model.library import Library
from lobbycard.paths import plain_file
from lobbycard.store import files, libraries
from lobbycard.store.publish import drifts, published

if TYPE_CHECKING:
    from lobbycard.publish.doctor import Footprint
    from lobbycard.tools import Tools

LOOKED_AT = 400
"""NFO files that are read: enough to know who writes in a library."""
READ = 65_536


async def find(tools: "Tools", library: Library) -> "list[Footprint]":
    """What stands in the way of one owner of the files; for `doctor` and a screen."""
    from lobbycard.publish import doctor

    paths = await tools.store.read(files.paths_of_role, library.id, FileRole.NFO)
    ours = set(await tools.store.read(published.nfo_paths, library.id))
    changed = await tools.store.read(drifts.undecided, library.id)
    theirs = [path for path in paths if path not in ours]
    theirs += [row.path for row in changed if row.kind is DriftKind.CHANGED and row.path in ours]
    found = await tools.in_thread(_read, library.path, _spread(theirs, LOOKED_AT))
    written = await tools.in_thread(_read, library.path, _spread(sorted(ours), LOOKED_AT))
    is_asked_for = tools.settings.publish.nfo_lockdata
    notes = doctor.writers(found) + doctor.locked(found if is_asked_for else [*found, *written])
    rivals = [row.path for row in changed if row.kind is DriftKind.RIVAL]
    if rivals:
        notes.append(
            doctor.Footprint(
                "somebody",
                f"{len(rivals):,} files stand beside ours under names that players take for the same.",
                "See: lobbycard verify --list. Publishing moves them to the recycle bin.",
                tuple(rivals[:5]),
            )
        )
    words = tools.settings
    own = doctor.settings(lockdata=words.publish.nfo_lockdata, names=words.publish.names, recycle=words.recycle.enabled)
    return [*notes, *own]


async def find_all(tools: "Tools") -> "dict[str, list[Footprint]]":
    """For every enabled library, by its name."""
    known = [library for library in await tools.store.read(libraries.all_of) if library.enabled]
    return {library.name: await find(tools, library) for library in known}


def _spread(paths: Sequence[str], most: int) -> list[str]:
    """So many of them, from all over the library."""
    step = max(1, len(paths) // most)
    return list(paths[::step][:most])


def _read(root: str, paths: Sequence[str]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for path in paths:
        try:
            with open(os.path.join(root, path), "rb", opener=plain_file) as file:
                found.append((path, file.read(READ)))
        except OSError:
            continue
    return found
