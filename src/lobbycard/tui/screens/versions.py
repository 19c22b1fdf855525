"""What we published beside what somebody else put there, to decide between them."""

import os
from collections.abc import Awaitable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from lobbycard.errors import AppError
from lobbycard.model.kinds import AssetType, DriftKind
from lobbycard.store.publish.drifts import DriftRow
from lobbycard.tasks.pictures import versions
from lobbycard.tasks.pictures.versions import Version
from lobbycard.tasks.resolve_drift import How
from lobbycard.tui import candidates, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.files import shown_path
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.widgets.key_line import KeyLine
from lobbycard.tui.widgets.side import Side

THERE = {DriftKind.CHANGED: "Theirs, in its place", DriftKind.RIVAL: "Theirs, beside it"}


class VersionsScreen(Dialog[How | None]):
    """Gives what was decided, or None."""

    HELP_TITLE: ClassVar[str] = "Ours and theirs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,space,c,q", "answer('')", "Back", id="versions.back", tooltip="Decide nothing"),
        Binding("o", "answer('ours')", "Ours", id="versions.ours", tooltip="What you published stays"),
        Binding("t", "answer('theirs')", "Theirs", id="versions.theirs", tooltip="Take what is there as yours"),
        Binding("m", "answer('merge')", "Merge", id="versions.merge", tooltip="Ours stays, theirs can be chosen"),
    ]
    DEFAULT_CSS = """
    VersionsScreen {
        background: $background;
        #versions { height: 1fr; }
        &:ansi > #versions, &:ansi > KeyLine { border: none; }
    }
    """

    def __init__(self, desk: Desk, row: DriftRow) -> None:
        super().__init__()
        self._core = desk.core
        self._row = row
        self._seen: dict[Side, Version] = {}
        self._ours, self._theirs = Side(desk), Side(desk)

    def compose(self) -> ComposeResult:
        """Ours on the left."""
        with Horizontal(id="versions"):
            yield self._ours
            yield self._theirs
        yield KeyLine()

    def on_mount(self) -> None:
        """Fetch both."""
        for side, heading in ((self._ours, "Ours"), (self._theirs, THERE[self._row.kind])):
            side.say(heading)
            side.put(None, None, "")
        self._load(self._ours, "Ours", versions.ours(self._core.tools, self._row), "our copy")
        name = os.path.basename(shown_path(self._row.path))
        self._load(self._theirs, THERE[self._row.kind], versions.theirs(self._core.tools, self._row), name)

    def on_resize(self) -> None:
        """More or less room."""
        for side in (self._ours, self._theirs):
            self._fit(side)

    @work
    async def _load(self, side: Side, heading: str, getting: Awaitable[Version], where: str) -> None:
        try:
            seen = await getting
        except AppError as error:
            self._fit(side)
            side.put(error, None, "")
            return
        self._seen[side] = seen
        facts = f"{seen.width}×{seen.height}  ·  {text.size(seen.size)}"
        side.say(heading, facts, where)
        self._fit(side)
        side.put(seen.path, (seen.path, seen.size), facts if side.is_off else where)

    def _fit(self, side: Side) -> None:
        seen = self._seen.get(side)
        shape = seen.width / seen.height if seen else candidates.SHAPES[AssetType(self._row.asset_type)]
        side.fit(shape, (max(2, self.size.width // 2 - 2), max(3, self.size.height - 4)))

    def action_answer(self, how: str) -> None:
        """Decided, or not."""
        self.dismiss(How(how) if how else None)
