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


def read(children: Groups) -> tuple[tuple[Credit, ...], tuple[Credit, ...]]:
    """Cast and crew."""
    actors: list[tuple[int, Credit]] = []
    behind: list[Credit] = []
    for position, element in enumerate(children.get("actor", ())):
        texts = elements.texts(element)
        credit = _actor(element, texts)
        if credit and credit.kind is CreditKind.CREW:
            behind.append(credit)
        elif credit:
            order = lenient.integer(texts.get("order") or texts.get("sortorder") or "")
            actors.append((position if order is None or order < 0 else order, credit))
    actors.sort(key=lambda entry: entry[0])
    cast: dict[tuple[str, str], Credit] = {}
    for _, credit in actors:
        cast.setdefault((credit.name, credit.role), credit)
    return tuple(cast.values()), _crew(children, behind)


def _crew(children: Groups, behind: Iterable[Credit]) -> tuple[Credit, ...]:
    """Directors, writers, and those among the actors who are something else."""
    crew: dict[tuple[str, str], Credit] = {}
    for name, word in (("director", "director"), ("credits", "writer"), ("writer", "writer")):
        for element in children.get(name, ()):
            for credit in _named(element, word):
                crew.setdefault((credit.name, credit.job), credit)
    for credit in behind:
        crew.setdefault((credit.name, credit.job), credit)
    return tuple(crew.values())


def _actor(element: Element, texts: Mapping[str, str]) -> Credit | None:
    name = texts.get("name") or ("" if len(element) else lenient.line(element.text or ""))
    if not name:
        return None
    word = texts.get("type", "").replace(" ", "").lower()
    if word in _BEHIND:
        job, department = _BEHIND[word]
        return Credit(name, CreditKind.CREW, job=job, department=department, ids=_child_ids(texts))
    kind = CreditKind.GUEST if word == _GUEST else CreditKind.CAST
    return Credit(name, kind, texts.get("role", ""), ids=_child_ids(texts), portrait=texts.get("thumb", ""))


def _child_ids(texts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for provider in _ID_PROVIDERS:
        raw = texts.get(f"{provider}id") or texts.get(f"{provider}_id")
        value = ids.valid(provider, raw) if raw else ""
        if value:
            found[provider] = value.replace("tt", "nm") if provider == "imdb" else value
    profile = texts.get("profile")
    for provider, pattern in _PROFILES if profile else ():
        link = pattern.search(profile or "")
        if link:
            found.setdefault(provider, link[1])
    return found


def _named(element: Element, word: str) -> list[Credit]:
    names = split(elements.child_text(element, "name") or lenient.flatten(element))
    job, department = _BEHIND[word]
    found = _attribute_ids(element) if len(names) == 1 else {}
    return [Credit(name, CreditKind.CREW, job=job, department=department, ids=found) for name in names]


def _attribute_ids(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for provider in _ID_PROVIDERS if len(element.attrib) else ():
        value = ids.valid(provider, element.get(f"{provider}id") or "")
        if value:
            found[provider] = value.replace("tt", "nm") if provider == "imdb" else value
    return found


def write_cast(children: Groups, cast: Iterable[Credit]) -> list[Element]:
    """One `actor` each; what the file knows of the same actor beyond that is kept."""
    actors: list[Element] = []
    behind: list[Element] = []
    for element in children.get("actor", ()):
        credit = _actor(element, elements.texts(element))
        (behind if credit and credit.kind is CreditKind.CREW else actors).append(element)
    unused = {id(element): (element, elements.texts(element)) for element in actors}
    written: list[Element] = []
    for order, credit in enumerate(cast):
        if lenient.line(credit.name):
            old = _same_actor(unused.values(), credit)
            if old is not None:
                del unused[id(old)]
            written.append(_fill(old if old is not None else etree.Element("actor"), credit, order))
    return written + behind


def _same_actor(candidates: Iterable[tuple[Element, Mapping[str, str]]], credit: Credit) -> Element | None:
    name, role = lenient.line(credit.name).casefold(), lenient.line(credit.role)
    same = [entry for entry in candidates if entry[1].get("name", "").casefold() == name]
    return next((element for element, texts in same if texts.get("role", "") == role), same[0][0] if same else None)


def _fill(element: Element, credit: Credit, order: int) -> Element:
    texts = elements.texts(element)
    if not texts:
        element.text = None
    had_type = texts.get("type", "")
    had_guest = had_type.replace(" ", "").lower() == _GUEST
    wanted = {
        "name": lenient.line(credit.name),
        "role": lenient.line(credit.role),
        "type": "GuestStar" if credit.kind is CreditKind.GUEST else "Actor" if had_guest else had_type,
        "order": str(order),
    }
    if "sortorder" in texts:
        wanted["sortorder"] = str(order)
    if credit.portrait.lower().startswith(("http://", "https://")):
        wanted["thumb"] = lenient.line(credit.portrait)
    wanted |= {f"{provider}id": value for provider, value in _usable(credit.ids)}
    set_children(element, wanted)
    return element


def _usable(found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name in _ID_PROVIDERS if name in found and (value := ids.valid(name, found[name]))]


def set_children(element: Element, wanted: Mapping[str, str]) -> None:
    """The first child of each name gets its text and others of that name go; without a text none stays."""
    old = elements.groups(element)
    for name, text in wanted.items():
        same = old.get(name, [])
        for child in same[1:] if text else same:
            element.remove(child)
        if text:
            elements.with_text(same[0] if same else etree.SubElement(element, name), text)


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
        element = elements.with_text(etree.Element(name) if element is None else element, text)
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
            written[text] = elements.with_text(etree.Element(name) if element is None else element, text)
    return list(written.values())
