"""Opens the providers that the configuration names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lobbycard.model.kinds import ItemKind
from lobbycard.providers.base import Provider, ProviderSettings, ProviderStatus
from lobbycard.providers.fanart import Fanart
from lobbycard.providers.omdb import Omdb
from lobbycard.providers.tmdb import Tmdb
from lobbycard.providers.transport import Connections, Shared
from lobbycard.providers.tvdb import Tvdb
from lobbycard.providers.tvmaze import Tvmaze

Opener = Callable[[ProviderSettings, Shared, Connections], Provider]
KNOWN: Mapping[str, Opener] = {"tmdb": Tmdb, "tvdb": Tvdb, "fanart": Fanart, "tvmaze": Tvmaze, "omdb": Omdb}
"""In the order in which they are asked: the first gives the ids by which the later ones are found."""


_PASTED = (
    re.compile(r"(?:^|[/.])imdb\.com/(?:\w\w/)?title/(?P<source>)(?P<value>tt\d{7,})"),
    re.compile(r"^(?P<source>)(?P<value>tt\d{7,})$"),
    re.compile(r"^(?P<source>tmdb|tvdb|tvmaze)(?:id)?[:=-](?P<value>\d+)$"),
    re.compile(r"^(?P<source>imdb)(?:id)?[:=-](?P<value>tt\d{7,})$"),
)
_WIKIDATA = re.compile(r"(?:^|[/.])wikidata\.org/wiki/(Q\d+)")


class PastedId(NamedTuple):
    """An id out of what a person has pasted."""

    source: str
    """The provider or site whose id it is."""
    kind: ItemKind | None
    """None when an id of this source can mean a film as well as a series."""
    value: str


@dataclass(frozen=True)
class Providers:
    """The enabled providers, by name, in the order of preference; they share connections, cache and clock."""

    by_name: Mapping[str, Provider]
    connections: Connections = field(repr=False)

    def searching(self, kind: ItemKind) -> list[Provider]:
        """Those in which this kind can be looked for by title."""
        return [provider for provider in self.by_name.values() if kind in provider.searches]

    def describing(self, kind: ItemKind) -> list[Provider]:
        """Those that have records of this kind."""
        return [provider for provider in self.by_name.values() if kind in provider.accepts]

    def from_url(self, pasted: str) -> PastedId | None:
        """What a person has pasted: the address of a page, an IMDb id, or provider and id (`tmdb:603`)."""
        for name, provider in self.by_name.items():
            found = provider.from_url(pasted)
            if found is not None:
                return PastedId(name, *found)
        for pattern in _PASTED:
            bare = pattern.search(pasted.strip())
            if bare is not None:
                return PastedId(bare["source"] or "imdb", None, bare["value"])
        wiki = _WIKIDATA.search(pasted)
        return PastedId("wikidata", None, wiki[1]) if wiki else None

    def status(self) -> list[ProviderStatus]:
        """How each of them is doing."""
        return [provider.status() for provider in self.by_name.values()]

    def reset(self) -> None:
        """Forget failures and refused keys, after the person has changed something."""
        for provider in self.by_name.values():
            provider.reset()

    async def close(self) -> None:
        """Close all connections."""
        await self.connections.close()


def open_providers(settings: Mapping[str, ProviderSettings], shared: Shared | None = None) -> Providers:
    """The enabled ones among the known providers; nothing is connected before the first request."""
    shared = shared or Shared()
    connections = Connections(shared)
    chosen = {
        name: provider(settings[name], shared, connections)
        for name, provider in KNOWN.items()
        if name in settings and settings[name].enabled
    }
    return Providers(chosen, connections)
