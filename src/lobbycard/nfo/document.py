"""Takes an NFO file apart: root elements, and what stands before, between and after them."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import decoding, links, markup
from lobbycard.nfo.values import LARGEST, NfoForm

ROOTS = {
    "movie": ItemKind.MOVIE,
    "tvshow": ItemKind.SERIES,
    "episodedetails": ItemKind.EPISODE,
    "season": ItemKind.SEASON,
    "set": ItemKind.SET,
    "collection": ItemKind.SET,
    "person": ItemKind.PERSON,
}
_WEAK = {"season", "set", "collection", "person"}
"""Names that are ordinary elements too: a root only when nothing stands before them."""

_START = re.compile(rf"<(?:(!--)|(!DOCTYPE)|({'|'.join(ROOTS)})(?=[\s/>])([^<>]*+)>)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--).)*-->", re.DOTALL)
_INSTRUCTION = re.compile(r"<\?([A-Za-z][\w.-]*+)(?=[\s?])[^<>]*?\?>", re.ASCII)
_TAGS = re.compile(r"<[^<>]*>")
_ELEMENT = re.compile(r"<[A-Za-z]")
_TELLING = re.compile(
    r"<(?:title|originaltitle|plot|uniqueid|imdbid|tmdbid|tvdbid|episode|aired|premiered|showtitle|year)\s*>",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"<(?:!doctype\s+)?(?:html|musicvideo|artist|album|rss|svg)\b", re.IGNORECASE)

_BLANK = " \t\f\v\xa0\ufeff"
_MOST_BLOCKS = 500
_MOST_TYPES = 10
"""Document type declarations that are taken out; nobody writes two."""


class Block(NamedTuple):
    """One root element, parsed."""

    kind: ItemKind
    root: markup.Element
    above: tuple[str, ...] = ()
    """Comments that stand before it."""


@dataclass(slots=True)
class Document:
    """A file taken apart."""

    form: NfoForm = NfoForm.EMPTY
    blocks: list[Block] = field(default_factory=list)
    below: tuple[str, ...] = ()
    """Comments after the last block."""
    loose: tuple[str, ...] = ()
    """Lines outside the XML that are not comments: links, mostly."""
    urls: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)
    line_end: str = "\n"
    broken: bool = False
    """A strict reader would fail on it: worth writing anew even when nothing else differs."""
    problems: list[str] = field(default_factory=list)

    def tolerate(self, problem: str) -> None:
        """Notes something that a strict reader would trip over."""
        self.broken = True
        if problem not in self.problems:
            self.problems.append(problem)


def parse(data: bytes, limit: int = LARGEST) -> Document:
    """Any bytes, taken apart."""
    if len(data) > limit:
        return Document(NfoForm.TEXT, problems=[f"Larger than {limit / 1_000_000:.1f} MB; not read."])
    decoded = decoding.decode(data)
    document = Document(line_end=decoded.line_end, broken=decoded.broken, problems=decoded.problems)
    outside = _find_blocks(decoded.text, document) or _rootless(decoded.text, document)
    if len(document.blocks) > _MOST_BLOCKS:
        document.blocks.clear()
        document.problems.append(f"More than {_MOST_BLOCKS} root elements.")
        document.form = NfoForm.TEXT
    elif document.blocks:
        _sort_out(outside, document)
    else:
        _judge_text(decoded.text, document)
    return document


def _find_blocks(text: str, document: Document) -> list[str]:
    """Parses each root element; gives the texts before, between and after them, or nothing when there are none."""
    outside: list[str] = []
    pending = ""
    weak_may_follow = True
    last_comment_end = text.rfind("-->")
    position = done = types = 0
    while (found := _START.search(text, position)) and len(document.blocks) <= _MOST_BLOCKS:
        position = found.end()
        if found[1]:
            position = text.find("-->", position) + 3 if position <= last_comment_end else position
            continue
        types += bool(found[2])
        if types > _MOST_TYPES:
            continue
        before = pending + text[done : found.start()] if found[2] or weak_may_follow or _is_strong(found) else ""
        if found[2]:
            pending, done = before, _after_doctype(text, position)
            position = done
            document.tolerate("A document type declaration was left out; entities it may define are not followed.")
        elif _is_strong(found) or (weak_may_follow and _is_root(text, found, before)):
            position = done = _block_end(text, found, document)
            outside.append(before)
            pending = ""
            document.blocks.append(_parsed(text[found.start() : done], ROOTS[found[3].lower()], document))
        weak_may_follow = weak_may_follow and not found[3]
    return [*outside, pending + text[done:]] if outside else []


def _is_strong(found: re.Match[str]) -> bool:
    return bool(found[3]) and found[3].lower() not in _WEAK


def _is_root(text: str, found: re.Match[str], before: str) -> bool:
    """An ordinary name is a root when no element stands before it, and one stands in it or nowhere."""
    alone = not _ELEMENT.search(_COMMENT.sub("", before))
    inside = re.compile(r"[^<]*(?:<!--|<[A-Za-z])").match(text, found.end())
    if inside is None or found[4].endswith("/"):
        return alone and _ELEMENT.search(_COMMENT.sub("", text[found.end() :])) is None
    return alone


def _after_doctype(text: str, position: int) -> int:
    plain = text.find(">", position)
    subset = text.find("[", position)
    if 0 <= subset < plain:
        closing = re.compile(r"\]\s*>").search(text, subset)
        return closing.end() if closing else plain + 1
    return plain + 1 if plain >= 0 and text.find("<", position, plain) < 0 else position


def _block_end(text: str, opening: re.Match[str], document: Document) -> int:
    """Where the root element ends: at its end tag, else where the next one begins, else at the end of the file."""
    if opening[4].endswith("/"):
        return opening.end()
    name = opening[3]
    depth, position = 1, opening.end()
    last = {"-->": text.rfind("-->"), "]]>": text.rfind("]]>")}
    tags = re.compile(rf"<(?:(!--)|(!\[CDATA\[)|(/?){name}(?=[\s/>])[^<>]*+>)", re.IGNORECASE)
    while found := tags.search(text, position):
        position = found.end()
        if found[1] or found[2]:
            mark = "-->" if found[1] else "]]>"
            position = text.find(mark, position) if position <= last[mark] else position
        elif found[3]:
            depth -= 1
            if not depth:
                return position
        elif name.lower() in _WEAK:
            depth += not found[0].endswith("/>")
        else:
            document.tolerate(f"The end of an element <{name}> is missing.")
            return found.start()
    document.tolerate(f"The end of the element <{name}> is missing.")
    return len(text)


def _parsed(raw: str, kind: ItemKind, document: Document) -> Block:
    root, repaired = markup.parse(raw)
    if repaired:
        document.tolerate("The XML is not well-formed; it was read as well as possible.")
    return Block(kind, root)


def _rootless(text: str, document: Document) -> list[str]:
    """Elements without one of the usual roots around them; gives what stands before and after."""
    if document.blocks or not _TELLING.search(text) or _FOREIGN.search(text):
        return []
    first = _ELEMENT.search(text)
    start, end = first.start() if first else 0, text.rfind(">") + 1
    body = text[start:end]
    if any(_is_strong(found) for found in _START.finditer(body)):
        return []
    kind = _guess(body)
    name = next(name for name, of in ROOTS.items() if of is kind)
    root, _ = markup.parse(f"<{name}>{body}</{name}>")
    if len(root) == 1 and any(isinstance(inner.tag, str) and inner.tag.lower() in markup.SIMPLE for inner in root[0]):
        root[:] = list(root[0])
    document.blocks.append(Block(kind, root))
    document.tolerate(f"The root element is missing or unknown; taken for <{name}>.")
    return [text[:start], text[end:]]


def _guess(body: str) -> ItemKind:
    body = body.lower()
    for name, kind in ROOTS.items():
        if f"</{name}>" in body and name not in _WEAK:
            return kind
    if "<episode>" in body or "<aired>" in body:
        return ItemKind.EPISODE
    if "<episodeguide" in body or "<namedseason" in body or "<displayorder" in body:
        return ItemKind.SERIES
    return ItemKind.MOVIE


def _sort_out(outside: list[str], document: Document) -> None:
    """What is outside the XML: comments stay where they are, links and other lines go to the end."""
    loose: list[str] = []
    declarations = 0
    for position, text in enumerate(outside):
        comments, rest, declared = _split(text, document)
        declarations += declared
        if position < len(document.blocks):
            document.blocks[position] = document.blocks[position]._replace(above=comments)
            if rest:
                document.tolerate("Text before the XML; it belongs after it.")
        else:
            document.below = comments
        loose.extend(rest)
    if declarations > 1:
        document.tolerate("Several XML declarations in one file.")
    document.loose = tuple(loose)
    document.urls, document.ids = links.in_text("\n".join(loose))
    document.form = NfoForm.MIXED if document.urls else NfoForm.XML


def _split(text: str, document: Document) -> tuple[tuple[str, ...], list[str], int]:
    """Comments, other lines and the number of XML declarations in a text outside the root elements."""
    if "<" not in text:
        return (), _lines(text), 0
    comments = tuple(_COMMENT.findall(text)) + tuple(
        found[0] for found in _INSTRUCTION.finditer(text) if found[1].lower() != "xml"
    )
    declarations = len(re.findall(r"<\?xml[\s?]", text, re.IGNORECASE))
    rest = _INSTRUCTION.sub("\n", _COMMENT.sub("\n", text))
    if "<" in rest:
        document.tolerate("Markup outside the root element was left out.")
        rest = _TAGS.sub("\n", rest).replace("<", " ")
    return comments, _lines(rest), declarations


def _lines(text: str) -> list[str]:
    return [kept for line in text.split("\n") if (kept := line.strip(_BLANK))]


def _judge_text(text: str, document: Document) -> None:
    """A file without XML: links alone, or text that may hold some."""
    if not _INSTRUCTION.sub("", text).strip():
        document.form = NfoForm.EMPTY
        return
    document.urls, document.ids = links.in_text(text)
    only_links = document.urls and len(text) < 4000 and not re.search(r"\w{3}", links.without_links(text))
    document.form = NfoForm.URL if only_links else NfoForm.TEXT
    if only_links:
        document.loose = tuple(_split(text, document)[1])
