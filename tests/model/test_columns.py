"""Numbers of the outside world in columns of 64 bits."""

import pytest
from sqlmodel import Session

from lobbycard.model.found import Stamp
from lobbycard.model.kinds import LibraryKind
from lobbycard.store import libraries
from lobbycard.store.database import Store
from lobbycard.store.scan import scanning


def _keep(session: Session, stamp: Stamp) -> list[Stamp]:
    library = libraries.add(session, "/media/films", LibraryKind.MOVIE)
    scanning._stamp_units(session, library.id, [stamp.unit], [stamp])
    return scanning.folders(session, library.id)


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
async def test_a_file_system_may_use_all_64_bits_of_a_number(store: Store, number: int) -> None:
    stamp = Stamp("Quiet Harbour", "Quiet Harbour", 1, 2, number, number, 3, 4)
    assert await store.write(_keep, stamp) == [stamp]


@pytest.mark.parametrize(
    ("time_ns", "kept"),
    [
        (-(2**63), -(2**63)),
        (2**63 - 1, 2**63 - 1),
        (15_021_072_000_000_000_000, 2**63 - 1),  # the year 2446, where ext4 ends
        (-11_644_473_600_000_000_000, -(2**63)),  # the year 1601, where NTFS begins
    ],
)
async def test_a_time_beyond_64_bits_is_the_nearest_one(store: Store, time_ns: int, kept: int) -> None:
    stamp = Stamp("Quiet Harbour", "Quiet Harbour", time_ns, time_ns, 1, 1, 3, 4)
    assert await store.write(_keep, stamp) == [stamp._replace(mtime_ns=kept, ctime_ns=kept)]
