"""Opens the providers that the configuration names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lobbycard.model.kinds import ItemKind
from lobbycard.providers.base import Provider, ProviderSettings, ProviderStatus
from lobbycard.providers.tmdb import Tmdb
from lobbycard.providers.transport import Connections, Shared

_KNOWN: Mapping[str, type[Tmdb]] = {"tmdb": Tmdb}


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

    def from_url(self, url: str) -> tuple[str, ItemKind, str] | None:
        """Provider, kind and id in the address of a page that a person has pasted."""
        for name, provider in self.by_name.items():
            found = provider.from_url(url)
            if found is not None:
                return name, *found
        return None

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
        for name, provider in _KNOWN.items()
        if name in settings and settings[name].enabled
    }
    return Providers(chosen, connections)
