"""Forget a library; what was chosen in it stays in a copy of the database."""

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lobbycard.store import libraries

if TYPE_CHECKING:
    from lobbycard.model.library import Library
    from lobbycard.tools import Tools

_PLAIN = re.compile(r"[^\w-]+", re.ASCII)


async def remove(tools: "Tools", library: "Library") -> str:
    """Forget it, after the database was copied where it can be. Gives the copy's path; no file is touched."""
    copy = ""
    if tools.store.is_sqlite:
        name = _PLAIN.sub("-", library.name).strip("-") or str(library.id)
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        # Not named like a backup by the clock: those are removed when there are newer ones.
        copy = os.path.join(tools.paths.backup_dir, f"before-removing-{name[:40]}-{stamp}.db")
        await tools.in_thread(tools.store.backup, copy)
    await tools.store.write(libraries.remove, library.id)
    return copy
