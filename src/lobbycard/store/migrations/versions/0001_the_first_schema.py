"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("has_alpha", sa.Boolean(), nullable=False),
        sa.Column("foreground_ratio", sa.Float(), nullable=True),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("dhash", sa.BigInteger(), nullable=True),
        sa.Column("reference_count", sa.Integer(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("orphaned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reference_count >= 0", name=op.f("ck_blob_reference_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob")),
        sa.UniqueConstraint("sha256", name=op.f("uq_blob_sha256")),
    )
    op.create_index(
        "ix_blob_orphaned",
        "blob",
        ["orphaned_at"],
        unique=False,
        sqlite_where=sa.text("orphaned_at IS NOT NULL"),
        postgresql_where=sa.text("orphaned_at IS NOT NULL"),
    )

    op.create_table(
        "completeness_rule",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("assets", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_completeness_rule")),
    )
    op.create_table(
        "http_answer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_http_answer")),
    )
    op.create_index("ix_http_answer_expires_at", "http_answer", ["expires_at"], unique=False)
    op.create_index("ix_http_answer_fetched_at", "http_answer", ["fetched_at"], unique=False)

    op.create_table(
        "library",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("automation", sa.String(), nullable=False),
        sa.Column("auto_identify", sa.Boolean(), nullable=True),
        sa.Column("auto_enrich", sa.Boolean(), nullable=True),
        sa.Column("auto_select", sa.Boolean(), nullable=True),
        sa.Column("auto_publish", sa.Boolean(), nullable=True),
        sa.Column("restore_after_upgrade", sa.Boolean(), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("scan_on_startup", sa.Boolean(), nullable=False),
        sa.Column("watch", sa.Boolean(), nullable=False),
        sa.Column("auto_scan_interval", sa.Integer(), nullable=True),
        sa.Column("naming", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("accessible", sa.Boolean(), nullable=False),
        sa.Column("absence_held", sa.Integer(), nullable=False),
        sa.Column("free_space", sa.BigInteger(), nullable=True),
        sa.Column("total_space", sa.BigInteger(), nullable=True),
        sa.Column("last_scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_full_scan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("automation IN ('manual', 'hybrid', 'yolo')", name=op.f("ck_library_automation")),
        sa.CheckConstraint("kind IN ('movie', 'tv', 'music')", name=op.f("ck_library_kind")),
        sa.CheckConstraint("auto_scan_interval IS NULL OR auto_scan_interval > 0", name=op.f("ck_library_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library")),
        sa.UniqueConstraint("name", name=op.f("uq_library_name")),
        sa.UniqueConstraint("path", name=op.f("uq_library_path")),
    )
    op.create_table(
        "player",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_player")),
        sa.UniqueConstraint("name", name=op.f("uq_player_name")),
    )
    op.create_table(
        "rejected_asset",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_asset")),
        sa.UniqueConstraint("provider", "url", name=op.f("uq_rejected_asset_provider_url")),
    )
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("request", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_index("ix_schedule_next_run_at", "schedule", ["next_run_at"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('genre', 'studio', 'country', 'tag', 'keyword')", name=op.f("ck_term_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_term_kind_name")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "asset_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("min_count", sa.Integer(), nullable=False),
        sa.Column("max_count", sa.Integer(), nullable=False),
        sa.Column("min_width", sa.Integer(), nullable=False),
        sa.Column("min_height", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.Float(), nullable=True),
        sa.Column("aspect_tolerance", sa.Float(), nullable=False),
        sa.Column("languages", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("providers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("weight_resolution", sa.Float(), nullable=False),
        sa.Column("weight_votes", sa.Float(), nullable=False),
        sa.Column("weight_language", sa.Float(), nullable=False),
        sa.Column("weight_provider", sa.Float(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "asset_type IN ('poster', 'keyart', 'fanart', 'banner', 'clearlogo', 'clearart', 'discart', 'landscape', 'characterart', 'thumb', 'portrait', 'trailer')",
            name=op.f("ck_asset_rule_asset_type"),
        ),
        sa.CheckConstraint(
            "abs(weight_resolution + weight_votes + weight_language + weight_provider - 1) < 0.001",
            name=op.f("ck_asset_rule_weights"),
        ),
        sa.CheckConstraint("min_count >= 0 AND max_count >= min_count", name=op.f("ck_asset_rule_counts")),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_asset_rule_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_rule")),
    )
    op.create_index("ix_asset_rule_library_id", "asset_rule", ["library_id"], unique=False)
    op.create_index("uq_asset_rule", "asset_rule", ["library_id", "kind", "asset_type"], unique=True)

    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("player_id", sa.BigInteger(), nullable=True),
        sa.Column("config", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["player_id"], ["player.id"], name=op.f("fk_channel_player_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    op.create_index("ix_channel_player_id", "channel", ["player_id"], unique=False)

    op.create_table(
        "ignore_pattern",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_ignore_pattern_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ignore_pattern")),
        sa.UniqueConstraint("library_id", "pattern", name=op.f("uq_ignore_pattern_library_id_pattern")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("set_id", sa.BigInteger(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("own_folder", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("display_season", sa.Integer(), nullable=True),
        sa.Column("display_episode", sa.Integer(), nullable=True),
        sa.Column("absolute_number", sa.Integer(), nullable=True),
        sa.Column("scene_season", sa.Integer(), nullable=True),
        sa.Column("scene_episode", sa.Integer(), nullable=True),
        sa.Column("scene_absolute", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_title", sa.String(), nullable=True),
        sa.Column("sort_title", sa.String(), nullable=True),
        sa.Column("clean_title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("premiered", sa.String(), nullable=True),
        sa.Column("aired", sa.String(), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("in_cinemas", sa.String(), nullable=True),
        sa.Column("digital_release", sa.String(), nullable=True),
        sa.Column("physical_release", sa.String(), nullable=True),
        sa.Column("born", sa.String(), nullable=True),
        sa.Column("died", sa.String(), nullable=True),
        sa.Column("birthplace", sa.String(), nullable=True),
        sa.Column("runtime", sa.Integer(), nullable=True),
        sa.Column("plot", sa.String(), nullable=True),
        sa.Column("outline", sa.String(), nullable=True),
        sa.Column("tagline", sa.String(), nullable=True),
        sa.Column("certification", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("air_time", sa.String(), nullable=True),
        sa.Column("episode_order", sa.String(), nullable=True),
        sa.Column("user_rating", sa.Float(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("homepage", sa.String(), nullable=True),
        sa.Column("original_language", sa.String(), nullable=True),
        sa.Column("popularity", sa.Float(), nullable=True),
        sa.Column("trailer", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("monitored", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("episode_count", sa.Integer(), nullable=True),
        sa.Column("identity_score", sa.Float(), nullable=True),
        sa.Column("identity_reasons", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("nfo_hash", sa.String(), nullable=True),
        sa.Column("published_nfo_hash", sa.String(), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enriched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completeness", sa.Float(), nullable=False),
        sa.Column("has_unpublished_changes", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("sort_year", sa.Integer(), nullable=False),
        sa.Column("sort_added", sa.BigInteger(), nullable=False),
        sa.Column("sort_rating", sa.Float(), nullable=False),
        sa.Column("sort_runtime", sa.Integer(), nullable=False),
        sa.Column("sort_state", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("hdr", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("video_codec", sa.String(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('movie', 'series', 'season', 'episode', 'set', 'person')", name=op.f("ck_item_kind")
        ),
        sa.CheckConstraint("kind NOT IN ('season', 'episode') OR parent_id IS NOT NULL", name=op.f("ck_item_parent")),
        sa.CheckConstraint(
            "state IN ('discovered', 'identified', 'enriching', 'enriched', 'selected', 'published', 'needs_identification', 'error_provider', 'error_network', 'error_file')",
            name=op.f("ck_item_state"),
        ),
        sa.CheckConstraint("completeness BETWEEN 0 AND 100", name=op.f("ck_item_completeness")),
        sa.CheckConstraint("priority BETWEEN 1 AND 10", name=op.f("ck_item_priority")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_item_library_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["item.id"], name=op.f("fk_item_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["set_id"], ["item.id"], name=op.f("fk_item_set_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index(
        "ix_item_by_completeness",
        "item",
        ["kind", "completeness", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_height",
        "item",
        ["kind", "height", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_size",
        "item",
        ["kind", "size", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_added",
        "item",
        ["kind", "sort_added", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_key",
        "item",
        ["kind", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_rating",
        "item",
        ["kind", "sort_rating", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_runtime",
        "item",
        ["kind", "sort_runtime", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_state",
        "item",
        ["kind", "sort_state", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_by_sort_year",
        "item",
        ["kind", "sort_year", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NULL"),
        postgresql_where=sa.text("deleted_on IS NULL"),
    )
    op.create_index("ix_item_clean_title", "item", ["clean_title", "kind"], unique=False)
    op.create_index(
        "ix_item_deleted_on",
        "item",
        ["deleted_on", "kind"],
        unique=False,
        sqlite_where=sa.text("deleted_on IS NOT NULL"),
        postgresql_where=sa.text("deleted_on IS NOT NULL"),
    )
    op.create_index("ix_item_folder", "item", ["library_id", "folder"], unique=False)
    op.create_index("ix_item_parent", "item", ["parent_id", "number"], unique=False)
    op.create_index("ix_item_set", "item", ["set_id"], unique=False)
    op.create_index("ix_item_state", "item", ["state", "kind", "deleted_on"], unique=False)
    op.create_index(
        "ix_item_unmonitored",
        "item",
        ["kind"],
        unique=False,
        sqlite_where=sa.text("monitored = 0 AND deleted_on IS NULL"),
        postgresql_where=sa.text("NOT monitored AND deleted_on IS NULL"),
    )
    op.create_index(
        "ix_item_unpublished",
        "item",
        ["kind"],
        unique=False,
        sqlite_where=sa.text("has_unpublished_changes = 1 AND deleted_on IS NULL"),
        postgresql_where=sa.text("has_unpublished_changes AND deleted_on IS NULL"),
    )
    op.create_index(
        "uq_item_number",
        "item",
        ["parent_id", "kind", "number"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NOT NULL AND number IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NOT NULL AND number IS NOT NULL"),
    )

    op.create_table(
        "media_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=True),
        sa.Column("quick_hash", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("modifier", sa.String(), nullable=False),
        sa.Column("proper", sa.Boolean(), nullable=False),
        sa.Column("release_group", sa.String(), nullable=False),
        sa.Column("scene_name", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("quality_grade", sa.Integer(), nullable=True),
        sa.Column("custom_format_score", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("disc", sa.String(), nullable=False),
        sa.Column("extra_type", sa.String(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("sdh", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("video_id", sa.BigInteger(), nullable=True),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("bit_rate", sa.BigInteger(), nullable=True),
        sa.Column("probed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe_error", sa.String(), nullable=True),
        sa.Column("is_assigned", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('main', 'part', 'version', 'disc', 'trailer', 'extra', 'sample', 'theme', 'subtitle', 'audio', 'artwork', 'nfo', 'other')",
            name=op.f("ck_media_file_role"),
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_media_file_library_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["video_id"], ["media_file.id"], name=op.f("fk_media_file_video_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
        sa.UniqueConstraint("library_id", "path", name=op.f("uq_media_file_library_id_path")),
    )
    op.create_index("ix_media_file_identity", "media_file", ["size", "quick_hash"], unique=False)
    op.create_index(
        "ix_media_file_missing",
        "media_file",
        ["missing_since"],
        unique=False,
        sqlite_where=sa.text("missing_since IS NOT NULL"),
        postgresql_where=sa.text("missing_since IS NOT NULL"),
    )
    op.create_index("ix_media_file_unit", "media_file", ["library_id", "unit"], unique=False)
    op.create_index("ix_media_file_video_id", "media_file", ["video_id"], unique=False)

    op.create_table(
        "path_mapping",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("player_id", sa.BigInteger(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        sa.Column("remote", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["player_id"], ["player.id"], name=op.f("fk_path_mapping_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_mapping")),
        sa.UniqueConstraint("player_id", "local", name=op.f("uq_path_mapping_player_id_local")),
    )
    op.create_table(
        "scanned_folder",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("ctime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("listed_ns", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_scanned_folder_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanned_folder")),
        sa.UniqueConstraint("library_id", "path", name=op.f("uq_scanned_folder_library_id_path")),
    )
    op.create_index("ix_scanned_folder_unit", "scanned_folder", ["library_id", "unit"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("after", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.CheckConstraint("severity IN ('info', 'success', 'warning', 'error')", name=op.f("ck_activity_severity")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_activity_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_activity_library_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_at", "activity", ["at"], unique=False)
    op.create_index("ix_activity_batch", "activity", ["batch"], unique=False)
    op.create_index("ix_activity_item", "activity", ["item_id", "id"], unique=False)
    op.create_index("ix_activity_library_id", "activity", ["library_id"], unique=False)
    op.create_index("ix_activity_undoes", "activity", ["undoes"], unique=False)
    op.create_index("ix_activity_undone_by", "activity", ["undone_by"], unique=False)

    op.create_table(
        "alternate_title",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("clean_title", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("season", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_alternate_title_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate_title")),
    )
    op.create_index("ix_alternate_title_item_id", "alternate_title", ["item_id"], unique=False)

    op.create_table(
        "audio_stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("stream_index", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("channel_layout", sa.String(), nullable=False),
        sa.Column("bit_rate", sa.BigInteger(), nullable=True),
        sa.Column("sample_rate", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("is_commentary", sa.Boolean(), nullable=False),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["media_file.id"], name=op.f("fk_audio_stream_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audio_stream")),
        sa.UniqueConstraint("file_id", "stream_index", name=op.f("uq_audio_stream_file_id_stream_index")),
    )
    op.create_index("ix_audio_stream_language", "audio_stream", ["language"], unique=False)

    op.create_table(
        "candidate",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("preview_url", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=True),
        sa.Column("season", sa.Integer(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("disc_type", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("dhash", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("score_parts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("excluded", sa.String(), nullable=False),
        sa.Column("duplicate_of", sa.BigInteger(), nullable=True),
        sa.Column("is_selected", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("selected_by", sa.String(), nullable=True),
        sa.Column("selected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_rejected", sa.Boolean(), nullable=False),
        sa.Column("reject_reason", sa.String(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("failure_message", sa.String(), nullable=False),
        sa.Column("retry_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("analysed", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "asset_type IN ('poster', 'keyart', 'fanart', 'banner', 'clearlogo', 'clearart', 'discart', 'landscape', 'characterart', 'thumb', 'portrait', 'trailer')",
            name=op.f("ck_candidate_asset_type"),
        ),
        sa.ForeignKeyConstraint(["blob_id"], ["blob.id"], name=op.f("fk_candidate_blob_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["candidate.id"], name=op.f("fk_candidate_duplicate_of"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_candidate_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("item_id", "asset_type", "url", name=op.f("uq_candidate_item_id_asset_type_url")),
    )
    op.create_index("ix_candidate_blob", "candidate", ["blob_id"], unique=False)
    op.create_index("ix_candidate_duplicate_of", "candidate", ["duplicate_of"], unique=False)
    op.create_index("ix_candidate_rank", "candidate", ["item_id", "asset_type", "is_selected", "score"], unique=False)
    op.create_index(
        "ix_candidate_to_download",
        "candidate",
        ["item_id"],
        unique=False,
        sqlite_where=sa.text("is_selected = 1 AND blob_id IS NULL"),
        postgresql_where=sa.text("is_selected AND blob_id IS NULL"),
    )
    op.create_index("ix_candidate_url", "candidate", ["provider", "url"], unique=False)

    op.create_table(
        "credit",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role_locked", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('cast', 'guest', 'crew')", name=op.f("ck_credit_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_credit_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["item.id"], name=op.f("fk_credit_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    op.create_index("ix_credit_order", "credit", ["item_id", "kind", "position"], unique=False)
    op.create_index("ix_credit_person_id", "credit", ["person_id"], unique=False)

    op.create_table(
        "external_id",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_external_id_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "provider", name=op.f("pk_external_id")),
    )
    op.create_index("ix_external_id_value", "external_id", ["provider", "value"], unique=False)

    op.create_table(
        "field_state",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_field_state_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "field", name=op.f("pk_field_state")),
    )
    op.create_index(
        "ix_field_state_locked",
        "field_state",
        ["field", "item_id"],
        unique=False,
        sqlite_where=sa.text("locked = 1"),
        postgresql_where=sa.text("locked"),
    )

    op.create_table(
        "file_item",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["media_file.id"], name=op.f("fk_file_item_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_file_item_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", "item_id", name=op.f("pk_file_item")),
    )
    op.create_index("ix_file_item_item_id", "file_item", ["item_id"], unique=False)

    op.create_table(
        "gap",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_gap_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "name", name=op.f("pk_gap")),
    )
    op.create_index("ix_gap_name", "gap", ["name"], unique=False)

    op.create_table(
        "item_term",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("term_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_term_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_item_term_term_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "term_id", name=op.f("pk_item_term")),
    )
    op.create_index("ix_item_term_term_id", "item_term", ["term_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("request", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Float(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("error_hint", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'running', 'completed', 'failed', 'cancelled')", name=op.f("ck_job_status")
        ),
        sa.CheckConstraint(
            "trigger IN ('user', 'automation', 'schedule', 'watch', 'webhook')", name=op.f("ck_job_trigger")
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 10", name=op.f("ck_job_priority")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_job_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_job_library_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["parent_id"], ["job.id"], name=op.f("fk_job_parent_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_batch", "job", ["batch"], unique=False)
    op.create_index("ix_job_claim", "job", ["status", "queue", "priority", "run_after", "id"], unique=False)
    op.create_index("ix_job_finished", "job", ["status", "finished_at"], unique=False)
    op.create_index("ix_job_item_id", "job", ["item_id"], unique=False)
    op.create_index("ix_job_library_id", "job", ["library_id"], unique=False)
    op.create_index("ix_job_parent_id", "job", ["parent_id"], unique=False)
    op.create_index("ix_job_type", "job", ["type"], unique=False)
    op.create_index("ix_job_worker", "job", ["worker"], unique=False)
    op.create_index(
        "uq_job_key",
        "job",
        ["key"],
        unique=True,
        sqlite_where=sa.text("status = 'pending' AND key IS NOT NULL"),
        postgresql_where=sa.text("status = 'pending' AND key IS NOT NULL"),
    )

    op.create_table(
        "match",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("overview", sa.String(), nullable=False),
        sa.Column("poster_url", sa.String(), nullable=False),
        sa.Column("runtime", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("ids", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_match_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("item_id", "provider", "provider_id", name=op.f("uq_match_item_id_provider_provider_id")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_outbox_channel_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_channel_id", "outbox", ["channel_id"], unique=False)
    op.create_index("ix_outbox_due", "outbox", ["delivered_at", "run_after"], unique=False)

    op.create_table(
        "provider_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_provider_record_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_record")),
        sa.UniqueConstraint(
            "item_id", "provider", "language", name=op.f("uq_provider_record_item_id_provider_language")
        ),
    )
    op.create_table(
        "publish_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("nfo", sa.String(), nullable=False),
        sa.Column("nfo_hash", sa.String(), nullable=False),
        sa.Column("assets", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_publish_log_item_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publish_log")),
    )
    op.create_index("ix_publish_log_at", "publish_log", ["at"], unique=False)
    op.create_index("ix_publish_log_item_id", "publish_log", ["item_id"], unique=False)

    op.create_table(
        "published_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blob_id"], ["blob.id"], name=op.f("fk_published_file_blob_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_published_file_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_published_file_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_file")),
        sa.UniqueConstraint("library_id", "path", name=op.f("uq_published_file_library_id_path")),
    )
    op.create_index("ix_published_file_blob_id", "published_file", ["blob_id"], unique=False)
    op.create_index("ix_published_file_item_id", "published_file", ["item_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("max", sa.Float(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_rating_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "source", name=op.f("pk_rating")),
    )
    op.create_table(
        "recycle_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("original_path", sa.Text(), nullable=False),
        sa.Column("recycle_path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_recycle_entry_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_recycle_entry_library_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recycle_entry")),
    )
    op.create_index("ix_recycle_entry_expires", "recycle_entry", ["expires_at"], unique=False)
    op.create_index("ix_recycle_entry_item_id", "recycle_entry", ["item_id"], unique=False)
    op.create_index("ix_recycle_entry_library_id", "recycle_entry", ["library_id"], unique=False)

    op.create_table(
        "search_text",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_search_text_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_search_text")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_subscription_channel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("channel_id", "event", name=op.f("uq_subscription_channel_id_event")),
    )
    op.create_table(
        "subtitle_stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("stream_index", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("is_sdh", sa.Boolean(), nullable=False),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["media_file.id"], name=op.f("fk_subtitle_stream_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtitle_stream")),
    )
    op.create_index("ix_subtitle_stream_language", "subtitle_stream", ["language"], unique=False)
    op.create_index("uq_subtitle_stream", "subtitle_stream", ["file_id", "stream_index", "path"], unique=True)

    op.create_table(
        "unknown_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_unknown_file_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_unknown_file_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unknown_file")),
        sa.UniqueConstraint("library_id", "path", name=op.f("uq_unknown_file_library_id_path")),
    )
    op.create_index("ix_unknown_file_item_id", "unknown_file", ["item_id"], unique=False)
    op.create_index("ix_unknown_file_unit", "unknown_file", ["library_id", "unit"], unique=False)

    op.create_table(
        "video_stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("stream_index", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("aspect_ratio", sa.Float(), nullable=True),
        sa.Column("frame_rate", sa.Float(), nullable=True),
        sa.Column("bit_rate", sa.BigInteger(), nullable=True),
        sa.Column("bit_depth", sa.Integer(), nullable=True),
        sa.Column("pixel_format", sa.String(), nullable=False),
        sa.Column("color_primaries", sa.String(), nullable=False),
        sa.Column("color_transfer", sa.String(), nullable=False),
        sa.Column("color_space", sa.String(), nullable=False),
        sa.Column("hdr", sa.String(), nullable=False),
        sa.Column("dolby_vision_profile", sa.Integer(), nullable=True),
        sa.Column("stereo_mode", sa.String(), nullable=False),
        sa.Column("scan_type", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint("hdr IN ('', 'hdr10', 'hdr10plus', 'dolbyvision', 'hlg')", name=op.f("ck_video_stream_hdr")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["media_file.id"], name=op.f("fk_video_stream_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_stream")),
        sa.UniqueConstraint("file_id", "stream_index", name=op.f("uq_video_stream_file_id_stream_index")),
    )
    op.create_index("ix_video_stream_codec", "video_stream", ["codec"], unique=False)

    op.create_table(
        "drift",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("published_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asset_type", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("theirs_sha256", sa.String(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('missing', 'changed', 'rival', 'misnamed', 'corrupt_blob')", name=op.f("ck_drift_kind")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_drift_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_drift_library_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["published_id"], ["published_file.id"], name=op.f("fk_drift_published_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift")),
        sa.UniqueConstraint("library_id", "path", "kind", name=op.f("uq_drift_library_id_path_kind")),
    )
    op.create_index("ix_drift_item_id", "drift", ["item_id"], unique=False)
    op.create_index("ix_drift_published_id", "drift", ["published_id"], unique=False)

    op.create_table(
        "file_operation",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("library_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("original_path", sa.Text(), nullable=False),
        sa.Column("new_path", sa.Text(), nullable=False),
        sa.Column("temp_path", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("before_checksum", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("recycle_id", sa.BigInteger(), nullable=True),
        sa.Column("inverts_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolled_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('write', 'move', 'rename', 'copy', 'delete', 'restore', 'mkdir')",
            name=op.f("ck_file_operation_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'completed', 'failed', 'rolled_back')", name=op.f("ck_file_operation_status")
        ),
        sa.ForeignKeyConstraint(
            ["inverts_id"], ["file_operation.id"], name=op.f("fk_file_operation_inverts_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_file_operation_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_file_operation_library_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recycle_id"], ["recycle_entry.id"], name=op.f("fk_file_operation_recycle_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_operation")),
    )
    op.create_index("ix_file_operation_batch", "file_operation", ["batch", "sequence"], unique=False)
    op.create_index("ix_file_operation_created_at", "file_operation", ["created_at"], unique=False)
    op.create_index("ix_file_operation_inverts_id", "file_operation", ["inverts_id"], unique=False)
    op.create_index("ix_file_operation_item_id", "file_operation", ["item_id"], unique=False)
    op.create_index("ix_file_operation_library_id", "file_operation", ["library_id"], unique=False)
    op.create_index("ix_file_operation_recycle_id", "file_operation", ["recycle_id"], unique=False)
    op.create_index("ix_file_operation_status", "file_operation", ["status"], unique=False)
    _fill_completeness_rules()
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


_COUNTED = ("candidate", "published_file")
"""Tables whose rows hold on to a blob."""

_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"


def _on_sqlite() -> None:
    release = (
        "UPDATE blob SET reference_count = reference_count - 1, "
        f"orphaned_at = CASE WHEN reference_count <= 1 THEN {_NOW} ELSE orphaned_at END WHERE id = OLD.blob_id;"
    )
    hold = "UPDATE blob SET reference_count = reference_count + 1, orphaned_at = NULL WHERE id = NEW.blob_id;"
    for table in _COUNTED:
        for name, when, body in (
            ("hold", f"AFTER INSERT ON {table} WHEN NEW.blob_id IS NOT NULL", hold),
            ("release", f"AFTER DELETE ON {table} WHEN OLD.blob_id IS NOT NULL", release),
            ("change", f"AFTER UPDATE OF blob_id ON {table} WHEN NEW.blob_id IS NOT OLD.blob_id", release + hold),
        ):
            op.execute(f"CREATE TRIGGER blob_{name}_{table} {when} BEGIN {body} END")
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "body, content='search_text', content_rowid='item_id', tokenize='trigram')"
    )
    add = "INSERT INTO search_index (rowid, body) VALUES (NEW.item_id, NEW.body);"
    drop = "INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', OLD.item_id, OLD.body);"
    op.execute(f"CREATE TRIGGER search_added AFTER INSERT ON search_text BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_dropped AFTER DELETE ON search_text BEGIN {drop} END")
    op.execute(f"CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN {drop} {add} END")


def _on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION count_blob_references() RETURNS trigger AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.blob_id IS NOT NULL THEN
                UPDATE blob SET reference_count = reference_count - 1,
                    orphaned_at = CASE WHEN reference_count <= 1 THEN now() ELSE orphaned_at END
                WHERE id = OLD.blob_id;
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.blob_id IS NOT NULL THEN
                UPDATE blob SET reference_count = reference_count + 1, orphaned_at = NULL WHERE id = NEW.blob_id;
            END IF;
            RETURN NULL;
        END $$ LANGUAGE plpgsql
        """
    )
    for table in _COUNTED:
        op.execute(
            f"CREATE TRIGGER blob_references_{table} AFTER INSERT OR DELETE OR UPDATE OF blob_id ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION count_blob_references()"
        )
    # Without the extension (some servers come without it) search works too, only slower.
    available = op.get_bind().execute(sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar()
    if available:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX search_index ON search_text USING gin (body gin_trgm_ops)")


_COMPLETE = {
    "movie": (["plot", "certification", "premiered", "runtime", "genres", "cast"], {"poster": 1, "fanart": 1}),
    "series": (["plot", "certification", "premiered", "genres", "cast"], {"poster": 1, "fanart": 1}),
    "season": ([], {"poster": 1}),
    "episode": (["plot", "aired"], {"thumb": 1}),
    "set": (["plot"], {"poster": 1, "fanart": 1}),
    "person": ([], {"portrait": 1}),
}


def _fill_completeness_rules() -> None:
    rules = sa.table("completeness_rule", sa.column("kind"), sa.column("fields", sa.JSON), sa.column("assets", sa.JSON))
    op.bulk_insert(
        rules, [{"kind": kind, "fields": names, "assets": assets} for kind, (names, assets) in _COMPLETE.items()]
    )
