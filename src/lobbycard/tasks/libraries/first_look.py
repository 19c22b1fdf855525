"""Looks into a folder before it is a library: how much is there, and whether it is films or series."""

import os
import time
from typing import NamedTuple

from lobbycard.model.kinds import ItemKind, LibraryKind

MOST_VIDEOS = 400
MOST_FOLDERS = 4000
LONGEST = 2.0
"""Seconds; a folder over a slow network is judged by what was seen until then."""


class Look(NamedTuple):
    """What was seen."""

    videos: int = 0
    episodes: int = 0
    """Of the videos: those whose names say so."""
    whole: bool = True
    """False when only a part was looked at."""

    @property
    def kind(self) -> LibraryKind | None:
        """What it seems to hold; None when there is nothing to judge by."""
        if not self.videos:
            return None
        return LibraryKind.TV if self.episodes * 2 > self.videos else LibraryKind.MOVIE

    @property
    def words(self) -> str:
        """The same for a person."""
        if self.kind is None:
            return "No videos in it yet. That is fine: they are found when they come."
        count = f"{self.videos:,} video{'' if self.videos == 1 else 's'}{'' if self.whole else ' and more'}"
        return f"{count}; this looks like {'series' if self.kind is LibraryKind.TV else 'films'}."


def look(path: str) -> Look:
    """Look at the names in a folder and below it; blocking, and over within a few seconds."""
    from lobbycard.identify import names
    from lobbycard.scan import extensions

    until = time.monotonic() + LONGEST
    videos = episodes = 0
    for folders, (folder, below, files) in enumerate(os.walk(path)):
        below[:] = [name for name in below if not name.startswith(".") and name.lower() not in _PASSED_OVER]
        for name in files:
            if extensions.of(name) in extensions.VIDEO and not name.startswith("."):
                videos += 1
                said = names.parse(os.path.relpath(os.path.join(folder, name), path))
                episodes += said.kind is ItemKind.EPISODE
        if videos >= MOST_VIDEOS or folders >= MOST_FOLDERS or time.monotonic() > until:
            return Look(videos, episodes, whole=False)
    return Look(videos, episodes)


_PASSED_OVER = frozenset({"extras", "trailers", "sample", "samples", "featurettes", "@eadir", "#recycle"})
