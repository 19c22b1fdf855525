"""An invented catalogue full of traps for identification, and file names with the work that each of them means.

Nothing in it exists; the shapes of the traps do: remakes, namesakes of one year, festival years, numbers as titles.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lobbycard.identify.match import MatchQuery
from lobbycard.model import titles
from lobbycard.model.facts import Hit
from lobbycard.model.kinds import ItemKind

MOVIE, SERIES = ItemKind.MOVIE, ItemKind.SERIES


@dataclass(frozen=True)
class Work:
    """One film or series as a provider knows it."""

    id: int
    title: str
    year: int | None
    kind: ItemKind = MOVIE
    minutes: int = 100
    original: str = ""
    others: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    votes: int = 200
    country: str = "US"
    odd: bool = False
    seasons: tuple[int, ...] = ()
    """Episodes of each season."""

    def hit(self, detailed: bool) -> Hit:
        """As found by a search, or with the details that a record has."""
        plain = Hit(
            "tmdb", str(self.id), self.kind, self.title, self.original or self.title, year=self.year, votes=self.votes,
            country=self.country, ids={"tmdb": str(self.id)}, is_video=self.odd,
        )  # fmt: skip
        if not detailed:
            return plain
        episodes = frozenset((season, n) for season, count in enumerate(self.seasons, 1) for n in range(1, count + 1))
        return Hit(
            "tmdb", str(self.id), self.kind, self.title, self.original or self.title, self.others, self.year,
            tuple(sorted({*self.years, *([self.year] if self.year else [])})),
            runtime=self.minutes if self.kind is MOVIE else None, votes=self.votes, country=self.country,
            ids={"tmdb": str(self.id), "imdb": f"tt{self.id:07d}"}, is_video=self.odd, episodes=episodes,
        )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What a name tells, and which work is meant; None when it is not in the catalogue or cannot be told."""

    trap: str
    query: MatchQuery
    work: int | None


@dataclass
class Table:
    """Works and cases, made by hand and by pattern."""

    works: dict[int, Work] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def work(self, title: str, year: int | None, kind: ItemKind = MOVIE, **rest: object) -> int:
        """Add a work; returns its id."""
        own_id = 10_000 + len(self.works)
        self.works[own_id] = Work(own_id, title, year, kind, **rest)  # type: ignore[arg-type]  # fields by name
        return own_id

    def case(
        self,
        trap: str,
        title: str | tuple[str, ...],
        year: int | None,
        work: int | None,
        minutes: float | None = None,
        episodes: frozenset[tuple[int, int]] = frozenset(),
        kind: ItemKind | None = None,
        country: str = "",
    ) -> None:
        """Add a case; the length is that of the work unless given, 0 means unknown."""
        known = self.works.get(work or 0)
        if minutes is None:
            minutes = float(known.minutes) + 0.6 if known else 97.0
        asked = (title,) if isinstance(title, str) else title
        meant = kind or (known.kind if known else MOVIE)
        self.cases.append(Case(trap, MatchQuery(meant, asked, year, minutes or None, episodes, country), work))

    def search(self, text: str, year: int | None, kind: ItemKind) -> Iterator[Hit]:
        """As TMDB does it: every word must be in one title, the year may be that of any release."""
        words = set(_words(text))
        found = [
            one
            for one in self.works.values()
            if one.kind is kind
            and (year is None or year in (one.year, *(one.years if kind is MOVIE else ())))
            and any(words <= set(_words(title)) for title in (one.title, one.original, *one.others) if title)
        ]
        found.sort(key=lambda one: -one.votes)
        return (one.hit(detailed=False) for one in found[:20])


def _words(text: str) -> list[str]:
    return titles.search_text(text).split()


def table() -> Table:
    """All works first, then the cases, so that every name meets every namesake."""
    made = Table()
    for add in (_plain, _remakes, _same_year, _years, _sequels, _spellings, _short, _numbers, _foreign, _subtitles,
                _series, _twins, _odd, _missing, _without_year):  # fmt: skip
        add(made)
    return made


_FIRST = (
    "Silent Crimson Paper Hollow Northern Glass Velvet Iron Distant Copper Salt Amber Winter Borrowed Narrow".split()
)
_SECOND = "Harbour Orchard Lantern Meridian Cathedral Railway Compass Archive Garden Tide Parade Signal Letter".split()


