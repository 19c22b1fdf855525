"""Cast and crew."""

import re
from collections.abc import Iterable, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.facts import Credit
from lobbycard.model.kinds import CreditKind
from lobbycard.nfo import elements, ids, lenient
from lobbycard.nfo.elements import Groups

_GUEST = "gueststar"
_BEHIND = {
    "director": ("Director", "Directing"),
    "writer": ("Writer", "Writing"),
    "producer": ("Producer", "Production"),
    "composer": ("Original Music Composer", "Sound"),
    "conductor": ("Conductor", "Sound"),
    "lyricist": ("Lyricist", "Sound"),
    "creator": ("Creator", "Creator"),
    "editor": ("Editor", "Editing"),
}
"""Types of `actor` that are no actors."""

_WRITING = {
    "writer",
    "screenplay",
    "story",
    "teleplay",
    "author",
    "screenstory",
    "original story",
    "co-writer",
    "scenario writer",
}
_ID_PROVIDERS = ("tmdb", "imdb", "tvdb", "tvmaze", "trakt", "wikidata")
_PROFILES = (
    ("tmdb", re.compile(r"themoviedb\.org/person/(\d{1,9})")),
    ("imdb", re.compile(r"imdb\.com/name/(nm\d{5,10})")),
    ("tvmaze", re.compile(r"tvmaze\.com/people/(\d{1,9})")),
)
_SEPARATOR = re.compile(r"\s+/\s+|\s*\|\s*")


def split(raw: str) -> list[str]:
    """The names or terms in one element: players join them with a slash between blanks."""
    return [entry for part in _SEPARATOR.split(lenient.line(raw)) if (entry := part.strip())]


def read_cast(children: Groups) -> tuple[Credit, ...]:
    """Actors and guests in their order; each person and role once."""
    ranked: list[tuple[int, int, Credit]] = []
    for position, element in enumerate(children.get("actor", ())):
        credit = _actor(element)
        if credit and credit.kind is not CreditKind.CREW:
            order = lenient.integer(elements.child_text(element, "order", "sortorder"))
            ranked.append((position if order is None or order < 0 else order, position, credit))
    ranked.sort(key=lambda entry: entry[:2])
    distinct: dict[tuple[str, str], Credit] = {}
    for _, _, credit in ranked:
        distinct.setdefault((credit.name, credit.role), credit)
    return tuple(distinct.values())


def _actor(element: Element) -> Credit | None:
    name = elements.child_text(element, "name") or ("" if len(element) else lenient.line(element.text or ""))
    if not name:
        return None
    word = elements.child_text(element, "type").replace(" ", "").lower()
    if word in _BEHIND:
        job, department = _BEHIND[word]
        return Credit(name, CreditKind.CREW, job=job, department=department, ids=_child_ids(element))
    return Credit(
        name,
        CreditKind.GUEST if word == _GUEST else CreditKind.CAST,
        elements.child_text(element, "role"),
        ids=_child_ids(element),
        portrait=elements.child_text(element, "thumb"),
    )


