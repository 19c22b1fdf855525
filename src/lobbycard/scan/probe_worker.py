"""The process behind `probe.Prober`: a JSON path a line in, a JSON answer a line out, until the input ends."""

import json
import sys

from lobbycard.scan import media, streams
from lobbycard.scan.media import ProbeError


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer(path: str) -> object:
    """The streams of one file, or what is wrong with it."""
    try:
        return media.to_json(streams.read(path))
    except ProbeError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    main()
