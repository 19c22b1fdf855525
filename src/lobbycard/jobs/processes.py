"""Which process is which, and whether one is alive."""

import os
import socket


def own() -> int:
    """The id of this process."""
    return os.getpid()


def here() -> str:
    """Which machine (and container) a process id means something on."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{socket.gethostname()}{space}"


def is_alive(pid: int) -> bool:
    """Whether there is such a process on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
