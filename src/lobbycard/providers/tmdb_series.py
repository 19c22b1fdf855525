"""TMDB's answers about series: the record with its seasons and episodes, out of one or a few requests."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lobbycard.model.facts import Credit, Facts, Offer, Part, Rating, Record, Value
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind
from lobbycard.providers import lenient, tmdb_art, tmdb_facts
from lobbycard.providers.base import Wanted
from lobbycard.providers.lenient import Object
from lobbycard.providers.tmdb_art import NAME, Pictures

_NUMBER = re.compile(r"\d+")
_EPISODE_WORDS = frozenset(
    """episode folge épisode episodio episódio aflevering avsnitt afsnit jakso odcinek epizoda epizód díl
    серия эпизод серія bölüm επεισόδιο פרק الحلقة 第集 第话 第話 話 에피소드 화 ตอนที่ tập""".split()
)
"""The word for episode in TMDB's placeholders."""
_TEXTS = ("title", "plot")


def series(answer: Object, wanted: Wanted, pictures: Pictures, in_fallback: Object | None = None) -> Record:
    """A series with its seasons and episodes; `answer` has the seasons of all requests under their own keys.

    `in_fallback` is the same in the fallback language, asked for when episodes lack texts.
    """
    own_id = lenient.identifier(answer, "id")
    original = lenient.text(answer, "original_language")
    shown = tmdb_facts.localised(pictures, wanted, original)
    facts = Facts(tmdb_facts.said(_fields(answer, wanted, pictures)), tmdb_facts.ids(answer))
    art: tuple[Offer, ...] = (
        *tmdb_facts.art(answer, shown),
        *tmdb_art.trailers(lenient.mapping(answer, "videos"), (*wanted.languages, original)),
    )
    parts = tuple(_parts(answer, shown, keep_generic=wanted.fallback == wanted.language))
    others = tmdb_facts.other_languages(answer, "name", ItemKind.SERIES, wanted)
    if in_fallback is not None:
        others = _with_parts(others, own_id, in_fallback, shown, wanted.fallback)
    return Record(NAME, ItemKind.SERIES, own_id, facts, art, parts, wanted.language, others)


def season_numbers(answer: Object) -> list[int]:
    """The numbers of the seasons that the series has."""
    found = (lenient.integer(season, "season_number") for season in lenient.items(answer, "seasons"))
    return sorted({number for number in found if number is not None and number >= 0})


def episode_numbers(answer: Object) -> frozenset[tuple[int, int]]:
    """Season and number of each episode in the answer."""
    return frozenset(
        (season, number)
        for season in season_numbers(answer)
        for episode in lenient.items(answer, f"season/{season}", "episodes")
        if (number := lenient.integer(episode, "episode_number")) is not None
    )


def lacks_texts(answer: Object) -> bool:
    """True when an episode that has been shown has no text in this language."""
    return any(
        not lenient.text(episode, "overview") and lenient.date(episode, "air_date")
        for season in season_numbers(answer)
        if season > 0
        for episode in lenient.items(answer, f"season/{season}", "episodes")
    )


def is_generic(title: str, number: int) -> bool:
    """True for what TMDB puts in place of a missing title, such as `Folge 5`; the fallback's title is better."""
    rest = "".join(_NUMBER.sub("", title, count=1).split()).strip(".")
    return str(number) in title and rest.casefold() in _EPISODE_WORDS


def _fields(answer: Object, wanted: Wanted, pictures: Pictures) -> dict[str, Value]:
    regular = tmdb_facts.cast(lenient.items(answer, "aggregate_credits", "cast"), pictures)
    found = tmdb_facts.common(answer, "name", wanted)
    found |= {
        "premiered": lenient.date(answer, "first_air_date"),
        "year": lenient.year(answer, "first_air_date"),
        "status": lenient.text(answer, "status"),
        "network": next(iter(tmdb_facts.names(answer, "networks")), ""),
        "runtime": _runtime(answer),
        "certification": _certificate(answer, tmdb_facts.countries_wanted(wanted)),
        "keywords": tmdb_facts.names(answer, "keywords", "results"),
        "cast": regular or tmdb_facts.cast(lenient.items(answer, "credits", "cast"), pictures),
        "crew": _crew(answer, pictures),
    }
    if found["status"] in ("Ended", "Canceled"):
        found["ended"] = lenient.date(answer, "last_air_date")
    return found


