"""What a task works with: the open store, providers, picture caches, threads. Heavy parts are made at first use."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from lobbycard import __version__
from lobbycard.config import Settings
from lobbycard.events import Event, Signal
from lobbycard.model.kinds import ItemKind
from lobbycard.model.preference import Preference
from lobbycard.paths import Paths
from lobbycard.store import answers
from lobbycard.store.database import Store

if TYPE_CHECKING:
    from lobbycard.assets.cache import BlobCache
    from lobbycard.assets.download import Downloader
    from lobbycard.assets.lru import LruFolder
    from lobbycard.assets.previews import PreviewCache
    from lobbycard.assets.thumbs import ThumbCache
    from lobbycard.providers.base import ProviderSettings, StoredAnswer
    from lobbycard.providers.registry import Providers

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
DRAWINGS_LIMIT = 256 * 1024 * 1024
"""Bytes: about fifteen thousand posters in a grid."""
USER_AGENT = f"lobbycard/{__version__} (film library curator)"


class KeptAnswers:
    """Providers' answers, kept in the database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, key: str) -> "StoredAnswer | None":
        """The answer kept under this key."""
        from lobbycard.providers.base import StoredAnswer

        kept = await self._store.read(answers.get, key)
        return None if kept is None else StoredAnswer(*kept)

    async def put(self, key: str, answer: "StoredAnswer") -> None:
        """Keep an answer in place of an older one."""
        await self._store.write(answers.put, key, answers.Answer(*answer))


def _sections(settings: Settings) -> dict[str, "ProviderSettings"]:
    """The providers' sections of the configuration, in the providers' own words."""
    from lobbycard.providers.base import ProviderSettings

    found: dict[str, ProviderSettings] = {}
    for name in ("tmdb", "tvdb", "fanart", "tvmaze", "omdb"):
        section = getattr(settings.providers, name)
        keys = {key: getattr(section, key).get_secret_value() for key in SECRETS if hasattr(section, key)}
        found[name] = ProviderSettings(
            enabled=section.enabled,
            base_url=section.base_url,
            requests_per_second=section.requests_per_second,
            concurrency=section.concurrency,
            **keys,
        )
    return found


SECRETS = ("api_key", "pin", "client_key")


@dataclass(frozen=True)
class Tools:
    """Everything that outlives a task, made once by `core`."""

    settings: Settings
    paths: Paths
    store: Store
    events: Signal
    pool: ThreadPoolExecutor
    retired: "list[Providers]" = field(default_factory=list)
    """Providers opened with settings that were changed since: what runs may still speak to them."""

    def use(self, settings: Settings) -> None:
        """Go on with other settings; what was made from those that differ is made anew when it is next needed."""
        before = self.settings
        object.__setattr__(self, "settings", settings)
        made = vars(self)
        if settings.merge != before.merge:
            made.pop("preference", None)
        if settings.artwork != before.artwork:
            made.pop("blobs", None)
        if settings.providers != before.providers and "providers" in made:
            self.retired.append(made.pop("providers"))

    async def in_thread(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work (pictures, walking and moving files) beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, partial(work, *args, **kwargs))

    def emit(self, event: Event) -> None:
        """Tell everyone who listens; on the event loop."""
        self.events.emit(event)

    @cached_property
    def preference(self) -> Preference:
        """Whose word counts where sources differ."""
        merge = self.settings.merge
        orders = {kind: tuple(getattr(merge, kind)) for kind in ItemKind}
        return Preference(orders, {name: tuple(order) for name, order in merge.fields.items()})

    @cached_property
    def blobs(self) -> "BlobCache":
        """The protected copies of pictures."""
        from lobbycard.assets.cache import BlobCache
        from lobbycard.assets.pictures import Limits

        limits = self.settings.artwork
        most = Limits(max_bytes=limits.max_megabytes * 1_000_000, max_pixels=limits.max_megapixels * 1_000_000)
        return BlobCache(self.paths.blob_dir, self.thumbs, most)

    @cached_property
    def thumbs(self) -> "ThumbCache":
        """Small versions in the sizes that screens need."""
        from lobbycard.assets.thumbs import ThumbCache

        return ThumbCache(self.paths.thumb_dir)

    @cached_property
    def previews(self) -> "PreviewCache":
        """Small versions of candidates that are not fetched yet."""
        from lobbycard.assets.previews import PreviewCache

        return PreviewCache(self.paths.preview_dir, self.thumbs)

    @cached_property
    def drawings(self) -> "LruFolder":
        """Pictures as a terminal was sent them."""
        from lobbycard.assets.lru import LruFolder

        return LruFolder(self.paths.drawing_dir, DRAWINGS_LIMIT)

    @property
    def made_again(self) -> "dict[str, LruFolder]":
        """The folders whose files can go at any time."""
        return {"previews": self.previews.folder, "thumbnails": self.thumbs.folder, "drawings": self.drawings}

    @cached_property
    def downloader(self) -> "Downloader":
        """Fetches pictures."""
        import httpx

        from lobbycard.assets.download import Downloader

        client = httpx.AsyncClient(headers={"User-Agent": USER_AGENT}, follow_redirects=False)
        return Downloader(client, self.in_thread)

    @property
    def provider_sections(self) -> "dict[str, ProviderSettings]":
        """The providers' settings, in the providers' own words."""
        return _sections(self.settings)

    @cached_property
    def providers(self) -> "Providers":
        """The enabled providers."""
        from lobbycard.providers.registry import open_providers
        from lobbycard.providers.transport import Shared

        shared = Shared(cache=KeptAnswers(self.store), in_thread=self.in_thread, user_agent=USER_AGENT)
        opened = open_providers(self.provider_sections, shared)
        if not self.settings.providers.demo.enabled:
            return opened
        from lobbycard.demo.provider import DemoProvider

        return replace(opened, by_name={"demo": DemoProvider(), **opened.by_name})

    async def close(self) -> None:
        """Let go of connections and threads."""
        for opened in self.retired:
            await opened.close()
        if "providers" in self.__dict__:
            await self.providers.close()
        if "downloader" in self.__dict__:
            await self.downloader.client.aclose()
        self.pool.shutdown(wait=False, cancel_futures=True)
