"""`lobbycard identify`: find out which film or series an item is, or say it."""

import argparse
import json
import sys

from lobbycard.cli import chosen
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.store import identity
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.pick_identity import PickIdentity

NO_MATCHES = "Nothing was found before. To look now: lobbycard identify, without --matches.\n"
_PICKABLE = ("tmdb", "tvdb", "tvmaze", "imdb", "demo", "wikidata")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    chosen.add_arguments(parser)
    parser.add_argument(
        "--pick", metavar="PROVIDER:ID|URL", help="say what the item is: tmdb:603, tt0017136, or the address of a page"
    )
    parser.add_argument("--matches", action="store_true", help="only list what was found before")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _identify(core, options), jobs=not options.matches)


async def _identify(core: Core, options: argparse.Namespace) -> int:
    ids = await chosen.ids(core, options, "is:unidentified")
    if options.matches:
        return await _list_matches(core, ids, as_json=options.json)
    if options.pick:
        if len(options.items) != 1:
            raise UsageError("--pick wants exactly one item.", "lobbycard identify ITEM --pick tmdb:603")
        requests: list[IdentifyItem | PickIdentity] = [_pick(ids[0], options.pick)]
    else:
        requests = [IdentifyItem(item_id=item_id) for item_id in ids]
    if not requests:
        print("Everything is identified.") if not options.json else None
        return 0
    ended = await chosen.carry_out(core, requests, is_quiet=options.json)
    return await chosen.tell(core, ids, ended, as_json=options.json)


def _pick(item_id: int, word: str) -> PickIdentity:
    provider, colon, value = word.partition(":")
    if colon and provider in _PICKABLE and not value.startswith("//"):
        return PickIdentity(item_id=item_id, provider=provider, provider_id=value)
    return PickIdentity(item_id=item_id, pasted=word)


async def _list_matches(core: Core, ids: list[int], *, as_json: bool) -> int:
    count = 0
    for item_id in ids:
        for match in await core.store.read(identity.matches, item_id):
            count += 1
            if as_json:
                fields = {"item": item_id, **match.model_dump(mode="json", exclude={"id", "item_id", "found_at"})}
                print(json.dumps(fields, ensure_ascii=False))
                continue
            year = f" ({match.year})" if match.year else ""
            name = f"{match.provider}:{match.provider_id}"
            print(f"{item_id}  {match.score:4.0%}  {name}  {match.title}{year}  {'; '.join(match.reasons)}")
    if not count:
        # Beside the output, which stays empty for the program that reads it.
        sys.stderr.write(NO_MATCHES if ids else "Everything is identified.\n")
    return 0
