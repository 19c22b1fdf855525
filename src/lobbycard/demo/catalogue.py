"""What the demo knows: films, series, sets and people, read from the two data files beside this module."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Part(NamedTuple):
    """Somebody in a role."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Film:
    """A film, or what a series has in common with one."""

    slug: str
    title: str
    year: int
    premiered: str
    runtime: int
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    studios: tuple[str, ...]
    directors: tuple[str, ...]
    writers: tuple[str, ...]
    cast: tuple[Part, ...]
    plot: str
    tagline: str
    certification: str
    keywords: tuple[str, ...]
    language: str
    signs: tuple[str, ...]
    original: str = ""
    imdb: str = ""
    set: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles in other languages."""

    def titled(self, language: str) -> str:
        """The title in a language, as near as there is one."""
        if language == self.language != "en" and self.original:
            return self.original
        return self.titles.get(language, self.title)


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode."""

    season: int
    number: int
    title: str
    plot: str
    aired: str
    absolute: int | None


@dataclass(frozen=True, slots=True)
class Season:
    """One season."""

    number: int
    title: str
    premiered: str
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A series: what it shares with a film, and its seasons."""

    about: Film
    ended: str
    status: str
    network: str
    seasons: tuple[Season, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of films."""

    slug: str
    title: str
    plot: str
    signs: tuple[str, ...]


class Catalogue(NamedTuple):
    """All of it, by slug."""

    films: Mapping[str, Film]
    series: Mapping[str, Series]
    sets: Mapping[str, Collection]
    people: Mapping[str, str]
    """Names by slug."""


_Row = Mapping[str, object]


def slug_of(name: str) -> str:
    """A name in lower-case ASCII with hyphens, for addresses."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ø", "o"))
    return "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    )


def _text(row: _Row, key: str) -> str:
    value = row.get(key, "")
    return value if isinstance(value, str) else ""


def _number(row: _Row, key: str) -> int:
    value = row.get(key, 0)
    return value if isinstance(value, int) else 0


def _texts(row: _Row, key: str) -> tuple[str, ...]:
    value = row.get(key, ())
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()


def _rows(row: _Row, key: str) -> list[_Row]:
    value = row.get(key, ())
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _film(row: _Row, premiered: str) -> Film:
    titles = row.get("titles", {})
    return Film(
        slug=_text(row, "slug"),
        title=_text(row, "title"),
        year=int(premiered[:4]),
        premiered=premiered,
        runtime=_number(row, "runtime"),
        genres=_texts(row, "genres"),
        countries=_texts(row, "countries"),
        studios=_texts(row, "studios"),
        directors=_texts(row, "directors"),
        writers=_texts(row, "writers"),
        cast=tuple(Part(*entry.split("|", 1)) for entry in _texts(row, "cast")),
        plot=_text(row, "plot"),
        tagline=_text(row, "tagline"),
        certification=_text(row, "certification"),
        keywords=_texts(row, "keywords"),
        language=_text(row, "language"),
        signs=_texts(row, "signs"),
        original=_text(row, "original"),
        imdb=_text(row, "imdb"),
        set=_text(row, "set"),
        titles={code: str(title) for code, title in titles.items()} if isinstance(titles, dict) else {},
    )


def _season(row: _Row, before: int) -> Season:
    """A season; `before` is how many numbered episodes came before it."""
    number, first = _number(row, "number"), date.fromisoformat(_text(row, "premiered"))
    episodes = []
    for index, entry in enumerate(_texts(row, "episodes")):
        title, plot = entry.split("|", 1)
        aired = (first + timedelta(weeks=index)).isoformat()
        episodes.append(Episode(number, index + 1, title, plot, aired, before + index + 1 if number else None))
    return Season(number, _text(row, "title"), first.isoformat(), tuple(episodes))


def _series(row: _Row) -> Series:
    seasons: list[Season] = []
    before = 0
    for entry in _rows(row, "season"):
        seasons.append(_season(entry, before))
        before += len(seasons[-1].episodes) if seasons[-1].number else 0
    premiered = min(season.premiered for season in seasons if season.number)
    return Series(
        _film(row, premiered), _text(row, "ended"), _text(row, "status"), _text(row, "network"), tuple(seasons)
    )


def _data(name: str) -> _Row:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def catalogue() -> Catalogue:
    """Everything, read once."""
    data = _data("films.toml")
    films = [_film(row, _text(row, "premiered")) for row in _rows(data, "film")]
    series = [_series(row) for row in _rows(_data("series.toml"), "series")]
    sets = [
        Collection(_text(r, "slug"), _text(r, "title"), _text(r, "plot"), _texts(r, "signs"))
        for r in _rows(data, "set")
    ]
    abouts = films + [entry.about for entry in series]
    names = {part.person for about in abouts for part in about.cast}
    names |= {name for about in abouts for name in (*about.directors, *about.writers)}
    return Catalogue(
        {film.slug: film for film in films},
        {entry.about.slug: entry for entry in series},
        {entry.slug: entry for entry in sets},
        {slug_of(name): name for name in sorted(names)},
    )
