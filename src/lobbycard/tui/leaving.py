"""What a person asked for and is not written yet: leaving waits for it, and names it before it is dropped."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from textual.app import App

from lobbycard.core import Core
from lobbycard.model.kinds import Trigger
from lobbycard.store.database import Asked
from lobbycard.store.history import Change
from lobbycard.store.jobs import NewJob
from lobbycard.tui import text

WRITTEN_WITHIN = 1.5
"""Seconds in which a change is mostly written; longer than it takes to tell that another program holds it up."""
DOING = frozenset({"accept", "add", "again", "ask", "become", "decide", "do", "edit", "finish", "undo"})
"""The groups of workers that carry out what a key asked for."""
WORDS: Mapping[str, str] = {
    "artwork.reject": "reject",
    "artwork.select_own": "choice of pictures",
    "artwork.unreject": "unreject",
    "asset_rules.drop": "change of the rules",
    "asset_rules.edit": "change of the rules",
    "asset_rules.edit_completeness": "change of the rules",
    "fields.edit": "edit",
    "fields.set_locks": "lock",
    "history.undo": "undo",
    "item_page.change_people": "edit",
    "libraries.add": "new library",
    "libraries.update": "change of a library",
}
"""What changes are called that do not say it themselves, by module and function."""
OWN = frozenset({"score"})
"""Changes that the program makes for itself in a person's name."""


async def closed(core: Core) -> list[str]:
    """Close the program; gives what was asked for and dropped.

    It waits for another program as long as something that was asked for hangs on it; jobs begin again another day.
    """
    closing = asyncio.ensure_future(core.close())
    while not (await asyncio.wait({closing}, timeout=WRITTEN_WITHIN))[0]:
        if core.store.is_held and not waiting(core):
            core.store.give_up()
    await closing
    return words(core.store.unmade)


def is_doing(app: App[Any]) -> bool:
    """Something that a key asked for is being carried out."""
    return any(worker.group in DOING and not worker.is_finished and not worker.is_cancelled for worker in app.workers)


def is_busy(app: App[Any], core: Core) -> bool:
    """Something is being carried out, or waits for another program; what only stands in the queue is written anyway."""
    return is_doing(app) or (core.store.is_held and bool(waiting(core)))


def waiting(core: Core) -> list[str]:
    """What a person asked for and is not written yet: `edit`, `2 × choice of pictures`."""
    return words(core.store.asked)


def words(asked: Iterable[Asked]) -> list[str]:
    """These changes in words, each once; without those that the program makes for itself."""
    counted = Counter(filter(None, map(_word, asked)))
    return [word if count == 1 else f"{text.number(count)} × {word}" for word, count in counted.items()]


def _word(asked: Asked) -> str:
    change = next((one for one in asked.arguments if isinstance(one, Change)), None)
    if change is not None:
        return change.action if change.by_user and change.action not in OWN else ""
    jobs = [job for one in asked.arguments if isinstance(one, list) for job in one if isinstance(job, NewJob)]
    if jobs:
        return (jobs[0].title or jobs[0].type) if jobs[0].trigger is Trigger.USER else ""
    return WORDS.get(f"{asked.query.__module__.rpartition('.')[2]}.{asked.query.__name__}", "")
