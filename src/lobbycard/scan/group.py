"""From listings to items: which folders and files are one film or one series. Pure: no file is touched.

Grouping is done unit root by unit root (`tree.unit_root`), so that listing one unit root again gives exactly the items
that a scan of the whole library gives there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import movies, series, tree
from lobbycard.scan.listing import FolderListing
from lobbycard.scan.movies import MovieUnit
from lobbycard.scan.placed import FolderContents, Left
from lobbycard.scan.series import SeriesUnit
from lobbycard.scan.sidecars import Measure
from lobbycard.scan.tree import unit_root
from lobbycard.scan.videos import Names

__all__ = ["Group", "MovieUnit", "SeriesUnit", "group", "unit_root"]


@dataclass(frozen=True, slots=True)
class Group:
    """One unit root's items."""

    root: str
    """The unit root: what has to be listed again to get this group again."""
    units: tuple[MovieUnit | SeriesUnit, ...]
    rest: FolderContents
    """Files of no item: pictures of a set's folder, junk, unknown ones."""

    @property
    def unknown(self) -> tuple[Left, ...]:
        """All files that nobody recognised."""
        return self.rest.unknown + tuple(file for unit in self.units for file in unit.unknown)


def group(
    listings: Iterable[FolderListing], kind: LibraryKind, names: Names, measure: Measure | None = None
) -> list[Group]:
    """The items of every unit root among the listings, in order of paths; every file ends in exactly one place.

    `names` reads names (`identify.names`); `measure(path)` gives a picture's size where its name alone does not say its
    type.
    """
    read = series.series_units if kind is LibraryKind.TV else movies.movie_units
    groups = []
    for node in tree.units(listings, kind):
        units, rest = read(node, names, measure)
        groups.append(Group(node.path, tuple(units), rest))
    return groups
