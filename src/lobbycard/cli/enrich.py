"""`lobbycard enrich`: fetch metadata and artwork candidates."""

import argparse

from lobbycard.cli import chosen
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.tasks.enrich_item import EnrichItem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    chosen.add_arguments(parser)
    parser.add_argument("--refresh", action="store_true", help="ask again though the answers are young enough")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _enrich(core, options), jobs=True)


async def _enrich(core: Core, options: argparse.Namespace) -> int:
    ids = await chosen.ids(core, options, "state:identified or is:failed")
    requests = [EnrichItem(item_id=item_id, refresh=options.refresh) for item_id in ids]
    if not requests and not options.json:
        print("Everything that is identified has its metadata.")
    ended = await chosen.carry_out(core, requests, is_quiet=options.json)
    return await chosen.tell(core, ids, ended, as_json=options.json)
