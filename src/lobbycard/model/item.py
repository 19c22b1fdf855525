"""Items and everything that is said about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import CreditKind, ItemKind, ItemState, TermKind

_THERE = "deleted_on IS NULL"


class Item(SQLModel, table=True):
    """Anything that can hold metadata, artwork and locks; series > season > episode through `parent_id`."""

    __table_args__ = (
        columns.one_of("kind", ItemKind),
        columns.one_of("state", ItemState),
        CheckConstraint("priority BETWEEN 1 AND 10", name="priority"),
        CheckConstraint("completeness BETWEEN 0 AND 100", name="completeness"),
        CheckConstraint("kind NOT IN ('season', 'episode') OR parent_id IS NOT NULL", name="parent"),
        columns.partial(
            "uq_item_number",
            "parent_id",
            "kind",
            "number",
            where="parent_id IS NOT NULL AND number IS NOT NULL",
            unique=True,
        ),
        columns.partial("ix_item_by_sort_key", "kind", "sort_key", "id", where=_THERE),
        Index("ix_item_parent", "parent_id", "number"),
        Index("ix_item_folder", "library_id", "folder"),
        # Not by kind first: it would look better to SQLite than it is where only a kind is asked for.
        Index("ix_item_clean_title", "clean_title", "kind"),
        Index("ix_item_state", "state", "kind", "deleted_on"),
        columns.partial("ix_item_deleted_on", "deleted_on", "kind", where="deleted_on IS NOT NULL"),
        Index("ix_item_set", "set_id"),
        *(
            columns.partial(f"ix_item_by_{column}", "kind", column, "sort_key", "id", where=_THERE)
            for column in (
                "sort_year",
                "sort_added",
                "completeness",
                "sort_rating",
                "sort_runtime",
                "size",
                "sort_state",
                "height",
            )
        ),
        columns.partial("ix_item_unpublished", "kind", where=f"yes(has_unpublished_changes) AND {_THERE}"),
        columns.partial("ix_item_unmonitored", "kind", where=f"no(monitored) AND {_THERE}"),
    )

    id: int = columns.key()
    kind: ItemKind = columns.word(ItemKind)
    library_id: int | None = columns.link("library.id", nullable=True, index=False)
    parent_id: int | None = columns.link("item.id", nullable=True, index=False)
    set_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True, index=False)
    folder: str | None = columns.path(nullable=True)
    """The folder in the library that is this item's; empty text is the library's root."""
    own_folder: bool = False
    """True when nothing but this item is in the folder."""

    number: int | None = None
    """Season or episode number."""
    display_season: int | None = None
    display_episode: int | None = None
    absolute_number: int | None = None
    scene_season: int | None = None
    scene_episode: int | None = None
    scene_absolute: int | None = None

    title: str = ""
    original_title: str | None = None
    sort_title: str | None = None
    clean_title: str = ""
    year: int | None = None
    premiered: str | None = None
    aired: str | None = None
    ended: str | None = None
    in_cinemas: str | None = None
    digital_release: str | None = None
    physical_release: str | None = None
    born: str | None = None
    died: str | None = None
    birthplace: str | None = None
    runtime: int | None = None
    plot: str | None = None
    outline: str | None = None
    tagline: str | None = None
    certification: str | None = None
    status: str | None = None
    network: str | None = None
    air_time: str | None = None
    episode_order: str | None = None
    user_rating: float | None = None
    budget: int | None = columns.big(None, nullable=True)
    revenue: int | None = columns.big(None, nullable=True)
    homepage: str | None = None
    original_language: str | None = None
    popularity: float | None = None
    trailer: str | None = None

    state: ItemState = columns.word(ItemState, ItemState.DISCOVERED)
    error: str | None = None
    monitored: bool = True
    priority: int = 5
    episode_count: int | None = None
    """Of a series or season: how many the provider knows; how many are there is counted."""
    identity_score: float | None = None
    identity_reasons: list[str] = columns.json(list)
    nfo_hash: str | None = None
    """The NFO beside the media, as last read."""
    published_nfo_hash: str | None = None
    scanned_at: datetime | None = columns.moment()
    identified_at: datetime | None = columns.moment()
    enriched_at: datetime | None = columns.moment()
    published_at: datetime | None = columns.moment()
    created_at: datetime = columns.created()
    updated_at: datetime = columns.created()
    deleted_on: datetime | None = columns.moment()
    """The day on which it will be purged; until then it can be restored."""

    # Derived before every commit by `store.derived`, never written elsewhere.
    completeness: float = 0.0
    has_unpublished_changes: bool = False
    sort_key: str = columns.sort_text()
    sort_year: int = 0
    sort_added: int = columns.big(0)
    sort_rating: float = 0.0
    sort_runtime: int = 0
    sort_state: int = 0
    size: int = columns.big(0)
    height: int = 0
    """Lines of the best main video: 2160, 1080, …"""
    resolution: str = ""
    hdr: str = ""
    source: str = ""
    video_codec: str = ""
    file_count: int = 0


class ExternalId(SQLModel, table=True):
    """An item's name at a provider."""

    __tablename__ = "external_id"
    __table_args__ = (Index("ix_external_id_value", "provider", "value"),)

    item_id: int = columns.link_key("item.id")
    provider: str = Field(primary_key=True)
    value: str


