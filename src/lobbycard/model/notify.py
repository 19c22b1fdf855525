"""Players and notifications: who is told what, and what still has to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lobbycard.model import columns


class Player(SQLModel, table=True):
    """A Kodi, Jellyfin or Plex that shows a library; its password or token lives in the configuration file."""

    id: int = columns.key()
    name: str = Field(unique=True)
    type: str
    url: str
    enabled: bool = True
    created_at: datetime = columns.created()


class PathMapping(SQLModel, table=True):
    """How a player names a folder of ours; the longest prefix wins."""

    __tablename__ = "path_mapping"
    __table_args__ = (UniqueConstraint("player_id", "local"),)

    id: int = columns.key()
    player_id: int = columns.link("player.id", index=False)
    local: str = columns.path()
    remote: str


class Channel(SQLModel, table=True):
    """Where notifications go."""

    id: int = columns.key()
    name: str = Field(unique=True)
    type: str
    enabled: bool = True
    player_id: int | None = columns.link("player.id", nullable=True)
    config: dict[str, Any] = columns.json()


class Subscription(SQLModel, table=True):
    """Which events go to which channel."""

    __table_args__ = (UniqueConstraint("channel_id", "event"),)

    id: int = columns.key()
    channel_id: int = columns.link("channel.id", index=False)
    event: str
    enabled: bool = True
    template: str = ""


class Outbox(SQLModel, table=True):
    """A notice that has still to be delivered; a player that is off is told later."""

    __table_args__ = (Index("ix_outbox_due", "delivered_at", "run_after"),)

    id: int = columns.key()
    channel_id: int = columns.link("channel.id")
    event: str
    payload: dict[str, Any] = columns.json()
    attempts: int = 0
    error: str = ""
    created_at: datetime = columns.created()
    run_after: datetime = columns.created()
    delivered_at: datetime | None = columns.moment()
