"""Looks whether everything is as it must be: settings, database, folders, libraries, providers, terminal."""

import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from lobbycard import paths as folders
from lobbycard.errors import AppError, StoreError
from lobbycard.model.kinds import ItemKind, JobStatus
from lobbycard.model.library import Library
from lobbycard.model.words import plural
from lobbycard.store import jobs, libraries
from lobbycard.tasks.diagnosing import conflicts
from lobbycard.tasks.providers import asking

if TYPE_CHECKING:
    from lobbycard.providers.base import Provider
    from lobbycard.tools import Tools

LITTLE_SPACE = 1_000_000_000


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Works, but a person may want to know."""
    WRONG = "wrong"


class Finding(NamedTuple):
    """One thing that was looked at."""

    subject: str
    level: Level
    message: str
    hint: str = ""


Check = Callable[["Tools"], Awaitable[list[Finding]]]


async def check_all(tools: "Tools") -> list[Finding]:
    """Everything, in the order in which it is shown."""
    found = await asyncio.gather(*(check(tools) for check in CHECKS))
    return [finding for findings in found for finding in findings]


def _ok(subject: str, message: str) -> Finding:
    return Finding(subject, Level.OK, message)


# --- our own things ------------------------------------------------------------------------------------------------


async def _settings(tools: "Tools") -> list[Finding]:
    return [await tools.in_thread(_config_file, str(tools.paths.config_file))]


def _config_file(path: str) -> Finding:
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return _ok("settings", "no configuration file; everything is at its default")
    except OSError as error:
        return Finding("settings", Level.WRONG, f"{path} cannot be read: {folders.reason(error)}")
    if mode & 0o077:
        return Finding("settings", Level.NOTE, f"{path} can be read by others, and may hold keys", f"chmod 600 {path}")
    return _ok("settings", path)


async def _database(tools: "Tools") -> list[Finding]:
    try:
        open_jobs = await tools.store.read(jobs.counts)
        findings = [_ok("database", tools.store.path if tools.store.is_sqlite else "PostgreSQL answers")]
        if tools.store.is_sqlite:
            findings += await tools.in_thread(_integrity, tools)
    except StoreError as error:
        return [Finding("database", Level.WRONG, error.message, error.hint)]
    if failed := open_jobs.get(JobStatus.FAILED, 0):
        findings.append(Finding("jobs", Level.NOTE, f"{failed} failed", "lobbycard jobs"))
    return findings


def _integrity(tools: "Tools") -> list[Finding]:
    said = [str(row[0]) for row in tools.store.maintain("PRAGMA quick_check(3)")]
    if said == ["ok"]:
        return []
    return [Finding("database", Level.WRONG, f"damaged: {'; '.join(said)}", "Restore a backup: lobbycard database")]


async def _own_folders(tools: "Tools") -> list[Finding]:
    places = {"data": tools.paths.data_dir, "cache": tools.paths.cache_dir, "logs": tools.paths.log_dir}
    return [await tools.in_thread(_writable, f"{name} folder", str(path)) for name, path in places.items()]


def _writable(subject: str, path: str) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=path):
            free = shutil.disk_usage(path).free
    except OSError as error:
        return Finding(subject, Level.WRONG, f"{path}: {folders.reason(error)}", folders.hint_for(error))
    if free < LITTLE_SPACE:
        return Finding(subject, Level.NOTE, f"{path} has only {free / 1e6:,.0f} MB left", "Free some space.")
    return _ok(subject, f"{path}, {free / 1e9:,.0f} GB free")


# --- libraries -----------------------------------------------------------------------------------------------------


async def _libraries(tools: "Tools") -> list[Finding]:
    known = [library for library in await tools.store.read(libraries.all_of) if library.enabled]
    if not known:
        hint = "Add one: lobbycard library add FOLDER --kind movie"
        return [Finding("libraries", Level.NOTE, "there are none yet", hint)]
    return [await tools.in_thread(_library, library) for library in known]


def _library(library: Library) -> Finding:
    subject = f"library {library.name}"
    try:
        with os.scandir(library.path) as entries:
            is_empty = next(entries, None) is None
    except OSError as error:
        return Finding(subject, Level.WRONG, f"{library.path}: {folders.reason(error)}", "Is the disk mounted?")
    if is_empty:
        return Finding(subject, Level.NOTE, f"{library.path} is empty", "Is the disk mounted?")
    if library.absence_held:
        hint = "lobbycard scan --confirm-absence, or mount the disk that is missing"
        vanished = plural(library.absence_held, "vanished file waits", "vanished files wait")
        return Finding(subject, Level.NOTE, f"{vanished} for your word", hint)
    if not library.read_only and not os.access(library.path, os.W_OK):
        hint = "Allow writing, or: lobbycard library set NAME read_only=true"
        return Finding(subject, Level.WRONG, f"{library.path} cannot be written: nothing can be published", hint)
    return _ok(subject, library.path)


# --- providers -----------------------------------------------------------------------------------------------------


async def _providers(tools: "Tools") -> list[Finding]:
    providers = list(tools.providers.by_name.values())
    findings = list(await asyncio.gather(*(_provider(tools, provider) for provider in providers)))
    for kind, word in ((ItemKind.MOVIE, "films"), (ItemKind.SERIES, "series")):
        if not asking.searching(tools, kind):
            findings.append(
                Finding("providers", Level.WRONG, f"{word} cannot be identified", asking.why_nobody(tools, kind))
            )
    return findings


async def _provider(tools: "Tools", provider: "Provider") -> Finding:
    if provider.needs_key and not asking.has_key(tools.settings, provider.name):
        hint = f"Set providers.{provider.name}.api_key, or switch it off."
        return Finding(provider.label, Level.NOTE, "has no key and is not asked", hint)
    try:
        result = await provider.check()
    except AppError as error:
        return Finding(provider.label, Level.WRONG, error.message, error.hint)
    return Finding(provider.label, Level.OK if result.ok else Level.WRONG, result.message, result.hint)


# --- terminal ------------------------------------------------------------------------------------------------------


async def _terminal(tools: "Tools") -> list[Finding]:
    return terminal(os.environ)


def terminal(environment: Mapping[str, str]) -> list[Finding]:
    """What the environment tells of the terminal."""
    findings: list[Finding] = []
    name = environment.get("TERM", "")
    if name in {"", "dumb"}:
        findings.append(Finding("terminal", Level.NOTE, "is none that screens can be drawn on", "Commands work."))
    spoken = next((environment[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(key)), "")
    if "utf" not in spoken.lower():
        hint = "Set LANG to one such as C.UTF-8."
        findings.append(Finding("terminal", Level.NOTE, f"its language ({spoken or 'none'}) is not UTF-8", hint))
    if environment.get("COLORTERM", "") not in {"truecolor", "24bit"} and "256" not in name and name:
        findings.append(Finding("terminal", Level.NOTE, "may show few colours", "Pictures need 256 colours at least."))
    return findings or [_ok("terminal", name)]


async def _other_writers(tools: "Tools") -> list[Finding]:
    found: list[Finding] = []
    for name, footprints in (await conflicts.find_all(tools)).items():
        found += [Finding(f"library “{name}”", Level.NOTE, one.message, one.hint) for one in footprints]
    # What is said of the settings is said once, not for each library.
    return list({finding.message: finding for finding in found}.values())


CHECKS: Sequence[Check] = (_settings, _database, _own_folders, _libraries, _other_writers, _providers, _terminal)
"""Further checks are added here."""
