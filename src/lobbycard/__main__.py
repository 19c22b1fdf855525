"""Start of the program; imports nothing heavy until it is known what was asked for."""

import sys


def main() -> int:
    """The command `lobbycard`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from lobbycard import __version__

        sys.stdout.write(f"lobbycard {__version__}\n")
        return 0
    try:
        from lobbycard.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        # While the first modules are read, before the command itself could hear of it.
        sys.stderr.write("Interrupted; it is safe to run this again.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
