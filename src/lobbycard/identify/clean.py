"""Text of a file name made readable: bytes that were no text, separators, acronyms, advertising."""

import re
import unicodedata
from functools import lru_cache

from lobbycard.model import titles

MAX_LENGTH = 600
"""Longer names exist on no file system; what follows is not looked at."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("–—‐‑‒−", "-"),
        **dict.fromkeys("【［〔〖", "["),
        **dict.fromkeys("】］〕〗", "]"),
        **dict.fromkeys("（", "("),
        **dict.fromkeys("）", ")"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u3000", " "),
        **dict.fromkeys("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad", None),
        "＃": "#",
        "～": "~",
        "．": ".",
        "＿": "_",
        "／": "/",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
_EXTENSION = re.compile(
    r"""(?ix)\.(?:mkv|mk3d|mp4|m4v|avi|mov|qt|wmv|asf|flv|f4v|webm|ogv|ogm|mpe?g|m1v|m2v|mpv|mp2v|m2ts|m2t|mts"
    r"|ts|tp|trp|vob|ifo|bup
    |iso|img|nrg|bin|divx|xvid|rm|rmvb|3gp|3g2|wtv|dvr-ms|evo|strm|disc|rec|amv|viv|pva|nuv|nsv|vdr|bdmv|mpls|clpi|bdm
    |srt|ass|ssa|sub|idx|smi|sami|vtt|sup|mks|usf|ttml|dfxp|nfo|txt|xml|jpe?g|png|webp|tbn|gif|bmp|avif|svg
    |mp3|flac|mka|aac|ac3|dts|eac3|ogg|opus|m4a|wav|rar|zip|7z|par2|sfv|nzb|torrent|edl|bif)$"""
)
_SITE = re.compile(
    r"""(?ix)^\s*(?:
      \[(?!\s*yts)\s*[^\]]{0,20}?(?:www\.)?[\w-]{2,30}\.(?:com|net|org|to|me|tv|cc|info|eu|ws|nu|ru|in|pl|se|mx|lol|site|vip|li|io|re|am|ag|top|xyz)
         [^\]]{0,12}\][\s._-]*
    | (?:www\.|[^\x00-\x7f]{2,8}www\.)[\w-]{2,30}\.[a-z]{2,4}(?:\.[a-z]{2})?[\s._\])-]+
    | [\w-]{3,30}\.(?:com|net|org)\s+-\s+
    )"""
)
_SITE_BEHIND = re.compile(
    r"(?i)[\s._-]*(?:\[\s*(?:rartv|rarbg|eztv(?:x?\.\w+)?|ettv|ethd|tgx|galaxyrg|glodls|publichd|phr0sty|vtv"
    r"|pseudo|ctrlhd"
    r"|(?:www\.)?[\w-]{2,30}\.(?:com|net|org|to|me|re|io|st|eu|li))\s*\]|-postbot|-obfuscated|-xpost"
    r"|-asrequested|-buymore"
    r"|-scrambled|-rakuv\w*|-altEZ|-alternativetorequested)+$"
)
_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
_SPACES = re.compile(r"\s+")
_EMPTY = re.compile(r"[(\[{]\s*[)\]}]")
_DOT = "\x01"
_PLUS = "\x02"
_EDGES = " -_,;:~/|+=&"
_SIGNED = re.compile(r"\+(?=\d)")
_DECIMAL = re.compile(r"(?<!\d)\d+\.\d+(?!\d)")
_NUMBERS_ALONE = re.compile(r"\d+(?:\.\d+){2,}|\d\.\d")
"""`11.22.63` and `2.0`, whose dots part no words."""
_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,3})\.(000)(?!\d)")
_INNER_DOT = re.compile(r"(?<!\.)\.(?=[^\s.])")
_OPEN_END = re.compile(r"[\s._-]*[(\[{][\s._-]*$")
_CLOSED_START = re.compile(r"^[\s._-]*[)\]}][\s._-]*")
_HYPHENS = re.compile(r"(?<=[^\W\d])-(?=\w)|(?<=\w)-(?=[^\W\d])")
_TRAILING_BRACKET = re.compile(r"(?<=\S)[\s._-]*[\[{][^\[\]{}]{0,60}[\]}]$")


def repaired(name: str) -> str:
    """The name with stray bytes read as Western text, look-alike punctuation unified, composed and cut to a "
    "sane length."""
    name = name[:MAX_LENGTH]
    if not name.isascii():
        name = unicodedata.normalize("NFC", _SURROGATE.sub(_western, name)).translate(_ALIKE)
    if not name.isprintable():
        name = _CONTROL.sub(" ", name)
    if "%20" in name:
        name = name.replace("%20", " ")
    return name


