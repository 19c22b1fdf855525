"""A library folder, a real database and what the tests of file operations do with them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from lobbycard.model.kinds import LibraryKind
from lobbycard.model.operation import Operation
from lobbycard.organise import bins, files, lock, undo
from lobbycard.organise.apply import Applied, apply
from lobbycard.organise.journal import Checkpoint, go_on
from lobbycard.organise.ownership import Manner
from lobbycard.organise.plan import Fingerprint, Plan, Step
from lobbycard.organise.site import Site
from lobbycard.store import history, libraries, operations
from lobbycard.store.database import Store
from lobbycard.tasks.applying import StoredJournal
from tests import databases

KEEP = timedelta(days=30)


@dataclass
class Desk:
    """One library."""

    root: str
    store: Store
    library_id: int
    place: str = "library"
    manner: Manner = field(default_factory=Manner)
    is_kept: bool = True

    def path(self, relative: str) -> str:
        return os.path.join(self.root, relative)

    def put(self, relative: str, content: bytes | str) -> str:
        path = self.path(relative)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def text(self, relative: str) -> str:
        with open(self.path(relative), "rb") as file:
            return file.read().decode()

    def seen(self, relative: str) -> Fingerprint:
        found = files.fingerprint(self.path(relative))
        assert found is not None
        return found

    def site(self, checkpoint: Checkpoint = go_on, batch: str = "", summary: str = "") -> Site:
        change = history.by_user("publish", batch) if batch else None
        journal = StoredJournal(self.store, KEEP, change, summary)
        return Site(bins.of_library(self.root, self.place), journal, self.manner, self.is_kept, checkpoint)

    def plan(self, *steps: Step, batch: str = "b1") -> Plan:
        return Plan(self.root, steps, batch, "Published 1 film", self.library_id)

    def apply(self, *steps: Step, batch: str = "b1", checkpoint: Checkpoint = go_on) -> Applied:
        plan = self.plan(*steps, batch=batch)
        with lock.held(self.root):
            return apply(plan, self.site(checkpoint, batch, plan.summary))

    def undo(self, batch: str, name: str, checkpoint: Checkpoint = go_on) -> Applied:
        plan = self.inverse(batch, name)
        with lock.held(self.root):
            return apply(plan, self.site(checkpoint))

    def inverse(self, batch: str, name: str) -> Plan:
        return undo.inverse(self.in_effect(batch), self.root, name, "Undo", self.library_id)

    def in_effect(self, batch: str) -> list[Operation]:
        return self.store.read_now(operations.in_effect, batch)

    def pending(self) -> Sequence[Operation]:
        return self.store.read_now(operations.pending)

    def tree(self) -> dict[str, bytes]:
        """Every file that a person sees, with its content."""
        return dict(self._files(hidden=False))

    def temporaries(self) -> list[str]:
        found = []
        for folder, _, names in os.walk(self.root):
            found += [os.path.join(folder, name) for name in names if name.endswith(".tmp")]
        return found

    def binned(self) -> list[bytes]:
        """What lies in the bin."""
        place = bins.of_library(self.root, self.place).place
        found = []
        for folder, _, names in os.walk(place):
            if folder != place:
                for name in names:
                    with open(os.path.join(folder, name), "rb") as file:
                        found.append(file.read())
        return sorted(found)

    def _files(self, *, hidden: bool) -> Iterator[tuple[str, bytes]]:
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if hidden or not name.startswith(".")]
            for name in names:
                full = os.path.join(folder, name)
                with open(full, "rb") as file:
                    yield os.path.relpath(full, self.root), file.read()

    def with_place(self, place: str) -> "Desk":
        return replace(self, place=place)


@contextmanager
def opened(root: str, database: str) -> Iterator[Desk]:
    databases.begin(Path(database))
    store = Store(f"sqlite:///{database}")
    try:
        known = store.read_now(libraries.all_of)
        library = known[0] if known else store.write_now(libraries.add, root, LibraryKind.MOVIE)
        yield Desk(root, store, library.id)
    finally:
        store.close()
