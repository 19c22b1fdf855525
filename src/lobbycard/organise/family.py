"""The files that belong to a video and go where it goes: pictures, NFO, subtitles, audio, companions, trickplay."""

import os
from collections.abc import Collection, Iterable

_ENDS = ".-_"
"""What may follow a video's stem in the name of a file that belongs to it."""
_JELLYFIN = "metadata"
"""Jellyfin keeps pictures of the videos of a folder in here."""


def of_video(video: str, names: Iterable[str], others: Collection[str] = ()) -> list[str]:
    """The names in a video's folder that belong to it, the video first; `others` are the folder's other videos.

    A name belongs to the video with the longest stem that begins it, so that `Film 2` keeps what is its own.
    """
    stem = _stem(video)
    longer = [other for other in map(_stem, others) if other != stem and _begins(stem, other)]
    mine = [name for name in names if name != video and _belongs(name, stem) and not _is_of_any(name, longer)]
    same = {other for other in others if _stem(other) == stem}
    return [video, *sorted(name for name in mine if name not in same)]


def of_videos(videos: Collection[str], names: Iterable[str], others: Collection[str] = ()) -> list[str]:
    """The families of several videos of one folder (parts, versions), each name once."""
    listing = list(names)
    rest = [*others, *videos]
    found: dict[str, None] = {}
    for video in videos:
        found.update(dict.fromkeys(of_video(video, listing, [name for name in rest if name != video])))
    found.update(dict.fromkeys(_of_stack(videos, listing, [*others])))
    return list(found)


def _of_stack(videos: Collection[str], listing: list[str], others: Collection[str]) -> list[str]:
    """What is named after the common stem of a film's parts (`Film.nfo` beside `Film-cd1.avi` and `Film-cd2.avi`)."""
    if len(videos) < 2:
        return []
    common = os.path.commonprefix([_stem(video) for video in videos]).rstrip("0123456789")  # noqa: RUF071
    for word in ("-cd", ".cd", " cd", "_cd", "-part", ".part", " part", "_part", "-disc", ".disc", " disc", "-pt"):
        if common.endswith(word):
            common = common.removesuffix(word)
            break
    else:
        return []
    common = common.rstrip(" -_.")
    rivals = [other for other in map(_stem, others) if _begins(common, other) or other == common]
    return [name for name in listing if common and _belongs(name, common) and not _is_of_any(name, rivals)]


def beside(videos: Collection[str], folders: Collection[str], inside_metadata: Iterable[str] = ()) -> list[str]:
    """Further paths, relative to the videos' folder: Jellyfin's `<video>.trickplay` and `metadata/<video>.jpg`."""
    stems = {_stem(video) for video in videos}
    trickplay = [name for name in folders if name.endswith(".trickplay") and _fold(name[:-10]) in stems]
    pictures = [f"{_JELLYFIN}/{name}" for name in inside_metadata if _stem(name) in stems]
    return trickplay + sorted(pictures)


def _stem(name: str) -> str:
    return _fold(os.path.splitext(name)[0])


def _fold(text: str) -> str:
    return text.casefold()


def _belongs(name: str, stem: str) -> bool:
    folded = _fold(name)
    return folded == stem or _begins(stem, folded)


def _begins(stem: str, name: str) -> bool:
    return name.startswith(stem) and len(name) > len(stem) and name[len(stem)] in _ENDS


def _is_of_any(name: str, stems: Iterable[str]) -> bool:
    return any(_belongs(name, stem) for stem in stems)
