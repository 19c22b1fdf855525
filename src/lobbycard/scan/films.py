"""Which videos of a folder are one film (parts, versions, a disc), and whether the folder is that film's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lobbycard.model import titles
from lobbycard.model.kinds import FileRole, LibraryKind
from lobbycard.scan import discs, extras, stacks, videos
from lobbycard.scan.extras import FolderUse, Use
from lobbycard.scan.listing import Entry
from lobbycard.scan.placed import Left, Pile, Placed, Scope, key, left
from lobbycard.scan.stacks import Stack
from lobbycard.scan.tree import Node
from lobbycard.scan.videos import Names, Parsed, Video

KIND = LibraryKind.MOVIE
MINOR = 3
"""A video without a year of its own that is this many times smaller than the folder's film is an extra of it."""

_GENERIC = re.compile(
    r"(?:[a-z#]|[0-9]|[a-z0-9] ?- ?[a-z0-9]|(?:19|20)\d\d|(?:19|20)?\d0'?s|movies?|films?|filme|new|neu|downloads?"
    r"|completed?|unsorted|inbox|incoming|misc|kids|hd|sd|uhd|4k|3d|dvd|bluray|blu-ray|collections?|sets?|by \w+"
    r"|genres?|various|videos?|temp|tmp|todo|watched|unwatched|favou?rites|classics?|documentar(?:y|ies)|animation"
    r"|anime|action|comedy|drama|horror|linked|stand-?up|concerts?|trilogy|anthology|best of.*|tv|tv shows?|series"
    r"|shows?|serien|séries)\Z"
)
_VERSION_REST = re.compile(r"\s?(?:- |\[|\{|\()")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Film:
    """A film while it is put together."""

    stacks: list[Stack]
    parsed: dict[str, Parsed]
    """What the names say, by path."""
    discs: list[Placed] = field(default_factory=list)
    minor: list[Video] = field(default_factory=list)
    """Videos that can only be extras of it."""

    @property
    def first(self) -> Parsed:
        """What the first name says."""
        return next(iter(self.parsed.values()))

    @property
    def size(self) -> int:
        """Of the largest version."""
        return max((one.size for one in self.stacks), default=0)

    @property
    def identity(self) -> tuple[str, int | None]:
        """Title to compare and year."""
        return titles.clean_title(self.first.title), self.first.year

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of the title, which tell `Film 155` from `Film 15 5`."""
        return tuple(_NUMBER.findall(_THOUSANDS.sub("", self.first.title)))

    @property
    def episode(self) -> str:
        """`S01E02` when it is named so: it is hardly a film, nor a version of what else is called like its series."""
        if self.first.season is None or not self.first.episodes:
            return ""
        return f"S{self.first.season:02}" + "".join(f"E{number:02}" for number in self.first.episodes)

    def absorb(self, other: "Film") -> None:
        """Take another's files as versions."""
        self.stacks += other.stacks
        self.parsed.update(other.parsed)
        self.discs += other.discs


@dataclass(slots=True)
class Gathered:
    """A unit's folders taken apart."""

    main: list[Stack] = field(default_factory=list)
    discs: list[Placed] = field(default_factory=list)
    pile: Pile = field(default_factory=Pile)
    beside: list[Placed] = field(default_factory=list)
    rest: list[tuple[Node, Use, list[Entry]]] = field(default_factory=list)


def gather(node: Node) -> Gathered:
    """Videos, discs and the rest of a folder and of all folders that belong to it."""
    found = Gathered()
    parts: dict[int, list[Video]] = {}
    loose: list[Video] = []
    stack = [(node, _top_use(node))]
    while stack:
        folder, use = stack.pop()
        disc, entries = discs.take(folder)
        if disc is not None:
            if use.kind is FolderUse.EXTRAS:
                found.beside.append(
                    replace(disc.key, role=FileRole.EXTRA, extra_type=use.extra_type, title=folder.name)
                )
            else:
                found.discs.append(replace(disc.key, part=use.part))
            found.pile.files += disc.files
        taken = videos.sort(folder.path, entries, use, Scope.MOVIE, _never)
        found.beside += taken.beside
        found.pile.junk += taken.junk
        found.rest.append((folder, use, taken.rest))
        target = loose if use.part is None else parts.setdefault(use.part, [])
        target += taken.main
        stack += [(child, inner_use(child, use)) for child in folder.children if not discs.is_part(child)]
    found.discs.sort(key=lambda one: (one.part or 0, one.path))
    found.main = stacks.stack(loose) + _folder_stack(parts, found.pile)
    return found


def _top_use(node: Node) -> Use:
    """A folder in the library's root holds films, whatever it is called, unless that is Trailers or Samples."""
    use = extras.folder_use(node.name) if node.path else extras.MAIN
    return use if use.kind in (FolderUse.TRAILERS, FolderUse.SAMPLE) else extras.MAIN


def inner_use(child: Node, above: Use) -> Use:
    """A folder inside Extras is extras, too, also one called Disc 2."""
    if child.use.kind is FolderUse.MAIN or (child.use.kind is FolderUse.PART and above.kind is not FolderUse.MAIN):
        return above
    return child.use


def _never(stem: str) -> bool:
    return False