def _child_ids(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for provider in _ID_PROVIDERS:
        value = ids.valid(provider, elements.child_text(element, f"{provider}id", f"{provider}_id"))
        if value:
            found[provider] = value.replace("tt", "nm") if provider == "imdb" else value
    profile = elements.child_text(element, "profile")
    for provider, pattern in _PROFILES if profile else ():
        link = pattern.search(profile)
        if link:
            found.setdefault(provider, link[1])
    return found


def read_crew(children: Groups) -> tuple[Credit, ...]:
    """Directors, writers, and those among the actors who are something else."""
    crew: dict[tuple[str, str], Credit] = {}
    for name, word in (("director", "director"), ("credits", "writer"), ("writer", "writer")):
        for element in children.get(name, ()):
            for credit in _named(element, word):
                crew.setdefault((credit.name, credit.job), credit)
    for element in children.get("actor", ()):
        found = _actor(element)
        if found and found.kind is CreditKind.CREW:
            crew.setdefault((found.name, found.job), found)
    return tuple(crew.values())


def _named(element: Element, word: str) -> list[Credit]:
    names = split(elements.child_text(element, "name") or lenient.flatten(element))
    job, department = _BEHIND[word]
    found = _attribute_ids(element) if len(names) == 1 else {}
    return [Credit(name, CreditKind.CREW, job=job, department=department, ids=found) for name in names]


def _attribute_ids(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for provider in _ID_PROVIDERS:
        value = ids.valid(provider, element.get(f"{provider}id") or "")
        if value:
            found[provider] = value.replace("tt", "nm") if provider == "imdb" else value
    return found


def write_cast(children: Groups, cast: Iterable[Credit]) -> list[Element]:
    """One `actor` each; what the file knows of the same actor beyond that is kept."""
    actors: list[Element] = []
    behind: list[Element] = []
    for element in children.get("actor", ()):
        credit = _actor(element)
        (behind if credit and credit.kind is CreditKind.CREW else actors).append(element)
    unused = {id(element): element for element in actors}
    written: list[Element] = []
    for order, credit in enumerate(cast):
        if lenient.line(credit.name):
            old = _same_actor(unused.values(), credit)
            if old is not None:
                del unused[id(old)]
            written.append(_fill(old if old is not None else etree.Element("actor"), credit, order))
    return written + behind


def _same_actor(candidates: Iterable[Element], credit: Credit) -> Element | None:
    name = lenient.line(credit.name).casefold()
    same = [element for element in candidates if elements.child_text(element, "name").casefold() == name]
    role = lenient.line(credit.role)
    return next(
        (element for element in same if elements.child_text(element, "role") == role), same[0] if same else None
    )


def _fill(element: Element, credit: Credit, order: int) -> Element:
    if not len(element):
        element.text = None
    had_type = elements.child_text(element, "type")
    had_guest = had_type.replace(" ", "").lower() == _GUEST
    kind = "GuestStar" if credit.kind is CreditKind.GUEST else "Actor" if had_guest else had_type
    set_child(element, "name", lenient.line(credit.name))
    set_child(element, "role", lenient.line(credit.role))
    set_child(element, "type", kind)
    set_child(element, "order", str(order))
    if elements.child_text(element, "sortorder"):
        set_child(element, "sortorder", str(order))
    if (
        credit.portrait.lower().startswith(("http://", "https://"))
        and elements.child_text(element, "thumb") != credit.portrait
    ):
        set_child(element, "thumb", lenient.line(credit.portrait))
    for provider, value in _usable(credit.ids):
        set_child(element, f"{provider}id", value)
    return element


def _usable(found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name in _ID_PROVIDERS if name in found and (value := ids.valid(name, found[name]))]


def set_child(element: Element, name: str, text: str) -> None:
    """The first child of that name gets the text and others go; without text none stays."""
    same = [child for child in element if elements.name_of(child) == name]
    for child in same[1:] if text else same:
        element.remove(child)
    if text:
        child = same[0] if same else etree.SubElement(element, name)
        child[:] = []
        child.text = text


def write_crew(children: Groups, crew: Iterable[Credit]) -> Groups:
    """Directors and writers; players have no place for other jobs."""
    directors: list[Credit] = []
    writers: list[Credit] = []
    for credit in crew:
        job = credit.job.strip().lower()
        if job == "director":
            directors.append(credit)
        elif job in _WRITING or (credit.department == "Writing" and not job.endswith("assistant")):
            writers.append(credit)
    written = {"director": _names(children, "director", directors), "credits": _names(children, "credits", writers)}
    if "writer" in children:
        written["writer"] = _names(children, "writer", writers)
    return written


def _names(children: Groups, name: str, credits_: list[Credit]) -> list[Element]:
    old = {lenient.line(lenient.flatten(element)): element for element in children.get(name, ())}
    written: dict[str, Element] = {}
    for credit in credits_:
        text = lenient.line(credit.name)
        if not text or text in written:
            continue
        element = old.get(text)
        element = etree.Element(name) if element is None else element
        element[:] = []
        element.text = text
        for provider, value in _usable(credit.ids):
            element.set(f"{provider}id", value)
        written[text] = element
    return list(written.values())


def write_terms(children: Groups, name: str, terms: Iterable[str]) -> list[Element]:
    """One element for each term; those that are there already keep their attributes."""
    old = {lenient.line(lenient.flatten(element)): element for element in children.get(name, ())}
    written: dict[str, Element] = {}
    for term in terms:
        text = lenient.line(term)
        if text and text not in written:
            element = old.get(text)
            written[text] = etree.Element(name) if element is None else element
            written[text].text = text
    return list(written.values())
