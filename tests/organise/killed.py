"""Carries out a plan and dies at a given point: `python -m tests.organise.killed ROOT DATABASE WHAT N`.

Without words, for each line of them that comes in, in a process of its own; what takes long to import is shared.
"""

import json
import os
import signal
import sys
import traceback

from tests.organise import desk, stage


def main(root: str, database: str, what: str, at: int) -> None:
    count = 0

    def die(point: str) -> None:
        nonlocal count
        if count == at:
            sys.stdout.write(point)
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    with desk.opened(root, database) as library:
        stage.act(library, what, die)


def serve() -> None:
    """Answer each line `[root, database, what, at]` with `[exit code, what was printed]`."""
    for line in sys.stdin:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(writer, sys.stdout.fileno())
            _run(*json.loads(line))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            point = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([code, point]) + "\n")
        sys.stdout.flush()


def _run(root: str, database: str, what: str, at: int) -> None:
    code = 1
    try:
        main(root, database, what, at)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        serve()
    else:
        main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
