"""What is printed, with nothing in it that commands the terminal: names of files and titles come from strangers."""

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from typing import TextIO

_COLOUR = r"\x1b\[(?:[01]|(?:[01];)?[39][1-7])?m"
"""What our own output is coloured with; in a title it does no more than that."""
_COMMANDS = re.compile(
    rf"(?!{_COLOUR})\x1b|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
"""Control characters but for tabs and ends of lines, and those that turn the direction of what follows."""


def harmless(text: str) -> str:
    """The text with what a terminal would obey escaped as in JSON: what was valid JSON stays it, and means the same."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Harmless(io.TextIOBase):
    """A stream through which only text reaches the terminal."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Pass it on."""
        self._stream.write(harmless(text))
        return len(text)

    def flush(self) -> None:
        """Pass on what waits."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The file behind it."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute in the stubs
        """What the terminal understands."""
        return self._stream.encoding


@contextlib.contextmanager
def output() -> Iterator[None]:
    """Everything that is printed meanwhile is harmless."""
    with contextlib.redirect_stdout(Harmless(sys.stdout)), contextlib.redirect_stderr(Harmless(sys.stderr)):
        yield
