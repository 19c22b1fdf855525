"""What stands where a list would be, and what to do about it."""

from enum import StrEnum

from textual.content import Content
from textual.widgets import Static

from lobbycard.tui import text


class Situation(StrEnum):
    """Why there is nothing."""

    NO_LIBRARY = "no library"
    NOTHING_YET = "nothing yet"
    NO_MATCH = "no match"
    NO_FILTER = "no filter"
    UNREACHABLE = "unreachable"
    FAILED = "failed"


_TEXTS: dict[Situation, tuple[str, str]] = {
    Situation.NO_LIBRARY: (
        "There is no library yet",
        (
            "A library is a folder that holds your films, or your series.\n\n"
            "[$primary bold]a[/]  add a folder\n[$primary bold]?[/]  all keys\n\n"
            "Nothing in the folder is changed before you say so."
        ),
    ),
    Situation.NOTHING_YET: (
        "Nothing was found yet",
        (
            "The folders are being looked through, or hold no film and no series.\n\n"
            "[$primary bold]r[/]  look again\n[$primary bold]a[/]  add a folder\n[$primary bold]9[/]  see what runs"
        ),
    ),
    Situation.NO_MATCH: (
        "Nothing fits “$detail”",
        "[$primary bold]esc[/]  show everything again\n[$primary bold]/[/]  look for something else",
    ),
    Situation.NO_FILTER: (
        "This filter cannot be used yet",
        "[$primary bold]esc[/]  show everything again",
    ),
    Situation.UNREACHABLE: (
        "A folder cannot be reached",
        (
            "$detail\n\nIs the disk mounted? Nothing is forgotten: what was there comes back with it.\n\n"
            "[$primary bold]r[/]  look again"
        ),
    ),
    Situation.FAILED: ("The list cannot be read", "$detail"),
}


class EmptyState(Static):
    """A few calm lines in the middle."""

    DEFAULT_CSS = """
    EmptyState {
        height: 1fr;
        width: 1fr;
        content-align: center middle;
        text-align: center;
        color: $foreground-muted;
    }
    """

    def show(self, situation: Situation | None, detail: str = "") -> None:
        """Say why there is nothing."""
        if situation is None:
            self.update("")
            return
        title, what = _TEXTS[situation]
        detail = text.safe(detail)
        self.update(
            Content("\n\n").join(
                [
                    Content.from_markup(f"[bold $foreground]{title}[/]", detail=detail),
                    Content.from_markup(what, detail=detail),
                ]
            )
        )
