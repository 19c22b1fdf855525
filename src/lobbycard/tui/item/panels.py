"""The panels that an item's page can have, by kind. A new one is a line here and a module beside this one."""

from functools import cache
from importlib import import_module
from typing import NamedTuple

from lobbycard.model.kinds import ItemKind
from lobbycard.store.item_page import Head
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.panel import Panel

_M, _S, _N, _E, _T, _P = (
    ItemKind.MOVIE,
    ItemKind.SERIES,
    ItemKind.SEASON,
    ItemKind.EPISODE,
    ItemKind.SET,
    ItemKind.PERSON,
)


class Entry(NamedTuple):
    """A panel that may be offered."""

    name: str
    """Also its module in this package."""
    title: str
    panel: str
    """The class in that module."""
    kinds: tuple[ItemKind, ...]


ENTRIES = (
    Entry("metadata", "Metadata", "MetadataPanel", (_M, _S, _N, _E, _T, _P)),
    Entry("tree", "Seasons", "TreePanel", (_S,)),
    Entry("tree", "Episodes", "TreePanel", (_N,)),
    Entry("tree", "Films", "TreePanel", (_T,)),
    Entry("parts", "Films & series", "PartsPanel", (_P,)),
    Entry("people", "Cast & crew", "PeoplePanel", (_M, _S, _E)),
    Entry("artwork", "Artwork", "ArtworkPanel", (_M, _S, _N, _E, _T, _P)),
    Entry("files", "Files", "FilesPanel", (_M, _E)),
    Entry("names", "Ratings & ids", "NamesPanel", (_M, _S, _N, _E)),
    Entry("names", "Ids", "NamesPanel", (_T, _P)),
    Entry("changes", "History", "ChangesPanel", (_M, _S, _N, _E, _T, _P)),
    Entry("publish", "Publish", "PublishPanel", (_M, _S, _N, _E, _T)),
)


@cache
def offered(kind: ItemKind) -> tuple[Entry, ...]:
    """The panels of a kind, in order."""
    return tuple(entry for entry in ENTRIES if kind in entry.kinds)


def made(entry: Entry, desk: Desk, head: Head) -> Panel:
    """A panel, imported when it is first looked at."""
    module = import_module(f"{__package__}.{entry.name}")
    panel: Panel = vars(module)[entry.panel](desk, head)
    return panel
