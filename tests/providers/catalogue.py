"""An invented catalogue of films, series, sets and people: what the provider server knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FIRST = (
    "Silent", "Crimson", "Paper", "Hollow", "Northern", "Glass", "Velvet", "Iron", "Distant", "Copper",
    "Salt", "Amber", "Winter", "Borrowed", "Electric", "Forgotten", "Narrow", "Golden", "Second", "Quiet",
)  # fmt: skip
SECOND = (
    "Harbour", "Orchard", "Lantern", "Meridian", "Cathedral", "Railway", "Compass", "Island", "Archive", "Garden",
    "Tide", "Engine", "Parade", "Signal", "Mountain", "Letter", "Kingdom", "Theatre", "Voyage", "Window",
)  # fmt: skip
GIVEN = ("Ada", "Bruno", "Clara", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaia", "Leo")
FAMILY = ("Arden", "Brandt", "Calloway", "Dufour", "Ekman", "Falk", "Grau", "Holm", "Ivers", "Jansen", "Kessler")


@dataclass(frozen=True)
class Picture:
    """One picture; its path is unique and tells the server what to draw."""

    path: str
    width: int
    height: int
    language: str | None = None
    average: float = 5.0
    votes: int = 4


@dataclass(frozen=True)
class Person:
    """Somebody in front of or behind the camera."""

    id: int
    name: str
    biography: str = ""
    born: str = ""


@dataclass(frozen=True)
class Movie:
    """One film. Ids of the other providers follow from `id` unless given."""

    id: int
    title: str
    year: int
    runtime: int = 100
    overview: str = ""
    original_title: str = ""
    original_language: str = "en"
    translations: Mapping[str, str] = field(default_factory=dict)
    """Titles by language."""
    alternates: tuple[str, ...] = ()
    collection: int | None = None
    release_date: str = ""
    release_years: Mapping[str, int] = field(default_factory=dict)
    """Other years of release by country."""
    votes: int = 500
    video: bool = False
    imdb: str = ""
    posters: int = 4
    backdrops: int = 3
    logos: int = 2
    cast: int = 6

    @property
    def imdb_id(self) -> str:
        """Given or made of the id."""
        return self.imdb or f"tt{self.id:07d}"

    @property
    def date(self) -> str:
        """Given or in the middle of the year; empty for year 0."""
        return self.release_date or (f"{self.year}-06-15" if self.year else "")


@dataclass(frozen=True)
class Series:
    """One series with its number of episodes by season; 0 holds the specials."""

    id: int
    title: str
    year: int
    seasons: Mapping[int, int] = field(default_factory=lambda: {0: 1, 1: 8, 2: 8})
    overview: str = ""
    original_title: str = ""
    original_language: str = "en"
    translations: Mapping[str, str] = field(default_factory=dict)
    alternates: tuple[str, ...] = ()
    country: str = "US"
    ended: bool = True
    votes: int = 300
    runtime: int = 45
    cast: int = 6
    posters: int = 3
    backdrops: int = 3
    untranslated: frozenset[str] = frozenset()
    """Languages in which the episodes have no texts."""

    @property
    def tvdb_id(self) -> int:
        """The same series at TVDB."""
        return 300_000 + self.id

    @property
    def tvmaze_id(self) -> int:
        """The same series at TVmaze."""
        return 60_000 + self.id

    @property
    def imdb_id(self) -> str:
        """The same series at IMDb."""
        return f"tt9{self.id:06d}"

    def episodes(self) -> list[tuple[int, int, int]]:
        """Season, number and absolute number (0 for specials) of every episode."""
        found, absolute = [], 0
        for season, count in sorted(self.seasons.items()):
            for number in range(1, count + 1):
                absolute += season > 0
                found.append((season, number, absolute if season else 0))
        return found

    def episode_id(self, season: int, number: int) -> int:
        """The same at every provider, to keep things readable."""
        return self.id * 10_000 + season * 200 + number

    def episode_title(self, season: int, number: int, language: str = "en") -> str:
        """The title of an episode, in a language."""
        word = FIRST[(self.id + season * 7 + number) % len(FIRST)]
        return f"{word} {number}" + ("" if language == "en" else f" ({language})")

    def aired(self, season: int, number: int) -> str:
        """A week apart, starting each year anew."""
        week = min(number, 51)
        month, day = 1 + week * 7 // 31, 1 + (week * 7) % 28
        return f"{self.year + max(season - 1, 0):04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True)
class Collection:
    """A set of films."""

    id: int
    name: str
    overview: str = ""


@dataclass
class Catalogue:
    """Everything the server knows, by TMDB id."""

    movies: dict[int, Movie] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def add(self, *things: Movie | Series | Collection | Person) -> "Catalogue":
        """Add things; returns itself."""
        for thing in things:
            if isinstance(thing, Movie):
                self.movies[thing.id] = thing
            elif isinstance(thing, Series):
                self.series[thing.id] = thing
            elif isinstance(thing, Collection):
                self.collections[thing.id] = thing
            else:
                self.people[thing.id] = thing
        return self

    def cast_of(self, thing: Movie | Series) -> list[Person]:
        """Some of the people, always the same for the same thing."""
        people = list(self.people.values())
        return [people[(thing.id * 7 + position) % len(people)] for position in range(min(thing.cast, len(people)))]


def pictures(kind: str, own_id: int | str, count: int, size: tuple[int, int]) -> list[Picture]:
    """Pictures in German, English and without text by turns, the votes differing."""
    tongues = ("en", None, "de", "en", "fr")
    return [
        Picture(
            f"/{kind}-{own_id}-{position}_{size[0]}x{size[1]}.{'png' if kind == 'logo' else 'jpg'}",
            *size,
            language=("en", "de")[position % 2] if kind == "logo" else tongues[position % len(tongues)],
            average=round(4.0 + (position * 37 % 50) / 10, 1),
            votes=position * 3,
        )
        for position in range(count)
    ]


def invented(movies: int = 60, series: int = 6, people: int = 40) -> Catalogue:
    """A catalogue of so many things; the same numbers give the same catalogue."""
    catalogue = Catalogue()
    catalogue.add(*_people(people))
    catalogue.add(Collection(7001, "Lantern Collection", "Three films about one lamp."))
    for number in range(movies):
        catalogue.add(_movie(number))
    for number in range(series):
        catalogue.add(_series(number))
    return catalogue


def _people(count: int) -> Iterable[Person]:
    for number in range(count):
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"
        born = f"19{50 + number % 45:02d}-0{1 + number % 9}-1{number % 9}"
        yield Person(500 + number, name, f"{name} came to the screen from the stage.", born)


def _movie(number: int) -> Movie:
    first, second = FIRST[number % len(FIRST)], SECOND[number // len(FIRST) % len(SECOND)]
    volume = number // (len(FIRST) * len(SECOND))
    title = f"{first} {second}" + (f" {volume + 1}" if volume else "")
    return Movie(
        1000 + number,
        title,
        1960 + number * 7 % 62,
        runtime=80 + number % 70,
        overview=f"{title}: somebody comes home and finds that nothing is where it was.",
        translations={"de": f"{title} auf Deutsch"} if number % 3 else {},
        collection=7001 if number < 3 else None,
    )


def _series(number: int) -> Series:
    title = f"The {SECOND[number % len(SECOND)]} {FIRST[(number * 3) % len(FIRST)]} Files"
    return Series(2000 + number, title, 1990 + number * 3, overview=f"{title}: a case a week.")
