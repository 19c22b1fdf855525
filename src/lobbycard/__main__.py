"""Start of the program; imports nothing heavy until it is known what was asked for."""

import sys


def main() -> int:
    """The command `lobbycard`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from lobbycard import __version__

        sys.stdout.write(f"lobbycard {__version__}\n")
        return 0
    from lobbycard.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
