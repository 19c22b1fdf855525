"""The driver of the terminal: Textual's, but asleep while nobody types.

Textual's looks ten times a second whether it is to end, and waits as long when it is.
"""

import os
import select
import threading
from collections.abc import Callable
from typing import Any

from textual import constants
from textual._parser import ParseError
from textual.drivers import linux_driver

CHUNK = 4096


class Ending(threading.Event):
    """Says that the thread that reads is to end, and wakes it."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()

    def set(self) -> None:
        """End."""
        super().set()
        os.write(self._writer, b"x")


class Driver(linux_driver.LinuxDriver):
    """Reads what is typed when there is something to read."""

    exit_event: Ending

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.exit_event = Ending()

    def run_input_thread(self) -> None:
        """Wait for input and dispatch events."""
        # As the module has them now: what a terminal answers is caught by them.
        parser = linux_driver.XTermParser(self._debug)  # type: ignore[attr-defined]  # from there on purpose
        decode = linux_driver.getincrementaldecoder("utf-8")().decode  # type: ignore[attr-defined]  # the same
        both = [self.fileno, self.exit_event.reader]
        try:
            while not self.exit_event.is_set():
                pause = None if parser._timeout_time is None else constants.ESCAPE_DELAY
                ready, _, _ = select.select(both, [], [], pause)
                if self.fileno in ready and not self._take(parser, decode):
                    break
                if self.exit_event.reader in ready:
                    os.read(self.exit_event.reader, CHUNK)
                for event in parser.tick():
                    self.process_message(event)
        finally:
            self._end(parser)

    def _take(self, parser: Any, decode: Callable[[bytes], str]) -> bool:
        """False when the terminal is gone: nothing can come any more, and nobody may be left to end the thread."""
        typed = os.read(self.fileno, CHUNK)
        if text := decode(typed):  # half a letter is none yet
            for event in parser.feed(text):
                self.process_message(event)
        return bool(typed)

    def _end(self, parser: Any) -> None:
        try:
            for _ in parser.feed(""):
                continue
        except (EOFError, ParseError):
            return