def _western(half: re.Match[str]) -> str:
    code = ord(half[0])
    return bytes((code - 0xDC00,)).decode("cp1252", "replace") if 0xDC80 <= code <= 0xDCFF else " "


def without_extension(name: str) -> str:
    """The name without an extension that media or their companions have; other dots stay."""
    found = _EXTENSION.search(name)
    return name[: found.start()] if found and found.start() else name


def without_sites(name: str) -> str:
    """The name without the address of the place where it was found."""
    if "." in name:
        shorter = _SITE.sub("", name, count=1)
        name = shorter if shorter.strip(" .") else name
    if name.endswith("]") or "-" in name:
        name = _SITE_BEHIND.sub("", name) or name
    return name


@lru_cache(maxsize=16384)
def title(text: str) -> str:
    """A title as people write it, out of the part of a name that holds it."""
    text = _OPEN_END.sub("", _CLOSED_START.sub("", text)).strip(" _")
    if "[" in text or "{" in text:
        text = _TRAILING_BRACKET.sub("", text)
    text = _EMPTY.sub(" ", text).replace("_", " ")
    if "." in text:
        text = _undotted(text)
    elif " " not in text and text.count("-") >= 2:
        text = _HYPHENS.sub(" ", text)
    if "+" in text and (" " not in text or _SIGNED.match(text)):
        text = _SIGNED.sub(_PLUS, text, count=1) if _SIGNED.match(text) else text.replace("+", " ")
    text = _SPACES.sub(" ", text).strip(_EDGES).replace(_DOT, ".").replace(_PLUS, "+")
    return titles.natural_title(_without_last_dot(text))


def _undotted(text: str) -> str:
    if _NUMBERS_ALONE.fullmatch(text.strip(" .$€£#")):
        return text.strip(" .").replace(".", _DOT)
    if " " in text.strip() or _DECIMAL.fullmatch(text.strip(" $€£#")):
        text = _DECIMAL.sub(lambda match: match[0].replace(".", _DOT), text)
    elif "000" in text:
        text = _THOUSANDS.sub(rf"\1{_DOT}\2", text)
    inner = len(_INNER_DOT.findall(text))
    kept = _ACRONYM.sub(lambda match: _acronym(match, len(text)), text)
    if inner and inner >= text.count(" "):
        lead = len(kept) - len(kept.lstrip(".")) if kept.startswith("...") else 0
        return "." * lead + kept[lead:].replace(".", " ")
    return kept


def _acronym(match: re.Match[str], length: int) -> str:
    letters = match[0].replace(".", _DOT)
    return letters + ("" if match.end() == length or not letters.endswith(_DOT) else " ")


def _without_last_dot(text: str) -> str:
    if not text.endswith(".") or text.endswith("..."):
        return text
    return text if len(text) >= 4 and text[-3] == "." else text.rstrip(".")


def unbracketed(text: str) -> str:
    """`[Title]` as a whole without its brackets."""
    inner = text.strip(" ._-")
    return inner[1:-1] if len(inner) > 2 and inner[0] == "[" and inner[-1] == "]" and "[" not in inner[1:] else text


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(character.isalnum() for character in text)


def same(one: str, other: str) -> bool:
    """Whether two titles are the same but for spelling."""
    return bool(one) and bool(other) and key(one) == key(other)


def behind(title: str, series: str) -> str:
    """A title without its series' in front, unless nothing else is there."""
    if not series or key(title) == key(series) or not key(title).startswith(key(series)):
        return title
    return title[len(series) :].strip(" -:") or title


def better_spelled(folder: str, file: str) -> str:
    """Of two spellings of the same title the one that kept more of its punctuation and capitals."""
    if folder == file:
        return folder
    return file if _richness(file) > _richness(folder) else folder


def _richness(text: str) -> int:
    signs = sum(not character.isalnum() and character != " " for character in text)
    return signs * 2 + (0 if text.isupper() or text.islower() else 1) + sum(ord(character) > 127 for character in text)


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """The title to compare by; umlauts count the same with and without their `e`."""
    clean = titles.clean_title(text)
    return clean.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=16384)
def initials(text: str) -> str:
    """First letters of the words, in lower case."""
    return "".join(word[0] for word in titles.search_text(text).split())
