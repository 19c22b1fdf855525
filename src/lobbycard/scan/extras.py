"""Folders beside a film or an episode and suffixes of videos: extras, trailers, samples, themes, subtitles, parts."""

import functools
import re
from enum import StrEnum
from typing import NamedTuple

from lobbycard.scan import extensions, languages

EXTRA_FOLDERS = {
    "behind the scenes": "behind the scenes",
    "deleted scenes": "deleted scene",
    "featurettes": "featurette",
    "featurette": "featurette",
    "interviews": "interview",
    "scenes": "scene",
    "shorts": "short",
    "other": "other",
    "extras": "other",
    "extra": "other",
    "gag reel": "other",
    "gag reels": "other",
    "easter eggs": "other",
    "promos": "other",
    "zusatzmaterial": "other",
    "bonus": "other",
    "bonus disc": "other",
    "bonus disk": "other",
    "bonus features": "other",
    "bonus material": "other",
    "bonusmaterial": "other",
    "extra features": "other",
    "supplements": "other",
    "making of": "behind the scenes",
    "bloopers": "other",
    "outtakes": "other",
    "specials features": "other",
    "special features": "other",
    "clips": "clip",
}
EXTRA_SUFFIXES = {
    "behindthescenes": "behind the scenes",
    "deleted": "deleted scene",
    "deletedscene": "deleted scene",
    "featurette": "featurette",
    "interview": "interview",
    "scene": "scene",
    "short": "short",
    "other": "other",
    "extra": "other",
    "clip": "clip",
    "behind the scenes": "behind the scenes",
    "making of": "behind the scenes",
    "deleted scene": "deleted scene",
    "deleted scenes": "deleted scene",
    "interviews": "interview",
    "featurettes": "featurette",
    "gag reel": "other",
    "bloopers": "other",
    "outtakes": "other",
}

_BONUS = re.compile(
    r"(?:the[ ._])?(?:making[ ._]of|behind[ ._]the[ ._]scenes|deleted[ ._]scenes?|interviews?|gag[ ._]reel"
    r"|bloopers|outtakes|featurettes?)(?![^\W_])"
)
_SUFFIX = re.compile(rf"[-–]\s?({'|'.join(sorted(EXTRA_SUFFIXES, key=len, reverse=True))})\d{{0,2}}\Z")
_TRAILER = re.compile(r"(?:^|[ ._-]+)(?:(?:teaser[ ._-]+)?trailer|teaser)[ ._-]?\d{0,2}(?P<rest>[ ._\-()\[\]].*)?\Z")
_RESOLUTION = re.compile(r"\d{3,4}[pi]")
_EDGES = re.compile(r"[ ._()\[\]-]+")
_SAMPLE = re.compile(r"\Asample\Z|\Asample[ ._-]|[ ._-]sample\d?\Z|[ ._-]sample[ ._-]")
_CREDITLESS = re.compile(
    r"(?:^|[ ._\-\[(])(?:nc(?:op|ed)[ ._-]?\d{0,2}[a-z]?(?:v\d)?|creditless[ ._-](?:op|ed|opening|ending)[ ._-]?\d{0,2}"
    r"|clean[ ._-](?:opening|ending)[ ._-]?\d{0,2}|(?:pv|cm|menu)[ ._-]?\d{1,2})(?=$|[ ._\-\[\]()])"
)
_PART_FOLDER = re.compile(r"(?:cd|disc|disk|dvd|bd)[ ._-]?(\d{1,2})(?:[ ._-]*[\[(].*)?\Z")


class FolderUse(StrEnum):
    """What a folder beside a film or inside a series is for, as far as its name says."""

    MAIN = "main"
    SUBTITLES = "subtitles"
    EXTRAS = "extras"
    TRAILERS = "trailers"
    SAMPLE = "sample"
    THEME_MUSIC = "theme music"
    THEME_VIDEO = "theme video"
    ACTORS = "actors"
    FANART = "fanart"
    ARTWORK = "artwork"
    THUMBS = "thumbs"
    METADATA = "metadata"
    PROOF = "proof"
    PART = "part"
    DISC = "disc"


_USES = {
    "subs": FolderUse.SUBTITLES,
    "sub": FolderUse.SUBTITLES,
    "subtitles": FolderUse.SUBTITLES,
    "subtitle": FolderUse.SUBTITLES,
    "vobsubs": FolderUse.SUBTITLES,
    "vobsub": FolderUse.SUBTITLES,
    "subpack": FolderUse.SUBTITLES,
    "trailers": FolderUse.TRAILERS,
    "trailer": FolderUse.TRAILERS,
    "teasers": FolderUse.TRAILERS,
    "sample": FolderUse.SAMPLE,
    "samples": FolderUse.SAMPLE,
    "theme-music": FolderUse.THEME_MUSIC,
    "backdrops": FolderUse.THEME_VIDEO,
    ".actors": FolderUse.ACTORS,
    "extrafanart": FolderUse.FANART,
    "extraposter": FolderUse.ARTWORK,
    "extrathumbs": FolderUse.THUMBS,
    "metadata": FolderUse.METADATA,
    "proof": FolderUse.PROOF,
    "proofs": FolderUse.PROOF,
    "screens": FolderUse.PROOF,
    "screenshots": FolderUse.PROOF,
}


class Use(NamedTuple):
    """A folder's use with what goes with it."""

    kind: FolderUse
    extra_type: str = ""
    part: int | None = None


MAIN = Use(FolderUse.MAIN)


@functools.lru_cache(maxsize=4096)
def folder_use(name: str) -> Use:
    """What a folder's name says, anything but MAIN making it a part of the folder above."""
    lower = name.casefold()
    if lower in _USES:
        return Use(_USES[lower])
    if (words := lower.replace("-", " ").replace("_", " ").replace(".", " ")) in EXTRA_FOLDERS:
        return Use(FolderUse.EXTRAS, EXTRA_FOLDERS[words])
    if lower in extensions.DISC_FOLDERS or lower in extensions.DISC_SIDE_FOLDERS:
        return Use(FolderUse.DISC)
    if (match := _PART_FOLDER.match(lower)) is not None:
        return Use(FolderUse.PART, part=int(match[1]))
    return MAIN


def suffix(stem: str) -> tuple[str, str]:
    """(type of extra, stem without the suffix), both empty without one."""
    match = _SUFFIX.search(stem.casefold())
    return (EXTRA_SUFFIXES[match[1]], stem[: match.start()].rstrip()) if match else ("", "")


def is_trailer(stem: str) -> bool:
    """`<video>-trailer`, `trailer`, `movie-trailer`, `<video>.trailer2`, `Trailer (German)`, `<video>-teaser`."""
    found = _TRAILER.search(stem.casefold())
    if found is None:
        return False
    words = [word for word in _EDGES.split(found["rest"] or "") if word]
    return all(languages.from_word(word) or _RESOLUTION.fullmatch(word) for word in words)


def is_sample(stem: str) -> bool:
    """`sample`, `sample-x`, `x-sample`."""
    return _SAMPLE.search(stem.casefold()) is not None


def is_creditless(stem: str) -> bool:
    """`NCOP1`, `Clean Ending`, `PV2`, `Menu 1`: what a series' disc holds beside the episodes."""
    return _CREDITLESS.search(stem.casefold()) is not None


def is_bonus(stem: str) -> bool:
    """`Making of <title>`, `Deleted Scenes`: what a name begins with that is not the film itself."""
    return _BONUS.match(stem.casefold()) is not None
