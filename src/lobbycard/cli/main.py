"""The dispatcher: finds the command's own module, which alone is imported."""

import argparse
import codecs
import contextlib
import io
import logging
import os
import sys
from importlib import import_module
from typing import Any, Protocol

from lobbycard.cli import harmless
from lobbycard.errors import AppError, ConfigError, StoreError, UsageError

log = logging.getLogger(__name__)

COMMANDS: dict[str, str] = {
    "demo": "open the program on a small made-up library; needs no key, network or media",
    "library": "add, list, change and remove libraries",
    "scan": "look for new, changed and vanished files",
    "identify": "find out which film or series an item is",
    "enrich": "fetch metadata and artwork candidates",
    "select": "choose artwork by the rules",
    "edit": "write and lock fields, tag, monitor, delete and restore items",
    "publish": "write NFO and artwork beside the media",
    "verify": "compare what was published with what is there",
    "jobs": "list, cancel, retry and pause background work",
    "unknown": "list files that nobody recognised, and resolve them",
    "recycle": "list and restore what is in the recycle bins",
    "undo": "take back the last change, or any one",
    "history": "what was changed, by whom",
    "export": "print the library, one line an item",
    "explain": "what a file is taken for, and why",
    "sight": "what Kodi, Jellyfin and Plex will each make of an item's files",
    "parse": "what a file name is understood as",
    "nfo": "what an NFO file is understood as",
    "cache": "what the picture cache holds, and why",
    "config": "show and change settings",
    "doctor": "check settings, keys, folders, database and other programs' files",
    "worker": "work on the queue without a screen",
    "database": "bring the database up to date, back it up, check it",
}
"""Every command with its line of help; each is a module in this package."""

DONE, SOME_FAILED, USAGE, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130


def run(arguments: list[str]) -> int:
    """Carry out the command that the arguments name."""
    _let_all_text_through()
    try:
        with harmless.output():
            return _answer(arguments)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nobody is left to be told.
        sys.stdout = None
        return DONE


def _answer(arguments: list[str]) -> int:
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except (UsageError, ConfigError) as error:
        return _say(error, USAGE)
    except StoreError as error:
        return _say(error, COULD_NOT_RUN)
    except AppError as error:
        return _say(error, SOME_FAILED)
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # its terminal may be gone, and that be the reason
            sys.stderr.write("Interrupted; it is safe to run this again.\n")
        return INTERRUPTED
    except BrokenPipeError:
        raise  # an OSError too, but not one to tell
    except OSError as error:
        if error.filename is None:
            _write_to_nobody()
        return _say(AppError(f"{_place_of(error)} could not be read or written: {error.strerror}."), COULD_NOT_RUN)
    except Exception as error:
        log.exception("the command failed unexpectedly")
        sys.stderr.write(f"lobbycard: Failed unexpectedly ({type(error).__name__}: {error}).\n  See the log.\n")
        return COULD_NOT_RUN


def _write_to_nobody() -> None:
    """What could not be written would be tried again at the end, and Python exit with 120 for that."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nobody, sys.stdout.fileno())
    os.close(nobody)


def _place_of(error: OSError) -> str:
    if isinstance(error.filename, str):
        return error.filename
    return "The folder from which this was started" if isinstance(error, FileNotFoundError) else "What was printed"


def _let_all_text_through() -> None:
    """What the terminal's encoding does not know, or a name that is no text, is escaped as in JSON, and never fails."""
    codecs.register_error("escaped", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="escaped")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    pairs = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{pairs[at]:02x}{pairs[at + 1]:02x}" for at in range(0, len(pairs), 2)), error.end


def _say(error: AppError, code: int) -> int:
    sys.stderr.write(f"lobbycard: {error.message}\n")
    if error.hint:
        sys.stderr.write(f"  {error.hint}\n")
    return code


def _run(arguments: list[str]) -> int:
    name = next((word for word in arguments if not word.startswith("-")), None)
    if name in COMMANDS and arguments[0] == name:
        module = _module(name)
        parser = argparse.ArgumentParser(prog=f"lobbycard {name}", description=_sentence(COMMANDS[name]))
        module.add_arguments(parser)
        return module.run(_parsed(parser, arguments[1:]))
    if name is not None and arguments[0] == name:
        raise _no_such_command(name)
    return _run_without_command(arguments)


def _parsed(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """Options may also stand between an action and what it is for: `recycle restore --yes 12`."""
    if "-h" in arguments or "--help" in arguments:
        return parser.parse_args(arguments)
    try:
        return parser.parse_intermixed_args(arguments)
    except TypeError:
        # It has commands of its own, among which options are told apart by their place.
        return parser.parse_args(arguments)


def _no_such_command(name: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, 1)
    return UsageError(
        f"There is no command “{name}”.",
        f"Did you mean: lobbycard {near[0]}" if near else "`lobbycard --help` lists them all.",
    )


class Command(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""

    def run(self, options: argparse.Namespace) -> int:
        """Carry it out; gives the exit code."""
        ...


def _module(name: str) -> Command:
    module: Any = import_module(f"lobbycard.cli.{name}")  # Any: a module that has both functions
    found: Command = module
    return found


def _run_without_command(arguments: list[str]) -> int:
    options = _top_parser().parse_args(arguments)
    if options.version:
        from lobbycard import __version__

        print(f"lobbycard {__version__}")
        return DONE
    if options.once:
        return _module("once").run(options)
    for flag in ("json", "library", "path", "dry_run"):
        if getattr(options, flag):
            raise UsageError(f"--{flag.replace('_', '-')} goes with --once.")
    return _module("screen").run(options)


def _top_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<10} {help_}" for name, help_ in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="lobbycard",
        description="Curate your film and TV library in the terminal. Without a command, the screens open.",
        epilog=f"commands:\n{listed}\n\n`lobbycard COMMAND --help` tells more. Docs: README.md.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action="store_true", help="print the version")
    add_screen_arguments(parser)
    once = parser.add_argument_group("without a screen")
    once.add_argument("--once", action="store_true", help="scan, do what automation allows, print what changed, exit")
    once.add_argument("--json", action="store_true", help="print one JSON object")
    once.add_argument("--library", action="append", metavar="NAME", help="only this library (may be repeated)")
    once.add_argument("--path", action="append", metavar="FOLDER", help="only this folder of a library")
    once.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    return parser


def add_screen_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of everything that opens the screens."""
    screen = parser.add_argument_group("screens")
    screen.add_argument(
        "--images", choices=["auto", "kitty", "sixel", "halfblock", "off"], help="how pictures are shown"
    )
    screen.add_argument("--theme", metavar="NAME", help="colours until it is closed")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
