"""All tables, so that one import knows the whole schema."""

from sqlmodel import SQLModel

from lobbycard.model import artwork, file, history, item, job, library, notify

MODULES = (library, item, file, artwork, job, history, notify)
metadata = SQLModel.metadata
