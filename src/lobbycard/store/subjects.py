"""What a job is about, in words: the item (with the series of an episode) or library it is for."""

from typing import Any

from sqlalchemy import Select
from sqlmodel import col

from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind
from lobbycard.model.library import Library
from lobbycard.store import tables

_item = tables.of(Item)
_above, _top = _item.alias("above"), _item.alias("top")
_COLUMNS = (
    col(Item.kind),
    col(Item.title),
    col(Item.year),
    col(Item.number),
    _above.c.title,
    _above.c.number,
    _top.c.title,
    col(Library.name),
)
COUNT = len(_COLUMNS)
"""How many columns `joined` adds, at the end of a row; `of` makes words of them."""


def joined(statement: "Select[Any]", jobs: Any) -> "Select[Any]":
    """The statement about jobs, with what their items and libraries are called by."""
    return (
        statement.add_columns(*_COLUMNS)
        .outerjoin(_item, _item.c.id == jobs.c.item_id)
        .outerjoin(_above, _above.c.id == _item.c.parent_id)
        .outerjoin(_top, _top.c.id == _above.c.parent_id)
        .outerjoin(Library, col(Library.id) == jobs.c.library_id)
    )


def of(
    kind: ItemKind | None,
    title: str | None,
    year: int | None,
    number: int | None,
    above: str | None,
    above_number: int | None,
    top: str | None,
    library: str | None,
) -> str:
    """`Nosferatu (1922)`, `The Ferry S02`, `The Ferry S02E05`, a library; empty for a job about nothing of these."""
    if kind is ItemKind.SEASON and above:
        return above if number is None else f"{above} S{number:02}"
    if kind is ItemKind.EPISODE and top:
        if number is None or above_number is None:
            return f"{top}: {title}"
        return f"{top} S{above_number:02}E{number:02}"
    if not title:
        return library or ""
    return title if year is None else f"{title} ({year})"
