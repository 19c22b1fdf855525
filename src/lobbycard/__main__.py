"""Start of the program; imports nothing heavy until it is known what was asked for."""

import sys


def main() -> int:
    """The command `lobbycard`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from lobbycard import __version__

        sys.stdout.write(f"lobbycard {__version__}\n")
        return 0
    code = _run()
    if code == INTERRUPTED:
        _leave(code)
    return code


INTERRUPTED = 130


def _run() -> int:
    import signal

    try:
        # From the first moment: loading the program takes a while, and whoever ends it then means it.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        from lobbycard.cli import run

        code = run(sys.argv[1:])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # all is done and told: nothing is left to be ended
        return code
    except KeyboardInterrupt:
        # While the first modules are read, before the command itself could hear of it.
        sys.stderr.write("Interrupted; it is safe to run this again.\n")
        return INTERRUPTED


def _leave(code: int) -> None:
    """End now. CPython ends itself by SIGINT where an interrupt fell into code that a module made by `exec`."""
    import contextlib
    import logging
    import os

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
