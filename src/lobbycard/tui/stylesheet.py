"""Style sheets parsed once: Textual parses all of them again for each screen that is opened for the first time."""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES = 1024
"""More than there are; Textual keeps 64 of our hundred and so none."""


class KeptStylesheet(Stylesheet):
    """Keeps what was parsed as long as the theme's colours stay."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new."""
        self.parse()
