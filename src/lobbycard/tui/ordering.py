"""What the library can be sorted by, and which way round first."""

from lobbycard.store.items import Sort
from lobbycard.tui import columns
from lobbycard.tui.screens.menu import Choice

SORTS: tuple[tuple[str, Sort], ...] = (
    ("Title", Sort.TITLE),
    ("Year", Sort.YEAR),
    ("Added", Sort.ADDED),
    ("State", Sort.STATE),
    ("Completeness", Sort.COMPLETENESS),
    ("Rating", Sort.RATING),
    ("Resolution", Sort.RESOLUTION),
    ("Size", Sort.SIZE),
    ("Runtime", Sort.RUNTIME),
)
DESCENDING_FIRST = {column.sort for column in columns.COLUMNS.values() if column.descending_first}
_COLUMN_OF = {column.sort: column.name for column in reversed(columns.COLUMNS.values()) if column.sort}


def choices(now: Sort, *, descending: bool) -> list[Choice]:
    """Lines to choose from; the present order shows which way round it is."""
    arrow = "↓" if descending else "↑"
    return [Choice(sort, name, arrow if sort is now else "") for name, sort in SORTS]


def column_of(sort: Sort) -> str:
    """The column that shows what is sorted by; empty when none does."""
    return _COLUMN_OF.get(sort, "")
