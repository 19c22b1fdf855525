"""Looks at a folder that a person wants as a library, before anything is kept."""

import os

from lobbycard.errors import UsageError


def checked(path: str) -> str:
    """The absolute path of a folder that can be a library; UsageError says why one cannot."""
    if not path.strip():
        raise UsageError("A library needs a folder.", "Is the variable that should hold its name empty?")
    full = os.path.abspath(os.path.expanduser(path))
    if not os.path.lexists(full):
        raise UsageError(f"{full} is not there.", "Check the spelling; is the disk mounted?")
    if not os.path.isdir(full):
        raise UsageError(f"{full} is a file, not a folder.", "Name the folder that holds your films or series.")
    if full == "/":
        raise UsageError("The whole disk cannot be a library.", "Name the folder that holds your films or series.")
    try:
        os.scandir(full).close()
    except OSError as error:
        raise UsageError(f"{full} cannot be read: {error.strerror}.", "Check its permissions.") from error
    return os.path.realpath(full) if os.path.islink(full) else full
