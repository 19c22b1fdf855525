"""What the errors of both databases mean, in words for a person."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from lobbycard.errors import Busy, StoreError

T = TypeVar("T")


def translated(work: Callable[[], T]) -> T:
    """Run `work`; a database's error becomes ours, in words for a person."""
    try:
        return work()
    except OperationalError as error:
        raise told(error) from error
    except IntegrityError as error:
        raise StoreError(f"The database refused a change that would break its rules: {error.orig}.") from error
    except DBAPIError as error:
        raise told(error) from error
    except SQLAlchemyError as error:
        raise StoreError(f"The database could not do what was asked: {error}.") from error
    except sqlite3.Error as error:
        raise StoreError(f"The database failed: {error}.", "Restore a backup from the data folder.") from error


_WORDS = (
    ("database is locked", Busy, "The database is busy with another process.", "Try again in a moment."),
    ("lock timeout", Busy, "The database is busy with another process.", "Try again in a moment."),
    ("deadlock detected", Busy, "The database is busy with another process.", "Try again in a moment."),
    ("disk is full", StoreError, "The disk is full: the database could not be written.", "Free some space."),
    ("disk i/o error", StoreError, "The disk failed while the database was used.", "Check the disk and free space."),
    ("readonly", StoreError, "The database cannot be written.", "Check the permissions of the data folder."),
    ("read-only", StoreError, "The database cannot be written.", "Check the permissions of the data folder."),
    ("unable to open", StoreError, "The database cannot be opened.", "Check the path and its permissions."),
    ("index row ", StoreError, "A path or a text is too long: PostgreSQL takes 2,700 bytes.", "Shorten it."),
    ("malformed", StoreError, "The database is damaged.", "Restore a backup from the data folder."),
    ("not a database", StoreError, "The database is damaged.", "Restore a backup from the data folder."),
)


def told(error: DBAPIError) -> StoreError:
    """What a database's error says, as ours."""
    said = str(error.orig).lower()
    for part, kind, message, hint in _WORDS:
        if part in said:
            return kind(message, hint)
    if isinstance(error, OperationalError):
        first = str(error.orig).partition("\n")[0].rstrip(".")
        if isinstance(error.orig, sqlite3.Error):
            return StoreError(f"The database failed: {first}.", "Restore a backup from the data folder.")
        return Busy(f"The database cannot be reached: {first}.", "Is it running, and is database.url right?")
    return StoreError(f"The database failed: {error.orig}.")
