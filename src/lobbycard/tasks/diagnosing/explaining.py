"""What a file is taken for, and why: read from the disk and from its name, and from the database where it is known."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from lobbycard.model.found import FoundItem, FoundUnit
from lobbycard.model.library import Library
from lobbycard.store import files, items, libraries
from lobbycard.store.scan import scanning
from lobbycard.tasks.scanning import grouping, looking
from lobbycard.tasks.scanning.looking import Place, Unit

if TYPE_CHECKING:
    from lobbycard.tools import Tools


@dataclass(slots=True)
class Explanation:
    """All that can be said of one file."""

    path: str
    library: str = ""
    state: str = ""
    """known, missing, new, unknown, ignored, nothing (there is no such file) or outside (of all libraries)."""
    why: list[str] = field(default_factory=list)
    role: str = ""
    confidence: float | None = None
    unit: str | None = None
    """The folder that is looked at together with it."""
    details: dict[str, Any] = field(default_factory=dict)
    """Language, version, artwork type and the like, as far as there is any."""
    video: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    """The items that it is part of, as found now; with their number where they are known."""
    name: dict[str, Any] = field(default_factory=dict)
    """What its name alone says."""


_TOLD = (
    *("part", "version", "disc", "extra_type", "asset_type", "scope", "language", "forced", "sdh", "is_default"),
    *("edition", "source", "resolution", "modifier", "release_group", "title"),
)


async def explain(tools: "Tools", path: str) -> Explanation:
    """Look at one file. Nothing is changed."""
    full = os.path.abspath(path)
    told = Explanation(looking.shown(full))
    library = await tools.store.read(_library_of, full)
    if library is None:
        told.state = "outside"
        told.why.append("It lies in no library.")
        return told
    inside = os.path.relpath(full, library.path)
    told.library = library.name
    patterns = await tools.store.read(scanning.ignore_patterns, library.id)
    place = Place(library.path, library.kind, (*tools.settings.scan.ignore, *patterns))
    await tools.in_thread(_look, place, inside, told)
    await tools.store.read(_add_known, library.id, inside, told)
    return told


def _library_of(session: Session, path: str) -> Library | None:
    return next(
        (one for one in libraries.all_of(session) if path.startswith(one.path.rstrip("/") + "/")),
        None,
    )


def _look(place: Place, inside: str, told: Explanation) -> None:
    """What the disk and the names say."""
    from lobbycard.identify import names
    from lobbycard.scan.tree import unit_root

    folder = inside.rpartition("/")[0]
    told.unit = unit_root(folder, place.kind)
    parsed = names.parse(inside, place.kind)
    values = {one.name: getattr(parsed, one.name) for one in fields(parsed)}  # asdict copies no read-only mapping
    told.name = {name: _json(value) for name, value in values.items() if value or value == 0}
    told.name = {name: value for name, value in told.name.items() if value is not False}
    if told.name.get("revision") == 1:
        del told.name["revision"]
    if not os.path.lexists(os.path.join(place.root, inside)):
        told.state = "nothing"
        told.why.append("There is no such file.")
        return
    if reason := _left_out(place, inside):
        told.state = "ignored"
        told.why.append(reason)
        return
    _group(place, inside, told)


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _left_out(place: Place, inside: str) -> str:
    """Why a walk does not come to this file."""
    from lobbycard.scan import walk

    *folders, name = inside.split("/")
    for depth in range(len(folders)):
        above = "/".join(folders[:depth])
        listing = _listing(place, above)
        if listing is None:
            return f"{looking.shown(above)} cannot be read."
        if listing.state is walk.FolderState.IGNORED:
            return f"{looking.shown(above)}: {listing.error}"
        for note in (*listing.skipped, *listing.problems):
            if note.name == folders[depth]:
                return f"The folder {looking.shown(note.name)}: {note.text}"
    listing = _listing(place, "/".join(folders))
    if listing is None:
        return "Its folder cannot be read."
    if listing.state is walk.FolderState.IGNORED:
        return f"Its folder: {listing.error}"
    return next((note.text for note in (*listing.skipped, *listing.problems) if note.name == name), "")


def _listing(place: Place, folder: str) -> Any:  # a FolderListing, whose module is heavy
    from lobbycard.scan import walk

    for listing in walk.walk(place.root, ignore=place.ignore, start=(folder,), enter=lambda path: False):
        return listing if listing.state in {walk.FolderState.LISTED, walk.FolderState.IGNORED} else None
    return None


def _group(place: Place, inside: str, told: Explanation) -> None:
    """What its unit makes of it."""
    from lobbycard.scan import walk
    from lobbycard.scan.tree import unit_root

    root = told.unit or ""
    listings = list(
        walk.walk(
            place.root, ignore=place.ignore, start=(root,), enter=lambda path: unit_root(path, place.kind) == root
        )
    )
    (unit,), problems = grouping.group(place.root, place.kind, [Unit(root, listings)])
    told.state = "new"
    for file in unit.files:
        if file.path == inside:
            told.role, told.video = str(file.role), looking.shown(file.video) if file.video else ""
            told.confidence = file.details["confidence"]
            told.why += file.details["reasons"]
            told.details = {name: value for name in _TOLD if (value := file.details.get(name)) not in (None, "", False)}
    told.items = [found for item in unit.items for found in _items(item, inside, {})]
    _add_owner(unit, told)
    for left in unit.unknown:
        if left.path == inside:
            told.state = "unknown"
            told.why.append(left.reason)
    if not told.role and told.state != "unknown":
        told.state = "ignored"
        wrong = [text for text in problems if text.startswith(f"{looking.shown(inside)}: ")]
        told.why += wrong or ["It is of no use to a library (junk by its name or ending)."]


def _items(item: FoundItem, path: str, above: dict[str, Any]) -> list[dict[str, Any]]:
    """The found items that a file is part of, with the reasons that the sources give."""
    here = _named(item)
    if above:
        here["of"] = above
    found = [here] if path in item.files or path in item.nfos or any(art.path == path for art in item.art) else []
    for child in item.children:
        found += _items(child, path, {key: here[key] for key in ("kind", "title", "number", "year") if key in here})
    return found


def _named(item: FoundItem) -> dict[str, Any]:
    """A found item by what its sources say."""
    said = {name: dict(facts.fields) for name, facts in item.sources.items()}
    here: dict[str, Any] = {"kind": str(item.kind), "title": said.get("nfo", {}).get("title") or _title(said)}
    here |= {key: value for key, value in (("number", item.number), ("aired", item.aired)) if value is not None}
    if year := (said.get("nfo", {}).get("year") or said["filename"].get("year")):
        here["year"] = year
    if ids := {key: value for facts in item.sources.values() for key, value in facts.ids.items()}:
        here["ids"] = ids
    return here


def _title(said: dict[str, dict[str, Any]]) -> str:
    return str(said["filename"].get("title") or "")


def _add_owner(unit: FoundUnit, told: Explanation) -> None:
    """A sidecar goes with the items of its video; one without a video with the only item there is."""
    if told.items or not told.role:
        return
    video = next((file.video for file in unit.files if told.video and looking.shown(file.video) == told.video), "")
    if video:
        told.items = [found for item in unit.items for found in _items(item, video, {})]
    elif len(unit.items) == 1:
        item = unit.items[0]
        told.items = _items(item, item.files[0], {}) if item.files else [_named(item)]


def _add_known(session: Session, library_id: int, inside: str, told: Explanation) -> None:
    """What the database has."""
    file = files.by_path(session, library_id, inside)
    if file is None:
        return
    if told.state in {"new", "unknown"}:
        told.state = "known"
    elif told.state == "nothing" and file.missing_since is not None:
        told.state = "missing"
        told.why.append(f"It has been missing since {file.missing_since:%Y-%m-%d %H:%M}.")
    if file.is_assigned:
        told.role = str(file.role)
        told.why = ["You said so."]
    if file.probe_error:
        told.why.append(f"Its streams could not be read: {file.probe_error}")
    known = items.by_ids(session, files.items_of(session, file.id))
    told.items = [
        {"id": item.id, "kind": str(item.kind), "title": item.title, "year": item.year, "number": item.number}
        | {"state": str(item.state)}
        for item in known
    ] or told.items
