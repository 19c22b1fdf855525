"""A yes for what would change much."""

import sys

from lobbycard.core import Core
from lobbycard.errors import UsageError


async def yes(core: Core, question: str) -> bool:
    """Ask on a terminal; elsewhere `--yes` is the only answer."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question} That wants a yes.", "Add --yes.")
    # Beside the output: that may go into a file or another program.
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    answer = await core.tools.in_thread(sys.stdin.readline)
    if answer.strip().lower() in {"y", "yes"}:
        return True
    sys.stderr.write("Nothing was changed.\n")
    return False
