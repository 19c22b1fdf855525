"""How Alembic runs our steps: on the connection it is given, inside the transaction that is open."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from lobbycard.model import columns
from lobbycard.model.schema import metadata

_PLAIN = {
    "UtcDateTime": "sa.DateTime(timezone=True)",
    "AutoString": "sa.String()",
    "PathText": "sa.Text()",
    "Big": "sa.BigInteger()",
    "FileNumber": "sa.BigInteger()",
    "Word": "sa.String()",
}


def include(name: str | None, kind: str, parents: object) -> bool:
    """Leave out what the model does not know: the search index has tables of its own on SQLite."""
    return not (kind == "table" and (name or "").startswith("search_index"))


def render(kind: str, item: Any, autogenerate: object) -> str | Literal[False]:
    """Write a step in types of SQLAlchemy alone: it must not change when the model does."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    if item is columns.BIG:
        return 'sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")'
    if item is columns.BINARY_TEXT:
        return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'
    return _PLAIN.get(type(item).__name__, False)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=include,
    render_item=render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
