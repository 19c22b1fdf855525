"""The pages of providers on the web, by the ids that items have there."""

from urllib.parse import quote

from lobbycard.model.kinds import ItemKind

_ANY = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "letterboxd": "https://letterboxd.com/film/{}/",
    "anidb": "https://anidb.net/anime/{}",
    "anilist": "https://anilist.co/anime/{}",
    "mal": "https://myanimelist.net/anime/{}",
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}",
    "twitter": "https://x.com/{}",
    "kinopoisk": "https://www.kinopoisk.ru/film/{}/",
    "ofdb": "https://www.ofdb.de/film/{},",
    "moviemeter": "https://www.moviemeter.nl/film/{}",
}
_BY_KIND = {
    ("imdb", ItemKind.PERSON): "https://www.imdb.com/name/{}/",
    ("imdb", ItemKind.MOVIE): "https://www.imdb.com/title/{}/",
    ("imdb", ItemKind.SERIES): "https://www.imdb.com/title/{}/",
    ("imdb", ItemKind.EPISODE): "https://www.imdb.com/title/{}/",
    ("tmdb", ItemKind.MOVIE): "https://www.themoviedb.org/movie/{}",
    ("tmdb", ItemKind.SERIES): "https://www.themoviedb.org/tv/{}",
    ("tmdb", ItemKind.PERSON): "https://www.themoviedb.org/person/{}",
    ("tmdb", ItemKind.SET): "https://www.themoviedb.org/collection/{}",
    ("tvdb", ItemKind.MOVIE): "https://thetvdb.com/dereferrer/movie/{}",
    ("tvdb", ItemKind.SERIES): "https://thetvdb.com/dereferrer/series/{}",
    ("tvdb", ItemKind.SEASON): "https://thetvdb.com/dereferrer/season/{}",
    ("tvdb", ItemKind.EPISODE): "https://thetvdb.com/dereferrer/episode/{}",
    ("tvdb", ItemKind.PERSON): "https://thetvdb.com/dereferrer/people/{}",
    ("tvmaze", ItemKind.SERIES): "https://www.tvmaze.com/shows/{}",
    ("tvmaze", ItemKind.SEASON): "https://www.tvmaze.com/seasons/{}",
    ("tvmaze", ItemKind.EPISODE): "https://www.tvmaze.com/episodes/{}",
    ("tvmaze", ItemKind.PERSON): "https://www.tvmaze.com/people/{}",
    ("trakt", ItemKind.MOVIE): "https://trakt.tv/movies/{}",
    ("trakt", ItemKind.SERIES): "https://trakt.tv/shows/{}",
}


def page(provider: str, kind: ItemKind, value: str) -> str | None:
    """The page of an item at a provider; None when there is none that we know."""
    pattern = _BY_KIND.get((provider, kind)) or _ANY.get(provider)
    return pattern.format(quote(value, safe="")) if pattern and value else None
