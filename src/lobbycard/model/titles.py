"""Forms of a title: to sort by, to compare with another source's, to search in."""

import re
import unicodedata

_ARTICLES = frozenset(
    re.findall(
        r"\w+",
        "the a an der die das ein eine le la les un une el los las una il lo gli uma het een de den det ett az",
    )
)
_ELIDED = re.compile(r"(?:l|dell|un)['’]\s*(?=\w)", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"""(?x)
    die\s+(?:hard|harder|another|tomorrow|fighting|alone|laughing|hart|mommie|monster|screaming
        |trying|young|like|with|by|in\ a)\b
    | (?:las\s+vegas|los\s+angeles|los\s+alamos|el\s+paso|el\s+dorado|el\s+salvador|la\s+paz|le\s+mans
        |la\s+confidential)\b
    | lo\s+and\b | a\s+(?:to|vs\.?|la)\s | de\s+palma\b | den\s+of\b | an\s+nam\b | un\s+security\b
    """,
    re.IGNORECASE,
)
_TRAILING = re.compile(r"^(?P<rest>.+),\s*(?P<article>[A-Za-z]{1,4}|[LlUu]n?['’])$")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
"""Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic; vowel signs of other scripts carry meaning."""
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"})
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
_NUMBER_WIDTH = 8
_LONGEST = 300
"""Letters of a title that tell it from others; an index of PostgreSQL takes no more than 2,700 bytes."""


def sort_title(title: str) -> str:
    """The title with a leading article behind: `The Matrix` becomes `Matrix, The`."""
    article, rest = split_article(title)
    return f"{rest}, {article}" if article else title.strip()


def natural_title(title: str) -> str:
    """The title with an article that stood behind in front again: `Matrix, The` becomes `The Matrix`."""
    turned = _TRAILING.match(title.strip())
    if turned is None:
        return title.strip()
    article, rest = turned["article"], turned["rest"]
    if article[-1] in "'’":
        return article + rest
    return f"{article} {rest}" if article.casefold() in _ARTICLES else title.strip()


def split_article(title: str) -> tuple[str, str]:
    """The leading article (or nothing) and what follows."""
    title = title.strip()
    elided = _ELIDED.match(title)
    if elided:
        return elided[0].strip(), title[elided.end() :]
    first, _, rest = title.partition(" ")
    rest = rest.strip()
    if first.casefold() not in _ARTICLES or not any(character.isalnum() for character in rest):
        return "", title
    if _NO_ARTICLE.match(title) or rest.casefold().startswith(first.casefold() + " "):
        return "", title
    return first, rest


def sort_key(title: str) -> str:
    """Text that sorts by plain comparison of bytes: no case, accents or article, numbers by their value."""
    words = search_text(split_article(natural_title(title))[1]) or search_text(title)
    return _NUMBER.sub(_padded, words) or title.casefold()


def clean_title(title: str) -> str:
    """Letters and digits alone, to find the same title in another spelling: `The Spider-Man` and `spiderman`."""
    rest = split_article(natural_title(title))[1].casefold().replace("&", " and ")
    if not rest.isascii():
        rest = unicodedata.normalize("NFC", rest).translate(_UMLAUTS)
    return (_NOT_WORD.sub("", folded(rest)) or _printable(title.casefold().strip()))[:_LONGEST]


def search_text(title: str) -> str:
    """Words in lower case without accents and punctuation, in whatever script, with single spaces."""
    plain = _APOSTROPHES.sub("", folded(title))
    return _NOT_WORD.sub(" ", plain).strip() or _printable(title.casefold().strip())


def folded(text: str) -> str:
    """The text without case and accents; everything else stays."""
    if text.isascii():
        return text.lower()
    letters = text.casefold().translate(_LETTERS)
    return unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", letters)))


def _padded(number: re.Match[str]) -> str:
    digits = "".join(str(unicodedata.digit(digit)) for digit in number[0]).lstrip("0")
    return digits.rjust(_NUMBER_WIDTH, "0")


def _printable(text: str) -> str:
    """Without halves of characters, which stand for bytes that were no text and which a database refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")
