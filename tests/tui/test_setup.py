"""The first steps."""

from pathlib import Path
from typing import Any

from lobbycard import config
from lobbycard.config import Settings
from lobbycard.model.kinds import Automation, JobStatus, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import jobs, libraries
from lobbycard.tui.widgets.key_line import KeyLine
from tests.providers.server import KEYS, ProviderServer
from tests.tui import reels
from tests.tui.opened import App, TestPilot, lines, made, press, settled, shown, table


def folder(home: Paths, *names: str) -> Path:
    """A folder with videos of these names."""
    top = home.data_dir.parent / "media"
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"\x1aE\xdf\xa3")
    top.mkdir(exist_ok=True)
    return top


async def begun(app: App, pilot: TestPilot) -> None:
    """Wait for the first steps."""
    for _ in range(400):
        if app.current_mode == "setup" and app.screen.query("#setup-path"):
            break
        await pilot.pause(0.02)
    await settled(pilot)


async def known(app: App) -> list[Any]:
    assert app.core is not None
    return await app.core.store.read(libraries.all_of)


async def test_a_program_without_libraries_begins_with_the_first_steps(home: Paths) -> None:
    app = made(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(app, pilot)
        seen = shown(app)
        assert "Welcome to Lobbycard" in seen
        assert "tab Next field" in seen
        for word in ("Folder", "It holds", "Manual", "Hybrid", "Yolo", "Languages", "TMDB key", "Add and look"):
            assert word in seen


async def test_the_folder_is_looked_at_and_its_kind_is_guessed(home: Paths) -> None:
    top = folder(home, "Night Tram/Season 1/Night Tram S01E01.mkv", "Night Tram/Season 1/Night Tram S01E02.mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await pilot.press(*str(top))
        await settled(pilot, 0.8)
        assert "2 videos; this looks like series." in shown(app)
        assert "( ) Films    (●) Series" in shown(app)
        await press(pilot, "ctrl+s")
        (library,) = await known(app)
        assert (library.kind, library.automation) == (LibraryKind.TV, Automation.HYBRID)
        assert app.core is not None
        waiting = await app.core.store.read(jobs.page, [JobStatus.PENDING])
        assert [job.type for job in waiting] == ["ScanLibrary"]
        assert app.current_mode == "library"


async def test_what_a_person_says_of_a_folder_is_not_guessed_over(home: Paths) -> None:
    top = folder(home, "Night Tram S01E01.mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await press(pilot, "tab", "right", "space", "left", "space")
        await pilot.click("#setup-path")
        await pilot.press(*str(top))
        await settled(pilot, 0.8)
        assert "looks like series" in shown(app)
        await press(pilot, "ctrl+s")
        assert (await known(app))[0].kind is LibraryKind.MOVIE


async def test_a_folder_that_is_not_there_is_refused_at_the_field(home: Paths) -> None:
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await pilot.press(*"/nowhere/at/all")
        await settled(pilot, 0.8)
        assert "/nowhere/at/all is not there." in shown(app)
        await press(pilot, "ctrl+s")
        assert app.current_mode == "setup"
        assert await known(app) == []


async def test_a_path_of_control_characters_reaches_the_terminal_harmless(home: Paths) -> None:
    app = made(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(app, pilot)
        app.screen.query_one("#setup-path").value = "/no\x1b[31m\x07where\u202e"  # type: ignore[attr-defined]
        await settled(pilot, 0.8)
        said = next(line for line in lines(app) if "is not there" in line)
        assert not set("\x1b\x07\u202e") & set(said)


async def test_a_pasted_key_is_tried_kept_and_used_at_once(home: Paths) -> None:
    with ProviderServer() as server:
        sections = {"tmdb": {"base_url": server.url("tmdb")}}
        app = made(home, settings=Settings.model_validate({"providers": sections}))
        async with app.run_test(size=(100, 30)) as pilot:
            await begun(app, pilot)
            key = app.screen.query_one("#setup-key-tmdb")
            key.value = "f" * 32  # type: ignore[attr-defined]
            await settled(pilot, 1.2)
            assert "✗" in "".join(line for line in lines(app) if "TMDB key" in line)
            key.value = KEYS["tmdb"]  # type: ignore[attr-defined]
            await settled(pilot, 1.2)
            assert "✓ works" in shown(app)
            assert KEYS["tmdb"] not in shown(app)
            await pilot.click("#setup-path")
            await pilot.press(*str(folder(home)))
            await press(pilot, "ctrl+s")
            assert app.core is not None
            assert app.core.tools.settings.providers.tmdb.api_key.get_secret_value() == KEYS["tmdb"]
            assert config.load(home.config_file, {}).providers.tmdb.api_key.get_secret_value() == KEYS["tmdb"]


async def test_a_language_that_is_none_is_said_before_anything_is_added(home: Paths) -> None:
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        app.screen.query_one("#setup-language").value = "english please"  # type: ignore[attr-defined]
        await pilot.press(*str(folder(home)))
        await press(pilot, "ctrl+s")
        for _ in range(400):
            if "must be a language" in shown(app):
                break
            await pilot.pause(0.02)
        assert "must be a language" in shown(app)
        assert await known(app) == []
        assert not home.config_file.exists()


async def test_later_leads_to_the_library(home: Paths) -> None:
    app = made(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(app, pilot)
        await press(pilot, "escape")
        assert app.current_mode == "library"


async def test_the_list_takes_keys_as_soon_as_the_first_library_fills_it(home: Paths) -> None:
    top = folder(home, "Metropolis (1927)/Metropolis (1927).mkv", "Detour (1945)/Detour (1945).mkv")
    app = made(home, work=True, settings=reels.settings())
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await pilot.press(*str(top), "tab", "tab", "up", "space", "ctrl+s")
        for _ in range(1000):
            if app.current_mode == "library" and len(table(app).outline) == 2:
                break
            await pilot.pause(0.02)
        await settled(pilot)
        assert [library.automation for library in await known(app)] == [Automation.MANUAL]
        await press(pilot, "down")
        assert table(app).cursor == 1


async def test_enter_leads_through_the_fields_to_adding(home: Paths) -> None:
    top = folder(home, "Detour (1945)/Detour (1945).mkv")
    app = made(home)
    async with app.run_test(size=(100, 40)) as pilot:
        await begun(app, pilot)
        await pilot.press(*str(top))
        await pilot.press("enter", "enter", "down", "enter", *["enter"] * 4)
        assert app.focused is not None
        assert app.focused.id == "setup-key-fanart"
        await press(pilot, "enter")
        assert [(library.path, library.automation) for library in await known(app)] == [(str(top), Automation.YOLO)]


async def test_adding_is_offered_as_soon_as_a_folder_is_typed(home: Paths) -> None:
    top = folder(home, "Detour (1945)/Detour (1945).mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)

        def works() -> bool:
            return app.screen.active_bindings["ctrl+s"].enabled

        assert not works()
        await press(pilot, *str(top))
        assert "^s Add and look" in lines(app)[-1]
        assert any(one.action == "finish" and one.works for one in app.screen.query_one(KeyLine)._keys)
        assert works()
        await press(pilot, "ctrl+u")
        assert not any(one.action == "finish" and one.works for one in app.screen.query_one(KeyLine)._keys)


async def test_a_folder_added_before_the_typing_rests_is_guessed_too(home: Paths) -> None:
    top = folder(home, "Night Tram/Season 1/Night Tram S01E01.mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        app.screen.query_one("#setup-path").value = str(top)  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        for _ in range(1000):
            if await known(app):
                break
            await pilot.pause(0.02)
        assert [library.kind for library in await known(app)] == [LibraryKind.TV]


async def test_enter_answers_a_question_and_leads_on_in_the_dialog_too(home: Paths) -> None:
    top = folder(home, "Detour (1945)/Detour (1945).mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await press(pilot, "ctrl+l", "a")
        await pilot.press(*str(top), "tab", "right", "enter", "down", "down", "enter", "enter")
        for _ in range(1000):
            if await known(app):
                break
            await pilot.pause(0.02)
        (library,) = await known(app)
        assert (library.kind, library.automation) == (LibraryKind.TV, Automation.MANUAL)


async def test_a_folder_added_later_is_looked_at_too(home: Paths) -> None:
    top = folder(home, "Night Tram/Season 1/Night Tram S01E01.mkv")
    app = made(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(app, pilot)
        await press(pilot, "ctrl+l", "a")
        await pilot.press(*str(top))
        await settled(pilot, 0.8)
        assert "1 video; this looks like series." in shown(app)
        await press(pilot, "ctrl+u")
        await pilot.press(*str(top), "enter")  # before the typing rests
        for _ in range(1000):
            if await known(app):
                break
            await pilot.pause(0.02)
        assert [library.kind for library in await known(app)] == [LibraryKind.TV]
