"""The NFO files of a plan: merged with what is there, with second ones, and with what others changed in them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lobbycard.model.kinds import AssetType, DriftKind
from lobbycard.model.publishing import NFO_TYPE, DriftFound, Published, Target
from lobbycard.nfo import combine, read, write
from lobbycard.nfo.values import LARGEST, NfoInput, Options, Rendered
from lobbycard.publish import decide
from lobbycard.publish.decide import Act, Mode, Seen, Verdict
from lobbycard.store.publish import published
from lobbycard.store.publish.published import Record
from lobbycard.tasks.publishing import nfo_inputs
from lobbycard.tasks.publishing.planned import NfoText

if TYPE_CHECKING:
    from lobbycard.publish.rivals import Rival
    from lobbycard.tasks.publishing.comparing import Planner


class _Made(NamedTuple):
    """What an NFO is made from."""

    documents: list[NfoInput]
    options: Options
    key: str
    url: str

    @property
    def inputs(self) -> dict[str, Any]:
        """What is remembered of it."""
        return {"key": self.key}


class NfoMaker:
    """Makes the NFO files of one plan."""

    def __init__(self, planner: "Planner", targets: Sequence[Target], rivals: "Sequence[Rival]") -> None:
        self.planner = planner
        self.targets = [target for target in targets if target.asset_type == NFO_TYPE]
        self.rivals = [rival for rival in rivals if rival.asset_type == NFO_TYPE]
        self.types: dict[int, set[AssetType]] = {}
        for target in targets:
            if target.picture is not None:
                self.types.setdefault(target.item_id, set()).add(target.picture.asset_type)
        self.before = _fields_before(planner.rows.values())
        self._read: dict[str, bytes | None] = {}

    def make(self, target: Target) -> None:
        """Decide about one file."""
        planner = self.planner
        row, seen = planner.rows.get(target.path), planner.seen(target.path, hashed=False)
        made = self._inputs(target, gone=False)
        is_untouched = seen is not None and seen.is_file and decide.is_untouched(seen, row)
        if is_untouched and row is not None and row.inputs.get("key") == made.key:
            planner.settled.append(target)
            return
        if seen is not None and not seen.is_file:
            reason = f"there is a {seen.what} of this name, which is not replaced"
            planner.keep(target.path, reason, target.item_id, NFO_TYPE)
            return
        existing = self.bytes_of(target.path)
        if seen is not None and existing is None:
            planner.skip(target, "the NFO that is there cannot be read")
            return
        kinds = {planner.by_id[member].kind for member in target.members}
        is_forced = planner.wish.mode is Mode.FORCE
        if existing is not None and not is_forced and (other := nfo_inputs.other_kind(existing, kinds)):
            reason = f"it is the NFO of {other}; only a publish by force moves it aside"
            verdict = Verdict(Act.KEEP, reason, None if row is None else DriftKind.CHANGED)
            planner.carry_out(target, verdict, planner.seen(target.path), self._record(target, made, ""), b"")
            return
        self._merge(target, row, seen, existing, made)

    def _merge(
        self, target: Target, row: Published | None, seen: Seen | None, existing: bytes | None, made: _Made
    ) -> None:
        planner = self.planner
        is_same = row is not None and row.inputs.get("key") == made.key
        if seen is None and is_same and planner.wish.mode is Mode.AUTOMATIC:
            verdict = Verdict(Act.GONE, "somebody removed it", DriftKind.MISSING)
            planner.carry_out(target, verdict, None, self._record(target, made, ""), b"")
            return
        documents, drift = self._documents(target, row, existing, made)
        base = existing if existing is not None else self._base(target)
        others = [data for data in self._second(target) if data is not existing]
        merged = base
        if merged is not None and not nfo_inputs.is_text(merged):
            for other in others:
                merged = combine.combined(merged, other)
            documents = nfo_inputs.with_their_ids(merged, documents)
        rendered = write.render(documents, merged, made.options)
        data = nfo_inputs.with_address(rendered.data, made.url)
        if drift:
            planner.drifts.append(self._drift(target, row, existing, drift))
        if merged is not existing and existing is not None and _says_the_same(data, existing):
            data = existing
        self._decide(target, made, _Result(row, seen, existing, rendered, data, drift))

    def _decide(self, target: Target, made: _Made, result: "_Result") -> None:
        planner = self.planner
        seen, existing, data = result.seen, result.existing, result.data
        record = self._record(target, made, hashlib.sha256(data).hexdigest())
        full = planner.full(target.path)
        if existing is not None and result.rendered.move_aside:
            planner.move_aside(target.path, target.item_id)
            planner.nfos.append(NfoText(full, target.members, data, None, result.rendered.hash))
            planner.carry_out(target, Verdict(Act.WRITE, "beside the text that was there"), None, record, data)
            return
        planner.nfos.append(NfoText(full, target.members, data, existing, result.rendered.hash))
        if data == existing:
            planner.carry_out(target, Verdict(Act.ADOPT), seen, record, data)
            return
        before = (
            None if existing is None or seen is None else seen._replace(sha256=hashlib.sha256(existing).hexdigest())
        )
        planner.carry_out(target, Verdict(Act.WRITE, self._reason(result)), before, record, data)

    def _reason(self, result: "_Result") -> str:
        if result.existing is None:
            return "somebody removed it" if result.row is not None else ""
        if result.row is None:
            return "merged with the one that was there"
        return "merged with what somebody changed" if result.drift else "changed"

    def _record(self, target: Target, made: _Made, sha256: str) -> Record:
        fields = {
            str(member): sorted(document.facts.fields)
            for member, document in zip(target.members, made.documents, strict=True)
        }
        return Record(target.item_id, target.path, NFO_TYPE, 0, None, sha256, made.inputs | {"fields": fields})

    def _drift(
        self, target: Target, row: Published | None, existing: bytes | None, fields: Sequence[str]
    ) -> DriftFound:
        theirs = hashlib.sha256(existing).hexdigest() if existing is not None else None
        detail = f"somebody changed {', '.join(fields)}"
        row_id = row.id if row is not None else None
        return DriftFound(target.item_id, target.path, DriftKind.CHANGED, NFO_TYPE, detail, row_id, theirs)

    # inputs

    def _inputs(self, target: Target, *, gone: bool) -> _Made:
        subjects = [self.planner.by_id[member] for member in target.members]
        documents = [
            nfo_inputs.of_subject(one, target.video, self._gone(one.item_id, one.facts.fields) if gone else ())
            for one in subjects
        ]
        words = self.planner.tools.settings.publish
        options = nfo_inputs.options(self.types.get(target.item_id, ()), lock=words.nfo_lockdata)
        url = nfo_inputs.address(subjects[0]) if words.nfo_url else ""
        return _Made(documents, options, nfo_inputs.key_of(documents, options, url), url)

    def _gone(self, item_id: int, fields: Iterable[str]) -> set[str]:
        """Fields that we had put into its NFO and that have no value any more."""
        return self.before.get(item_id, set()) - set(fields)

    def _documents(
        self, target: Target, row: Published | None, existing: bytes | None, made: _Made
    ) -> tuple[list[NfoInput], list[str]]:
        """The items as they go into the file, and the names of fields that are left to others."""
        documents = self._inputs(target, gone=True).documents
        if existing is None:
            return documents, []
        if row is None and nfo_inputs.contradicts(existing, documents):
            kinds = [document.kind for document in documents]
            subjects = [self.planner.by_id[member] for member in target.members]
            return [
                nfo_inputs.of_subject(one, target.video, nfo_inputs.all_fields(kind))
                for one, kind in zip(subjects, kinds, strict=True)
            ], []
        if row is None or self.planner.wish.mode is Mode.FORCE:
            return documents, []
        if hashlib.sha256(existing).hexdigest() == row.sha256:
            return documents, []
        text = self.planner.tools.store.read_now(published.last_nfo, target.members[0], row.sha256)
        base = text.encode() if text else None
        return nfo_inputs.leave_theirs(existing, base, documents, made.options)

    # other files

    def bytes_of(self, path: str) -> bytes | None:
        """The content of a file, read once; None when it is not there or cannot be read."""
        if path not in self._read:
            entry = self.planner.entry(path)
            self._read[path] = None
            if entry is not None and entry.is_file:
                try:
                    with open(self.planner.full(path), "rb") as file:
                        self._read[path] = file.read(LARGEST + 1)
                except OSError:
                    pass
        return self._read[path]

    def _others(self, target: Target) -> Iterator[str]:
        """Where else an NFO of the same item lies, the one that players take first."""
        for other in self.targets:
            if other.path != target.path and other.members == target.members:
                yield other.path
        yield from (rival.path for rival in self.rivals if rival.item_id == target.item_id)
        wanted_paths = {other.path for other in self.targets}
        for row in self.planner.rows.values():
            if row.asset_type == NFO_TYPE and row.path not in wanted_paths and _told_of(row) & set(target.members):
                yield row.path

    def _base(self, target: Target) -> bytes | None:
        """What a new file begins with: what others noted in the item's other file (watched, dates) goes into it."""
        known: list[bytes] = []
        for path in self._others(target):
            data = self.bytes_of(path)
            if data is not None and not nfo_inputs.is_text(data) and read.read(data).blocks:
                known.append(data)
                if len(target.members) == 1:
                    break
        return combine.joined(known) if known else None

    def _second(self, target: Target) -> Iterator[bytes]:
        """Second NFO files that are recycled once they are merged."""
        for rival in self.rivals:
            data = self.bytes_of(rival.path) if rival.item_id == target.item_id else None
            if data is not None and not nfo_inputs.is_text(data):
                yield data

    def recycle(self, rival: "Rival") -> None:
        """Away with a second NFO; text is moved aside."""
        data = self.bytes_of(rival.path)
        if data is None:
            self.planner.keep(rival.path, "it cannot be read", rival.item_id, NFO_TYPE)
        elif other := nfo_inputs.other_kind(data, {self.planner.by_id[rival.item_id].kind}):
            self.planner.keep(rival.path, f"it is the NFO of {other}", rival.item_id, NFO_TYPE)
        elif nfo_inputs.is_text(data):
            self.planner.move_aside(rival.path, rival.item_id)
        else:
            self.planner.recycle(rival.path, rival.item_id, NFO_TYPE, f"{rival.reason}; merged into it")


class _Result(NamedTuple):
    """A file as it is and as it is to be."""

    row: Published | None
    seen: Seen | None
    existing: bytes | None
    rendered: Rendered
    data: bytes
    drift: list[str]


def _says_the_same(one: bytes, other: bytes) -> bool:
    return write.semantic_hash(one) == write.semantic_hash(other)


def _told_of(row: Published) -> set[int]:
    """The items in an NFO that we wrote: several where episodes shared a video."""
    return {row.item_id, *(int(item_id) for item_id in row.inputs.get("fields") or {})}


def _fields_before(rows: Iterable[Published]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in rows:
        for item_id, fields in (row.inputs.get("fields") or {}).items():
            found.setdefault(int(item_id), set()).update(fields)
    return found
