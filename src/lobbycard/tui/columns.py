"""The columns of the library: what stands in them, how wide they are, what they sort by. Pure functions of a row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lobbycard.errors import UsageError
from lobbycard.model.kinds import HdrFormat, ItemKind, ItemState
from lobbycard.store.items import Badges, ItemRow, Sort
from lobbycard.tui import text
from lobbycard.tui.roles import ACCENT, BAD, FAINT, GOOD, PLAIN, QUIET, WARN, Part


class Entry(NamedTuple):
    """What a line of the list knows."""

    row: ItemRow
    badges: Badges


class Column(NamedTuple):
    """One column."""

    name: str
    title: str
    width: int
    """In cells; 0 takes what is left."""
    cells: Callable[[Entry, int], list[Part]]
    sort: Sort | None = None
    right: bool = False
    descending_first: bool = False
    """Sorting by it begins with the largest."""


class State(NamedTuple):
    """How a state looks."""

    sign: str
    word: str
    role: str


STATES: Mapping[ItemState, State] = {
    ItemState.DISCOVERED: State("○", "new", QUIET),
    ItemState.NEEDS_IDENTIFICATION: State("?", "which one?", WARN),
    ItemState.IDENTIFIED: State("◔", "identified", QUIET),
    ItemState.ENRICHING: State("◌", "fetching", ACCENT),
    ItemState.ENRICHED: State("◑", "enriched", PLAIN),
    ItemState.SELECTED: State("◕", "ready", PLAIN),
    ItemState.PUBLISHED: State("●", "published", GOOD),
    ItemState.ERROR_PROVIDER: State("✗", "provider", BAD),
    ItemState.ERROR_NETWORK: State("✗", "network", BAD),
    ItemState.ERROR_FILE: State("✗", "file", BAD),
}
CHANGED = State("◐", "to publish", ACCENT)
"""Published once, and changed since."""

_HDR = {
    HdrFormat.DOLBY_VISION: "DV",
    HdrFormat.HDR10PLUS: "10+",
    HdrFormat.HDR10: "HDR",
    HdrFormat.HLG: "HLG",
    HdrFormat.NONE: "",
}


def state_of(row: ItemRow) -> State:
    """How an item's state looks in a list."""
    if row.state is ItemState.PUBLISHED and row.has_unpublished_changes:
        return CHANGED
    return STATES[row.state]


def bar(percent: float, width: int) -> list[Part]:
    """A bar of so many cells."""
    filled = min(width, max(0, round(width * percent / 100)))
    if percent < 100 and filled == width:
        filled = width - 1
    role = GOOD if percent >= 100 else WARN if percent < 50 else ACCENT
    return [("━" * filled, role), ("─" * (width - filled), FAINT)]


def label(row: ItemRow) -> str:
    """An item's title as its list names it: episodes and seasons with their number."""
    if row.kind is ItemKind.SEASON:
        named = "Specials" if row.number == 0 else f"Season {row.number}"
        return named if row.title in {"", named} else f"{named} · {row.title}"
    if row.kind is ItemKind.EPISODE and row.number is not None:
        return f"{row.number:>2}  {row.title}"
    return row.title or (row.folder or "").rpartition("/")[2] or "untitled"


def _title(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(label(entry.row), width), PLAIN)]


def _year(entry: Entry, width: int) -> list[Part]:
    row = entry.row
    if row.kind is ItemKind.EPISODE and row.aired:
        return [(text.fit(row.aired[:4], width), QUIET)]
    return [(text.fit(str(row.year or ""), width), QUIET)]


def _state(entry: Entry, width: int) -> list[Part]:
    shown = state_of(entry.row)
    said = shown.sign if width < 4 else f"{shown.sign} {shown.word}"
    return [(text.fit(said, width), shown.role)]


def _complete(entry: Entry, width: int) -> list[Part]:
    return bar(entry.row.completeness, width)


def _quality(entry: Entry, width: int) -> list[Part]:
    row = entry.row
    resolution = row.resolution.removesuffix("p")
    hdr = _HDR.get(HdrFormat(row.hdr), row.hdr) if row.hdr in set(HdrFormat) else row.hdr
    head = text.fit({"2160": "4K", "4320": "8K"}.get(resolution, resolution), 4, right=True)
    return [(head, QUIET), (text.fit(f" {hdr}", width - 4), ACCENT)]


def _rating(entry: Entry, width: int) -> list[Part]:
    value = entry.row.rating
    return [(text.fit(f"{value:.1f}" if value else "", width, right=True), QUIET)]


def _size(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(text.size(entry.row.size), width, right=True), QUIET)]


def _locks(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(str(entry.badges.locks or ""), width, right=True), ACCENT)]


