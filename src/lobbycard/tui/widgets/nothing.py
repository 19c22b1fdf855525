"""Says why there is nothing, and what to do about it."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from lobbycard.tui import text


class Nothing(Static):
    """A heading, a sentence, and keys with what they do."""

    DEFAULT_CSS = """
    Nothing {
        width: 1fr;
        content-align: center middle;
        text-align: center;
        color: $text-muted;
        padding: 0 2;
    }
    """

    def say(self, heading: str, sentence: str = "", keys: Sequence[tuple[str, str]] = ()) -> None:
        """Other words."""
        parts = [Content.styled(text.safe(heading), "bold $foreground")]
        if sentence:
            parts.append(Content(text.safe(sentence)))
        if keys:
            wide = max(len(what) for _, what in keys)
            lines = [
                Content.assemble((key.rjust(5), "bold $primary"), "  ", text.fit(what, wide)) for key, what in keys
            ]
            parts.append(Content("\n").join(lines))
        self.update(Content("\n\n").join(parts))
