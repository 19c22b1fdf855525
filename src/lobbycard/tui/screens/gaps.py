"""What is missing across the library: by name, then the items that lack it, filled with one key."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from lobbycard.events import Topic
from lobbycard.model import fields
from lobbycard.model.fields import ARTWORK
from lobbycard.model.kinds import ItemKind
from lobbycard.store import gaps, history
from lobbycard.store.gaps import GapCount, Lacking
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.select_artwork import SelectArtwork
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import OpenItem, OpenPicker, ShowItems
from lobbycard.tui.roles import FAINT, GOOD, PLAIN, QUIET, WARN, Part
from lobbycard.tui.screens.listing import ListingScreen, Words, counts, facts, keyed, titled
from lobbycard.tui.widgets.row_list import Line, OpenList, Row, RowList, heading

LIMIT = 2000
KINDS = {
    ItemKind.MOVIE: ("film", "films"),
    ItemKind.SERIES: ("series", "series"),
    ItemKind.SEASON: ("season", "seasons"),
    ItemKind.EPISODE: ("episode", "episodes"),
    ItemKind.SET: ("set", "sets"),
}


class GapsScreen(ListingScreen):
    """A list of names; enter shows the items, escape leads back."""

    MODE = "gaps"
    HELP_TITLE: ClassVar[str] = "Gaps"
    ROWS = OpenList
    TOPICS: ClassVar[frozenset[Topic]] = frozenset({Topic.ITEM, Topic.ARTWORK, Topic.RULE})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("F", "fill", "Fill", id="gaps.fill", tooltip="Ask the providers, and choose what fits"),
        Binding("c", "artwork", "Artwork", id="gaps.artwork", tooltip="Choose pictures for them, one after the other"),
        Binding("l", "library", "In library", id="gaps.library", tooltip="Show these items in the library"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._counts: Sequence[GapCount] = ()
        self._inside: GapCount | None = None
        self._items: Sequence[Lacking] = ()

    async def load(self) -> None:
        """The names, or the items of one."""
        read = self.core.store.read
        self._counts = await read(gaps.counted)
        if self._inside is not None:
            key = key_of(self._inside)
            self._inside = next((one for one in self._counts if key_of(one) == key), self._inside._replace(number=0))
            self._items = await read(gaps.lacking, self._inside.name, self._inside.why, LIMIT, self.words)

    # -- rows --

    def rows(self) -> list[Row]:
        """Names by what they are about, or items."""
        if self._inside is not None:
            return [Row(str(one.id), partial(item_line, one, self.sign(str(one.id)))) for one in self._items]
        found: list[Row] = []
        words = self.words.casefold()
        wanted = [one for one in self._counts if words in label(one).casefold()]
        most = max((one.number for one in wanted), default=1)
        for title, belongs in (("Artwork", True), ("Metadata", False)):
            those = [one for one in wanted if one.name.startswith(ARTWORK) is belongs]
            if those:
                found.append(heading(title, title, gap=bool(found)))
                found += [Row(key_of(one), partial(gap_line, one, most, self.sign(key_of(one)))) for one in those]
        return found

    def head(self) -> Content:
        """How many, and of what."""
        marked = (f"{text.number(len(self.marks))} marked" if self.marks else "", "$accent")
        if self._inside is not None:
            return counts(
                ("‹ esc", "$foreground 50%"),
                (label(self._inside), "bold $primary"),
                (text.plural(self._inside.number, "item"), "$foreground"),
                marked,
            )
        total = sum(one.number for one in self._counts)
        return counts((text.plural(total, "gap"), "$foreground"), marked)

    def nothing(self) -> Words:
        """Good news, or no news yet."""
        if self._inside is not None:
            return Words(f"Nothing lacks this any more: {label(self._inside).lower()}", "", [("esc", "the other gaps")])
        sentence = "What an item must have is said in Settings › Completeness, how good in Settings › Artwork rules."
        return Words("Nothing is missing", sentence)

    def details(self, key: str) -> Content:
        """What the gap means, and what fills it."""
        if self._inside is not None:
            one = next(one for one in self._items if str(one.id) == key)
            artwork = [("c", "choose a picture")] if self._inside.name.startswith(ARTWORK) else []
            return titled(
                one.title,
                facts((("Is", KINDS[one.kind][0] if one.kind in KINDS else one.kind), ("Lacks", label(self._inside)),
                       ("Because", REASONS.get(self._inside.why, "")), ("Offered", _offered(one))), self.about_width),
                keyed((("enter", "show it"), ("F", "ask the providers"), *artwork), self.about_width),
            )  # fmt: skip
        gap = next(one for one in self._counts if key_of(one) == key)
        artwork = [("c", "choose pictures for all")] if gap.name.startswith(ARTWORK) else []
        kinds = ", ".join(text.plural(count, *KINDS[kind]) for kind, count in gap.kinds.items() if kind in KINDS)
        return titled(
            label(gap),
            Content(kinds),
            Content.styled(REASONS.get(gap.why, ""), "$foreground 60%"),
            keyed((("enter", "the items"), ("F", "ask the providers for all"), *artwork), self.about_width),
        )

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if not self.has_loaded or action not in {"fill", "artwork", "library"}:
            return super().why_not(action)
        if self.listed.current_key is None:
            return "Nothing is missing."
        gap = self._inside or self._gap(self.listed.current_key)
        if action == "artwork" and gap is not None and not gap.name.startswith(ARTWORK):
            return "Only pictures are chosen; metadata is fetched (F) or typed on the item (enter)."
        return None

    def _gap(self, key: str) -> GapCount | None:
        return next((one for one in self._counts if key_of(one) == key), None)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """The items, or the item."""
        if self._inside is not None:
            self.post_message(OpenItem(int(message.key), [one.id for one in self._items]))
            return
        self._inside, self.marks, self.has_loaded = self._gap(message.key), set(), False
        self.look()

    def action_step_back(self) -> None:
        """From the items to the names."""
        if self._inside is not None and not self.marks and not self.words:
            self._inside, self._items = None, ()
            self.redraw()
        else:
            super().action_step_back()

    async def _chosen_ids(self) -> list[int]:
        """The items meant: marked ones, or all of the marked gaps."""
        if self._inside is not None:
            return [int(key) for key in self.chosen()]
        found: dict[int, None] = {}
        for key in self.chosen():
            gap = self._gap(key)
            if gap is not None:
                ids = await self.core.store.read(gaps.ids_lacking, gap.name, gap.why)
                found |= dict.fromkeys(ids)
        return list(found)

    @work(exclusive=True, group="ask")
    async def action_fill(self) -> None:
        """Choose from what is known where that is enough, else ask the providers."""
        ids = await self._chosen_ids()
        if len(ids) > 1 and not await self.confirm(
            f"Fill {text.plural(len(ids), 'gap')}?",
            note="The providers are asked, and what fits the rules is chosen. What you locked stays.", yes="Fill",
        ):  # fmt: skip
            return
        gap = self._inside or self._gap(self.listed.current_key or "")
        is_artwork = gap is not None and gap.name.startswith(ARTWORK)
        offered = set(await self.core.store.read(gaps.with_offers, gap.name, ids)) if gap and is_artwork else set()
        batch = history.new_batch()
        requests = [EnrichItem(item_id=item_id) for item_id in ids if item_id not in offered]
        await self.core.enqueue(*(SelectArtwork(item_id=item_id) for item_id in ids if item_id in offered), batch=batch)
        await self.do(
            self.core.enqueue(*requests, batch=batch), f"Filling {text.plural(len(ids), 'gap')} in the background"
        )

    @work(exclusive=True, group="ask")
    async def action_artwork(self) -> None:
        """Choose pictures, item by item."""
        gap = self._inside or self._gap(self.listed.current_key or "")
        ids = await self._chosen_ids()
        if ids and gap is not None:
            self.post_message(OpenPicker(ids, gap.name.removeprefix(ARTWORK)))

    def action_library(self) -> None:
        """The library with this filter."""
        gap = self._inside or self._gap(self.listed.current_key or "")
        if gap is not None:
            self.post_message(ShowItems(f"missing:{gap.name.removeprefix(ARTWORK)}"))


REASONS = {
    "": "Nobody offers any, or nobody was asked.",
    "too small": "What is offered is smaller than the rule allows.",
    "wrong shape": "What is offered has another shape.",
    "wrong language": "What is offered is in a language that is not wanted.",
    "undecided": "There are some that would fit; none was chosen yet.",
    "not fetched": "One was chosen and could not be fetched.",
}


def key_of(gap: GapCount) -> str:
    """Names a row."""
    return f"{gap.name}|{gap.why}"


def label(gap: GapCount) -> str:
    """A gap in words."""
    info = fields.FIELDS.get(gap.name)
    name = info.label if info else gap.name.removeprefix(ARTWORK)
    return f"{name}: {gap.why}" if gap.why else f"{name}: missing"


def _offered(one: Lacking) -> str:
    return text.plural(one.offers, "picture") if one.offers else ""


def gap_line(gap: GapCount, most: int, sign: Part, width: int) -> list[Line]:
    """A gap with a bar of how often it is."""
    named = min(34, max(18, width // 2))
    room = max(0, width - 4 - named - 9)
    bar = "━" * max(1, round(room * gap.number / max(1, most))) if room else ""
    return [
        [
            sign,
            (text.fit(label(gap), named), PLAIN),
            (text.fit(text.number(gap.number), 8, right=True), PLAIN),
            (" ", FAINT),
            (bar[:room], WARN if not gap.why else FAINT),
        ]
    ]


def item_line(one: Lacking, sign: Part, width: int) -> list[Line]:
    """An item that lacks it."""
    room = max(10, width - 4 - 6 - 9 - 12)
    offers = f"{one.offers} offered" if one.offers else ""
    return [
        [
            sign,
            (text.fit(one.title, room), PLAIN),
            (text.fit(str(one.year or ""), 6, right=True), QUIET),
            (text.fit("  " + (KINDS[one.kind][0] if one.kind in KINDS else ""), 9), FAINT),
            (text.fit(offers, 12, right=True), GOOD),
        ]
    ]
