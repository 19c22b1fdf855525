"""`lobbycard config`: see and change the settings."""

import argparse
import getpass
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping

from lobbycard import config
from lobbycard.cli.options import add_json
from lobbycard.config import Kind, Option, Settings
from lobbycard.errors import ConfigError, UsageError
from lobbycard.paths import PRIVATE_FILE, Paths, shipped_themes, write_atomic

HELP = "see and change the settings"

_MASK = "********"
_ADDRESS = re.compile(
    r"(?P<before>[a-z+]+://(?:[\w.-]+(?=[:@]))?)(?P<password>:[^:@/?#]+(?=@))?(?P<after>@?[\w.-]*(?::\d{1,5})?(?:/[\w.-]*)?)",
    re.ASCII,
)
"""A database address of the plain kind; what looks different may have its password anywhere."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what follows `lobbycard config`."""
    parser.set_defaults(action="show", json=False, all=False)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    show = actions.add_parser("show", help="print what is set, and where (the default)")
    show.add_argument("--all", action="store_true", help="every option, the defaults too")
    add_json(show, "print one JSON object")
    get = actions.add_parser("get", help="print one value; secrets are masked")
    get.add_argument("key", metavar="KEY", help="such as general.theme")
    set_ = actions.add_parser("set", help="write one value to the configuration file")
    set_.add_argument("key", metavar="KEY", help="such as general.theme")
    set_.add_argument(
        "value",
        metavar="VALUE",
        nargs="?",
        help="lists with commas or as JSON; left out or `-`: asked for or read from input",
    )
    unset = actions.add_parser("unset", help="take one value out of the configuration file")
    unset.add_argument("key", metavar="KEY", help="such as general.theme")
    actions.add_parser("path", help="print where the configuration file is")
    actions.add_parser("example", help="print a configuration file with every option explained")
    actions.add_parser("edit", help="open the configuration file in $VISUAL or $EDITOR")


def run(options: argparse.Namespace) -> int:
    """Carry out one action on the configuration of the environment."""
    env = os.environ
    paths = Paths.from_environment(env)
    match options.action or "show":
        case "show":
            _show(paths, env, everything=options.all, as_json=options.json)
        case "get":
            _get(paths, env, options.key)
        case "set":
            _set(paths, env, options.key, options.value)
        case "unset":
            _unset(paths, env, options.key)
        case "path":
            print(paths.config_file)
        case "example":
            print(config.example(), end="")
        case "edit":
            _edit(paths, env)
    return 0


def _show(paths: Paths, env: Mapping[str, str], everything: bool, as_json: bool) -> None:
    settings = config.load(paths.config_file, env)
    origins = config.origins(paths.config_file, env)
    shown = {
        option.key: (_masked(option, settings), _origin(option.key, origins))
        for option in config.by_key().values()
        if everything or _origin(option.key, origins)
    }
    if as_json:
        print(
            json.dumps({key: {"value": value, "from": origin or "default"} for key, (value, origin) in shown.items()})
        )
        return
    for key, (value, origin) in shown.items():
        print(f"{key} = {config.as_toml(value)}" + (f"  # {origin}" if origin else ""))
    if not shown:
        print(f"Everything has its default. `lobbycard config show --all` lists it; the file is {paths.config_file}.")


def _origin(key: str, origins: Mapping[str, str]) -> str:
    """Where it was set; a mapping may come from several places."""
    below = dict.fromkeys(origin for name, origin in origins.items() if name == key or name.startswith(f"{key}."))
    return ", ".join(below)


def _get(paths: Paths, env: Mapping[str, str], key: str) -> None:
    option, entry = _target(key)
    value = _masked(option, config.load(paths.config_file, env))
    if entry:
        if not isinstance(value, dict) or entry not in value:
            raise UsageError(f"{key} is not set.")
        value = value[entry]
    print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _set(paths: Paths, env: Mapping[str, str], key: str, text: str | None) -> None:
    option, entry = _target(key)
    if text is None or text == "-":
        text = _asked(option)
    config.change(paths.config_file, {key: option.parsed(text, entry)})
    _warn_if_overridden(option, env)
    if key == "general.theme":
        _warn_without_theme(paths, text)
    if option.key == "general.keys":
        _warn_of_unknown_keys(paths, env)


