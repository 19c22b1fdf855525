"""`lobbycard worker`: work on the queue without a screen, until told to end."""

import argparse
import asyncio

from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.events import Event, JobFinished


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--until-empty", action="store_true", help="end when nothing waits any more")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _work(core, options), kind="worker", jobs=True)


async def _work(core: Core, options: argparse.Namespace) -> int:
    core.events.connect(_tell)
    print("Working; Ctrl-C ends it in order.", flush=True)
    if options.until_empty:
        await core.idle()
        return 0
    await asyncio.Event().wait()
    return 0


def _tell(event: Event) -> None:
    if isinstance(event, JobFinished):
        print(f"{event.status}: {event.type}: {event.message} {event.hint}".rstrip(), flush=True)
