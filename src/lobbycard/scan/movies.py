"""From a film folder, or a folder of many films, to films with all their files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lobbycard.model.kinds import FileRole
from lobbycard.scan import discs, extras, films, sidecars, stacks
from lobbycard.scan.extras import FolderUse
from lobbycard.scan.films import Film, Gathered
from lobbycard.scan.placed import FolderContents, Left, Pile, Placed, Scope, Stems, by_path, stem_of
from lobbycard.scan.sidecars import Measure, Place
from lobbycard.scan.stacks import Stack
from lobbycard.scan.tree import Node
from lobbycard.scan.videos import Names, Parsed, Video


@dataclass(frozen=True, slots=True)
class MovieUnit:
    """One film as it lies in the library."""

    folder: str
    own_folder: bool
    """Whether the folder holds nothing but this film, so that `poster.jpg` in it is the film's."""
    title: str
    year: int | None
    ids: Mapping[str, str]
    collection: str
    """The name of the folder that holds several films, or of the one above the film's own; empty below the root."""
    videos: tuple[Placed, ...]
    """MAIN first, then VERSIONs; or PARTs in order; or DISCs."""
    sidecars: tuple[Placed, ...]
    junk: tuple[Left, ...]
    unknown: tuple[Left, ...]
    parsed: Mapping[str, Parsed]
    """What the name of each video says, by path."""
    confidence: float
    reasons: tuple[str, ...]

    @property
    def files(self) -> tuple[Placed, ...]:
        """Everything with a role."""
        return self.videos + self.sidecars


def movie_units(node: Node, names: Names, measure: Measure | None = None) -> tuple[list[MovieUnit], FolderContents]:
    """The films of one unit root, and what in it belongs to none."""
    gathered = films.gather(node)
    found = films.find(node, gathered, names)
    if not found and (inner := _misnamed(node)):
        return _each(node, inner, names, measure)
    if not found:
        return [], FolderContents.of(_without_film(node, gathered, measure))
    own, confidence, reason = films.own_folder(node, found, names)
    if own:
        return [_own(node, found[0], gathered, names, measure, confidence, reason)], FolderContents((), (), ())
    return _mixed(node, found, gathered, measure, confidence, reason)


def _misnamed(node: Node) -> list[Node]:
    """Folders called Shorts, Scenes, … in a folder without a film: they hold films, if these have folders."""
    return [
        child
        for child in node.children
        if child.use.kind is FolderUse.EXTRAS and any(inner.use.kind is FolderUse.MAIN for inner in child.children)
    ]


def _each(
    node: Node, inner: list[Node], names: Names, measure: Measure | None
) -> tuple[list[MovieUnit], FolderContents]:
    """Every folder in such a one as a unit of its own."""
    outer = Node(node.path, node.entries, node.folders, node.disc)
    outer.children = [child for child in node.children if child not in inner]
    below = [film for child in inner for film in child.children if film.use.kind is FolderUse.MAIN]
    found: list[MovieUnit] = []
    rest = Pile()
    for one in (outer, *map(_shell, inner), *below):
        units, contents = movie_units(one, names, measure)
        found += units
        rest.extend(Pile(list(contents.files), list(contents.junk), list(contents.unknown)))
    return found, FolderContents.of(rest)


def _shell(node: Node) -> Node:
    """The folder itself with what belongs to it, without the films in it."""
    shell = Node(node.path, node.entries, node.folders, node.disc)
    shell.children = [child for child in node.children if child.use.kind is not FolderUse.MAIN]
    return shell


def _without_film(node: Node, gathered: Gathered, measure: Measure | None) -> Pile:
    """A folder of folders, or one whose film is gone: its pictures may be a set's, its extras are nobody's."""
    pile = gathered.pile
    pile.unknown += [_orphan(file) for file in gathered.beside]
    pile.files, orphans = [], pile.files
    pile.unknown += [_orphan(file) for file in orphans]
    _place(node, gathered, pile, Stems([]), None, measure)
    return pile


def _orphan(file: Placed) -> Left:
    return Left(file.path, file.size, file.mtime_ns, f"{file.role.value} of a film that is not here")


def _place(
    node: Node, gathered: Gathered, pile: Pile, stems: Stems, owner: str | None, measure: Measure | None
) -> None:
    """Everything beside the videos, in all the unit's folders."""
    scope = Scope.SET if owner is None else Scope.MOVIE
    for folder, use, entries in gathered.rest:
        place = Place(folder.path, scope, stems, owner=owner, use=use, measure=measure)
        pile.extend(sidecars.place_all(place, entries))
    if not node.path:
        kept = [file for file in pile.files if file.scope is not Scope.SET]
        pile.unknown += [
            Left(file.path, file.size, file.mtime_ns, "belongs to no film in the library's root")
            for file in pile.files
            if file.scope is Scope.SET
        ]
        pile.files = kept


def _stems(found: Iterable[Film]) -> Stems:
    """All names under which a film's sidecars can go."""
    stems = Stems((video.stem, video.path) for film in found for one in film.stacks for video in one.videos)
    for film in found:
        for one in film.stacks:
            stems.add(one.stem, one.videos[0].path)
    return stems