def _plain(made: Table) -> None:
    for number in range(60):
        title = f"{_FIRST[number % 15]} {_SECOND[number % 13]}"
        year = 1950 + number
        work = made.work(title, year, minutes=80 + number, votes=50 + number * 40)
        made.case("plain", title, year, work)


def _remakes(made: Table) -> None:
    for number in range(20):
        title = f"The {_SECOND[number % 13]} of {_FIRST[(number * 2) % 15]} Street"
        old = made.work(title, 1955 + number, minutes=88 + number, votes=90)
        new = made.work(title, 2001 + number, minutes=112 + number, votes=4000)
        made.case("remake", title, 1955 + number, old)
        made.case("remake", title, 2001 + number, new)
        made.case("remake without a year, by length", title, None, old)
        made.case("remake without year or length", title, None, None, 0)
        made.case("remake of a year that nobody has", title, 1985, None)


def _same_year(made: Table) -> None:
    for number in range(8):
        title, year = f"{_FIRST[number]} Reckoning", 2004 + number
        made.work(title, year, minutes=90 + number, votes=3000)
        made.work(title, year, minutes=120 + number, votes=40)
        made.case("same title and year", title, year, None, 90.0 + number)
        made.case("same title and year, the unknown one", title, year, None, 120.0 + number)


def _years(made: Table) -> None:
    for number in range(12):
        title, year = f"The {_FIRST[number]} Festival", 1990 + number
        work = made.work(title, year, minutes=93 + number, years=(year, year + 1))
        made.case("year of another country", title, year + 1, work)
        made.case("year off by one", title, year - 1, work)
        made.case("year off by one, another length", title, year - 1, None, 40.0)
        made.case("year off by three", title, year + 3, None)
    for number in range(5):
        title, year = f"{_SECOND[number]} at Dawn", 2010 + number
        first = made.work(title, year, minutes=90)
        second = made.work(title, year + 1, minutes=140)
        made.case("namesakes a year apart", title, year, first)
        made.case("namesakes a year apart", title, year + 1, second)


def _sequels(made: Table) -> None:
    for number in range(8):
        base = f"{_FIRST[number + 3]} Vendetta"
        parts = [made.work(base, 1980 + number, minutes=95, votes=5000)]
        parts += [
            made.work(f"{base} {roman}", 1980 + number + 3 * step, minutes=95 + 4 * step, votes=900)
            for step, roman in enumerate(("II", "III", "IV"), 1)
        ]
        for step, arabic in enumerate(("", " 2", " 3", " 4")):
            made.case("sequel in other numerals", base + arabic, 1980 + number + 3 * step, parts[step])
        made.case("sequel without a year", f"{base} 3", None, parts[2])
        made.case("sequel that does not exist", f"{base} 7", 1980 + number + 21, None)
        made.case("sequel that does not exist, year of another", f"{base} 5", 1980 + number + 9, None)
    saga = [
        made.work(f"The Iron Crown: Part {word}", 2011 + step, minutes=120 + step)
        for step, word in enumerate(("One", "Two"))
    ]
    made.case("part in words", "The Iron Crown Part 1", 2011, saga[0])
    made.case("part in words", "The Iron Crown - Part II", 2012, saga[1])
    made.case("part in words", "Iron Crown, The: Part Two", 2012, saga[1])
    volumes = [made.work(f"Salt Roads: Vol. {step}", 2002 + step, minutes=110) for step in (1, 2)]
    made.case("volume", "Salt Roads Volume 1", 2003, volumes[0])
    made.case("volume", "Salt Roads Vol 2", 2004, volumes[1])
    made.case("volume left out", "Salt Roads", 2003, None)


