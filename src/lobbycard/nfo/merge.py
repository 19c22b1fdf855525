"""Brings one root element of an NFO file into line with an item; all that is not ours stays."""

from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.facts import Credit, Rating, SetLink, Value
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.nfo import elements, ids, lenient, people, pictures, ratings, sets, streams, trailers
from lobbycard.nfo.elements import Groups
from lobbycard.nfo.values import NfoInput, Options

NAMES = {
    ItemKind.MOVIE: "movie",
    ItemKind.SERIES: "tvshow",
    ItemKind.EPISODE: "episodedetails",
    ItemKind.SEASON: "season",
    ItemKind.SET: "set",
    ItemKind.PERSON: "person",
}


def merged(root: Element | None, item: NfoInput, options: Options) -> Element:
    """The root element for this item; the old one is used up."""
    root = etree.Element(NAMES[item.kind]) if root is None else root
    children = elements.groups(root)
    wanted = _fields(children, item) | _structure(children, item)
    wanted |= ids.write(children, item.facts.ids, item.kind, options.default_provider)
    if options.lock and "lockdata" not in children:
        wanted["lockdata"] = [_leaf(children, "lockdata", "true")]
    for name, group in wanted.items():
        for element in group:
            element.tag = str(element.tag)[: -len(name)] + name
    kept = [child for child in root if not _is_link(child, item.kind, options.published_art)]
    root[:] = _placed(kept, wanted, elements.known(item.kind) | elements.STATE)
    _name_root(root)
    return root


def _fields(children: Groups, item: NfoInput) -> Groups:
    """The elements of every field that the facts mention; an empty list takes the field out."""
    given = item.facts.fields
    wanted: Groups = {}
    for row in elements.scalars(item.kind):
        if row.field in given:
            wanted |= _scalar(children, row, given[row.field])
    for terms in elements.terms(item.kind):
        if terms.field in given:
            wanted[terms.element] = people.write_terms(children, terms.element, _texts(given[terms.field]))
    if item.kind is ItemKind.SERIES and ("network" in given or "studios" in given):
        network = _text(given["network"]) if "network" in given else elements.first_text(children, "network")
        wanted["studio"] = _with_network(children, wanted, lenient.line(network))
    if "cast" in given and "actor" in elements.known(item.kind):
        wanted["actor"] = people.write_cast(children, _credits(given["cast"]))
    if "crew" in given and "director" in elements.known(item.kind):
        wanted |= people.write_crew(children, _credits(given["crew"]))
    if "ratings" in given and "ratings" in elements.known(item.kind):
        wanted |= ratings.write(children, _ratings(given["ratings"]))
    if "set" in given and item.kind is ItemKind.MOVIE:
        link = given["set"]
        wanted |= sets.write(children, link if isinstance(link, SetLink) else None)
    return wanted


def _texts(value: Value) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, tuple) else []


def _credits(value: Value) -> list[Credit]:
    return [entry for entry in value if isinstance(entry, Credit)] if isinstance(value, tuple) else []


def _ratings(value: Value) -> tuple[Rating, ...]:
    return tuple(entry for entry in value if isinstance(entry, Rating)) if isinstance(value, tuple) else ()


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value) if isinstance(value, int) else ""


def _scalar(children: Groups, row: elements.Scalar, value: Value) -> Groups:
    clean = lenient.text if row.parse is lenient.text else lenient.line
    text = clean(_text(value))
    if row.field == "trailer":
        old = elements.first_text(children, "trailer")
        text = old if old and trailers.from_nfo(old) == text else trailers.to_nfo(text)
    for element in children.get(row.element, ()) if row.scaled else ():
        elements.forget(element, "max")
    names = [row.element, *(alias for alias in row.aliases if alias in children)]
    wanted = {name: [_leaf(children, name, text)] if text else [] for name in names}
    if row.field == "trailer" and text:
        wanted["trailer"] += children.get("trailer", [])[1:]
    return wanted


