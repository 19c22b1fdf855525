"""fanart.tv, versions 3 and 3.2: pictures of films and series, nothing else."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from lobbycard.errors import Denied, NotFound, ProviderError
from lobbycard.model.facts import Facts, Hit, Offer, Record
from lobbycard.model.kinds import TEXTLESS, AssetType, ItemKind
from lobbycard.providers import lenient
from lobbycard.providers.base import PLAIN, Attribution, CheckResult, ProviderSettings, ProviderStatus, Wanted
from lobbycard.providers.channel import Channel
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.transport import DAY, Connections, Line, Shared, bases

NAME = "fanart"
LABEL = "fanart.tv"
BASE_URL = "https://webservice.fanart.tv/v3.2"
_PATHS = {ItemKind.MOVIE: "movies", ItemKind.SERIES: "tv"}
_OWN = {ItemKind.MOVIE: ("tmdb", "imdb"), ItemKind.SERIES: ("tvdb",)}
_TYPES: Mapping[str, tuple[AssetType, tuple[int, int]]] = {
    "hdmovielogo": (AssetType.CLEARLOGO, (800, 310)),
    "movielogo": (AssetType.CLEARLOGO, (400, 155)),
    "hdmovieclearart": (AssetType.CLEARART, (1000, 562)),
    "movieart": (AssetType.CLEARART, (500, 281)),
    "movieposter": (AssetType.POSTER, (1000, 1426)),
    "moviebackground": (AssetType.FANART, (1920, 1080)),
    "movie4kbackground": (AssetType.FANART, (3840, 2160)),
    "moviethumb": (AssetType.LANDSCAPE, (1000, 562)),
    "moviebanner": (AssetType.BANNER, (1000, 185)),
    "moviedisc": (AssetType.DISCART, (1000, 1000)),
    "hdtvlogo": (AssetType.CLEARLOGO, (800, 310)),
    "clearlogo": (AssetType.CLEARLOGO, (400, 155)),
    "hdclearart": (AssetType.CLEARART, (1000, 562)),
    "clearart": (AssetType.CLEARART, (500, 281)),
    "tvposter": (AssetType.POSTER, (1000, 1426)),
    "showbackground": (AssetType.FANART, (1920, 1080)),
    "show4kbackground": (AssetType.FANART, (3840, 2160)),
    "tvthumb": (AssetType.LANDSCAPE, (500, 281)),
    "tvbanner": (AssetType.BANNER, (1000, 185)),
    "characterart": (AssetType.CHARACTERART, (512, 512)),
    "seasonposter": (AssetType.POSTER, (1000, 1426)),
    "seasonthumb": (AssetType.LANDSCAPE, (1000, 562)),
    "seasonbanner": (AssetType.BANNER, (1000, 185)),
}
"""fanart.tv's words, our type, and the size that pictures of it usually have."""
_OF_SEASON = frozenset({"seasonposter", "seasonthumb", "seasonbanner", "showbackground", "show4kbackground"})
_URL = re.compile(r"(?:^|[/.])fanart\.tv/(movie|series)/(\d+)")


def _explain(_status: int, body: bytes) -> ProviderError | None:
    """Errors may come with status 200; the text stands under a key with a blank in it."""
    if b'"status"' not in body[:200] or b'"error"' not in body[:200]:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if lenient.text(answer, "status") != "error":
        return None
    message = lenient.text(answer, "error message", "error_message", "message")
    if "key" in message.lower():
        return Denied("fanart.tv refused the key.", "Check providers.fanart.api_key in the settings.")
    if "not found" in message.lower():
        return NotFound("fanart.tv has no such entry.")
    return ProviderError("fanart.tv could not answer.")


