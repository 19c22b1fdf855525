"""External ids: `uniqueid` and all the older forms."""

import json
import re
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import elements, lenient, links
from lobbycard.nfo.elements import Groups

_NAMES = {
    "themoviedb": "tmdb",
    "moviedb": "tmdb",
    "thetvdb": "tvdb",
    "imdbid": "imdb",
    "tmdbid": "tmdb",
    "tvdbid": "tvdb",
    "imdb_id": "imdb",
    "tmdb_id": "tmdb",
    "tvdb_id": "tvdb",
    "traktid": "trakt",
    "tv maze": "tvmaze",
}
_ELEMENTS = {
    f"{provider}{tail}": provider
    for provider in ("imdb", "tmdb", "tvdb", "tvmaze", "tvrage", "anidb", "trakt", "wikidata", "zap2it", "kinopoisk")
    for tail in ("id", "_id")
} | {"imdb": "imdb", "tmdb": "tmdb", "tvdb": "tvdb"}
SET_ELEMENTS = ("collectionnumber", "tmdbcolid", "tmdbcollectionid")
"""Elements beside `set` that hold its id."""

_SET_TYPES = {"tmdbset", "tmdbcol", "tmdbcollection"}
_OURS = {"tmdb", "imdb", "tvdb", "tvmaze", "trakt", "wikidata", "anidb", "tvrage"}
"""Providers whose ids are taken out of a file when the item has them no longer; others are left alone."""

_NOT_PLAYERS = {"facebook", "instagram", "twitter", "tiktok", "youtube", "homepage"}
"""Ids that no player has a use for."""

_FILM_ORDER = ("tmdb", "imdb", "tvdb", "tvmaze", "trakt")
_TV_ORDER = ("tvdb", "tmdb", "imdb", "tvmaze", "trakt")
_IMDB = re.compile(r"(tt|nm|co)?0*(\d{1,10})", re.ASCII)
_IMDB_WITHIN = re.compile(r"\b(tt|nm)0*(\d{5,10})(?!\d)", re.ASCII)
_NUMBER = re.compile(r"(?:(?:series|movie|episode|tv)[-/])?0*(\d{1,12})(?:-[\w-]*)?", re.ASCII)
_VALUE = re.compile(r"[^\s<>]{1,100}")


def valid(provider: str, raw: str) -> str:
    """An id in its usual form, or nothing."""
    value = raw.strip()
    if provider == "imdb":
        found = _IMDB.fullmatch(value.lower()) or _IMDB_WITHIN.search(value.lower())
        return (found[1] or "tt") + found[2].rjust(7, "0") if found and found[2] != "0" else ""
    if provider in ("tmdb", "tvdb", "tvmaze"):
        found = _NUMBER.fullmatch(links.ids_of(value).get(provider, value))
        return found[1] if found and found[1] != "0" else ""
    return value if _VALUE.fullmatch(value) and value not in ("0", "-1") else ""


def provider_name(raw: str) -> str:
    """How we call the provider that a file names."""
    name = raw.strip().lower()
    return _NAMES.get(name, name)


def read(children: Groups, kind: ItemKind) -> dict[str, str]:
    """All ids of one item."""
    found: dict[str, str] = {}
    for element in children.get("uniqueid", ()):
        provider = provider_name(element.get("type") or "")
        if provider in ("", "unknown", "default") and _IMDB_WITHIN.fullmatch(lenient.flatten(element).strip().lower()):
            provider = "imdb"
        if provider and provider not in _SET_TYPES and len(provider) <= 40:
            _note(found, provider, lenient.flatten(element))
    for name, provider in _ELEMENTS.items():
        if name in children:
            for element in children[name]:
                _note(found, provider, lenient.flatten(element))
    for element in children.get("id", ()):
        _read_legacy(found, element, kind, alone=not children.get("uniqueid"))
    for element in children.get("episodeguide", ()):
        for provider, value in (_guide_of(element) or _linked(element)).items():
            if provider in _OURS:
                _note(found, provider, str(value))
    return found


def _note(found: dict[str, str], provider: str, raw: str) -> None:
    value = valid(provider, raw)
    if value:
        found.setdefault(provider, value)


def _read_legacy(found: dict[str, str], element: Element, kind: ItemKind, alone: bool) -> None:
    for attribute, raw in element.items():
        provider = str(attribute).lower()
        if provider in ("imdb", "tmdb", "tvdb"):
            _note(found, provider, str(raw))
    value = lenient.flatten(element).strip()
    if re.fullmatch(r"tt\d{5,10}", value):
        _note(found, "imdb", value)
    elif alone and value.isdigit() and value.isascii():
        _note(found, "tmdb" if kind in (ItemKind.MOVIE, ItemKind.SET) else "tvdb", value)


