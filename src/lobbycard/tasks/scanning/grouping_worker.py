"""The process behind `grouping.Grouper`: pickled batches in, pickled answers out, until the input ends."""

import gc
import os
import pickle
import sys

from lobbycard.tasks.scanning import grouping


def main() -> None:
    """Answer until nobody asks any more; a bit more politely than the rest, so that the screen stays quick."""
    gc.disable()
    os.nice(3)
    while True:
        try:
            root, kind, batch, ours = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own process wrote it
        except EOFError:
            return
        pickle.dump(grouping.group(root, kind, batch, ours), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
