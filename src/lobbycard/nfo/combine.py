"""Two NFO files of one item into one: what only the second has is taken over."""

from collections.abc import Sequence

from lxml import etree

from lobbycard.nfo import document, elements, lenient
from lobbycard.nfo.document import Block

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def combined(first: bytes, second: bytes) -> bytes:
    """The first file with all elements of the second that it has none of; unchanged when there are none."""
    ours, theirs = document.parse(first), document.parse(second)
    added = False
    for block in ours.blocks:
        twin = next((other for other in theirs.blocks if _is_same(block, other)), None)
        if twin is None:
            continue
        known = elements.groups(block.root)
        for name, group in elements.groups(twin.root).items():
            if name not in known:
                block.root.extend(group)
                added = True
    lines = [line for line in theirs.loose if line not in ours.loose]
    if not ours.blocks or not (added or lines):
        return first
    texts = [etree.tostring(block.root, encoding="utf-8", xml_declaration=False) for block in ours.blocks]
    tail = [line.encode() for line in (*ours.loose, *lines)]
    return DECLARATION + b"\n".join([*texts, *tail]) + b"\n"


def joined(files: Sequence[bytes]) -> bytes:
    """Files of episodes that share a video now, as one; a single file as it is."""
    if len(files) == 1:
        return files[0]
    sources = [document.parse(data) for data in files]
    texts = [
        etree.tostring(block.root, encoding="utf-8", xml_declaration=False)
        for source in sources
        for block in source.blocks
    ]
    return DECLARATION + b"\n".join(texts) + b"\n"


def _is_same(one: Block, other: Block) -> bool:
    return one.kind is other.kind and _episode(one) == _episode(other)


def _episode(block: Block) -> int | None:
    return lenient.count(elements.first_text(elements.groups(block.root), "episode"))