def set_id(children: Groups) -> str:
    """The TMDB id of the film's set, where it stands outside `set`."""
    for name in SET_ELEMENTS:
        value = valid("tmdb", elements.first_text(children, name))
        if value:
            return value
    for element in children.get("uniqueid", ()):
        if (element.get("type") or "").strip().lower() in _SET_TYPES:
            return valid("tmdb", lenient.flatten(element))
    return ""


def write(children: Groups, ids: Mapping[str, str], kind: ItemKind, default: str) -> Groups:
    """The elements for these ids; nothing when there are none to write."""
    wanted = {provider: valid(provider, value) for provider, value in ids.items() if provider not in _NOT_PLAYERS}
    wanted = {provider: value for provider, value in wanted.items() if value}
    if not wanted:
        return {}
    before = read(children, kind)
    other_thing = any(before.get(provider, value) != value for provider, value in wanted.items() if provider in _OURS)
    written = {"uniqueid": _unique_ids(children, wanted, kind, default, other_thing)}
    for name, provider in _ELEMENTS.items():
        if name in children and (provider in wanted or provider in _OURS or other_thing):
            written[name] = [elements.with_text(children[name][0], wanted[provider])] if provider in wanted else []
    if "id" in children:
        written["id"] = _legacy(children["id"], wanted, before, other_thing)
    if "episodeguide" in children:
        guides = [element for element in children["episodeguide"] if _fits(element, wanted)]
        written["episodeguide"] = [_guide(element, wanted) for element in guides]
    return written


def _unique_ids(
    children: Groups, wanted: Mapping[str, str], kind: ItemKind, default: str, other_thing: bool
) -> list[Element]:
    kept: dict[str, Element] = {}
    file_default = ""
    for element in children.get("uniqueid", ()):
        provider = provider_name(element.get("type") or "")
        if (element.get("default") or "").lower() == "true":
            file_default = file_default or provider
        stays = provider in wanted or provider in _SET_TYPES or not (provider in _OURS or other_thing)
        if stays and provider not in kept and (provider in wanted or lenient.flatten(element).strip()):
            kept[provider] = element
    order = _FILM_ORDER if kind in (ItemKind.MOVIE, ItemKind.SET, ItemKind.PERSON) else _TV_ORDER
    for provider in [name for name in order if name in wanted] + sorted(set(wanted) - set(order)):
        element = kept.setdefault(provider, etree.Element("uniqueid"))
        element.set("type", provider)
        elements.with_text(element, wanted[provider])
    main = next(name for name in (default, file_default, *order, *sorted(wanted)) if name in wanted)
    for provider, element in kept.items():
        if provider == main:
            element.set("default", "true")
        elif (element.get("default") or "").lower() == "true":
            del element.attrib["default"]
    return list(kept.values())


def _legacy(
    old: list[Element], wanted: Mapping[str, str], before: Mapping[str, str], other_thing: bool
) -> list[Element]:
    """`id`, where the file has it: the same provider's id as before."""
    for element in old:
        for attribute in [str(name) for name in element.attrib if str(name).lower() in ("imdb", "tmdb", "tvdb")]:
            value = wanted.get(attribute.lower())
            if value:
                element.set(attribute, value)
            else:
                del element.attrib[attribute]
    return [element for element in old if _brought_up_to_date(element, wanted, before, other_thing)]


def _brought_up_to_date(
    element: Element, wanted: Mapping[str, str], before: Mapping[str, str], other_thing: bool
) -> bool:
    """Gives one `id` its provider's new value; false when it has to go."""
    value = lenient.flatten(element).strip()
    provider = next((name for name, known in before.items() if known == value), "")
    if provider in wanted:
        elements.with_text(element, wanted[provider])
    return provider in wanted or not (other_thing or provider)


def _guide(element: Element, wanted: Mapping[str, str]) -> Element:
    """Kodi's episode guide names ids as JSON; older forms are left alone."""
    guide = _guide_of(element)
    renewed = {key: wanted.get(key, value) for key, value in guide.items() if key in wanted or key not in _OURS}
    if renewed != {key: str(value) for key, value in guide.items()}:
        element.text = json.dumps(renewed)
    return element


def _linked(element: Element) -> dict[str, str]:
    """The ids in the addresses of an older guide."""
    return links.in_text(lenient.flatten(element))[1]


def _fits(element: Element, wanted: Mapping[str, str]) -> bool:
    """Whether a guide of addresses is not that of another series."""
    return all(wanted.get(provider, value) == value for provider, value in _linked(element).items())


def _guide_of(element: Element) -> dict[str, object]:
    text = (element.text or "").strip()
    if not text.startswith("{"):
        return {}
    try:
        guide = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return guide if isinstance(guide, dict) else {}
