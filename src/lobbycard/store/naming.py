"""Which item a person means by a word: its number, its path, or its title."""

import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.errors import UsageError
from lobbycard.model import titles
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind
from lobbycard.store import items, libraries, search

NAMED = (ItemKind.MOVIE, ItemKind.SERIES, ItemKind.SET)
_MOST_NAMED = 8


def find(session: Session, word: str) -> int:
    """The one item that is meant; UsageError names those it could be when it is not clear."""
    if (number := number_of(word)) is not None and session.get(Item, number) is not None:
        return number
    if "/" in word or os.path.exists(word):
        found = _at(session, os.path.abspath(word))
        if found:
            return _only(session, word, found)
    named = _titled(session, word) or search.find(session, word, NAMED)[: _MOST_NAMED + 1]
    if not named:
        raise UsageError(f"There is no item “{word}”.", "Give its number, its path, or its title.")
    return _only(session, word, named)


def number_of(word: str) -> int | None:
    """The number that a word is, if it can be the number of anything."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None


def _titled(session: Session, word: str) -> list[int]:
    """By the whole title, with a year behind it or without."""
    title, year = word, None
    if word.endswith(")") and word[-5:-1].isdecimal() and " (" in word:
        title, year = word.rpartition(" (")[0], int(word[-5:-1])
    query = select(col(Item.id)).where(
        col(Item.kind).in_(NAMED),
        col(Item.clean_title) == titles.clean_title(title),
        col(Item.deleted_on).is_(None),
    )
    if year is not None:
        query = query.where(col(Item.year) == year)
    return list(session.scalars(query))


def _at(session: Session, path: str) -> list[int]:
    """The items of a file, or of a folder that is theirs."""
    found: list[int] = []
    for library in libraries.all_of(session):
        root = library.path.rstrip("/")
        if not path.startswith(root + "/"):
            continue
        inside = path[len(root) + 1 :]
        of_file = (
            select(col(FileItem.item_id))
            .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
            .where(col(MediaFile.library_id) == library.id, col(MediaFile.path) == inside)
        )
        found += session.scalars(of_file)
        here = col(Item.library_id) == library.id, col(Item.folder) == inside, col(Item.kind).in_(NAMED)
        found += session.scalars(select(col(Item.id)).where(*here, col(Item.deleted_on).is_(None)))
    return list(dict.fromkeys(found))


def _only(session: Session, word: str, ids: Sequence[int]) -> int:
    if len(ids) == 1:
        return ids[0]
    listed = ", ".join(
        f"{item.id} {item.title} ({item.year or '?'})" for item in items.by_ids(session, ids[:_MOST_NAMED])
    )
    raise UsageError(f"“{word}” can be several items.", f"Give the number: {listed}.")


def described(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Items as a command prints them."""
    return [
        {
            "id": item.id,
            "kind": str(item.kind),
            "title": item.title,
            "year": item.year,
            "state": str(item.state),
            "error": item.error,
            "completeness": item.completeness,
            "missing": items.gaps(session, item.id),
            "ids": items.external_ids(session, item.id),
        }
        for item in items.by_ids(session, ids)
    ]