class FieldState(SQLModel, table=True):
    """Where a field of an item came from and whether it is locked."""

    __tablename__ = "field_state"
    __table_args__ = (columns.partial("ix_field_state_locked", "field", "item_id", where="yes(locked)"),)

    item_id: int = columns.link_key("item.id")
    field: str = Field(primary_key=True)
    source: str = ""
    locked: bool = False
    stale: bool = False
    """Comes from an identity that the item no longer has."""
    changed_by: str = ""
    changed_at: datetime = columns.created()


class AlternateTitle(SQLModel, table=True):
    """Another title of an item."""

    __tablename__ = "alternate_title"

    id: int = columns.key()
    item_id: int = columns.link("item.id")
    position: int = 0
    title: str
    clean_title: str = ""
    country: str = ""
    language: str = ""
    season: int | None = None
    comment: str = ""


class Rating(SQLModel, table=True):
    """One source's rating of an item."""

    item_id: int = columns.link_key("item.id")
    source: str = Field(primary_key=True)
    value: float
    max: float = 10.0
    votes: int | None = None
    is_default: bool = False
    position: int = 0


class Credit(SQLModel, table=True):
    """A person's part in an item."""

    __table_args__ = (columns.one_of("kind", CreditKind), Index("ix_credit_order", "item_id", "kind", "position"))

    id: int = columns.key()
    item_id: int = columns.link("item.id", index=False)
    person_id: int = columns.link("item.id")
    kind: CreditKind = columns.word(CreditKind)
    role: str = ""
    job: str = ""
    department: str = ""
    position: int = 0
    role_locked: bool = False
    removed: bool = False
    """A person took it out: it stays out, whatever a provider says."""


class Term(SQLModel, table=True):
    """A word that many items share: a genre, studio, country, tag or keyword."""

    __table_args__ = (columns.one_of("kind", TermKind), UniqueConstraint("kind", "name"))

    id: int = columns.key()
    kind: TermKind = columns.word(TermKind)
    name: str


class ItemTerm(SQLModel, table=True):
    """An item has a term."""

    __tablename__ = "item_term"

    item_id: int = columns.link_key("item.id")
    term_id: int = columns.link_second_key("term.id")
    position: int = 0


class Gap(SQLModel, table=True):
    """Something that an item lacks, by name (a field, or `artwork.` and a type); derived before every commit."""

    item_id: int = columns.link_key("item.id")
    name: str = Field(primary_key=True, index=True)


class SearchText(SQLModel, table=True):
    """What the search looks at: titles and people of an item, folded; an index over it finds parts of words."""

    __tablename__ = "search_text"

    item_id: int = columns.link_key("item.id")
    kind: ItemKind = columns.word(ItemKind)
    body: str


class ProviderRecord(SQLModel, table=True):
    """What a provider answered about an item: a new merge needs no network, and screens show who said what."""

    __tablename__ = "provider_record"
    __table_args__ = (UniqueConstraint("item_id", "provider", "language"),)

    id: int = columns.key()
    item_id: int = columns.link("item.id", index=False)
    provider: str
    language: str = ""
    provider_id: str = ""
    etag: str | None = None
    fetched_at: datetime = columns.created()
    payload: dict[str, Any] = columns.json()
    """Facts as plain values (`store.plain`)."""


class HttpAnswer(SQLModel, table=True):
    """A provider's raw answer, kept for its life and revalidated after it."""

    __tablename__ = "http_answer"

    key: str = Field(primary_key=True)
    """Provider, path and sorted query, never a secret."""
    status: int
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime = columns.created(index=True)
    expires_at: datetime = columns.created(index=True)
    body: bytes


class Match(SQLModel, table=True):
    """A candidate identity of an item, with its score and why; kept until the item is identified, and after."""

    __table_args__ = (UniqueConstraint("item_id", "provider", "provider_id"),)

    id: int = columns.key()
    item_id: int = columns.link("item.id", index=False)
    provider: str
    provider_id: str
    kind: ItemKind = columns.word(ItemKind)
    title: str
    original_title: str = ""
    year: int | None = None
    overview: str = ""
    poster_url: str = ""
    runtime: int | None = None
    score: float = 0.0
    reasons: list[str] = columns.json(list)
    ids: dict[str, str] = columns.json()
    position: int = 0
    found_at: datetime = columns.created()
