"""What happened: activities with before and after, publishes, touches of the file system, the recycle bin."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import OperationKind, OperationStatus, Severity


class Activity(SQLModel, table=True):
    """One change by a person or by automation; those of one stroke share a batch and are undone together."""

    __table_args__ = (
        columns.one_of("severity", Severity),
        Index("ix_activity_item", "item_id", "id"),
        Index("ix_activity_batch", "batch"),
    )

    id: int = columns.key()
    batch: str
    at: datetime = columns.created(index=True)
    actor: str
    """`user`, or the task that did it."""
    action: str
    summary: str
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True, index=False)
    library_id: int | None = columns.link("library.id", on_delete="SET NULL", nullable=True)
    subject: str = ""
    """What the before and after are of: `field:plot`, or `row:` and a table and key."""
    before: Any = columns.maybe_json()
    after: Any = columns.maybe_json()
    severity: Severity = columns.word(Severity, Severity.INFO)
    undoes: str | None = Field(default=None, index=True)
    """The batch that this one took back."""
    undone_by: str | None = Field(default=None, index=True)
    """The batch that took this one back."""


class PublishLog(SQLModel, table=True):
    """One publish of one item."""

    __tablename__ = "publish_log"

    id: int = columns.key()
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True)
    batch: str = ""
    at: datetime = columns.created(index=True)
    by: str = ""
    success: bool = True
    error: str = ""
    nfo: str = ""
    nfo_hash: str = ""
    assets: list[dict[str, Any]] = columns.json(list)
    duration_ms: int = 0


class FileOperation(SQLModel, table=True):
    """One journalled touch of the library's file system."""

    __tablename__ = "file_operation"
    __table_args__ = (
        columns.one_of("kind", OperationKind),
        columns.one_of("status", OperationStatus),
        Index("ix_file_operation_batch", "batch", "sequence"),
        Index("ix_file_operation_status", "status"),
    )

    id: int = columns.key()
    batch: str
    sequence: int = 0
    kind: OperationKind = columns.word(OperationKind)
    library_id: int | None = columns.link("library.id", on_delete="SET NULL", nullable=True)
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True)
    original_path: str = columns.path()
    """Absolute."""
    new_path: str = columns.path()
    """Absolute; for a deletion, where it lies in the bin."""
    temp_path: str = Field(default="", sa_type=columns.PathText)
    checksum: str = ""
    """sha256 of what is to be there afterwards."""
    before_checksum: str = ""
    """sha256 of what was there before, or empty."""
    size: int = columns.big()
    mtime_ns: int = columns.big()
    recycle_id: int | None = columns.link("recycle_entry.id", on_delete="SET NULL", nullable=True)
    inverts_id: int | None = columns.link("file_operation.id", on_delete="SET NULL", nullable=True)
    """The operation that this one takes back."""
    status: OperationStatus = columns.word(OperationStatus, OperationStatus.PENDING)
    error: str = ""
    created_at: datetime = columns.created(index=True)
    completed_at: datetime | None = columns.moment()
    rolled_back_at: datetime | None = columns.moment()


class RecycleEntry(SQLModel, table=True):
    """A file in the recycle bin."""

    __tablename__ = "recycle_entry"
    __table_args__ = (Index("ix_recycle_entry_expires", "expires_at"),)

    id: int = columns.key()
    library_id: int | None = columns.link("library.id", on_delete="SET NULL", nullable=True)
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True)
    batch: str = ""
    original_path: str = columns.path()
    """Absolute."""
    recycle_path: str = columns.path()
    """Absolute."""
    size: int = columns.big()
    type: str = ""
    reason: str = ""
    sha256: str = ""
    deleted_at: datetime = columns.created()
    expires_at: datetime = columns.created()
    restored_at: datetime | None = columns.moment()
    purged_at: datetime | None = columns.moment()


class Setting(SQLModel, table=True):
    """A value that the program keeps for itself; secrets are never here."""

    key: str = Field(primary_key=True)
    value: Any = columns.maybe_json()
    type: str = ""
    description: str = ""
