"""Drift: what others changed in what we published. Theirs, ours, or both; never decided unasked."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from lobbycard.events import Topic
from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType, DriftKind
from lobbycard.model.publishing import NFO_TYPE
from lobbycard.store import libraries
from lobbycard.store.publish import drifts
from lobbycard.store.publish.drifts import DriftRow
from lobbycard.tasks.resolve_drift import How, ResolveDrift
from lobbycard.tasks.verify_libraries import VerifyLibraries
from lobbycard.tui import text
from lobbycard.tui.columns import age
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.files import shown_path
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import ACCENT, BAD, FAINT, PLAIN, QUIET, WARN, Part
from lobbycard.tui.screens.listing import ListingScreen, Words, counts, facts, keyed, titled
from lobbycard.tui.screens.versions import THERE, VersionsScreen
from lobbycard.tui.widgets.row_list import Line, OpenList, Row, RowList

WORDS: dict[DriftKind, tuple[str, str, str]] = {
    DriftKind.MISSING: ("missing", BAD, "It was removed, or replaced together with the video."),
    DriftKind.CHANGED: ("changed", WARN, "Another program, or somebody by hand, has written over it."),
    DriftKind.RIVAL: ("rival", ACCENT, "It lies beside ours, and a player may show it instead."),
    DriftKind.MISNAMED: ("misnamed", QUIET, "The video has another name now; a player no longer sees this file."),
    DriftKind.CORRUPT_BLOB: (
        "damaged copy",
        BAD,
        "Our own copy in the cache is damaged; the published file may be the last.",
    ),
}
MEANS: dict[tuple[DriftKind, How], str] = {
    (DriftKind.MISSING, How.THEIRS): "do without it: the choice is taken back, and locked",
    (DriftKind.MISSING, How.OURS): "write it again",
    (DriftKind.CHANGED, How.THEIRS): "take what is there as the choice, and lock it",
    (DriftKind.CHANGED, How.OURS): "put ours back; theirs goes to the recycle bin",
    (DriftKind.CHANGED, How.MERGE): "theirs is offered as a candidate, ours stays",
    (DriftKind.RIVAL, How.THEIRS): "take it as the choice, and lock it",
    (DriftKind.RIVAL, How.OURS): "to the recycle bin with it",
    (DriftKind.RIVAL, How.MERGE): "it is offered as a candidate, ours stays",
    (DriftKind.RIVAL, How.KEEP): "leave it there, and do not speak of it again",
    (DriftKind.MISNAMED, How.OURS): "give it the right name",
    (DriftKind.CORRUPT_BLOB, How.OURS): "mend the copy from the published file, or fetch it again",
}
OF_NFO = {
    (DriftKind.CHANGED, How.THEIRS): "take what is written there, and lock it",
    (DriftKind.CHANGED, How.MERGE): "take theirs where nothing is locked, ours elsewhere",
}
"""What is meant where it is no picture."""
KEYS = {How.THEIRS: "t", How.OURS: "o", How.MERGE: "m", How.KEEP: "K"}
TITLES = {
    How.THEIRS: "Take theirs",
    How.OURS: "Put ours back",
    How.MERGE: "Merge",
    How.KEEP: "Leave them there",
}
SHOWN = 8


class DriftScreen(ListingScreen):
    """One line for each file."""

    MODE = "drift"
    HELP_TITLE: ClassVar[str] = "Drift"
    ROWS = OpenList
    TOPICS: ClassVar[frozenset[Topic]] = frozenset({Topic.DRIFT})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "decide('theirs')", "Theirs", id="drift.theirs", tooltip="Take what is there as yours"),
        Binding("o", "decide('ours')", "Ours", id="drift.ours", tooltip="Put back what you published"),
        Binding("m", "decide('merge')", "Merge", id="drift.merge", tooltip="Both, where that makes sense"),
        Binding("K", "decide('keep')", "Leave", id="drift.keep", show=False, tooltip="Leave a rival where it is"),
        Binding("c", "compare", "Compare", id="drift.compare", tooltip="Look at ours and theirs side by side"),
        Binding("v", "verify", "Verify", id="drift.verify", tooltip="Compare again now, in all libraries"),
        Binding("V", "verify_deep", "Verify all", id="drift.verify_deep", show=False,
                tooltip="Compare by reading every file"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._drifts: dict[str, DriftRow] = {}
        self._libraries: dict[int, str] = {}

    async def load(self) -> None:
        """By library and path."""
        self._libraries = {one.id: one.name for one in await self.core.store.read(libraries.all_of)}
        words = self.words.casefold()
        found = await self.core.store.read(drifts.undecided)
        self._drifts = {
            str(row.id): row for row in found if words in f"{shown_path(row.path)} {row.item_title}".casefold()
        }

    def rows(self) -> list[Row]:
        """A line each."""
        return [Row(key, partial(line, row, self.sign(key))) for key, row in self._drifts.items()]

    def head(self) -> Content:
        """How many of each kind."""
        kinds = [row.kind for row in self._drifts.values()]
        parts = [
            (f"{text.number(kinds.count(kind))} {word}", "$foreground" if kind in kinds else "")
            for kind, (word, _, _) in WORDS.items()
            if kind in kinds
        ]
        return counts(*parts, (f"{text.number(len(self.marks))} marked" if self.marks else "", "$accent"))

    def nothing(self) -> Words:
        """Good news, as far as anybody looked."""
        hours = self.core.settings.upkeep.verify_hours
        each = (
            f"Lobbycard looks by itself each {text.duration(hours * 3600)}."
            if hours
            else "Lobbycard does not look by itself (Settings › Upkeep)."
        )
        return Words(
            "Everything is as you published it", each, [("v", "look now"), ("V", "look by reading every file")]
        )

    def details(self, key: str) -> Content:
        """What happened, and what each answer means."""
        row = self._drifts[key]
        word, _, meaning = WORDS[row.kind]
        means = MEANS | OF_NFO if row.asset_type == NFO_TYPE else MEANS
        answers = [(KEYS[how], means[row.kind, how]) for how in How if (row.kind, how) in means]
        if _has_two(row):
            answers.append(("c", "look at both side by side"))
        return titled(
            row.item_title or shown_path(row.path),
            Content(f"{word[:1].upper()}{word[1:]}. {meaning}"),
            Content.styled(text.safe(row.detail), "$foreground 70%") if row.detail else Content(""),
            keyed(answers, self.about_width),
            facts(
                (
                    ("File", shown_path(row.path)),
                    ("Is", "NFO" if row.asset_type == NFO_TYPE else picture_label(AssetType(row.asset_type)).lower()),
                    ("Library", self._libraries.get(row.library_id, "")),
                    ("Found", f"{row.found_at.astimezone():%Y-%m-%d %H:%M}"),
                ),
                self.about_width,
            ),
        )

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if self.has_loaded and action == "decide" and not self._drifts:
            return "Nobody changed anything."
        if self.has_loaded and action == "compare" and not (self._drifts and _has_two(self._current())):
            return "Here are no two pictures to compare."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An answer that means nothing for what is chosen is dimmed."""
        if action == "decide" and self.has_loaded and parameters and not self._meant(How(str(parameters[0]))):
            return None
        return super().check_action(action, parameters)

    def _meant(self, how: How) -> list[DriftRow]:
        """Of the chosen ones, those for which the answer means something."""
        rows = [self._drifts[key] for key in self.chosen() if key in self._drifts]
        return [row for row in rows if (row.kind, how) in MEANS]

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """The item that it belongs to."""
        row = self._drifts[message.key]
        self.post_message(OpenItem(row.item_id))

    @work(exclusive=True, group="ask")
    async def action_decide(self, word: str) -> None:
        """One is decided at once, for it can be taken back; many after a word."""
        how = How(word)
        rows = self._meant(how)
        if rows:
            await self._decide(how, rows)

    @work(exclusive=True, group="ask")
    async def action_compare(self) -> None:
        """Look at both, and decide there, or not."""
        row = self._current()
        if row is None:
            return
        how = await self.app.push_screen_wait(VersionsScreen(self.desk, row))
        if how is not None:
            await self._decide(how, [row])

    def _current(self) -> DriftRow | None:
        return self._drifts.get(self.listed.current_key or "")

    async def _decide(self, how: How, rows: Sequence[DriftRow]) -> None:
        left = len(self.chosen()) - len(rows)
        note = "One z takes it back." + (
            f" {text.number(left)} of the marked ones need another answer." if left else ""
        )
        if len(rows) > 1 and not await self.confirm(
            f"{TITLES[how]}: {text.plural(len(rows), 'file')}?", _named(rows), note=note, yes=TITLES[how]
        ):
            return
        asked = self.core.enqueue(ResolveDrift(ids=tuple(row.id for row in rows), how=how))
        await self.do(asked, f"{TITLES[how]}: {text.plural(len(rows), 'file')}")

    @work(exclusive=True, group="ask")
    async def action_verify(self) -> None:
        """Look again."""
        await self.do(self.core.enqueue(VerifyLibraries()), "Comparing what was published with what is there")

    @work(exclusive=True, group="ask")
    async def action_verify_deep(self) -> None:
        """Look again, into every file."""
        await self.do(self.core.enqueue(VerifyLibraries(deep=True)), "Reading every published file")


def _has_two(row: DriftRow | None) -> bool:
    """There are a picture of ours and one of theirs."""
    return row is not None and row.kind in THERE and row.asset_type not in {NFO_TYPE, AssetType.TRAILER}


def _named(rows: Sequence[DriftRow]) -> list[str]:
    found = [f"  {WORDS[row.kind][0]:<9} {shown_path(row.path)}" for row in rows[:SHOWN]]
    return found if len(rows) <= SHOWN else [*found, f"  and {text.number(len(rows) - SHOWN)} more"]


def line(row: DriftRow, sign: Part, width: int) -> list[Line]:
    """What happened to which file."""
    word, role, _ = WORDS[row.kind]
    room = max(10, width - 4 - 14 - 6)
    return [
        [
            sign,
            (text.fit(word, 14), role),
            (text.fit(shown_path(row.path), room), PLAIN),
            (text.fit(age(row.found_at), 6, right=True), FAINT),
        ]
    ]