class Fanart:
    """The provider; its records hold offers only."""

    name = NAME
    label = LABEL
    attribution = Attribution("Artwork provided by fanart.tv.", "https://fanart.tv")
    needs_key = True
    searches: frozenset[ItemKind] = frozenset()
    accepts: Mapping[ItemKind, tuple[str, ...]] = _OWN

    def __init__(self, settings: ProviderSettings, shared: Shared, connections: Connections) -> None:
        keys = {"api-key": settings.api_key.strip(), "client-key": settings.client_key.strip()}
        self._has_key = bool(keys["api-key"] or keys["client-key"])
        line = Line(
            NAME,
            LABEL,
            bases(settings.base_url, BASE_URL, "/v3"),
            settings.requests_per_second or 5.0,
            settings.concurrency or 2,
            headers={name: key for name, key in keys.items() if key},
            explain=_explain,
        )
        self._channel = Channel(line, shared, connections)

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """It cannot be searched."""
        return []

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """The id by which fanart.tv knows it: a film's at TMDB or IMDb, a series' at TheTVDB."""
        return next((ids[source] for source in _OWN.get(kind, ()) if ids.get(source)), None)

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """Nothing more is known here."""
        return hit

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """All pictures of one film or series."""
        own_id = await self.find(kind, ids, wanted)
        if own_id is None:
            return None
        try:
            answer = await self._get(f"/{_PATHS[kind]}/{quote(own_id, safe='')}", wanted)
        except NotFound:
            return None
        found = tuple(_offers(answer))
        return Record(NAME, kind, own_id, Facts(), found, language=wanted.language)

    async def check(self) -> CheckResult:
        """Ask for something that need not exist: only the key matters."""
        try:
            await self._get("/movies/603", Wanted(refresh=True))
        except NotFound:
            pass
        except ProviderError as error:
            return CheckResult(False, error.message, error.hint)
        return CheckResult(True, "fanart.tv answers and takes the key.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """Pages of fanart.tv carry the ids of TMDB and TheTVDB."""
        found = _URL.search(url)
        if found is None:
            return None
        return (ItemKind.MOVIE if found[1] == "movie" else ItemKind.SERIES), found[2]

    def status(self) -> ProviderStatus:
        """How it is doing."""
        return self._channel.status()

    def reset(self) -> None:
        """Forget failures and a refused key."""
        self._channel.breaker.reset()

    async def _get(self, path: str, wanted: Wanted) -> Json:
        if not self._has_key:
            raise Denied("fanart.tv has no key.", "Set providers.fanart.api_key; a key is free on fanart.tv.")
        return await self._channel.get(path, life=3 * DAY, refresh=wanted.refresh)


def _offers(answer: Json) -> Iterator[Offer]:
    """Every picture of a type that we know; counts stand among the lists and are passed over."""
    for word, (asset_type, size) in _TYPES.items():
        for image in lenient.items(answer, word):
            offer = _offer(word, asset_type, size, image)
            if offer is None:
                continue
            yield offer
            if asset_type is AssetType.POSTER and offer.language == TEXTLESS and offer.season is None:
                yield replace(offer, asset_type=AssetType.KEYART)


def _offer(word: str, asset_type: AssetType, size: tuple[int, int], image: Object) -> Offer | None:
    url = _address(lenient.text(image, "url"))
    if not url:
        return None
    stated = (lenient.positive(image, "width"), lenient.positive(image, "height"))
    width, height = stated if all(stated) else size
    return Offer(
        asset_type,
        NAME,
        url,
        lenient.identifier(image, "id"),
        url.replace("/fanart/", "/bigpreview/", 1),
        width,
        height,
        _language(asset_type, lenient.text(image, "lang")),
        likes=lenient.integer(image, "likes"),
        season=_season(lenient.text(image, "season")) if word in _OF_SEASON else None,
        disc_type=lenient.text(image, "disc_type") if asset_type is AssetType.DISCART else "",
        published=lenient.date(image, "added"),
    )


def _address(url: str) -> str:
    if url.startswith("http://") and "fanart.tv/" in url:
        return "https://" + url[len("http://") :]
    return url if url.startswith(("https://", "http://")) else ""


def _language(asset_type: AssetType, code: str) -> str:
    """`00` is without text; backgrounds have no language because they have no text."""
    if code == "00" or (not code and asset_type is AssetType.FANART):
        return TEXTLESS
    return code


def _season(word: str) -> int | None:
    """`all` is the whole show, `0` the specials."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else None
