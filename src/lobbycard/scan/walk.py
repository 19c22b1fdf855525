"""Walk a library folder by folder, in a fixed order, without reading again what cannot have changed.

Paths are relative to the root, with slashes, as text; bytes that are no UTF-8 survive as lone surrogates.

**Full** pass: every folder is listed, every file's size and time read. A known folder in which all of them are the same
is told as UNCHANGED, too.

**Quick** pass (`full=False` with the stamps of an earlier pass): every known folder costs one `stat`. One with the same
stamp has the same names in it (`stamps` says why) and is told as UNCHANGED without being listed; its known subfolders
are looked at the same way.

What a quick pass cannot see, by design: a file rewritten in place, an ignore file edited in place, a change at the
other end of a symbolic link. These are found by the next full pass, which therefore has to happen now and then.

A missing root raises `RootUnavailable`, before the first listing or in the middle: nothing may be concluded then.
Files under a folder told as DENIED or FAILED, and names in `problems`, are unknown, not gone.
"""

import functools
import itertools
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from lobbycard.errors import FileError
from lobbycard.scan import extensions, ignores, mounts, reading, stamps
from lobbycard.scan.listing import FolderListing, FolderStamp, FolderState

if TYPE_CHECKING:
    from lobbycard.model.found import Stamp

__all__ = ["FolderListing", "FolderStamp", "FolderState", "RootUnavailable", "reachable", "walk"]

LONGEST = 2000
"""Bytes of a folder's path: with a name behind it, no more than PostgreSQL takes into an index."""


class RootUnavailable(FileError):
    """The library's root is not there (unmounted, unplugged, renamed); says nothing about its files."""


def walk(
    root: str | bytes,
    known: "Mapping[str, FolderStamp | Stamp] | None" = None,
    *,
    full: bool = True,
    intact: Mapping[str, int] | None = None,
    ignore: Sequence[str] = (),
    start: Sequence[str] = ("",),
    enter: Callable[[str], bool] | None = None,
    markers: frozenset[str] = ignores.MARKERS,
    threads: int = 0,
) -> Iterator[FolderListing]:
    """Every folder from `start` down, parents first, names in order; only those for which `enter(path)` holds.

    `ignore` are gitignore lines relative to the root; `markers` the names of ignore files that count. With
    `threads=0` their number depends on the kind of mount; the order does not depend on it. `intact` is what
    `intact.counts` told of the known folders, which a full pass then takes as said.
    """
    base = os.fsdecode(root)
    mount = mounts.of(base, mounts.read())
    walker = _Walker(
        root=base.rstrip("/") or "/",
        known=known or {},
        full=full or not known,
        racy_ns=stamps.racy_ns(mount),
        own=ignores.own_rules(ignore),
        enter=enter,
        markers=markers,
        intact=intact or {},
    )
    workers = threads or stamps.threads(mount)
    yield from walker.run(start, workers)


def reachable(root: str, path: str, ignore: Sequence[str] = ()) -> bool:
    """Whether a walk of the whole library would come to this folder; one that is not there (any more) is, too."""
    walker = _Walker(
        root=root.rstrip("/") or "/",
        known={},
        full=True,
        racy_ns=0,
        own=ignores.own_rules(ignore),
        enter=None,
        markers=ignores.MARKERS,
        intact={},
    )
    return walker.comes_to(path.strip("/"))


_Pending = tuple[str, frozenset[tuple[int, int]], ignores.Rules | None, str]
"""A folder to look at: its path, who the folders above it are, the rules there if they are known, its disc if any.

No class of its own: one is made for each folder, and the making would be a tenth of a quick pass.
"""
_new_listing = tuple.__new__


