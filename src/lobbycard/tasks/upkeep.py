"""What is done by the clock: which jobs, how often."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.store import schedules
from lobbycard.tasks import module_of

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.store.database import Store

HOUR = 3600
SCHEDULED: dict[str, tuple[str, str]] = {
    "verify": ("VerifyLibraries", "verify_hours"),
    "garbage": ("CollectGarbage", "garbage_hours"),
    "purge": ("PurgeItems", "purge_hours"),
    "recycle": ("PurgeRecycle", "recycle_hours"),
    "backup": ("BackUpDatabase", "backup_hours"),
    "integrity": ("CheckDatabase", "integrity_hours"),
    "vacuum": ("VacuumDatabase", "vacuum_hours"),
    "history": ("ClearHistory", "history_hours"),
}
"""Each schedule with its request class and its setting in `upkeep`; 0 hours is never."""


async def schedule_all(store: "Store", settings: "Settings") -> list[str]:
    """Bring the schedules into line with the settings; at start. Gives the names of those that are set.

    As a rule nothing has changed since the last start: then this is one query, and no task is imported.
    """
    known = {row.name: (row.type, row.interval) for row in await store.read(schedules.all_of)}
    wanted: list[str] = []
    for name, (class_name, setting) in SCHEDULED.items():
        key, seconds = f"upkeep.{name}", HOUR * int(getattr(settings.upkeep, setting))
        if not seconds:
            if key in known:
                await store.write(schedules.drop, key)
            continue
        wanted.append(name)
        if known.get(key) != (class_name, seconds):
            job = _request(class_name).as_job(trigger=Trigger.SCHEDULE)
            await store.write(schedules.put, key, job, seconds)
    return wanted


def _request(name: str) -> Request:
    make: Callable[[], Request] = getattr(import_module(module_of(name)), name)
    return make()
