"""`lobbycard select`: choose artwork by the rules, and fetch it."""

import argparse

from lobbycard.cli import chosen
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.tasks.select_artwork import SelectArtwork


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    chosen.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _select(core, options), jobs=True)


async def _select(core: Core, options: argparse.Namespace) -> int:
    ids = await chosen.ids(core, options, "state:enriched")
    requests = [SelectArtwork(item_id=item_id) for item_id in ids]
    if not requests and not options.json:
        print("Everything that has candidates has its choices.")
    ended = await chosen.carry_out(core, requests, is_quiet=options.json)
    return await chosen.tell(core, ids, ended, as_json=options.json)
