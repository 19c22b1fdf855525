"""What a person does with a file that nobody recognised: assign it to an item, ignore its like, put it in the bin."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from lobbycard.errors import UsageError
from lobbycard.model.kinds import AssetType
from lobbycard.model.library import Library
from lobbycard.store import artwork, blobs, history, libraries, unknown
from lobbycard.store.history import Change
from lobbycard.store.unknown import ROLES, UnknownRow
from lobbycard.tasks import applying

if TYPE_CHECKING:
    from sqlmodel import Session

    from lobbycard.assets.cache import BlobInfo
    from lobbycard.tools import Tools

TYPES = (*ROLES, *(kind for kind in AssetType if kind not in ROLES))
"""What a file can be said to be."""


async def assign(tools: "Tools", row: UnknownRow, item_id: int, word: str) -> str:
    """Say what a file is for; a picture is taken into the cache and chosen, and so locked. Gives the batch to undo."""
    if word not in TYPES:
        raise UsageError(f"“{word}” is nothing that a file can be.", "One of: " + ", ".join(TYPES))
    change = history.by_user("assign file")
    info: BlobInfo | None = None
    if word not in ROLES:
        info = await tools.in_thread(tools.blobs.put_file, os.path.join(row.root, row.path))
    await tools.store.write(_assign, row, item_id, word, info, change)
    return change.batch


def _assign(
    session: "Session", row: UnknownRow, item_id: int, word: str, info: "BlobInfo | None", change: Change
) -> None:
    unknown.assign(session, row, item_id, word, change)
    if info is not None:
        blob_id = blobs.put(session, asdict(info))
        url = f"user:{info.sha256}"
        artwork.add_own(session, item_id, AssetType(word), url, blob_id=blob_id, change=change)


async def ignore(tools: "Tools", library: Library, pattern: str) -> tuple[str, int]:
    """Never hear of such files of a library again. Gives the batch to undo, and how many left the list."""
    from lobbycard.scan import ignores

    rules = ignores.own_rules([pattern])
    if not rules.own:
        raise UsageError(f"“{pattern}” is no pattern.", "Such as: *.txt, or Old/ for a folder.")
    rows = await tools.store.read(unknown.page, library_id=library.id)
    matching = [row.id for row in rows if _is_left_out(rules, row.path)]
    change = history.by_user("ignore files")
    await tools.store.write(unknown.ignore, library.id, pattern, matching, change)
    return change.batch, len(matching)


def _is_left_out(rules: object, path: str) -> bool:
    from lobbycard.scan import ignores

    assert isinstance(rules, ignores.Rules)
    parts = path.split("/")
    above = ("/".join(parts[:depth]) + "/" if depth else "" for depth in range(len(parts)))
    return any(
        ignores.reason(rules, base, name, depth < len(parts) - 1)
        for depth, (base, name) in enumerate(zip(above, parts, strict=True))
    )


async def recycle(tools: "Tools", row: UnknownRow) -> str:
    """Put a file into the recycle bin. Gives the batch to undo."""
    from lobbycard.organise import files, plan

    library = await tools.store.read(libraries.by_id, row.library_id)
    path = os.path.join(library.path, row.path)
    change = history.by_user("recycle file")
    with files.told("examined", path):
        seen = await tools.in_thread(files.fingerprint, path)
    if seen is None:
        raise UsageError(f"{plan.shown(path)} is not there any more.", "A scan takes it out of the list.")
    step = plan.recycle(path, seen, item_id=row.item_id, reason="unknown file")
    said = f"Recycled {plan.shown(row.path)}"
    await applying.apply_plan(tools, plan.joined(library.path, [step], change.batch, said, library.id), change)
    await tools.store.write(unknown.forget, [row.id], said, change)
    return change.batch
