"""Dialogs and lists close once, live in the smallest window, and take keys at any time."""

import pytest
from textual.app import App, ComposeResult
from textual.events import Click, Key, MouseDown, MouseEvent, MouseUp, Resize
from textual.geometry import Size
from textual.notifications import Notification
from textual.widgets import OptionList, Static
from textual.widgets._toast import Toast

from lobbycard.core import Core
from lobbycard.paths import Paths
from lobbycard.tui.screens.ask import AskScreen
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.screens.find_item import FindItemScreen
from lobbycard.tui.screens.menu import Choice, Menu
from lobbycard.tui.widgets.row_list import Row, RowList
from tests.tui.opened import running, shown


async def test_a_key_that_comes_twice_leaves_the_screen_below() -> None:
    app: App[None] = App()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(AskScreen("Which one?"))
        await app.push_screen(AskScreen("Really?", value="yes"), answers.append)
        dialog = app.screen
        dialog.dismiss("yes")
        dialog.dismiss("no")
        await pilot.pause()
        assert answers == ["yes"]
        assert len(app.screen_stack) == 2


async def test_two_clicks_beside_the_palette_leave_the_screen_below(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        below = app.screen
        app.action_command_palette()
        await pilot.pause()
        palette = app.screen
        assert palette is not below
        for _ in range(2):
            for kind in (MouseDown, MouseUp, Click):
                palette._forward_event(_click(kind))
        await pilot.pause()
        assert app.screen is below


async def test_a_toast_that_comes_too_late_goes_at_once_and_holds_nothing_up(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        toast = Toast(Notification("Too late", timeout=-1))
        await app.screen.mount(toast)
        for _ in range(100):
            if not toast.is_attached:
                break
            await pilot.pause(0.02)
        assert not toast.is_attached


async def test_a_click_on_what_was_just_removed_harms_nobody(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        dialog = MeasuringDialog()
        await app.push_screen(dialog)
        await pilot.pause()
        widget = dialog.query_one(Measuring)
        place = widget.region
        widget._detach()  # as it is between its removal and the next frame
        await app.on_event(MouseDown(None, place.x, place.y, 0, 0, 1, False, False, False, place.x, place.y))
        widget._attach(dialog)
        assert app.screen is dialog


async def test_each_mode_has_its_own_palette(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        app.action_command_palette()
        await pilot.pause()
        app.action_command_palette()
        assert len(app.screen_stack) == 2
        await app.switch_mode("jobs")
        app.action_command_palette()
        await pilot.pause()
        assert len(app.screen_stack) == 2


def _click(kind: type[MouseEvent]) -> MouseEvent:
    return kind(None, 1, 1, 0, 0, 1, False, False, False, 1, 1)


class Measuring(Static):
    """Notes its sizes."""

    DEFAULT_CSS = "Measuring { width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []

    def on_resize(self, event: Resize) -> None:
        """Another one."""
        self.widths.append(event.size.width)


class MeasuringDialog(Dialog[None]):
    """Holds one such widget."""

    def compose(self) -> ComposeResult:
        """The widget alone."""
        yield Measuring()


async def test_a_size_that_the_terminal_has_no_more_is_not_taken() -> None:
    # Of two sizes told in a row each would call for the other again, for ever.
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = MeasuringDialog()
        await app.push_screen(dialog)
        await pilot.pause()
        dialog.post_message(Resize(Size(40, 24), Size(40, 24)))
        await pilot.pause()
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert dialog.query_one(Measuring).widths == [80, 60]


async def test_a_key_waits_for_the_dialog_that_the_key_before_has_opened(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        chosen: list[str | None] = []
        app.push_screen(Menu("Which?", [Choice("one", "A choice"), Choice("two", "Another")]), chosen.append)
        for key in ("j", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        for _ in range(200):
            if chosen:
                break
            await pilot.pause(0.02)
        assert chosen == ["two"]


@pytest.mark.parametrize("size", [(20, 5), (5, 5), (1, 1)])
async def test_lists_live_in_the_smallest_window(seeded_home: Paths, size: tuple[int, int]) -> None:
    async with running(seeded_home, size=(80, 24)) as (app, pilot):
        app.push_screen(Menu("Which?", [Choice("one", "A choice with many words in it"), Choice("two", "Another")]))
        await pilot.pause()
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "A choice with many words in it" in shown(app)


@pytest.mark.parametrize("size", [(30, 4), (5, 3), (1, 1)])
async def test_the_palette_takes_keys_that_turn_pages_in_the_smallest_window(
    seeded_home: Paths, size: tuple[int, int]
) -> None:
    async with running(seeded_home) as (app, pilot):
        app.action_command_palette()
        await pilot.pause()
        palette = app.screen
        await pilot.resize_terminal(*size)
        await pilot.press("pagedown", "pageup", "down", "pagedown", "t", "pagedown", "backspace", "pageup")
        assert app.screen is palette


@pytest.mark.parametrize("size", [(20, 5), (5, 3), (1, 1)])
async def test_a_menu_takes_keys_that_turn_pages_in_the_smallest_window(
    seeded_home: Paths, size: tuple[int, int]
) -> None:
    async with running(seeded_home) as (app, pilot):
        app.push_screen(Menu("Which?", [Choice("one", "A choice"), Choice("two", "Another")]))
        await pilot.pause()
        menu = app.screen
        await pilot.resize_terminal(*size)
        await pilot.press("pagedown", "pageup", "end", "home", "pagedown")
        assert app.screen is menu


async def test_a_list_without_any_room_takes_its_keys() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        listed = RowList()
        await app.mount(listed)
        listed.styles.width = 0
        await pilot.pause()
        listed.show([Row(name, lambda _: [[("words", "plain")]]) for name in "abc"], cursor="b")
        assert listed.current_key == "b"
        for by in (1, -1):
            listed.action_page(by)
            listed.action_move(by)


async def test_a_search_that_ends_after_its_dialog_was_closed_harms_nobody(seeded_core: Core) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        dialog = FindItemScreen(seeded_core, "Which one?")
        await app.push_screen(dialog)
        dialog.dismiss(None)
        await pilot.pause(0.2)
        await dialog._show([1, 2])


async def test_a_letter_leads_to_the_next_line_of_a_menu_that_begins_with_it(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        chosen: list[str | None] = []
        names = ["Title", "Year", "Tagline", "Äther", "Tags"]
        await app.push_screen(Menu("Which?", [Choice(name, name) for name in names]), chosen.append)
        chooser = app.screen.query_one(OptionList)
        seen = []
        for key in "tttyjz":
            await pilot.press(key)
            seen.append(names[chooser.highlighted or 0])
        assert seen == ["Tagline", "Tags", "Title", "Year", "Tagline", "Tagline"]
        await pilot.press("q")
        await pilot.pause()
        assert chosen == [None]
