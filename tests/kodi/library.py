"""A library of films and series in every layout, curated and published; and what Kodi then says of it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from sqlmodel import Session

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, Automation, ItemKind, JobStatus, LibraryKind
from lobbycard.model.publishing import Subject
from lobbycard.paths import Paths
from lobbycard.store import fields, items, jobs, libraries
from lobbycard.store.publish import publishing
from lobbycard.tasks.pictures import own_art
from lobbycard.tasks.publish_many import PublishMany
from lobbycard.tasks.scan_library import ScanLibrary
from tests.assets import drawing
from tests.scan import clips
from tests.tasks.scratch import OFF

PROJECT = Path(__file__).parents[2]
KODI_IMPORT = PROJECT.parent / "shared" / "tools" / "kodi-import"
KODI_ROOT = os.environ.get("KODI_ROOT", "")
"""A side root with another release of Kodi; empty for the one that is installed here."""

FILMS = {
    "Harbour Lights (2019)/Harbour Lights (2019).mkv": {},
    "The Long Pier (2004)/The Long Pier (2004) - 1080p.mkv": {"size": (640, 360)},
    "The Long Pier (2004)/The Long Pier (2004) - 480p.mkv": {},
    "Two Tides (1961)/Two Tides (1961)-cd1.mkv": {},
    "Two Tides (1961)/Two Tides (1961)-cd2.mkv": {},
    "Quiet Harbour (1999) {edition-Director's Cut}/Quiet Harbour (1999) {edition-Director's Cut}.mkv": {},
    "Mixed/Grey Sea (1977).mkv": {},
    "Mixed/White Sea (1978).mkv": {},
    "Disc Island (1988)/VIDEO_TS/VTS_01_1.VOB": {},
}
EPISODES = (
    "North Quay (2021)/Season 01/North Quay - S01E01-E02.mkv",
    "North Quay (2021)/Season 01/North Quay - S01E03.mkv",
    "North Quay (2021)/Season 02/North Quay - S02E01.mkv",
    "North Quay (2021)/Season 00/North Quay - S00E01.mkv",
)
FILM_TYPES = (
    AssetType.POSTER,
    AssetType.FANART,
    AssetType.CLEARLOGO,
    AssetType.LANDSCAPE,
    AssetType.BANNER,
    AssetType.CLEARART,
    AssetType.DISCART,
    AssetType.KEYART,
)


class Shelf:
    """The published libraries and what the database has of them."""

    def __init__(self, root: Path) -> None:
        self.films = root / "films"
        self.series = root / "series"
        self.sets = root / "sets"
        self.root = root
        self.subjects: list[Subject] = []

    async def build(self) -> None:
        """Videos, scan, curation, publish."""
        _videos(self.films, self.series)
        settings = Settings.model_validate(
            {"providers": OFF, "scan": {"quiet_seconds": 0.0}}
            | {"publish": {"actors": True, "set_folder": str(self.sets), "season_folders": True}}
        )
        core = Core(settings, Paths.below(self.root / "home"))
        await core.start()
        try:
            await _Curator(core, self).carry_out()
        finally:
            await core.close()

    def of(self, title: str) -> Subject:
        """What was published of an item."""
        return next(one for one in self.subjects if one.title == title)


def _videos(films: Path, series: Path) -> None:
    for path, options in FILMS.items():
        target = films / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".VOB":
            target.write_bytes(b"\0" * 4096)
            (target.parent / "VIDEO_TS.IFO").write_bytes(b"DVDVIDEO-VMG" + b"\0" * 2048)
            continue
        sounds = (("aac", "stereo", "eng"), ("ac3", "5.1(side)", "ger"))
        clips.make(target, frames=50, audio=sounds, subtitles=(("eng", ""), ("ger", "forced")), **options)  # type: ignore[arg-type]  # sizes
    for path in EPISODES:
        target = series / path
        target.parent.mkdir(parents=True, exist_ok=True)
        clips.make(target, frames=50)


class _Curator:
    """Does what a person would do at the screens."""

    def __init__(self, core: Core, shelf: Shelf) -> None:
        self.core = core
        self.shelf = shelf
        self.seed = 0

    async def carry_out(self) -> None:
        for path, kind in ((self.shelf.films, LibraryKind.MOVIE), (self.shelf.series, LibraryKind.TV)):
            library = await self.core.store.write(libraries.add, str(path), kind, automation=Automation.MANUAL)
            await self.run(ScanLibrary(library_id=library.id))
        for item in await self.core.store.read(_all_items):
            await self.curate(item)
        for item in await self.core.store.read(_all_items):
            if item.kind in (ItemKind.PERSON, ItemKind.SET):
                await self.draw(item)
        ids = [one.id for one in await self.core.store.read(_all_items) if one.kind in items.TOP_LEVEL]
        await self.run(PublishMany(item_ids=tuple(ids)))
        for gathered in await self.core.store.read(publishing.gather, ids, people=True):
            self.shelf.subjects += gathered.subjects

    async def run(self, request: Any) -> None:
        ids = await self.core.enqueue(request)
        await self.core.idle()
        row = await self.core.store.read(jobs.by_id, ids[0])
        assert row is not None
        assert row.status is JobStatus.COMPLETED, (row.error, row.error_hint)

    async def curate(self, item: Item) -> None:
        """Words and pictures for an item."""
        if item.kind in _WORDS:
            await self.core.store.write(fields.edit, item.id, _WORDS[item.kind](item))
            await self.draw(item)

    async def draw(self, item: Item) -> None:
        """Pictures of the types that it has, each another one."""
        for asset_type in _TYPES[item.kind]:
            await self.add(item, asset_type)
        if item.kind is ItemKind.MOVIE:
            first = await self.core.store.read(_chosen, item.id)
            await self.add(item, AssetType.FANART)
            second = await self.core.store.read(_chosen, item.id)
            await self.core.store.write(fields.edit, item.id, {"artwork.fanart": [*first, *second]})

    async def add(self, item: Item, asset_type: AssetType) -> None:
        self.seed += 1
        path = self.shelf.root / f"{self.seed}.png"
        if asset_type in (AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.DISCART):
            drawing.logo((800, 300 + self.seed)).save(path)
        else:
            path = path.with_suffix(".jpg")
            tall = asset_type in (AssetType.POSTER, AssetType.PORTRAIT, AssetType.KEYART)
            drawing.poster(self.seed, (400, 600) if tall else (640, 360)).save(path)
        await own_art.add(self.core.tools, item.id, asset_type, str(path))


_TYPES: dict[ItemKind, tuple[AssetType, ...]] = {
    ItemKind.MOVIE: FILM_TYPES,
    ItemKind.SERIES: (AssetType.POSTER, AssetType.FANART, AssetType.BANNER, AssetType.CHARACTERART),
    ItemKind.SEASON: (AssetType.POSTER, AssetType.FANART, AssetType.BANNER),
    ItemKind.EPISODE: (AssetType.THUMB,),
    ItemKind.PERSON: (AssetType.PORTRAIT,),
    ItemKind.SET: (AssetType.POSTER, AssetType.FANART),
}
CAST = ("Ada Example", "Ben O'Sample", "Çelik Ünal")


def _film(item: Item) -> dict[str, Any]:
    words: dict[str, Any] = {
        "original_title": f"Original of {item.title}",
        "sort_title": f"{item.title}, sorted",
        "premiered": f"{item.year or 2000}-03-14",
        "plot": "A harbour at night.\nThe light goes out & <everything> changes.",
        "outline": "A harbour.",
        "tagline": "Mind the tide",
        "certification": "PG-13",
        "runtime": 104,
        "user_rating": 8.0,
        "genres": ["Drama", "Film Noir"],
        "countries": ["Germany", "United Kingdom"],
        "studios": ["Quay Pictures"],
        "tags": ["seaside", "night"],
        "trailer": "https://www.youtube.com/watch?v=abcdefghijk",
        "cast": [{"name": name, "role": f"Role {n}"} for n, name in enumerate(CAST)],
        "crew": [
            {"name": "Dora Director", "kind": "crew", "job": "Director", "department": "Directing"},
            {"name": "Will Writer", "kind": "crew", "job": "Writer", "department": "Writing"},
        ],
        "ratings": [
            {"source": "imdb", "value": 7.1, "votes": 5021},
            {"source": "tmdb", "value": 6.9, "votes": 310, "is_default": True},
            {"source": "metacritic", "value": 74.0, "max": 100.0},
        ],
        "ids": {"tmdb": str(900000 + item.id), "imdb": f"tt{9000000 + item.id}"},
    }
    if item.title in ("Grey Sea", "White Sea", "Harbour Lights"):
        words["set"] = {"name": "Sea: The Collection"}
    return words


def _series(item: Item) -> dict[str, Any]:
    film = _film(item)
    kept = ("original_title", "plot", "certification", "genres", "studios", "tags", "cast", "ratings", "user_rating")
    return {name: film[name] for name in kept} | {
        "premiered": "2021-09-02",
        "status": "Ended",
        "ids": {"tvdb": "900100", "tmdb": "800100"},
    }


def _season(item: Item) -> dict[str, Any]:
    return {"title": "The Winter Case", "plot": "Snow."} if item.number == 2 else {}


def _episode(item: Item) -> dict[str, Any]:
    return {
        "title": f"Tide {item.id}",
        "plot": f"Water rises in {item.id}.",
        "aired": f"2021-09-{item.id % 28 + 1:02d}",
        "ratings": [{"source": "tvdb", "value": 7.5, "votes": 12, "is_default": True}],
        "ids": {"tvdb": str(900200 + item.id)},
        "cast": [{"name": "Gina Guest", "role": "Sailor", "kind": "guest"}],
        "crew": [{"name": "Dora Director", "kind": "crew", "job": "Director", "department": "Directing"}],
    }


_WORDS = {
    ItemKind.MOVIE: _film,
    ItemKind.SERIES: _series,
    ItemKind.SEASON: _season,
    ItemKind.EPISODE: _episode,
}


def _all_items(session: Session) -> list[Item]:
    from sqlmodel import select

    found = list(session.exec(select(Item)))
    session.expunge_all()
    return found


def _chosen(session: Session, item_id: int) -> list[int]:
    from lobbycard.model.fields import FIELDS
    from lobbycard.store import values

    item = fields.item_by_id(session, item_id)
    found: list[int] = values.get(session, item, FIELDS["artwork.fanart"]) or []
    return found


def imported(shelf: Shelf, *, folder_names: bool) -> dict[str, Any]:
    """What Kodi makes of it."""
    out = shelf.root / f"dump-{folder_names}.json"
    command = [str(KODI_IMPORT), "--movies", str(shelf.films), "--tv", str(shelf.series), "--set-art", str(shelf.sets)]
    command += ["--setting", "myvideos.extractflags=false", "--out", str(out), *(["--folder-names"] * folder_names)]
    command += ["--root", KODI_ROOT] if KODI_ROOT else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(out.read_text())
    return found