def _spellings(made: Table) -> None:
    pairs = (
        ("Mörder & Söhne", ("Moerder und Soehne", "Morder and Sohne", "Mörder and Söhne")),
        ("Tom & Ada", ("Tom and Ada", "Tom und Ada")),
        ("The Night-Watch", ("Nightwatch", "The Night Watch", "Night Watch, The")),
        ("Don’t Wake Mother!", ("Dont Wake Mother", "Don't Wake Mother")),
        ("L'Étoile du Nord", ("L Etoile du Nord", "L'Etoile du Nord", "Étoile du Nord")),
        ("Was? Nein… Doch!", ("Was Nein Doch", "Was - Nein - Doch")),
        ("Dr. Kessler vs. the Moon", ("Dr Kessler vs the Moon", "Dr Kessler versus the Moon")),
        ("Højre Hånd", ("Hojre Hand", "Højre Hand")),
        ("Ça Va Bien", ("Ca Va Bien",)),
        ("Ghost³", ("Ghost3",)),
        ("A Quiet Letter", ("Quiet Letter", "A.Quiet.Letter")),
        ("Łódź Blues", ("Lodz Blues",)),
        ("Half/Moon", ("Half Moon", "HalfMoon")),
        ("50/50 Chance", ("50-50 Chance", "50 50 Chance")),
        ("Wall•A", ("WallA", "Wall A")),
    )  # fmt: skip
    for number, (title, spellings) in enumerate(pairs):
        work = made.work(title, 1996 + number, minutes=99 + number)
        for spelling in (title, title.upper(), *spellings):
            made.case("spelling", spelling, 1996 + number, work)


def _short(made: Table) -> None:
    for number, (title, year) in enumerate(
        (("Q", 1931), ("Ix", 1990), ("Ut", 2019), ("Ur", 2018), ("Zed", 2003), ("O", 2001), ("Ran-Do", 1985))
    ):
        work = made.work(title, year, minutes=100 + number)
        made.case("short", title, year, work)
        made.case("short, a letter off", title + "s", year, None)
    made.work("It Lives", 2017, votes=9000)
    made.case("short, only in longer titles", "It", 2017, None)
    made.case("short, only in longer titles", "The", 2017, None)


def _numbers(made: Table) -> None:
    for title, year in (
        ("1918", 2019),
        ("2013", 2009),
        ("301", 2006),
        ("21", 1963),
        ("1941 Revisited", 1979),
        ("9½ Days", 1986),
        ("11:13", 2003),
    ):
        work = made.work(title, year, minutes=101)
        made.case("a number as title", title, year, work)
    runner = made.work("Steel Runner", 1982, minutes=117, votes=8000)
    later = made.work("Steel Runner 2051", 2017, minutes=163, votes=8000)
    made.case("a year in the title", "Steel Runner 2051", 2017, later)
    made.case("a year in the title", "Steel Runner", 1982, runner)
    made.case("a year in the title, taken for its year", "Steel Runner", 2051, None, 163.0)
    made.case("a year in the title, none beside", "Steel Runner 2051", None, later)


def _foreign(made: Table) -> None:
    known = (
        ("The Orphan Moon", "孤児の月", ("Der Waisenmond", "La lune orpheline")),
        ("Mirror Town", "Город зеркал", ("Spiegelstadt", "La ville des miroirs")),
        ("Winter Guests", "겨울 손님", ("Wintergäste",)),
        ("The Baker of Lisbon", "O Padeiro de Lisboa", ("Der Bäcker von Lissabon", "The Lisbon Baker")),
        ("The Long Field", "Das lange Feld", ("Lange Felder", "Le long champ")),
        ("Night Train to Ruse", "Нощен влак за Русе", ("Nachtzug nach Russe",)),
        ("Eleven Brides", "Elf Bräute", ("Onze mariées",)),
        ("The Glass Widow", "La viuda de cristal", ("Die gläserne Witwe",)),
    )
    for number, (title, original, others) in enumerate(known):
        work = made.work(title, 2000 + number, minutes=90 + number, original=original, others=others)
        for name in (title, original, *others):
            made.case("translated title", name, 2000 + number, work)
        made.case("two titles in one name", (f"{title} aka {others[0]}", title, others[0]), 2000 + number, work)
        made.case("folder and file differ", (others[0], title), 2000 + number, work)


def _subtitles(made: Table) -> None:
    for number in range(6):
        main = f"{_SECOND[number]} Republic"
        work = made.work(f"{main}: The Untold Story of a Town", 2005 + number, minutes=100 + number * 3)
        made.case("subtitle left out", main, 2005 + number, work)
        made.case("subtitle left out, another length", main, 2005 + number, None, 60.0)
        made.case("subtitle left out, no length", main, 2005 + number, None, 0)
    plain = made.work("Copper Sun", 2008, minutes=104)
    longer = made.work("Copper Sun: Rising", 2008, minutes=131)
    made.case("main title and subtitle of one year", "Copper Sun", 2008, plain)
    made.case("main title and subtitle of one year", "Copper Sun Rising", 2008, longer)


