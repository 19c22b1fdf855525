"""The set of a film."""

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.facts import SetLink
from lobbycard.nfo import elements, ids, lenient
from lobbycard.nfo.elements import Groups
from lobbycard.nfo.people import set_children


def read(children: Groups) -> SetLink | None:
    """The first set that has a name, in the new form or the old."""
    for element in children.get("set", ()):
        name = _name(element)
        if name:
            number = ids.valid("tmdb", element.get("tmdbcolid") or "") or ids.set_id(children)
            overview = next(
                (lenient.text(lenient.flatten(child)) for child in element if elements.name_of(child) == "overview"), ""
            )
            return SetLink(name, overview, {"tmdb": number} if number else {})
    return None


def _name(element: Element) -> str:
    return elements.child_text(element, "name") or lenient.line(element.text or "")


def write(children: Groups, link: SetLink | None) -> Groups:
    """`set` and the elements beside it that hold its id."""
    name = lenient.line(link.name) if link else ""
    if link is None or not name:
        return {"set": [], **{name: [] for name in ids.SET_ELEMENTS}}
    old = children.get("set", [])
    element = old[0] if old else etree.Element("set")
    same_set = _name(element) == name
    element.text = None
    set_children(element, {"name": name})
    overview = lenient.text(link.overview)
    if overview or not same_set:
        set_children(element, {"overview": overview})
    number = ids.valid("tmdb", link.ids.get("tmdb", ""))
    if number:
        element.set("tmdbcolid", number)
    elif not same_set:
        elements.forget(element, "tmdbcolid")
    written: Groups = {"set": [element, *old[1:]]}
    for alias in ids.SET_ELEMENTS:
        if alias in children and (number or not same_set):
            written[alias] = [elements.with_text(children[alias][0], number)] if number else []
    return written
