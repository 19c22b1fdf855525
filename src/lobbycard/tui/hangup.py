"""Notices that the terminal is gone, which Textual does not: it would spin at a full core for ever.

A closed window or a dropped ssh connection mostly sends SIGHUP, whose default kills the program at once, jobs and
all; sometimes it sends nothing. Both become one call here, so that the program ends as if it had been told to.
"""

import contextlib
import errno
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between looks at what does not wake us: the parent, and terminals that do not report a hang-up."""

GRACE = 20.0
"""Seconds the program has to end by itself once its terminal is gone."""

EXIT_CODE = 129
"""What a shell reports for a program ended by SIGHUP."""


class Watch:
    """Watches one terminal from a thread of its own until told to stop."""

    def __init__(self, on_hangup: Callable[[], None], *, fd: int = 0, grace: float = GRACE) -> None:
        self._on_hangup = on_hangup
        self._fd = fd
        self._grace = grace
        self._parent = os.getppid()
        self._stopped = threading.Event()
        self._wake_reader, self._wake_writer = os.pipe()
        self._thread = threading.Thread(target=self._run, name="hangup", daemon=True)

    def start(self) -> None:
        """Begin to watch. From the main thread SIGHUP is taken over too."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGHUP, self._told)
        self._thread.start()

    def stop(self) -> None:
        """The program has ended by itself."""
        self._stopped.set()
        self._wake()
        self._thread.join(timeout=LOOK_AGAIN)

    def _told(self, _signal: int, _frame: FrameType | None) -> None:
        """SIGHUP: let the thread do the rest, a signal handler should do little."""
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_writer, b"x")

    def _run(self) -> None:
        self._wait()
        if self._stopped.is_set():
            return
        log.warning("the terminal is gone; ending")
        _let_go(self._fd)
        self._on_hangup()
        if not self._stopped.wait(self._grace):
            log.error("did not end within %s seconds after the terminal was gone", self._grace)
            os._exit(EXIT_CODE)

    def _wait(self) -> None:
        """Return when the terminal is gone, SIGHUP came or the watch was stopped; costs nothing meanwhile."""
        poll = select.poll()
        poll.register(self._fd, 0)  # nothing to read here, only the hang-up itself
        poll.register(self._wake_reader, select.POLLIN)
        gone = select.POLLHUP | select.POLLERR
        while True:
            for fd, event in poll.poll(LOOK_AGAIN * 1000):
                if fd == self._wake_reader or event & gone:
                    return
                if event & select.POLLNVAL:  # systems whose poll does not know terminals
                    poll.unregister(fd)
            if not self._is_there():
                return

    def _is_there(self) -> bool:
        """The terminal answers, and is still ours after the program that started us has ended."""
        try:
            foreground = os.tcgetpgrp(self._fd)
        except OSError as error:
            return error.errno == errno.ENOTTY  # a terminal, but not the one that controls us
        if os.getppid() == self._parent:
            return True
        self._parent = os.getppid()
        return foreground == os.getpgrp()


def _let_go(fd: int) -> None:
    """Put nothing in the place of the dead terminal, so that what is still written to it neither fails nor blocks."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in {fd, 0, 1, 2}:
        with contextlib.suppress(OSError):
            if stream == fd or os.isatty(stream) or _is_dead(stream):
                os.dup2(nothing, stream)
    os.close(nothing)


def _is_dead(stream: int) -> bool:
    """A terminal that is gone is none any more for isatty, and refuses to be asked."""
    try:
        os.tcgetpgrp(stream)
    except OSError as error:
        return error.errno == errno.EIO
    return False


def watch(on_hangup: Callable[[], None], *, grace: float = GRACE) -> Watch | None:
    """Watch the terminal of this program, if it has one. The callback runs in the watching thread."""
    stdin = sys.__stdin__
    if os.name != "posix" or stdin is None or stdin.closed or not stdin.isatty():
        return None
    started = Watch(on_hangup, fd=stdin.fileno(), grace=grace)
    started.start()
    return started
