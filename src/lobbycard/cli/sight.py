"""`lobbycard sight`: what Kodi, Jellyfin and Plex will each make of an item's files."""

import argparse
import json
from itertools import groupby

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.store import naming
from lobbycard.tasks.diagnosing import sighting
from lobbycard.tasks.diagnosing.sighting import Looked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("items", nargs="+", metavar="ITEM", help="number, title (in quotes) or path of an item")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _sight(core, options))


async def _sight(core: Core, options: argparse.Namespace) -> int:
    ids = [await core.store.read(naming.find, word) for word in options.items]
    for looked in await sighting.look(core.tools, ids):
        if options.json:
            print(json.dumps(_plain(looked), ensure_ascii=False))
        else:
            _print(looked)
    return 0


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _plain(looked: Looked) -> dict[str, object]:
    return {
        "library": _shown(looked.root),
        "views": [
            {
                "item": view.item_id,
                "title": looked.titles[view.item_id],
                "video": _shown(view.video),
                "player": str(view.player),
                "what": view.what,
                "path": _shown(view.path),
                "reason": view.reason,
                "shadowed": [_shown(path) for path in view.shadowed],
            }
            for view in looked.sight.views
        ],
        "unseen": [{"path": _shown(one.path), "reason": one.reason} for one in looked.sight.unseen],
    }


def _print(looked: Looked) -> None:
    for (item_id, video), views in groupby(looked.sight.views, key=lambda view: (view.item_id, view.video)):
        print(f"{looked.titles[item_id]}  {_shown(video)}".rstrip())
        for player, of_player in groupby(views, key=lambda view: view.player):
            print(f"  {player}")
            for view in of_player:
                told = _shown(view.path.rpartition("/")[2]) or "nothing"
                why = f"  ({view.reason})" if view.reason else ""
                print(f"    {view.what:<13} {told}{why}")
                for path in view.shadowed:
                    print(f"    {'':<13} hides {_shown(path)}")
    for one in looked.sight.unseen:
        print(f"seen by nobody: {_shown(one.path)}  ({one.reason})")
