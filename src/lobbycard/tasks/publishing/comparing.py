"""Compares what is to be there with what is, and makes the plan of the difference. In a thread; touches nothing."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.errors import FileError
from lobbycard.model.kinds import AssetType, DriftKind, ItemKind
from lobbycard.model.publishing import NFO_TYPE, DriftFound, Skipped, Subject, Target
from lobbycard.organise import files, plan
from lobbycard.organise.plan import Fingerprint, Kept, Plan, Step
from lobbycard.publish import decide, listing, names, rivals, wanted
from lobbycard.publish.decide import Act, Mode, Seen, Verdict
from lobbycard.store.publish.published import Current, Record
from lobbycard.store.publish.publishing import Gathered
from lobbycard.tasks.publishing import leftovers
from lobbycard.tasks.publishing.nfo_files import NfoMaker
from lobbycard.tasks.publishing.picture_contents import Contents
from lobbycard.tasks.publishing.planned import NfoText, Part, profile_of

if TYPE_CHECKING:
    from lobbycard.publish.rivals import Rival
    from lobbycard.tools import Tools

_NEVER_OURS = 1_000_000_000
"""Bytes of which nothing is that we write; to hash a film that is called poster.jpg would take minutes."""


class Wish(NamedTuple):
    """How it is wanted."""

    mode: Mode
    keep: tuple[str, ...]
    only: frozenset[str]
    batch: str
    summary: str = ""
    """What the history calls it; empty names what is in the plan."""


class Planner:
    """The plan for some items of one library."""

    def __init__(self, tools: "Tools", gathered: Gathered, wish: Wish) -> None:
        self.tools = tools
        self.library = gathered.library
        self.root = gathered.library.path
        self.subjects = gathered.subjects
        self.by_id = {subject.item_id: subject for subject in gathered.subjects}
        self.rows = {row.path: row for row in gathered.published}
        self.wish = wish
        self.profile = profile_of(tools)
        self.contents = Contents(tools)
        self.moves: list[Step] = []
        self.recycles: list[Step] = []
        self.folders: dict[str, Step] = {}
        self.writes: list[Step] = []
        self.kept: list[Kept] = []
        self.records: list[Record] = []
        self.gone: list[int] = []
        self.nfos: list[NfoText] = []
        self.drifts: list[DriftFound] = []
        self.skipped: list[Skipped] = []
        self.settled: list[Target] = []
        """Those whose file is or will be ours."""
        self.incomplete: set[int] = set()

    def parts(self) -> Iterator[Part]:
        """The plans: for the library, and for the folder of sets."""
        if self.library.read_only:
            yield self._refused(f"the library “{self.library.name}” is read-only")
            return
        if not os.path.isdir(self.root):
            raise FileError(
                f"The library “{self.library.name}” cannot be reached: {plan.shown(self.root)} is not there.",
                "Is the disk mounted?",
            )
        found = wanted.wanted(self.subjects, self.profile)
        self.skipped += found.skipped
        targets = [one for one in found.targets if not self.wish.only or one.path in self.wish.only]
        self._look(targets)
        self._go_through(targets)
        yield from self._divided()

    def _refused(self, reason: str) -> Part:
        skipped = [Skipped(one.item_id, NFO_TYPE, reason) for one in self.subjects if one.kind in _TOP]
        empty = plan.joined(self.root, (), self.wish.batch, "Publish", self.library.id)
        return Part(empty, self.library.id, skipped=tuple(skipped))

    # what is there

    def _look(self, targets: Sequence[Target]) -> None:
        folders = {names.folder_of(target.path) for target in targets}
        folders |= {names.folder_of(path) for path in self.rows}
        folders |= {names.folder_of(video.path) for one in self.subjects for video in one.videos}
        self.listings, self.failed = listing.listings(self.root, sorted(folders))

    def entry(self, path: str) -> "rivals.Entry | None":
        """What lies at a path."""
        return self.listings.get(names.folder_of(path), {}).get(path.rpartition("/")[2])

    def seen(self, path: str, *, hashed: bool = True) -> Seen | None:
        """What lies at a path, with the hash of a file that is not just as we left it."""
        entry = self.entry(path)
        if entry is None:
            return None
        seen = Seen(entry.size, entry.mtime_ns, "", entry.is_file, entry.what)
        if not entry.is_file or not hashed:
            return seen
        row = self.rows.get(path)
        if row is not None and decide.is_untouched(seen, row):
            return seen._replace(sha256=row.sha256)
        return seen._replace(sha256=self._hash(path)) if seen.size <= _NEVER_OURS else seen

    def _hash(self, path: str) -> str:
        try:
            return files.sha256_of(self.full(path))
        except OSError:
            return ""

    def full(self, path: str) -> str:
        """The absolute path."""
        return os.path.join(self.root, path)

    # going through

    def _go_through(self, targets: Sequence[Target]) -> None:
        candidates = rivals.find(self.subjects, targets, self.listings, self.rows, self.wish.keep)
        maker = NfoMaker(self, targets, candidates)
        final: set[str] = set()
        for target in targets:
            if reason := self.failed.get(names.folder_of(target.path)):
                self.skip(target, f"its folder cannot be read: {reason}")
                final.add(target.path)
            elif target.asset_type == NFO_TYPE:
                maker.make(target)
                final.add(target.path)
            elif target.copy_of:
                self._trailer(target)
                final.add(target.path)
            else:
                final |= {target.path, self._picture(target)}
        if not self.wish.only:
            leftovers.clear(self, final)
        self._recycle_rivals(candidates, maker)

    def skip(self, target: Target, reason: str) -> None:
        """Note that a file cannot be published."""
        self.skipped.append(Skipped(target.item_id, target.asset_type, reason, target.path))
        self.incomplete.add(target.item_id)

    def _picture(self, target: Target) -> str:
        """Decide about a picture; gives the path that it really gets (its ending follows its content)."""
        picture = target.picture
        assert picture is not None  # all that come here have one
        row = self.rows.get(target.path)
        seen = self.seen(target.path, hashed=False)
        is_chosen = row is not None and row.blob_id == picture.blob_id
        if is_chosen and seen is not None and seen.is_file and decide.is_untouched(seen, row):
            self.settled.append(target)
            return target.path
        try:
            content = self.contents.of(picture)
        except FileError as error:
            self.skip(target, error.message)
            self.drifts.append(
                DriftFound(target.item_id, target.path, DriftKind.CORRUPT_BLOB, target.asset_type, error.message)
            )
            return target.path
        target = target._replace(path=f"{target.path.rpartition('.')[0]}.{content.extension}")
        row, seen = self.rows.get(target.path), self.seen(target.path)
        hashes = (content.sha256, picture.sha256)
        verdict = decide.picture(seen, row, picture.blob_id, hashes, self.wish.mode)
        record = Record(
            target.item_id,
            target.path,
            target.asset_type,
            target.position,
            picture.blob_id,
            seen.sha256 if verdict.act is Act.ADOPT and seen is not None else content.sha256,
            {},
        )
        self.carry_out(target, verdict, seen, record, content.data)
        return target.path

    def carry_out(
        self,
        target: Target,
        verdict: Verdict,
        seen: Seen | None,
        record: Record,
        data: "bytes | plan.Source",
    ) -> None:
        """Make of a verdict what the plan needs."""
        if verdict.drift is not None:
            theirs = seen.sha256 or None if seen is not None else None
            row = self.rows.get(target.path)
            self.drifts.append(
                DriftFound(
                    target.item_id,
                    target.path,
                    verdict.drift,
                    target.asset_type,
                    verdict.reason,
                    row.id if row is not None else None,
                    theirs,
                )
            )
        match verdict.act:
            case Act.KEEP | Act.GONE:
                self.keep(target.path, verdict.reason, target.item_id, target.asset_type)
                return
            case Act.ADOPT if seen is not None:
                self.records.append(record._replace(size=seen.size, mtime_ns=seen.mtime_ns, is_new=False))
            case Act.WRITE:
                self._write(target, seen, data, verdict.reason)
                self.records.append(record)
        self.settled.append(target)

    def keep(self, path: str, reason: str, item_id: int, asset_type: str) -> None:
        """Note in the preview that a file is left alone."""
        self.kept.append(Kept(self.full(path), reason, item_id, asset_type))

    def _write(self, target: Target, seen: Seen | None, data: "bytes | plan.Source", reason: str) -> None:
        self._need_folder(names.folder_of(target.path), target.item_id)
        expected = None if seen is None else Fingerprint(seen.size, seen.mtime_ns, seen.sha256 or None)
        blob_id = target.picture.blob_id if target.picture is not None else None
        self.writes.append(
            plan.write(
                self.full(target.path),
                data,
                expected=expected,
                item_id=target.item_id,
                asset_type=target.asset_type,
                position=target.position,
                blob_id=blob_id,
                reason=reason,
            )
        )

    def _need_folder(self, folder: str, item_id: int) -> None:
        full = self.full(folder)
        top = self.profile.set_folder if folder.startswith("/") else self.root
        if full in self.folders or full == top or os.path.isdir(full):
            return
        self._need_folder(names.folder_of(folder), item_id)
        self.folders[full] = plan.make_folder(full, item_id=item_id)

    def _trailer(self, target: Target) -> None:
        if self.entry(target.path) is not None:
            return
        source = self.full(target.copy_of)
        expected = files.fingerprint(source, hashed=False)
        if expected is None:
            self.skip(target, "the chosen trailer is not there any more")
            return
        self._need_folder(names.folder_of(target.path), target.item_id)
        self.writes.append(
            plan.copy(source, self.full(target.path), expected, item_id=target.item_id, reason="the chosen trailer")
        )

    # what goes

    def recycle(self, path: str, item_id: int, asset_type: str, reason: str) -> None:
        """Put a file into the bin, when it is there."""
        seen = self.seen(path)
        if seen is not None:
            expected = Fingerprint(seen.size, seen.mtime_ns, seen.sha256 or None)
            self.recycles.append(
                plan.recycle(self.full(path), expected, item_id=item_id, asset_type=asset_type, reason=reason)
            )

    def _recycle_rivals(self, found: "Iterable[Rival]", maker: NfoMaker) -> None:
        """Only where ours is in place: a file that is in nobody's way stays."""
        ours = {target.path for target in self.settled} | {step.path for step in self.writes}
        in_place = {_stem(path) for path in ours}
        for rival in found:
            if rival.path in ours or _stem(rival.target) not in in_place:
                continue
            if rival.asset_type == NFO_TYPE:
                maker.recycle(rival)
            else:
                self.recycle(rival.path, rival.item_id, rival.asset_type, rival.reason)

    def move_aside(self, path: str, item_id: int) -> None:
        """Scene text is kept under another name, never lost."""
        target = next(one for one in _aside(path) if self.entry(one) is None)
        seen = self.seen(path)
        assert seen is not None  # it was read a moment ago
        expected = Fingerprint(seen.size, seen.mtime_ns, seen.sha256 or None)
        reason = "text that is no NFO of a player: kept under another name"
        self.moves.append(
            plan.move(
                self.full(path),
                self.full(target),
                expected,
                item_id=item_id,
                asset_type=NFO_TYPE,
                reason=reason,
            )
        )

    # the parts

    def _divided(self) -> Iterator[Part]:
        steps = (*self.moves, *self.recycles, *self.folders.values(), *self.writes)
        roots = [self.root]
        if self.profile.set_folder and not _is_inside(self.profile.set_folder, self.root):
            roots.append(self.profile.set_folder)
        for root in roots:
            inside = tuple(step for step in steps if _is_inside(step.path, root))
            kept = tuple(one for one in self.kept if _is_inside(one.path, root))
            is_library = root == self.root
            if not is_library and not inside and not kept:
                continue
            made = Plan(root, inside, self.wish.batch, self._summary(), self.library.id, kept)
            records = tuple(one for one in self.records if _is_inside(self.full(one.path), root))
            nfos = tuple(one for one in self.nfos if _is_inside(one.path, root))
            if not is_library:
                yield Part(made, self.library.id, records, nfos=nfos)
                continue
            yield Part(
                made,
                self.library.id,
                records,
                tuple(self.gone),
                nfos,
                tuple(self.drifts),
                tuple(self.skipped),
                tuple(self._current()),
            )

    def _current(self) -> Iterator[Current]:
        """Items that are in line with their files after this."""
        if self.wish.only:
            return
        done = {item_id for target in self.settled for item_id in (target.item_id, *target.members)}
        written = {record.item_id for record in self.records}
        for subject in self.subjects:
            if not subject.has_changes and subject.item_id not in written:
                continue
            is_whole = not subject.lost_pictures and subject.item_id not in self.incomplete
            if is_whole and (subject.item_id in done or _has_no_files(subject)):
                yield Current(subject.item_id, subject.updated_at)

    def _summary(self) -> str:
        if self.wish.summary:
            return self.wish.summary
        top = [subject.title for subject in self.subjects if subject.kind in _TOP]
        told = top or [subject.title for subject in self.subjects]
        more = f" and {len(told) - 1:,} more" if len(told) > 1 else ""
        return f"Publish “{told[0]}”{more}" if told else "Publish"


_TOP = (ItemKind.MOVIE, ItemKind.SERIES)


def _has_no_files(subject: Subject) -> bool:
    """A season in no folder of its own, or a set without a place: what is to be said of them is said elsewhere."""
    return subject.kind in (ItemKind.SEASON, ItemKind.SET)


def _is_inside(path: str, root: str) -> bool:
    return path.startswith(root.rstrip("/") + "/")


def _stem(path: str) -> str:
    """A path without its ending: which ending a picture gets shows only when it is looked at."""
    return path if path.endswith(".nfo") else path.rpartition(".")[0]


def _aside(path: str) -> Iterator[str]:
    yield f"{path}-orig"
    for number in range(2, 1000):
        yield f"{path.rpartition('.')[0]}.{number}.nfo-orig"


__all__ = ["AssetType", "Planner", "Wish"]
