"""Which pictures there are of what: variants with languages, sizes and votes, and the addresses they go by.

An address is `demo://TYPE/SUBJECT/KEY.jpg`, with `?w=WIDTH` for a small version; the picture is drawn when asked for.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from lobbycard.demo.canvas import PALETTES
from lobbycard.demo.catalogue import Episode, Film, catalogue
from lobbycard.demo.draw import TRANSPARENT, Brief, copied, encoded, picture
from lobbycard.demo.motifs import SIGNS
from lobbycard.demo.styles import STYLES
from lobbycard.errors import NotFound
from lobbycard.model.facts import Offer
from lobbycard.model.kinds import ASSET_TYPES, TEXTLESS, AssetType, ItemKind

SCHEME = "demo"

_PREVIEW = {AssetType.POSTER: 342, AssetType.KEYART: 342, AssetType.PORTRAIT: 200}
_PREVIEW_ELSE = 420
_SIZES = {
    AssetType.POSTER: (1000, 1500),
    AssetType.KEYART: (1000, 1500),
    AssetType.FANART: (1920, 1080),
    AssetType.LANDSCAPE: (1280, 720),
    AssetType.BANNER: (1000, 185),
    AssetType.CLEARLOGO: (800, 310),
    AssetType.CLEARART: (1000, 562),
    AssetType.DISCART: (1000, 1000),
    AssetType.CHARACTERART: (512, 512),
    AssetType.THUMB: (1280, 720),
    AssetType.PORTRAIT: (600, 900),
}
_LARGE = {AssetType.POSTER: (1400, 2100), AssetType.FANART: (2560, 1440)}
_SMALL = {AssetType.POSTER: (340, 510), AssetType.FANART: (854, 480), AssetType.THUMB: (400, 225)}
_BY = {
    "en": "A film by", "de": "Ein Film von", "fr": "Un film de", "es": "Una película de", "it": "Un film di",
    "sv": "En film av", "ru": "Фильм",
}  # fmt: skip
_SEASON = {"en": "Season", "de": "Staffel", "fr": "Saison", "es": "Temporada"}
_SPECIALS = {"en": "Specials", "de": "Extras", "fr": "Hors saison", "es": "Especiales"}
_SIGHTS = (
    "house",
    "road",
    "clock",
    "castle",
    "phone",
    "stairs",
    "face",
    "hatman",
    "gun",
    "bird",
    "crown",
    "train",
    "lens",
    "skull",
    "crown",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that has pictures."""

    path: str
    kind: ItemKind
    titles: Mapping[str, str]
    """The title by language; the first language is the subject's own."""
    signs: tuple[str, ...]
    above: Mapping[str, str] = field(default_factory=dict)
    below: Mapping[str, str] = field(default_factory=dict)


class Variant(NamedTuple):
    """One picture that is on offer."""

    key: str
    brief: Brief
    language: str
    size: tuple[int, int]
    rating: float
    votes: int
    copy: bool = False
    """The same picture as another, as a second hand uploaded it: a little closer, a little brighter."""
    quality: int = 88


def _titles(film: Film) -> dict[str, str]:
    languages = dict.fromkeys((film.language, "en", "de", "fr", "es", *film.titles))
    return {code: film.titled(code) for code in languages if code in (film.language, "en") or code in film.titles}


def of_film(film: Film, kind: ItemKind = ItemKind.MOVIE) -> Subject:
    """A film, or a series by its film-like part."""
    by = film.directors[0] if kind is ItemKind.MOVIE else film.studios[0]
    below = {code: f"{_BY.get(code, '')} {by} · {film.year}".strip() for code in _titles(film)}
    if kind is not ItemKind.MOVIE:
        below = dict.fromkeys(below, f"{by} · {film.year}")
    above = dict.fromkeys(_titles(film), film.studios[0])
    if len(film.tagline) <= 52:
        above["en"] = film.tagline
    return Subject(film.slug, kind, _titles(film), film.signs, above, below)


def of_season(film: Film, number: int) -> Subject:
    """A season of a series."""
    words = _SEASON if number else _SPECIALS
    titles = {code: f"{word} {number}" if number else word for code, word in words.items()}
    above = {code: film.titled(code) for code in titles}
    sign = film.signs[number % len(film.signs)]
    return Subject(
        f"{film.slug}/s{number}", ItemKind.SEASON, titles, (sign,), above, dict.fromkeys(titles, film.studios[0])
    )


