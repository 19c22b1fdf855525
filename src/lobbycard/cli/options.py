"""Options that several commands have, spelled and explained alike."""

import argparse


def add_json(parser: argparse.ArgumentParser, help_: str = "print JSON, one object a line") -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help=help_)


def add_yes(parser: argparse.ArgumentParser) -> None:
    """`--yes`."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def add_limit(parser: argparse.ArgumentParser, default: int = 50) -> None:
    """`--limit`."""
    parser.add_argument(
        "--limit", type=count, default=default, metavar="N", help=f"no more than so many (default: {default})"
    )


def count(word: str) -> int:
    """A whole number above zero."""
    return _whole(word, 1)


def count_or_none(word: str) -> int:
    """A whole number, zero too."""
    return _whole(word, 0)


def _whole(word: str, least: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10 and int(word) >= least):
        raise argparse.ArgumentTypeError(f"“{word}” is no whole number from {least} on")
    return int(word)
