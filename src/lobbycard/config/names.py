"""Names that settings use as keys and that the rest of the program gives; a test keeps them alike."""

_EVERYWHERE = "title plot ids"
_FILMS_AND_SERIES = (
    "original_title sort_title alternate_titles year premiered runtime outline tagline certification status user_rating"
    " genres studios countries tags keywords cast crew ratings trailer homepage original_language popularity"
)
FIELDS: dict[str, frozenset[str]] = {
    kind: frozenset(f"{_EVERYWHERE} {names}".split())
    for kind, names in {
        "movie": f"{_FILMS_AND_SERIES} in_cinemas digital_release physical_release set budget revenue",
        "series": f"{_FILMS_AND_SERIES} ended network air_time episode_order",
        "season": "premiered user_rating ratings",
        "episode": "original_title sort_title aired runtime outline certification user_rating tags cast crew ratings"
        " display_season display_episode absolute_number",
        "set": "sort_title",
        "person": "sort_title alternate_titles born died birthplace homepage popularity",
    }.items()
}
"""The fields of each kind of item."""
MERGED = frozenset().union(*FIELDS.values()) | {f"{kind}.{name}" for kind, names in FIELDS.items() for name in names}
"""What `merge.fields` can name: a field, or one of one kind."""
VIEWS = frozenset({"library", "films", "series"})
"""What `general.columns` can name: tables."""
COLUMNS = frozenset(
    "title year episodes state complete quality rating size locks added runtime files codec source".split()
)
"""The columns of the tables."""


class Unknown(ValueError):
    """A name that nothing has."""

    def __init__(self, what: str, wanted: str, known: frozenset[str]) -> None:
        import difflib

        super().__init__(f"is no {what}")
        close = difflib.get_close_matches(wanted.lower().replace("-", "_").replace(" ", "_"), sorted(known), 1, 0.75)
        self.nearest = close[0] if close else ""


def field(name: str) -> str:
    """The name, when it is that of a field or of a field of one kind."""
    return _known("field", name, MERGED)


def table(name: str) -> str:
    """The name, when it is that of a table."""
    return _known("table", name, VIEWS)


def column(name: str) -> str:
    """The name, when it is that of a column."""
    return _known("column", name, COLUMNS)


def _known(what: str, name: str, names: frozenset[str]) -> str:
    if name not in names:
        raise Unknown(what, name, names)
    return name