def _unset(paths: Paths, env: Mapping[str, str], key: str) -> None:
    config.change(paths.config_file, {key: None})
    found = config.find(key)
    if found:
        _warn_if_overridden(found.option, env)


def _target(key: str) -> tuple[Option, str]:
    found = config.find(key)
    if found is None and any(name.startswith(f"{key}.") for name in config.by_key()):
        raise UsageError(f"{key} is a section of several settings.", "See them: lobbycard config show --all")
    if found is None:
        nearest = config.nearest(key)
        raise UsageError(f"There is no setting {key}.", f"Did you mean {nearest}?" if nearest else "")
    return found.option, found.entry


def _asked(option: Option) -> str:
    """Typed without echo on a terminal, so that a key gets into no shell history; else the first line of input."""
    if sys.stdin.isatty():
        ask = getpass.getpass if option.kind is Kind.SECRET else input
        return ask(f"{option.key}: ")
    line = sys.stdin.readline()
    if not line:
        raise UsageError(f"No value for {option.key} was given.", "Take it out with: lobbycard config unset KEY")
    return line.rstrip("\r\n")


def _warn_if_overridden(option: Option, env: Mapping[str, str]) -> None:
    if option.variable in env:
        print(f"Note: {option.variable} is set and wins over the file.", file=sys.stderr)


def _warn_without_theme(paths: Paths, name: str) -> None:
    """Not refused: a theme may come later, and without it the program looks as if nothing were set."""
    from textual.theme import BUILTIN_THEMES

    ours = sorted({file.stem for folder in (shipped_themes(), paths.themes_dir) for file in folder.glob("*.toml")})
    if name not in {*ours, *BUILTIN_THEMES}:
        print(f"Note: there is no theme {name} yet; there are {', '.join(ours)}.", file=sys.stderr)


def _warn_of_unknown_keys(paths: Paths, env: Mapping[str, str]) -> None:
    """Not refused either: what another version calls differently must keep nobody from working."""
    from lobbycard.tui import bindings
    from lobbycard.tui.app import LobbycardApp

    said = bindings.unknown(LobbycardApp, config.load(paths.config_file, env).general.keys)
    if said:
        print(f"Note: {said}", file=sys.stderr)


def _masked(option: Option, settings: Settings) -> object:
    value = option.value_in(settings)
    if option.kind is not Kind.SECRET or not value:
        return value
    return _without_password(str(value)) if option.key == "database.url" else _MASK


def _without_password(url: str) -> str:
    """The address is worth seeing; only what stands between the name and the host is not."""
    if url.startswith("sqlite:"):
        return url
    parts = _ADDRESS.fullmatch(url)
    if not parts:
        return _MASK
    return parts["before"] + (f":{_MASK}" if parts["password"] else "") + parts["after"]


def _edit(paths: Paths, env: Mapping[str, str]) -> None:
    file = paths.config_file
    if not file.exists():
        paths.make()
        write_atomic(file, config.example(), PRIVATE_FILE)
    try:
        code = subprocess.run([*_editor(env), str(file)], check=False).returncode
    except OSError as error:
        raise UsageError(f"The editor cannot be started: {error.strerror}.", "Set EDITOR to another.") from error
    if code:
        raise UsageError(f"The editor ended with code {code}.")
    config.load(file, env)


def _editor(env: Mapping[str, str]) -> Iterable[str]:
    chosen = env.get("VISUAL") or env.get("EDITOR") or "vi"
    try:
        return shlex.split(chosen)
    except ValueError as error:
        raise ConfigError(f"EDITOR cannot be understood: {chosen}.") from error