def _leaf(children: Groups, name: str, text: str) -> Element:
    """An element that holds a text only; the old one keeps its attributes."""
    return elements.with_text(children[name][0] if children.get(name) else etree.Element(name), text)


def _with_network(children: Groups, wanted: Groups, network: str) -> list[Element]:
    """Players show the studio of a series as its network, so the network stands there too, marked as such."""
    if "studio" in wanted:
        studios = wanted["studio"]
        for studio in studios:
            elements.forget(studio, "type")
    else:
        studios = [studio for studio in children.get("studio", []) if studio.get("type") != "network"]
    if network and all(lenient.line(lenient.flatten(studio)) != network for studio in studios):
        marked = etree.Element("studio", type="network")
        marked.text = network
        return [marked, *studios]
    return studios


def _structure(children: Groups, item: NfoInput) -> Groups:
    """Numbers, names of seasons, tracks: what is not a field of the item."""
    wanted: Groups = {}
    if item.kind is ItemKind.EPISODE:
        for name, number in (("season", item.season), ("episode", item.episode)):
            if number is not None:
                wanted[name] = [_leaf(children, name, str(number))]
        if item.show_title is not None:
            title = lenient.line(item.show_title)
            wanted["showtitle"] = [_leaf(children, "showtitle", title)] if title else []
    elif item.kind is ItemKind.SEASON and item.season is not None:
        wanted["seasonnumber"] = [_leaf(children, "seasonnumber", str(item.season))]
    elif item.kind is ItemKind.SERIES and item.season_names is not None:
        wanted["namedseason"] = _season_names(children, item.season_names)
    if item.streams is not None:
        wanted["fileinfo"] = streams.write(children, item.streams)
    if item.date_added and not elements.first_text(children, "dateadded"):
        wanted["dateadded"] = [_leaf(children, "dateadded", lenient.line(item.date_added))]
    return wanted


def _season_names(children: Groups, names: Mapping[int, str]) -> list[Element]:
    old = {lenient.count(element.get("number") or ""): element for element in children.get("namedseason", ())}
    written: list[Element] = []
    for number, name in sorted(names.items()):
        text = lenient.line(name)
        if text:
            element = old.get(number)
            element = etree.Element("namedseason") if element is None else element
            element.set("number", str(number))
            written.append(elements.with_text(element, text))
    return written


def _is_link(child: Element, kind: ItemKind, published: frozenset[AssetType]) -> bool:
    """A link to a picture of a type that is published as a file: it would outrank that file."""
    name = elements.name_of(child)
    if name == "fanart":
        return AssetType.FANART in published
    return name == "thumb" and not pictures.is_of_season(child) and pictures.aspect(child, kind) in published


def _placed(old: list[Element], wanted: Groups, known: frozenset[str]) -> list[Element]:
    """Each element where it was, new ones where the usual order has them, understood ones without content nowhere."""
    result: list[Element] = []
    placed: set[str] = set()
    for child in old:
        name = elements.name_of(child)
        if name in wanted:
            result.extend(wanted[name] if name not in placed else ())
            placed.add(name)
        elif name not in known or not is_hollow(child):
            result.append(child)
    for name in sorted(wanted.keys() - placed, key=lambda name: elements.ORDER.get(name, 0)):
        if wanted[name]:
            position = _position(result, elements.ORDER.get(name, 0))
            result[position:position] = wanted[name]
    return result


def _position(result: list[Element], order: int) -> int:
    for position in range(len(result), 0, -1):
        known = elements.ORDER.get(elements.name_of(result[position - 1]))
        if known is not None and known <= order:
            return position
    return 0


def is_hollow(element: Element) -> bool:
    """An element that says nothing."""
    return not len(element) and not element.attrib and not (element.text or "").strip()


def _name_root(root: Element) -> None:
    """Players know the root by its lower-case name; new elements join its name space."""
    space, brace, _ = str(root.tag).rpartition("}")
    root.tag = space + brace + elements.name_of(root)
    if space:
        for element in root.iter():
            if elements.name_of(element) and not element.tag.startswith("{"):
                element.tag = space + brace + element.tag