def _series(made: Table) -> None:
    def files(*counts: int) -> frozenset[tuple[int, int]]:
        return frozenset((season, number) for season, count in enumerate(counts, 1) for number in range(1, count + 1))

    for number in range(10):
        title = f"{_FIRST[number]} Precinct"
        work = made.work(title, 1999 + number, SERIES, seasons=(10, 10, 8), votes=900)
        made.work(title, 2001 + number, MOVIE, votes=5000)
        made.case("series named like a film", title, 1999 + number, work, episodes=files(10, 4))
        made.case("series without a year", title, None, work, episodes=files(10, 10))
        made.case("series with the film's year", title, 2001 + number, None, episodes=files(10, 10), kind=SERIES)
        made.case("series with seasons that do not exist", title, None, None, episodes=files(*[12] * 9), kind=SERIES)
    for number in range(6):
        title = f"House {_SECOND[number]}"
        long = made.work(title, 1978 + number, SERIES, seasons=(20,) * 12, votes=300)
        short = made.work(title, 2012 + number, SERIES, seasons=(10, 10, 10), votes=3000)
        made.case("remade series", title, 1978 + number, long, episodes=files(20, 20))
        made.case("remade series", title, 2012 + number, short, episodes=files(10))
        made.case("remade series without a year, by its seasons", title, None, long, episodes=files(*[20] * 12))
        made.case("remade series without a year", title, None, None, episodes=files(8), kind=SERIES)


def _twins(made: Table) -> None:
    for number in range(5):
        title = f"The {_FIRST[number + 5]} Office"
        american = made.work(title, 2005 + number, SERIES, seasons=(6, 22, 23), country="US", votes=9000)
        british = made.work(title, 2001 + number, SERIES, seasons=(6, 6), country="GB", votes=2000)
        made.case("twins by country", title, None, british, episodes=frozenset({(1, 1), (1, 2)}), country="GB")
        made.case("twins without a country", title, None, None, episodes=frozenset({(1, 1), (1, 2)}), kind=SERIES)
        made.case(
            "twins by country and year", title, 2001 + number, british, episodes=frozenset({(1, 1)}), country="GB"
        )
        made.case("twins by year", title, 2005 + number, american, episodes=frozenset({(1, 1)}))


def _odd(made: Table) -> None:
    for number in range(4):
        title = f"{_SECOND[number]} Nights"
        work = made.work(title, 2006, minutes=105, votes=60)
        made.work(title, 2006, minutes=85, votes=800, odd=True)
        made.case("an adult namesake", title, 2006, work)
        lone = f"{_SECOND[number]} Days"
        made.work(lone, 2006, minutes=85, odd=True)
        made.case("only an adult namesake", lone, 2006, None)
    made.work("The Coming Storm", None, minutes=0, votes=0)
    made.case("announced without a date", "The Coming Storm", 2027, None)


def _missing(made: Table) -> None:
    names = (
        ("Silent Harbor Lights", 1950), ("Crimson Orchards", 1951), ("Paper Lantern Club", 1952),
        ("Hollow Meridians", 1953), ("The Glass", 1955), ("Iron", 1957), ("Orchard", 1951), ("Nothing Like It", 1999),
        ("Vendetta", 1983), ("Precinct", 2001), ("Festival", 1992),
    )  # fmt: skip
    for title, year in names:
        made.case("not in the catalogue", title, year, None)
    for number in range(6):
        title, year = f"{_FIRST[number]} {_SECOND[number]}", 1950 + number
        made.case("a namesake of another year is missing", title, year + 1, None, 55.0)
        made.case("a namesake of another time is missing", title, year + 40, None)


def _without_year(made: Table) -> None:
    for number in range(12):
        title = f"{_SECOND[number]} Without a Map"
        work = made.work(title, 1970 + number, minutes=86 + 3 * number)
        made.case("no year", title, None, work)
        made.case("no year, another length", title, None, None, 30.0)
        made.case("no year, a long cut", title, 1970 + number, work, (86 + 3 * number) * 1.25)
