"""Carries out a plan and dies at a given point: `python -m tests.organise.killed ROOT DATABASE WHAT N`."""

import os
import signal
import sys

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


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
