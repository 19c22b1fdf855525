"""Files of ours that have no place any more: no longer wanted, or under the name of a video that is gone."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from lobbycard.model.kinds import ItemKind
from lobbycard.model.publishing import Published
from lobbycard.publish import decide, names
from lobbycard.publish.decide import Act

if TYPE_CHECKING:
    from lobbycard.tasks.publishing.comparing import Planner


def clear(planner: "Planner", final: Collection[str]) -> None:
    """Put them into the plan's bin; `final` are the paths of what is wanted."""
    has_targets = {target.item_id for target in planner.settled} | {one.item_id for one in planner.drifts}
    for row in planner.rows.values():
        if row.path in final or planner.failed.get(names.folder_of(row.path)) or _waits(planner, row, has_targets):
            continue
        verdict = decide.stale(planner.seen(row.path), row)
        planner.gone.append(row.id)
        if verdict.act is Act.WRITE:
            planner.recycle(row.path, row.item_id, row.asset_type, verdict.reason)
        elif verdict.act is Act.KEEP:
            planner.keep(row.path, verdict.reason, row.item_id, row.asset_type)
        elif verdict.act is Act.GONE:
            for path in _moved_along(planner, row, final):
                planner.recycle(path, row.item_id, row.asset_type, "ours, under the name of a video that is gone")


def _waits(planner: "Planner", row: Published, has_targets: Collection[int]) -> bool:
    """Whether its item cannot be published just now: then nothing of it is taken away either."""
    subject = planner.by_id[row.item_id]
    if row.asset_type in subject.lost_pictures:
        return True
    # The NFO of several episodes may be filed under another of them now.
    is_member = any(row.item_id in target.members for target in planner.settled)
    return subject.kind is not ItemKind.SET and row.item_id not in has_targets and not is_member


def _moved_along(planner: "Planner", row: Published, final: Collection[str]) -> Iterator[str]:
    """Where a folder was renamed and its video replaced, what followed the old video's name came along unnoticed."""
    subject = planner.by_id[row.item_id]
    folders = {names.folder_of(video.path) for video in subject.videos}
    for folder in sorted(folders | ({subject.folder} if subject.own_folder and subject.folder else set())):
        path = names.join(folder, row.path.rpartition("/")[2])
        entry = planner.entry(path)
        if entry is None or path in final or path in planner.rows or entry.size != row.size:
            continue
        seen = planner.seen(path)
        if seen is not None and seen.sha256 == row.sha256:
            yield path
