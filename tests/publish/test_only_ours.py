"""Whatever other programs left beside an item: once it is published, every player shows ours and nothing else."""

import itertools

import pytest

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import NFO_TYPE, Subject, Video
from lobbycard.publish import names, rivals, sight
from lobbycard.publish.wanted import Profile, wanted
from tests.publish.things import NAME, film, listings, part, picture

CHOSEN = (picture(AssetType.POSTER), picture(AssetType.FANART), picture(AssetType.CLEARLOGO, extension="png"))
WORDS = (
    *("poster", "folder", "cover", "default", "movie", "show", "fanart", "background", "backdrop", "art"),
    *("clearlogo", "logo", "tvshow", "season"),
)
ITEMS = {
    "film": film(pictures=CHOSEN),
    "film of another name": film(f"{NAME}/tide.1080p-GRP.mkv", pictures=CHOSEN),
    "versions": film(f"{NAME}/{NAME} - 1080p.mkv", f"{NAME}/{NAME} - 720p.mkv", pictures=CHOSEN),
    "parts": film(part(f"{NAME}/{NAME}-cd1.mkv", 1), part(f"{NAME}/{NAME}-cd2.mkv", 2), pictures=CHOSEN),
    "disc": film(Video(f"{NAME}/VIDEO_TS/VIDEO_TS.IFO", FileRole.DISC, None, "dvd"), pictures=CHOSEN),
    "film among others": film(f"Mixed/{NAME}.mkv", own=False, folder="Mixed", pictures=CHOSEN),
    "series": Subject(1, ItemKind.SERIES, 1, "Show", folder="Show", own_folder=True, pictures=CHOSEN),
    "season": Subject(
        1, ItemKind.SEASON, 1, "1", folder="Show/1", own_folder=True, home="Show", number=1, pictures=CHOSEN[:2]
    ),
    "episode": Subject(
        1,
        ItemKind.EPISODE,
        1,
        "One",
        season=1,
        number=1,
        home="Show",
        videos=(Video("Show/1/Show S01E01.mkv"),),
        pictures=(picture(AssetType.THUMB),),
    ),
}


def _foreign(item: Subject) -> list[str]:
    """A picture and an NFO under every name that any player could take."""
    own = [names.stem_of(video.path) for video in item.videos]
    own += [names.stack_stem(own)] if len(own) > 1 else []
    own += [names.season_prefix(item.number)] if item.kind is ItemKind.SEASON and item.number is not None else []
    stems = [*WORDS, *own, *(f"{stem}-{word}" for stem in own for word in (*WORDS, "thumb"))]
    found = itertools.product(sorted(sight.folders([item])), filter(None, stems), ("jpg", "png", "webp", "nfo"))
    return [f"{folder}/{stem}.{ending}" for folder, stem, ending in found]


@pytest.mark.parametrize("style", ["auto", "bare", "prefixed"])
@pytest.mark.parametrize("name", ITEMS)
def test_of_all_that_lies_beside_an_item_players_take_only_ours(name: str, style: str) -> None:
    item = ITEMS[name]
    targets = wanted([item], Profile(names=style)).targets
    ours = {target.path for target in targets}
    there = {*_foreign(item), *ours}
    left = there - {rival.path for rival in rivals.find([item], targets, listings(*there))}
    shown = [view for view in sight.sight([item], listings(*left)).views if view.path]
    of_types = {view.what for view in shown if view.path in ours}
    assert of_types >= {NFO_TYPE, *(str(one.asset_type) for one in item.pictures)}
    assert [view for view in shown if view.what in of_types and view.path not in ours] == []
