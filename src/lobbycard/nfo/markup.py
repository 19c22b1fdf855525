"""One root element of an NFO file to a tree, however badly it is written. Nothing outside the text is ever read."""

import html
import html.entities
import re
from collections.abc import Iterator

from lxml import etree

Element = etree._Element

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=False)
_DEEPEST = 60
_MOST_ELEMENTS = 100_000
_TOO_DEEP = etree.XPath("boolean(/" + "/".join("*" * (_DEEPEST + 1)) + ")")

_ODD = re.compile(r"&(?:(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)|([A-Za-z][A-Za-z0-9]{1,30});)?|<(?![A-Za-z_/!?])")
_HALVES = re.compile(
    r"&#(?:x(d[89ab][0-9a-f]{2})|(5[56]\d{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67]\d{3}));", re.IGNORECASE
)
"""One character written as its two UTF-16 halves."""
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']", re.ASCII)
_DECLARED_PREFIX = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=", re.ASCII)

_TAG = re.compile(r"<(/?)([A-Za-z_][A-Za-z0-9_.-]*+)(?::([A-Za-z_][A-Za-z0-9_.-]*+))?([^<>]*+)>")
_ATTRIBUTE = re.compile(
    r"(?<![\w.:-])(?:([A-Za-z_][A-Za-z0-9_.-]*+):)?([A-Za-z_][A-Za-z0-9_.-]*+)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
)
_CUT_TAG = re.compile(r"(?:<|&lt;)(?:/[A-Za-z_]{0,30})?\Z")
"""An end tag that the end of the file cuts off; what it ends was whole."""
_VOID = {"br", "hr", "img"}
SIMPLE = {
    *("title", "originaltitle", "sorttitle", "showtitle", "year", "premiered", "aired", "plot", "outline", "tagline"),
    *("runtime", "mpaa", "certification", "genre", "tag", "country", "studio", "director", "credits", "writer"),
    *("status", "trailer", "season", "episode", "playcount", "lastplayed", "dateadded", "id", "imdbid", "tmdbid"),
    *("tvdbid", "uniqueid", "votes", "userrating", "top250", "watched", "displayorder", "releasedate", "enddate"),
}
"""Elements of a root that hold text only: when one of these begins, the one before it has ended."""


def parse(raw: str) -> tuple[Element, bool]:
    """The tree of one root element, and whether the text had to be repaired for it."""
    root = _strictly(raw)
    if root is not None:
        return root, False
    mended = _declare_prefixes(_escape(_HALVES.sub(_whole, raw)))
    root = _strictly(mended)
    return (_Builder(mended).build() if root is None else root), True


def _strictly(raw: str) -> Element | None:
    try:
        root = etree.fromstring(raw, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if _TOO_DEEP(root) else root


def _escape(raw: str) -> str:
    """Stray & and < and the entities of HTML, made legal; CDATA and comments are left alone."""
    if "<!" not in raw:
        return _ODD.sub(_legal, raw)
    pieces: list[str] = []
    position = 0
    for start, end in _literals(raw):
        pieces.append(_ODD.sub(_legal, raw[position:start]))
        pieces.append(raw[start:end])
        position = end
    pieces.append(_ODD.sub(_legal, raw[position:]))
    return "".join(pieces)


def _literals(raw: str) -> Iterator[tuple[int, int]]:
    """Where comments and CDATA begin and end. One that is never closed is none (and is looked for only once)."""
    last = {"<!--": raw.rfind("-->"), "<![CDATA[": raw.rfind("]]>")}
    position = 0
    while (start := raw.find("<!", position)) >= 0:
        position = start + 2
        for mark, end_mark in (("<!--", "-->"), ("<![CDATA[", "]]>")):
            if raw.startswith(mark, start) and start + len(mark) <= last[mark]:
                position = raw.find(end_mark, start + len(mark)) + 3
                yield start, position


def _whole(found: re.Match[str]) -> str:
    high = int(found[1], 16) if found[1] else int(found[2])
    low = int(found[3], 16) if found[3] else int(found[4])
    if not 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return found[0]
    return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)


def _legal(found: re.Match[str]) -> str:
    if found[0] == "<":
        return "&lt;"
    if found[1]:
        letter = html.unescape(found[0])
        return "" if letter == "\ufffd" else html.escape(_without_controls(letter))
    name = found[2]
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return found[0]
    named = html.entities.html5.get(name + ";")
    return html.escape(named) if named else f"&amp;{name};"


def _without_controls(letters: str) -> str:
    return "".join(
        letter for letter in letters if (letter >= " " and not "\ud800" <= letter <= "\udfff") or letter in "\t\n"
    )


