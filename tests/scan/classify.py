"""What every file of a folder is taken for, with the reasons, as the tests ask for it."""

from collections.abc import Iterable

from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import group
from lobbycard.scan.group import Group, MovieUnit, SeriesUnit
from lobbycard.scan.listing import FolderListing
from lobbycard.scan.placed import FolderContents, Left, Pile, Placed
from lobbycard.scan.sidecars import Measure
from lobbycard.scan.videos import Names


def classify(
    listings: Iterable[FolderListing], kind: LibraryKind, names: Names, measure: Measure | None = None
) -> FolderContents:
    """Every file of these folders, each once, with its role, its owner and the reasons."""
    return contents(group.group(listings, kind, names, measure))


def contents(groups: Iterable[Group]) -> FolderContents:
    """All files of all groups, each once."""
    pile = Pile()
    for one in groups:
        for unit in one.units:
            pile.extend(Pile(list(unit.files), list(unit.junk), list(unit.unknown)))
        pile.extend(Pile(list(one.rest.files), list(one.rest.junk), list(one.rest.unknown)))
    return FolderContents.of(pile)


def explain(groups: Iterable[Group], path: str) -> tuple[Placed | Left, MovieUnit | SeriesUnit | None] | None:
    """What the file at `path` is taken for, with its item; None if it was not there."""
    for one in groups:
        for unit in one.units:
            found = _named(path, unit.files, unit.junk + unit.unknown)
            if found is not None:
                return found, unit
        found = _named(path, one.rest.files, one.rest.junk + one.rest.unknown)
        if found is not None:
            return found, None
    return None


def _named(path: str, files: Iterable[Placed], others: Iterable[Left]) -> Placed | Left | None:
    placed = next((file for file in files if file.path == path), None)
    return placed or next((file for file in others if file.path == path), None)
