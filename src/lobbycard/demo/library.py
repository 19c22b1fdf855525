"""Writes the scratch library of the demo: films and series in folders as people have them, trouble included."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lobbycard.demo import gallery, nfo, plan, videos
from lobbycard.demo.catalogue import Episode, Film, Series, catalogue
from lobbycard.errors import FileError
from lobbycard.model.kinds import TEXTLESS, AssetType

Progress = Callable[[int, int, str], None]
"""Called with how many titles are written, of how many, and the next one's name."""

_EPOCH = 1_640_995_200
"""The first file's time, 1 January 2022: the same library each time, and spread out for the statistics."""
_APART = 11 * 86_400
_LANGUAGES = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa", "it": "ita", "sv": "swe", "ru": "rus"}


class DemoLibrary(NamedTuple):
    """The two library folders."""

    movies: Path
    series: Path


class _Desk(NamedTuple):
    """Where one title's files go and how old they look."""

    root: Path
    film: Film
    time: int

    def write(self, name: str, content: bytes | str) -> Path:
        """A file below the root, with its folders."""
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.utime(path, (self.time, self.time))
        return Path(path)


def folders(folder: Path) -> DemoLibrary:
    """Where the library of a demo lies."""
    return DemoLibrary(folder / "Films", folder / "Series")


def build(folder: Path, on_progress: Progress | None = None) -> DemoLibrary:
    """Write the library into a folder, which is made when missing; a few seconds, so call it in a thread."""
    library = folders(folder)
    known = catalogue()
    total = len(plan.films()) + len(plan.SERIES_NAMES)
    tell = on_progress or (lambda done, of, name: None)
    try:
        for index, row in enumerate(plan.films()):
            tell(index, total, known.films[row.slug].title)
            _movie(library.movies, row, known.films[row.slug], _EPOCH + index * _APART)
        _loose(library.movies, known.films["sabotage-1936"])
        for index, (slug, name) in enumerate(plan.SERIES_NAMES.items(), len(plan.films())):
            tell(index, total, known.series[slug].about.title)
            _series(library.series / name, known.series[slug], _EPOCH + index * _APART)
    except OSError as error:
        raise FileError(
            f"The demo's library could not be written to {folder}: {error.strerror}.", "Choose another folder."
        ) from error
    tell(total, total, "")
    return library


def _sounds(words: str, name: str = "") -> tuple[videos.Sound, ...]:
    """`en+ de` as tracks: a plus makes it surround, and old containers get the sound that they know."""
    old = name.lower().endswith((".avi", ".vob", ".m2ts"))
    tracks = []
    for word in words.split():
        surround = word.endswith("+")
        codec, layout = "ac3" if surround or old else "aac", "5.1" if surround else "stereo"
        tracks.append(videos.Sound(codec, layout, _LANGUAGES[word.rstrip("+")]))
    return tuple(tracks)


def _video(name: str, row: plan.Film, film: Film, index: int) -> bytes:
    """One of the files of a film; further versions are smaller, parts share the length."""
    if row.look == "empty":
        return b""
    looks = list(videos.LOOKS)
    look = row.look if index == 0 or "-cd" in name else ("1080", "480")[(index + 1) % 2]
    seconds = film.runtime * 60 // (len(row.files) if "-cd" in name else 1) + index
    inside = tuple(_LANGUAGES[code] for code in row.inside.split())
    return videos.made(
        name,
        look if look in looks else "720",
        seconds,
        _sounds(row.sounds, name),
        inside,
        film.title if index == 0 else "",
    )


def _movie(root: Path, row: plan.Film, film: Film, time: int) -> None:
    desk = _Desk(root / row.folder if row.folder else root, film, time)
    for index, name in enumerate(row.files):
        desk.write(name, _video(name, row, film, index))
    for word in row.beside:
        _beside(desk, word, row.files[0].rpartition(".")[0])


def _beside(desk: _Desk, word: str, stem: str) -> None:
    """What a word of the plan means."""
    kind, _, rest = word.partition(":")
    match kind:
        case "nfo":
            _nfo(desk, rest, stem)
        case "poster" | "fanart" | "logo" | "small" | "rival" | "prefixed" | "truncated-poster":
            _art(desk, kind, stem)
        case "subs":
            for flags in rest.split(","):
                desk.write(f"{stem}.{flags}.srt", "1\n00:00:02,000 --> 00:00:05,000\n(music)\n\n")
        case "trailer":
            desk.write(f"{stem}-trailer.mp4", videos.made("t.mp4", "480", 95, _sounds("en")))
        case "extra":
            desk.write(f"extras/{rest}.mp4", videos.made("x.mp4", "480", 540 + len(rest), _sounds("en")))
        case "sample":
            desk.write(f"Sample/sample-{stem}.mkv", videos.made("s.mkv", "480", 60, _sounds("en")))
        case "proof":
            desk.write(f"Proof/{stem}-proof.jpg", _picture(desk.film.slug, AssetType.FANART, TEXTLESS, 640))
        case "partial":
            desk.write(f"{stem} - 2160p.mkv.part", b"\x1aE\xdf\xa3" + bytes(4000))
        case "disc":
            _disc(desk, stem)


def _disc(desk: _Desk, stem: str) -> None:
    """What makes a folder a disc."""
    if stem.startswith("BDMV"):
        desk.write("BDMV/index.bdmv", b"INDX0200" + bytes(120))
        desk.write("BDMV/MovieObject.bdmv", b"MOBJ0200" + bytes(120))
        desk.write("BDMV/PLAYLIST/00000.mpls", b"MPLS0200" + bytes(120))
    else:
        desk.write("VIDEO_TS/VIDEO_TS.IFO", b"DVDVIDEO-VMG" + bytes(2036))
        desk.write("VIDEO_TS/VTS_01_0.IFO", b"DVDVIDEO-VTS" + bytes(2036))