def _declare_prefixes(raw: str) -> str:
    """A prefix that nobody declared is declared on the root, so that its elements survive."""
    used = {first or second for first, second in _PREFIX.findall(raw)}
    missing = sorted(used - set(_DECLARED_PREFIX.findall(raw)) - {"xml", "xmlns"})
    if not missing or len(missing) > 50:
        return raw
    opening = re.match(r"<[A-Za-z_][\w.-]*", raw, re.ASCII)
    declarations = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in missing)
    return raw if opening is None else opening[0] + declarations + raw[opening.end() :]


class _Builder:
    """Builds a tree from tags that need not match: an end tag closes the nearest element of its name."""

    def __init__(self, raw: str) -> None:
        cut = _CUT_TAG.search(raw)
        self.ends_in_tag = cut is not None
        self.raw = raw if cut is None else raw[: cut.start()]
        self.last_comment_end = raw.rfind("-->")
        self.last_cdata_end = raw.rfind("]]>")
        self.last_tag_end = raw.rfind(">")
        self.stack: list[Element] = []
        self.letters: list[str] = []
        self.elements = 0

    def build(self) -> Element:
        """The tree; its root is the first tag."""
        position = 0
        while (opening := self.raw.find("<", position)) >= 0:
            self._say(self.raw[position:opening])
            position = self._markup(opening)
        self._say(self.raw[position:])
        self._flush()
        if not self.ends_in_tag:
            self._drop_cut_off(self.raw[position:])
        return self.stack[0] if self.stack else etree.Element("movie")

    def _drop_cut_off(self, rest: str) -> None:
        """A file that ends in the middle of an element's text was cut off there: half a title is worse than none."""
        if len(self.stack) > 1 and rest.strip() and not len(self.stack[-1]):
            self.stack[-2].remove(self.stack[-1])

    def _markup(self, position: int) -> int:
        """Takes what begins with this <; gives where it ends."""
        if self.raw.startswith("<!--", position) and position + 4 <= self.last_comment_end:
            return self.raw.find("-->", position + 4) + 3
        if self.raw.startswith("<![CDATA[", position) and position + 9 <= self.last_cdata_end:
            end = self.raw.find("]]>", position)
            self.letters.append(self.raw[position + 9 : end])
            return end + 3
        tag = _TAG.match(self.raw, position)
        if tag:
            self._tag(tag)
            return tag.end()
        if self.raw.startswith(("<!", "<?"), position) and position < self.last_tag_end:
            return self.raw.find(">", position) + 1
        self.letters.append("<")
        return position + 1

    def _tag(self, tag: re.Match[str]) -> None:
        name = tag[3] or tag[2]
        if tag[1]:
            self._close(name)
        else:
            self._open(name, tag[4])

    def _open(self, name: str, rest: str) -> None:
        if not self.stack:
            self._push(etree.Element(name), rest)
            return
        lower = name.lower()
        if len(self.stack) > 1 and lower in SIMPLE and str(self.stack[1].tag).lower() in SIMPLE:
            self._pop_to(1)
        if len(self.stack) >= _DEEPEST or self.elements >= _MOST_ELEMENTS:
            return
        self._flush()
        self._push(etree.SubElement(self.stack[-1], name), rest)
        if rest.rstrip().endswith("/") or lower in _VOID:
            self._pop_to(len(self.stack) - 1)

    def _push(self, element: Element, rest: str) -> None:
        for prefix, name, value in _ATTRIBUTE.findall(rest):
            if prefix != "xmlns" and name != "xmlns":
                element.set(name, _clean(value.strip("\"'")))
        self.elements += 1
        self.stack.append(element)

    def _close(self, name: str) -> None:
        for depth in range(len(self.stack) - 1, 0, -1):
            if str(self.stack[depth].tag).lower() == name.lower():
                self._pop_to(depth)
                return

    def _pop_to(self, depth: int) -> None:
        self._flush()
        del self.stack[max(depth, 1) :]

    def _say(self, text: str) -> None:
        if text:
            self.letters.append(_clean(text))

    def _flush(self) -> None:
        """Gives the letters since the last tag to the tree."""
        text = "".join(self.letters)
        self.letters.clear()
        if not text or not self.stack:
            return
        inside = self.stack[-1]
        if len(inside):
            inside[-1].tail = (inside[-1].tail or "") + text
        else:
            inside.text = (inside.text or "") + text


def _clean(text: str) -> str:
    return _without_controls(html.unescape(text)).replace("\ufffe", "").replace("\uffff", "") if "&" in text else text