class _Walker:
    """The state of one walk."""

    def __init__(
        self,
        *,
        root: str,
        known: "Mapping[str, FolderStamp | Stamp]",
        full: bool,
        racy_ns: int,
        own: ignores.Rules,
        enter: Callable[[str], bool] | None,
        markers: frozenset[str],
        intact: Mapping[str, int],
    ) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.known = known
        self.full = full
        self.racy_ns = racy_ns
        self.own = own
        self.enter = enter
        self.markers = markers
        self.rules: dict[str, ignores.Rules] = {}
        self.followed: set[tuple[int, int]] = set()
        self.intact = intact
        self.identity = self._root_identity()

    @functools.cached_property
    def children(self) -> dict[str, list[str]]:
        """The names of known folders by the folder they are in, in order."""
        children: dict[str, list[str]] = {}
        for path in sorted(self.known):
            if path:
                parent, _, name = path.rpartition("/")
                children.setdefault(parent, []).append(name)
        return children

    @functools.cached_property
    def stored(self) -> set[tuple[int, int]]:
        """Who the known folders are; only links ask."""
        return {(stamp.device, stamp.inode) for stamp in self.known.values()}

    def run(self, start: Sequence[str], workers: int) -> Iterator[FolderListing]:
        """All listings in order; the root is looked at again at the end."""
        stack = [self._first(path) for path in sorted(set(start), reverse=True)]
        if workers <= 1:
            yield from self._one_by_one(stack)
        else:
            yield from self._ahead(stack, workers)
        self._check_root()

    def _one_by_one(self, stack: list[_Pending]) -> Iterator[FolderListing]:
        while stack:
            listing, below = self._look(stack.pop())
            if below:
                stack.extend(reversed(below))
            yield listing

    def _ahead(self, stack: list[_Pending], workers: int) -> Iterator[FolderListing]:
        """The same order; the folders that come next are asked for ahead, a bounded number of them."""
        asked: dict[str, Future[tuple[FolderListing, Sequence[_Pending]]]] = {}
        window = workers * 4
        with ThreadPoolExecutor(workers, "walk") as pool:
            while stack:
                for pending in itertools.islice(reversed(stack), window):
                    if pending[0] not in asked:
                        asked[pending[0]] = pool.submit(self._look, pending)
                listing, below = asked.pop(stack.pop()[0]).result()
                stack.extend(reversed(below))
                yield listing

    def _first(self, path: str) -> _Pending:
        path = path.strip("/")
        if ".." in path.split("/"):
            raise FileError(f"{path} is outside the library.")
        return path, self._above(path), self._rules_above(path), _disc_above(path)

    def _above(self, path: str) -> frozenset[tuple[int, int]]:
        """Who the folders above one are."""
        found: set[tuple[int, int]] = set()
        while path:
            path = path.rpartition("/")[0]
            with suppress(OSError):
                status = os.stat(self._absolute(path))
                found.add((status.st_dev, status.st_ino))
        return frozenset(found)

    def _look(self, pending: _Pending) -> tuple[FolderListing, Sequence[_Pending]]:
        """One folder and what to look at below it."""
        path, above, rules, disc = pending
        before = self.known.get(path)
        if self.full and before is not None and before.fingerprint and rules is ignores.NO_RULES:
            looked = self._compare(pending, before)
            if looked is not None:
                return looked
        full = self._absolute(path)
        try:
            status = os.stat(full)
        except OSError as error:
            return self._failed(path, error), ()
        identity = status.st_dev, status.st_ino
        if status.st_ino and identity in above:
            return FolderListing(path, FolderState.FAILED, error="This folder holds itself; it is not followed."), ()
        if not self.full and before is not None and stamps.is_same(status, before, self.racy_ns):
            listing = FolderListing(path, FolderState.UNCHANGED, disc=disc)
            names: Sequence[str] = self.children.get(path, ())
        else:
            listing = self._list(pending, full, status)
            names = listing.folders
        return listing, self._below(pending, identity, names, self.rules.get(path)) if names else ()

    def _compare(
        self, pending: _Pending, before: "FolderStamp | Stamp"
    ) -> tuple[FolderListing, Sequence[_Pending]] | None:
        """A known folder on the short way of a full pass; None when it has to be listed."""
        path, above, rules, disc = pending
        names: Sequence[str]
        device, count = self.identity[0], self.intact.get(path)
        if count is not None:
            names = self.children.get(path, ())
        else:
            same = reading.compared(self.root, path, before, self.racy_ns, self.known)
            if same is None:
                return None
            device, count, names = same
        if (device, before.inode) in above:
            return None
        fields = path, FolderState.UNCHANGED, None, (), (), (), (), disc, "", count
        below = self._below(pending, (device, before.inode), names, rules) if names else ()
        return _new_listing(FolderListing, fields), below

    def _below(
        self, pending: _Pending, identity: tuple[int, int], names: Sequence[str], rules: ignores.Rules | None
    ) -> Sequence[_Pending]:
        path, above, _, disc = pending
        above |= {identity}
        prefix = path + "/" if path else ""
        return [
            (prefix + name, above, rules, disc or extensions.DISC_FOLDERS.get(name.lower(), ""))
            for name in names
            if self.enter is None or self.enter(prefix + name)
        ]

    def _list(self, pending: _Pending, full: str, status: os.stat_result) -> FolderListing:
        """Read one folder. The clock is read before, so that a change in the meantime looks later than it was."""
        path, _, rules, disc = pending
        if len(path) > LONGEST // 4 and len(os.fsencode(path)) > LONGEST:
            return FolderListing(path, FolderState.FAILED, error="Its path is too long for the database.")
        base = path + "/" if path else ""
        stamp = FolderStamp(status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev, time.time_ns())
        try:
            with os.scandir(full) as found:
                children = sorted(found, key=reading.NAME)
        except OSError as error:
            return self._failed(path, error)
        if rules is None:
            rules = self._rules_above(path)
        if not self.markers.isdisjoint(map(reading.NAME, children)):
            rules = ignores.extend(rules, base, [one.name for one in children if one.name in self.markers], full)
        self.rules[path] = rules
        if rules.everything:
            return FolderListing(path, FolderState.IGNORED, stamp, error=f"{rules.everything} leaves it out.")
        found_here = reading.Reading(base, rules, self.link_target)
        found_here.take_all(children)
        return FolderListing(
            path,
            FolderState.LISTED,
            stamp,
            tuple(found_here.entries),
            tuple(found_here.folders),
            tuple(found_here.skipped),
            tuple(found_here.problems),
            disc,
        )

    def _rules_above(self, path: str) -> ignores.Rules:
        """The rules in the folder above; read from its markers when it was not listed in this pass."""
        if not path:
            return self.own
        parent = path.rpartition("/")[0]
        if parent not in self.rules:
            folder = self._absolute(parent)
            present = [name for name in sorted(self.markers) if os.path.lexists(os.path.join(folder, name))]
            base = parent + "/" if parent else ""
            self.rules[parent] = ignores.extend(self._rules_above(parent), base, present, folder)
        return self.rules[parent]

    def _failed(self, path: str, error: OSError) -> FolderListing:
        self._check_root()
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return FolderListing(path, FolderState.VANISHED, error="The folder is no longer there.")
        if isinstance(error, PermissionError):
            return FolderListing(path, FolderState.DENIED, error="No permission to read this folder.")
        return FolderListing(path, FolderState.FAILED, error=f"The folder could not be read: {error.strerror}.")

    def _absolute(self, path: str) -> str:
        return f"{self.root}/{path}" if path else self.root

    def _root_identity(self) -> tuple[int, int]:
        try:
            status = os.stat(self.root)
        except (OSError, ValueError) as error:
            raise RootUnavailable(f"{_shown(self.root)} cannot be reached.", "Is it mounted?") from error
        if not stat.S_ISDIR(status.st_mode):
            raise RootUnavailable(f"{_shown(self.root)} is not a folder.")
        return status.st_dev, status.st_ino

    def _check_root(self) -> None:
        """Raise if the root has gone or another file system lies there now."""
        if self._root_identity() != self.identity:
            raise RootUnavailable(f"{_shown(self.root)} was unmounted during the scan.", "Nothing was changed.")

    def link_target(self, path: str, is_folder: bool) -> tuple[str, str]:
        """(why a link is skipped, what is wrong with it); both empty if it may be followed."""
        target = os.path.realpath(self._absolute(path))
        if target != self.real_root and not target.startswith(self.real_root.rstrip("/") + "/"):
            return "", "It is a link to a place outside the library."
        inside = target[len(self.real_root) :].strip("/")
        if self._reachable(inside):
            return f"a link to {inside or 'the library itself'}, which is scanned there", ""
        return ("", "") if not is_folder or self._first_visit(path, target) else ("a second link to one folder", "")

    def _reachable(self, path: str) -> bool:
        """Whether the walk comes to this path by itself."""
        parts = path.split("/") if path else []
        for depth, name in enumerate(parts):
            above = "/".join(parts[:depth])
            is_folder = depth < len(parts) - 1 or os.path.isdir(self._absolute(path))
            rules = self._rules_above("/".join(parts[: depth + 1]))
            base = above + "/" if above else ""
            if rules.everything or reading.name_reason(name, is_folder) or ignores.reason(rules, base, name, is_folder):
                return False
        return True

    def comes_to(self, path: str) -> bool:
        """Whether no name above leaves it out; links on the way are not followed here."""
        parts = path.split("/") if path else []
        for depth, name in enumerate(parts):
            above = "/".join(parts[:depth])
            base = above + "/" if above else ""
            rules = self._rules_above(above)
            if (
                ".." in parts
                or rules.everything
                or reading.name_reason(name, True)
                or ignores.reason(rules, base, name, True)
            ):
                return False
        return True

    def _first_visit(self, path: str, target: str) -> bool:
        """Whether this link is the one by which its folder is walked: the known one, else the first."""
        status = os.stat(target)
        identity = (status.st_dev, status.st_ino)
        if identity in self.followed or (identity in self.stored and path not in self.known):
            return False
        self.followed.add(identity)
        return True


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _disc_above(path: str) -> str:
    kinds = (extensions.DISC_FOLDERS.get(name.lower(), "") for name in path.split("/"))
    return next(filter(None, kinds), "")
