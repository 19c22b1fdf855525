"""Which files a pattern would leave out, before anybody says that it shall."""

import os
import re
from collections.abc import Sequence

from lobbycard.errors import UsageError


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """Those of these paths (relative to their library) that the pattern means; UsageError when it is none."""
    from lobbycard.scan import ignores

    rules = ignores.own_rules([pattern])
    if not pattern.strip() or not rules.own:
        raise UsageError("This is no pattern.", "Such as: *.txt, or Old/ for a folder.")
    return [path for path in paths if _is_left_out(rules, path)]


def offered(path: str) -> str:
    """The pattern to begin with: all files with this ending, or that one file where a library lives from such."""
    from lobbycard.scan import extensions as known

    ending = os.path.splitext(path)[1]
    if ending and ending.lower() not in known.VIDEO | known.AUDIO | known.SUBTITLES | known.IMAGES | known.NFO:
        return f"*{ending}"
    plain = re.sub(r"([\\*?\[\]])", r"\\\1", path)
    plain = "".join(letter if letter.isprintable() else "?" for letter in plain)  # which means any one letter
    return plain if "/" in path.rstrip("/") and path[0].isalnum() else f"/{plain}"


def _is_left_out(rules: object, path: str) -> bool:
    from lobbycard.scan import ignores

    assert isinstance(rules, ignores.Rules)
    parts = path.split("/")
    return any(
        ignores.reason(rules, "/".join([*parts[:depth], ""]), name, depth < len(parts) - 1)
        for depth, name in enumerate(parts)
    )
