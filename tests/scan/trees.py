"""Listings out of paths, without a disk."""

from collections.abc import Iterable

from lobbycard.identify import names
from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import extensions, group
from lobbycard.scan.group import Group, MovieUnit, SeriesUnit
from lobbycard.scan.listing import Entry, FolderListing, FolderState
from lobbycard.scan.placed import Left, Placed
from tests.scan import classify

BIG = 4_000_000_000
SMALL = 40_000


def listings(paths: Iterable[str]) -> list[FolderListing]:
    """One listing a folder; `name=123` gives a size, videos are large and everything else small."""
    folders: dict[str, list[Entry]] = {"": []}
    inside: dict[str, set[str]] = {"": set()}
    for number, text in enumerate(paths, 1):
        path, _, size = text.rpartition("=") if text.rpartition("=")[2].isdecimal() else (text, "", "")
        parent, _, name = path.rpartition("/")
        usual = BIG if extensions.of(name) in extensions.VIDEO else SMALL
        _parents(parent, folders, inside)
        folders[parent].append(Entry(name, int(size or usual), 1_600_000_000_000_000_000 + number, number))
    return [
        FolderListing(
            path,
            FolderState.LISTED,
            entries=tuple(sorted(folders[path])),
            folders=tuple(sorted(inside[path])),
            disc=next(
                (
                    extensions.DISC_FOLDERS.get(part.lower(), "")
                    for part in path.split("/")
                    if part.lower() in extensions.DISC_FOLDERS
                ),
                "",
            ),
        )
        for path in sorted(folders)
    ]


def _parents(path: str, folders: dict[str, list[Entry]], inside: dict[str, set[str]]) -> None:
    while path and path not in folders:
        folders[path] = []
        inside.setdefault(path, set())
        parent, _, name = path.rpartition("/")
        inside.setdefault(parent, set()).add(name)
        path = parent


def movies(*paths: str) -> list[MovieUnit]:
    """The films among paths."""
    groups = group.group(listings(paths), LibraryKind.MOVIE, names)
    return [unit for one in groups for unit in one.units if isinstance(unit, MovieUnit)]


def series(*paths: str) -> list[SeriesUnit]:
    """The series among paths."""
    groups = group.group(listings(paths), LibraryKind.TV, names)
    return [unit for one in groups for unit in one.units if isinstance(unit, SeriesUnit)]


def groups(kind: LibraryKind, *paths: str) -> list[Group]:
    """Everything among paths."""
    return group.group(listings(paths), kind, names)


def placed(kind: LibraryKind, path: str, *others: str) -> Placed:
    """One file's place among others."""
    found = classify.explain(groups(kind, path, *others), path.partition("=")[0])
    assert found is not None
    assert isinstance(found[0], Placed), found[0]
    return found[0]


def left(kind: LibraryKind, path: str, *others: str) -> Left:
    """A file that has no role."""
    found = classify.explain(groups(kind, path, *others), path.partition("=")[0])
    assert found is not None
    assert isinstance(found[0], Left), found[0]
    return found[0]
