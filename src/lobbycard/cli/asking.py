"""A yes for what would change much."""

import sys

from lobbycard.core import Core
from lobbycard.errors import UsageError


async def yes(core: Core, question: str) -> bool:
    """Ask on a terminal; elsewhere `--yes` is the only answer."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question} That wants a yes.", "Add --yes.")
    answer = await core.tools.in_thread(input, f"{question} [y/N] ")
    if answer.strip().lower() in {"y", "yes"}:
        return True
    print("Nothing was changed.")
    return False
