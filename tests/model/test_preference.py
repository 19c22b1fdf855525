"""Whose word counts."""

from lobbycard.model.kinds import ItemKind
from lobbycard.model.preference import Preference

PREFERENCE = Preference(
    dict.fromkeys(ItemKind, ("tmdb", "tvdb", "omdb")), {"plot": ("omdb",), "series.plot": ("tvdb", "nfo")}
)
SAID = ["filename", "nfo", "omdb", "tmdb", "tvdb"]


def test_a_field_of_one_kind_has_its_own_order_before_that_of_the_field_and_of_the_kind() -> None:
    assert PREFERENCE.sorted(ItemKind.SERIES, "plot", SAID) == ["tvdb", "nfo", "omdb", "tmdb", "filename"]
    assert PREFERENCE.sorted(ItemKind.MOVIE, "plot", SAID) == ["nfo", "omdb", "tmdb", "tvdb", "filename"]
    assert PREFERENCE.sorted(ItemKind.SERIES, "title", SAID) == ["nfo", "tmdb", "tvdb", "omdb", "filename"]
