"""Ratings: the names and scales of players, and the order that all of them read alike."""

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.facts import LONGEST_NAME, Rating
from lobbycard.nfo import elements, lenient
from lobbycard.nfo.elements import Groups

_SOURCES = {
    "themoviedb": "tmdb",
    "thetvdb": "tvdb",
    "tomatometerallcritics": "rottentomatoes",
    "tomatometerallaudience": "rottentomatoes_audience",
    "": "default",
}
_WRITTEN = {
    "tmdb": "themoviedb",
    "rottentomatoes": "tomatometerallcritics",
    "rottentomatoes_audience": "tomatometerallaudience",
}
_PERCENT = {"metacritic", "rottentomatoes", "rottentomatoes_audience"}
_TENTHS = {"imdb", "tmdb", "tvdb", "tvmaze", "trakt", "default"}
_OURS = _PERCENT | _TENTHS | {"letterboxd"}
"""Ratings that are taken out of a file when the item has them no longer; others are left alone."""

_PREFERRED = ("tmdb", "imdb", "tvdb", "tvmaze", "trakt", "default")


def _normal(source: str, value: float, largest: float, votes: int | None, is_default: bool) -> Rating | None:
    """A rating in its source's own scale; impossible ones are none."""
    if value > largest and value <= 100:
        largest = 100.0
    if len(source) > LONGEST_NAME or value < 0 or largest <= 0 or value > largest or (value == 0 and not votes):
        return None
    native = 100.0 if source in _PERCENT else 10.0 if source in _TENTHS else largest
    return Rating(source, round(value * native / largest, 5), native, votes, is_default)


def ordered(found: Iterable[Rating]) -> tuple[Rating, ...]:
    """Each source once, exactly one default, which stands first; the rest by name."""
    by_source: dict[str, Rating] = {}
    for rating in found:
        by_source.setdefault(rating.source, rating)
    if not by_source:
        return ()
    main = next((rating.source for rating in by_source.values() if rating.is_default), "")
    main = main or next((name for name in _PREFERRED if name in by_source), min(by_source))
    marked = [rating._replace(is_default=rating.source == main) for rating in by_source.values()]
    return tuple(sorted(marked, key=lambda rating: (not rating.is_default, rating.source)))


def read(children: Groups) -> tuple[Rating, ...]:
    """All ratings; the older single pair counts when there are no others."""
    found: list[Rating] = []
    for group in children.get("ratings", ()):
        for element in group:
            if elements.name_of(element) == "rating":
                found.extend(_one(element))
    if not found:
        found.extend(_single(children))
    critics = lenient.decimal(elements.first_text(children, "criticrating"))
    if critics is not None and not any(rating.source == "rottentomatoes" for rating in found):
        rating = _normal("rottentomatoes", critics, 100.0, None, False)
        found.extend([rating] if rating else [])
    return ordered(found)


def _one(element: Element) -> list[Rating]:
    texts = elements.texts(element)
    value = lenient.decimal(texts.get("value") or element.text or "")
    if value is None:
        return []
    source = (element.get("name") or "").strip().lower()
    largest = lenient.decimal(element.get("max") or "") or 10.0
    votes = lenient.count(texts.get("votes", ""))
    is_default = (element.get("default") or "").strip().lower() == "true"
    rating = _normal(_SOURCES.get(source, source), value, largest, votes or None, is_default)
    return [rating] if rating else []


def _single(children: Groups) -> list[Rating]:
    for element in children.get("rating", []) + children.get("communityrating", []):
        value = lenient.decimal(lenient.flatten(element))
        if value is not None:
            votes = lenient.count(elements.first_text(children, "votes"))
            largest = lenient.decimal(element.get("max") or "") or 10.0
            rating = _normal("default", value, largest, votes or None, True)
            return [rating] if rating else []
    return []


def write(children: Groups, wanted: tuple[Rating, ...]) -> Groups:
    """`ratings`, the older pair with the default rating, and the critics' rating of Jellyfin."""
    ratings = ordered(wanted)
    default = ratings[0] if ratings else None
    tenths = default.value * 10 / default.max if default else 0.0
    critics = next((rating for rating in ratings if rating.source == "rottentomatoes"), None)
    written: Groups = {
        "ratings": _group(children, ratings),
        "rating": [_simple(children, "rating", _number(tenths))] if default else [],
        "votes": [_simple(children, "votes", str(default.votes))] if default and default.votes else [],
        "criticrating": [_simple(children, "criticrating", _number(critics.value))] if critics else [],
    }
    if "communityrating" in children:
        written["communityrating"] = [_simple(children, "communityrating", _number(tenths))] if default else []
    return written


def _group(children: Groups, ratings: tuple[Rating, ...]) -> list[Element]:
    """Tomatoes first, the default last: readers that know no default take the last that is no tomato."""
    groups = children.get("ratings") or [etree.Element("ratings")]
    old: dict[str, Element] = {}
    kept: list[Element] = []
    for element in [element for group in groups for element in group]:
        name = (element.get("name") or "").strip().lower()
        source = _SOURCES.get(name, name)
        if elements.name_of(element) != "rating" or (source not in _OURS and all(r.source != source for r in ratings)):
            kept.append(element)
            elements.forget(element, "default")
        else:
            old.setdefault(source, element)
    for group in groups:
        group[:] = []
    ours = sorted(ratings, key=lambda rating: (rating.is_default, not _is_tomato(rating), rating.source))
    group = groups[0]
    group.extend(kept + [_element(old.get(rating.source), rating) for rating in ours])
    return [group] if len(group) else []


def _is_tomato(rating: Rating) -> bool:
    return rating.source == "rottentomatoes"


def _element(old: Element | None, rating: Rating) -> Element:
    percent = rating.max == 100 and not _is_tomato(rating) and rating.source in _PERCENT | _TENTHS
    element = old if old is not None else etree.Element("rating")
    element.text = None
    element.set("name", _WRITTEN.get(rating.source, rating.source))
    element.set("max", "10" if percent else _number(rating.max))
    elements.forget(element, "default")
    if rating.is_default:
        element.set("default", "true")
    _child(element, "value", _number(rating.value / 10 if percent else rating.value))
    _child(element, "votes", str(rating.votes) if rating.votes else "")
    return element


def _child(element: Element, name: str, text: str) -> None:
    old = [child for child in element if elements.name_of(child) == name]
    for child in old if not text else old[1:]:
        element.remove(child)
    if text:
        elements.with_text(old[0] if old else etree.SubElement(element, name), text)


def _simple(children: Groups, name: str, text: str) -> Element:
    element = children[name][0] if name in children else etree.Element(name)
    if "max" in element.attrib:
        element.set("max", "10" if name != "criticrating" else "100")
    return elements.with_text(element, text)


def _number(value: float) -> str:
    return f"{round(value, 6):.10g}"