def _crew(answer: Object, pictures: Pictures) -> tuple[Credit, ...]:
    creators = ({**entry, "job": "Creator"} for entry in lenient.items(answer, "created_by"))
    people: Iterable[Object] = (*creators, *lenient.items(answer, "aggregate_credits", "crew"))
    return tmdb_facts.crew(iter(people), pictures)[: tmdb_facts.MOST_CAST]


def _runtime(answer: Object) -> int | None:
    """The usual length of an episode: as stated, else the median of the episodes."""
    stated = [minutes for entry in lenient.values(answer, "episode_run_time") if (minutes := _minutes(entry))]
    if stated:
        return stated[0]
    lengths = sorted(
        minutes
        for season in season_numbers(answer)
        if season > 0
        for episode in lenient.items(answer, f"season/{season}", "episodes")
        if (minutes := lenient.positive(episode, "runtime"))
    )
    return lengths[len(lengths) // 2] if lengths else None


def _minutes(entry: object) -> int | None:
    return lenient.positive({"minutes": entry}, "minutes")


def _certificate(answer: Object, countries: tuple[str, ...]) -> str:
    known = {
        lenient.text(entry, "iso_3166_1").upper(): lenient.text(entry, "rating")
        for entry in lenient.items(answer, "content_ratings", "results")
    }
    return next((known[country] for country in countries if known.get(country)), "")


def _parts(answer: Object, pictures: Pictures, keep_generic: bool = True) -> Iterator[Part]:
    listed = {lenient.integer(season, "season_number"): season for season in lenient.items(answer, "seasons")}
    for number in season_numbers(answer):
        season = {**listed[number], **lenient.mapping(answer, f"season/{number}")}
        yield _season(season, number, lenient.mapping(answer, f"season/{number}/images"), pictures)
        for episode in lenient.items(season, "episodes"):
            part = _episode(episode, number, pictures, keep_generic)
            if part is not None:
                yield part


def _season(season: Object, number: int, images: Object, pictures: Pictures) -> Part:
    mean = lenient.number(season, "vote_average")  # how many have voted is not told
    found: dict[str, Value] = {
        "title": lenient.text(season, "name"),
        "plot": lenient.text(season, "overview"),
        "premiered": lenient.date(season, "air_date"),
        "ratings": (Rating(NAME, mean),) if mean else (),
    }
    own_id = lenient.identifier(season, "id")
    facts = Facts(tmdb_facts.said(found), {NAME: own_id} if own_id else {})
    poster = lenient.text(season, "poster_path")
    return Part(number, None, facts, tmdb_art.season_offers(images, poster, number, pictures))


def _episode(episode: Object, season: int, pictures: Pictures, keep_generic: bool) -> Part | None:
    number = lenient.integer(episode, "episode_number")
    if number is None or number < 0:
        return None
    title = lenient.text(episode, "name")
    found: dict[str, Value] = {
        "title": title if keep_generic or not is_generic(title, number) else "",
        "plot": lenient.text(episode, "overview"),
        "aired": lenient.date(episode, "air_date"),
        "runtime": lenient.positive(episode, "runtime"),
        "ratings": tmdb_facts.rating(episode),
        "cast": tmdb_facts.cast(lenient.items(episode, "guest_stars"), pictures, CreditKind.GUEST),
        "crew": tmdb_facts.crew(lenient.items(episode, "crew"), pictures),
    }
    own_id = lenient.identifier(episode, "id")
    still = tmdb_art.single(AssetType.THUMB, "still", lenient.text(episode, "still_path"), pictures)
    return Part(season, number, Facts(tmdb_facts.said(found), {NAME: own_id} if own_id else {}), still)


def _with_parts(
    others: tuple[Record, ...], own_id: str, in_fallback: Object, pictures: Pictures, language: str
) -> tuple[Record, ...]:
    """The fallback's record with the texts of its seasons and episodes."""
    texts = tuple(
        replace(
            part,
            facts=Facts({name: part.facts.fields[name] for name in _TEXTS if name in part.facts.fields}),
            offers=(),
        )
        for part in _parts(in_fallback, pictures)
    )
    own = others[0] if others else Record(NAME, ItemKind.SERIES, own_id, Facts(), language=language)
    return (replace(own, parts=texts), *others[1:])
