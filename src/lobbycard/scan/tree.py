"""Listings as a tree, and which part of a library has to be looked at together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import extras
from lobbycard.scan.extras import FolderUse, Use
from lobbycard.scan.listing import Entry, FolderListing


@dataclass(slots=True)
class Node:
    """A folder with the folders in it."""

    path: str
    entries: tuple[Entry, ...] = ()
    folders: tuple[str, ...] = ()
    """Names of all subfolders, also of those that were not walked."""
    disc: str = ""
    use: Use = extras.MAIN
    children: "list[Node]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def all(self) -> "Iterator[Node]":
        """This folder and all below, parents first."""
        yield self
        for child in self.children:
            yield from child.all()


def unit_root(path: str, kind: LibraryKind) -> str:
    """The folder whose listing (and that of the folders below with the same unit root) decides over `path`.

    Grouping one unit root's listings gives the same items as grouping the whole library: the root's loose files are a
    unit of their own (the empty text); in a library of series everything under one top folder is one unit; in one of
    films every folder is, together with its folders for extras, subtitles, parts, discs and the like.
    """
    if not path:
        return ""
    parts = path.split("/")
    if kind is LibraryKind.TV:
        return parts[0]
    for depth in range(1, len(parts)):
        if extras.folder_use(parts[depth], parts[depth - 1]).kind is not FolderUse.MAIN:
            return "/".join(parts[:depth])
    return path


def units(listings: Iterable[FolderListing], kind: LibraryKind) -> Iterator[Node]:
    """One tree for each unit root, in order of paths; folders missing in between are filled in."""
    nodes: dict[str, dict[str, Node]] = {}
    for listing in listings:
        root = unit_root(listing.path, kind)
        node = Node(listing.path, listing.entries, listing.folders, listing.disc)
        nodes.setdefault(root, {})[listing.path] = node
    for root in sorted(nodes):
        yield _joined(root, nodes[root])


def _joined(root: str, nodes: dict[str, Node]) -> Node:
    top = nodes.setdefault(root, Node(root))
    for path in sorted(nodes):
        if path != root:
            _attach(path, root, nodes)
    return top


def _attach(path: str, root: str, nodes: dict[str, Node]) -> None:
    parent, _, name = path.rpartition("/")
    if parent not in nodes:
        nodes[parent] = Node(parent)
        if parent != root:
            _attach(parent, root, nodes)
    nodes[path].use = extras.folder_use(name, parent.rpartition("/")[2])
    nodes[parent].children.append(nodes[path])
