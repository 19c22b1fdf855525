"""The frame around all screens: first frame, keys, palette, help, themes, the end."""

import itertools
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.command import CommandList
from textual.dom import DOMNode
from textual.widgets import Input

import lobbycard.tui.item
import lobbycard.tui.screens
import lobbycard.tui.widgets
from lobbycard.config import Settings
from lobbycard.config.settings import GeneralSettings
from lobbycard.paths import Paths, shipped_themes
from lobbycard.store import database, items
from lobbycard.tui import driver, glance, keys, modes, themes
from lobbycard.tui.app import LobbycardApp
from lobbycard.tui.screens.help import HelpScreen
from lobbycard.tui.screens.leave import LeaveScreen
from lobbycard.tui.screens.theme_picker import ThemePicker
from lobbycard.tui.widgets.filter_bar import FilterBar
from tests.tui import opened, terminal
from tests.tui.opened import TestPilot, made, press, running, settled, shown, table, until_shown
from tests.tui.terminal import Terminal


def nodes_with_bindings() -> Iterator[type[DOMNode]]:
    """Every class of ours that declares keys."""
    yield LobbycardApp
    for package in (lobbycard.tui.screens, lobbycard.tui.widgets, lobbycard.tui.item):
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            module = import_module(f"{package.__name__}.{path.stem}")
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.__name__:
                    yield value


def own_bindings(node: type[DOMNode]) -> list[Binding]:
    return [binding for binding in vars(node).get("BINDINGS", ()) if isinstance(binding, Binding)]


NODES = [node for node in nodes_with_bindings() if own_bindings(node)]


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_every_key_has_an_id_a_tooltip_and_an_action(node: type[DOMNode]) -> None:
    for binding in own_bindings(node):
        assert binding.id, binding
        assert binding.description, binding
        assert binding.tooltip, binding
        name = binding.action.partition("(")[0]
        owner = LobbycardApp if name.startswith("app.") else node
        assert hasattr(owner, f"action_{name.removeprefix('app.')}"), binding


