"""Which files the scratch library gets: well kept folders, downloads as they come, and all the usual trouble."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from typing import NamedTuple


class Film(NamedTuple):
    """One film's folder."""

    slug: str
    folder: str
    """Relative to the library of films; empty for a file that lies loose in it."""
    files: tuple[str, ...]
    look: str
    sounds: str
    """Languages of the audio tracks; a `+` after one makes it surround."""
    inside: str
    """Languages of subtitles inside the file."""
    beside: tuple[str, ...]
    """What lies beside it: nfo, nfo:tools, nfo:scene, nfo:broken, nfo:address, poster, fanart, logo, small, rival, …"""


def _film(row: Mapping[str, str | list[str]]) -> Film:
    def text(key: str, default: str = "") -> str:
        value = row.get(key, default)
        return value if isinstance(value, str) else default

    folder = text("folder")
    names = list(row.get("files", ())) or [f"{folder}.mkv"]
    beside = tuple(row.get("beside", ()))
    return Film(text("slug"), folder, tuple(names), text("look", "1080"), text("sounds"), text("inside"), beside)


@cache
def films() -> tuple[Film, ...]:
    """One entry a film, in the order in which they are written."""
    data = tomllib.loads(resources(__package__).joinpath("plan.toml").read_text("utf-8"))
    return tuple(_film(row) for row in data["film"])


UNKNOWN = (
    ("Unsorted/VID_20190412_183001.mp4", "720", 34),
    ("Unsorted/home movie garden party.mp4", "480", 210),
    ("Unsorted/xk7-final-v2.mkv", "1080", 4980),
)
"""Videos that stand for no film at all: path, look, seconds."""

SERIES_NAMES = {
    "the-adventures-of-robin-hood-1955": "The Adventures of Robin Hood (1955)",
    "flash-gordon-1936": "Flash Gordon",
    "one-step-beyond-1959": "One Step Beyond (1959)",
    "the-beverly-hillbillies-1962": "The Beverly Hillbillies [imdbid-tt0055662]",
}
"""Folders of the series."""


def episode_path(slug: str, season: int, number: int, absolute: int | None, title: str) -> str:
    """Where an episode lies in its series' folder: four series, four habits; empty for one that is missing."""
    plain = title.replace(":", " -").replace("?", "").replace("!", "")
    match slug:
        case "the-adventures-of-robin-hood-1955":
            stem = "The Adventures of Robin Hood (1955) - "
            numbers = {(1, 3): "S01E03-E04", (1, 4): ""}.get((season, number), f"S{season:02}E{number:02}")
            return f"Season {season:02}/{stem}{numbers} - {plain}.mkv" if numbers else ""
        case "flash-gordon-1936":
            if season == 0:
                return f"Specials/Flash Gordon - S00E{number:02} - {plain}.mp4"
            return f"Flash Gordon - {absolute or 0:02} - {plain}.mp4" if season < 3 else ""
        case "one-step-beyond-1959":
            if season == 1:
                return f"One.Step.Beyond.S01.DVDRip.x264-DEMO/one.step.beyond.s01e{number:02}.dvdrip.x264-demo.mp4"
            return f"S{season:02}/one.step.beyond.s{season:02}e{number:02}.mp4" if (season, number) != (2, 4) else ""
        case _:
            if (season, number) == (2, 3):
                return "the.beverly.hillbillies.s02e03.dvdrip.avi"
            return f"Season {season}/The Beverly Hillbillies - {season}x{number:02} - {plain}.mp4"
