"""What goes into an NFO file: items in the words of the writer, and what others have changed in it left to them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lobbycard.model import fields
from lobbycard.model.facts import Facts, Value
from lobbycard.model.fields import FieldType
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.publishing import Subject, Video
from lobbycard.nfo import read, write
from lobbycard.nfo.values import NfoBlock, NfoForm, NfoInput, Options

_NOT_WRITTEN = (FieldType.ARTWORK, FieldType.IDS, FieldType.TITLES)
_EMPTY: dict[FieldType, Value] = dict.fromkeys((FieldType.TERMS, FieldType.CAST, FieldType.CREW, FieldType.RATINGS), ())
_ADDRESSES = {
    (ItemKind.MOVIE, "tmdb"): "https://www.themoviedb.org/movie/{}",
    (ItemKind.SERIES, "tmdb"): "https://www.themoviedb.org/tv/{}",
    (ItemKind.SERIES, "tvdb"): "https://www.thetvdb.com/?tab=series&id={}",
    (ItemKind.MOVIE, "imdb"): "https://www.imdb.com/title/{}/",
}


def of_subject(subject: Subject, video: Video | None, gone: Iterable[str] = ()) -> NfoInput:
    """An item as the writer wants it. `gone` are fields that were ours in the file and have no value any more."""
    given: dict[str, Value] = {name: value for name, value in subject.facts.fields.items() if _is_written(name)}
    for name in {*subject.cleared, *gone} - given.keys():
        info = fields.FIELDS.get(name)
        if info is not None and subject.kind in info.kinds and name != "title" and _is_written(name):
            given[name] = _EMPTY.get(info.type)
    if subject.has_local_trailer or subject.trailer_file:
        # A local trailer is found by its name; a link in the NFO would be played in its place.
        given["trailer"] = None
    return NfoInput(
        subject.kind,
        # In one order whatever the database or a set gives: by its text a change is known.
        Facts(dict(sorted(given.items())), subject.facts.ids),
        season=subject.number if subject.kind is ItemKind.SEASON else subject.season,
        episode=subject.number if subject.kind is ItemKind.EPISODE else None,
        show_title=subject.show_title if subject.kind is ItemKind.EPISODE else None,
        season_names=subject.season_names if subject.kind is ItemKind.SERIES else None,
        streams=None if video is None else video.tracks,
    )


def _is_written(name: str) -> bool:
    info = fields.FIELDS.get(name)
    return info is not None and info.type not in _NOT_WRITTEN


def all_fields(kind: ItemKind) -> list[str]:
    """Every field that this kind can have in an NFO: all are ours in the file of another identity."""
    return [info.name for info in fields.of_kind(kind) if info.type not in _NOT_WRITTEN]


def key_of(documents: Sequence[NfoInput], options: Options, more: object = "") -> str:
    """Equal for equal inputs: what was made from them need not be made again."""
    text = repr((documents, options.lock, sorted(options.published_art), more))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:24]


def options(published: Iterable[AssetType], *, lock: bool = False) -> Options:
    """How ours are written: no links to pictures that lie beside them, no episodes that are not in the file."""
    return Options(frozenset(published), drop_other_episodes=True, lock=lock)


def address(subject: Subject) -> str:
    """The page of an item at a provider, as Kodi's scrapers take it."""
    for (kind, provider), form in _ADDRESSES.items():
        if kind is subject.kind and provider in subject.facts.ids:
            return form.format(subject.facts.ids[provider])
    return ""


def with_address(data: bytes, url: str) -> bytes:
    """The file with a line of its own for the address, after the XML."""
    line = url.encode()
    return data if not url or line in data else data.rstrip(b"\r\n") + b"\n" + line + b"\n"


# --- what others changed -------------------------------------------------------------------------------------------


def contradicts(existing: bytes, documents: Sequence[NfoInput]) -> bool:
    """Whether a file speaks of another thing than we do: an id at the same provider differs."""
    for block in read.read(existing).blocks:
        for document in documents:
            if block.kind is document.kind and block.episode == document.episode:
                ours = document.facts.ids
                if any(ours.get(provider, value) != value for provider, value in block.facts.ids.items()):
                    return True
    return False


def differing_fields(existing: bytes, base: bytes) -> list[str]:
    """The names of the fields in which two files differ."""
    theirs, before = _blocks(existing), _blocks(base)
    return sorted({name for place in {*theirs, *before} for name in _differing(theirs.get(place), before.get(place))})


Place = tuple[ItemKind, int | None, int | None]


def _blocks(data: bytes) -> dict[Place, NfoBlock]:
    return {(block.kind, block.season, block.episode): block for block in read.read(data).blocks}


def _differing(one: NfoBlock | None, other: NfoBlock | None) -> set[str]:
    if one is None or other is None:
        return {"everything"} if one is not other else set()
    names = {*one.facts.fields, *other.facts.fields}
    found = {name for name in names if one.facts.fields.get(name) != other.facts.fields.get(name)}
    return found | ({"ids"} if dict(one.facts.ids) != dict(other.facts.ids) else set())


def leave_theirs(
    existing: bytes, base: bytes | None, documents: Sequence[NfoInput], opts: Options
) -> tuple[list[NfoInput], list[str]]:
    """Without the fields that others changed and we did not: they stay as they are. Also gives their names."""
    ours = _blocks(write.render(documents, None, opts).data)
    theirs = _blocks(existing)
    before = _blocks(base) if base is not None else ours
    kept: list[NfoInput] = []
    left: set[str] = set()
    for document in documents:
        place = (document.kind, document.season, document.episode)
        foreign = _differing(theirs.get(place), before.get(place)) - _differing(ours.get(place), before.get(place))
        left |= foreign
        kept.append(_without(document, foreign, theirs.get(place)))
    return kept, sorted(left)


def _without(document: NfoInput, names: Iterable[str], theirs: NfoBlock | None) -> NfoInput:
    left = set(names)
    ids = theirs.facts.ids if "ids" in left and theirs is not None else document.facts.ids
    given = {name: value for name, value in document.facts.fields.items() if name not in left}
    return replace(document, facts=Facts(given, ids))


def with_their_ids(existing: bytes, documents: Sequence[NfoInput]) -> list[NfoInput]:
    """An item without any id keeps those that its file has: the writer would take them out."""
    if all(document.facts.ids for document in documents):
        return list(documents)
    theirs = _blocks(existing)
    found: list[NfoInput] = []
    for document in documents:
        block = theirs.get((document.kind, document.season, document.episode))
        if block is not None and not document.facts.ids:
            document = replace(document, facts=Facts(document.facts.fields, block.facts.ids))
        found.append(document)
    return found


def is_text(data: bytes) -> bool:
    """Scene text or anything else that is not ours to rewrite."""
    return read.read(data).form is NfoForm.TEXT


def other_kind(data: bytes, kinds: Iterable[ItemKind]) -> str:
    """What a file is the NFO of, in words, when that is something else than these."""
    root = read.other_root(data, set(kinds))
    return _WORDS.get(root, "something else") if root else ""


_WORDS = {
    "movie": "a film",
    "tvshow": "a series",
    "season": "a season",
    "episodedetails": "an episode",
    "set": "a set",
    "collection": "a set",
    "person": "a person",
    "musicvideo": "a music video",
    "artist": "an artist",
    "album": "an album",
}
