"""Everything that can be set, set as a person would."""

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from lobbycard import config
from lobbycard.model.kinds import AssetType, Automation, ItemKind
from lobbycard.paths import Paths
from lobbycard.store import asset_rules, libraries
from lobbycard.store.asset_rules import RuleKey
from lobbycard.tui import bindings
from lobbycard.tui.app import LobbycardApp
from lobbycard.tui.screens.settings import SettingsScreen
from tests.tui.opened import App, TestPilot, press, running, settled, shown


async def group(app: App, pilot: TestPilot, title: str) -> SettingsScreen:
    """Go to a group and into it."""
    await press(pilot, "0")
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    number = next(n for n, page in enumerate(screen._pages) if page.title == title)
    screen.groups.focus()
    screen.groups.go_to(number)
    for _ in range(100):
        await settled(pilot, 0.1)
        if all(page.title == title for page, _ in screen._entries.values()):
            break
    await press(pilot, "l")
    return screen


async def on(screen: SettingsScreen, pilot: TestPilot, name: str) -> None:
    """Put the cursor on a setting."""
    key = next(key for key, (_, entry) in screen._entries.items() if entry.key == name)
    screen.entries.move_to(key)
    await settled(pilot)


async def typed(pilot: TestPilot, value: str) -> None:
    """Type into the dialog and keep it."""
    pilot.app.screen.query_one(Input).value = value
    await press(pilot, "enter")


async def test_every_option_of_the_file_is_in_some_group(home: Paths) -> None:
    async with running(home) as (app, pilot):
        await press(pilot, "0")
        screen = app.screen
        assert isinstance(screen, SettingsScreen)
        found = {entry.key for page in screen._pages for entry in await page.entries()}
        assert set(config.by_key()) - {"general.keys"} <= found


async def test_each_group_begins_with_its_first_setting(home: Paths) -> None:
    async with running(home) as (app, pilot):
        for title in ("Providers", "Preference"):
            screen = await group(app, pilot, title)
            first = next(row.key for row in screen.entries._rows if not row.is_heading)
            assert screen.entries.current_key == first


async def test_what_is_faint_can_be_read_under_the_cursor_in_sixteen_colours(home: Paths) -> None:
    async with running(home, theme="ansi") as (app, pilot):
        screen = await group(app, pilot, "Log, database")
        await press(pilot, "h")
        rows = screen.entries
        lit = rows._style("cursor-blurred").bgcolor
        strips = [rows.render_line(y) for y in range(rows.size.height)]
        under = [
            part.style for strip in strips for part in strip if part.style is not None and part.style.bgcolor == lit
        ]
        assert under
        assert all(style.color != lit for style in under)


async def test_a_switch_is_switched_and_comments_in_the_file_stay(home: Paths) -> None:
    home.config_dir.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text("# mine\n[publish]\n# portraits, please\nactors = true\n")
    async with running(home, settings=config.load(home.config_file, {})) as (app, pilot):
        screen = await group(app, pilot, "Publishing")
        await on(screen, pilot, "publish.actors")
        assert "config.toml, line 4" in shown(app)
        await press(pilot, "enter")
        assert home.config_file.read_text() == "# mine\n[publish]\n# portraits, please\nactors = false\n"
        assert app.core is not None
        assert app.core.tools.settings.publish.actors is False


async def test_a_value_that_cannot_be_is_refused_at_the_field_and_nothing_is_written(home: Paths) -> None:
    async with running(home, (80, 24)) as (app, pilot):
        screen = await group(app, pilot, "Scanning")
        await on(screen, pilot, "scan.poll_seconds")
        await press(pilot, "enter")
        await typed(pilot, "4")
        assert "Must be 10 or more." in shown(app)
        assert not home.config_file.exists()
        await typed(pilot, "60")
        assert config.load(home.config_file, {}).scan.poll_seconds == 60


async def test_backspace_goes_back_to_the_default(home: Paths) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "Scanning")
        await on(screen, pilot, "scan.probe")
        await press(pilot, "enter")
        assert "probe = false" in home.config_file.read_text()
        await press(pilot, "backspace")
        assert "probe" not in home.config_file.read_text()
        await press(pilot, "backspace")
        assert "It has its default." in shown(app)


async def test_what_the_environment_sets_cannot_be_changed_here(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOBBYCARD_SCAN__PROBE", "false")
    async with running(home, settings=config.load(home.config_file, os.environ)) as (app, pilot):
        screen = await group(app, pilot, "Scanning")
        await on(screen, pilot, "scan.probe")
        assert "LOBBYCARD_SCAN__PROBE" in shown(app)
        await press(pilot, "enter", "backspace")
        assert not home.config_file.exists()


async def test_a_secret_is_masked_everywhere(home: Paths) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "Providers")
        await on(screen, pilot, "providers.tvdb.pin")
        await press(pilot, "enter")
        await typed(pilot, "hush-hush-1234")
        seen = shown(app)
        assert "•••••••• set" in seen
        assert "hush" not in seen
        assert 'pin = "hush-hush-1234"' in home.config_file.read_text()


