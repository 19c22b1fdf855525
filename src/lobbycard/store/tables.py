"""The SQL tables behind the models, for statements that are written over tables and not over entities."""

from sqlalchemy import Table
from sqlmodel import SQLModel


def of(model: type[SQLModel]) -> Table:
    """The table of a model; SQLModel has it but does not say so in its types."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