def test_no_id_of_a_key_is_used_twice() -> None:
    ids = [str(binding.id) for node in NODES for binding in own_bindings(node)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_no_key_means_two_things_in_one_place(node: type[DOMNode]) -> None:
    used = list(itertools.chain.from_iterable(binding.key.split(",") for binding in own_bindings(node)))
    assert sorted(used) == sorted(set(used))


async def test_help_lists_the_keys_of_the_screen_and_of_everywhere(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        seen = shown(app)
        assert "library.search" in seen
        await press(pilot, "escape")
        assert not isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("size", [(80, 24), (140, 42)], ids=str)
async def test_every_key_in_the_help_stands_on_one_line_with_its_name(
    seeded_home: Paths, size: tuple[int, int]
) -> None:
    async with running(seeded_home, size) as (app, pilot):
        await press(pilot, "question_mark")
        await pilot.pause()
        table = app.screen.query_one("#help-table")
        names = {entry.id for entry in keys.entries(app.screen_stack[-2])}
        lines = [line.text.rstrip() for line in (table.render_line(y) for y in range(table.size.height))]
        told = [line for line in lines if line.split(" ")[-1] in names]
        assert told
        assert not [line for line in told if line.strip() in names]


async def test_keys_that_would_be_typed_are_not_offered_while_one_types(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert "/ Search" in shown(app)
        await press(pilot, "slash")
        await settled(pilot)
        footer = shown(app).rstrip().splitlines()[-1]
        assert "esc Clear" in footer
        assert "f1 Help" in footer
        assert "/ Search" not in footer


async def test_the_bar_at_the_top_says_what_a_screen_is_about_or_nothing_but_no_crumbs(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await app.run_action("app.go('statistics')")
        await settled(pilot)
        first = shown(app).splitlines()[0].rstrip()
        assert first.endswith("Set")
        await pilot.resize_terminal(140, 42)
        await settled(pilot)
        assert shown(app).splitlines()[0].rstrip().endswith("all libraries")


async def test_a_users_own_key_works_and_is_shown(seeded_home: Paths) -> None:
    settings = Settings(general=GeneralSettings(keys={"library.sort": "f4"}))
    async with running(seeded_home, settings=settings) as (app, pilot):
        assert "f4 Sort" in shown(app)
        await press(pilot, "f4")
        assert "Sort by" in shown(app)


async def test_the_palette_finds_a_command_and_runs_it(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "ctrl+p")
        await pilot.press(*"mark all")
        await settled(pilot, 0.8)
        await press(pilot, "enter")
        await settled(pilot, 0.8)
        assert "26 marked" in shown(app)


async def test_the_palette_says_why_a_command_is_no_use_now(home: Paths) -> None:
    async with running(home) as (app, pilot):
        await press(pilot, "ctrl+p")
        await pilot.press(*"rescan")
        await settled(pilot, 0.8)
        assert "not now: There is no library yet" in shown(app)


async def test_moving_in_the_theme_picker_previews_and_escape_takes_back(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        before = app.theme
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, ThemePicker)
        await press(pilot, "down")
        assert app.theme != before
        await press(pilot, "escape")
        assert app.theme == before


async def test_a_chosen_theme_is_written_to_the_settings(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "ctrl+t", "home", "enter")
        await settled(pilot, 0.5)
        chosen = app.theme
    assert f'theme = "{chosen}"' in seeded_home.config_file.read_text()


async def test_sixteen_colours_get_the_theme_made_for_them_unless_one_was_chosen(
    seeded_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-16color")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with running(seeded_home) as (app, _):
        assert app.theme == themes.SIXTEEN
    async with running(seeded_home, theme="light") as (app, _):
        assert app.theme == "light"
    chosen = Settings(general=GeneralSettings(theme="dark"))
    async with running(seeded_home, settings=chosen) as (app, _):
        assert app.theme == "dark"


class WithLastingToasts(opened.App):
    """On a loaded machine it takes longer to start than a toast stays."""

    NOTIFICATION_TIMEOUT = 60.0


async def test_a_theme_that_is_broken_or_missing_falls_back_with_a_word(seeded_home: Paths) -> None:
    seeded_home.themes_dir.mkdir(parents=True)
    (seeded_home.themes_dir / "mine.toml").write_text('primary = "no colour"\n')
    app = WithLastingToasts(Settings(), seeded_home, images="off", work=False, theme="mine")
    async with app.run_test(size=(140, 42), notifications=True) as pilot:
        await until_shown(pilot)
        assert app.theme == themes.FALLBACK
        assert "primary is no colour" in shown(app)
        assert "There is no theme “mine”" in shown(app)


async def test_a_key_for_what_nothing_has_is_named(seeded_home: Paths) -> None:
    own = Settings(general=GeneralSettings(keys={"library.serch": "ctrl+f", "library.sort": "o"}))
    async with running(seeded_home, settings=own) as (app, pilot):
        await app._import_ahead()
        while not len(app._notifications):
            await pilot.pause(0.02)
        (said,) = {one.message for one in app._notifications}
        assert "library.serch (did you mean library.search?)" in said
        assert "library.sort" not in said


async def test_a_theme_is_reloaded_when_its_file_changes(seeded_home: Paths) -> None:
    seeded_home.themes_dir.mkdir(parents=True)
    mine = seeded_home.themes_dir / "mine.toml"
    mine.write_text('primary = "#ff0000"\nbackground = "#000000"\n')
    async with running(seeded_home, theme="mine") as (app, pilot):
        assert app.theme_variables["primary"].startswith("#F")
        mine.write_text('primary = "#00ff00"\nbackground = "#000000"\n')
        await settled(pilot, 2.6)
        assert app.theme_variables["primary"].startswith("#00F")


SHIPPED = sorted(shipped_themes().glob("*.toml"))


def test_at_least_eight_themes_are_shipped_of_which_some_are_light() -> None:
    loaded = [themes.read(path) for path in SHIPPED]
    assert len(loaded) >= 8
    assert any(not theme.dark for theme in loaded)
    assert any(theme.ansi for theme in loaded)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
async def test_every_shipped_theme_can_be_used(path: Path, seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24), theme=path.stem) as (app, pilot):
        assert app.theme == path.stem
        await press(pilot, "9", "1", "question_mark")
        assert "list.up" in shown(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("primary = ", "cannot be read"),
        ('secondary = "#fff"', "names no primary colour"),
        ('primary = "#fff"\ncolour = "red"', "colour"),
        ('primary = "#fff"\nvariables = 3', "variables must be"),
        ("primary = 7", "primary is no colour"),
        ('primary = "#fff"\nluminosity_spread = "x"', "cannot be used"),
    ],
)
def test_a_broken_theme_is_named_with_its_fault(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "bad.toml").write_text(content)
    loaded = themes.load([tmp_path])
    assert not loaded.themes
    assert said in loaded.problems[tmp_path / "bad.toml"]


def test_a_glance_takes_what_makes_sense_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert glance.at(file, {}) == glance.Glance()
    file.write_text('[general]\ntheme = "light"\nimages = "colour"\nkeys.library.sort = "f4"\n')
    assert glance.at(file, {}) == glance.Glance("light", "auto", {"library.sort": "f4"})
    file.write_text("general = 3\n[broken")
    assert glance.at(file, {"LOBBYCARD_GENERAL__THEME": "amber"}).theme == "amber"


def test_keys_are_shown_as_people_know_them() -> None:
    assert [keys.shown(key) for key in ("ctrl+p", "question_mark", "pageup", "shift+down", "a", "enter")] == [
        "^p", "?", "pgup", "shift+↓", "a", "enter",
    ]  # fmt: skip


def test_modes_have_different_keys_and_each_has_its_screen() -> None:
    used = [mode.key for mode in modes.MODES if mode.key]
    assert sorted(used) == sorted(set(used))
    for mode in modes.MODES:
        assert mode.screen in vars(import_module(f"{modes.PACKAGE}.{mode.name}"))


# --- in a real terminal --------------------------------------------------------------------------------------------


def test_the_first_frame_comes_before_the_database_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "import lobbycard.cli.screen, lobbycard.tui.app\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'PIL', 'httpx'} & set(sys.modules)\n"
        "print('heavy:', heavy or 'none')\n"
    )
    with Terminal(terminal.PLAIN) as far:
        far.run("-c", program)
        assert b"heavy: none" in far.wait_for(b"heavy: .*\n")


def test_a_wrong_setting_ends_with_its_name_and_code_2(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.config_dir.mkdir(parents=True)
    paths.config_file.write_text("[general]\nthemes = 'dark'\n")
    with Terminal(terminal.PLAIN) as far:
        far.run("-m", "lobbycard", LOBBYCARD_HOME=str(tmp_path))
        assert b"general.theme" in far.wait_for(rb"themes.*theme")
        assert far.process is not None
        assert far.process.wait(20) == 2


def test_a_database_that_is_none_ends_with_a_sentence_and_code_3(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.make()
    paths.database_file.write_text("this is no database, but somebody's notes " * 10)
    with Terminal(terminal.PLAIN) as far:
        far.run("-m", "lobbycard", LOBBYCARD_HOME=str(tmp_path))
        far.wait_for(b"is not a Lobbycard database")
        assert far.process is not None
        assert far.process.wait(20) == 3


def test_q_leaves_cleanly(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        far.run("-m", "lobbycard", LOBBYCARD_HOME=str(tmp_path))
        far.wait_for(b"Library")
        far.wait_until_quiet(quiet=1.5)
        far.press(b"\x11")
        assert far.process is not None
        assert far.process.wait(20) == 0


def test_letters_that_come_in_halves_are_read_also_after_the_program_was_stopped_for_a_while(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        far.run(str(Path(__file__).parent / "typed.py"))
        far.wait_for(b"<here>")
        far.press(b"\xc3")
        far.press(b"\xa9")
        far.wait_for("<é>".encode())
        assert far.process is not None
        far.process.send_signal(signal.SIGTSTP)
        far.wait_for(rb"\x1b\[\?1049l")
        since = len(far.received)
        far.process.send_signal(signal.SIGCONT)
        far.wait_for("<é>".encode(), since=since)
        far.press(b"\x1b[A")
        far.wait_for(b"<up>", since=since)
        far.press(b"q")
        assert far.process.wait(20) == 0


async def test_nobody_waits_for_keys_of_a_terminal_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)  # the driver's own are not for the tests
    reader, writer = os.pipe()
    with os.fdopen(reader) as far:
        monkeypatch.setattr(sys, "__stdin__", far)
        waiting = driver.Driver(App())
        thread = threading.Thread(target=waiting.run_input_thread, daemon=True)
        thread.start()
        os.close(writer)
        thread.join(20)
        assert not thread.is_alive()


def test_the_program_ends_when_its_terminal_vanishes(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        far.run("-m", "lobbycard", LOBBYCARD_HOME=str(tmp_path))
        far.wait_for(b"Library")
        far.wait_until_quiet(quiet=1.5)
        far.hang_up()
        assert far.process is not None
        far.process.wait(20)


def test_no_terminal_is_answered_with_a_hint(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    ended = subprocess.run(
        [sys.executable, "-m", "lobbycard"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"LOBBYCARD_HOME": str(tmp_path)},
        check=False,
    )
    assert ended.returncode == 2
    assert "lobbycard --once" in ended.stderr


async def test_keys_that_come_in_one_piece_go_where_the_first_of_them_leads(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        for character in "/dear 19":
            key = {"/": "slash", " ": "space"}.get(character, character)
            app.post_message(events.Key(key, character))
        await settled(pilot, 0.3)
        assert app.screen.query_one(FilterBar).value == "dear 19"
        assert len(app.screen_stack) == 1
        assert app.current_mode == "library"


def opening(home: Paths) -> tuple[LobbycardApp, threading.Event]:
    """The program on a machine so slow that the library is opened only when the event is set."""
    gate = threading.Event()

    def slowly_read() -> Settings:
        gate.wait()
        return Settings()

    return made(home, settings=slowly_read), gate


async def test_keys_typed_while_the_library_is_still_being_opened_are_done_when_it_is(seeded_home: Paths) -> None:
    app, gate = opening(seeded_home)
    async with app.run_test(size=(140, 42)) as pilot:
        for character in "/dear 19":
            key = {"/": "slash", " ": "space"}.get(character, character)
            app.post_message(events.Key(key, character))
        await pilot.pause()
        assert "Opening the library" in shown(app)
        gate.set()
        await until_shown(pilot)
        await _until(pilot, lambda: "dear 19" in shown(app))
        assert app.screen.query_one(FilterBar).value == "dear 19"
        assert len(app.screen_stack) == 1


async def test_one_can_leave_while_the_library_is_still_being_opened(seeded_home: Paths) -> None:
    app, gate = opening(seeded_home)
    async with app.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        app.post_message(events.Key("j", "j"))
        app.post_message(events.Key("q", "q"))
        await _until(pilot, lambda: app._exit)
        assert "Opening the library" in shown(app)
        gate.set()


async def test_a_screen_that_was_below_another_fits_the_terminal_that_was_resized_meanwhile(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        library = app.screen
        await press(pilot, "enter")
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        await press(pilot, "escape")
        assert app.screen is library
        assert library.has_class("-narrow")
        assert not library.has_class("-normal")
        assert all(len(line) <= 60 for line in shown(app).splitlines())
        await press(pilot, "9")
        await pilot.resize_terminal(140, 42)
        await settled(pilot)
        await press(pilot, "1")
        assert library.has_class("-normal")


async def test_what_changes_below_a_full_screen_is_not_painted(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "enter")
        assert app._background_screens == []
        await press(pilot, "question_mark")
        assert len(app._background_screens) == 1


async def test_the_palette_begins_with_what_the_screen_can_do(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "ctrl+p")
        await settled(pilot, 0.8)
        seen = shown(app)
        assert "Search" in seen
        assert "One up" not in seen
        assert "Take back your last change" not in seen


async def test_the_line_chosen_in_the_palette_can_be_read_in_sixteen_colours(seeded_home: Paths) -> None:
    async with running(seeded_home, theme=themes.SIXTEEN) as (app, pilot):
        await press(pilot, "ctrl+p")
        await settled(pilot, 0.8)
        await press(pilot, "down")
        lines = app.screen.query_one(CommandList)
        row = lines.render_line(2 * (lines.highlighted or 0))
        chosen = [part for part in row if part.text.strip()]
        assert chosen
        for part in chosen:
            assert part.style is not None
            assert part.style.color is not None
            assert part.style.color.number == 0
            assert not part.style.bold


@pytest.mark.parametrize("mode", ["jobs", "gaps", "settings", "setup"])
async def test_a_megabyte_pasted_into_any_line_is_cut_and_harmless(seeded_home: Paths, mode: str) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await app.switch_mode(mode)
        await settled(pilot, 0.4)
        if mode != "setup":
            await press(pilot, "slash")
        assert isinstance(app.focused, Input)
        app.post_message(events.Paste("a\x1b[31m\u202e" + "b" * 1_000_000))
        await settled(pilot, 0.6)
        assert all(len(one.value) <= 4096 for one in app.screen.query(Input))
        assert "\x1b" not in shown(app)
        assert "\u202e" not in shown(app)


async def _until(pilot: TestPilot, said: Callable[[], bool]) -> None:
    while not said():
        await pilot.pause(0.02)


async def test_while_another_program_holds_the_database_the_status_line_says_that_changes_wait(
    seeded_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    async with running(seeded_home, (80, 24)) as (app, pilot):
        assert app.core is not None
        store, films = app.core.store, [table(app).current_id]
        other = sqlite3.connect(seeded_home.database_file, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("m")
            await _until(pilot, lambda: "Another program holds the database" in shown(app))
            for _ in range(2):
                await pilot.press("j", "m", "m")
                films.append(table(app).current_id)
            assert len(set(films)) == 3
            other.execute("ROLLBACK")
            await _until(pilot, lambda: "Another program holds the database" not in shown(app))
        finally:
            other.close()
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "ask"])
        assert not any(film.monitored for film in await store.read(items.by_ids, [film for film in films if film]))
        await pilot.press("z", "z", "z")
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "undo"])
        assert all(film.monitored for film in await store.read(items.by_ids, [film for film in films if film]))


@asynccontextmanager
async def _held_by_another(home: Paths, pilot: TestPilot, *keys: str) -> AsyncIterator[sqlite3.Connection]:
    """A program with a change of each key that waits for another, when one has asked to leave."""
    other = sqlite3.connect(home.database_file, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        await pilot.press(*keys)
        await pilot.press("q")
        await _until(pilot, lambda: isinstance(pilot.app.screen, LeaveScreen) and "monitor" in shown_by(pilot))
        yield other
    finally:
        other.close()


def shown_by(pilot: TestPilot) -> str:
    assert isinstance(pilot.app, LobbycardApp)
    return shown(pilot.app)


async def test_who_leaves_is_told_what_waits_for_another_program_and_it_is_still_written(
    seeded_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    async with running(seeded_home, (80, 24)) as (app, pilot):
        assert app.core is not None
        store, film = app.core.store, table(app).current_id
        assert film is not None
        async with _held_by_another(seeded_home, pilot, "m") as other:
            assert "Another program holds the database." in shown(app)
            assert not app._exit
            other.execute("ROLLBACK")
            await _until(pilot, lambda: app._exit)
        assert not (await store.read(items.by_ids, [film]))[0].monitored
    assert app.unmade == []


async def test_a_second_q_leaves_without_what_waits_and_names_it(
    seeded_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    async with running(seeded_home, (80, 24)) as (app, pilot), _held_by_another(seeded_home, pilot, "m"):
        await pilot.press("q")
        await _until(pilot, lambda: app._exit)
        await app.close_core()
        assert app.unmade == ["monitor"]


async def test_who_stays_loses_nothing(seeded_home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    async with running(seeded_home, (80, 24)) as (app, pilot):
        assert app.core is not None
        film = table(app).current_id
        assert film is not None
        async with _held_by_another(seeded_home, pilot, "m") as other:
            await pilot.press("escape")
            await _until(pilot, lambda: not isinstance(app.screen, LeaveScreen))
            other.execute("ROLLBACK")
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "ask"])
        assert not app._exit
        assert not (await app.core.store.read(items.by_ids, [film]))[0].monitored


async def test_a_change_asked_for_just_before_leaving_is_made(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        assert app.core is not None
        film = table(app).current_id
        assert film is not None
        for key in "mq":
            app.post_message(events.Key(key, key))
        await _until(pilot, lambda: app._exit)
        assert not (await app.core.store.read(items.by_ids, [film]))[0].monitored
