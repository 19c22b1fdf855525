"""Links to metadata providers inside any text, and the ids they name."""

import re

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'\x00-\x1f]{4,500}", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w.])(?:(?:m|www)\.)?(?:imdb\.com|themoviedb\.org|thetvdb\.com)/[^\s<>\"']{4,200}", re.IGNORECASE
)
_ALONE = re.compile(r"\s*(?:imdb[\s:=-]*)?(tt\d{7,10})\s*", re.IGNORECASE)
"""An id and nothing else."""
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (provider, re.compile(pattern, re.IGNORECASE))
    for provider, pattern in (
        ("imdb", r"imdb\.[a-z]{2,3}(?:/[a-z]{2})?/(?:[a-z]+/)*\??(?:title/)?(tt\d{5,10})(?!\d)"),
        ("imdb", r"imdb\.[a-z]{2,3}/Title\?(\d{6,10})(?!\d)"),
        ("tmdb", r"themoviedb\.org/(?:movie|tv|collection)/(\d{1,9})(?!\d)"),
        ("tmdb", r"(?:tmdb|themoviedb)\.org/3/(?:movie|tv)/(\d{1,9})(?!\d)"),
        ("tvdb", r"thetvdb\.com/.*?[?&](?:id|seriesid)=(\d{1,9})(?!\d)"),
        ("tvdb", r"thetvdb\.com/(?:dereferrer/)?(?:series|movie|movies|episode)/(\d{1,9})(?![\w-])"),
        ("tvdb", r"thetvdb\.com/api/[0-9A-F]+/series/(\d{1,9})(?!\d)"),
        ("tvdb_slug", r"thetvdb\.com/(?:series|movies)/([a-z0-9][a-z0-9-]*)"),
        ("tvmaze", r"tvmaze\.com/shows/(\d{1,9})(?!\d)"),
        ("trakt", r"trakt\.tv/(?:movies|shows)/([a-z0-9][a-z0-9-]*)"),
        ("anidb", r"anidb\.net/(?:perl-bin/animedb\.pl\?show=anime&aid=|anime/|a)(\d{1,9})(?!\d)"),
        ("anilist", r"anilist\.co/anime/(\d{1,9})(?!\d)"),
        ("mal", r"myanimelist\.net/anime/(\d{1,9})(?!\d)"),
        ("wikidata", r"wikidata\.org/(?:wiki|entity)/(Q\d{1,12})(?!\d)"),
        ("letterboxd", r"letterboxd\.com/film/([a-z0-9][a-z0-9-]*)"),
        ("moviemeter", r"moviemeter\.nl/film/(\d{1,9})(?!\d)"),
        ("ofdb", r"ofdb\.de/film/(\d{1,9})(?!\d)"),
        ("kinopoisk", r"kinopoisk\.ru/(?:level/\d/)?(?:film|series)/(\d{1,9})(?!\d)"),
        ("allocine", r"allocine\.fr/film/fichefilm_gen_cfilm=(\d{1,9})(?!\d)"),
    )
)


def in_text(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The provider links in a text, and the ids; the first of each provider counts."""
    alone = _ALONE.fullmatch(text) if len(text) < 100 else None
    if alone:
        return (), {"imdb": alone[1].lower()}
    if "." not in text or "/" not in text:
        return (), {}
    urls: dict[str, None] = {}
    ids: dict[str, str] = {}
    for pattern in (_URL, _BARE):
        for found in pattern.finditer(text):
            url = found[0].rstrip(".,;:!)]}|*>")
            named = ids_of(url)
            if named and not any(url in known for known in urls):
                urls[url] = None
                for provider, value in named.items():
                    ids.setdefault(provider, value)
            if len(urls) >= 50:
                return tuple(urls), ids
    return tuple(urls), ids


def ids_of(url: str) -> dict[str, str]:
    """The id that one link names."""
    for provider, pattern in _FORMS:
        found = pattern.search(url)
        if found:
            value = found[1] if provider != "imdb" else "tt" + found[1].lower().removeprefix("tt").rjust(7, "0")
            return {provider: value}
    return {}


def without_links(text: str) -> str:
    """What is left of a text when its links are taken out."""
    return _BARE.sub(" ", _URL.sub(" ", text))
