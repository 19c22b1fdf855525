"""How long the figures take on a large library, against one plain scan of the item table.

python -m tests.benchmarks.bench_statistics [ITEMS]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from lobbycard.model.file import MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import FileRole
from lobbycard.store import statistics as figures
from lobbycard.store.database import Store
from tests.benchmarks import library


def _timed(work: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def _files(session: Session) -> None:
    rows = session.execute(select(col(Item.id), col(Item.library_id)).where(col(Item.library_id).is_not(None))).all()
    session.execute(
        insert(MediaFile),
        [
            {
                "library_id": library_id, "path": f"{item_id}.mkv", "unit": str(item_id), "size": 10**9 + item_id,
                "mtime_ns": 1_500_000_000_000_000_000 + item_id * 10**12, "role": FileRole.MAIN,
            }
            for item_id, library_id in rows
        ],
    )  # fmt: skip


def main() -> None:
    """Print milliseconds, and the ratio to the floor."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        paths = library.make_database(Path(folder), count)
        store = Store(f"sqlite:///{paths.database_file}")
        store.write_now(_files)
        floor = _timed(lambda: store.read_now(lambda session: session.execute(
            select(func.count(), func.sum(col(Item.size)), func.max(col(Item.plot)))).one()))  # fmt: skip
        taken = _timed(lambda: store.read_now(figures.everything))
        store.close()
    ratio = taken / floor
    print(f"{count:,} items: all figures {taken:.0f} ms; one pass over the items {floor:.0f} ms; ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
