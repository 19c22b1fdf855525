"""TMDB's images and videos as offers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lobbycard.model.facts import Offer
from lobbycard.model.kinds import TEXTLESS, AssetType
from lobbycard.providers import languages, lenient
from lobbycard.providers.lenient import Json, Object

NAME = "tmdb"
DEFAULT_IMAGES = "https://image.tmdb.org/t/p/"
_NO_TEXT = frozenset({"", "xx"})
_FILM_TYPES = {"Trailer": 0, "Teaser": 1}
_KEY = re.compile(r"[\w-]{5,40}", re.ASCII)
_WATCH = {"YouTube": "https://www.youtube.com/watch?v=", "Vimeo": "https://vimeo.com/"}
_SIZES = {
    "poster": ("w342", "w500", "w185", "w780"),
    "backdrop": ("w300", "w780"),
    "logo": ("w300", "w185", "w500"),
    "profile": ("w185", "h632"),
    "still": ("w300", "w185"),
}
"""Sizes for previews, best first."""


class Pictures(NamedTuple):
    """Where pictures lie, by TMDB's configuration answer, and in which languages they are wanted."""

    base: str = DEFAULT_IMAGES
    previews: Mapping[str, str] = {}
    wanted: frozenset[str] = frozenset()
    """Empty means all."""

    def url(self, path: str) -> str:
        """The full picture; SVG logos as the PNG that the host makes of them."""
        return f"{self.base}original{_bitmap(path)}"

    def preview(self, kind: str, path: str) -> str:
        """A small version, or nothing without a path."""
        return f"{self.base}{self.previews.get(kind, _SIZES[kind][0])}{_bitmap(path)}" if path.startswith("/") else ""

    def takes(self, language: str) -> bool:
        """True when pictures in this language are wanted."""
        return not self.wanted or not language or language in self.wanted


def from_configuration(answer: Json) -> Pictures:
    """The base address and sizes that TMDB asks to be used."""
    images = lenient.mapping(answer, "images")
    base = lenient.text(images, "secure_base_url", "base_url")
    if not base.startswith(("http://", "https://")):
        base = DEFAULT_IMAGES
    previews = {}
    for kind, preferred in _SIZES.items():
        known = {lenient.as_text(size) for size in lenient.values(images, f"{kind}_sizes")}
        fitting = [size for size in preferred if not known or size in known]
        previews[kind] = fitting[0] if fitting else "original"
    return Pictures(base.rstrip("/") + "/", previews)


def offers(images: Json, pictures: Pictures) -> Iterator[Offer]:
    """All posters, backdrops and logos of a film, series, season or set.

    A poster without text serves twice: as key art, and as the textless poster that some prefer.
    A backdrop with a language has the title on it and is a landscape, never a fanart.
    """
    for image, language in _images(images, "posters", pictures):
        yield _offer(AssetType.POSTER, "poster", image, language or TEXTLESS, pictures)
        if not language:
            yield _offer(AssetType.KEYART, "poster", image, TEXTLESS, pictures)
    for image, language in _images(images, "backdrops", pictures):
        asset_type = AssetType.LANDSCAPE if language else AssetType.FANART
        yield _offer(asset_type, "backdrop", image, language or TEXTLESS, pictures)
    for image, language in _images(images, "logos", pictures):
        yield _offer(AssetType.CLEARLOGO, "logo", image, language, pictures)


def season_offers(images: Json, poster_path: str, number: int, pictures: Pictures) -> tuple[Offer, ...]:
    """Posters of a season; its one known poster when the answer has no list."""
    found = [
        _offer(AssetType.POSTER, "poster", image, language or TEXTLESS, pictures, number)
        for image, language in _images(images, "posters", pictures)
    ]
    if not found:
        found = list(single(AssetType.POSTER, "poster", poster_path, pictures, number))
    return tuple(found)


def single(
    asset_type: AssetType, kind: str, path: str, pictures: Pictures, season: int | None = None
) -> tuple[Offer, ...]:
    """The picture that a record names without saying more of it; nothing without a path."""
    if not path.startswith("/"):
        return ()
    preview = pictures.preview(kind, path)
    return (Offer(asset_type, NAME, pictures.url(path), provider_id=path, preview_url=preview, season=season),)


def portraits(images: Json, path: str, pictures: Pictures) -> tuple[Offer, ...]:
    """A person's pictures."""
    found = [_offer(AssetType.PORTRAIT, "profile", image, "", pictures) for image, _ in _images(images, "profiles")]
    return tuple(found) or single(AssetType.PORTRAIT, "profile", path, pictures)


def trailers(videos: Json, wanted: Sequence[str]) -> tuple[Offer, ...]:
    """Trailers and teasers, the most fitting first: language, kind, official, size, newest."""
    found = [video for video in lenient.items(videos, "results") if _is_trailer(video)]
    found.sort(key=lambda video: lenient.text(video, "published_at"), reverse=True)
    found.sort(key=lambda video: _trailer_rank(video, wanted))
    return tuple(_trailer(video) for video in found)


def _images(images: Json, group: str, pictures: Pictures | None = None) -> Iterator[tuple[Object, str]]:
    for image in lenient.items(images, group):
        language = lenient.text(image, "iso_639_1")
        language = "" if language in _NO_TEXT else "zh" if language == "cn" else language
        if lenient.text(image, "file_path").startswith("/") and (pictures is None or pictures.takes(language)):
            yield image, language


def _offer(
    asset_type: AssetType, kind: str, image: Object, language: str, pictures: Pictures, season: int | None = None
) -> Offer:
    path = lenient.text(image, "file_path")
    return Offer(
        asset_type,
        NAME,
        pictures.url(path),
        provider_id=path,
        preview_url=pictures.preview(kind, path),
        width=lenient.positive(image, "width"),
        height=lenient.positive(image, "height"),
        language=language,
        rating=lenient.number(image, "vote_average"),
        votes=lenient.integer(image, "vote_count"),
        season=season,
    )


def _bitmap(path: str) -> str:
    return path[: -len(".svg")] + ".png" if path.lower().endswith(".svg") else path


def _is_trailer(video: Object) -> bool:
    usable = lenient.text(video, "site") in _WATCH and _KEY.fullmatch(lenient.text(video, "key"))
    return bool(usable) and lenient.text(video, "type") in _FILM_TYPES


def _trailer_rank(video: Object, wanted: Sequence[str]) -> tuple[int, int, bool, int]:
    language = lenient.text(video, "iso_639_1")
    known = [languages.primary(code) for code in wanted]
    rank = known.index(language) if language in known else len(known)
    kind = _FILM_TYPES[lenient.text(video, "type")]
    return rank, kind, not lenient.flag(video, "official"), -(lenient.integer(video, "size") or 0)


def _trailer(video: Object) -> Offer:
    site, key = lenient.text(video, "site"), lenient.text(video, "key")
    size = lenient.positive(video, "size")
    return Offer(
        AssetType.TRAILER,
        NAME,
        _WATCH[site] + key,
        provider_id=lenient.identifier(video, "id"),
        preview_url=f"https://i.ytimg.com/vi/{key}/mqdefault.jpg" if site == "YouTube" else "",
        height=size,
        width=round(size * 16 / 9) if size else None,
        language=lenient.text(video, "iso_639_1"),
        title=lenient.text(video, "name"),
        published=lenient.date(video, "published_at"),
    )