def of_episode(film: Film, episode: Episode) -> Subject:
    """An episode: its pictures show different places."""
    path = f"{film.slug}/s{episode.season}e{episode.number}"
    rng = random.Random(path)  # noqa: S311  the same picture for the same words, not a secret
    sights = [sign for sign in _SIGHTS if sign in SIGNS]
    signs = (film.signs[0], *(sights[int(rng.random() * len(sights))] for _ in range(2)))
    return Subject(path, ItemKind.EPISODE, {"en": episode.title}, signs[int(rng.random() * 2) :])


def of_set(slug: str) -> Subject:
    """A set of films."""
    entry = catalogue().sets[slug]
    return Subject(f"sets/{slug}", ItemKind.SET, {"en": entry.title}, entry.signs)


def of_person(slug: str) -> Subject:
    """A person."""
    return Subject(f"people/{slug}", ItemKind.PERSON, {"en": catalogue().people[slug]}, ("face",))


def _shuffled(rng: random.Random, values: list[str]) -> list[str]:
    """In an order of its own that stays the same in every version of Python."""
    return [value for _, value in sorted((rng.random(), value) for value in values)]


def _languages(subject: Subject, asset_type: AssetType, rng: random.Random) -> list[str]:
    """The languages of the pictures of one type, the most usual first."""
    own = next(iter(subject.titles))
    rest = [code for code in subject.titles if code not in (own, "en")]
    if asset_type is AssetType.POSTER and subject.kind in (ItemKind.MOVIE, ItemKind.SERIES):
        foreign = rest[: 2 + int(rng.random() * 3)]
        return ["en", own, "en", TEXTLESS, "en", *foreign, own, TEXTLESS][: 7 + len(foreign)]
    if asset_type is AssetType.POSTER:
        return ["en", *rest[:2], TEXTLESS]
    if asset_type is AssetType.FANART:
        return [TEXTLESS] * (3 + int(rng.random() * 3)) + ["en"]
    if asset_type in (AssetType.KEYART, AssetType.CHARACTERART):
        return [TEXTLESS] * 2
    if asset_type in (AssetType.THUMB, AssetType.PORTRAIT):
        return [""] * 2
    return ["en", own, *rest[: 1 + int(rng.random() * 2)]]


def _styles(asset_type: AssetType, rng: random.Random, languages: list[str]) -> list[str]:
    """A different style for each picture; one poster with text may be nothing but letters."""
    styles = _shuffled(rng, list(STYLES))
    titled = [index for index, code in enumerate(languages) if code != TEXTLESS]
    if asset_type is AssetType.POSTER and titled:
        styles[titled[int(rng.random() * len(titled))]] = "lettered"
    return styles


def _first(subject: Subject, asset_type: AssetType, rng: random.Random) -> list[Variant]:
    languages = _languages(subject, asset_type, rng)
    styles, palettes = _styles(asset_type, rng, languages), _shuffled(rng, list(PALETTES))
    made = []
    for index, language in enumerate(languages):
        code = language if language in subject.titles else "en"
        plain = language == TEXTLESS or asset_type in (AssetType.THUMB, AssetType.PORTRAIT)
        brief = Brief(
            type=asset_type,
            style=styles[index % len(styles)],
            palette=palettes[index % len(palettes)],
            sign=subject.signs[index % len(subject.signs)],
            seed=f"{subject.path}/{index}",
            title="" if plain else subject.titles[code],
            above="" if plain else subject.above.get(code, ""),
            below="" if plain else subject.below.get(code, ""),
            title_on_top=rng.random() < 0.45,
        )
        votes = int(60 * (1 - index / (len(languages) + 1)) ** 2 * rng.random() * 3)
        rating = round(4.8 + 4.4 * rng.random(), 2) if votes else 0.0
        key = f"{index + 1:02}-{language or 'plain'}"
        made.append(Variant(key, brief, language, _SIZES[asset_type], rating, votes))
    return made


