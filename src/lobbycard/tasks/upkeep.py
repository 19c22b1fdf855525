"""What is done by the clock: which jobs, how often."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
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
    """Bring the schedules into line with the settings; at start. Gives the names of those that are set."""
    wanted: dict[str, tuple[Request, int]] = {}
    for name, (class_name, setting) in SCHEDULED.items():
        hours = int(getattr(settings.upkeep, setting))
        if hours and (make := _request(class_name)) is not None:
            wanted[name] = (make(), hours * HOUR)
    for name in SCHEDULED:
        if name in wanted:
            request, seconds = wanted[name]
            await store.write(schedules.put, f"upkeep.{name}", request.as_job(trigger=Trigger.SCHEDULE), seconds)
        else:
            await store.write(schedules.drop, f"upkeep.{name}")
    return sorted(wanted)


def _request(name: str) -> Callable[[], Request] | None:
    module = module_of(name)
    if find_spec(module) is None:
        return None
    found: Callable[[], Request] = getattr(import_module(module), name)
    return found
