"""How much alike two titles are, and whether they are the same title in another spelling."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from lobbycard.model import titles

_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
    "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18",
    "xix": "19", "xx": "20",
}  # fmt: skip
_SPELT = {
    "i": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eins": "1", "zwei": "2", "drei": "3", "un": "1", "deux": "2", "trois": "3",
}  # fmt: skip
_COUNTED = frozenset({"part", "volume", "chapter", "book", "episode", "teil", "partie", "kapitel", "act"})
"""After these a word for a number is one: `Part Two` is `Part 2`, but `Two for Tea` is not `2 for Tea`."""
_SAME = {
    "&": "and",
    "und": "and",
    "et": "and",
    "och": "and",
    "og": "and",
    "vol": "volume",
    "pt": "part",
    "versus": "vs",
}
_DEFINITE = {"the": True, "a": False, "an": False}
_TAG = re.compile(r"\s*\((?:(?:18|19|20)\d\d|[A-Z]{2,3})\)\s*$")
"""TheTVDB tells namesakes apart by a year or country behind the title."""
_COUNTRIES = {"US": "US", "USA": "US", "UK": "GB", "GB": "GB", "AU": "AU", "NZ": "NZ", "CA": "CA", "IE": "IE"}
_COUNTRY = re.compile(rf"\s*(?:\(({'|'.join(_COUNTRIES)})\)|\s({'|'.join(_COUNTRIES)}))\s*$")
"""Names tell namesakes apart by a country, in brackets or as `The.Office.US`."""
_AND = re.compile(r"\b(?:and|und|et|och|og)\b", re.IGNORECASE)
_SPELT_OUT = re.compile(r"([aou])e(?=[bcdfghjklmnpqrstvwxz])", re.IGNORECASE)
"""`ae` for `ä`: a search that ignores accents finds `a`."""
_SUBTITLE = re.compile(r"\s*(?::|\s[-–—]\s)\s*")
SHORT = 4
"""Titles of so few letters are the same or they are not."""
MOST_ALIKE = 0.95
"""Titles that are not the same never count as such."""


class Form(NamedTuple):
    """A title made comparable."""

    joined: frozenset[str]
    """All letters and digits without blanks, with `ä` as `a` and as `ae`."""
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    is_definite: bool | None
    """Whether it begins with `the` or with `a`; None without an article, and in other languages."""


@lru_cache(maxsize=16384)
def form(title: str) -> Form:
    """A title without case, accents, punctuation, leading article and trailing tag, its numerals as digits."""
    plain = titles.natural_title(_TAG.sub("", title))
    article, rest = titles.split_article(plain)
    rest = rest or plain
    words = _numbered(titles.search_text(rest.replace("&", " and ").replace("+", " and ")).split())
    joined = {"".join(words)}
    spelt_out = titles.clean_title(rest)
    if not rest.isascii():
        joined.add(spelt_out)
    numbers = tuple(sorted(word for word in words if word.isdigit()))
    return Form(frozenset(joined), words, numbers, _DEFINITE.get(article.casefold()))


def is_same(one: str, other: str) -> bool:
    """True when both are the same title in different spellings."""
    return _are_same(form(one), form(other))


def _are_same(left: Form, right: Form) -> bool:
    """`Lamp` is `The Lamp`, but `A Lamp` may be another."""
    return bool(left.joined & right.joined) and {left.is_definite, right.is_definite} != {True, False}


@lru_cache(maxsize=16384)
def similarity(one: str, other: str) -> float:
    """From 0 to 1, and 1 only for the same title.

    Different numbers tell sequels apart, so they count heavily; so do titles of few letters, where one changes all.
    """
    left, right = form(one), form(other)
    if _are_same(left, right):
        return 1.0
    if min(len(" ".join(form_.words)) for form_ in (left, right)) <= SHORT:
        return 0.0
    a, b = " ".join(left.words), " ".join(right.words)
    alike = max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b)) / 100
    alike = max(alike, JaroWinkler.similarity(a, b) - 0.05)
    if fuzz.token_set_ratio(a, b) == 100:  # one has all words of the other
        alike = max(alike, 0.8)
    if left.numbers != right.numbers:
        alike -= 0.15
    return max(0.0, min(alike, MOST_ALIKE))


def is_main_part(short: str, whole: str) -> bool:
    """True when `short` is `whole` without its subtitle, such as `Harbour` of `Harbour: A Life at Sea`."""
    return any(is_same(short, whole[: found.start()]) for found in _SUBTITLE.finditer(whole) if found.start() > SHORT)


def has_same_numbers(one: str, other: str) -> bool:
    """True when the numbers in both are the same."""
    return form(one).numbers == form(other).numbers


def without_country(title: str) -> tuple[str, str]:
    """A title without the country behind it, and that country; in all capitals `US` may be the word."""
    found = _COUNTRY.search(title)
    if found is None or not found.start() or (found[2] and title.isupper()):
        return title, ""
    return title[: found.start()], _COUNTRIES[found[1] or found[2]]


def variants(title: str) -> list[str]:
    """Other spellings to search by: `&` and `and`, roman and arabic numerals, no article, no subtitle or part."""
    found: list[str] = [titles.natural_title(title)]
    if "&" in title:
        found.append(title.replace("&", "and"))
    elif _AND.search(title):
        found.append(_AND.sub("&", title))
    if _SPELT_OUT.search(title):
        found.append(_SPELT_OUT.sub(r"\1", title))
    found.append(_with_other_numerals(title))
    found += re.split(r"\s+(?:aka|a\.k\.a\.)\s+|\s[-–—]\s", title, flags=re.IGNORECASE)
    found.append(re.sub(r"[\s,:-]+(?:part|vol(?:ume|\.)?|teil)\s+\w+$", "", title, flags=re.IGNORECASE))
    found.append(titles.split_article(title)[1])
    distinct = {one.strip().casefold(): one.strip() for one in reversed(found) if one.strip()}
    distinct.pop(title.casefold(), None)
    return list(reversed(distinct.values()))


def _numbered(words: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for position, word in enumerate(words):
        plain = _SAME.get(word, word)
        if found and found[-1] in _COUNTED:
            plain = _SPELT.get(plain, _ROMAN.get(plain, plain))
        elif position > 0:
            plain = _ROMAN.get(plain, plain)
        found.append(plain.lstrip("0") or "0" if plain.isdigit() else plain)
    return tuple(found)


def _with_other_numerals(title: str) -> str:
    arabic = {digits: roman.upper() for roman, digits in _ROMAN.items()}
    words = title.split()
    for position in range(1, len(words)):
        bare = words[position].strip(":,.-")
        other = arabic.get(bare) or (_ROMAN.get(bare.lower()) if bare.isupper() else None)
        if other:
            words[position] = words[position].replace(bare, other)
    return " ".join(words)