def _nfo(desk: _Desk, flavour: str, stem: str) -> None:
    film = desk.film
    name, text = {
        "": ("movie.nfo", nfo.movie),
        "own": (f"{stem}.nfo", nfo.movie),
        "tools": (f"{stem}.nfo", nfo.movie_of_tools),
        "scene": (f"{stem}.nfo", nfo.scene),
        "broken": ("movie.nfo", nfo.broken),
        "address": ("movie.nfo", nfo.address),
    }[flavour]
    desk.write(name, text(film))


def _picture(path: str, asset_type: AssetType, language: str, width: int) -> bytes:
    """A picture of the demo in a language, as somebody saved it long ago."""
    found = [variant for variant in gallery.variants(path, asset_type) if not variant.key.startswith("small")]
    chosen = next((variant for variant in reversed(found) if variant.language == language), found[-1])
    return gallery.drawn(chosen._replace(copy=False), width)


def _art(desk: _Desk, kind: str, stem: str) -> None:
    slug = desk.film.slug
    poster = _picture(slug, AssetType.POSTER, "en", 680)
    match kind:
        case "poster":
            desk.write("poster.jpg", poster)
        case "prefixed":
            desk.write(f"{stem}-poster.jpg", poster)
        case "fanart":
            desk.write("fanart.jpg", _picture(slug, AssetType.FANART, TEXTLESS, 1280))
        case "logo":
            desk.write("clearlogo.png", _picture(slug, AssetType.CLEARLOGO, "en", 800))
        case "small":
            desk.write("folder.jpg", _picture(slug, AssetType.POSTER, "de", 120))
        case "rival":
            desk.write("poster.jpg", poster)
            desk.write("poster.png", _picture(slug, AssetType.POSTER, TEXTLESS, 500))
        case _:
            desk.write("fanart.jpg", _picture(slug, AssetType.FANART, TEXTLESS, 1280)[:9000])


def _loose(root: Path, film: Film) -> None:
    """Files that belong to nothing."""
    desk = _Desk(root, film, _EPOCH)
    for name, look, seconds in plan.UNKNOWN:
        desk.write(name, videos.made(name, look, seconds, _sounds("en")))
    whole = videos.made("broken.mkv", "1080", 300, _sounds("en"))
    desk.write("Unsorted/interrupted download.mkv", whole[:700])
    desk.write("Unsorted/shopping list.txt", "film cleaner\nsplicing tape\npopcorn\n")
    desk.write("Unsorted/from the old disc.de.srt", "1\n00:00:02,000 --> 00:00:05,000\n(Musik)\n\n")
    desk.write("Unsorted/overture.mp3", b"ID3\x04" + bytes(4000))
    desk.write("Unsorted/projector.reel", b"REEL" + bytes(900))
    desk.write("Unsorted/IMG_0042.jpg", gallery.fetch("demo://fanart/detour-1945/01-textless.jpg", 800))


def _series(folder: Path, series: Series, time: int) -> None:
    film = series.about
    desk = _Desk(folder, film, time)
    tended = film.slug == "the-adventures-of-robin-hood-1955"
    for season in series.seasons:
        for episode in season.episodes:
            name = plan.episode_path(film.slug, episode.season, episode.number, episode.absolute, episode.title)
            if name:
                _episode(desk, name, film, episode, season.episodes, tended)
    if tended:
        desk.write("tvshow.nfo", nfo.tvshow(film))
        desk.write("season01-poster.jpg", _picture(f"{film.slug}/s1", AssetType.POSTER, "en", 680))
    if film.slug != "one-step-beyond-1959":
        desk.write("poster.jpg", _picture(film.slug, AssetType.POSTER, "en", 680))
        desk.write("fanart.jpg", _picture(film.slug, AssetType.FANART, TEXTLESS, 1280))
    if film.slug == "flash-gordon-1936":
        desk.write("Behind the rockets.mp4", videos.made("b.mp4", "480", 700, _sounds("en")))
        desk.write("banner.jpg", _picture(film.slug, AssetType.BANNER, "en", 758))


def _episode(desk: _Desk, name: str, film: Film, episode: Episode, season: tuple[Episode, ...], tended: bool) -> None:
    seconds = film.runtime * 60 + episode.number * 7 + episode.season
    look = "720" if name.endswith("mkv") else "480"
    desk.write(name, videos.made(name, look, seconds, _sounds("en", name), ("eng",), episode.title))
    stem = name.rpartition(".")[0]
    if tended and episode.season == 1:
        both = list(season[episode.number - 1 : episode.number + 1]) if "-E" in name else [episode]
        desk.write(f"{stem}.nfo", nfo.episodes(film, both))
        if episode.number < 3:
            path = f"{film.slug}/s{episode.season}e{episode.number}"
            desk.write(f"{stem}-thumb.jpg", _picture(path, AssetType.THUMB, "", 640))


def disturb(library: DemoLibrary) -> list[Path]:
    """Change and remove files of a published library as other programs do behind one's back; says which, for drift."""
    touched: list[Path] = []
    known = catalogue()
    for slug, name in (
        ("metropolis-1927", "poster.jpg"),
        ("the-kid-1921", "fanart.jpg"),
        ("white-zombie-1932", "movie.nfo"),
    ):
        row = next(entry for entry in plan.films() if entry.slug == slug)
        path = library.movies / row.folder / name
        if not path.exists():
            continue
        touched.append(path)
        if slug == "metropolis-1927":
            path.write_bytes(_picture(slug, AssetType.POSTER, "fr", 500))
        elif slug == "the-kid-1921":
            path.unlink()
        else:
            path.write_text(nfo.movie_of_tools(known.films[slug]), "utf-8")
    return touched
