"""What a terminal sends beside keys, once the screen is up.

Textual's parser takes a terminal's answers for keys. A far terminal answers after the start, and a remembered
one is asked again in the background, so the parser is given text without them. And bytes that are no UTF-8, as old
terminals and pastes from them send, are shown as such instead of ending the program.
"""

import codecs
import os
import re
import select
import sys
from collections.abc import Callable, Iterable

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from lobbycard.tui.pictures import questions

_UNFINISHED = re.compile(
    r"\x1b(?:_G[^\x1b]{0,200}\x1b?|P>(?:\|[^\x1b]{0,200}\x1b?)?|\[\?[\d;]{0,40}|\[6(?:;[\d;]{0,12})?)\Z"
)

ESCAPE_DELAY = 0.03
"""Seconds after which an Escape is a key by itself: what a terminal sends for another key comes all at once."""


class AnswerCatcher:
    """Takes answers out of what a terminal sends and hands them on when the closing one came."""

    def __init__(self, on_answers: Callable[[questions.Answers], None]) -> None:
        self._on_answers = on_answers
        self._held = ""
        self._heard = ""

    def without_answers(self, text: str) -> str:
        """The text that is left for the keyboard; the start of an answer waits for its end."""
        text, self._held = self._held + text, ""
        if "\x1b" not in text:
            return text
        rest = questions.ANSWER.sub(self._hear, text)
        unfinished = _UNFINISHED.search(rest)
        if unfinished:
            self._held, rest = rest[unfinished.start() :], rest[: unfinished.start()]
        return rest

    def _hear(self, match: re.Match[str]) -> str:
        self._heard += match[0]
        if match["attributes"] is not None:
            self._on_answers(questions.read_answers(self._heard))
            self._heard = ""
        return ""


def install(on_answers: Callable[[questions.Answers], None]) -> None:
    """Let Textual's next driver catch answers; the callback runs in the input thread."""
    if os.name != "posix":
        return

    class CatchingParser(XTermParser):
        def __init__(self, debug: bool = False) -> None:
            self._catcher = AnswerCatcher(on_answers)
            super().__init__(debug)

        def feed(self, data: str) -> Iterable[Message]:
            rest = self._catcher.without_answers(data) if data else data
            yield from super().feed(rest) if rest or not data else ()
            if rest.endswith("\x1b"):
                _wait_for_more()

    if "ESCDELAY" not in os.environ:
        constants.ESCAPE_DELAY = ESCAPE_DELAY  # type: ignore[misc]  # made at the import, from the environment

    # The driver names its parser's class and its decoder in its module; there is no argument for them.
    linux_driver.XTermParser = CatchingParser  # type: ignore[attr-defined]
    linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined, assignment]  # for one encoding


def _wait_for_more() -> None:
    """Wait until it is clear whether an Escape is a key; the driver, which looks next, would wait ten times as long."""
    if sys.__stdin__ is not None and not sys.__stdin__.closed:
        select.select([sys.__stdin__.fileno()], [], [], constants.ESCAPE_DELAY)


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """A decoder that puts a sign in the place of what it cannot read."""
    return lambda: codecs.getincrementaldecoder(encoding)(errors="replace")
