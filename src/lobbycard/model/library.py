"""Libraries: folders of films or series, and how much happens in them by itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import Automation, LibraryKind


class Library(SQLModel, table=True):
    """A folder that is scanned and published to."""

    __table_args__ = (
        columns.one_of("kind", LibraryKind),
        columns.one_of("automation", Automation),
        CheckConstraint("auto_scan_interval IS NULL OR auto_scan_interval > 0", name="interval"),
    )

    id: int = columns.key()
    name: str = Field(unique=True)
    path: str = Field(unique=True, sa_type=columns.PathText)
    """Absolute."""
    kind: LibraryKind = columns.word(LibraryKind)
    enabled: bool = True
    automation: Automation = columns.word(Automation, Automation.HYBRID)
    auto_identify: bool | None = None
    """The single switches: None follows `automation`."""
    auto_enrich: bool | None = None
    auto_select: bool | None = None
    auto_publish: bool | None = None
    restore_after_upgrade: bool = True
    """Put our files back when a download manager's upgrade removed them."""
    read_only: bool = False
    """Curate, publish nowhere."""
    scan_on_startup: bool = False
    watch: bool = True
    """Look at folders as soon as something changes in them; network mounts are looked at now and then."""
    auto_scan_interval: int | None = None
    """Minutes."""
    naming: dict[str, str] = columns.json()
    accessible: bool = True
    absence_held: int = 0
    """Files whose disappearance waits for a person's word (the mass-absence guard)."""
    free_space: int | None = columns.big(None, nullable=True)
    total_space: int | None = columns.big(None, nullable=True)
    last_scanned_at: datetime | None = columns.moment()
    last_full_scan_at: datetime | None = columns.moment()
    created_at: datetime = columns.created()
    updated_at: datetime = columns.created()

    def does(self, step: str) -> bool:
        """Whether automation takes this step (identify, enrich, select, publish) in this library."""
        switches = {
            "identify": self.auto_identify,
            "enrich": self.auto_enrich,
            "select": self.auto_select,
            "publish": self.auto_publish,
        }
        if step == "publish" and self.read_only:
            return False
        if (switch := switches[step]) is not None:
            return switch
        return self.automation is Automation.YOLO or (self.automation is Automation.HYBRID and step != "publish")


class ScannedFolder(SQLModel, table=True):
    """A folder as the last scan saw it: what makes a rescan read only what changed."""

    __tablename__ = "scanned_folder"
    __table_args__ = (UniqueConstraint("library_id", "path"), Index("ix_scanned_folder_unit", "library_id", "unit"))

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    path: str = columns.path()
    unit: str = columns.path()
    """The folder that has to be looked at together with this one (`scan.group.unit_root`)."""
    mtime_ns: int = columns.big()
    ctime_ns: int = columns.big()
    inode: int = columns.file_number()
    device: int = columns.file_number()
    listed_ns: int = columns.big()
    """When it was read; a folder changed about that moment is read again."""
    fingerprint: int = columns.big()
    """Of the names, sizes and times of all files in it: a full pass compares this instead of every file's row."""