def _episodes(entry: Entry, width: int) -> list[Part]:
    if entry.row.kind not in {ItemKind.SERIES, ItemKind.SEASON}:
        return [(" " * width, QUIET)]
    there, known = entry.badges.episodes, entry.badges.known_episodes
    said = f"{there}/{known}" if known else str(there)
    return [(text.fit(said, width, right=True), WARN if known and there < known else QUIET)]


def _added(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(age(entry.row.created_at), width, right=True), QUIET)]


def _runtime(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(f"{entry.row.runtime}′" if entry.row.runtime else "", width, right=True), QUIET)]


def _files(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(str(entry.row.file_count or ""), width, right=True), QUIET)]


def _codec(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(entry.row.video_codec, width), QUIET)]


def _source(entry: Entry, width: int) -> list[Part]:
    return [(text.fit(entry.row.source, width), QUIET)]


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, in at most four cells."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for limit, unit, length in ((3600, "m", 60), (86400, "h", 3600), (86400 * 60, "d", 86400)):
        if seconds < limit:
            return f"{max(0, int(seconds // length))}{unit}"
    return str(moment.year)


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("title", "Title", 0, _title, Sort.TITLE),
        Column("year", "Year", 5, _year, Sort.YEAR, descending_first=True),
        Column("episodes", "Eps", 7, _episodes, None, right=True),
        Column("state", "State", 12, _state, Sort.STATE),
        Column("sign", "", 1, _state, Sort.STATE),
        Column("complete", "Done", 6, _complete, Sort.COMPLETENESS),
        Column("quality", "Quality", 8, _quality, Sort.RESOLUTION, descending_first=True),
        Column("rating", "Rated", 6, _rating, Sort.RATING, right=True, descending_first=True),
        Column("size", "Size", 6, _size, Sort.SIZE, right=True, descending_first=True),
        Column("locks", "Locks", 5, _locks, None, right=True),
        Column("added", "Added", 6, _added, Sort.ADDED, right=True, descending_first=True),
        Column("runtime", "Runs", 5, _runtime, Sort.RUNTIME, right=True, descending_first=True),
        Column("files", "Files", 5, _files, None, right=True),
        Column("codec", "Codec", 10, _codec, None),
        Column("source", "Source", 8, _source, None),
    )
}
NAMES = tuple(name for name in COLUMNS if name != "sign")
"""The columns that people may name."""
VIEWS: dict[str, tuple[str, ...]] = {
    "library": ("title", "year", "state", "complete", "quality", "rating", "size", "locks", "added"),
    "films": ("title", "year", "state", "complete", "quality", "rating", "size", "locks", "runtime", "added"),
    "series": ("title", "year", "state", "complete", "episodes", "rating", "size", "locks", "added"),
}
"""The columns of each view; the settings can name others (`general.columns`)."""
_FIRST_TO_GO = (
    "added",
    "runtime",
    "locks",
    "size",
    "source",
    "codec",
    "files",
    "rating",
    "quality",
    "complete",
    "episodes",
    "year",
)
"""What is left out, in this order, where there is no room."""
NARROWEST_TITLE = 30


class Placed(NamedTuple):
    """A column with its place on the line."""

    column: Column
    width: int


def named(said: str) -> list[str]:
    """The columns that a person names, or what is wrong with that; none for the usual ones."""
    names = [word.strip().casefold() for word in said.split(",") if word.strip()]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise UsageError(f"There is no column “{text.clip(unknown[0], 40)}”.", f"There are {', '.join(NAMES)}.")
    return list(dict.fromkeys(names))


def chosen(view: str, configured: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns of a view, as configured; names that nobody knows are left out."""
    names = configured.get(view) or VIEWS[view]
    found = [COLUMNS[name] for name in names if name in COLUMNS]
    return found if any(column.name == "title" for column in found) else [COLUMNS["title"], *found]


def placed(columns: Sequence[Column], width: int) -> list[Placed]:
    """The columns that fit into so many cells, the title taking what is left; one blank between two."""
    kept = list(columns)
    for name in _FIRST_TO_GO:
        if _title_room(kept, width) >= NARROWEST_TITLE:
            break
        kept = [column for column in kept if column.name != name]
    if _title_room(kept, width) < NARROWEST_TITLE:
        kept = [COLUMNS["sign"] if column.name == "state" else column for column in kept]
    if _title_room(kept, width) < 10:
        kept = [column for column in kept if column.width == 0]
    room = max(1, _title_room(kept, width))
    return [Placed(column, column.width or room) for column in kept]


def _title_room(columns: Sequence[Column], width: int) -> int:
    return width - sum(column.width + 1 for column in columns if column.width)
