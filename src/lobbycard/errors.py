"""The one error tree. A message is a sentence for the person at the screen; a hint says what to do."""

import re

_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would obey, what turns the direction of the text, and stray bytes as Python keeps them in a path."""


def speakable(text: str) -> str:
    """Text that can be printed and kept, whatever file it names: what is no letter becomes a question mark."""
    return text if text.isascii() and text.isprintable() else _UNSPEAKABLE.sub("?", text)


class AppError(Exception):
    """Something that a person can understand and act on."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(speakable(message))
        self.message = speakable(message)
        self.hint = speakable(hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class ConfigError(AppError):
    """A setting is wrong; nothing was started."""


class UsageError(AppError):
    """A command was called with something it cannot take."""


class FileError(AppError):
    """A file or folder could not be read or written."""


class StoreError(AppError):
    """The database could not be opened, read or written."""


class Busy(StoreError):
    """The database is held by another process, or its server is away; the same call may succeed later."""


class ProviderError(AppError):
    """A metadata provider did not give what was asked for."""


class Temporary(ProviderError):
    """The same request may succeed later (network down, time-out, rate limit, server error)."""

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after
        """Seconds the other side asked us to wait, when it said so."""


class Away(Temporary):
    """Whoever is asked for is away from everybody: what needs it waits until it is back, and has not been tried."""

    def __init__(self, who: str, why: str, hint: str = "", *, retry_after: float, behind: float = 0.0) -> None:
        super().__init__(f"{who} is left alone for now: {why}", hint, retry_after)
        self.who = who
        self.behind = behind
        """Seconds by which the one that found it away comes back after all that wait for it."""


class NotFound(ProviderError):
    """The provider answered: there is no such thing."""


class Denied(ProviderError):
    """The provider refused the key; asking again is useless until it is changed."""


class Conflict(AppError):
    """The world has moved on since the plan or the change that is to be applied or undone was made."""


class IllegalMove(AppError):
    """A state was asked to change in a way that the life of an item does not know: a bug."""