def _folder_stack(parts: Mapping[int, list[Video]], pile: Pile) -> list[Stack]:
    """cd1/film.avi and cd2/film.avi: the largest video of each folder is the part."""
    chosen: dict[int, Video] = {}
    for number, found in parts.items():
        ordered = sorted(found, key=lambda one: one.entry.size, reverse=True)
        if ordered:
            chosen[number] = ordered[0]
        pile.unknown += [left(video.folder, video.entry, "a second video in a part's folder") for video in ordered[1:]]
    numbers = tuple(sorted(chosen))
    return [Stack("", tuple(chosen[number] for number in numbers), numbers)] if numbers else []


def find(node: Node, gathered: Gathered, names: Names) -> list[Film]:
    """The films: versions are put together by the same title and year, or by the folder's name with a label behind."""
    films: dict[tuple[str, int | None, str, tuple[str, ...]], Film] = {}
    for one in gathered.main:
        film = Film([one], {video.path: names.parse(video.path, KIND) for video in one.videos})
        same = films.setdefault((*film.identity, film.episode, film.numbers), film)
        if same is not film:
            same.absorb(film)
    found = list(films.values())
    if gathered.discs:
        named = names.parse_folder(node.name, KIND)
        found.insert(0, Film([], {gathered.discs[0].path: named}, list(gathered.discs)))
    if not node.path or len(gathered.main) + len(gathered.discs) < 2:
        return found
    for film in found:
        _split_minor(node, film, names)
    return _merged(node, found, names) if len(found) > 1 else found


def _split_minor(node: Node, film: Film, names: Names) -> None:
    """A small video that has its title from the folder only (`Making of`, beside the film) is an extra."""
    title = titles.clean_title(names.parse_folder(node.name, KIND).title)
    for one in [one for one in film.stacks if one.size * MINOR < film.size]:
        own = names.parse(one.videos[0].entry.name, KIND)
        said = titles.clean_title(own.title)
        if own.year is None and (extras.is_bonus(one.stem) or not (title in said or said in title)):
            film.stacks.remove(one)
            film.minor += one.videos


def _merged(node: Node, films: list[Film], names: Names) -> list[Film]:
    """In a film's own folder: versions with odd names join, small videos without a year become extras."""
    folder = names.parse_folder(node.name, KIND)
    title = titles.clean_title(folder.title)
    home = [film for film in films if _is_version(node, film, title, folder.year)]
    if not home and not is_generic(node.name):
        home = _dominant(films)
    if not home:
        return films
    first, *versions = home
    for film in versions:
        first.absorb(film)
    others = [film for film in films if film not in home]
    if any(film.size * MINOR > first.size or film.first.year not in (None, folder.year) for film in others):
        return [first, *others]
    first.minor += [video for film in others for one in film.stacks for video in one.videos]
    return [first]


def _is_version(node: Node, film: Film, title: str, year: int | None) -> bool:
    found, its_year = film.identity
    if film.discs:
        return True
    if film.episode:
        return False
    if its_year is not None and year is not None and its_year != year:
        return False
    if found == title:
        return True
    name = key(node.name)
    return all(
        key(one.stem).startswith(name) and _VERSION_REST.match(key(one.stem)[len(name) :]) for one in film.stacks
    )


def _dominant(films: list[Film]) -> list[Film]:
    """The one film that is far larger than all others, none of which has a year."""
    large, second, *_ = ordered = sorted(films, key=lambda film: film.size, reverse=True)
    is_alone = large.size > second.size * MINOR * 2 and all(film.first.year is None for film in ordered[1:])
    return [large] if is_alone else []


def is_generic(name: str) -> bool:
    """Whether a folder's name says how a library is ordered (A, 1999, By Genre, Downloads) and not what is in it."""
    return _GENERIC.match(name.casefold().strip()) is not None


def own_folder(node: Node, films: Sequence[Film], names: Names) -> tuple[bool, float, str]:
    """(whether the folder is one film's, how sure the main file is, why)."""
    if not node.path:
        return False, 0.9, "lies in the library's root"
    if len(films) > 1:
        return False, 0.9, f"{len(films)} films lie in one folder"
    film = films[0]
    if film.discs:
        return True, 1.0, "a disc is its folder's only film"
    folder = titles.clean_title(names.parse_folder(node.name, KIND).title)
    file = film.identity[0]
    certain = 0.8 if film.minor else 1.0
    holds_others = any(extras.folder_use(name, node.name).kind is FolderUse.MAIN for name in node.folders)
    alike = min(len(folder), len(file)) > 3 and (folder in file or file in folder) and not holds_others
    if folder == file or alike:
        return True, certain, "the only film in a folder of its name"
    if is_generic(node.name):
        return False, 0.9, "its folder's name only sorts films"
    if holds_others:
        return False, 0.8, "its folder has another name and holds other folders"
    return True, certain - 0.1, "the only film in its folder"


def unused(gathered: Gathered, films: Sequence[Film]) -> list[Left]:
    """Videos that ended in no film."""
    taken = {video.path for film in films for one in film.stacks for video in one.videos}
    taken |= {video.path for film in films for video in film.minor}
    return [
        left(video.folder, video.entry, "a video beside the film")
        for one in gathered.main
        for video in one.videos
        if video.path not in taken
    ]
