"""Tells the year of a film or series from numbers in its title."""

import re
import time
from typing import NamedTuple

from lobbycard.identify import tags

LAST_YEAR = time.gmtime().tm_year + 2
"""Later numbers belong to titles, as in Blade Runner 2049."""
_FIRST_YEAR = 1878

_BRACKETED = re.compile(
    r"[(\[{]\s*(?:[A-Z]{2}[ ,]\s?|[^()\[\]{}\d]{3,40},\s|(?i:short|film|tv|tv movie|tv film|video|documentary)\s)?"
    r"(?P<year>1[89]\d\d|20\d\d)(?P<range>\s?[-/]\s?(?:1[89]\d\d|20\d\d|\d\d)?)?"
    r"\s*(?:[,;][^()\[\]]{0,40}|(?i:short |tv |feature )?(?i:film|movie|short|series))?[)\]}]"
)
_PLAIN = re.compile(r"(?<![0-9A-Za-z])(?P<year>1[89]\d\d|20\d\d)(?![0-9A-Za-z])")
_PART = re.compile(r"(?i)(?:cd|dis[ck]|dvd|part|pt|teil)[\s._-]?(?:\d{1,2}|[a-d])\s*$")
_IN_FRONT = re.compile(r"^\s*(?P<year>1[89]\d\d|20\d\d)\s*(?:-\s|[.]\s|\)\s*)(?=\S)")
_DOTTED_IN_FRONT = re.compile(r"^(?P<year>1[89]\d\d|20\d\d)(?P<dot>[._])(?=[^\W\d_])[^\s]+$")
"""`2019.Title.1080p`, believed in front of a title and release words."""
_WORD = re.compile(r"\w+")
_OUT_OF_PLACE = re.compile(r"(?i)\b(?:of|since|anno|before|until|class of|summer of|from)[\s._]+$")
_TITLES_IN_FRONT = (
    "2001 a space odyssey",
    "2010 the year we make contact",
    "2010 moby dick",
    "1492 conquest of paradise",
    "2036 origin unknown",
    "1898 our last men in the philippines",
    "2012 ice age",
    "2012 doomsday",
    "1920 london",
    "1920 evil returns",
    "2047 sights of death",
)
"""Titles that begin with what looks like a year."""
_TITLES_ENDING = frozenset(
    (
        "wonder woman 1984",
        "death race 2000",
        "dracula 2000",
        "fantasia 2000",
        "godzilla 2000",
        "space 1999",
        "galactica 1980",
        "class of 1984",
        "class of 1999",
        "airport 1975",
        "reply 1988",
        "reply 1994",
        "reply 1997",
        "응답하라 1988",
        "응답하라 1994",
        "응답하라 1997",
    )
)
"""Titles that end in what looks like a year."""


class Year(NamedTuple):
    """A year and the place it takes in the name, brackets included."""

    start: int
    end: int
    value: int
    bracketed: bool
    is_range: bool = False


def film_year(text: str, strong: int, found: tags.Words) -> Year | None:
    """The year of a film's release; `strong` is where the release words begin."""
    bracketed = [year for year in _bracketed(text) if year.value <= LAST_YEAR]
    if bracketed:
        return bracketed[-1]
    plain = [year for year in _plain(text) if year.value <= LAST_YEAR and _has_title_before(text, year.start)]
    before = [year for year in plain if year.start < strong]
    if before:
        best = before[-1]
        return best if _believable(text, best, strong, found) else None
    return _in_front(text, strong, found) or (plain[0] if plain else None)


def _in_front(text: str, strong: int, found: tags.Words) -> Year | None:
    front = _IN_FRONT.match(text)
    if front is None and strong < len(text) and not any(tag.first == 1 for tag in found.tags):
        front = _DOTTED_IN_FRONT.match(text)
    if front is None or not _plausible(int(front["year"])) or _plain_words(text).startswith(_TITLES_IN_FRONT):
        return None
    end = front.end("dot") if front.re is _DOTTED_IN_FRONT else front.end()
    return Year(0, end, int(front["year"]), bracketed=False)


def show_year(text: str) -> Year | None:
    """The year behind a series' name."""
    bracketed = _bracketed(text)
    if bracketed and _has_title_before(text, bracketed[-1].start):
        return bracketed[-1]
    plain = [year for year in _plain(text) if year.value <= LAST_YEAR and _has_title_before(text, year.start)]
    if plain and not text[plain[-1].end :].strip(" ._-"):
        if _plain_words(text) in _TITLES_ENDING:
            return None
        return None if _OUT_OF_PLACE.search(text, 0, plain[-1].start) else plain[-1]
    return None


def _bracketed(text: str) -> list[Year]:
    if "(" not in text and "[" not in text and "{" not in text:
        return []
    return [
        Year(found.start(), found.end(), int(found["year"]), bracketed=True, is_range=bool(found["range"]))
        for found in _BRACKETED.finditer(text)
        if _plausible(int(found["year"]))
    ]


def _plain(text: str) -> list[Year]:
    return [
        Year(found.start(), found.end(), int(found["year"]), bracketed=False)
        for found in _PLAIN.finditer(text)
        if _plausible(int(found["year"]))
    ]


def _plausible(year: int) -> bool:
    return _FIRST_YEAR <= year <= LAST_YEAR


def _has_title_before(text: str, start: int) -> bool:
    return any(character.isalnum() for character in text[:start])


def _plain_words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _believable(text: str, year: Year, strong: int, found: tags.Words) -> bool:
    """Whether a number without brackets can be the year and not the end of the title."""
    if _plain_words(text[: year.end]) in _TITLES_ENDING:
        return False
    if strong < len(text):
        return True
    rest = text[year.end :].strip(" ._-")
    if not rest:
        return not _OUT_OF_PLACE.search(text, 0, year.start)
    if _PART.match(rest) or rest[0] in "([{" or " " not in text.strip() or text[year.end :].startswith(" - "):
        return True
    return any(tag.start >= year.end and not text[year.end : tag.start].strip(" ._-") for tag in found.tags)
