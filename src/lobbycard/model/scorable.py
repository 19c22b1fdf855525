"""What scoring and choosing know of a picture: the store reads it, the rules judge it."""

from typing import NamedTuple

from lobbycard.model.kinds import AssetFailure, SelectedBy


class Scorable(NamedTuple):
    """A candidate with all that its score and its choice depend on."""

    key: int
    """The candidate's id; also the last tie-break."""
    provider: str = ""
    url: str = ""
    width: int | None = None
    height: int | None = None
    language: str = ""
    rating: float | None = None
    votes: int | None = None
    likes: int | None = None
    phash: int | None = None
    dhash: int | None = None
    has_alpha: bool | None = None
    foreground_ratio: float | None = None
    is_rejected: bool = False
    is_stale: bool = False
    failure: AssetFailure | None = None
    is_selected: bool = False
    selected_by: SelectedBy | None = None
    position: int = 0

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height, when they are known."""
        if not self.width or not self.height or self.width < 0 or self.height < 0:
            return None
        return self.width, self.height
