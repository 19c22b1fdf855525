"""From a source to what a terminal is sent, in a thread: as it is kept on disk, or drawn now and kept."""

from collections.abc import Callable
from pathlib import Path

from lobbycard.tui.pictures import drawn, kept
from lobbycard.tui.pictures.capabilities import Capabilities
from lobbycard.tui.pictures.drawn import Drawn
from lobbycard.tui.pictures.encoded import Box, Encoded, Source
from lobbycard.tui.pictures.kept import Folder

LARGEST = 64_000_000
"""Bytes of a source up to which it is read as a whole, to know it again."""


def made(
    source: Source,
    box: Box,
    capabilities: Capabilities,
    bytes_per_cell: int,
    folder: Callable[[], Folder] | None,
) -> Encoded:
    """The picture, ready for the terminal. Raises `FileError`."""
    content = _content(source) if folder is not None else None
    if folder is None or content is None:
        found = _draw(source, box, capabilities, bytes_per_cell)
    else:
        found = _kept_or_drawn(content, box, capabilities, bytes_per_cell, folder())
    return drawn.finished(found, box, capabilities)


def _kept_or_drawn(content: bytes, box: Box, capabilities: Capabilities, bytes_per_cell: int, folder: Folder) -> Drawn:
    name = kept.name(content, box, capabilities, bytes_per_cell)
    found = kept.read(folder, name, box, capabilities)
    if found is None:
        found = _draw(content, box, capabilities, bytes_per_cell)
        kept.write(folder, name, found)
    return found


def _draw(source: Source, box: Box, capabilities: Capabilities, bytes_per_cell: int) -> Drawn:
    """What that needs is loaded here: neither the first frame nor pictures that are kept wait for it."""
    from lobbycard.tui.pictures import encode

    return encode.draw(source, box, capabilities, bytes_per_cell)


def _content(source: Source) -> bytes | None:
    """The bytes of a picture; None where they cannot be had or are too many: the drawing will say what is wrong."""
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError:
            return None
        return content if len(content) <= LARGEST else None
    return source if isinstance(source, bytes) else None
