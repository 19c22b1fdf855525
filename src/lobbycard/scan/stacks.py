"""One film in several files: parts that are played one after the other, and versions to choose from."""

import re
from typing import NamedTuple

from lobbycard.scan.placed import key
from lobbycard.scan.videos import Video

_PART = re.compile(
    r"(?P<before>.*?)[ ._-]*[\[(]?\b(?:cd|dvd|part|pt|disc|disk)[ ._-]?(?P<number>\d{1,2}|[a-d])\b[\])]?"
    r"(?P<after>.*)\Z",
    re.DOTALL,
)
_UNDERSCORED = re.compile(r"_(?=(?:cd|dvd|part|pt|disc|disk)[ ._-]?(?:\d|[a-d]\b))|(?<=\d)_")
_VOB = re.compile(r"(vts_\d\d)_([1-9])\Z", re.IGNORECASE)
"""A DVD's film, cut at every gigabyte."""
_LABEL_EDGES = " .-_[](){}"


class Stack(NamedTuple):
    """One version of a film: a file, or parts in order."""

    stem: str
    """Of the file, or what the parts have in common."""
    videos: tuple[Video, ...]
    parts: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """All parts together."""
        return sum(video.entry.size for video in self.videos)


def stack(videos: list[Video]) -> list[Stack]:
    """Videos whose names differ in the number after cd, part, disc, … alone belong together; the rest stay alone."""
    series: dict[tuple[str, str, str], dict[int, Video]] = {}
    common: dict[tuple[str, str, str], str] = {}
    alone = []
    for video in videos:
        found = _part(video.stem)
        if found is None or found[1] in series.get(identity := _identity(video, found), {}):
            alone.append(video)
            continue
        series.setdefault(identity, {})[found[1]] = video
        common.setdefault(identity, found[0])
    stacks = [Stack(video.stem, (video,)) for video in alone]
    for identity, parts in series.items():
        if len(parts) == 1:
            stacks += [Stack(video.stem, (video,)) for video in parts.values()]
        else:
            numbers = tuple(sorted(parts))
            stacks.append(Stack(common[identity], tuple(parts[number] for number in numbers), numbers))
    return sorted(stacks, key=lambda one: one.videos[0].path)


def _part(stem: str) -> tuple[str, int, str] | None:
    """(text before, number, text after) of a part's name."""
    if (vob := _VOB.match(stem)) is not None:
        return vob[1], int(vob[2]), ""
    match = _PART.match(_UNDERSCORED.sub(" ", stem.casefold()))
    if match is None:
        return None
    number = match["number"]
    value = int(number) if number.isdigit() else ord(number) - ord("a") + 1
    return stem[: match.end("before")].rstrip(" .-_[({"), value, match["after"]


def _identity(video: Video, found: tuple[str, int, str]) -> tuple[str, str, str]:
    return key(found[0]), found[2], video.folder


def label(stem: str, start: str) -> str:
    """What a version's name has after the film's: `1080p` of `Film (2010) - 1080p`."""
    return stem[len(start) :].strip(_LABEL_EDGES) if key(stem).startswith(key(start)) else ""


def common_start(stems: list[str]) -> str:
    """What all names begin with, cut at the last place where a word ends."""
    first, last = min(stems), max(stems)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    start = first[:length]
    whole_word = length == len(first) or (start and not start[-1].isalnum())
    return start if whole_word else start[: max((start.rfind(edge) + 1 for edge in _LABEL_EDGES), default=0)]
