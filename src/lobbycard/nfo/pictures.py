"""Links to pictures in an NFO file: what could be used."""

import re

from lxml.etree import _Element as Element

from lobbycard.model.facts import Offer
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.nfo import elements, lenient
from lobbycard.nfo.elements import Groups

_ASPECTS = {str(asset_type): asset_type for asset_type in AssetType} | {
    "logo": AssetType.CLEARLOGO,
    "disc": AssetType.DISCART,
    "cdart": AssetType.DISCART,
    "backdrop": AssetType.FANART,
    "background": AssetType.FANART,
}
_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})")
_WEB = re.compile(r"https?://[^\s<>\"]{4,2000}", re.IGNORECASE)
SOURCE = "nfo"


def read(children: Groups, kind: ItemKind) -> tuple[Offer, ...]:
    """Each link once, in order."""
    found: dict[tuple[AssetType, str, int | None], Offer] = {}
    for element in children.get("thumb", ()):
        _note(found, element, aspect(element, kind), "")
    for group in children.get("fanart", ()):
        prefix = (group.get("url") or "").strip()
        if not len(group):
            _note(found, group, AssetType.FANART, prefix)
        for element in group:
            if elements.name_of(element) == "thumb":
                _note(found, element, AssetType.FANART, prefix)
    return tuple(found.values())


def aspect(element: Element, kind: ItemKind) -> AssetType | None:
    """What a `thumb` shows; without a word for it the poster, for an episode its still."""
    word = (element.get("aspect") or "").strip().lower()
    if kind is ItemKind.PERSON:
        return AssetType.PORTRAIT
    if kind is ItemKind.EPISODE:
        return AssetType.THUMB if word in ("", "thumb", "poster") else None
    if word == "thumb":
        return AssetType.LANDSCAPE
    return _ASPECTS.get(word) if word else AssetType.POSTER


def season(element: Element) -> int | None:
    """The season that a picture in a series' file belongs to; all seasons together are none."""
    return lenient.count(element.get("season") or "") if (element.get("type") or "").lower() == "season" else None


def is_of_season(element: Element) -> bool:
    """True for pictures of one or all seasons."""
    return (element.get("type") or "").lower() == "season"


def _note(
    found: dict[tuple[AssetType, str, int | None], Offer], element: Element, asset_type: AssetType | None, prefix: str
) -> None:
    url = prefix + lenient.line(element.text or "")
    number = season(element)
    if asset_type is None or not _WEB.fullmatch(url) or (is_of_season(element) and number is None):
        return
    preview = lenient.line(element.get("preview") or "")
    preview = prefix + preview if preview else ""
    size = _SIZE.fullmatch((element.get("dim") or "").strip())
    offer = Offer(
        asset_type,
        SOURCE,
        url,
        preview_url=preview if _WEB.fullmatch(preview) else "",
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        season=number,
    )
    found.setdefault((asset_type, url, number), offer)
