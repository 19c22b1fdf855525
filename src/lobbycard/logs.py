"""The log file: who wrote a line, for which job, and never a secret."""

import fcntl
import logging
import logging.handlers
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, quote_plus

from lobbycard.errors import FileError
from lobbycard.paths import PRIVATE_FILE, hint_for, reason

MOST_BYTES = 5_000_000
"""The size at which a new file is begun."""

HIDDEN = "***"
"""What stands in the place of a secret."""

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_job: ContextVar[int | None] = ContextVar("job", default=None)
_SHORT = 6
"""A shorter secret is hidden only where it stands alone, or it would take half of the log with it."""

_NAME = (
    r"""(?:api[_-]?key|client[_-]?key|x-plex-token|x-emby-token|access[_-]?token|token|password|passwd|secret|pin)"""
)
_SHAPES = (
    # name=value, name: value, "name": "value" and the pairs of bytes that HTTP libraries print
    re.compile(rf"""(?i)(?<![a-z0-9]){_NAME}(?:["']?\s*[=:]\s*|["']\s*,\s*)b?["']?()[^\s&"',;)}}\]]+"""),
    re.compile(r"""(?i)\bauthorization["']?\s*[=:,]\s*b?["']?(?:[a-z]+\s+)?()[^\s"',;)}\]]+"""),
    re.compile(r"(?i)\bbearer\s+()[\w.~+/=-]{6,}"),
    re.compile(r"\b()eyJ[\w-]{8,}(?:\.[\w-]+){1,2}"),
    re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@]*:()[^\s@/]+(?=@)"),
)
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_IN_TRACEBACK = {code: text for code, text in _CONTROL.items() if code not in (9, 10)}


class Redaction(logging.Filter):
    """Takes secrets out of a record: its message with the arguments, its traceback and its stack."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._values: frozenset[str] = frozenset()
        self._known: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these from now on as well."""
        self._values |= frozenset(secrets) - {""}
        forms = {form for value in self._values for form in _forms(value)}
        ordered = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(_pattern(form) for form in ordered)) if ordered else None

    def clean(self, text: str) -> str:
        """The text without anything that is, or looks like, a secret."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for shape in _SHAPES:
            text = shape.sub(_hide_tail, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record itself, so that whatever else prints it is safe too."""
        record.msg = self.clean(_message(record)).translate(_CONTROL)
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text).translate(_IN_TRACEBACK)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        job = _job.get()
        record.job = f" [job {job}]" if job is not None else ""
        return True


class LogFile(logging.handlers.RotatingFileHandler):
    """A rotating file, private to its owner, that several processes may write to.

    One of them begins a new file; the others notice before their next line that theirs has another name now
    (a plain rotating handler loses lines then: each process shifts the files once more).
    A log that cannot be written never disturbs the program (nor the screen, to which `logging` would print).
    """

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - the name is logging's
        """Whether this line is one too many for the file that has the name now."""
        self._follow()
        return bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802 - the name is logging's
        """Begin a new file, unless another process just did."""
        with _alone(os.path.dirname(self.baseFilename)):
            if not self._follow():
                super().doRollover()

    def close(self) -> None:
        """A last line that the disk has no room for is given up."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Nobody is left to tell: the screen belongs to the program, and the file is what failed."""

    def _open(self) -> TextIOWrapper:
        stream = open(  # noqa: SIM115 - logging closes it
            self.baseFilename, self.mode, encoding="utf-8", errors="backslashreplace", opener=_private
        )
        assert isinstance(stream, TextIOWrapper)
        return stream

    def _follow(self) -> bool:
        if not self.stream or _is_same(self.stream, self.baseFilename):
            return False
        self.stream.close()
        self.stream = self._open()
        return True


class Log:
    """The log while it is open."""

    def __init__(self, handler: LogFile, redaction: Redaction) -> None:
        self._handler = handler
        self._redaction = redaction

    def hide(self, secrets: Iterable[str]) -> None:
        """Secrets that were entered while the program runs."""
        self._redaction.learn(secrets)

    def clean(self, text: str) -> str:
        """Text for another place (a report, a job's error) without secrets."""
        return self._redaction.clean(text)

    def close(self) -> None:
        """Write no more."""
        logging.captureWarnings(False)
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_log(file: Path, level: str, keep: int, secrets: Iterable[str] = ()) -> Log:
    """Send everything that is logged to this file: our own from `level` on, that of libraries from warnings on."""
    redaction = Redaction(secrets)
    try:
        handler = LogFile(file, maxBytes=MOST_BYTES, backupCount=keep, encoding="utf-8")
    except OSError as error:
        raise FileError(f"The log {file} cannot be written: {reason(error)}.", hint_for(error)) from error
    handler.addFilter(redaction)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s%(job)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("lobbycard").setLevel(_LEVELS[level])
    logging.captureWarnings(True)
    return Log(handler, redaction)


@contextmanager
def of_job(job: int) -> Iterator[None]:
    """Lines that are written in here carry the job's id."""
    token = _job.set(job)
    try:
        yield
    finally:
        _job.reset(token)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return f"{record.msg} (its arguments do not fit)"


def _hide_tail(match: re.Match[str]) -> str:
    """The empty group marks where the secret begins."""
    return match[0][: match.start(1) - match.start()] + HIDDEN


def _forms(secret: str) -> set[str]:
    """As it is, and as it looks in an address or quoted by Python."""
    quoted = (repr(secret)[1:-1], quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace"))
    return {secret, secret.strip(), *quoted} - {""}


def _pattern(form: str) -> str:
    return re.escape(form) if len(form) >= _SHORT else rf"(?<!\w){re.escape(form)}(?!\w)"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, PRIVATE_FILE)


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """One process at a time; a network mount that knows no locks is used without."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_same(stream: TextIOWrapper, name: str) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), os.stat(name))
    except OSError:
        return False
