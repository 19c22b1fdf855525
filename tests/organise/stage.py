"""A small library and the batches that are interrupted in it at every point."""

import os

from lobbycard.organise import plan
from lobbycard.organise.journal import Checkpoint, go_on
from tests.organise.desk import Desk

FILM = "Harbour Lights (2019)"


def build(library: Desk) -> None:
    """A film with an NFO and a poster of somebody's, and another film that is to go."""
    library.put(f"{FILM}/{FILM}.mkv", b"video" * 100)
    library.put(f"{FILM}/{FILM}.nfo", "<movie>old</movie>")
    library.put(f"{FILM}/poster.jpg", b"old poster")
    library.put(f"{FILM}/folder.png", b"rival")
    library.put("Low Tide (2001)/Low Tide (2001).mkv", b"low tide")
    library.put("Low Tide (2001)/Low Tide (2001)-poster.jpg", b"low poster")


def act(library: Desk, what: str, checkpoint: Checkpoint = go_on) -> None:
    """Carry out one of the batches."""
    if what == "publish":
        library.apply(*publish(library), batch="publish", checkpoint=checkpoint)
    elif what == "delete":
        library.apply(*delete(library), batch="delete", checkpoint=checkpoint)
    elif what == "undo":
        library.undo("publish", "undo", checkpoint)
    elif what == "many":
        print("begun", flush=True)
        library.apply(*replace_all(library), batch="many", checkpoint=checkpoint)
    elif what == "redo":
        library.undo("undo", "redo", checkpoint)


def publish(library: Desk) -> list[plan.Step]:
    """Replace, add, recycle, make a folder, move, copy."""
    folder = library.path(FILM)
    return [
        plan.write(f"{folder}/{FILM}.nfo", b"<movie>new</movie>", expected=library.seen(f"{FILM}/{FILM}.nfo")),
        plan.write(f"{folder}/poster.jpg", b"new poster", expected=library.seen(f"{FILM}/poster.jpg")),
        plan.write(f"{folder}/fanart.jpg", b"new fanart"),
        plan.recycle(f"{folder}/folder.png", library.seen(f"{FILM}/folder.png"), reason="a rival of poster.jpg"),
        plan.make_folder(f"{folder}/extrafanart"),
        plan.write(f"{folder}/extrafanart/fanart1.jpg", b"more fanart"),
        plan.move(
            library.path("Low Tide (2001)/Low Tide (2001)-poster.jpg"),
            library.path("Low Tide (2001)/poster.jpg"),
            library.seen("Low Tide (2001)/Low Tide (2001)-poster.jpg"),
        ),
        plan.copy(
            library.path("Low Tide (2001)/Low Tide (2001).mkv"),
            library.path("Low Tide (2001)/copy.mkv"),
            library.seen("Low Tide (2001)/Low Tide (2001).mkv"),
        ),
    ]


def delete(library: Desk) -> list[plan.Step]:
    """A whole folder at once."""
    folder = library.path("Low Tide (2001)")
    return [plan.recycle(folder, library.seen("Low Tide (2001)"), is_folder=True, reason="deleted")]


def build_many(library: Desk) -> None:
    """Several hundred small files."""
    for film in range(60):
        for name in ("movie.nfo", "poster.jpg", "fanart.jpg", "clearlogo.png", "banner.jpg"):
            library.put(f"Film {film}/{name}", f"old {film} {name}")


def replace_all(library: Desk) -> list[plan.Step]:
    """Each of them anew."""
    steps = []
    for relative, content in sorted(library.tree().items()):
        new = content.replace(b"old", b"new")
        steps.append(plan.write(library.path(relative), new, expected=library.seen(relative)))
    return steps


def has(library: Desk, relative: str) -> bool:
    return os.path.lexists(library.path(relative))
