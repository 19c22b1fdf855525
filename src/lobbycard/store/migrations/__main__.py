"""For developers: `python -m lobbycard.store.migrations "What changes"` writes the next step from the model."""

import os
import sys
import tempfile

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from lobbycard.store import migrations


def main(message: str) -> None:
    """Compare the model with a database at the newest step and write what is missing as the next one."""
    config = Config()
    config.set_main_option("script_location", os.path.dirname(migrations.__file__))
    known = migrations.versions()
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/new.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            if known:
                command.upgrade(config, "head")
            number = f"{int(known[-1]) + 1 if known else 1:04d}"
            command.revision(config, message=message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(sys.argv[1])
