"""Footprints of other programs that write NFO files and artwork: whose they are, and what to do about it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Footprint(NamedTuple):
    """A program that writes into a library."""

    program: str
    message: str
    hint: str
    paths: tuple[str, ...] = ()
    """Some of the files that tell."""


class _Sign(NamedTuple):
    program: str
    pattern: re.Pattern[bytes]
    hint: str


_OWNER = "One program has to own the NFO files: "
_SIGNS = (
    _Sign(
        "Jellyfin or Emby",
        re.compile(rb"<lockdata>(?:true|false)</lockdata>.*<dateadded>|<dateadded>.*<lockdata>", re.DOTALL),
        _OWNER + "switch off the NFO saver (Jellyfin: library, “Metadata savers: Nfo”), which rewrites every file.",
    ),
    _Sign(
        "Radarr",
        re.compile(rb"(?=.*<top250 ?/>)(?=.*<userrating ?/>)(?=.*<outline ?/>)", re.DOTALL),
        _OWNER + "switch off Settings, Metadata, “Kodi (XBMC) / Emby” in Radarr.",
    ),
    _Sign(
        "Sonarr",
        re.compile(rb"<uniqueid type=[\"']sonarr[\"']"),
        _OWNER + "switch off Settings, Metadata, “Kodi (XBMC) / Emby” in Sonarr.",
    ),
    _Sign(
        "tinyMediaManager",
        re.compile(
            rb"created on .* tinyMediaManager|<!--tinyMediaManager|<source>(?:UNKNOWN|BLURAY|DVD)</source>.*<edition>",
            re.DOTALL,
        ),
        _OWNER + "let tinyMediaManager write none for this folder.",
    ),
    _Sign("MediaElch", re.compile(rb"<generator>.*MediaElch", re.DOTALL), _OWNER + "let MediaElch write none here."),
    _Sign(
        "Kodi's export",
        re.compile(rb"<filenameandpath>|<basepath>"),
        "Kodi's “Export library” wrote these; it does so only when asked.",
    ),
)
_LOCKED = re.compile(rb"<lockdata>\s*true\s*</lockdata>", re.IGNORECASE)
_LISTED = 5


def writers(files: Iterable[tuple[str, bytes]]) -> list[Footprint]:
    """Who has written these NFO files (path, content) besides us."""
    found: dict[str, list[str]] = {}
    hints: dict[str, str] = {}
    for path, content in files:
        sign = next((sign for sign in _SIGNS if sign.pattern.search(content)), None)
        if sign is not None:
            found.setdefault(sign.program, []).append(path)
            hints[sign.program] = sign.hint
    return [
        Footprint(
            program, f"{len(paths):,} NFO files were written by {program}.", hints[program], tuple(paths[:_LISTED])
        )
        for program, paths in found.items()
    ]


def locked(files: Iterable[tuple[str, bytes]]) -> list[Footprint]:
    """NFO files that Jellyfin does not read again, whoever wrote them: what was there stays when we publish."""
    paths = [path for path, content in files if _LOCKED.search(content)]
    if not paths:
        return []
    return [
        Footprint(
            "Jellyfin",
            f"{len(paths):,} NFO files hold <lockdata>true</lockdata>: Jellyfin reads none of them a second time.",
            "Unlock these items in Jellyfin and take the line out; publish.nfo_lockdata = false keeps it out.",
            tuple(paths[:_LISTED]),
        )
    ]


def settings(*, lockdata: bool, names: str, recycle: bool) -> Iterator[Footprint]:
    """Our own settings that lead to surprises."""
    if lockdata:
        yield Footprint(
            "Lobbycard",
            "publish.nfo_lockdata is on: Jellyfin reads each NFO once and never again.",
            "lobbycard config set publish.nfo_lockdata false",
        )
    if names == "bare":
        yield Footprint(
            "Lobbycard",
            "publish.names is “bare”: Kodi sees films only where a source has “movies are in separate folders”.",
            "lobbycard config set publish.names auto",
        )
    if names == "prefixed":
        yield Footprint(
            "Lobbycard",
            "publish.names is “prefixed”: Plex sees no posters, and upgrades by Radarr or Sonarr take the files away.",
            "lobbycard config set publish.names auto",
        )
    if not recycle:
        yield Footprint(
            "Lobbycard",
            "recycle.enabled is off: what is replaced is gone, and no publish can be taken back.",
            "lobbycard config set recycle.enabled true",
        )
