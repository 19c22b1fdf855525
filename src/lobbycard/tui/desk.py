"""What every screen works with, handed down by argument."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.signal import Signal

from lobbycard.events import Event
from lobbycard.tui.pictures.pictures import Pictures

if TYPE_CHECKING:
    from lobbycard.core import Core


@dataclass(frozen=True)
class Desk:
    """The open program as screens see it."""

    core: "Core"
    pictures: Pictures
    heard: Signal[Event]
    """Everything that `core.events` tells: `desk.heard.subscribe(self, self.on_event)` in `on_mount`."""
