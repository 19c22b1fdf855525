"""The three tiers of assets: candidate, blob, published file; and the rules by which they are chosen."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import AssetFailure, AssetType, DriftKind, ItemKind, SelectedBy


def local_address(path: str) -> str:
    """What stands for the address of a picture that lies in a library."""
    return f"local:{columns.escape_path(path)}"


class Blob(SQLModel, table=True):
    """The protected, content-addressed copy in our cache: the source of truth of a picture."""

    __table_args__ = (
        CheckConstraint("reference_count >= 0", name="reference_count"),
        columns.partial("ix_blob_orphaned", "orphaned_at", where="orphaned_at IS NOT NULL"),
    )

    id: int = columns.key()
    sha256: str = Field(unique=True)
    extension: str
    size: int = columns.big()
    mime: str = ""
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    codec: str = ""
    has_alpha: bool = False
    foreground_ratio: float | None = None
    phash: int | None = columns.big(None, nullable=True)
    """64 bits, as a signed number."""
    dhash: int | None = columns.big(None, nullable=True)
    reference_count: int = 0
    """Kept by triggers on `candidate` and `published_file`."""
    first_used_at: datetime = columns.created()
    last_used_at: datetime = columns.created()
    verified_at: datetime | None = columns.moment()
    orphaned_at: datetime | None = columns.moment()


class Candidate(SQLModel, table=True):
    """A picture or trailer that could be used for an item."""

    __table_args__ = (
        columns.one_of("asset_type", AssetType),
        UniqueConstraint("item_id", "asset_type", "url"),
        Index("ix_candidate_rank", "item_id", "asset_type", "is_selected", "score"),
        Index("ix_candidate_blob", "blob_id"),
        Index("ix_candidate_url", "provider", "url"),
        columns.partial("ix_candidate_to_download", "item_id", where="yes(is_selected) AND blob_id IS NULL"),
    )

    id: int = columns.key()
    item_id: int = columns.link("item.id", index=False)
    asset_type: AssetType = columns.word(AssetType)
    provider: str
    """tmdb, tvdb, fanart, tvmaze, local, user, demo."""
    provider_id: str = ""
    url: str
    """Where it comes from; `local:` and a path for what lies in the library, `user:` and a hash for a person's file."""
    path: str | None = columns.path(nullable=True)
    preview_url: str = ""
    width: int | None = None
    height: int | None = None
    language: str = ""
    rating: float | None = None
    votes: int | None = None
    likes: int | None = None
    season: int | None = None
    duration: int | None = None
    title: str = ""
    disc_type: str = ""
    published: str = ""
    phash: int | None = columns.big(None, nullable=True)
    dhash: int | None = columns.big(None, nullable=True)
    score: float = 0.0
    score_parts: dict[str, Any] = columns.json()
    excluded: str = ""
    """Why the rule leaves it out (too small, wrong shape, …), or empty."""
    duplicate_of: int | None = columns.link("candidate.id", on_delete="SET NULL", nullable=True)
    """The better one of its near duplicates."""
    is_selected: bool = False
    position: int = 0
    selected_by: SelectedBy | None = columns.word(SelectedBy, nullable=True)
    selected_at: datetime | None = columns.moment()
    is_rejected: bool = False
    reject_reason: str = ""
    is_stale: bool = False
    """Belongs to an identity that the item no longer has, or is no longer offered."""
    blob_id: int | None = columns.link("blob.id", on_delete="SET NULL", nullable=True, index=False)
    failure: AssetFailure | None = columns.word(AssetFailure, nullable=True)
    failure_message: str = ""
    retry_after: datetime | None = columns.moment()
    analysed: dict[str, Any] | None = columns.maybe_json()
    """Of trailers: what an analysis found."""
    created_at: datetime = columns.created()
    updated_at: datetime = columns.created()


class PublishedFile(SQLModel, table=True):
    """The working copy next to the media, as we left it, so that a foreign change shows."""

    __tablename__ = "published_file"
    __table_args__ = (UniqueConstraint("library_id", "path"),)

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    item_id: int = columns.link("item.id")
    path: str = columns.path()
    asset_type: str
    """An asset type, or `nfo`."""
    position: int = 0
    blob_id: int | None = columns.link("blob.id", on_delete="SET NULL", nullable=True)
    sha256: str
    """Of the file as written (a published picture may be a converted blob)."""
    size: int = columns.big()
    mtime_ns: int = columns.big()
    inputs: dict[str, Any] = columns.json()
    """Of an NFO: `key`, a hash of all that it was made from, and `fields`, those that were ours in it, by item."""
    published_at: datetime = columns.created()


class Drift(SQLModel, table=True):
    """What others changed in what we published; shown, never repaired unasked."""

    __table_args__ = (columns.one_of("kind", DriftKind), UniqueConstraint("library_id", "path", "kind"))

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    item_id: int = columns.link("item.id")
    published_id: int | None = columns.link("published_file.id", nullable=True)
    path: str = columns.path()
    kind: DriftKind = columns.word(DriftKind)
    asset_type: str = ""
    detail: str = ""
    theirs_sha256: str | None = None
    found_at: datetime = columns.created()


class RejectedAsset(SQLModel, table=True):
    """A picture that is never offered or chosen again, for any item."""

    __tablename__ = "rejected_asset"
    __table_args__ = (UniqueConstraint("provider", "url"),)

    id: int = columns.key()
    provider: str
    url: str
    asset_type: str = ""
    reason: str = ""
    rejected_at: datetime = columns.created()


class AssetRule(SQLModel, table=True):
    """How pictures of one type are scored and chosen; without a library, the default of all."""

    __tablename__ = "asset_rule"
    __table_args__ = (
        columns.one_of("asset_type", AssetType),
        Index("uq_asset_rule", "library_id", "kind", "asset_type", unique=True),
        CheckConstraint("min_count >= 0 AND max_count >= min_count", name="counts"),
        CheckConstraint(
            "abs(weight_resolution + weight_votes + weight_language + weight_provider - 1) < 0.001", name="weights"
        ),
    )

    id: int = columns.key()
    library_id: int | None = columns.link("library.id", nullable=True)
    kind: ItemKind = columns.word(ItemKind)
    asset_type: AssetType = columns.word(AssetType)
    enabled: bool = True
    min_count: int = 1
    max_count: int = 1
    min_width: int = 0
    min_height: int = 0
    aspect: float | None = None
    aspect_tolerance: float = 0.08
    languages: list[str] = columns.json(list)
    """In order of preference, with `textless` and `original`; empty follows the general language."""
    providers: list[str] = columns.json(list)
    weight_resolution: float = 0.3
    weight_votes: float = 0.4
    weight_language: float = 0.2
    weight_provider: float = 0.1
    similarity: float = 0.90


class CompletenessRule(SQLModel, table=True):
    """What an item of a kind must have to be complete."""

    __tablename__ = "completeness_rule"

    kind: ItemKind = columns.word_key(ItemKind)
    fields: list[str] = columns.json(list)
    assets: dict[str, int] = columns.json()
    """How many of each type."""
