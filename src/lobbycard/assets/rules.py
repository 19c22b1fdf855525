"""By what rule pictures of one type are chosen, and what is sane when nobody said anything."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from lobbycard.model.kinds import TEXTLESS, AssetType, ItemKind

ORIGINAL = "original"
"""In a list of languages: the language the film was made in."""

PROVIDERS = ("user", "local", "tmdb", "fanart", "tvdb", "tvmaze", "omdb")

SEE_THROUGH = frozenset((AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.CHARACTERART))
"""Types that are laid over something else: a picture known to have no transparency is of no use."""

TRANSPARENT = SEE_THROUGH | {AssetType.DISCART}
"""Types that are published as PNG."""

BARE = frozenset((AssetType.FANART, AssetType.KEYART))
"""Types without words on them: one in a language is left out, unless the rule itself names that language."""


class Weights(NamedTuple):
    """How much each part counts; they sum to 1."""

    resolution: float = 0.3
    votes: float = 0.4
    language: float = 0.2
    provider: float = 0.1


@dataclass(frozen=True, slots=True)
class Rule:
    """How pictures of one type are scored and chosen."""

    asset_type: AssetType
    min_count: int = 1
    """Fewer are a gap. The standard is not lowered to reach it: nothing that the rule leaves out fills up."""
    max_count: int = 1
    """So many are chosen at most; 0 switches the type off."""
    min_width: int = 0
    min_height: int = 0
    good_width: int = 2000
    """From this size on, more pixels make no picture better."""
    good_height: int = 3000
    aspect: float | None = None
    """Width by height; None for types that have no fixed shape."""
    aspect_tolerance: float = 0.08
    """How far the shape may be off, as a share of `aspect`."""
    languages: tuple[str, ...] = ()
    """In order, with `textless` and `original`; empty follows the general languages (see `order`)."""
    providers: tuple[str, ...] = PROVIDERS
    weights: Weights = Weights()
    similarity: float = 0.90
    """From this likeness of two pictures on, the better one stands for both."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a score depends on besides the picture and the rule."""

    original_language: str = ""
    languages: tuple[str, ...] = ("en",)
    """The general languages of pictures, most wanted first."""


_POSTER = Rule(
    AssetType.POSTER,
    min_width=500,
    min_height=700,
    good_width=2000,
    good_height=3000,
    aspect=2 / 3,
    aspect_tolerance=0.1,
)
_WIDE = Rule(
    AssetType.FANART,
    min_width=1280,
    min_height=720,
    good_width=3840,
    good_height=2160,
    aspect=16 / 9,
    aspect_tolerance=0.1,
)
_DEFAULTS: dict[AssetType, Rule] = {
    AssetType.POSTER: _POSTER,
    AssetType.KEYART: replace(_POSTER, asset_type=AssetType.KEYART, min_count=0),
    AssetType.FANART: replace(_WIDE, max_count=3),
    AssetType.LANDSCAPE: replace(
        _WIDE,
        asset_type=AssetType.LANDSCAPE,
        min_count=0,
        min_width=500,
        min_height=280,
        good_width=1920,
        good_height=1080,
    ),
    AssetType.BANNER: Rule(
        AssetType.BANNER,
        min_count=0,
        min_width=700,
        min_height=120,
        good_width=1000,
        good_height=185,
        aspect=1000 / 185,
        aspect_tolerance=0.1,
    ),
    AssetType.CLEARLOGO: Rule(AssetType.CLEARLOGO, min_width=300, min_height=60, good_width=800, good_height=310),
    AssetType.CLEARART: Rule(
        AssetType.CLEARART,
        min_count=0,
        min_width=400,
        min_height=200,
        good_width=1000,
        good_height=562,
        aspect=1000 / 562,
        aspect_tolerance=0.2,
    ),
    AssetType.DISCART: Rule(
        AssetType.DISCART,
        min_count=0,
        min_width=400,
        min_height=400,
        good_width=1000,
        good_height=1000,
        aspect=1.0,
        aspect_tolerance=0.05,
    ),
    AssetType.CHARACTERART: Rule(
        AssetType.CHARACTERART, min_count=0, min_width=300, min_height=300, good_width=512, good_height=512
    ),
    # Between 4:3, as old series were made, and a little wider than 16:9.
    AssetType.THUMB: Rule(
        AssetType.THUMB,
        min_width=300,
        min_height=160,
        good_width=1920,
        good_height=1080,
        aspect=1.58,
        aspect_tolerance=0.25,
    ),
    AssetType.PORTRAIT: Rule(
        AssetType.PORTRAIT,
        min_count=0,
        min_width=150,
        min_height=200,
        good_width=600,
        good_height=900,
        aspect=2 / 3,
        aspect_tolerance=0.3,
    ),
    AssetType.TRAILER: Rule(AssetType.TRAILER, min_count=0, good_width=1920, good_height=1080),
}


def default(kind: ItemKind, asset_type: AssetType) -> Rule:
    """The rule that holds for a type of an item's kind until somebody makes another one."""
    rule = _DEFAULTS[asset_type]
    if kind is ItemKind.SEASON:
        # Seasons get what exists; their series' pictures stand in for what does not.
        return replace(rule, min_count=min(rule.min_count, int(asset_type is AssetType.POSTER)), max_count=1)
    if kind is ItemKind.SET and asset_type is not AssetType.POSTER:
        return replace(rule, min_count=0, max_count=1)
    return rule


def order(rule: Rule, context: Context) -> tuple[str, ...]:
    """The languages in which pictures are wanted, best first, with `original` resolved.

    Without a list of the rule's own: no words on backgrounds; the general languages, then the original on what has
    a title, with textless before English that nobody asked for; stills and portraits have no language at all.
    """
    listed = rule.languages or _general(rule.asset_type, context)
    resolved = (context.original_language if word == ORIGINAL else word for word in listed)
    return tuple(dict.fromkeys(word for word in resolved if word))


def _general(asset_type: AssetType, context: Context) -> tuple[str, ...]:
    if asset_type in BARE:
        return (TEXTLESS,)
    if asset_type in (AssetType.THUMB, AssetType.PORTRAIT):
        return (TEXTLESS, *context.languages)
    if asset_type in (AssetType.DISCART, AssetType.CHARACTERART, AssetType.CLEARART):
        return (*context.languages, TEXTLESS, ORIGINAL, "en")
    return (*context.languages, ORIGINAL, "en", TEXTLESS)
