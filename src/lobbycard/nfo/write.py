"""Writes NFO files: what is there is kept, what is ours is brought up to date, and nothing is touched without need."""

import difflib
import hashlib
import json
from collections.abc import Iterable, Sequence

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import decoding, document, elements, ids, lenient, merge
from lobbycard.nfo.document import Block, Document
from lobbycard.nfo.values import LARGEST, NfoForm, NfoInput, Options, Rendered

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_INDENT = "  "


def render(documents: Sequence[NfoInput], existing: bytes | None, options: Options | None = None) -> Rendered:
    """The file for these items (several only for episodes that share a video), merged into what is there."""
    if not documents:
        return Rendered(existing or b"", semantic_hash(existing or b""), changed=False)
    options = options or Options()
    source = document.parse(existing or b"")
    aside = existing is not None and _is_foreign(source, documents)
    before = None if existing is None or aside else _content(source)
    problems = tuple(source.problems)
    if aside:
        source = Document()
    blocks = _combined(source.blocks, documents, options)
    after = _content(Document(blocks=blocks, loose=source.loose))
    digest = _digest(after)
    if existing is not None and before == after and not source.broken:
        return Rendered(existing, digest, False, problems=problems)
    data = _bytes(blocks, source)
    return Rendered(data, digest, True, aside, problems)


def semantic_hash(data: bytes, *, limit: int = LARGEST) -> str:
    """Equal for two files that say the same, whatever their encoding, spacing and order of elements."""
    source = document.parse(data, limit)
    if source.blocks or source.form in (NfoForm.URL, NfoForm.EMPTY):
        return _digest(_content(source))
    return hashlib.sha256(data).hexdigest()


def diff(old: bytes | None, new: bytes) -> list[str]:
    """The lines of a unified difference, without line ends."""
    before = decoding.decode(old).text.split("\n") if old else []
    after = decoding.decode(new).text.split("\n") if new else []
    return list(difflib.unified_diff(before, after, "before", "after", lineterm=""))


def _is_foreign(source: Document, documents: Sequence[NfoInput]) -> bool:
    """Text, or XML of something else: nothing to merge into."""
    kinds = {item.kind for item in documents}
    return source.form is NfoForm.TEXT or any(found.kind not in kinds for found in source.blocks)


def _combined(old: Iterable[Block], documents: Sequence[NfoInput], options: Options) -> list[Block]:
    """Each item merged into its own block, the other blocks as they are."""
    slots: list[Block | None] = list(old)
    places = [_own_block(slots, item, len(documents), options) for item in documents]
    result: dict[int, Block] = {}
    for place, item in zip(places, documents, strict=True):
        position = len(slots) + len(result) if place is None or place in result else place
        base = slots[place] if place is not None and position == place else None
        root = merge.merged(base.root if base else None, item, options)
        result[position] = Block(item.kind, root, base.above if base else ())
    for position, block in enumerate(slots):
        if block is not None and not (options.drop_other_episodes and block.kind is ItemKind.EPISODE):
            result.setdefault(position, block)
    blocks = [result[position] for position in sorted(result)]
    numbers = [_numbers(block) for block in blocks]
    if len(blocks) > 1 and all(season is not None and episode is not None for season, episode in numbers):
        blocks.sort(key=_numbers)
    return blocks


def _numbers(block: Block) -> tuple[int | None, int | None]:
    if block.kind is not ItemKind.EPISODE:
        return None, None
    children = elements.groups(block.root)
    return (
        lenient.count(elements.first_text(children, "season")),
        lenient.count(elements.first_text(children, "episode")),
    )


def _own_block(slots: Sequence[Block | None], item: NfoInput, items: int, options: Options) -> int | None:
    """Where the file has this item: an episode by its numbers, anything else the first of its kind."""
    same_kind = [(place, block) for place, block in enumerate(slots) if block and block.kind is item.kind]
    if item.kind is not ItemKind.EPISODE:
        return same_kind[0][0] if same_kind else None
    for place, block in same_kind:
        if _numbers(block) == (item.season, item.episode):
            return place
    if len(same_kind) == 1 and items == 1 and (None in _numbers(same_kind[0][1]) or item.episode is None):
        return same_kind[0][0]
    if options.drop_other_episodes:
        for place, block in same_kind:
            known = ids.read(elements.groups(block.root), block.kind)
            if any(item.facts.ids.get(provider) == value for provider, value in known.items()):
                return place
    return None


def _content(source: Document) -> list[object]:
    """What a file says, in a form that can be compared."""
    return [[_canonical(found.root) for found in source.blocks], list(source.loose)]


def _canonical(element: Element) -> list[object]:
    """Name, attributes, text and children; the order counts only among children of one name."""
    if not len(element) and not len(element.attrib):
        return [element.tag, (element.text or "").strip()]
    children = [
        (elements.name_of(child), _canonical(child))
        for child in element
        if isinstance(child.tag, str) and not merge.is_hollow(child)
    ]
    children.sort(key=lambda entry: entry[0])
    pieces = [element.text, *(child.tail for child in element)] if len(element) else [element.text]
    return [
        element.tag,
        sorted((str(name), str(value)) for name, value in element.items()),
        "\n".join(kept for piece in pieces if (kept := (piece or "").strip())),
        [child for _, child in children],
    ]


def _digest(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def _bytes(blocks: Sequence[Block], source: Document) -> bytes:
    lines = [DECLARATION] if blocks else []
    for block in blocks:
        lines.extend(block.above)
        _indent_root(block.root)
        lines.append(etree.tostring(block.root, encoding="unicode", with_tail=False))
    lines.extend([*source.below, *source.loose])
    text = "\n".join(lines) + "\n"
    return text.replace("\n", source.line_end).encode("utf-8", "replace")


def _indent_root(root: Element) -> None:
    """Two blanks a level. Text that strays between elements is kept, on a line of its own."""
    if not len(root):
        return
    root.text = _stray(root.text, 1)
    for child in root:
        _indent(child, 1)
        child.tail = _stray(child.tail, 1)
    root[-1].tail = _stray(root[-1].tail, 0)


def _stray(text: str | None, level: int) -> str:
    blank = "\n" + _INDENT * level
    kept = (text or "").strip()
    return blank + kept + blank if kept else blank


def _indent(element: Element, level: int) -> None:
    if not len(element) or (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return
    element.text = "\n" + _INDENT * (level + 1)
    for child in element:
        _indent(child, level + 1)
        child.tail = element.text
    element[-1].tail = "\n" + _INDENT * level