async def test_a_changed_number_of_jobs_waits_for_the_next_start(home: Paths) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "Jobs")
        await on(screen, pilot, "jobs.network")
        await press(pilot, "enter")
        await typed(pilot, "9")
        assert "from the next start" in shown(app)
        assert app.core is not None
        assert app.core.settings.jobs.network == 4


async def test_a_broken_file_is_told_and_not_overwritten(home: Paths) -> None:
    async with running(home) as (app, pilot):
        home.config_dir.mkdir(parents=True, exist_ok=True)
        home.config_file.write_text("[scan\n")
        await group(app, pilot, "Scanning")
        assert "TOML" in shown(app)
        assert home.config_file.read_text() == "[scan\n"


async def test_search_finds_settings_of_all_groups(home: Paths) -> None:
    async with running(home) as (app, pilot):
        await group(app, pilot, "General")
        await press(pilot, "slash")
        await pilot.press(*"backups kept")
        await settled(pilot)
        assert "Backups kept" in shown(app)
        await press(pilot, "escape")
        assert "Country" in shown(app)


async def test_a_libraries_automation_is_changed_and_taken_back(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert app.core is not None
        first = (await app.core.store.read(libraries.all_of))[0]
        screen = await group(app, pilot, "Libraries")
        await on(screen, pilot, f"{first.id}.automation")
        await press(pilot, "enter")
        await press(pilot, "end", "enter")
        assert (await app.core.store.read(libraries.by_id, first.id)).automation is Automation.YOLO
        assert "Yolo" in shown(app)
        await press(pilot, "z")
        assert (await app.core.store.read(libraries.by_id, first.id)).automation is first.automation


async def test_weights_that_do_not_make_one_are_refused(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        screen = await group(app, pilot, "Artwork rules")
        await on(screen, pilot, "movie.poster")
        await press(pilot, "enter")
        app.screen.query_one("#rule-weight_votes", Input).value = "0.9"
        await settled(pilot)
        assert "✗ together 1.50" in shown(app)
        await press(pilot, "enter")
        assert "The weights must sum to 1" in shown(app)
        app.screen.query_one("#rule-weight_votes", Input).value = "0.4"
        app.screen.query_one("#rule-languages", Input).value = "de, textless, en"
        await press(pilot, "enter")
        assert app.core is not None
        rules = await app.core.store.read(asset_rules.everything)
        rule = rules[RuleKey(None, ItemKind.MOVIE, AssetType.POSTER)]
        assert rule.languages == ["de", "textless", "en"]
        assert (rule.min_width, rule.max_count) == (500, 1)
        await press(pilot, "z")
        assert RuleKey(None, ItemKind.MOVIE, AssetType.POSTER) not in await app.core.store.read(asset_rules.everything)


async def test_a_field_is_needed_for_completeness_or_not(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert app.core is not None
        before = (await app.core.store.read(asset_rules.completeness)).get(ItemKind.MOVIE)
        names = list(before.fields) if before else []
        screen = await group(app, pilot, "Completeness")
        await on(screen, pilot, "movie.tagline")
        await press(pilot, "enter")
        now = (await app.core.store.read(asset_rules.completeness))[ItemKind.MOVIE].fields
        assert set(now) ^ set(names) == {"tagline"}
        await press(pilot, "z")
        after = (await app.core.store.read(asset_rules.completeness)).get(ItemKind.MOVIE)
        assert (list(after.fields) if after else []) == names


async def test_a_key_is_remapped_by_pressing_it_and_works_at_once(home: Paths) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "Keys")
        await on(screen, pilot, "go.jobs")
        await press(pilot, "enter")
        await press(pilot, "f8")
        assert '"go.jobs" = "f8"' in home.config_file.read_text().replace("'", '"')
        await press(pilot, "f8")
        assert app.current_mode == "jobs"


async def test_a_key_that_is_taken_is_told_first(home: Paths) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "Keys")
        await on(screen, pilot, "jobs.pause")
        await press(pilot, "enter")
        await press(pilot, "x")
        assert "This key is taken" in shown(app)
        assert "Cancel" in shown(app)
        await press(pilot, "escape")
        assert not home.config_file.exists()


async def test_about_tells_version_folders_and_sources(home: Paths, tmp_path: Path) -> None:
    async with running(home) as (app, pilot):
        screen = await group(app, pilot, "About")
        await on(screen, pilot, "from tmdb")
        seen = shown(app)
        assert "This product uses the TMDB API" in seen
        assert "www.themoviedb.org" in seen
        assert str(home.log_file)[:30] in seen


async def test_the_settings_fit_into_small_and_tiny_terminals(home: Paths) -> None:
    async with running(home, (80, 24)) as (app, pilot):
        await group(app, pilot, "Upkeep")
        assert "Verify hours" in shown(app)
        await pilot.resize_terminal(20, 5)
        await settled(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Verify hours" in shown(app)


def test_no_two_bindings_share_an_id_and_every_one_has_a_tooltip() -> None:
    known = bindings.known(LobbycardApp)
    assert len(known) > 80
    assert [one.id for one in known if not one.tooltip] == []
