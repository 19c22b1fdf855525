"""Whose word counts: the order in which sources are asked for a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lobbycard.model.kinds import ItemKind

NFO = "nfo"
FILENAME = "filename"
LOCAL = "local"
USER = "user"


@dataclass(frozen=True, slots=True)
class Preference:
    """The order of sources per kind, with exceptions per field (`plot`) or field of one kind (`series.plot`).

    An NFO that another program or a person wrote comes first unless the order names it elsewhere: it was there before
    us. What a file is called comes last.
    """

    orders: Mapping[ItemKind, tuple[str, ...]] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sorted(self, kind: ItemKind, name: str, sources: Sequence[str]) -> list[str]:
        """These sources, the one that counts most first; unknown ones keep their alphabetic order behind."""
        order = self.exceptions.get(f"{kind}.{name}") or self.exceptions.get(name) or self.orders.get(kind, ())
        if NFO not in order:
            order = (NFO, *order)
        rank = {source: position for position, source in enumerate(order)}
        last = len(order)
        return sorted(sources, key=lambda source: (source == FILENAME, rank.get(source, last), source))
