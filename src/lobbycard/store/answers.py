"""Providers' raw answers, kept for their life: a re-run asks the network only for what may have changed."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from lobbycard.model.columns import now
from lobbycard.model.item import HttpAnswer
from lobbycard.store import tables
from lobbycard.store.database import upsert

LONGEST = timedelta(days=180)
"""TMDB's terms: nothing of theirs is kept longer than six months."""


class Answer(NamedTuple):
    """An answer as it is kept."""

    status: int
    body: bytes
    etag: str
    last_modified: str
    fetched_at: float
    expires_at: float


def get(session: Session, key: str) -> Answer | None:
    """The answer kept under this key."""
    row = session.get(HttpAnswer, key)
    if row is None or row.fetched_at < now() - LONGEST:
        return None
    return Answer(
        row.status,
        row.body,
        row.etag or "",
        row.last_modified or "",
        row.fetched_at.timestamp(),
        row.expires_at.timestamp(),
    )


def put(session: Session, key: str, answer: Answer) -> None:
    """Keep an answer in place of an older one."""
    row: dict[str, Any] = {
        "key": key,
        "status": answer.status,
        "body": answer.body,
        "etag": answer.etag or None,
        "last_modified": answer.last_modified or None,
        "fetched_at": datetime.fromtimestamp(answer.fetched_at, UTC),
        "expires_at": datetime.fromtimestamp(answer.expires_at, UTC),
    }
    upsert(session, tables.of(HttpAnswer), [row], ["key"])


def forget_old(session: Session) -> int:
    """Drop what has been kept too long, or has long expired."""
    moment = now()
    stale = (col(HttpAnswer.fetched_at) < moment - LONGEST) | (col(HttpAnswer.expires_at) < moment - timedelta(days=30))
    return int(session.execute(delete(HttpAnswer).where(stale)).rowcount)  # type: ignore[attr-defined]  # a cursor result
