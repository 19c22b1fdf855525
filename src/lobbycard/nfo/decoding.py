"""Bytes of an NFO file to text, whatever its encoding is or claims to be."""

import codecs
import re
from dataclasses import dataclass, field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LEGACY = re.compile(
    r"(iso-?8859|latin|l\d|windows-?125|cp\d|koi8|gb|big5|euc|shift|sjis|mac|tis|ks_c|ansi)[a-z0-9_:-]*", re.IGNORECASE
)
_LATIN_1 = {"iso-8859-1", "iso8859-1", "latin-1", "latin1"}
"""Declared by programs that write Windows-1252; the two differ in characters that nobody means."""

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""

_HIGH_WORDS = re.compile(rb"[\x80-\xff]{3,}")

_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", "") for byte in range(0x80, 0x100)
}
"""Bytes that are no UTF-8, as `surrogateescape` marks them, to what they were meant to be."""


@dataclass(slots=True)
class Decoded:
    """A file's text with `\\n` between lines."""

    text: str
    line_end: str = "\n"
    broken: bool = False
    """A strict reader would fail or show wrong letters."""
    problems: list[str] = field(default_factory=list)


def decode(data: bytes) -> Decoded:
    """The text of any bytes."""
    text, decoded = _to_text(data)
    newline = text.find("\n")
    decoded.line_end = "\r\n" if newline > 0 and text[newline - 1] == "\r" else "\n"
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ILLEGAL.search(text):
        text = ILLEGAL.sub("", text)
        decoded.broken = True
        decoded.problems.append("Characters that XML cannot hold were left out.")
    decoded.text = text.lstrip("\ufeff")
    return decoded


def _to_text(data: bytes) -> tuple[str, Decoded]:
    decoded = Decoded("")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_bom(data[len(mark) :], name, decoded), decoded
    wide = _wide(data)
    if wide:
        decoded.broken = True
        decoded.problems.append("UTF-16 without a byte order mark.")
        return data.decode(wide, "replace"), decoded
    return _narrow(data, decoded), decoded


def _with_bom(data: bytes, name: str, decoded: Decoded) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        decoded.broken = True
        decoded.problems.append(f"Not all of it is the {name.upper()} that its byte order mark promises.")
    if name == "utf-8":
        return _mixed(data)
    return data.decode(name, "replace")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows as a NUL in every second place."""
    head = data[:256]
    if len(head) < 4 or b"\0" not in head:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.7 and head[0::2].count(0) < half * 0.2:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.2:
        return "utf-16-be"
    return ""


def _narrow(data: bytes, decoded: Decoded) -> str:
    found = _DECLARED.search(data, 0, 1000)
    declared = found[1].decode("ascii").lower() if found else ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared, decoded)
    if declared not in ("", "utf-8", "utf8") and not text.isascii():
        decoded.broken = True
        decoded.problems.append(f"Says that it is {declared}, but is UTF-8.")
    elif declared.startswith(("utf-16", "utf16", "ucs", "utf-32")):
        decoded.broken = True
        decoded.problems.append(f"Says that it is {declared}, but is not.")
    return text


def _legacy(data: bytes, declared: str, decoded: Decoded) -> str:
    if _LEGACY.fullmatch(declared):
        try:
            return data.decode("cp1252" if declared in _LATIN_1 else declared)
        except (UnicodeDecodeError, LookupError):
            pass
    decoded.broken = True
    guess = _by_letters(data)
    if guess:
        decoded.problems.append(f"Not valid UTF-8; read as {guess}, by its letters.")
        return data.decode(guess, "replace")
    decoded.problems.append("Not valid UTF-8; what is not was read as Windows-1252.")
    return _mixed(data)


def _by_letters(data: bytes) -> str:
    """The alphabet of a text that is neither UTF-8 nor what it says; nothing for Western letters.

    Western letters beyond ASCII stand alone, those of other alphabets in words: Russian ones are mostly small letters,
    Chinese ones come in pairs that decode to common characters.
    """
    words = _HIGH_WORDS.findall(data)
    inside = sum(map(len, words))
    high = sum(byte > 0x7F for byte in data)
    if high < 3 or inside < high * 0.8:
        return ""
    letters = b"".join(words)
    small = sum(byte >= 0xE0 for byte in letters)
    capital = sum(0xC0 <= byte < 0xE0 for byte in letters)
    if small + capital > inside * 0.95:
        if small > inside * 0.6:
            return "cp1251"
        if capital > inside * 0.6:
            return "koi8-r"
    try:
        text = b" ".join(words).decode("gb18030")
    except UnicodeDecodeError:
        return ""
    common = sum("\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef" for letter in text)
    return "gb18030" if common > len(text.replace(" ", "")) * 0.9 else ""


def _mixed(data: bytes) -> str:
    """UTF-8 where it is UTF-8, Windows-1252 elsewhere."""
    return data.decode("utf-8", "surrogateescape").translate(_CP1252)
