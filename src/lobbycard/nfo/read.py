"""Reads NFO files of any program, leniently and without ever following anything they name."""

import re
from collections.abc import Collection, Mapping

from lxml.etree import _Element as Element

from lobbycard.model import fields
from lobbycard.model.facts import Facts, Value
from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import decoding, document, elements, ids, lenient, people, pictures, ratings, sets, streams
from lobbycard.nfo.elements import Groups
from lobbycard.nfo.values import LARGEST, Nfo, NfoBlock, NfoForm, UserState


def read(data: bytes, *, limit: int = LARGEST) -> Nfo:
    """What a file says. Never raises, whatever the bytes are."""
    source = document.parse(data, limit)
    blocks = tuple(block(found.root, found.kind) for found in source.blocks)
    problems = source.problems + [odd for found in source.blocks for odd in oddities(found.root, found.kind)]
    return Nfo(source.form, blocks, source.urls, source.ids, tuple(dict.fromkeys(problems)))


_ABOVE = re.compile(r"[\s\ufeff]+|<!--.*?-->|<\?[^<>]*>", re.DOTALL)
_OTHER = re.compile(r"<(musicvideo|artist|album)(?=[\s>])")
"""Kinds that are not ours; text of other sorts may quote a tag, but does not begin with one."""


def other_root(data: bytes, kinds: Collection[ItemKind]) -> str:
    """The name of the root element when a file is the NFO of something else than these kinds; else nothing."""
    source = document.parse(data)
    if source.blocks:
        return "" if any(one.kind in kinds for one in source.blocks) else str(source.blocks[0].root.tag).lower()
    text = decoding.decode(data).text.lower() if source.form is NfoForm.TEXT and len(data) <= LARGEST else ""
    begin = 0
    while above := _ABOVE.match(text, begin):
        begin = above.end()
    found = _OTHER.match(text, begin)
    return found[1] if found and f"</{found[1]}" in text else ""


def block(root: Element, kind: ItemKind) -> NfoBlock:
    """What one root element says."""
    children = elements.groups(root)
    known = elements.known(kind)
    return NfoBlock(
        kind=kind,
        facts=facts(children, kind),
        season=_season(children, kind),
        episode=_number(children, "episode") if kind is ItemKind.EPISODE else None,
        episode_end=_number(children, "episodenumberend") if kind is ItemKind.EPISODE else None,
        show_title=elements.first_text(children, "showtitle") if kind is ItemKind.EPISODE else "",
        season_names=season_names(children) if kind is ItemKind.SERIES else {},
        offers=pictures.read(children, kind),
        streams=streams.read(children),
        user=user_state(children),
        locked=lenient.yes_or_no(elements.first_text(children, "lockdata")) is True,
        locked_fields=_locked_fields(children),
        unknown=tuple(sorted(name for name in children if name not in known and name not in elements.STATE)),
    )


def facts(children: Groups, kind: ItemKind) -> Facts:
    """The fields that have a value, and the ids."""
    found: dict[str, Value] = {}
    for row in elements.scalars(kind):
        value = scalar(children, row)
        if value is not None and value != "":
            found[row.field] = value
    for terms in elements.terms(kind):
        values = _terms(children, terms.element)
        if values:
            found[terms.field] = values
    found.update(_parts(children, kind))
    return Facts(found, ids.read(children, kind))


def scalar(children: Groups, row: elements.Scalar) -> Value:
    """The value of a one-element field: the first of its elements that makes sense."""
    for name in (row.element, *row.aliases, *row.read_only):
        for element in children.get(name, ()):
            raw = element.text or "" if not len(element) else lenient.flatten(element)
            value = row.parse(_of_ten(element, raw) if row.scaled else raw) if raw else None
            if value is not None and value != "":
                return value
    return None


def _of_ten(element: Element, raw: str) -> str:
    """A rating on a scale of ten, whatever its own is."""
    value, largest = lenient.decimal(raw), lenient.decimal(element.get("max") or "")
    return f"{value * 10 / largest:.6g}" if value is not None and largest and largest > 0 else raw


def oddities(root: Element, kind: ItemKind) -> list[str]:
    """Values that make no sense where they stand, as sentences; those that stand for "unknown" are none."""
    children = elements.groups(root)
    found: list[str] = []
    for row in elements.scalars(kind):
        raw = elements.first_text(children, row.element)
        if raw and not row.is_text and raw.strip("0-:T./ ") not in ("", "1") and row.parse(raw) is None:
            found.append(f"<{row.element}> says “{raw[:40]}”, which cannot be read with certainty.")
    return found


def _terms(children: Groups, name: str) -> tuple[str, ...]:
    distinct: dict[str, None] = {}
    for element in children.get(name) or _wrapped(children, name):
        if element.get("type") == "network" and "network" in children:
            continue
        for term in people.split(lenient.flatten(element)):
            distinct[term] = None
    return tuple(distinct)


def _wrapped(children: Groups, name: str) -> list[Element]:
    """`<genres><genre>`, as some programs put them."""
    plural = "countries" if name == "country" else f"{name}s"
    return [one for list_ in children.get(plural, ()) for one in list_ if elements.name_of(one) == name]


def _parts(children: Groups, kind: ItemKind) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    if kind in fields.FIELDS["cast"].kinds:
        found["cast"], found["crew"] = people.read(children)
    if kind in fields.FIELDS["ratings"].kinds:
        found["ratings"] = ratings.read(children)
    if kind in fields.FIELDS["set"].kinds:
        found["set"] = sets.read(children)
    return {name: value for name, value in found.items() if value}


def season_names(children: Groups) -> dict[int, str]:
    """Names of seasons in a series' file."""
    found: dict[int, str] = {}
    for element in children.get("namedseason", ()):
        number = lenient.count(element.get("number") or "")
        name = lenient.line(lenient.flatten(element))
        if number is not None and name:
            found.setdefault(number, name)
    return found


def user_state(children: Groups) -> UserState:
    """What a player noted."""
    position = total = None
    for element in children.get("resume", ()):
        position = lenient.decimal(elements.child_text(element, "position"))
        total = lenient.decimal(elements.child_text(element, "total"))
    return UserState(
        lenient.count(elements.first_text(children, "playcount")),
        lenient.yes_or_no(elements.first_text(children, "watched")),
        elements.first_text(children, "lastplayed"),
        position or None,
        total or None,
        elements.first_text(children, "dateadded"),
    )


def _season(children: Groups, kind: ItemKind) -> int | None:
    if kind is ItemKind.SEASON:
        number = _number(children, "seasonnumber")
        return number if number is not None else _number(children, "season")
    return _number(children, "season") if kind is ItemKind.EPISODE else None


def _number(children: Groups, name: str) -> int | None:
    return lenient.count(elements.first_text(children, name))


def _locked_fields(children: Groups) -> tuple[str, ...]:
    return tuple(name for name in elements.first_text(children, "lockedfields").split("|") if name)
