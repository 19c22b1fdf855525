"""What a publish will do, as a value: shown in the preview, printed by the dry run, carried out by the job."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lobbycard.model.publishing import NFO_TYPE, DriftFound, Skipped
from lobbycard.store.history import new_batch
from lobbycard.store.publish import published, publishing
from lobbycard.store.publish.published import Current, Record

if TYPE_CHECKING:
    from lobbycard.organise.plan import Plan, Row, Step
    from lobbycard.publish.decide import Mode
    from lobbycard.publish.wanted import Profile
    from lobbycard.store.publish.publishing import Gathered
    from lobbycard.tools import Tools


class NfoText(NamedTuple):
    """An NFO as it will be."""

    path: str
    """Absolute."""
    members: tuple[int, ...]
    text: bytes
    before: bytes | None
    hash: str


@dataclass(frozen=True, slots=True)
class Part:
    """The plan for one folder: a library, or the folder of sets."""

    plan: "Plan"
    library_id: int
    records: tuple[Record, ...] = ()
    """What is to be noted of each file once it is there."""
    gone: tuple[int, ...] = ()
    """Rows of files that are no longer ours."""
    nfos: tuple[NfoText, ...] = ()
    drifts: tuple[DriftFound, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    current: tuple[Current, ...] = ()
    """Items that are in line with their files afterwards."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that one publish will do."""

    batch: str
    parts: tuple[Part, ...] = ()
    titles: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether any file is touched."""
        return any(part.plan.steps for part in self.parts)

    def rows(self) -> "list[Row]":
        """The preview: every file that is written, replaced, recycled, kept, with reasons."""
        return [row for part in self.parts for row in part.plan.describe()]

    def diffs(self) -> dict[str, list[str]]:
        """By absolute path of the NFO files that change: the lines of a unified difference."""
        from lobbycard.nfo import write

        touched = {step.path for part in self.parts for step in part.plan.steps}
        return {
            nfo.path: write.diff(nfo.before, nfo.text)
            for part in self.parts
            for nfo in part.nfos
            if nfo.path in touched
        }

    def skipped(self) -> list[Skipped]:
        """What is not published, and why."""
        return [one for part in self.parts for one in part.skipped]

    def drifts(self) -> list[DriftFound]:
        """What others changed and is left as it is."""
        return [one for part in self.parts for one in part.drifts]

    def counts(self) -> dict[str, int]:
        """How many files have which fate."""
        found: dict[str, int] = {}
        for row in self.rows():
            found[str(row.action)] = found.get(str(row.action), 0) + 1
        return found

    @property
    def digest(self) -> str:
        """Equal for equal plans: what was previewed is what is executed, or nothing is."""
        mark = hashlib.sha256()
        for part in self.parts:
            for step in part.plan.steps:
                mark.update(repr(_essence(step)).encode("utf-8", "backslashreplace"))
        return mark.hexdigest()[:24]

    def summary(self) -> str:
        """One line."""
        counts = self.counts()
        said = [f"{counts[word]:,} {word}" for word in _WORDS if counts.get(word)]
        if self.skipped():
            said.append(f"{len(self.skipped()):,} skipped")
        return ", ".join(said) or "nothing to do"

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "batch": self.batch,
            "digest": self.digest,
            "counts": self.counts(),
            "bytes": sum(part.plan.new_bytes for part in self.parts),
            "files": [{"library": part.plan.root} | row.plain() for part in self.parts for row in part.plan.describe()],
            "nfo": {_shown(path): lines for path, lines in self.diffs().items()},
            "skipped": [
                {"item": one.item_id, "asset_type": one.asset_type, "reason": one.reason, "path": _shown(one.path)}
                for one in self.skipped()
            ],
            "changed_by_others": [
                {"path": _shown(one.path), "kind": str(one.kind), "detail": one.detail} for one in self.drifts()
            ],
        }


_WORDS = ("written", "replaced", "recycled", "removed", "moved", "copied", "made", "kept")


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _essence(step: "Step") -> tuple[Any, ...]:
    content = step.content
    told = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else content.sha256 if content else ""
    seen = None if step.expected is None else (step.expected.size, step.expected.mtime_ns)
    return (str(step.kind), step.path, step.target, told, seen)


def profile_of(tools: "Tools") -> "Profile":
    """How names are made, as configured."""
    from lobbycard.publish.wanted import Profile

    words = tools.settings.publish
    return Profile(words.names, words.actors, words.extrafanart_links, words.season_folders, words.set_folder)


async def plan_publish(
    tools: "Tools",
    item_ids: Sequence[int],
    *,
    mode: str = "asked",
    keep: Sequence[str] = (),
    only: Sequence[str] = (),
    batch: str | None = None,
    summary: str = "",
) -> Publication:
    """What a publish of these items (with all that belongs to them) would do now.

    `keep` are patterns of files that stay although they are in the way of ours; `only` are paths, relative to their
    library, to which the publish is confined. A series comes with its seasons and episodes, a film with its set.
    `mode` is one of `publish.decide.Mode`.
    """
    from lobbycard.publish.decide import Mode

    profile = profile_of(tools)
    gathered = await tools.store.read(publishing.gather, list(item_ids), people=profile.actors)
    batch = batch or new_batch()
    wish = (Mode(mode), tuple(keep), frozenset(only), batch, summary)
    return await tools.in_thread(_plan_all, tools, gathered, *wish)


def _plan_all(
    tools: "Tools",
    gathered: "Sequence[Gathered]",
    mode: "Mode",
    keep: tuple[str, ...],
    only: frozenset[str],
    batch: str,
    summary: str,
) -> Publication:
    from lobbycard.tasks.publishing.comparing import Planner, Wish

    parts: list[Part] = []
    titles: dict[int, str] = {}
    for one in gathered:
        kept = (*keep, *tools.store.read_now(published.kept_patterns, one.library.id))
        planner = Planner(tools, one, Wish(mode, kept, only, batch, summary))
        parts += planner.parts()
        titles |= {subject.item_id: subject.title for subject in one.subjects}
    return Publication(batch, tuple(parts), titles)


def dumps(publication: Publication) -> str:
    """One JSON object."""
    return json.dumps(publication.plain(), ensure_ascii=False)


def nfo_steps(part: Part) -> Iterator[NfoText]:
    """The NFO files of a part that are written."""
    touched = {step.path for step in part.plan.steps}
    yield from (nfo for nfo in part.nfos if nfo.path in touched)


__all__ = ["NFO_TYPE", "NfoText", "Part", "Publication", "dumps", "nfo_steps", "plan_publish", "profile_of"]
