"""Counts as people read them."""


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 film`, `3 films`, `12,345 films`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