def _tied(file: Placed, stems: Stems) -> Placed | None:
    """A trailer, sample or extra with the film that its name starts with."""
    found = stems.match(stem_of(file.path))
    if found is None:
        return None
    return replace(file, video=found[0], reasons=(*file.reasons, f"named after {found[0].rpartition('/')[2]}"))


def _own(
    node: Node,
    film: Film,
    gathered: Gathered,
    names: Names,
    measure: Measure | None,
    confidence: float,
    reason: str,
) -> MovieUnit:
    """Everything in the folder is this film's."""
    stems = _stems([film])
    stems.add(node.name, "")
    pile = gathered.pile
    pile.files += [_tied(file, stems) or file for file in gathered.beside]
    pile.files += [_minor(video) for video in film.minor]
    pile.unknown += films.unused(gathered, [film])
    _place(node, gathered, pile, stems, "", measure)
    folder_ids = names.parse_folder(node.name, films.KIND).ids
    return _unit(node, film, True, pile, confidence, reason, {**folder_ids, **film.first.ids})


def _minor(video: Video) -> Placed:
    reason = "much smaller than the film of this folder, and its name says nothing"
    return replace(
        video.placed(FileRole.EXTRA, Scope.MOVIE, reason), extra_type="other", title=video.stem, confidence=0.5
    )


def _mixed(
    node: Node,
    found: list[Film],
    gathered: Gathered,
    measure: Measure | None,
    confidence: float,
    reason: str,
) -> tuple[list[MovieUnit], FolderContents]:
    """Several films in one folder: each sidecar goes with the film whose name it starts with."""
    stems = _stems(found)
    shared = gathered.pile
    for file in gathered.beside:
        tied = _tied(file, stems)
        (shared.files.append(tied) if tied else shared.unknown.append(_orphan(file)))
    shared.unknown += films.unused(gathered, found)
    _place(node, gathered, shared, stems, None, measure)
    piles = _divided(shared, found)
    units = [
        _unit(node, film, False, pile, confidence if film.first.year else confidence - 0.2, reason, film.first.ids)
        for film, pile in zip(found, piles, strict=True)
    ]
    return units, FolderContents.of(shared)


def _divided(shared: Pile, found: list[Film]) -> list[Pile]:
    """Files tied to a film's video move to that film's pile; discs take their own files."""
    piles = [Pile() for _ in found]
    owners = {path: pile for film, pile in zip(found, piles, strict=True) for path in film.parsed}
    discs_of = next((pile for film, pile in zip(found, piles, strict=True) if film.discs), None)
    kept: list[Placed] = []
    for file in shared.files:
        pile = discs_of if file.disc else owners.get(file.video)
        (kept if pile is None else pile.files).append(file)
    shared.files = kept
    for film, pile in zip(found, piles, strict=True):
        pile.files += [_minor(video) for video in film.minor]
    return piles


def _videos(film: Film, confidence: float, reason: str) -> tuple[Placed, ...]:
    """The film's files with their roles: the largest version is the main one."""
    ordered = sorted(film.stacks, key=lambda one: one.size, reverse=True)
    start = stacks.common_start([one.stem for one in ordered]) if len(ordered) > 1 else ""
    placed = [replace(disc, confidence=confidence, reasons=(*disc.reasons, reason)) for disc in film.discs]
    is_many = len(ordered) + bool(placed) > 1
    for one in ordered:
        label = _label(film, one, start) or _quality(film.parsed.get(one.videos[0].path))
        role = FileRole.VERSION if placed else FileRole.MAIN
        reasons = (reason, "the largest file") if role is FileRole.MAIN and is_many else (reason,)
        for number, video in zip(one.parts or (None,), one.videos, strict=True):
            file = video.placed(role if number is None else FileRole.PART, Scope.MOVIE, *reasons)
            disc = "iso" if discs.is_image(video.path) else ""
            version = label if is_many else ""
            placed.append(replace(file, part=number, version=version, disc=disc, confidence=confidence))
    return tuple(placed)


def _label(film: Film, one: Stack, start: str) -> str:
    """What tells a version from the others by its name, which the film's year alone does not."""
    label = stacks.label(one.stem, start) if start else ""
    return "" if label == str(film.first.year) else label


def _quality(parsed: Parsed | None) -> str:
    return "" if parsed is None else parsed.edition or parsed.resolution


def _title(film: Film, own: bool) -> str:
    """Its title; of an episode among the films with what tells it from the others, lest it be taken for a film."""
    said = film.first
    if not film.episode or (own and said.year):
        return said.title
    return " ".join(filter(None, (said.title, film.episode, said.episode_title)))


def _unit(
    node: Node, film: Film, own: bool, pile: Pile, confidence: float, reason: str, ids: Mapping[str, str]
) -> MovieUnit:
    parts = node.path.split("/")
    above = parts[-2] if own and len(parts) > 1 else "" if own else node.name
    return MovieUnit(
        folder=node.path,
        own_folder=own,
        title=_title(film, own),
        year=film.first.year,
        ids=ids,
        collection="" if extras.folder_use(above).kind is not FolderUse.MAIN or films.is_generic(above) else above,
        videos=_videos(film, confidence, reason),
        sidecars=tuple(sorted(pile.files, key=lambda file: file.path)),
        junk=by_path(pile.junk),
        unknown=by_path(pile.unknown),
        parsed=film.parsed,
        confidence=confidence,
        reasons=(reason,),
    )
