"""Items as values, for the pure part of publishing."""

from collections.abc import Iterable

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import Picture, Subject, Video
from lobbycard.publish.rivals import Entry
from lobbycard.publish.wanted import Profile, wanted

NAME = "Tide (2001)"


def picture(asset_type: AssetType, position: int = 0, extension: str = "jpg") -> Picture:
    """A chosen picture."""
    return Picture(asset_type, position, 1 + position, "0" * 64, extension, 100)


def film(
    *videos: str | Video,
    own: bool = True,
    types: Iterable[AssetType] = (AssetType.POSTER,),
    folder: str = NAME,
    pictures: tuple[Picture, ...] = (),
) -> Subject:
    """A film with these videos."""
    files = tuple(one if isinstance(one, Video) else Video(one) for one in videos or (f"{folder}/{NAME}.mkv",))
    chosen = pictures or tuple(picture(asset_type) for asset_type in types)
    return Subject(1, ItemKind.MOVIE, 1, "Tide", folder=folder, own_folder=own, videos=files, pictures=chosen)


def part(path: str, number: int) -> Video:
    """A part of a film."""
    return Video(path, FileRole.PART, number)


def paths(*subjects: Subject, profile: Profile | None = None) -> set[str]:
    """The files that are to be there."""
    return {target.path for target in wanted(subjects, profile or Profile()).targets}


def listings(*files: str) -> dict[str, dict[str, Entry]]:
    """Folders with these files, each of some bytes."""
    found: dict[str, dict[str, Entry]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, {})[name] = Entry(name, 10, 1)
    return found