def _second(asset_type: AssetType, made: list[Variant], rng: random.Random) -> list[Variant]:
    """The same pictures from a second hand, larger ones, and ones that are too small to be of use."""
    if asset_type not in (AssetType.POSTER, AssetType.FANART):
        return made
    large, small = _LARGE[asset_type], _SMALL[asset_type]
    pick = int(rng.random() * len(made))
    made[pick] = made[pick]._replace(size=large)
    best = made[0]
    wide, tall = best.size
    copy = best._replace(
        key="copy-" + best.key, size=(wide * 7 // 10, tall * 7 // 10), copy=True, quality=62, votes=best.votes // 9
    )
    last = made[-1]
    blur = last._replace(
        key="small-" + last.key, brief=replace(last.brief, seed=last.brief.seed), size=small, quality=55, votes=2
    )
    return [*made, copy, blur]


@lru_cache(maxsize=64)
def variants(path: str, asset_type: AssetType) -> tuple[Variant, ...]:
    """The pictures of one type that a subject has."""
    found = subject(path)
    if asset_type not in ASSET_TYPES[found.kind] or asset_type is AssetType.TRAILER:
        return ()
    rng = random.Random(f"{asset_type}/{path}")  # noqa: S311  see above
    return tuple(_second(asset_type, _first(found, asset_type, rng), rng))


def subject(path: str) -> Subject:
    """What a path of an address stands for."""
    known = catalogue()
    head, _, tail = path.partition("/")
    try:
        if head == "sets":
            return of_set(tail)
        if head == "people":
            return of_person(tail)
        if head in known.films:
            return of_film(known.films[head])
        return _of_series(head, tail)
    except (KeyError, ValueError, StopIteration):
        raise NotFound(f"The demo knows nothing called {path}.") from None


def _of_series(slug: str, tail: str) -> Subject:
    series = catalogue().series[slug]
    if not tail:
        return of_film(series.about, ItemKind.SERIES)
    number, _, episode = tail.removeprefix("s").partition("e")
    season = next(entry for entry in series.seasons if entry.number == int(number))
    if not episode:
        return of_season(series.about, season.number)
    return of_episode(series.about, next(entry for entry in season.episodes if entry.number == int(episode)))


def address(asset_type: AssetType, path: str, variant: Variant) -> str:
    """Where a picture is to be asked for."""
    return f"{SCHEME}://{asset_type}/{path}/{variant.key}.{'png' if asset_type in TRANSPARENT else 'jpg'}"


def offers(path: str, season: int | None = None) -> tuple[Offer, ...]:
    """Every picture of a subject, as a provider offers them."""
    kind = subject(path).kind
    return tuple(
        _offer(path, asset_type, variant, season)
        for asset_type in ASSET_TYPES[kind]
        for variant in variants(path, asset_type)
    )


def _offer(path: str, asset_type: AssetType, variant: Variant, season: int | None) -> Offer:
    url = address(asset_type, path, variant)
    preview = min(variant.size[0], _PREVIEW.get(asset_type, _PREVIEW_ELSE))
    return Offer(
        asset_type=asset_type,
        provider=SCHEME,
        url=url,
        provider_id=f"{path}/{variant.key}",
        preview_url=f"{url}?w={preview}",
        width=variant.size[0],
        height=variant.size[1],
        language=variant.language,
        rating=variant.rating if variant.votes else None,
        votes=variant.votes,
        likes=variant.votes // 3,
        season=season,
        disc_type="dvd" if asset_type is AssetType.DISCART else "",
    )


def fetch(url: str, width: int | None = None) -> bytes:
    """Draw the picture at an address, in full or `width` pixels wide."""
    parts = urlsplit(url)
    path, _, name = parts.path.strip("/").rpartition("/")
    small = parse_qs(parts.query).get("w", [""])[0]
    if width is None and small.isdecimal():
        width = int(small)
    if parts.scheme != SCHEME or parts.netloc not in set(AssetType):
        raise NotFound(f"The demo has no picture at {url}.")
    key = name.rpartition(".")[0]
    chosen = next((v for v in variants(path, AssetType(parts.netloc)) if v.key == key), None)
    if chosen is None:
        raise NotFound(f"The demo has no picture at {url}.")
    return drawn(chosen, width)


def drawn(variant: Variant, width: int | None = None) -> bytes:
    """The file of a variant, in its own size or smaller."""
    size = variant.size
    if width is not None and 0 < width < size[0]:
        size = (width, max(1, round(size[1] * width / size[0])))
    image = picture(variant.brief, size)
    return encoded(copied(image) if variant.copy else image, variant.quality)
