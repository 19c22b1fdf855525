"""Which files a pattern would leave out, before anybody says that it shall."""

from collections.abc import Sequence

from lobbycard.errors import UsageError


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """Those of these paths (relative to their library) that the pattern means; UsageError when it is none."""
    from lobbycard.scan import ignores

    rules = ignores.own_rules([pattern])
    if not pattern.strip() or not rules.own:
        raise UsageError("This is no pattern.", "Such as: *.txt, or Old/ for a folder.")
    return [path for path in paths if _is_left_out(rules, path)]


def _is_left_out(rules: object, path: str) -> bool:
    from lobbycard.scan import ignores

    assert isinstance(rules, ignores.Rules)
    parts = path.split("/")
    return any(
        ignores.reason(rules, "/".join([*parts[:depth], ""]), name, depth < len(parts) - 1)
        for depth, name in enumerate(parts)
    )
