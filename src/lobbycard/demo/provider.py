"""A provider that needs neither key nor network: it knows the catalogue and draws its own pictures."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from lobbycard.demo import gallery, records
from lobbycard.demo.catalogue import Film, catalogue
from lobbycard.model.facts import Hit, Record
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.providers.base import Attribution, CheckResult, ProviderStatus, Wanted

_NAME = "demo"
_DEFAULT = Wanted()
_ALIKE = 0.72
"""How alike two titles are at least for one to be an answer to the other."""
_SMALL_WORDS = frozenset({"a", "an", "the", "of", "der", "die", "das", "le", "la", "les", "el"})


class DemoProvider:
    """The offline provider of `lobbycard demo`."""

    name = _NAME
    label = "Demo"
    attribution = Attribution("Facts about public-domain films; pictures drawn by Lobbycard.", "")
    needs_key = False
    searches = frozenset({ItemKind.MOVIE, ItemKind.SERIES, ItemKind.SET, ItemKind.PERSON})
    accepts: Mapping[ItemKind, tuple[str, ...]] = {
        ItemKind.MOVIE: (_NAME, "imdb"),
        ItemKind.SERIES: (_NAME, "imdb"),
        ItemKind.SET: (_NAME,),
        ItemKind.PERSON: (_NAME,),
    }

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = _DEFAULT) -> list[Hit]:
        """Things with such a title, the likeliest first."""
        found = [(score, hit) for hit in _all(kind) if (score := _likeness(query, hit)) >= _ALIKE]
        found.sort(key=lambda pair: (-pair[0] - (0.1 if year and pair[1].year == year else 0), -pair[1].popularity))
        return [hit for _, hit in found]

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = _DEFAULT) -> str | None:
        """The slug of the thing that has one of these ids."""
        own = ids.get(_NAME, "")
        known = catalogue()
        here: Mapping[str, object] = {
            ItemKind.MOVIE: known.films,
            ItemKind.SERIES: known.series,
            ItemKind.SET: known.sets,
            ItemKind.PERSON: known.people,
        }.get(kind, {})
        if own in here:
            return own
        imdb = ids.get("imdb", "")
        return next((film.slug for film in _films(kind) if imdb and film.imdb == imdb), None)

    async def detail(self, hit: Hit, wanted: Wanted = _DEFAULT) -> Hit:
        """The hit as it is: searching gives all there is."""
        return hit

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = _DEFAULT) -> Record | None:
        """All that the demo says of one thing, with an offer for each picture it can draw."""
        slug = await self.find(kind, ids, wanted)
        if slug is None:
            return None
        known = catalogue()
        match kind:
            case ItemKind.MOVIE:
                return records.movie(known.films[slug], wanted.language)
            case ItemKind.SERIES:
                return records.series(known.series[slug], wanted.language)
            case ItemKind.SET:
                return records.collection(known.sets[slug])
            case _:
                return records.person(slug, known.people[slug])

    async def check(self) -> CheckResult:
        """Always well."""
        return CheckResult(True, "The demo draws its own answers.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """Kind and slug of a pasted `demo://movie/SLUG`."""
        scheme, _, rest = url.strip().partition("://")
        word, _, slug = rest.partition("/")
        if scheme != _NAME or word not in {str(kind) for kind in self.accepts}:
            return None
        return ItemKind(word), slug.strip("/")

    def status(self) -> ProviderStatus:
        """Never down, never limited."""
        return ProviderStatus(self.name, self.label)

    def reset(self) -> None:
        """Nothing to forget."""

    def fetch(self, url: str, width: int | None = None) -> bytes:
        """Draw the picture at a `demo://` address; some tens of milliseconds, so call it in a thread."""
        return gallery.fetch(url, width)


def _films(kind: ItemKind) -> list[Film]:
    known = catalogue()
    if kind is ItemKind.SERIES:
        return [series.about for series in known.series.values()]
    return list(known.films.values()) if kind is ItemKind.MOVIE else []


def _all(kind: ItemKind) -> list[Hit]:
    if kind in (ItemKind.MOVIE, ItemKind.SERIES):
        return [_with_episodes(_hit(film, kind)) for film in _films(kind)]
    known = catalogue()
    if kind is ItemKind.SET:
        return [
            Hit(_NAME, slug, kind, entry.title, overview=entry.plot, ids={_NAME: slug})
            for slug, entry in known.sets.items()
        ]
    if kind is ItemKind.PERSON:
        return [Hit(_NAME, slug, kind, name, ids={_NAME: slug}) for slug, name in known.people.items()]
    return []


def _hit(film: Film, kind: ItemKind) -> Hit:
    posters = gallery.variants(film.slug, AssetType.POSTER)
    others = dict.fromkeys((film.original, *film.titles.values()))
    return Hit(
        provider=_NAME,
        provider_id=film.slug,
        kind=kind,
        title=film.title,
        original_title=film.original or film.title,
        other_titles=tuple(title for title in others if title and title != film.title),
        year=film.year,
        overview=film.plot,
        poster_url=gallery.address(AssetType.POSTER, film.slug, posters[0]) + "?w=342",
        runtime=film.runtime,
        popularity=records.popularity(film),
        votes=records.votes(film),
        country=records.COUNTRY_CODES.get(film.countries[0], ""),
        ids=records.ids(film),
    )


def _with_episodes(hit: Hit) -> Hit:
    if hit.kind is not ItemKind.SERIES:
        return hit
    seasons = catalogue().series[hit.provider_id].seasons
    return replace(hit, episodes=frozenset((e.season, e.number) for season in seasons for e in season.episodes))


def _plain(title: str) -> str:
    """A title in lower case without accents, signs and articles, in any script."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    words = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()
    return " ".join(word for word in words if word not in _SMALL_WORDS) or " ".join(words)


def _likeness(query: str, hit: Hit) -> float:
    wanted = _plain(query)
    return max(
        (_alike(wanted, _plain(title)) for title in (hit.title, hit.original_title, *hit.other_titles) if title),
        default=0.0,
    )


def _alike(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if set(first.split()) <= set(second.split()):
        return 0.8
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
