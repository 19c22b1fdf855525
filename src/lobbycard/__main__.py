"""Start of the program; imports nothing heavy until it is known what was asked for."""

import os
import sys


def main() -> int:
    """The command `lobbycard`."""
    _open_what_is_closed()
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
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # all is done and told: nothing is left to be ended
        return code
    except KeyboardInterrupt:
        # While the first modules are read, before the command itself could hear of it.
        sys.stderr.write("Interrupted; it is safe to run this again.\n")
        return INTERRUPTED


def _open_what_is_closed() -> None:
    """Let what goes to a closed stream (`>&-`) go nowhere; else the next file, maybe the database, gets its number."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        os.set_inheritable(descriptor, True)
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115  # as long as the program
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115


def _leave(code: int) -> None:
    """End now. CPython ends itself by SIGINT where an interrupt fell into code that a module made by `exec`."""
    import contextlib
    import logging

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
